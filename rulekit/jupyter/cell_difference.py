"""The difference between two texts of a cell, without secrets; the preview of a fix shows changed lines only."""

import difflib

from rulekit.analysis.secrets.masking import mask
from rulekit.analysis.secrets.written_secrets import Secrets

# A preview stands below the very lines that it changes.
PREVIEW_CONTEXT = 0


def difference_of(before: str, after: str, secrets: Secrets, context: int = 3) -> str:
    """Give the difference of two texts of a cell as unified rows, with so many lines of `context`, and no secret."""
    rows = list(difflib.unified_diff(before.splitlines(), after.splitlines(), "cell", "cell", lineterm="", n=context))
    return "\n".join(mask(row, secrets) for row in rows[2:])
