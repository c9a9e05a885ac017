"""The versions of Python that code under check is written for."""

from typing import Final

# The minor version of the oldest Python 3 that rulekit runs on, for which code is written where nothing else is said.
OLDEST: Final = 11
