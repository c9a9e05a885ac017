"""Fixtures: what a test asks for by name is prepared, and tidied up behind it."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

from rulekit.teach.trial.suite.collecting import Case
from rulekit.teach.trial.suite.given import given_fixtures
from rulekit.teach.trial.suite.ground import Ground
from rulekit.teach.trial.suite.marking import Fixture, Param

SHORT = "function"


@dataclass(frozen=True)
class Node:
    """What `request.node` is."""

    name: str


@dataclass
class Request:
    """What the fixture `request` is."""

    node: Node
    function: Callable[..., Any]
    cls: type | None
    instance: object
    getfixturevalue: Callable[[str], Any]
    addfinalizer: Callable[[Callable[[], object]], None]
    param: Any = None


class Preparation:
    """The fixtures of one module of tests."""

    def __init__(self, names: Mapping[str, Any], ground: Ground) -> None:
        self._found = {one.name: one for one in names.values() if isinstance(one, Fixture)}
        self._given = given_fixtures(ground)
        self._ready: dict[tuple[str, str], Any] = {}
        self._finalizers: dict[str, list[Callable[[], object]]] = {}

    def cases(self, case: Case) -> Iterator[Case]:
        """Give a case for each parameter of the fixtures that it uses."""
        for name in self._closure(case):
            fixture = self._fixture(name, case)
            if fixture is not None and fixture.params and name not in dict(case.given):
                for value in fixture.params:
                    one = value.values[0] if isinstance(value, Param) else value
                    label = value.id if isinstance(value, Param) and value.id else str(one)
                    yield from self.cases(replace(case, name=f"{case.name}[{label}]", given=(*case.given, (name, one))))
                return
        yield case

    def arguments(self, case: Case, instance: object) -> dict[str, Any]:
        """Prepare everything that a test asks for."""
        for name in self._always(case):
            self._value(name, case, instance)
        known = dict(case.values)
        return {
            name: known[name] if name in known else self._value(name, case, instance)
            for name in parameters_of(case.function, has_self=case.kind is not None)
        }

    def tidy(self, scope: str = SHORT) -> None:
        """Tidy up what lives as long as a test, a class, or everything."""
        queue = self._finalizers.pop(scope, [])
        error: BaseException | None = None
        while queue:
            try:
                queue.pop()()
            except BaseException as caught:  # noqa: BLE001 - the others have their turn first
                error = error or caught
        self._ready = {key: value for key, value in self._ready.items() if key[0] != scope}
        if error is not None:
            raise error

    def tidy_all(self) -> None:
        """Tidy up everything that is left."""
        for scope in list(self._finalizers):
            self.tidy(scope)

    def _value(self, name: str, case: Case, instance: object) -> Any:
        if name == "request":
            return self._request(SHORT, case, instance)
        fixture = self._fixture(name, case)
        if fixture is None:
            raise LookupError(f"fixture '{name}' not found")
        params = dict(case.given)
        key = (fixture.scope, f"{name} {params.get(name)!r}")
        if key not in self._ready:
            self._ready[key] = self._made(fixture, case, instance)
        return self._ready[key]

    def _made(self, fixture: Fixture, case: Case, instance: object) -> Any:
        names = parameters_of(fixture.function, has_self=self._is_method(fixture, case))
        told = {name: self._value(name, case, instance) for name in names if name != "request"}
        if "request" in names:
            told["request"] = self._request(fixture.scope, case, instance)
            told["request"].param = dict(case.given).get(fixture.name)
        own = [instance] if self._is_method(fixture, case) else []
        made = fixture.function(*own, **told)
        if not inspect.isgenerator(made):
            return made
        value = next(made)
        self._later(fixture.scope, lambda: next(made, None))
        return value

    def _request(self, scope: str, case: Case, instance: object) -> Request:
        def ask(name: str) -> Any:
            return self._value(name, case, instance)

        def add(finalizer: Callable[[], object]) -> None:
            self._later(scope, finalizer)

        return Request(Node(case.name.rpartition(".")[2]), case.function, case.kind, instance, ask, add)

    def _later(self, scope: str, finalizer: Callable[[], object]) -> None:
        self._finalizers.setdefault(scope, []).append(finalizer)

    def _fixture(self, name: str, case: Case) -> Fixture | None:
        own = _members(case).get(name)
        return own or self._found.get(name) or self._given.get(name)

    def _is_method(self, fixture: Fixture, case: Case) -> bool:
        return any(one is fixture for one in _members(case).values())

    def _always(self, case: Case) -> list[str]:
        used = [str(name) for mark in case.marks if mark.name == "usefixtures" for name in mark.arguments]
        found = {**self._found, **_members(case)}
        return [*(name for name, one in found.items() if one.autouse), *used]

    def _closure(self, case: Case) -> list[str]:
        waiting = [*self._always(case), *parameters_of(case.function, has_self=case.kind is not None)]
        seen: list[str] = []
        while waiting:
            name = waiting.pop(0)
            fixture = self._fixture(name, case)
            if fixture is not None and name not in seen:
                seen.append(name)
                waiting += parameters_of(fixture.function, has_self=self._is_method(fixture, case))
        return seen


def parameters_of(function: Callable[..., Any], *, has_self: bool) -> list[str]:
    """Give the names that a test or a fixture asks for; values of `patch` come first and are not asked for."""
    listed = [
        name
        for name, one in inspect.signature(function).parameters.items()
        if one.default is one.empty and one.kind in {one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY}
    ]
    patchings = getattr(function, "patchings", ())
    patched = sum(not one.attribute_name and one.new is mock.DEFAULT for one in patchings)
    return listed[has_self + patched :]


def _members(case: Case) -> dict[str, Fixture]:
    if case.kind is None:
        return {}
    members = {key: value for one in reversed(case.kind.__mro__[:-1]) for key, value in vars(one).items()}
    return {one.name: one for one in members.values() if isinstance(one, Fixture)}
