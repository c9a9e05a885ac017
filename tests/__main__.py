"""The whole proof in one command: `python tests`.

Formatting, lint, types, layers, rulekit on itself, damaged code, every test with branch coverage.
It stops at the first failure.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STEPS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("lint-imports",),
    ("rulekit", "check", "."),
    ("python", "-m", "tests.fuzz"),
    ("coverage", "erase"),
    ("coverage", "run", "-m", "pytest", "-rs"),
    ("coverage", "combine", "--quiet"),
    ("coverage", "report"),
)


def main() -> int:
    """Run the steps and give the exit status of the first that fails."""
    for step in STEPS:
        sys.stdout.write(f"$ {' '.join(step)}\n")
        sys.stdout.flush()
        done = subprocess.run([str(BIN / step[0]), *step[1:]], cwd=ROOT, check=False, shell=False)
        if done.returncode:
            sys.stderr.write(f"failed: {' '.join(step)}\n")
            return done.returncode
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
