"""Calls in which a value that nobody has looked at does harm: what they do with it, and which argument it is."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Taker(NamedTuple):
    """What a call does with an argument: which harm, which argument."""

    harm: str
    name: str
    place: int


_OS_FIRST = (
    "chmod chown listdir lstat makedirs mkdir open remove removedirs rename replace rmdir scandir truncate unlink"
)
_TREE = "copy copy2 copyfile copytree move"
_REQUEST_METHODS = "delete get head options patch post put stream"
_CLIENTS = "requests requests.Session httpx httpx.Client httpx.AsyncClient aiohttp.ClientSession"
_TABLE = """
builtins.open path file 0
io.open path file 0
codecs.open path filename 0
aiofiles.open path file 0
gzip.open path filename 0
bz2.open path filename 0
lzma.open path filename 0
tarfile.open path name 0
os.walk path top 0
glob.glob path pathname 0
glob.iglob path pathname 0
os.symlink path src 0
shutil.rmtree path path 0
shutil.unpack_archive path filename 0
flask.send_file path path_or_file 0
quart.send_file path path_or_file 0
django.http.FileResponse path open_file 0
fastapi.responses.FileResponse path path 0
starlette.responses.FileResponse path path 0
sqlite3.connect path database 0
numpy.load path file 0
runpy.run_path path path_name 0
os.startfile path filepath 0
tarfile.TarFile.extractall archive path 0
urllib.request.urlopen url url 0
urllib.request.urlretrieve url url 0
urllib3.request url url 1
urllib3.PoolManager.request url url 1
http.client.HTTPConnection host host 0
http.client.HTTPSConnection host host 0
requests.request url url 1
requests.Session.request url url 1
httpx.request url url 1
httpx.Client.request url url 1
httpx.AsyncClient.request url url 1
pickle.load pickle file 0
pickle.loads pickle data 0
cPickle.loads pickle data 0
_pickle.loads pickle data 0
dill.load pickle file 0
dill.loads pickle str 0
cloudpickle.load pickle file 0
cloudpickle.loads pickle data 0
joblib.load pickle filename 0
jsonpickle.decode pickle string 0
marshal.load pickle file 0
marshal.loads pickle bytes 0
shelve.open pickle filename 0
torch.load pickle f 0
pandas.read_pickle pickle filepath_or_buffer 0
yaml.load yaml stream 0
yaml.load_all yaml stream 0
yaml.full_load yaml stream 0
yaml.unsafe_load yaml stream 0
yaml.unsafe_load_all yaml stream 0
builtins.getattr name name 1
builtins.setattr name name 1
builtins.delattr name name 1
importlib.import_module module name 0
importlib.__import__ module name 0
re.compile pattern pattern 0
re.search pattern pattern 0
re.match pattern pattern 0
re.fullmatch pattern pattern 0
re.findall pattern pattern 0
re.finditer pattern pattern 0
re.split pattern pattern 0
re.sub pattern pattern 0
flask.redirect redirect location 0
quart.redirect redirect location 0
werkzeug.utils.redirect redirect location 0
django.shortcuts.redirect redirect to 0
django.http.HttpResponseRedirect redirect redirect_to 0
fastapi.responses.RedirectResponse redirect url 0
starlette.responses.RedirectResponse redirect url 0
flask.render_template_string template source 0
jinja2.Template template source 0
jinja2.Environment.from_string template source 0
django.template.Template template template_string 0
mako.template.Template template text 0
flask.Markup html object 0
markupsafe.Markup html object 0
django.utils.safestring.mark_safe html s 0
django.http.HttpResponse page content 0
fastapi.responses.HTMLResponse page content 0
starlette.responses.HTMLResponse page content 0
flask.make_response page rv 0
aiohttp.web.Response page text 99
flask.Response page response 0
IPython.display.HTML html data 0
IPython.core.display.HTML html data 0
"""


def _rows() -> Mapping[str, Taker]:
    rows = [line.split() for line in _TABLE.strip().splitlines()]
    found = {target: Taker(harm, name, int(place)) for target, harm, name, place in rows}
    found |= {f"os.{word}": Taker("path", "path", 0) for word in _OS_FIRST.split()}
    found |= {f"shutil.{word}": Taker("path", "src", 0) for word in _TREE.split()}
    found |= {
        f"{client}.{word}": Taker("url", "url", 0) for client in _CLIENTS.split() for word in _REQUEST_METHODS.split()
    }
    return found


TAKERS: Final = _rows()
# Answers that are HTML unless they say something else.
HTML_ANSWERS: Final = frozenset(
    "django.http.HttpResponse fastapi.responses.HTMLResponse starlette.responses.HTMLResponse flask.Response".split()
)
SECOND_PATHS: Final = frozenset(
    "shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.move os.rename".split()
)
PATH_METHODS: Final = frozenset(
    """
    glob hardlink_to iterdir mkdir open read_bytes read_text rename replace rmdir rglob symlink_to touch
    unlink write_bytes
    write_text
    """.split()
)
PATH_TYPES: Final = frozenset({"pathlib.Path", "pathlib.PosixPath", "pathlib.WindowsPath"})
SAFE_LOADERS: Final = frozenset({"SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader"})
MAKING_METHODS: Final = frozenset("create create_user get_or_create update_or_create insert_one bulk_create".split())
SCHEMAS: Final = frozenset(
    """
    BaseModel BaseSettings Form ModelForm ModelSerializer RootModel SQLModel Schema Serializer Struct TypedDict
    """.split()
)
