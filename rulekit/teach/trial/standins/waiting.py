"""The end of an answer that would wait for ever."""


class WaitsForEver(BaseException):  # noqa: RK302 - no handler of an answer may catch it
    """Something waits without a timeout for what never comes; no handler of an answer is meant to catch it."""
