"""Checking and fixing texts, by the guide as it is written."""

from rulekit.engine.files import Document
from rulekit.engine.fixing import Fixed
from rulekit.engine.repair import fix_document
from rulekit.engine.run import check_document
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding


def check(text: str, path: str | None = None, role: str | None = None) -> tuple[Finding, ...]:
    r"""Check a text by the guide as it is written; a path that ends in `.ipynb` makes it a notebook.

    Raises:
        UnreadableError: it should be a notebook and is none.

    >>> [finding.code for finding in check("try:\n    load()\nexcept:\n    stop()\n")]
    ['RK301']
    """
    return check_document(Document(path or "", text), Settings(), role).findings


def fix(text: str, path: str | None = None, role: str | None = None, *, unsafe: bool = False) -> Fixed:
    """Apply the safe fixes to a text, the unsafe ones too on request.

    Raises:
        UnreadableError: it should be a notebook and is none.
    """
    return fix_document(Document(path or "", text), Settings(), role, unsafe=unsafe)
