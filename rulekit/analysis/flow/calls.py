"""Calls by what they call: through imports under other names, aliases, bound methods, partials and typed receivers."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from rulekit.analysis.flow.type_inference import call_target
from rulekit.analysis.names.functions import class_values
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.syntax.source import Source, question, question_per
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.known.types import RETURNS

PARTIAL = "functools.partial"


def calls_to(source: Source, targets: AbstractSet[str]) -> Iterator[tuple[ast.Call, str]]:
    """Yield the calls of these functions, classes and methods (`requests.Session.get`), each with what it calls.

    Only calls whose last word fits are looked at, and only where the source imports the package and has a word for the
    class; a call of a partial object counts as one of its function.
    """
    possible = frozenset(_possible(source, frozenset(targets)))
    if not possible:
        return
    by_word = calls_by_word(source)
    for word in sorted(words_for(source, frozenset(target.rpartition(".")[2] for target in possible))):
        for call in by_word.get(word, ()):
            target = target_of(source, call)
            if target is not None and target in possible:
                yield call, target
    for call, entries in calls_of_entries(source):
        entry_targets = (call_target(source, entry) for entry in entries)
        if (target := next((target for target in entry_targets if target in possible), None)) is not None:
            yield call, target


def _possible(source: Source, targets: frozenset[str]) -> Iterator[str]:
    """Leave out what cannot occur: its package is not imported, or nothing in the text makes its class."""
    packages, text = imported_packages(source), vocabulary(source)
    for package, evidence, target in _evidence_for(targets):
        is_there = not packages.isdisjoint(package) or "builtins" in package or bool(source.parsed.facts)
        if is_there and (not evidence or any(word in text for word in evidence)):
            yield target


@cache
def _evidence_for(targets: frozenset[str]) -> tuple[tuple[frozenset[str], frozenset[str], str], ...]:
    """Tell for each target the packages it may come from, and for a method the words by which its class is made."""
    return tuple((*_evidence(target), target) for target in sorted(targets))


def _evidence(target: str) -> tuple[frozenset[str], frozenset[str]]:
    owner = target.rpartition(".")[0]
    package = frozenset({target.partition(".")[0]})
    makers = [maker for maker, kind in RETURNS.items() if kind == owner]
    if not makers and not owner.rpartition(".")[2][:1].isupper():
        return package, frozenset()
    words = {owner.rpartition(".")[2], *(maker.removesuffix(".__call__").rpartition(".")[2] for maker in makers)}
    return package | {maker.partition(".")[0] for maker in makers}, frozenset(words)


@question_per
def target_of(source: Source, call: ast.Call) -> str | None:
    """What is called, by its qualified name; of a partial object its function?"""
    partial = _partial_behind(source, call)
    if partial is not None:
        return call_target(source, partial.args[0])
    return _named_by_text(source, call.func) or call_target(source, call.func)


def argument(source: Source, call: ast.Call, name: str, position: int | None = None) -> ast.expr | None:
    """Return an argument: by keyword, by position, out of `**{...}`, or as it was bound by a partial object."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    partial = _partial_behind(source, call)
    if partial is not None:
        return _bound_argument(partial, call, name, position)
    if position is not None and position < len(call.args) and not _has_star(call.args[: position + 1]):
        return call.args[position]
    for keyword in call.keywords:
        if keyword.arg is None and (value := (dictionary(source, keyword.value) or {}).get(name)) is not None:
            return value
    return None


def _bound_argument(partial: ast.Call, call: ast.Call, name: str, position: int | None) -> ast.expr | None:
    """Find an argument among those of a partial object, and those of its call, which come behind them."""
    positional = [*partial.args[1:], *call.args]
    if position is not None and position < len(positional) and not _has_star(positional):
        return positional[position]
    return next((keyword.value for keyword in partial.keywords if keyword.arg == name), None)


def has_unknown_arguments(source: Source, call: ast.Call) -> bool:
    """Tell whether a call passes on arguments that cannot be told: `*args`, or `**options` of unknown content."""
    if _has_star(call.args):
        return True
    return any(keyword.arg is None and dictionary(source, keyword.value) is None for keyword in call.keywords)


@question
def calls_by_word(source: Source) -> Mapping[str, Sequence[ast.Call]]:
    """Which calls go to something with this last word, as it is written?"""
    calls: dict[str, list[ast.Call]] = defaultdict(list)
    for call in source.nodes(ast.Call):
        function = call.func
        if function.__class__ is ast.Attribute:
            calls[function.attr].append(call)
        elif function.__class__ is ast.Name:
            calls[function.id].append(call)
        else:
            calls[""].append(call)
    return calls


@question
def other_words(source: Source) -> Mapping[str, frozenset[str]]:
    """Under which other words is something called, by `import ... as` or an assignment?"""
    aliases: dict[str, set[str]] = defaultdict(set)
    for statement in source.nodes(ast.ImportFrom):
        for alias in statement.names:
            if alias.asname:
                aliases[alias.name].add(alias.asname)
    for assignment in source.nodes(ast.Assign):
        word = _word_of(assignment.value)
        for target in assignment.targets if word else ():
            if (name := _word_of(target)) and name != word:
                aliases[word].add(name)
    return {word: frozenset(others) for word, others in aliases.items()}


def words_for(source: Source, words: frozenset[str]) -> frozenset[str]:
    """Add to some words those under which the same things are called in this source."""
    others = other_words(source)
    known_words, waiting = set(words), list(words)
    while waiting:
        new = others.get(waiting.pop(), frozenset()) - known_words
        known_words |= new
        waiting += new
    return frozenset(known_words | {""}) if has_texted_names(source) else frozenset(known_words)


@question
def has_texted_names(source: Source) -> bool:
    """Does the source get functions by `getattr` with a text?"""
    return "\ngetattr\n" in f"\n{vocabulary(source)}\n"


def _word_of(expression: ast.expr) -> str:
    """Return the last word of a name, of the function in a partial, or of what `getattr` fetches."""
    if isinstance(expression, ast.Name):
        return expression.id
    if isinstance(expression, ast.Attribute):
        return expression.attr
    if isinstance(expression, ast.Call) and expression.args:
        called = _word_of(expression.func)
        if called == "partial":
            return _word_of(expression.args[0])
        if called == "getattr" and len(expression.args) > 1:
            text = expression.args[1]
            return text.value if isinstance(text, ast.Constant) and isinstance(text.value, str) else ""
    return ""


def _named_by_text(source: Source, function: ast.expr) -> str | None:
    """Follow `getattr(os, "system")`, called at once or under a name."""
    if isinstance(function, ast.Name):
        value = names(source).single_value(function)
        return _named_by_text(source, value) if isinstance(value, ast.Call) else None
    if not isinstance(function, ast.Call) or _word_of(function.func) != "getattr":
        return None
    base = call_target(source, function.args[0]) if function.args else None
    word = _word_of(function)
    return f"{base}.{word}" if base and word else None


def _partial_behind(source: Source, call: ast.Call) -> ast.Call | None:
    value = names(source).single_value(call.func) if isinstance(call.func, ast.Name) else call.func
    if isinstance(value, ast.Call) and value.args and _word_of(value.func) == "partial":
        return value if names(source).resolve(value.func) == PARTIAL else None
    return None


def _has_star(arguments: Sequence[ast.expr]) -> bool:
    return any(isinstance(argument, ast.Starred) for argument in arguments)


def dictionary(source: Source, expression: ast.expr, depth: int = DEPTH) -> Mapping[str, ast.expr] | None:
    """Read `{"shell": True}` or `dict(shell=True)`, written here or bound once to a name and changed by key."""
    match expression:
        case ast.Name() if depth > 0 and (value := names(source).single_value(expression)) is not None:
            return _with_later_keys(source, expression.id, dictionary(source, value, depth - 1))
        case ast.Dict():
            pairs = zip(expression.keys, expression.values, strict=True)
            read = {key.value: value for key, value in pairs if isinstance(key, ast.Constant)}
            return read if len(read) == len(expression.keys) else None  # type: ignore[return-value]
        case ast.Call(func=ast.Name(id="dict"), args=[]):
            return {keyword.arg: keyword.value for keyword in expression.keywords if keyword.arg}
    return None


@question
def calls_of_entries(source: Source) -> tuple[tuple[ast.Call, Sequence[ast.expr]], ...]:
    """Which calls go to something that is kept in a table, or is one of two, and what may that be?"""
    found: list[tuple[ast.Call, Sequence[ast.expr]]] = []
    for call in source.nodes(ast.Call):
        function: ast.expr | None = call.func
        if isinstance(function, ast.Name):
            function = names(source).single_value(function)
        if isinstance(function, (ast.Subscript, ast.Call, ast.IfExp)) and (entries := entries_of(source, function)):
            found.append((call, entries))
    return tuple(found)


def entries_of(source: Source, expression: ast.expr, depth: int = DEPTH) -> Sequence[ast.expr]:
    """Return what `RUNNERS[kind]["read"]` may be: the entries of a table of this file, or the one under a fixed key."""
    match expression:
        case ast.IfExp(body=body, orelse=orelse):
            return (body, orelse)
        case ast.Subscript(value=table, slice=key) if depth > 0:
            pass
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key, *_]) if depth > 0:
            pass
        case _:
            return ()
    entries: list[ast.expr] = []
    for display in _displays(source, table, depth):
        if isinstance(display, (ast.List, ast.Tuple)):
            entries += display.elts
        else:
            known = dictionary(source, display) or {}
            is_fixed = isinstance(key, ast.Constant)
            entries += [entry for word, entry in known.items() if not is_fixed or word == getattr(key, "value", None)]
    return entries


def _displays(source: Source, table: ast.expr, depth: int) -> Sequence[ast.expr]:
    """Return the tables that an expression may be: a display, a name of one, an attribute of the class, an entry."""
    match table:
        case ast.Name():
            value = names(source).single_value(table)
            return (value if isinstance(value, (ast.List, ast.Tuple)) else table,)
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=word):
            home = next((around for around in source.ancestors(table) if isinstance(around, ast.ClassDef)), None)
            return class_values(source, home, word) if home is not None else ()
        case ast.Subscript():
            return entries_of(source, table, depth - 1)
    return (table,)


def _with_later_keys(source: Source, name: str, known: Mapping[str, ast.expr] | None) -> Mapping[str, ast.expr] | None:
    """Add what is put in by `options["shell"] = True`."""
    if known is None:
        return None
    later = _later_keys(source).get(name)
    return {**known, **later} if later else known


@question
def _later_keys(source: Source) -> Mapping[str, Mapping[str, ast.expr]]:
    """Which values are put into which variables, by key?"""
    added: dict[str, dict[str, ast.expr]] = defaultdict(dict)
    for subscript in source.nodes(ast.Subscript):
        match subscript:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key)), ctx=ast.Store()):
                if value := names(source).value(subscript):
                    added[name][key] = value
    return added
