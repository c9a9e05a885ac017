"""What finds the variables of a function by their names while it runs."""

from collections.abc import Mapping
from typing import Final

SEES_VARIABLES: Final = frozenset({"locals", "vars", "eval", "exec", "dir", "globals", "getcontext"})
SEES_FRAMES: Final = tuple(
    "currentframe _getframe _current_frames f_locals f_back tb_frame getargvalues getcoroutinelocals getgeneratorlocals"
    " getasyncgenlocals getclosurevars co_varnames co_freevars co_cellvars settrace setprofile".split()
)
READS_TEXTS: Final[Mapping[str, str]] = {
    "eval": "",
    "query": "",
    "sql": "",
    "sqldf": "",
    **dict.fromkeys("execute from_query query_df".split(), "duckdb"),
    **dict.fromkeys("evaluate".split(), "numexpr"),
    **dict.fromkeys("run_line_magic run_cell_magic run_cell system getoutput".split(), "get_ipython"),
    **dict.fromkeys("dmatrices dmatrix".split(), "patsy"),
    **dict.fromkeys("ols gls wls glm gee logit probit mnlogit poisson mixedlm from_formula".split(), "statsmodels"),
}
