"""Values of options that are words between commas."""

import argparse


def listed(text: str) -> list[str]:
    """Read words between commas.

    Raises:
        ArgumentTypeError: there is none, as where a variable of the shell is empty.
    """
    words = [part.strip() for part in text.split(",") if part.strip()]
    if not words:
        raise argparse.ArgumentTypeError(f"{text!r} names nothing")
    return words
