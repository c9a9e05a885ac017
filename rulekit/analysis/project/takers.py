"""Who takes a name from a module: other modules, notebooks, and tests that patch it, by whatever name they reach it."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from rulekit.analysis.flow.hidden_uses import words_around_code
from rulekit.analysis.names.names_in_text import doctest_names, literal_strings
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.project import Member, answers
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import attributes_by_word, names_by_word, vocabulary
from rulekit.model.late import dataclass, regex

_ANY = "*"
# Long runs of letters, such as data in base64, are looked at once, and not again from each of their letters.
_DOTTED = regex(r"\b\w++(?:[.:]\w++)++")
_WORD = regex(r"[^\W\d]\w*")
_IMPORT_IN_TEXT = regex(r"\bfrom[ \t]+(?P<module>[\w.]+)[ \t]+import\b(?P<names>[ \t]*\([^()]*+|[^\r\n]*+)")
_END = regex(r"(?:\S*[^\w\s])?(?P<name>[^\W\d]\w*)")
_MODULE = regex(r"\.*[^\W\d]\w*(\.\w+)*")
_RUN_COMMANDS = frozenset({"run", "load"})
_RUN_IN_COMMENT = regex(r"(?m)^[ \t]*#[ \t]*(?:MAGIC[ \t]+)?%(?:run|load)\b")
_FINDERS = frozenset({"import_module", "__import__", "find_spec", "run_module", "run_path", "spec_from_file_location"})


@dataclass(frozen=True)
class Takings:
    """What a file takes from modules.

    `names` are qualified: `shop.stock.Shelf`, or `shop.stock.*` for all, or `*.Shelf` from wherever. `words` may be
    taken from a module of one of `modules`, or from any where the file finds modules as it runs.
    """

    names: frozenset[str]
    words: frozenset[str]
    modules: frozenset[str]


@question
def takings(source: Source) -> Takings:
    """Which names does the file take from modules, and which may it take in a way that the text hides?

    Text that is not read as Python, and a notebook that runs other files, may take any of its words.
    """
    known = names(source)
    taken = {imported.target for imported in known.imports.values() if isinstance(imported.statement, ast.ImportFrom)}
    bound = {imported.name for imported in known.imports.values()}
    for word in bound & names_by_word(source).keys():
        for name in names_by_word(source)[word]:
            taken.update(target for node in _attributes_of(source, name) if (target := known.resolve(node)))
    strings = frozenset(text for text in literal_strings(source) if " " not in text)
    dotted = {text.replace(":", ".") for text in strings if _DOTTED.fullmatch(text)}
    words = vocabulary(source).split("\n") if _is_open(source) else ()
    around = {f"{_ANY}.{word}" for word in (*words, *words_around_code(source))}
    ends = (match["name"] for text in strings if (match := _END.fullmatch(text)))
    run = names_by_word(source) if _runs_files(source) else ()
    return Takings(
        frozenset(taken.union(dotted, around, _named_in_calls(source))),
        frozenset({*attributes_by_word(source), *ends, *doctest_names(source), *run}),
        _modules_known(source, strings),
    )


def _attributes_of(source: Source, name: ast.expr) -> Iterator[ast.Attribute]:
    """Yield what begins with a name: `shop.stock` and `shop.stock.Shelf`."""
    around = source.parents.get(name)
    while isinstance(around, ast.Attribute):
        yield around
        around = source.parents.get(around)


def _is_open(source: Source) -> bool:
    """Tell whether any word may come from elsewhere: the code does not parse, or a magic runs files as its own."""
    may_run = any(f"%{command}" in source.text for command in _RUN_COMMANDS)
    runs = not _RUN_COMMANDS.isdisjoint(source.mentions) or (may_run and _RUN_IN_COMMENT.search(source.text))
    return bool(source.broken or runs)


def _runs_files(source: Source) -> bool:
    """Tell whether code runs the text of a module: `exec(Path("shop/stock.py").read_text())`."""
    return "exec" in names_by_word(source) and ".py" in source.text


def _modules_known(source: Source, strings: frozenset[str]) -> frozenset[str]:
    """Find what may name modules: imports, strings, and examples; anything where modules are found by a built name."""
    imported = {alias.name for statement in source.nodes(ast.Import) for alias in statement.names}
    targets = {one.target for one in names(source).imports.values()}
    texts = {text for text in strings if _MODULE.fullmatch(text)}
    finds = any(word in vocabulary(source) for word in _FINDERS) or _runs_files(source)
    any_module = {_ANY} if finds else set[str]()
    return frozenset(imported.union(targets, texts, any_module, doctest_names(source)))


def _named_in_calls(source: Source) -> set[str]:
    """Find what calls name of a module: `patch.object(stock, "Shelf")`, `patch.multiple("shop.stock", Shelf=fake)`."""
    named: set[str] = set()
    for call in source.nodes(ast.Call):
        if not call.args or not (call.args[1:] or call.keywords):
            continue
        texts = [second.value for second in call.args[1:2] if isinstance(second, ast.Constant)]
        given = [*texts, *(keyword.arg for keyword in call.keywords)]
        words = [word for word in given if isinstance(word, str) and word.isidentifier()]
        if words and (module := _module_named(source, call.args[0])):
            named |= {f"{module}.{word}" for word in words}
    return named


def _module_named(source: Source, expression: ast.expr) -> str | None:
    if isinstance(expression, ast.Constant):
        text = expression.value
        return text if isinstance(text, str) and _DOTTED.fullmatch(text) else None
    return names(source).resolve(expression)


def takings_in_text(text: str) -> Takings:
    """List the names that a text of another kind may take: settings, documents, templates, lists of entry points.

    It spells them `shop.orders.cancel` or `shop.orders:cancel`, imports them in a piece of code, or names the module
    in one place and its words in others.
    """
    dotted = {found[0].replace(":", ".") for found in _DOTTED.finditer(text)}
    imported = {
        f"{found['module']}.{word}"
        for found in _IMPORT_IN_TEXT.finditer(text)
        for word in _WORD.findall(found["names"])
    }
    words = frozenset(_WORD.findall(text)) if dotted else frozenset[str]()
    return Takings(frozenset(dotted | imported), words, frozenset(dotted))


@dataclass(frozen=True)
class Takers:
    """The files of a run, and what they take from each other's modules."""

    members: Sequence[Member]

    def take(self, module: str, name: str) -> bool:
        """Tell whether a file takes a name from a module, which may be named from its own folder or one above it."""
        by_name = self._modules_by_name
        return _is_among(module, by_name.get(name, set()) | by_name.get(_ANY, set()))

    def may_take(self, module: str, name: str) -> bool:
        """Tell whether a file that knows the module uses the word, of whatever object."""
        return self.take(module, name) or any(
            _is_among(module, map(member.absolute, own.modules)) for member, own in self._by_word.get(name, ())
        )

    @cached_property
    def _modules_by_name(self) -> Mapping[str, set[str]]:
        modules: dict[str, set[str]] = defaultdict(set)
        for member, own in answers(self.members, takings):
            for target in map(member.absolute, own.names):
                module, _, name = target.rpartition(".")
                modules[name].add(module)
        return modules

    @cached_property
    def _by_word(self) -> Mapping[str, list[tuple[Member, Takings]]]:
        by_word: dict[str, list[tuple[Member, Takings]]] = defaultdict(list)
        for member, own in answers(self.members, takings):
            for word in own.words:
                by_word[word].append((member, own))
        return by_word


def _is_among(module: str, others: Iterable[str]) -> bool:
    return any(
        near == _ANY or f".{module}".endswith(f".{near}") or f".{near}".endswith(f".{module}") for near in others
    )
