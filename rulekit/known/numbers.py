"""Calls whose numbers explain themselves, and numbers that have a name in the standard library."""

from collections.abc import Mapping
from http import HTTPStatus

DIGITS = frozenset(
    "round int ljust rjust center zfill indent dedent shorten wrap fill pprint pformat set_printoptions quantize"
    " ordinal chr hex bin".split()
)
GEOMETRY = frozenset(
    "argmax argmin argsort as_strided broadcast_to cat chunk concatenate cumsum dim expand expand_dims flatten max mean"
    " median min moveaxis ndim norm permute repeat reshape resize rollaxis shape size softmax sort split squeeze stack "
    "std sum swapaxes tile transpose unbind unsqueeze var view".split()
)
SHAPES = frozenset({"shape", "ndim", "dim", "ndims", "rank"})
SEEDS = frozenset(
    "seed manual_seed manual_seed_all random_state set_seed set_random_seed RandomState Random default_rng PRNGKey"
    " seed_everything SeedSequence".split()
)
EXITS = frozenset({"exit", "_exit", "SystemExit", "quit", "Exit"})
STACK = frozenset({"warn", "_getframe"})
DATES = frozenset({"date", "datetime", "time", "Timestamp", "fromisocalendar"})
FIELDS = frozenset(
    "CHAR CharField Char DECIMAL DecimalField NUMERIC NVARCHAR Numeric String Unicode VARCHAR VARBINARY".split()
)
DRAWING = frozenset(
    "axhline axis axvline bar colorbar figure gca grid hist imshow legend margins plot scatter set_xlim set_xticks"
    " set_ylim set_yticks subplot subplot2grid subplots subplots_adjust text tick_params title view_init xlim xticks"
    " ylim yticks".split()
)
MODES = frozenset({"chmod", "fchmod", "lchmod", "makedirs", "mkdir", "mkfifo", "mknod", "open", "umask"})
MATCHES = frozenset({"group", "span"})
STATUS_CALLS = frozenset(
    "HTTPError HTTPException abort errorhandler make_response send_error send_response set_status".split()
)
STATUSES: Mapping[int, str] = {status.value: status.name for status in HTTPStatus}
DURATIONS: Mapping[float, str] = {
    3600: "timedelta(hours=1)",
    86400: "timedelta(days=1)",
    604800: "timedelta(weeks=1)",
}
COMMON = frozenset({12, 16, 20, 24, 32, 50, 60, 64, 100, 128, 180, 255, 256, 360, 365, 500, 512, 1000, 1024})
