"""The fixes that draw a value by `secrets` instead of `random`."""

import ast
from collections.abc import Callable, Mapping
from typing import Final

from rulekit.analysis.edits.add_import import Needed, import_needed
from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.constant_folding import constant
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit, Effect, Fix, NameUse
from rulekit.rules.security.insecure_random.weak_values import Guessable


def secrets_instead(source: Source, guessable: Guessable) -> Fix | None:
    """Offer a call of `secrets` that draws the same; nothing where the code sets a seed, and other files may do so."""
    call, word = guessable.call, guessable.word
    if guessable.target == "uuid.uuid1":
        in_text = any(isinstance(around, ast.JoinedStr) for around in source.ancestors(call))
        if not isinstance(call.func, ast.Attribute) or call.args or call.keywords or in_text:
            return None
        whole = source.extent(call.func)
        edit = Edit(whole, f"{source.segment(source.extent(call.func.value))}.uuid4")
        return Fix("Draw the identifier by chance: `uuid4`", (edit,), safe=False)
    if (
        guessable.target != f"random.{word}"
        or word not in _WRITTEN
        or any(called.endswith("seed") for called in calls_by_word(source))
    ):
        return None
    if not isinstance(call.func, (ast.Name, ast.Attribute)) or not _is_plain(source, guessable):
        return None
    text = _WRITTEN[word](source, call)
    imported = _import(source, call)
    if text is None or imported is None:
        return None
    edits = (*imported.edits, Edit(source.extent(call), text))
    return Fix("Draw by `secrets`", edits, safe=False, names=imported.names)


def _is_plain(source: Source, guessable: Guessable) -> bool:
    """Tell whether the call is written by the module's name or an imported one, with nothing but plain arguments."""
    call = guessable.call
    has_stars = any(isinstance(one, ast.Starred) for one in call.args) or any(not one.arg for one in call.keywords)
    in_text = any(isinstance(around, ast.JoinedStr) for around in source.ancestors(call))
    names_it = names(source).resolve(call.func) == guessable.target
    return names_it and not has_stars and not in_text and "#" not in source.segment(source.extent(call))


def _import(source: Source, call: ast.Call) -> Needed | None:
    """Import `secrets`: in place of `random`, where this call is the only one that needs it."""
    known = names(source)
    base = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(base, ast.Name) and "secrets" not in known.binding_scopes and source.cells is None:
        uses = [name for name in source.nodes(ast.Name) if name.id == base.id]
        binder = known.single_binder(base)
        statement = source.parents.get(binder) if binder is not None else None
        is_plain = isinstance(statement, ast.Import) and len(statement.names) == 1 and not statement.names[0].asname
        if statement and is_plain and len(uses) == 1 and base.id == "random" and base.id not in source.mentions:
            return Needed((Edit(source.extent(statement), "import secrets"),), _SWAPPED)
    return import_needed(source, "secrets", call)


def _text(source: Source, expression: ast.expr) -> str:
    return source.segment(source.extent(expression))


def _choice(source: Source, call: ast.Call) -> str | None:
    given = _given(call, "seq")
    return f"secrets.choice({_text(source, given[0])})" if given and len(given) == 1 else None


def _choices(source: Source, call: ast.Call) -> str | None:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if len(call.args) != 1 or given.keys() - {"k"}:
        return None
    count = _text(source, given["k"]) if given else "1"
    return f"[secrets.choice({_text(source, call.args[0])}) for _ in range({count})]"


def _whole(source: Source, call: ast.Call) -> str | None:
    """Write `randint(a, b)` by how many numbers there are from `a` to `b`."""
    given = _given(call, "a", "b")
    if given is None or len(given) != 2:
        return None
    low, high = (constant(source, one) for one in given)
    if isinstance(low, int) and isinstance(high, int) and low <= high:
        written = f"secrets.randbelow({high - low + 1}) + {low}"
        is_inside = isinstance(
            source.parents.get(call), (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Attribute, ast.Await)
        )
        return (f"({written})" if is_inside else written) if low else f"secrets.randbelow({high + 1})"
    return None


def _below(source: Source, call: ast.Call) -> str | None:
    given = _given(call)
    return f"secrets.randbelow({_text(source, given[0])})" if given and len(given) == 1 else None


def _bits(source: Source, call: ast.Call) -> str | None:
    given = _given(call, "k")
    return f"secrets.randbits({_text(source, given[0])})" if given and len(given) == 1 else None


def _bytes(source: Source, call: ast.Call) -> str | None:
    given = _given(call, "n")
    return f"secrets.token_bytes({_text(source, given[0])})" if given and len(given) == 1 else None


def _given(call: ast.Call, *words: str) -> list[ast.expr] | None:
    """Give the arguments in their order, where keywords name the last of them."""
    rest = words[len(call.args) :]
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if given.keys() - set(rest):
        return None
    return [*call.args, *(given[word] for word in rest if word in given)]


_SWAPPED = (NameUse("random", Effect.UNBINDS), NameUse("secrets", Effect.BINDS))
_WRITTEN: Final[Mapping[str, Callable[[Source, ast.Call], str | None]]] = {
    "choice": _choice,
    "choices": _choices,
    "getrandbits": _bits,
    "randbytes": _bytes,
    "randint": _whole,
    "randrange": _below,
}
