"""Harmful uses of input that rules of their own judge first: SQL, commands that a shell reads, text that is run."""

import ast
from collections.abc import Iterator

from rulekit.analysis.execution.evaluated_code import running_places
from rulekit.analysis.execution.shell_calls import Truth, runner_calls, shell_calls
from rulekit.analysis.execution.shell_parts import loose_parts
from rulekit.analysis.sql.injections import dangers
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.rules.security.unvalidated_input.sinks import Harm, HarmfulUse


def shared_uses(source: Source) -> Iterator[HarmfulUse]:
    """Give the places that other rules look at too."""
    for danger in dangers(source):
        yield HarmfulUse(Harm.SQL, danger.sink.call, (danger.hole.expression,), "execute")
    for start in (*runner_calls(source), *shell_calls(source)):
        if start.shell in {Truth.YES, Truth.MAYBE}:
            yield HarmfulUse(Harm.SHELL, start.call, tuple(loose_parts(source, start.command)), start.name)
    for running in running_places(source) if _may_run(source) else ():
        if isinstance(running.node, ast.expr) and running.text is not None:
            yield HarmfulUse(Harm.CODE, running.node, (running.text,), running.name)


def _may_run(source: Source) -> bool:
    return any(word in vocabulary(source) for word in ("eval", "exec", "compile", "query", "run_cell"))
