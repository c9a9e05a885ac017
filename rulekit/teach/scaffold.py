"""The file of a new exercise, with the places that its author fills in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.engine.catalog import catalog
from rulekit.model.errors import SettingsError
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.teach.exercise import Kind
from rulekit.teach.frontmatter import WRITTEN
from rulekit.teach.problems import nearest
from rulekit.teach.required_parts import FILL_IN

FENCE = "```"
_NAME = re.compile(r"(.+?)\.([a-z]+)(?:-(\d+))?")
_STARTED = (Kind.FIX, Kind.MIX, Kind.EXPLOIT, Kind.BREAK)


@dataclass(frozen=True)
class Plan:
    """What a new exercise is to be: its id, its kind, the rules that it practises, and where it belongs."""

    id: str
    kind: Kind
    rules: tuple[Rule, ...]
    section: Section
    number: str


def plan_of(name: str) -> Plan:
    """Read an id such as `bare-except.fix`, `RK301.fix-2` or `errors.mix`.

    Raises:
        SettingsError: it is no such id.
        UnknownRuleError: it names no rule; the nearest names are told.
    """
    match = _NAME.fullmatch(name)
    kinds = {kind.value: kind for kind in WRITTEN}
    if match is None:
        raise SettingsError(f"`{name}` is no RULE.KIND: write one like `bare-except.fix` or `errors.mix`")
    owner, word, number = match[1], match[2], match[3] or ""
    if word not in kinds:
        raise SettingsError(f"unknown kind `{word}`{nearest(word, kinds)}: the kinds are {', '.join(kinds)}")
    if number and int(number) < 2:  # noqa: RK105 - the first one has no number
        raise SettingsError(f"`{name}`: the first exercise has no number, the others count from 2")
    end = f".{word}{f'-{number}' if number else ''}"
    if kinds[word] is Kind.MIX:
        section = _section(owner)
        return Plan(f"{section.name}{end}", Kind.MIX, catalog().section(section.name), section, number)
    rule = catalog()[owner]
    return Plan(f"{rule.name}{end}", kinds[word], (rule,), rule.section, number)


def scaffold(plan: Plan) -> str:
    """Write the file of a new exercise; its code is that of the rule's first example, to begin with."""
    example = plan.rules[0].examples[0]
    parts = [_front(plan, example), f"# {FILL_IN}: a title of a few words"]
    parts.append(f"{FILL_IN}: what the learner is to do, and why the shop needs it, in one or two paragraphs.")
    if plan.kind is Kind.PARSONS:
        parts += _order()
    elif not plan.kind.is_code:
        parts += _choice(example)
    else:
        parts.append(f"## Requirements\n- {FILL_IN}: one thing that the answer must do; a check proves it.")
        parts += _tests() if plan.kind is Kind.TESTS else _production(plan, example)
        parts.append(f"## Hint\n{FILL_IN}: where to look, in two or three short sentences.")
        parts.append(f"## Hint\n{FILL_IN}: what to write, with a line of code, but not the solution.")
    parts.append(f"## Afterwards\n{FILL_IN}: what the right answer does, in two sentences.")
    return "\n\n".join(parts) + "\n"


def _section(name: str) -> Section:
    known = {key: section for section in catalog().sections for key in (section.name, section.prefix)}
    if name not in known:
        listed = ", ".join(section.name for section in catalog().sections)
        raise SettingsError(f"unknown section `{name}`{nearest(name, known)}: a mix is for one of {listed}")
    return known[name]


def _front(plan: Plan, example: Example) -> str:
    lines = [f"rule: {', '.join(rule.name for rule in plan.rules)}", f"kind: {plan.kind.value}"]
    lines += [f"section: {plan.section.name}"] if plan.kind is Kind.MIX else []
    lines += [f"number: {plan.number}"] if plan.number else []
    lines += [f"file: {example.path}"] if plan.kind.is_code and _language(plan, example) == "text" else []
    return "\n".join(("---", *lines, "minutes: 5", "level: 2", "---"))


def _language(plan: Plan, example: Example) -> str:
    return "text" if example.path.endswith(".txt") and plan.kind is not Kind.TESTS else "python"


def _production(plan: Plan, example: Example) -> Iterator[str]:
    language = _language(plan, example)
    if plan.kind in _STARTED:
        yield f"## Starter\n{_block(f'{language} starter', example.shown)}"
    yield f"## Solution\n{_block(f'{language} solution', example.good)}"
    yield f"## Another solution\n{_block(f'{language} alternate', f'# {FILL_IN}: a second right answer')}"
    yield from _wrong(language)
    check = f'def test_it_works(answer):\n    """{FILL_IN}: the requirement."""\n    assert answer'
    yield f"## Checks\n{_block('python check', check)}"
    if plan.kind is Kind.EXPLOIT:
        show = f'def show(answer):\n    """{FILL_IN}: print what goes wrong with the code as it is given."""'
        yield f"## Witness\n{_block('python witness', show)}"


def _tests() -> Iterator[str]:
    module = f'"""{FILL_IN}: the code that is tested."""'
    yield f"## Given\n{_block('python module shop', module)}"
    yield f"## Solution\n{_block('python solution', f'# {FILL_IN}: tests that pass, and see the fault of each mutant')}"
    yield f"## Another solution\n{_block('python alternate', f'# {FILL_IN}: a second right answer')}"
    yield from _wrong("python")
    patch = f'-{module}\n+"""{FILL_IN}: the same line with a fault."""'
    blocks = [_block(f'diff mutant "{FILL_IN}: what is wrong, {number}"', patch) for number in (1, 2)]
    yield "\n".join(("## Mutants", *blocks))


def _wrong(language: str, code: str = f"# {FILL_IN}: an answer that somebody may well give") -> Iterator[str]:
    label = f'{language} wrong: behaviour "{FILL_IN}: words of the message"'
    yield "\n".join(("## Wrong answers", _block(label, code), _block(label.replace("behaviour", "style"), code)))


def _order() -> Iterator[str]:
    first, last = (f"# {FILL_IN}: the {which} line of the answer" for which in ("first", "last"))
    yield f"## Requirements\n- {FILL_IN}: one thing that the answer must do; a check proves it."
    right = _block("python solution", f"{first}\n{last}")
    yield f"## Solution\n{right}"
    yield _block("text lines", f"{FILL_IN}: lines that belong to no right answer, one a line")
    yield from _wrong("python", f"{last}\n{first}")
    check = f'def test_it_works(answer):\n    """{FILL_IN}: the requirement."""\n    assert answer'
    yield f"## Checks\n{_block('python check', check)}"
    yield f"## Hint\n{FILL_IN}: what has to come first, and why."


def _choice(example: Example) -> Iterator[str]:
    if example.path.endswith(".py"):
        yield f"## Starter\n{_block('python starter', example.shown)}"
    feedback = f"\n\n  {FILL_IN}: what to say to who chose it."
    options = (f"- [{mark}] {FILL_IN}: an answer{feedback}" for mark in "x  ")
    yield "## Options\n" + "\n".join(options)
    yield f"## Hint\n{FILL_IN}: what to think of."


def _block(info: str, text: str) -> str:
    return f"{FENCE}{info}\n{text.rstrip()}\n{FENCE}"
