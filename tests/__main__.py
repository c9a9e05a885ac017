"""The whole proof in one command: `python tests`. The inner loop: `python tests quick`.

Formatting, lint, types, layers, rulekit on itself, damaged code, every test with branch coverage.
The quick one leaves out damaged code, coverage, and whatever starts a browser, a kernel or a command, or goes through
the code of others. Both stop at the first failure.
"""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CORE = "analysis engine known model notebook package/test_layout.py report rules".split()
SLOW = "rules/test_fix_laws.py rules/test_fix_names.py".split()
CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("lint-imports",),
    ("rulekit", "check", "."),
)
WHOLE = (
    *CHECKS,
    ("python", "-m", "tests.fuzz"),
    ("coverage", "erase"),
    ("coverage", "run", "-m", "pytest", "-rs", "-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"),
    ("coverage", "combine", "--quiet"),
    ("coverage", "report"),
)
QUICK = (
    *CHECKS,
    ("pytest", "-q", "-n", "2", *(f"tests/{name}" for name in CORE), *(f"--ignore=tests/{name}" for name in SLOW)),
)


def main() -> int:
    """Run the steps and give the exit status of the first that fails."""
    parser = argparse.ArgumentParser(prog="python tests", description=__doc__)
    parser.add_argument("part", nargs="?", choices=["quick"], help="the inner loop: under a minute on two cores")
    for step in QUICK if parser.parse_args().part else WHOLE:
        sys.stdout.write(f"$ {' '.join(step)}\n")
        sys.stdout.flush()
        done = subprocess.run([str(BIN / step[0]), *step[1:]], cwd=ROOT, check=False, shell=False)
        if done.returncode:
            sys.stderr.write(f"failed: {' '.join(step)}\n")
            return done.returncode
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
