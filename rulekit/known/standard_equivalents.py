"""Third-party packages for which the standard library has the same, and since which Python."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Twin(NamedTuple):
    """What the standard library has in place of a package.

    `since` is the minor version of Python 3; `only` names what of the package has a twin (nothing: all of it),
    `unless` the keywords that the twin does not know; a `close` twin is not quite the same.
    """

    instead: str
    since: int = 0
    only: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    close: bool = False


def _some(words: str) -> frozenset[str]:
    return frozenset(words.split())


TWINS: Final[Mapping[str, Twin]] = {
    "attr": Twin(
        "dataclasses", 7, _some("s ib attrs attrib dataclass Factory asdict astuple define field"), close=True
    ),
    "backports.functools_lru_cache": Twin("functools.lru_cache", 2),
    "backports.shutil_get_terminal_size": Twin("shutil.get_terminal_size", 3),
    "backports.tempfile": Twin("tempfile", 2),
    "backports.zoneinfo": Twin("zoneinfo", 9),
    "contextlib2": Twin("contextlib", 7),
    "dateutil.parser": Twin("datetime.datetime.fromisoformat", 11, _some("isoparse isoparser")),
    "enum34": Twin("enum", 4),
    "funcsigs": Twin("inspect.signature", 3),
    "functools32": Twin("functools", 2),
    "futures": Twin("concurrent.futures", 2),
    "importlib_metadata": Twin("importlib.metadata", 10),
    "importlib_resources": Twin("importlib.resources", 10),
    "mock": Twin(
        "unittest.mock",
        8,
        _some(
            "ANY AsyncMock DEFAULT FILTER_DIR MagicMock Mock NonCallableMagicMock NonCallableMock PropertyMock call"
            " create_autospec mock_open patch seal sentinel"
        ),
    ),
    "monotonic": Twin("time.monotonic", 3),
    "nose": Twin("unittest", 0),
    "ordereddict": Twin("collections.OrderedDict", 1),
    "orjson": Twin("json", 0, close=True),
    "pathlib2": Twin("pathlib", 6),
    "pkg_resources": Twin("importlib.metadata and importlib.resources", 10),
    "pytz": Twin("zoneinfo", 9),
    "scandir": Twin("os.scandir", 5),
    "simplejson": Twin(
        "json",
        0,
        _some("load loads dump dumps JSONDecoder JSONEncoder JSONDecodeError"),
        _some(
            "use_decimal ignore_nan for_json namedtuple_as_object tuple_as_array bigint_as_string item_sort_key"
            " iterable_as_array int_as_string_bitcount allow_nan raw_json"
        ),
    ),
    "singledispatch": Twin("functools.singledispatch", 4),
    "six": Twin("plain Python 3", 0),
    "statistics_backport": Twin("statistics", 4),
    "subprocess32": Twin("subprocess", 2),
    "toml": Twin("tomllib", 11, _some("load loads TomlDecodeError")),
    "tomli": Twin("tomllib", 11, _some("load loads TOMLDecodeError")),
    "trollius": Twin("asyncio", 4),
    "typed_ast": Twin("ast", 8),
    "ujson": Twin("json", 0, close=True),
    "unittest2": Twin("unittest", 2),
}

_TYPING: Final[Mapping[int, str]] = {
    8: "AsyncIterable AsyncIterator Awaitable ClassVar Coroutine Counter DefaultDict Deque Final NoReturn OrderedDict"
    " TYPE_CHECKING Text Type Union",
    9: "Annotated",
    10: "Literal ParamSpecArgs ParamSpecKwargs TypeAlias TypeGuard get_args get_origin",
    11: "Concatenate LiteralString Never NewType NotRequired Required Self assert_never assert_type clear_overloads"
    " final get_overloads overload reveal_type",
    12: "SupportsIndex Unpack dataclass_transform override",
    13: "AsyncContextManager AsyncGenerator ContextManager NoDefault ReadOnly TypeIs get_protocol_members"
    " get_type_hints is_protocol",
}
TYPING_SINCE: Final[Mapping[str, int]] = {name: since for since, words in _TYPING.items() for name in words.split()}

IN_LIBRARY: Final = _some(
    "argparse asyncio backports.functools-lru-cache configparser contextvars dataclasses enum34 functools32 futures"
    " hashlib importlib ipaddress logging multiprocessing ordereddict pathlib pathlib2 selectors34 singledispatch ssl"
    " statistics subprocess32 tracemalloc typing unittest2 uuid wsgiref"
)
