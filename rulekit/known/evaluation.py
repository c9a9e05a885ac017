"""Facts about what runs text as code: which argument is the text, and what to use instead."""

from collections.abc import Mapping
from typing import Final

# Functions that run their argument as a program, with the name and the place of the parameter.
_RUNNERS = """
builtins.eval source 0
builtins.exec source 0
code.InteractiveConsole.push line 0
code.InteractiveConsole.runsource source 0
code.InteractiveInterpreter.runcode code 0
code.InteractiveInterpreter.runsource source 0
cProfile.run statement 0
cProfile.runctx statement 0
IPython.core.interactiveshell.InteractiveShell.ex cmd 0
IPython.core.interactiveshell.InteractiveShell.ev expr 0
IPython.core.interactiveshell.InteractiveShell.run_cell raw_cell 0
numexpr.evaluate ex 0
numexpr.re_evaluate ex 0
pandas.core.computation.eval.eval expr 0
pandas.eval expr 0
pdb.run statement 0
pdb.runeval expression 0
profile.run statement 0
profile.runctx statement 0
sympy.parsing.sympy_parser.parse_expr s 0
sympy.parse_expr s 0
sympy.S a 0
sympy.sympify a 0
timeit.Timer stmt 0
timeit.repeat stmt 0
timeit.timeit stmt 0
types.FunctionType code 0
"""
_rows: Final = tuple(line.split() for line in _RUNNERS.strip().splitlines())
RUNNERS: Final[Mapping[str, tuple[str, int]]] = {target: (name, int(place)) for target, name, place in _rows}

# Those whose argument is rarely a text: only text in the code, or text from outside, says that it is one here.
MIXED: Final = frozenset(
    """
    IPython.core.interactiveshell.InteractiveShell.ex IPython.core.interactiveshell.InteractiveShell.ev
    IPython.core.interactiveshell.InteractiveShell.run_cell cProfile.run cProfile.runctx pdb.run pdb.runeval
    code.InteractiveConsole.push code.InteractiveInterpreter.runcode profile.run profile.runctx numexpr.evaluate
    numexpr.re_evaluate sympy.S sympy.sympify sympy.parse_expr sympy.parsing.sympy_parser.parse_expr
    timeit.Timer timeit.repeat timeit.timeit
    """.split()
)
BARE: Final = frozenset({"builtins.eval", "builtins.exec"})
COMPILERS: Final = frozenset({"builtins.compile", "ast.parse", "codeop.compile_command", "code.compile_command"})

# Methods of data frames that run a text.
FRAME_METHODS: Final = frozenset({"eval", "query"})
FRAME_TYPES: Final = frozenset({"pandas.DataFrame", "geopandas.GeoDataFrame", "dask.dataframe.DataFrame"})
FRAME_MODULES: Final = frozenset({"pandas", "geopandas", "dask", "modin"})

INSTEAD: Final[Mapping[str, str]] = {
    "eval": "read values, not sums, with `ast.literal_eval`",
    "exec": "choose a function from a dictionary",
    "query": "name the value with `@`",
    "evaluate": "pass values by `local_dict`",
}
