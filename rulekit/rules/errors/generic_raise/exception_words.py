"""Words of exceptions: vague classes, telling names, and technical messages for which `RuntimeError` is right."""

import re
from typing import Final

from rulekit.model.late import regex

WIDEST: Final = "builtins.BaseException"
GENERIC: Final = frozenset({"builtins.Exception", WIDEST})
RUNTIME: Final = "builtins.RuntimeError"
VAGUE: Final = GENERIC | {RUNTIME}

# Calls that raise what they are given, somewhere else or later.
EXCEPTION_TAKERS: Final = frozenset(
    "throw set_exception set_error reject errback fail raise_error raise_exception".split()
)
WRAPPERS: Final = frozenset({"with_traceback"})

TELLING_NAME: Final = regex(
    r"\w*(Err|Exception|Warning|Exit|Interrupt|Group|Failure|Failed|Fault|Timeout)\w*|[a-z_]\w*"
)
PLAIN_BASES: Final = ("Error", "Exception")
SIGNAL_NAME: Final = regex(
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


# Words about the program itself: for a loop that already runs `RuntimeError` is the right class.
TECHNICAL: Final = regex(
    r"\b(?:event loop|threads?|threading|(?:re|un)?initiali[sz]\w*|call(?:ed|ing|s|able)?|contexts?|coroutines?"
    r"|reactors?|unreachable|internal\w*|should (?:not|never)|never|impossible|bugs?|assert\w*|unsupported"
    r"|(?:un)?hashable|(?:not|isn't|aren't|no) support\w*|implement\w*|import\w*|install\w*|modules?|python|platforms?"
    r"|interpreter|compil\w*|class(?:es)?|methods?|functions?|objects?|instances?|subclass\w*|attributes?|iterators?|generators?"
    r"|decorat\w*|callbacks?|handlers?|hooks?|futures?|await\w*|async\w*|locks?|mutex|semaphores?|pipes?|sockets?"
    r"|forks?|process(?:es)?|executors?|pools?|workers?|buffers?|unregister\w*|environ\w*|variables?|nodes?|stacks?"
    r"|frames?|recurs\w*|cycl\w*|dimensions?|shapes?|arrays?|matrix|matrices|tensors?|kernels?|cuda|gpu|drivers?"
    r"|protocols?|streams?|detached|deprecated|lib\w*|plugins?|extensions?|backends?|pars(?:e|er|ing|ed)|syntax"
    r"|state machine|metaclass\w*|mro|slots?|transports?|waiters?|fd|opcodes?|bytes?|abstract|override\w*|mock\w*"
    r"|requires?|should be|self|none|null|what|scopes?|subprocess\w*|logging|debug\w*)\b|__\w+__|\(\)",
    re.IGNORECASE,
)
# Words that programs and their subjects share: an order may be closed, and so may a loop.
MAYBE_TECHNICAL: Final = regex(
    r"\b(?:loops?|expected|unexpected\w*|types?|arguments?|parameters?|tasks?|queues?|register\w*|configur\w*|settings?"
    r"|constants?|trees?|infinite|devices?|closed|running|started|stopped|opened|versions?|options?|tests?|tokens?"
    r"|cannot be (?:used|changed|set|modified|re\w+)|must (?:be|not|call|specify)|before|without|inside|outside"
    r"|can(?:'t|not| not)? (?:find|determine|load|open|read|write|get|create|import|use|access|set|start|re\w+)"
    r"|signals?|clos(?:e|ing)|shut\w*|states?|enter\w*|twice|already (?:set|taking|been|in)|preserv\w*|duplicate\w*"
    r"|commands?|unrecogni[sz]ed|unknown|sessions?|requests?|connections?)\b",
    re.IGNORECASE,
)
