"""What cells say for themselves: `%%checkstyle --select` and `--ignore` hold whichever door judges the notebook."""

from collections.abc import Iterable

from rulekit.engine.catalog import catalog
from rulekit.model.errors import UnknownRuleError
from rulekit.model.finding import Finding
from rulekit.notebook.document import Notebook
from rulekit.notebook.options import cell_options


def chosen_by_cells(notebook: Notebook, findings: Iterable[Finding]) -> list[Finding]:
    """Keep the findings of the rules that their cells want to be judged by."""
    wanted = {cell.cell.position: _wanted(cell.text) for cell in notebook.code_cells if "%%checkstyle" in cell.text}
    return [f for f in findings if f.cell is None or _holds(f.code, *wanted.get(f.cell.position, (None, frozenset())))]


def _wanted(text: str) -> tuple[frozenset[str] | None, frozenset[str]]:
    options = cell_options(text)
    if options is None:
        return None, frozenset()
    return (_codes(options.select) if options.select else None), _codes(options.ignore)


def _holds(code: str, select: frozenset[str] | None, ignore: frozenset[str]) -> bool:
    return (select is None or code in select) and code not in ignore


def _codes(selectors: Iterable[str]) -> frozenset[str]:
    """Give the codes meant; what selects nothing is the magic's business, which refuses it."""
    found: set[str] = set()
    for selector in selectors:
        try:
            found |= catalog().select(selector)
        except UnknownRuleError:
            continue
    return frozenset(found)
