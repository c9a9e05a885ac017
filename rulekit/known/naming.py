"""Names that libraries ask for (`setUp`, `maxDiff`), and libraries of science with naming conventions of their own."""

from collections.abc import Mapping

SCIENCE = frozenset(
    "cupy cv2 gensim jax keras lightgbm matplotlib networkx numpy pandas plotly polars pymc scipy seaborn skimage"
    " sklearn statsmodels sympy tensorflow torch xgboost".split()
)
TEST_SETTINGS = frozenset({"maxDiff", "longMessage", "failureException"})
XUNIT = frozenset("setUpModule tearDownModule setUp tearDown setUpClass tearDownClass runTest".split())
CLASS_MAKERS = frozenset(
    "type TypeVar ParamSpec TypeVarTuple NewType namedtuple NamedTuple TypedDict Enum IntEnum Flag IntFlag StrEnum"
    " ForwardRef new_class make_dataclass create_model getattr import_string import_module import_object sessionmaker"
    " scoped_session async_sessionmaker import_class load_class locate".split()
)
CLASS_WORDS = frozenset("base bases class classes cls enum factory model struct structure type types".split())
RECORDS = frozenset(
    "BaseModel BaseSettings BigEndianStructure Enum Flag IntEnum IntFlag LittleEndianStructure NamedTuple SQLModel"
    " StrEnum Structure TypedDict Union".split()
)
FOREIGN_STRUCTURES = frozenset({"BigEndianStructure", "LittleEndianStructure", "Structure", "Union"})
# Methods that a library calls by their names, in classes that need no base of it; `*` stands for any rest of a name.
_HTTP = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS".split())
CALLED_BY_NAME: Mapping[str, frozenset[str]] = {
    "aiosmtpd": frozenset({"handle_*", "auth_*"}),
    "cherrypy": _HTTP,
    "ply": frozenset({"t_*", "p_*"}),
    "web": _HTTP,
    "win32com": frozenset({"On*"}),
    "xml": frozenset(
        "startElement endElement startElementNS endElementNS startDocument endDocument startPrefixMapping"
        " endPrefixMapping ignorableWhitespace processingInstruction skippedEntity setDocumentLocator fatalError"
        " resolveEntity notationDecl unparsedEntityDecl".split()
    ),
}
