"""What comes with the package and is no code: inside it when it is installed, beside it in a clone."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """Find a file or folder that is shipped."""
    inside = PACKAGE / name
    return inside if inside.exists() else PACKAGE.parent / name
