"""The magics: `%%checkstyle`, `%checkstyle`, `%rule` and `%explore`.

`%%checkstyle` itself is taken out by `transform` before the cell runs, and the report comes when the cell has run.
The registered magic of that name serves help, completion and the line form.
"""

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class

from rulekit import api
from rulekit.engine.cell_options import read_options
from rulekit.jupyter.cell_checker import CellChecker, know_rules
from rulekit.jupyter.display import show
from rulekit.jupyter.open_explorer import explore
from rulekit.jupyter.saved_notebook import cells_in, check_saved, saved_path
from rulekit.jupyter.trouble import one_line_errors

_LINE = "--line"
ACTIONS = ("on", "off", "notebook", "fix")


@magics_class
class RulekitMagics(Magics):
    """The magics of one shell."""

    def __init__(self, shell: InteractiveShell, checker: CellChecker) -> None:
        super().__init__(shell)
        self.checker = checker

    @line_cell_magic
    def checkstyle(self, line: str, cell: str | None = None) -> None:
        """Check code by the style guide.

        As the first line of a cell, `%%checkstyle [options]` runs the cell as it is and then shows what the guide says:

        --select RULES, --ignore RULES   only these rules, or all but these
        --as ROLE                        judge as production, script, test or notebook code
        --expect RULES                   exactly these must be found; the cell is bad on purpose
        --fix, --diff                    write the cell anew with its safe fixes, or show what that would change
        --no-run                         check without running
        --raise                          fail the cell when something is found
        --quiet, --advice                say nothing when all is clean; show advice too

        On a line of its own: `%checkstyle on` checks every cell from now on and speaks when there is news, with
        --select and --ignore by some rules only, with --brief without what marks in the cell say already;
        `%checkstyle off` stops that, `%checkstyle notebook [FILE]` checks the
        saved notebook, and `%checkstyle fix` fixes the cell that ran last: run it again to apply.

        RULES are codes, beginnings of codes, names, sections, or codes of other tools, such as E722.
        """
        with one_line_errors():
            if cell is not None:
                read_options(line)
                raise UsageError("%%checkstyle must stand at the top of the cell, with only other %% lines above it")
            know_rules()
            self._act(*line.strip().partition(" ")[::2])

    def _act(self, action: str, rest: str) -> None:
        if action not in ACTIONS:
            raise UsageError(f"%checkstyle {action}: write %checkstyle {'|'.join(ACTIONS)}, or %%checkstyle on top")
        if action == "notebook":
            self._check_saved(rest.strip())
        elif action == "on":
            self.checker.turn_on(rest)
        elif rest.strip():
            raise UsageError(f"%checkstyle {action} {rest.strip()}: write %checkstyle {action} alone")
        elif action == "fix":
            show(self.checker.mark_for_fixing())
        else:
            self.checker.session_overrides = None

    def _check_saved(self, name: str) -> None:
        path = saved_path(name)
        card = check_saved(path)
        show(card)
        if card.shown and (cell_of := cells_in(path)):
            self.checker.show_verbs(path, card, cell_of)

    @line_magic
    def rule(self, line: str) -> None:
        """Show the page of a rule: `%rule bare-except`, `%rule RK301`, or another tool's code, `%rule E722`.

        `%rule RK301 --line 3` says why line 3 of the cell that ran last was flagged, or why it was not.
        """
        with one_line_errors():
            know_rules()
            key, _, rest = line.strip().partition(_LINE)
            found = api.rules.find(key.strip() or "?")
            show(self.checker.why(found.code, _number(rest)) if _LINE in line else found)

    @line_magic
    def explore(self, line: str) -> None:
        """Show the explorer: `%explore`, or `%explore RK402` with that rule open."""
        with one_line_errors():
            know_rules()
            show(explore(line.strip()))


def _number(text: str) -> int:
    digits = text.strip(" =")
    if not digits.isdecimal():
        raise UsageError("write %rule NAME --line N, with the number of a line of the cell that ran last")
    return int(digits)
