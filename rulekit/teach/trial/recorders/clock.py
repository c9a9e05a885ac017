"""A clock that stands still until somebody sleeps or a check moves it."""

import datetime as dt
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from rulekit.teach.trial.standins.naming import module_of

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
BILLION = 1_000_000_000


class Clock:
    """`now` is the time of the world, `slept` the seconds that the answer slept, each time."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._passed = 0.0

    @property
    def now(self) -> dt.datetime:
        """The time of the world, in UTC."""
        return NOON + dt.timedelta(seconds=self._passed)

    @property
    def passed(self) -> float:
        """The seconds since the beginning."""
        return self._passed

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._passed += seconds

    def sleep(self, seconds: float) -> None:
        """Let the answer sleep."""
        self.slept.append(seconds)
        self.advance(seconds)

    def modules(self) -> Mapping[str, ModuleType]:
        """Give `time` and `datetime`."""
        time = {
            "time": self._stamp,
            "time_ns": lambda: int(self.now.timestamp() * BILLION),
            "monotonic": self._seconds,
            "monotonic_ns": lambda: int(self._passed * BILLION),
            "perf_counter": self._seconds,
            "process_time": self._seconds,
            "sleep": self.sleep,
        }
        return {"time": module_of("time", time), "datetime": module_of("datetime", self._datetime())}

    def builtins(self) -> Mapping[str, object]:
        """Give nothing: no built-in function tells the time."""
        return {}

    def _stamp(self) -> float:
        return self.now.timestamp()

    def _seconds(self) -> float:
        return self._passed

    def _datetime(self) -> dict[str, object]:
        clock = self

        class datetime(dt.datetime):  # noqa: N801, RK104 - it stands in for the class of this name
            """Stands in for `datetime.datetime`."""

            @classmethod
            def now(cls, tz: dt.tzinfo | None = None) -> Any:
                moment = clock.now.astimezone(tz) if tz else clock.now.replace(tzinfo=None)
                return cls(*moment.timetuple()[:6], moment.microsecond, moment.tzinfo)

            @classmethod
            def utcnow(cls) -> Any:
                return cls.now()

            @classmethod
            def today(cls) -> Any:
                return cls.now()

        class date(dt.date):  # noqa: N801, RK104 - it stands in for the class of this name
            """Stands in for `datetime.date`."""

            @classmethod
            def today(cls) -> Any:
                return cls(*clock.now.timetuple()[:3])

        return {"datetime": datetime, "date": date}
