"""The world of one run: what an answer imports and calls, with recorders in place of what is outside.

It is a stage set and no prison: what the exercises use is replaced, by an `__import__` and built-in functions of the
world's own. Hostile code can still get behind the scenes, so a pass proves nothing to others.
"""

import builtins
import importlib
import importlib.util
import itertools
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, Protocol

from rulekit.teach.trial import counting
from rulekit.teach.trial.counting import STEPS, Steps, counted
from rulekit.teach.trial.private import PRIVATE, private_copy
from rulekit.teach.trial.recorders.chance import Chance
from rulekit.teach.trial.recorders.clock import Clock
from rulekit.teach.trial.recorders.database import Database
from rulekit.teach.trial.recorders.environment import Environment
from rulekit.teach.trial.recorders.files import Files
from rulekit.teach.trial.recorders.harm import Harm
from rulekit.teach.trial.recorders.logs import Logs
from rulekit.teach.trial.recorders.network import Network
from rulekit.teach.trial.recorders.output import Output
from rulekit.teach.trial.recorders.processes import Processes
from rulekit.teach.trial.recorders.threads import Threads
from rulekit.teach.trial.standins.loop import loop_modules
from rulekit.teach.trial.standins.naming import module_of
from rulekit.teach.trial.standins.warned import warnings_module

ANSWER = "<answer>"
REFUSED = frozenset(
    "aifc ctypes ensurepip ftplib imaplib multiprocessing nntplib poplib pty shutil signal socketserver ssl telnetlib"
    " tempfile tkinter turtle venv webbrowser xmlrpc".split()
)
MODULE_NAMES = frozenset(vars(ModuleType("any")))


class Recorder(Protocol):
    """What stands in for a part of the outside."""

    def modules(self) -> Mapping[str, ModuleType]:
        """Give stand-ins by import name."""
        ...

    def builtins(self) -> Mapping[str, object]:
        """Give what takes the place of built-in functions."""
        ...


class World:
    """Recorders, the modules that the answer may import, and the steps that it has left.

    `refused` is where a guard writes down what it refuses; behind a guard, any module of the standard library will do.
    """

    def __init__(
        self,
        modules: Mapping[str, str],
        budget: int = STEPS,
        *,
        switching: bool = False,
        refused: Sequence[str] | None = None,
    ) -> None:
        self.steps = Steps(budget)
        self._texts = modules
        self._switching = switching
        self._is_guarded = refused is not None
        clock, files, network, processes = Clock(), Files(), Network(), Processes()
        self.threads = Threads()
        self.recorders: dict[str, Any] = {
            "output": Output(),
            "logs": Logs(),
            "files": files,
            "network": network,
            "processes": processes,
            "database": Database(lambda: clock.now),
            "threads": self.threads,
            "clock": clock,
            "chance": Chance(),
            "environment": Environment(),
            "harm": Harm(files, processes, network, () if refused is None else refused),
        }
        self._given: dict[str, dict[str, object]] = {}
        self._loaded: dict[str, ModuleType] = {}
        for recorder in self.recorders.values():
            self.provide(recorder.modules())
        self.provide(loop_modules(clock))
        self.provide({"importlib": module_of("importlib", {"import_module": self.load})})
        self.provide({"sys": module_of("sys", {"modules": self._loaded})})
        self.provide({"warnings": warnings_module()})
        self.provide({"itertools": module_of("itertools", dict(self._endless()))})
        self._builtins = self._make_builtins()

    def provide(self, modules: Mapping[str, ModuleType]) -> None:
        """Take stand-ins; of a module that exists they replace what they hold, the rest stays."""
        for name, module in modules.items():
            self._given.setdefault(name, {}).update(
                {key: value for key, value in vars(module).items() if key not in MODULE_NAMES}
            )

    def load(self, name: str) -> ModuleType:
        """Import by name, and give the module itself.

        Raises:
            ImportError: it is not part of the exercise.
        """
        if name not in self._loaded:
            outer, _, inner = name.rpartition(".")
            above = self.load(outer) if outer else None
            self._loaded[name] = self._made(name)
            if above is not None and self._is_ours(outer):
                setattr(above, inner, self._loaded[name])
        return self._loaded[name]

    def run(self, text: str) -> dict[str, Any]:
        """Run an answer and give the names that it defined.

        Raises:
            BaseException: whatever the answer raises.
        """
        module = self._loaded["answer"] = ModuleType("answer")
        names = vars(module)
        names["__builtins__"] = self._builtins
        code = compile(counted(text, ANSWER, switching=self._switching), ANSWER, "exec", dont_inherit=True)
        exec(code, names)  # noqa: S102, RK505 - the learner asks for it, on a stage set
        return names

    def run_beside(self, text: str, path: str) -> dict[str, Any]:
        """Run code of ours, such as checks, in this world: it is not counted."""
        names: dict[str, Any] = {"__name__": path, "__builtins__": self._builtins}
        exec(compile(text, path, "exec", dont_inherit=True), names)  # noqa: S102, RK505 - the exercise's own code
        return names

    def _made(self, name: str) -> ModuleType:
        if name in self._texts:
            return self._from_text(name)
        if name in self._given:
            return self._stand_in(name)
        if any(known.startswith(f"{name}.") for known in (*self._texts, *self._given)):
            return self._stand_in(name)
        if name in PRIVATE:
            module = private_copy(name, self.load, self._builtins["open"])
            self.recorders["logs"].watch(name, module)
            return module
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names or (top in REFUSED and not self._is_guarded):
            raise ImportError(f"`{name}` is not part of this exercise")
        return importlib.import_module(name)

    def _from_text(self, name: str) -> ModuleType:
        module = ModuleType(name)
        self._loaded[name] = module
        vars(module)["__builtins__"] = self._builtins
        code = compile(counted(self._texts[name], f"<{name}>"), f"<{name}>", "exec", dont_inherit=True)
        exec(code, vars(module))  # noqa: S102, RK505 - a module of the exercise
        return module

    def _stand_in(self, name: str) -> ModuleType:
        given = self._given.get(name, {})
        top = name.partition(".")[0]
        real = vars(importlib.import_module(name)) if top in sys.stdlib_module_names else {}
        return module_of(name, {**real, **given})

    def _is_ours(self, name: str) -> bool:
        return self._loaded[name] is not sys.modules.get(name)

    def _bring(
        self, name: str, _: object = None, __: object = None, wanted: Sequence[str] | None = (), level: int = 0
    ) -> ModuleType:
        """Stand in for `__import__`."""
        if level:
            raise ImportError("an answer is one module: import by the full name")
        module = self.load(name)
        for one in wanted or ():
            inner = f"{name}.{one}"
            if inner in self._texts or (one not in vars(module) and self._is_there(inner)):
                setattr(module, one, self.load(inner))
        return module if wanted else self.load(name.partition(".")[0])

    def _is_there(self, inner: str) -> bool:
        outer, _, _ = inner.rpartition(".")
        if inner in self._given or outer.partition(".")[0] not in sys.stdlib_module_names:
            return inner in self._given
        is_package = hasattr(importlib.import_module(outer), "__path__")
        return is_package and importlib.util.find_spec(inner) is not None

    def _make_builtins(self) -> dict[str, Any]:
        own = {
            "__import__": self._bring,
            counting.STEP: self.steps.step,
            counting.ROUNDS: self.steps.rounds,
            counting.SWITCH: self.threads.switch,
            counting.INPLACE: counting.inplace,
            "iter": self._iter,
        }
        recorded = {key: one for recorder in self.recorders.values() for key, one in recorder.builtins().items()}
        return {**vars(builtins), **recorded, **own}

    def _iter(self, *arguments: Any) -> Iterator[Any]:
        made: Iterator[Any] = iter(*arguments)
        return made if len(arguments) == 1 else self.steps.rounds(made)

    def _endless(self) -> Iterable[tuple[str, object]]:
        for make in (itertools.count, itertools.cycle, itertools.repeat):
            yield make.__name__, self._limited(make)

    def _limited(self, make: Any) -> object:
        return lambda *arguments, **options: self.steps.rounds(make(*arguments, **options))
