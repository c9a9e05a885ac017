"""The fixes that draw a value by `secrets` instead of `random`."""

import ast
from collections.abc import Mapping
from typing import Final

from rulekit.analysis.edits.add_import import Needed, import_needed
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.flow.hidden_uses import may_be_used_in_text
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Effect, Fix, NameUse
from rulekit.rules.security.insecure_random.weak_values import Guessable

_SWAPPED = (NameUse("random", Effect.UNBINDS), NameUse("secrets", Effect.BINDS))
# Functions that take one argument, by the keyword that may name it, and what draws the same.
_ONE_ARGUMENT: Final[Mapping[str, tuple[str, str]]] = {
    "choice": ("seq", "secrets.choice"),
    "getrandbits": ("k", "secrets.randbits"),
    "randbytes": ("n", "secrets.token_bytes"),
    "randrange": ("", "secrets.randbelow"),
}


def secrets_instead(source: Source, guessable: Guessable) -> Fix | None:
    """Offer a call of `secrets` that draws the same; nothing where the code sets a seed, and other files may do so."""
    call, word = guessable.call, guessable.word
    function = call.func
    # Python 3.11 does not know the places of what stands in an f-string.
    if any(isinstance(ancestor, ast.JoinedStr) for ancestor in source.ancestors(call)):
        return None
    if guessable.target == "uuid.uuid1":
        if not isinstance(function, ast.Attribute) or call.args or call.keywords:
            return None
        edit = Edit(source.extent(function), f"{source.segment(source.extent(function.value))}.uuid4")
        return Fix("Draw the identifier by chance: `uuid4`", (edit,), safe=False)
    is_seeded = any(called.endswith("seed") for called in calls_by_word(source))
    is_plain = names(source).resolve(function) == guessable.target == f"random.{word}"
    has_stars = any(isinstance(value, ast.Starred) for value in call.args) or any(not one.arg for one in call.keywords)
    if is_seeded or not is_plain or has_stars or "#" in source.segment(source.extent(call)):
        return None
    text, imported = _secure_call(source, call, word), _import_secrets(source, call)
    if text is None or imported is None:
        return None
    edits = (*imported.edits, Edit(source.extent(call), text))
    return Fix("Draw by `secrets`", edits, safe=False, names=imported.names)


def _import_secrets(source: Source, call: ast.Call) -> Needed | None:
    """Import `secrets`: in place of `random`, where this call is the only one that needs it."""
    known = names(source)
    base = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(base, ast.Name) and "secrets" not in known.binding_scopes and source.cells is None:
        uses = [name for name in source.nodes(ast.Name) if name.id == base.id]
        binder = known.single_binder(base)
        statement = source.parents.get(binder) if binder is not None else None
        is_plain = isinstance(statement, ast.Import) and len(statement.names) == 1 and not statement.names[0].asname
        is_done = len(uses) == 1 and base.id == "random" and not may_be_used_in_text(source, base.id)
        if statement and is_plain and is_done:
            return Needed((Edit(source.extent(statement), "import secrets"),), _SWAPPED)
    return import_needed(source, "secrets", call)


def _secure_call(source: Source, call: ast.Call, word: str) -> str | None:
    """Write the call of `secrets` that draws what a function of `random` draws."""

    def text(expression: ast.expr) -> str:
        return source.segment(source.extent(expression))

    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    values = [*call.args, *keywords.values()]
    if word in _ONE_ARGUMENT and len(values) == 1:
        keyword, function = _ONE_ARGUMENT[word]
        return f"{function}({text(values[0])})" if keywords.keys() <= {keyword} else None
    if word == "choices" and len(call.args) == 1 and keywords.keys() <= {"k"}:
        count = text(keywords["k"]) if keywords else "1"
        return f"[secrets.choice({text(call.args[0])}) for _ in range({count})]"
    if word != "randint" or len(values) != 2 or not keywords.keys() <= {"a", "b"}:
        return None
    # How many numbers there are from `a` to `b`.
    bounds = [
        constant(source, value) for value in (*call.args, *(keywords[name] for name in sorted(keywords, key=str)))
    ]
    low, high = bounds
    if not isinstance(low, int) or not isinstance(high, int) or low > high:
        return None
    if not low:
        return f"secrets.randbelow({high + 1})"
    written = f"secrets.randbelow({high - low + 1}) + {low}"
    operators = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Attribute, ast.Await)
    return f"({written})" if isinstance(source.parents.get(call), operators) else written
