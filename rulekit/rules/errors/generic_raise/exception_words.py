"""Exception classes that say nothing of what happened, what hands exceptions on, and what names of classes tell."""

import re
from typing import Final

WIDEST: Final = "builtins.BaseException"
GENERIC: Final = frozenset({"builtins.Exception", WIDEST})
RUNTIME: Final = "builtins.RuntimeError"
VAGUE: Final = GENERIC | {RUNTIME}

# Calls that raise what they are given, somewhere else or later.
EXCEPTION_TAKERS: Final = frozenset(
    "throw set_exception set_error reject errback fail raise_error raise_exception".split()
)
WRAPPERS: Final = frozenset({"with_traceback"})

TELLING_NAME: Final = re.compile(
    r"\w*(Err|Exception|Warning|Exit|Interrupt|Group|Failure|Failed|Fault|Timeout)\w*|[a-z_]\w*"
)
PLAIN_BASES: Final = ("Error", "Exception")
SIGNAL_NAME: Final = re.compile(
    r"_?(Stop|Exit|Skip|Cancel|Abort|Break|Quit|Drop|Close|Dont|Retry|Return|Early|Bail|Ignore|Restart|Reload|Redirect"
    r"|Continue|Goto|Escape|Pause|Done|Finish|Terminate|Kill|Yield)\w*"
    r"|\w*(Exit|Interrupt|Shutdown|Signal|Stopped|Killed|Terminated|Aborted|Outcome|ControlFlow)(Exception)?"
    r"|(Task|Job|Run)?Cancelled(Error)?"
)
# Modules whose names say nothing of their subject: nobody wants a `UtilError`.
COMMON_MODULES: Final = frozenset(
    "main app application base core common cli util utils helper helpers misc tools lib src api server client script"
    " run setup manage conf config models views tests test index code scripts notebook untitled init".split()
)
