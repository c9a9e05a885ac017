"""Which calls may give a text to a shell, and what text that is."""

import ast
import enum
import re
from collections.abc import Iterator, Sequence

from rulekit.analysis.flow.call_graph import class_around
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to, has_unknown_arguments
from rulekit.analysis.flow.constant_folding import UNKNOWN, constant
from rulekit.analysis.flow.list_growth import additions, is_many
from rulekit.analysis.flow.reaching_definitions import single_value_at, values_at
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.names.signatures import renamed_imports
from rulekit.analysis.sanitizers.calls import is_harmless_in_command
from rulekit.analysis.strings.expression_texts import texts_of
from rulekit.analysis.syntax.source import Source, question, question_per
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.processes import (
    PLAIN_RUNNERS,
    REMOTE_SHELLS,
    RUNNERS,
    SECOND_ARGUMENT,
    SHELL_POSITION,
    SHELL_PROGRAMS,
    SHELLS,
    STARTERS,
)
from rulekit.model.late import dataclass, regex

_WORDS = ("subprocess", "system", "popen", "exec_command", "commands", "psutil", "trio")
_STARTS = ("execl", "execv", "spawn")
_SHELL_CALLS = frozenset(SHELLS) | REMOTE_SHELLS
_STARTING = RUNNERS | STARTERS
_STARTING_WORDS = frozenset(name.rpartition(".")[2] for name in (*RUNNERS, *SHELLS))
_FLAG = regex(r"-[a-z]*c|/[cCkK]|-[cC]ommand")


def loose_parts(source: Source, command: ast.expr | None) -> Iterator[ast.expr]:
    """Give the parts of a text or of a list of words that the code does not fix."""
    for item in words_of(source, command) if command is not None else ():
        for text in texts_of(source, item):
            for hole in text.interpolations:
                if not hole.is_number and not is_harmless_in_command(source, hole.expression):
                    yield hole.expression


def words_of(source: Source, command: ast.expr, depth: int = DEPTH) -> list[ast.expr]:
    """Give the words of a command that is a list, through names and `+`; anything else is one word."""
    if isinstance(command, (ast.List, ast.Tuple)):
        spread = [item.value if isinstance(item, ast.Starred) else None for item in command.elts]
        pairs = zip(command.elts, spread, strict=True)
        return [word for item, inner in pairs for word in (words_of(source, inner, depth - 1) if inner else [item])]
    if isinstance(command, ast.BinOp) and isinstance(command.op, ast.Add) and depth > 0:
        return [word for side in (command.left, command.right) for word in words_of(source, side, depth - 1)]
    if isinstance(command, ast.Name) and depth > 0:
        value = single_value_at(source, command)
        if isinstance(value, (ast.List, ast.Tuple, ast.BinOp)):
            words = words_of(source, value, depth - 1)
            # What is appended before the name is read stands behind the first words.
            for call, added in additions(source, command):
                if call.lineno <= command.lineno:
                    words += words_of(source, added, depth - 1) if is_many(call) else [added]
            return words
    return [command]


class Truth(enum.Enum):
    """What `shell=` is: false, true, either of them, not given, or among options that cannot be told."""

    NO = enum.auto()
    YES = enum.auto()
    MAYBE = enum.auto()
    UNSAID = enum.auto()
    HIDDEN = enum.auto()


@dataclass(frozen=True)
class Start:
    """A call that starts a program: what it calls, whether a shell reads the command, and the command."""

    call: ast.Call
    target: str
    shell: Truth
    command: ast.expr | None

    @property
    def name(self) -> str:
        """What it calls, as people say it: `subprocess.run`."""
        return short_name(self.target)


@dataclass(frozen=True)
class Script:
    """A shell that is started with a script as an argument (`sh -c`), and what follows it."""

    shell: str
    text: ast.expr
    rest: Sequence[ast.expr]


def short_name(target: str) -> str:
    """Give the last two parts of a qualified name."""
    return ".".join(target.split(".")[-2:])


@question
def starts_programs(source: Source) -> bool:
    """Is there a word in the text that a call to start a program must have?"""
    text = vocabulary(source)
    return bool(source.parsed.facts) or any(word in text for word in _WORDS)


@question
def runner_calls(source: Source) -> tuple[Start, ...]:
    """Which calls have a `shell=`, which they set or leave out?"""
    starts = []
    for call, name in _starting_calls(source) if starts_programs(source) else ():
        given = argument(source, call, "shell", SHELL_POSITION) or _put_in(source, call)
        if given is not None:
            shell = truth(source, given)
        elif any(keyword.arg is None for keyword in call.keywords) and has_unknown_arguments(source, call):
            shell = Truth.HIDDEN
        else:
            shell = Truth.UNSAID if name in PLAIN_RUNNERS else Truth.NO
        command = argument(source, call, "args", 0) or argument(source, call, "command")
        starts.append(Start(call, name, shell, command))
    return tuple(starts)


def _starting_calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Find calls of what starts programs, and `super().__init__(...)` in a class that is made of it."""
    yield from calls_to(source, RUNNERS)
    for call in calls_by_word(source).get("__init__", ()):
        home = class_around(source, call)
        made_of = {names(source).resolve(base) for base in home.bases} if home else set()
        if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value).startswith("super("):
            yield from ((call, name) for name in made_of if name in RUNNERS)


@question
def shell_calls(source: Source) -> tuple[Start, ...]:
    """Which calls go through a shell whatever one says?"""
    starts = []
    for call, name in calls_to(source, _SHELL_CALLS) if starts_programs(source) else ():
        position = 1 if name in SECOND_ARGUMENT else 0
        command = argument(source, call, "cmd", position) or argument(source, call, "command", position)
        starts.append(Start(call, name, Truth.YES, command))
    return tuple(starts)


def script_calls(source: Source) -> Iterator[tuple[Start, Script]]:
    """Give the calls that start a shell as a program with a script."""
    if not starts_programs(source) and not any(word in vocabulary(source) for word in _STARTS):
        return
    for call, name in calls_to(source, _STARTING):
        given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg in {"args", "argv"})]
        bare = (one.value if isinstance(one, ast.Starred) else one for one in given)
        items = [item for one in bare for item in words_of(source, one)]
        if script := _script_in(source, items):
            yield Start(call, name, Truth.YES, script.text), script


def handed_on(source: Source) -> Iterator[tuple[ast.expr, str, Truth]]:
    """Give what starts programs and is handed to somebody else, as in `pool.submit(os.system, command)`.

    Of `subprocess` only what comes with a `shell=`, as in `partial(run, shell=True)`.
    """
    resolve = names(source).resolve
    aliases = {word for word, target in renamed_imports(source).items() if target in _STARTING_WORDS} | _STARTING_WORDS
    references: list[ast.expr] = []
    if starts_programs(source):
        references += [node for node in source.nodes(ast.Attribute) if node.attr in _STARTING_WORDS]
        references += [node for node in source.nodes(ast.Name) if node.id in aliases and node.ctx.__class__ is ast.Load]
    for reference in references:
        around = source.parents.get(reference)
        call = source.parents.get(around) if isinstance(around, ast.keyword) else around
        if not isinstance(call, ast.Call) or reference is call.func:
            continue
        name = resolve(reference) or ""
        if name in SHELLS:
            yield reference, name, Truth.YES
        elif name in RUNNERS and (given := argument(source, call, "shell")) is not None:
            yield call, name, truth(source, given)


@question_per
def truth(source: Source, expression: ast.expr, depth: int = DEPTH) -> Truth:
    """Tell whether an expression is true, as far as the text tells."""
    value = constant(source, expression)
    if value is not UNKNOWN:
        return Truth.YES if value else Truth.NO
    parts: Sequence[ast.expr] | None = None
    if isinstance(expression, ast.Name) and depth > 0:
        parts = values_at(source, expression)
    elif isinstance(expression, ast.IfExp):
        parts = (expression.body, expression.orelse)
    elif isinstance(expression, ast.UnaryOp) and isinstance(expression.op, ast.Not):
        inverse = truth(source, expression.operand, depth - 1)
        return {Truth.YES: Truth.NO, Truth.NO: Truth.YES}.get(inverse, inverse)
    found = {truth(source, part, depth - 1) for part in parts or ()}
    return found.pop() if len(found) == 1 else Truth.MAYBE


def _script_in(source: Source, items: Sequence[ast.expr]) -> Script | None:
    """Find a shell among the words, the option that announces a script, and the script."""
    for at, item in enumerate(items):
        word = constant(source, item)
        last = re.split(r"[/\\]", word)[-1].lower().removesuffix(".exe") if isinstance(word, str) else ""
        shell = last if last in SHELL_PROGRAMS else ""
        for place in range(at + 1, len(items)) if shell else ():
            flag = constant(source, items[place])
            if not isinstance(flag, str) or not flag.startswith(("-", "/")):
                break
            if _FLAG.fullmatch(flag):
                return Script(shell, items[place + 1], items[place + 2 :]) if place + 1 < len(items) else None
    return None


def _put_in(source: Source, call: ast.Call) -> ast.expr | None:
    """Find what `options["shell"] = True` put into the options that a call passes on."""
    passed = {keyword.value.id for keyword in call.keywords if not keyword.arg and isinstance(keyword.value, ast.Name)}
    if not passed:
        return None
    known, value = names(source), None
    for subscript in source.nodes(ast.Subscript):
        base, key = subscript.value, subscript.slice
        is_key = isinstance(key, ast.Constant) and key.value == "shell" and isinstance(base, ast.Name)
        if is_key and base.id in passed and known.scope_of(subscript) is known.scope_of(call):  # type: ignore[attr-defined]
            value = known.value(subscript) or value
    return value
