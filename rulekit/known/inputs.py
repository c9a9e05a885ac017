"""Where values come into a program from outside, and what hands them on or makes them harmless."""

import re
from collections.abc import Mapping
from typing import Final

from rulekit.model.late import regex

# Calls that give what a person types, and values that hold what is typed or was given at the start.
ASKING: Final = frozenset(
    """
    builtins.input builtins.raw_input click.edit click.prompt fileinput.input getpass.getpass inquirer.prompt
    prompt_toolkit.prompt prompt_toolkit.shortcuts.prompt questionary.text rich.prompt.Prompt.ask
    typer.prompt
    """.split()
)
TYPED: Final = frozenset({"sys.stdin", "sys.__stdin__"})
STARTED: Final = frozenset({"sys.argv", "sys.orig_argv"})
ENVIRONMENT: Final = frozenset({"os.environ", "os.environb"})
ENVIRONMENT_CALLS: Final = frozenset({"os.getenv", "os.getenvb"})
SENT: Final = frozenset(
    """
    streamlit.chat_input streamlit.file_uploader streamlit.text_area streamlit.text_input
    streamlit.sidebar.text_area streamlit.sidebar.text_input
    """.split()
)
WIDGETS: Final = frozenset("Text Textarea Combobox FileUpload Password".split())

# The request of a web framework: what it is called, and which of its parts the other side writes.
REQUESTS: Final = frozenset(
    """
    bottle.request flask.globals.request flask.request quart.request sanic.request.Request web.input
    """.split()
)
REQUEST_NAMES: Final = frozenset({"request", "req"})
REQUEST_TYPES: Final = frozenset(
    "ASGIRequest DRFRequest HTTPConnection HTTPServerRequest HttpRequest Request WSGIRequest WebSocket".split()
)
SHOUTED_PARTS: Final = frozenset("GET POST FILES COOKIES META REQUEST".split())
REQUEST_PARTS: Final = (
    SHOUTED_PARTS
    | frozenset(
        """
    args body body_arguments cookies data files form forms headers json match_info matchdict params path_params
    post_vars query query_arguments query_params query_string referrer stream values view_args
    """.split()
    )
    | frozenset("full_path path url".split())
)
OWN_ADDRESSES: Final = frozenset("full_path path url referrer".split())
REQUEST_METHODS: Final = frozenset(
    """
    body form get_arg get_argument get_arguments get_cookie get_data get_json get_media get_param json post read text
    """.split()
)
HANDLER_METHODS: Final = frozenset(
    "get_argument get_arguments get_body_argument get_body_arguments get_query_argument get_query_arguments".split()
)
PLAIN_HANDLERS: Final = frozenset("BaseHTTPRequestHandler CGIHTTPRequestHandler SimpleHTTPRequestHandler".split())
PLAIN_HANDLER_PARTS: Final = frozenset("path headers rfile requestline".split())
SERVERS: Final = frozenset(
    """
    aiohttp azure blacksheep bottle cherrypy django falcon fastapi flask flask_restful flask_restx functions_framework
    litestar ninja pyramid quart rest_framework robyn sanic starlette tornado webob werkzeug
    """.split()
)
ASKING_WORDS: Final = frozenset(
    """
    ask edit get_argument get_body_argument get_body_arguments get_arguments get_message get_query_argument
    get_query_arguments getpass input parse_args parse_intermixed_args parse_known_args prompt raw_input receive
    receive_bytes receive_json receive_text recv recvfrom route
    """.split()
)
ASKING_MODULES: Final = frozenset("builtins getpass inquirer ipywidgets prompt_toolkit questionary streamlit".split())
# Texts that say that input enters, each under a word that it needs.
ASKING_TEXTS: Final[Mapping[str, re.Pattern[str]]] = {
    "argv": regex(r"sys\s*\.\s*argv"),
    "stdin": regex(r"sys\s*\.\s*stdin"),
    "HTTPRequestHandler": regex(r"HTTPRequestHandler"),
    "lambda_handler": regex(r"lambda_handler"),
    "handler": regex(r"def\s+handler\s*\(\s*event"),
}
ASKING_IMPORTS: Final = frozenset({"sys.argv", "sys.stdin", "sys.orig_argv"})
ROUTE_METHODS: Final = frozenset("get post put delete patch websocket".split())
ROUTING: Final = frozenset(
    "route get post put patch delete head options websocket api_route register_route endpoint".split()
)
SOCKET_METHODS: Final = frozenset("receive receive_text receive_json receive_bytes recv recvfrom get_message".split())
SOCKETS: Final = regex(r"(^|_)(ws|web_?sockets?|sock|socket)$", re.IGNORECASE)
EVENT_HANDLERS: Final = frozenset({"lambda_handler", "handler"})
FREE_TYPES: Final = frozenset("str bytes Any object list dict List Dict Optional Union None Annotated".split())

# Functions whose result holds their arguments, and methods whose result holds the object or the arguments.
HANDING_ON: Final = frozenset(
    """
    base64.b64decode base64.b64encode base64.decodebytes base64.urlsafe_b64decode binascii.unhexlify
    builtins.ascii builtins.bytearray builtins.bytes builtins.dict builtins.enumerate builtins.filter
    builtins.format builtins.frozenset builtins.iter builtins.list builtins.max builtins.min builtins.next
    builtins.repr builtins.reversed builtins.set builtins.sorted builtins.str builtins.tuple builtins.zip
    codecs.decode codecs.encode copy.copy copy.deepcopy io.BytesIO io.StringIO itertools.chain
    json.dumps json.load json.loads orjson.loads os.fsdecode os.fsencode os.fspath os.path.abspath os.path.expanduser
    os.path.expandvars os.path.join os.path.normpath os.path.realpath pathlib.Path pathlib.PosixPath
    pathlib.PurePath pathlib.PurePosixPath pathlib.WindowsPath posixpath.join re.split re.sub simplejson.loads
    re.findall re.finditer string.Template tarfile.open textwrap.dedent textwrap.indent typing.cast
    ujson.loads urllib.parse.parse_qs
    urllib.parse.parse_qsl urllib.parse.unquote urllib.parse.unquote_plus urllib.parse.urljoin
    urllib.parse.urlsplit urllib.parse.urlparse urllib.request.Request
    """.split()
)
HANDING_METHODS: Final = frozenset(
    """
    absolute as_posix capitalize casefold copy decode encode expanduser expandtabs fetch format format_map get getall
    getfirst getlist getone get_all group groups items join joinpath keys ljust lower lstrip partition pop popitem
    read readline readlines removeprefix removesuffix replace resolve rjust rpartition rsplit rstrip safe_substitute
    setdefault split splitlines strip substitute swapcase title to_dict translate upper values with_name
    with_suffix zfill
    """.split()
)
