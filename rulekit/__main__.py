"""`python -m rulekit`: the same as the command `rulekit`, and what nbqa runs."""

from rulekit.cli.main import run

if __name__ == "__main__":
    run()
