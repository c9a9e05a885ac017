"""Names that libraries ask for (`setUp`, `maxDiff`), and libraries of science with naming conventions of their own."""

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
