"""Functions that talk with a person."""

import ast

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.statements import following
from rulekit.analysis.syntax.vocabulary import vocabulary

QUESTIONS = frozenset({"builtins.input", "getpass.getpass", "msvcrt.getch", "readline.set_completer"})
ENDS = frozenset({"sys.exit", "os._exit", "os.abort", "builtins.exit", "builtins.quit"})
_WORDS = ("input", "getpass", "getch")


@question
def asks_a_person(source: Source) -> frozenset[ast.AST]:
    """Which functions ask a person and wait for the answer?"""
    if not any(word in vocabulary(source) for word in _WORDS):
        return frozenset()
    resolve = names(source).resolve
    calls = [call for word in _WORDS for call in calls_by_word(source).get(word, ())]
    asked = [call for call in calls if resolve(call.func) in QUESTIONS]
    return frozenset(function for call in asked if (function := enclosing_function(source, call)))


def ends_program_after(source: Source, node: ast.AST) -> bool:
    """Tell whether a later statement of the same block ends the program."""
    statement = source.statement(node)
    return any(_ends_program(source, later) for later in following(source, statement))


def _ends_program(source: Source, statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id == "SystemExit"
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and names(source).resolve(call.func) in ENDS
