"""The labelled blocks of an exercise's file: code that is given, that is right, that is wrong, and that judges."""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rulekit.teach.exercise import WrongAnswer
from rulekit.teach.exercise_file import LABELS, Fence
from rulekit.teach.patches import patched
from rulekit.teach.problems import Problems, nearest
from rulekit.teach.verdict import Outcome

SINGLE = ("starter", "solution", "lines", "check", "witness")
ALWAYS = {"lines": "text", "check": "python", "witness": "python", "module": "python", "mutant": "diff"}
LANGUAGES = ("python", "text")
PATCHED = frozenset({"alternate", "wrong"})
REFUSALS = tuple(one.value for one in Outcome if not one.is_pass and one is not Outcome.CHECKER_ERROR)
_WRONG = re.compile(r'wrong:\s*+([\w ]*?)\s*"(.*)"')
_MUTANT = re.compile(r'mutant\s+"(.+)"')
_MODULE = re.compile(r"module\s+([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)")


@dataclass
class Blocks:
    """The blocks by what they are for; `single` holds those of which there is one."""

    single: dict[str, Fence] = field(default_factory=dict)
    alternates: list[Fence] = field(default_factory=list)
    wrong: list[WrongAnswer] = field(default_factory=list)
    modules: dict[str, Fence] = field(default_factory=dict)
    mutants: dict[str, Fence] = field(default_factory=dict)

    def text(self, label: str) -> str:
        """Give the text of a block of which there is one, or nothing."""
        return self.single[label].text if label in self.single else ""

    def line(self, label: str) -> int:
        """Give its line, or the first."""
        return self.single[label].line if label in self.single else 1


def read_blocks(fences: Iterable[Fence], problems: Problems, *, is_text: bool) -> Blocks:
    """Sort the blocks by their labels, and parse what is code; those that are `diff` change the solution."""
    blocks = Blocks()
    whole = list(fences)
    solution = next((fence.text for fence in whole if fence.label == "solution"), "")
    for one in whole:
        word = one.label.split()[0].rstrip(":")
        is_patch = one.language == "diff" and word in PATCHED
        text = patched(solution, one, problems) if is_patch else one.text
        fence = replace(one, language=LANGUAGES[is_text], text=text) if is_patch else one
        line = fence.line - 1
        if word not in LABELS:
            listed = ", ".join(LABELS)
            problems.say(line, f"unknown label `{fence.label}`{nearest(word, LABELS)}: the labels are {listed}")
            continue
        language = ALWAYS.get(word, LANGUAGES[is_text])
        if fence.language != language:
            written = f"{fence.language} {fence.label}".strip()
            problems.say(line, f"`{written}` must be `{language} {fence.label}`: correct it")
        elif language == "python" and not (word == "wrong" and _outcome(fence) == Outcome.SYNTAX.value):
            _parse(fence, problems)
        _keep(blocks, fence, word, problems)
    return blocks


def _keep(blocks: Blocks, fence: Fence, word: str, problems: Problems) -> None:
    if word in SINGLE:
        if fence.label != word:
            problems.say(fence.line - 1, f"nothing may follow `{word}`: write `{fence.language} {word}`")
        if word in blocks.single:
            problems.say(fence.line - 1, f"there is a block `{word}` already: keep one of the two")
        blocks.single.setdefault(word, fence)
    elif word == "alternate":
        blocks.alternates.append(fence)
    elif word == "wrong":
        _keep_wrong(blocks, fence, problems)
    elif word == "module":
        _keep_named(blocks.modules, fence, _MODULE, problems)
    else:
        _keep_named(blocks.mutants, fence, _MUTANT, problems)


def _keep_wrong(blocks: Blocks, fence: Fence, problems: Problems) -> None:
    match = _WRONG.fullmatch(fence.label)
    outcome, says = (match[1], match[2].strip()) if match else ("", "")
    line = fence.line - 1
    if not match or not says:
        problems.say(line, '`wrong` needs an outcome and words of the message: write `wrong: behaviour "must surface"`')
    elif outcome.replace("_", " ") not in REFUSALS:
        listed = ", ".join(REFUSALS)
        problems.say(line, f"unknown outcome `{outcome}`{nearest(outcome, REFUSALS)}: a refusal is one of {listed}")
    blocks.wrong.append(WrongAnswer(fence.text, outcome.replace("_", " "), says, line, fence.title))


def _keep_named(kept: dict[str, Fence], fence: Fence, form: re.Pattern[str], problems: Problems) -> None:
    match = form.fullmatch(fence.label)
    if not match:
        model = "module shop" if form is _MODULE else 'mutant "it forgets the discount"'
        problems.say(fence.line - 1, f"`{fence.label}` has no proper name: write `{fence.language} {model}`")
        return
    if match[1] in kept:
        problems.say(fence.line - 1, f"there is a block `{fence.label}` already: give each its own name")
    kept[match[1]] = fence


def _outcome(fence: Fence) -> str:
    match = _WRONG.fullmatch(fence.label)
    return match[1] if match else ""


def _parse(fence: Fence, problems: Problems) -> None:
    try:
        ast.parse(fence.text)
    except SyntaxError as error:
        at = fence.line + (error.lineno or 1) - 1
        problems.say(at, f"the block `{fence.label}` is no valid Python: {error.msg}")
    except ValueError as error:
        problems.say(fence.line, f"the block `{fence.label}` is no valid Python: {error}")


def texts_of(fences: Mapping[str, Fence]) -> dict[str, str]:
    """Give the texts of named blocks."""
    return {name: fence.text for name, fence in fences.items()}
