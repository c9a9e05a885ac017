"""The options of cells: which rules `%%checkstyle --select` and `--ignore` leave out, and options that are wrong."""

from collections.abc import Callable, Iterator

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.notebooks.cell_parsing import SKIP_TAG
from rulekit.analysis.syntax.lines import split_lines
from rulekit.analysis.syntax.source import Source
from rulekit.engine.catalog import catalog, refuse_unknown
from rulekit.engine.engine_rules import UNUSED_SUPPRESSION
from rulekit.engine.setting_overrides import Overrides
from rulekit.engine.settings import codes_chosen
from rulekit.model.errors import SettingsError
from rulekit.model.finding import Finding, Span
from rulekit.notebook.checkstyle_line import LINE, CellOptions, checkstyle_line, parse_choice, parse_options
from rulekit.notebook.document import NotebookCell

EXPECT_TAG = "rulekit-expect-"
_AS_ALL = CellOptions()


def read_options(words: str) -> CellOptions:
    """Read the words behind `%%checkstyle`.

    Raises:
        SettingsError: an option is unknown or has a wrong value, or a word names no rule.
    """
    return _known(parse_options(words), "%%checkstyle")


def read_choice(words: str, place: str) -> Overrides:
    """Read words that only choose rules, for many cells; `place` names where they stand.

    Raises:
        SettingsError: an option is unknown, or a word names no rule.
    """
    options = _known(parse_choice(words, place), place)
    return Overrides(select=options.select, ignore=options.ignore)


def _known(options: CellOptions, place: str) -> CellOptions:
    for key in ("select", "ignore", "expect"):
        refuse_unknown(getattr(options, key), f"{place}: `--{key}`")
    return options


def options_of(cell: NotebookCell) -> CellOptions:
    """Read the options of a cell; where they are wrong, it is judged as if there were none."""
    words = checkstyle_line(cell.text)
    try:
        return read_options(words) if words else _AS_ALL
    except SettingsError:
        return _AS_ALL


def wrong_options(subject: Source | Manifest) -> Iterator[Finding]:
    """Report the cells of a notebook whose options or tags are wrong: in a kernel the options would be refused."""
    cells = subject.cells
    for cell, offset in zip(cells.cells, cells.offsets, strict=True) if cells else ():
        for tag in (tag for tag in cell.tags if tag.lower().startswith("rulekit") and not _is_tag(tag)):
            message = f"the tag `{tag}` means nothing: use `{SKIP_TAG}` or `{EXPECT_TAG}RK301`"
            yield UNUSED_SUPPRESSION.at(subject, Span(offset + 1, 1, offset + 1, 2), message)
        words = None if SKIP_TAG in cell.tags else checkstyle_line(cell.text)
        try:
            read_options(words) if words else None
        except SettingsError as error:
            lines = [line.rstrip("\r\n") for line in split_lines(cell.text)]
            at = next(number for number, line in enumerate(lines, 1) if LINE.fullmatch(line))
            place = Span(offset + at, 1, offset + at, len(lines[at - 1]) + 1)
            yield UNUSED_SUPPRESSION.at(subject, place, str(error))


def _is_tag(tag: str) -> bool:
    return tag == SKIP_TAG or tag.startswith(EXPECT_TAG)


def left_out_by_cells(subject: Source | Manifest) -> Callable[[Finding], bool]:
    """Tell of findings, placed in the code of a notebook or in its cells, whether their cells leave them out."""
    cells = subject.cells
    with_options = [cell for cell in cells.cells if checkstyle_line(cell.text)] if cells else []
    chosen = {cell.cell: chosen_codes(options_of(cell)) for cell in with_options}

    def is_left_out(finding: Finding) -> bool:
        cell = finding.cell or (cells.locate(finding.span).cell if cells and chosen else None)
        return cell in chosen and finding.code not in chosen[cell]

    return is_left_out


def chosen_codes(options: CellOptions) -> frozenset[str]:
    """Give the codes of the rules that are meant, as settings would mean them."""
    return codes_chosen(catalog(), options.select or ("ALL",), options.ignore)
