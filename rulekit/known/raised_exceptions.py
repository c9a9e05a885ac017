"""What well-known functions and methods raise when the world is not as the code hopes."""

from collections.abc import Mapping

_FILES = "OSError"
_VALUES = "ValueError"

RAISED_BY: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("builtins.int", "builtins.float", "builtins.complex", "uuid.UUID", "zoneinfo.ZoneInfo"), (_VALUES,)
    ),
    **dict.fromkeys(
        ("datetime.datetime.strptime", "datetime.datetime.fromisoformat", "datetime.date.fromisoformat"), (_VALUES,)
    ),
    **dict.fromkeys(
        ("time.strptime", "ipaddress.ip_address", "ipaddress.ip_network", "email.utils.parsedate_to_datetime"),
        (_VALUES,),
    ),
    **dict.fromkeys(
        ("builtins.open", "io.open", "os.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open"), (_FILES,)
    ),
    **dict.fromkeys(
        (
            f"os.{name}"
            for name in "chdir chmod chown close link listdir lstat makedirs mkdir readlink remove removedirs rename"
            " renames replace rmdir scandir stat symlink truncate unlink utime kill path.getsize path.getmtime".split()
        ),
        (_FILES,),
    ),
    **dict.fromkeys((f"shutil.{name}" for name in "copy copy2 copyfile copytree move rmtree".split()), (_FILES,)),
    **dict.fromkeys(("socket.create_connection", "socket.gethostbyname", "socket.getaddrinfo"), (_FILES,)),
    **dict.fromkeys(("json.load", "json.loads"), ("json.JSONDecodeError",)),
    **dict.fromkeys(("tomllib.load", "tomllib.loads"), ("tomllib.TOMLDecodeError",)),
    **dict.fromkeys(("yaml.safe_load", "yaml.load", "yaml.safe_load_all"), ("yaml.YAMLError",)),
    **dict.fromkeys(("pickle.load", "pickle.loads"), ("pickle.UnpicklingError",)),
    **dict.fromkeys(("struct.pack", "struct.unpack"), ("struct.error",)),
    **dict.fromkeys(("base64.b64decode", "binascii.unhexlify"), ("binascii.Error",)),
    **dict.fromkeys(("zipfile.ZipFile",), ("zipfile.BadZipFile", _FILES)),
    **dict.fromkeys(("tarfile.open",), ("tarfile.TarError", _FILES)),
    **dict.fromkeys(
        ("xml.etree.ElementTree.parse", "xml.etree.ElementTree.fromstring"), ("xml.etree.ElementTree.ParseError",)
    ),
    **dict.fromkeys(("subprocess.check_call", "subprocess.check_output"), ("subprocess.CalledProcessError",)),
    **dict.fromkeys(("subprocess.run", "subprocess.Popen"), (_FILES,)),
    **dict.fromkeys(
        (f"requests.{name}" for name in "get post put patch delete head options request".split()),
        ("requests.RequestException",),
    ),
    **dict.fromkeys(
        (f"httpx.{name}" for name in "get post put patch delete head options request".split()), ("httpx.HTTPError",)
    ),
    **dict.fromkeys(("urllib.request.urlopen", "urllib.request.urlretrieve"), ("urllib.error.URLError",)),
    **dict.fromkeys(("sqlite3.connect",), ("sqlite3.Error",)),
    **dict.fromkeys(("importlib.import_module", "builtins.__import__"), ("ImportError",)),
    "builtins.next": ("StopIteration",),
    "ast.literal_eval": ("ValueError", "SyntaxError"),
    "decimal.Decimal": ("decimal.InvalidOperation",),
    "importlib.metadata.version": ("importlib.metadata.PackageNotFoundError",),
    "configparser.ConfigParser": ("configparser.Error",),
    "re.compile": ("re.error",),
    "queue.Queue.get_nowait": ("queue.Empty",),
}
RAISED_BY_METHOD: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys("read_text write_text read_bytes write_bytes unlink mkdir rmdir iterdir touch".split(), (_FILES,)),
    **dict.fromkeys("recv sendall connect makefile".split(), (_FILES,)),
    "decode": ("UnicodeDecodeError",),
    "get_nowait": ("queue.Empty",),
    "raise_for_status": ("requests.HTTPError",),
    "relative_to": ("ValueError",),
}
# What raises only where the program itself is wrong.
_QUIET = "bool dict enumerate frozenset isinstance len list print range repr set sorted str tuple type zip"
HARMLESS = frozenset(f"builtins.{name}" for name in _QUIET.split())
HARMLESS_METHODS = frozenset(
    "strip lstrip rstrip split lower upper replace startswith endswith append get items keys values join format"
    " setdefault add extend title splitlines".split()
)
_QUESTIONS = "bool callable dir getattr hasattr hash isinstance issubclass iter len repr str type vars"
# What asks an object for something, whose own methods may raise anything.
INSPECTORS = frozenset(
    {f"builtins.{name}" for name in _QUESTIONS.split()} | {"inspect.isclass", "inspect.signature", "copy.deepcopy"}
)
RUNS_FOREIGN_CODE = frozenset({"builtins.exec", "builtins.eval", "runpy.run_path", "runpy.run_module"})
