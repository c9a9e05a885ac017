"""The temporary file that nbqa hands to tools, and the notebook behind it.

nbqa writes the code of a notebook to `STEM` + eight random characters + `_nbqa_ipynb.py` beside it, with blank lines
changed and some cells left out, so lines counted there are often wrong. Judging the notebook itself is right, and lines
of the form `PATH:cell_N:LINE:COLUMN` pass through nbqa, which only turns the file's name back.
"""

import re
from pathlib import Path

from rulekit.model.late import regex

_TEMPORARY = regex(r"(?P<stem>.*)[a-z0-9_]{8}_nbqa_ipynb\.py", re.DOTALL)


def notebook_name(path: str) -> str | None:
    """Give the path that the notebook behind nbqa's file must have; nothing where the name is no such name."""
    match = _TEMPORARY.fullmatch(Path(path).name)
    return str(Path(path).with_name(f"{match['stem']}.ipynb")) if match else None
