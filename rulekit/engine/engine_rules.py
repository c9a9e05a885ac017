"""What the engine itself reports: code that cannot be judged, and comments or tags about rules that are not true."""

from rulekit.model.finding import Severity
from rulekit.model.rule import Rule
from rulekit.model.section import Section

ENGINE = Section("RK0", "engine", "What rulekit says of its own work")

SYNTAX_ERROR = Rule(
    code="RK001",
    name="syntax-error",
    section=ENGINE,
    explanation="""Code must be valid Python.

## Why
Code that does not parse cannot be judged by any rule.
In a notebook only the broken cell is left out; all other cells are checked.

## Instead
Mend the line; the message names the Python whose grammar was used.
A cell of a notebook that is broken on purpose says so with the tag `rulekit-expect-RK001`.
""",
    severity=Severity.ERROR,
    examples=(),
    equivalents={"ruff": ("E999",), "flake8": ("E999",), "pylint": ("E0001",)},
)

UNUSED_SUPPRESSION = Rule(
    code="RK002",
    name="unused-suppression",
    section=ENGINE,
    explanation="""What a comment or tag says about findings must be true.

## Why
A comment that silences nothing looks like a known fault where there is none, and will one day hide a real one.
A cell that is bad on purpose says what it expects, with the tag `rulekit-expect-RK301` or with
`%%checkstyle --expect RK301`. When the finding does not come, the lesson has drifted from the tool.
A cell whose `%%checkstyle` line has a word that names no rule seems to be judged, but a kernel refuses to run it.

## Instead
Remove the comment; `--fix` does it where the comment says nothing else.
Make the cell show what it promises, or correct the tag.
Correct the options of the cell; until then it is judged by all rules.
Only comments that speak to this tool or name a rule of it are judged: a bare `# noqa`, and the codes of other tools,
are let be.
""",
    severity=Severity.WARNING,
    examples=(),
)

SUPPRESSION_WITHOUT_REASON = Rule(
    code="RK003",
    name="suppression-without-reason",
    section=ENGINE,
    explanation="""A comment that silences a rule says why.

## Why
Whoever meets `# noqa: RK301` a year later cannot tell whether it is still needed, and leaves it for safety's sake.

## Instead
Write the reason behind the code: `# noqa: RK301 - the till answers late`, and so for a block or a file:
`# rulekit: disable=bare-except - the till answers late`, `# rulekit: noqa: RK301 - the till answers late`.
Only comments that name a rule of this tool are judged.
""",
    severity=Severity.ADVICE,
    examples=(),
)

OWN_RULES = (SYNTAX_ERROR, UNUSED_SUPPRESSION, SUPPRESSION_WITHOUT_REASON)
