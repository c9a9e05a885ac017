"""Importing modules from bytes that were read before, under a package name that nobody else has."""

import ast
import importlib
import sys
from collections.abc import Sequence
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from rulekit.engine.own_rules.own_files import OwnFiles
from rulekit.engine.own_rules.places import places
from rulekit.model.rule import Rule

PACKAGE = "rulekit_own_"
_WIDTH = 16


class Loaded(NamedTuple):
    """What a folder of rules gave: each rule with its file, and what could not be loaded, with the reason."""

    rules: tuple[tuple[str, Rule], ...] = ()
    problems: tuple[str, ...] = ()


class _Modules:
    """Finds and runs the modules of one folder: only what was read, and never a file that came later."""

    def __init__(self, name: str, files: OwnFiles) -> None:
        self.name = name
        self.root = files.root
        self.texts = dict(files.texts)

    def find_spec(self, fullname: str, _: Sequence[str] | None = None, __: ModuleType | None = None) -> Any:
        """Answer for the modules of this folder, and for no others."""
        if fullname != self.name and not fullname.startswith(f"{self.name}."):
            return None
        inner = fullname.removeprefix(self.name).removeprefix(".").replace(".", "/")
        package = f"{inner}/__init__.py".removeprefix("/")
        if f"{inner}.py" in self.texts and package not in self.texts:
            return self._spec(fullname, f"{inner}.py", is_package=False)
        is_package = any(name.startswith(f"{inner}/".removeprefix("/")) for name in self.texts)
        return self._spec(fullname, package, is_package=True) if is_package else None

    def _spec(self, fullname: str, name: str, *, is_package: bool) -> ModuleSpec:
        loader: Any = self
        spec = ModuleSpec(fullname, loader, origin=str(self.root / name), is_package=is_package)
        spec.has_location = True
        spec.loader_state = name
        return spec

    def create_module(self, _: ModuleSpec) -> None:
        """Leave that to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run what was read."""
        name = module.__spec__.loader_state if module.__spec__ else ""
        code = compile(self.texts.get(name, b""), str(self.root / name), "exec", dont_inherit=True)
        exec(code, vars(module))  # noqa: S102 - the user has allowed these very bytes to run


@cache
def load(files: OwnFiles) -> Loaded:
    """Import the modules that define a `RULE`; those that fail are named and stop no other."""
    package = f"{PACKAGE}{files.digest[:_WIDTH]}"
    modules: Any = _Modules(package, files)
    sys.meta_path.insert(0, modules)
    found: list[tuple[str, Rule]] = []
    problems: list[str] = []
    for name, text in files.texts:
        file = str(files.root / name)
        try:
            if _defines_rule(text):
                found.append((file, _rule_of(importlib.import_module(f"{package}{_dotted(name)}"))))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, the other rules hold
            problems.append(f"{file}{_line_of(error, files.root)}: not loaded ({type(error).__name__}: {error})")
    return Loaded(tuple(found), tuple(problems))


def _defines_rule(text: bytes) -> bool:
    assigned = (one for one in ast.parse(text).body if isinstance(one, (ast.Assign, ast.AnnAssign)))
    targets = (target for one in assigned for target in (one.targets if isinstance(one, ast.Assign) else [one.target]))
    return any(isinstance(target, ast.Name) and target.id == "RULE" for target in targets)


def _dotted(name: str) -> str:
    inner = name.removesuffix(".py").removesuffix("__init__").rstrip("/").replace("/", ".")
    return f".{inner}" if inner else ""


def _rule_of(module: ModuleType) -> Rule:
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        raise TypeError(f"`RULE` is {rule!r}: it must be a `rulekit.rule.Rule`")
    return rule


def _line_of(error: BaseException, root: Path) -> str:
    if isinstance(error, SyntaxError) and error.lineno:
        return f":{error.lineno}"
    lines = [line for file, line in places(error.__traceback__) if Path(file).is_relative_to(root)]
    return f":{lines[-1]}" if lines else ""
