"""Fields of templates: `%s`, `{}` and `$name`, and the expressions that fill them."""

import ast
import re
import string
from collections.abc import Iterator, Sequence

from rulekit.model.late import dataclass, regex

_PERCENT = regex(r"%(?:\((?P<key>[^)]*)\))?[-+ #0]*+(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?(?P<kind>[diouxXeEfFgGcrsa%])")
_DOLLAR = regex(r"\$(?:(?P<escaped>\$)|(?P<name>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)\})")
_NUMBER_KINDS = frozenset("diouxXeEfFgG")
_NUMBER_SPEC = regex(r".*[bdoxXneEfFgG%]")


@dataclass(frozen=True)
class Filling:
    """A field of a template: the expression that fills it as it is, or from which the value is taken."""

    expression: ast.expr
    is_number: bool = False
    is_whole: bool = True


Piece = str | Filling


class Operands:
    """What is given to a template: by place, by name, or all in one value."""

    def __init__(
        self, positional: Sequence[ast.expr], named: Sequence[tuple[str, ast.expr]], rest: ast.expr | None
    ) -> None:
        self._positional = positional
        self._named = dict(named)
        self._rest = rest
        self._next = 0

    def next(self) -> Filling | None:
        """Return what fills the next field without a name."""
        self._next += 1
        return self.at(self._next - 1)

    def at(self, place: int) -> Filling | None:
        """Return what fills a field by its place."""
        return Filling(self._positional[place]) if place < len(self._positional) else self._from_rest()

    def named(self, name: str) -> Filling | None:
        """Return what fills a field by its name."""
        return Filling(self._named[name]) if name in self._named else self._from_rest()

    def _from_rest(self) -> Filling | None:
        return Filling(self._rest, is_whole=False) if self._rest is not None else None


def call_operands(call: ast.Call) -> Operands:
    """Read the arguments of `.format(...)` or `.substitute(...)`."""
    spread = [argument.value for argument in call.args if isinstance(argument, ast.Starred)]
    spread += [keyword.value for keyword in call.keywords if keyword.arg is None]
    plain = [argument for argument in call.args if not isinstance(argument, ast.Starred)]
    rest = spread[0] if spread else None
    if plain and call.func.__class__ is ast.Attribute and call.func.attr != "format":
        return mapping_operands(plain[0])
    named = [(keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg]
    return Operands([] if rest is not None and not plain else plain, named, rest)


def mapping_operands(expression: ast.expr, template: str = "") -> Operands:
    """Read what stands behind `%`: a tuple, a dictionary, or one value, as it is where the template has one field."""
    if isinstance(expression, ast.Tuple) and not any(isinstance(item, ast.Starred) for item in expression.elts):
        return Operands(expression.elts, (), None)
    if isinstance(expression, ast.Dict):
        pairs = zip(expression.keys, expression.values, strict=True)
        named = [(str(key.value), value) for key, value in pairs if isinstance(key, ast.Constant)]
        return Operands((), named, expression)
    if isinstance(expression, ast.Call) and isinstance(expression.func, ast.Name) and expression.func.id == "dict":
        named = [(keyword.arg, keyword.value) for keyword in expression.keywords if keyword.arg]
        return Operands((), named, expression)
    fields = [field for field in _PERCENT.finditer(template) if field["kind"] != "%"]
    is_single = len(fields) == 1 and fields[0]["key"] is None
    if is_single or isinstance(expression, (ast.Constant, ast.JoinedStr, ast.BinOp)):
        return Operands((expression,), (), None)
    return Operands((), (), expression)


def percent_pieces(text: str, operands: Operands) -> Iterator[Piece]:
    """Cut a template at its `%` fields."""
    start = 0
    for field in _PERCENT.finditer(text):
        yield text[start : field.start()]
        start = field.end()
        if field["kind"] == "%":
            yield "%"
            continue
        filling = operands.next() if field["key"] is None else operands.named(field["key"])
        yield _as_number(filling, field["kind"] in _NUMBER_KINDS) if filling else field[0]
    yield text[start:]


def format_pieces(text: str, operands: Operands) -> Iterator[Piece]:
    """Cut a template at its `{}` fields; one that is no template is one piece."""
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        yield text
        return
    for fixed, name, spec, _ in fields:
        yield fixed
        if name is not None:
            word = re.split(r"[.\[]", name, maxsplit=1)[0]
            place = operands.at(int(word)) if word.isdigit() else operands.named(word)
            filling = place if word else operands.next()
            if filling is not None and word != name:
                filling = Filling(filling.expression, is_whole=False)
            yield _as_number(filling, is_number_spec(spec or "")) if filling else "{" + name + "}"


def dollar_pieces(text: str, operands: Operands) -> Iterator[Piece]:
    """Cut a template at its `$name` fields."""
    start = 0
    for field in _DOLLAR.finditer(text):
        yield text[start : field.start()]
        start = field.end()
        filling = None if field["escaped"] else operands.named(field["name"] or field["braced"])
        yield filling or ("$" if field["escaped"] else field[0])
    yield text[start:]


def takes_only_numbers(field: ast.FormattedValue) -> bool:
    """Tell whether the format of a value in an f-string, such as `{price:.2f}`, takes only numbers."""
    spec = field.format_spec.values if isinstance(field.format_spec, ast.JoinedStr) else []
    return bool(spec) and isinstance(spec[-1], ast.Constant) and is_number_spec(str(spec[-1].value))


def is_number_spec(spec: str) -> bool:
    """Tell whether a format such as `.2f` or `d` takes only numbers."""
    return bool(_NUMBER_SPEC.fullmatch(spec))


def _as_number(filling: Filling, is_number: bool) -> Filling:
    return Filling(filling.expression, is_number, filling.is_whole) if is_number else filling
