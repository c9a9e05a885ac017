"""`python -m rulekit`: the same as the command `rulekit`, and what nbqa runs."""

import os
import sys


def leave_folder() -> None:
    """Take the current folder off the import path: a `random.py` beside the code under check must not run."""
    try:
        here = os.getcwd()  # noqa: PTH109 - `pathlib` would be looked for in that folder
    except OSError:
        here = ""
    if sys.path[:1] in ([""], [here]):
        del sys.path[0]


if __name__ == "__main__":
    leave_folder()
    from rulekit.cli.main import run

    run(wants_path=True)
