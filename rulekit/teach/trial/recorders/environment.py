"""The environment variables of an answer."""

from collections.abc import Mapping
from types import ModuleType

from rulekit.teach.trial.standins.naming import module_of


class Environment(dict[str, str]):
    """Stands in for `os.environ`, and is empty at the start."""

    def modules(self) -> Mapping[str, ModuleType]:
        """Give `os` with this environment."""
        own = {"environ": self, "getenv": self.get, "putenv": self.__setitem__, "unsetenv": self.__delitem__}
        own |= {"_exit": _end, "abort": _end}
        return {"os": module_of("os", {**own, "getcwd": lambda: "/shop", "register_at_fork": lambda **_: None})}

    def builtins(self) -> Mapping[str, object]:
        """Give nothing: no built-in function reads it."""
        return {}


def _end(*_: object) -> None:
    """End the program of the answer, and not the one that tries it."""
    raise SystemExit
