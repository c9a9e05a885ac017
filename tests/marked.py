"""Code with marks, and what is found in it: where `# <- RK301` ends a line, exactly that finding must appear on it."""

from rulekit.engine.catalog import catalog
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.settings import Settings
from rulekit.laws.marked_code import Places, check_as, marks, notebook_of, unmarked
from rulekit.model.finding import Finding

__all__ = ["Places", "check_as", "findings_of", "found", "marks", "notebook_of", "unmarked"]


def found(text: str, path: str) -> Places:
    """Check a text; a notebook is a cell here."""
    return frozenset((finding.span.line, finding.code) for finding in check_as(text, path))


def findings_of(code: str, text: str, options: object = None) -> list[Finding]:
    """Check a module by one rule, with options of its own."""
    settings = Settings(select=(code,), options={catalog()[code].name: options})
    return list(check_document(Document("orders.py", text), settings).findings)
