"""The hooks around each cell that runs: they judge it, show its card, and write a fix at the next run."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell

from rulekit import api
from rulekit.engine.catalog import catalog
from rulekit.engine.cell_options import read_choice, read_options
from rulekit.jupyter.card import Card, Reasons
from rulekit.jupyter.cell_difference import difference_of
from rulekit.jupyter.cell_text import CellOf, CellText
from rulekit.jupyter.display import show, show_as
from rulekit.jupyter.kernel_types import kernel_facts
from rulekit.jupyter.running_cells import RunningCells, is_unnamed
from rulekit.jupyter.session_card import SessionCards
from rulekit.jupyter.transform import runnable
from rulekit.jupyter.trouble import trouble_line
from rulekit.model.errors import RulekitError, SettingsError
from rulekit.model.finding import Finding
from rulekit.notebook.checkstyle_line import CellOptions, checkstyle_line

if TYPE_CHECKING:
    from rulekit.engine.fixing import Fixed
    from rulekit.engine.setting_overrides import Overrides
    from rulekit.engine.settings import Settings
    from rulekit.jupyter.live_card import LiveCard

# Where a front end gives cells no ids, each run counts as a cell of its own, and a kernel may run for weeks.
MOST_CELLS = 500
BRIEF = "--brief"
AGAIN = "Run {} again to apply this."
BY_HAND = "This front end does not say which cell is which: change the cell by hand."
NOTHING_SAFE = "There is nothing that could be fixed safely."
CHANGED = "The cell has changed since: run it again first."


class StyleError(Exception):
    """A cell that asked for `--raise` has findings."""


class CellChecker:
    """What one kernel knows of its notebook: the latest text of every cell, in the order in which they first ran."""

    def __init__(self, shell: InteractiveShell) -> None:
        self.shell = shell
        self.session_overrides: Overrides | None = None
        self.has_noted = False
        self.cells: dict[str, str] = {}
        self.session_cards = SessionCards()
        self.marked: dict[str, tuple[str, str]] = {}
        self.last = ""
        self.live: dict[str, LiveCard] = {}
        self.running = RunningCells()

    def transform(self, lines: list[str]) -> list[str]:
        """Give the lines that IPython shall run: without our line, and with a fix that waits for this very cell."""
        text = "".join(lines)
        before, after = self.marked.get(self._parent_id(), ("", ""))
        if after and text.strip() == before.strip():
            return runnable(after.splitlines(keepends=True))
        return runnable(lines)

    # IPython then asks it nothing of a cell that is still being written: below `%%checkstyle` more may follow.
    transform.has_side_effects = True  # type: ignore[attr-defined]

    def before_cell(self, info: Any) -> None:
        """Note that a cell begins to run; this is a `pre_run_cell` hook.

        Magics such as `%%capture` run their body as a cell within the cell, which is not judged by itself.
        """
        self.running.begin(info)

    def after_cell(self, result: Any) -> None:
        """Judge the cell that ran and show what there is to say; this is a `post_run_cell` hook.

        The reply is the cell's own: it fails only where its `%%checkstyle` line is wrong, or asks for it by `--raise`.
        """
        info = self.running.end(result)
        if info is None:
            return
        key = self.running.key_of(info, self.cells)
        text = self._remember(key, info.raw_cell)
        words = checkstyle_line(text)
        if words is None and self.session_overrides is None:
            return
        know_rules()
        try:
            options = read_options(words or "")
        except SettingsError as error:
            self._fail(result, UsageError(str(error)))
            return
        card = self._show_card(key, text, options, is_asked=words is not None)
        if text != info.raw_cell and key in self.live:
            self.live[key].stand_for_new_text()
        if options.raises and card is not None and not card.is_clean:
            self._fail(result, StyleError(card.headline))

    def turn_on(self, words: str) -> None:
        """Check every cell from now on, by the rules that the words choose; where that cannot be, none is checked.

        Raises:
            SettingsError: an option or word is wrong, or the settings that hold here are.
        """
        self.session_overrides = None
        self.session_cards = SessionCards(are_brief=BRIEF in words.split())
        try:
            chosen = read_choice(" ".join(word for word in words.split() if word != BRIEF), "%checkstyle on")
            chosen.over(api.settings_now("."))
        except (RulekitError, OSError) as error:
            raise SettingsError(f"{trouble_line(error)}; no cell is checked") from error
        self.session_overrides = chosen

    def settings(self, text: str) -> "Settings":
        """Give the settings for a cell: those that hold here, with the choice of `%checkstyle on` if it has no own.

        Raises:
            SettingsError: the settings are wrong.
        """
        held = api.settings_now(".")
        if self.session_overrides is None or checkstyle_line(text) is not None:
            return held
        return self.session_overrides.over(held)

    def why(self, rule: str, line: int) -> Reasons:
        """Say why a rule does or does not report a line of the cell that ran last.

        Raises:
            SettingsError: no cell has run, or it has no such line.
        """
        text = self.cells.get(self.last, "")
        if not 1 <= line <= len(text.splitlines()):
            raise SettingsError(
                f"the cell that ran last has {len(text.splitlines())} lines, and none of them is {line}"
            )
        asked = api.Asked(rule, line, list(self.cells).index(self.last) + 1)
        facts = kernel_facts(self.shell.user_ns)
        return Reasons(tuple(api.why_cell(list(self.cells.values()), asked, self.settings(text), facts)))

    def mark_for_fixing(self) -> Card:
        """Mark the cell that ran last: its next run, if it has not changed, runs and writes the fixed text.

        Raises:
            SettingsError: no cell has run.
        """
        if self.last not in self.cells:
            raise SettingsError("no cell with code has run yet: run the one to be fixed first")
        text, fixed, report = self.cells[self.last], self._fixed(self.last), self._report(self.last)
        changes = fixed.text != text
        return Card(
            report.findings,
            (self.mark(self._cell(self.last), fixed.text) if changes else NOTHING_SAFE,),
            difference_of(text, fixed.text, report.secrets),
            text=text,
            unjudged=report.unjudged,
            done=f"{len(fixed.applied)} can be fixed" if changes else "",
            secrets=report.secrets,
        )

    def _remember(self, key: str, text: str) -> str:
        """Keep the text of a cell that ran, with the fix that was marked for it, and give it."""
        text = self._apply_mark(key, text)
        self.cells[key] = text
        self.last = key if _holds_code(text) else self.last
        while len(self.cells) > MOST_CELLS:
            del self.cells[next(iter(self.cells))]
        return text

    def _show_card(self, key: str, text: str, options: CellOptions, *, is_asked: bool) -> Card | None:
        """Show what there is to say, and give it; what goes wrong in rulekit is said there too, and stays here."""
        try:
            card = self._card(key, text, options) if is_asked else self._session_card(key, text)
            if card is not None:
                show(card)
            cell = self._cell(key)
            self.show_verbs(key, None if options.fix else card, lambda _: cell)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001, RK301 - whatever it is, the cell has run
            card = self.session_cards.card_of_trouble(trouble_line(error), is_asked=is_asked)
            if card is not None:
                show(card)
        return card

    def _session_card(self, key: str, text: str) -> Card | None:
        return self.session_cards.card_of(key, text, self._report(key))

    def _card(self, key: str, text: str, options: CellOptions) -> Card | None:
        report = self._report(key)
        difference = done = ""
        if options.fix or options.diff:
            fixed = self._fixed(key)
            difference = difference_of(text, fixed.text, report.secrets)
            if options.fix and difference:
                self.shell.set_next_input(fixed.text, replace=True)
                done = f"{len(fixed.applied)} fixed"
        notes = (*_expected(options.expect, report.findings), *self._caveat(report))
        card = Card(
            report.findings,
            notes,
            difference,
            options.advice,
            text=text,
            unjudged=report.unjudged,
            done=done,
            secrets=report.secrets,
        )
        return None if options.quiet and card.is_clean else card

    def _report(self, key: str) -> api.Report:
        texts, at = list(self.cells.values()), list(self.cells).index(key)
        return api.check_cell(texts, at, self.settings(texts[at]), kernel_facts(self.shell.user_ns))

    def _fixed(self, key: str) -> "Fixed":
        texts, at = list(self.cells.values()), list(self.cells).index(key)
        return api.fix_cell(texts, at, self.settings(texts[at]))

    def show_verbs(self, key: str, card: Card | None, cell_of: CellOf) -> None:
        """Show a card anew with what can be done, where there is a front end to press buttons in.

        The one before, of the same key, has nothing to say any more.
        """
        if key in self.live:
            self.live.pop(key).close()
        if card is None or not card.shown or not hasattr(self.shell, "kernel"):
            return
        with suppress(ImportError):  # ipywidgets is missing, or cannot be used
            from rulekit.jupyter.live_card import LiveCard

            self.live[key] = LiveCard(self, card, cell_of)
            show_as(self.live[key].view())
        while len(self.live) > MOST_CELLS:
            self.live.pop(next(iter(self.live))).close()

    def _cell(self, key: str) -> CellText:
        return CellText(key, tuple(self.cells.values()), list(self.cells).index(key))

    def mark(self, cell: CellText, after: str) -> str:
        """Mark what the next run of a cell shall run and write, if the cell has not changed; say how to go on."""
        if is_unnamed(cell.key):
            return BY_HAND
        if self.cells.get(cell.key, cell.text) != cell.text:
            return CHANGED
        self.marked[cell.key] = (cell.text, after)
        return AGAIN.format(cell.name)

    def _caveat(self, report: api.Report) -> tuple[str, ...]:
        """Say once, where nothing is found, which rules a single cell cannot show."""
        if self.has_noted or report.findings:
            return ()
        self.has_noted = True
        names = ", ".join(f"{code} {catalog()[code].name}" for code in api.judged_whole())
        return (f"`%checkstyle notebook` also judges what one cell cannot show: {names}.",) if names else ()

    def _apply_mark(self, key: str, text: str) -> str:
        before, after = self.marked.pop(key, ("", ""))
        if after and text.strip() == before.strip():
            self.shell.set_next_input(after, replace=True)
            return after
        return text

    def _fail(self, result: Any, error: Exception) -> None:
        """Show an error as the cell's own, so that the reply says that it failed, unless it has failed already."""
        if result is not None and result.success:
            result.error_in_exec = error
            self.shell.showtraceback((type(error), error, None))

    def _parent_id(self) -> str:
        parent: dict[str, Any] = getattr(self.shell, "get_parent", dict)() or {}
        return str(parent.get("metadata", {}).get("cellId", ""))


def know_rules() -> None:
    """Let the rules be known that the settings name where the kernel works; what is wrong with these is told later."""
    with suppress(RulekitError, OSError):
        api.settings_now(".")


def _expected(words: tuple[str, ...], findings: tuple[Finding, ...]) -> Iterator[str]:
    """Say that a cell that is bad on purpose shows what it promises."""
    found = {finding.code for finding in findings}
    if met := [word for word in words if found & catalog().select(word)]:
        yield f"Expected here: {', '.join(met)}."


def _holds_code(text: str) -> bool:
    """Tell whether a cell holds more than questions to magics."""
    return any(line.strip() and not line.lstrip().startswith("%") for line in text.splitlines())
