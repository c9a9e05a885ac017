"""The end of an answer that would wait for ever, or go on for ever."""


class WaitsForEver(BaseException):  # noqa: RK302 - no handler of an answer may catch it
    """Something waits without a timeout for what never comes; no handler of an answer is meant to catch it."""


class TooManySteps(BaseException):  # noqa: RK302 - no handler of an answer may catch it
    """An answer goes on and on, in a process that cannot be ended from outside."""
