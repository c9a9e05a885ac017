"""Real modules to try things on: a sample of the standard library of the running Python."""

import sysconfig
import warnings
from functools import cache
from pathlib import Path

from rulekit.analysis.syntax.source import Source
from rulekit.engine.files import read_document

FOLDER = Path(sysconfig.get_paths()["stdlib"])
STEP = 6
NAMES = sorted(file.name for file in FOLDER.glob("*.py"))[::STEP]


@cache
def source_of(name: str) -> Source:
    """Read a module of the standard library, once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = Source(read_document(str(FOLDER / name)).text, name)
    assert source.broken == ()
    return source
