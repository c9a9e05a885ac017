"""Base classes that much code derives from, and the methods of theirs that a subclass replaces.

What such a method does is described where the base class is; `*` stands for any rest of a name.
"""

from collections.abc import Mapping

_NOTHING: frozenset[str] = frozenset()

HOOKS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "abc.ABC",
            "collections.namedtuple",
            "enum.Enum",
            "enum.Flag",
            "enum.IntEnum",
            "enum.IntFlag",
            "enum.StrEnum",
            "sqlalchemy.orm.DeclarativeBase",
            "sqlalchemy.orm.MappedAsDataclass",
            "typing.Generic",
            "typing.NamedTuple",
            "typing.Protocol",
            "typing.TypedDict",
            "typing_extensions.NamedTuple",
            "typing_extensions.Protocol",
            "typing_extensions.TypedDict",
        ),
        _NOTHING,
    ),
    "argparse.Action": frozenset({"format_usage"}),
    "argparse.ArgumentParser": frozenset("error exit format_help parse_args".split()),
    "ast.NodeTransformer": frozenset({"visit", "generic_visit", "visit_*"}),
    "ast.NodeVisitor": frozenset({"visit", "generic_visit", "visit_*"}),
    "html.parser.HTMLParser": frozenset({"handle_*", "unknown_decl", "feed", "close", "reset"}),
    "http.server.BaseHTTPRequestHandler": frozenset(
        "do_* handle handle_one_request finish setup log_error log_message log_request version_string".split()
    ),
    "json.JSONDecoder": frozenset({"decode", "raw_decode"}),
    "json.JSONEncoder": frozenset({"default", "encode", "iterencode"}),
    "logging.Filter": frozenset({"filter"}),
    "logging.Formatter": frozenset("format formatException formatMessage formatStack formatTime usesTime".split()),
    "logging.Handler": frozenset("acquire close createLock emit flush format handle handleError release".split()),
    "logging.LoggerAdapter": frozenset({"process", "log"}),
    "logging.StreamHandler": frozenset("close emit flush format handle handleError setStream".split()),
    "pydantic.BaseModel": frozenset("construct copy dict json model_* parse_* schema schema_json validate".split()),
    "socketserver.BaseRequestHandler": frozenset({"setup", "handle", "finish"}),
    "socketserver.StreamRequestHandler": frozenset({"setup", "handle", "finish"}),
    "string.Formatter": frozenset(
        "check_unused_args convert_field format format_field get_field get_value parse vformat".split()
    ),
    "string.Template": frozenset({"substitute", "safe_substitute"}),
    "threading.Thread": frozenset({"run", "start", "join"}),
}
