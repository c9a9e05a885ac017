"""Do not use `subprocess` without setting `shell=False`.

## Why
A shell does not run a command, it reads a program.
In that program `;`, `|`, `$` and a space are not characters of a file name but orders.
The shop printed its delivery notes with `lp {order.customer}.pdf`, until a customer registered as `x; rm -r notes`.
Nobody attacked the shop that day: a colleague tested the sign-up form and wondered where the notes were.
A name with an apostrophe does less harm and happens every week.

## Instead
Pass a list, one item for each word, and write `shell=False`: `subprocess.run(["lp", file], shell=False)`.
No character of `file` means anything then but itself.
What a shell was wanted for has its own words in Python: `stdout=PIPE` for a pipe, `glob` for `*`, `cwd=` for `cd`,
`env=` for variables.
Saying `shell=False`, which is the default, tells the next reader that somebody thought about it.

## When to break it
A command that its user wrote, such as a hook in a settings file, is a program for a shell, and the user owns it.
Say so at the line: `# noqa: RK501 - the hook is a shell command by design`.
Where only a few values go into a fixed script, quote each with `shlex.quote()`.

## What the check sees
- error: text that is not fixed and goes to a shell: `shell=True`, `os.system`, `subprocess.getoutput`,
  `asyncio.create_subprocess_shell`, `["sh", "-c", text]`, also by another name or through `functools.partial`.
- warning: the same with a fixed text, a `shell=` that may be true, and a call of `subprocess` without `shell=`;
  text that is not fixed in `exec_command` of paramiko.
- advice: a call that passes on unknown options, and `!command {value}` in a notebook.
- not seen: wrappers in other files, and commands as text that some other library runs.
"""

import ast
from collections.abc import Iterator
from functools import partial

from rulekit.analysis.edits.add_keyword import keyword_added
from rulekit.analysis.execution.shell_calls import (
    Start,
    Truth,
    handed_on,
    loose_parts,
    runner_calls,
    script_calls,
    shell_calls,
    short_name,
)
from rulekit.analysis.flow.constant_folding import UNKNOWN, constant
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.scopes import names
from rulekit.analysis.notebooks.cell_parsing import command_lines
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source
from rulekit.known.processes import PLAIN_RUNNERS, REMOTE_SHELLS, SHELLS
from rulekit.model.finding import Finding, Fix, Severity, Span, Step
from rulekit.model.late import dataclass, regex
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.security.unsafe_subprocess.fix import list_instead

MOST_STEPS = 3
SHELL_LINE = regex(r"(?:[\w.,\s\[\]\"']+=\s*)?!|%(?:system|sx)\b")
VALUE = regex(r"(?<!\{)\{([^{}]+)\}(?!\})")
DOLLAR = regex(r"(?<![\\$\w])\$(\w+)")
FIXED = regex(r"\s*(sys\.executable|shlex\.\w+\(.*|[A-Z][A-Z0-9_]*)\s*\Z")

RULE = Rule(
    code="RK501",
    name="unsafe-subprocess",
    known_as=(
        "shell injection",
        "command injection",
        "os.system",
        "shell=True",
        "external command",
    ),
    section=Section.SECURITY,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A customer's name as a part of a program",
            bad="""
                import subprocess

                for name in customers:
                    subprocess.run(f"lp {name}.pdf", shell=True, check=True, timeout=patience)  # <- RK501
            """,
            good="""
                import subprocess

                for name in customers:
                    subprocess.run(["lp", f"{name}.pdf"], shell=False, check=True, timeout=patience)
            """,
        ),
        Example(
            "A list that does not say that there is no shell",
            bad="""
                import subprocess

                subprocess.run(["lpstat", "-o"], check=True, timeout=patience)  # <- RK501
            """,
            good="""
                import subprocess

                subprocess.run(["lpstat", "-o"], check=True, timeout=patience, shell=False)
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "A function that always starts a shell",
            bad="""
                import os

                os.system("gzip --keep " + report)  # <- RK501
            """,
            good="""
                import subprocess

                subprocess.run(["gzip", "--keep", report], shell=False, check=True, timeout=patience)
            """,
        ),
    ),
    tempting=(
        Example(
            "A list whose last item is a program again",
            bad="""
                import subprocess

                script = f"gzip --keep {report}"
                subprocess.run(["sh", "-c", script], shell=False, check=True, timeout=patience)  # <- RK501
            """,
            good="""
                import subprocess

                subprocess.run(["gzip", "--keep", report], shell=False, check=True, timeout=patience)
            """,
        ),
        Example(
            "A list for a shell, which reads only its first item",
            bad="""
                import subprocess

                subprocess.run(["lpstat", "-o"], shell=True, check=True, timeout=patience)  # <- RK501
            """,
            good="""
                import subprocess

                subprocess.run(["lpstat", "-o"], shell=False, check=True, timeout=patience)
            """,
        ),
    ),
    related=("unvalidated-input", "dynamic-code"),
    references=(
        "https://docs.python.org/3/library/subprocess.html#security-considerations",
        "https://docs.python.org/3/library/shlex.html#shlex.quote",
        "https://cwe.mitre.org/data/definitions/78.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/OS_Command_Injection_Defense_Cheat_Sheet.html",
    ),
    equivalents={
        "ruff": ("S601", "S602", "S603", "S604", "S605"),
        "bandit": ("B601", "B602", "B603", "B604", "B605"),
        "flake8": ("DUO106", "DUO116"),
    },
)


@dataclass(frozen=True)
class Options:
    """`require-explicit` asks for the words `shell=False` in every call, as the guide does."""

    require_explicit: bool = True


@RULE.check
def shell_argument(source: Source, options: Options) -> Iterator[Finding]:
    """Find calls of `subprocess` whose `shell=` is true, may be true, or is missing."""
    for start in runner_calls(source):
        if start.shell is Truth.YES:
            yield _given_to_shell(source, start, f"`{start.name}`", "pass a list and `shell=False`")
        elif start.shell is Truth.MAYBE:
            yield RULE.at(source, start.call, f"`shell=` of `{start.name}` may be true: pass a list and `shell=False`")
        elif start.shell is Truth.HIDDEN and start.target in PLAIN_RUNNERS and options.require_explicit:
            message = f"`{start.name}` gets options that cannot be told: make sure of `shell=False`"
            yield RULE.at(source, start.call, message, severity=Severity.ADVICE)
        elif start.shell is Truth.UNSAID and options.require_explicit:
            edit = keyword_added(source, start.call, "shell=False")
            fix = Fix("Say `shell=False`", (edit,), safe=False) if edit else None
            yield RULE.at(source, start.call, f"`{start.name}` does not rule out a shell: say `shell=False`", fix=fix)


@RULE.check
def shell_function(source: Source) -> Iterator[Finding]:
    """Find calls of functions that always start a shell."""
    for start in shell_calls(source):
        if start.target not in REMOTE_SHELLS:
            yield _given_to_shell(source, start, f"`{start.name}`", f"use `{SHELLS[start.target]}`")
        elif loose := tuple(loose_parts(source, start.command)):
            message = "the remote shell reads changing text: quote each value with `shlex.quote`"
            yield RULE.at(source, start.call, message, steps=_steps(source, start, loose))


@RULE.check
def shell_program(source: Source) -> Iterator[Finding]:
    """Find shells that are started as programs, with a script as an argument."""
    scripts = tuple(script_calls(source))
    told = {start.call for start in runner_calls(source) if start.shell is Truth.YES} if scripts else set()
    for start, script in scripts:
        if start.call not in told and not (script.rest and not any(loose_parts(source, script.text))):
            yield _given_to_shell(source, start, f"`{script.shell}` as a program", "start the command itself")


@RULE.check
def shell_callback(source: Source) -> Iterator[Finding]:
    """Find functions that start a shell and are handed to others, as in `functools.partial(run, shell=True)`."""
    for node, name, shell in handed_on(source):
        if shell is not Truth.NO:
            message = f"`{short_name(name)}` brings a shell: hand on `subprocess.run` with `shell=False`"
            yield RULE.at(source, node, message)


@RULE.check
def shell_line(source: Source) -> Iterator[Finding]:
    """Find lines of a notebook that put a value into a command of the shell."""
    for line in command_lines(source):
        # IPython puts in `{name}`, and `$name` where Python has such a name.
        module = names(source).bindings[names(source).module]
        values = [*VALUE.findall(line.text), *(name for name in DOLLAR.findall(line.text) if module.get(name))]
        if SHELL_LINE.match(line.text) and any(not _is_fixed(source, value) for value in values):
            message = "the shell reads the value as a part of the command: quote it with `shlex.quote`"
            yield RULE.at(source, line.span, message, severity=Severity.ADVICE)


def _is_fixed(source: Source, value: str) -> bool:
    """Tell whether a value stands in the code: a number, quoted text, or a name that only ever gets a constant."""
    if FIXED.match(value) or value.strip().isdigit():
        return True
    known = names(source)
    kept = [known.value(binder) for binder in known.bindings[known.module].get(value.strip(), ())]
    return bool(kept) and all(one is not None and constant(source, one) is not UNKNOWN for one in kept)


@RULE.exempt(shell_argument, shell_function)
def nothing_to_run(call: ast.Call, source: Source) -> bool:
    """The command is an empty text, as in `os.system("")`, which only switches colours on."""
    return bool(call.args) and constant(source, call.args[0]) == ""


def _given_to_shell(source: Source, start: Start, subject: str, advice: str) -> Finding:
    """Report a text that a shell reads: an error where it is not fixed."""
    loose = tuple(loose_parts(source, start.command))
    text = "changing text" if loose else "a fixed text" if start.command else "a command"
    return RULE.at(
        source,
        start.call,
        f"{subject} gives {text} to a shell: {advice}",
        severity=Severity.ERROR if loose else Severity.WARNING,
        make_fix=partial(list_instead, source, start.call),
        steps=_steps(source, start, loose) if loose else (),
    )


def _steps(source: Source, start: Start, loose: tuple[ast.expr, ...]) -> tuple[Step, ...]:
    """Show where the names come from that are put into a command, and where it is put together."""
    steps: dict[Span, Step] = {}
    for part in (*loose, start.command):
        name = part
        while isinstance(name, (ast.Attribute, ast.Subscript)):  # `order` of `order.lines[0].article`
            name = name.value
        for definition in definitions(source, name) if isinstance(name, ast.Name) else ():
            if not isinstance(definition, ast.alias):
                span = source.span(definition)
                origin = "comes from the caller" if isinstance(definition, ast.arg) else "gets its value"
                steps[span] = Step(span, f"`{last_name(name)}` {origin} here")
    return tuple(sorted(steps.values(), key=lambda step: step.span[:2])[:MOST_STEPS])
