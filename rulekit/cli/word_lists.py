"""Values of options: words between commas, and numbers of things."""

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


def number_above_nothing(text: str) -> int:
    """Read how many things are wanted.

    Raises:
        ArgumentTypeError: it is no such number.
    """
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"`{text}` is no such number: write 1 or more")
    return int(text)
