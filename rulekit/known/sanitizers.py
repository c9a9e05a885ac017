"""What makes values harmless: conversions, checks and quoting, by their names, and names of what they made."""

import re
from typing import Final

from rulekit.model.late import regex

# Names of functions that make a text safe inside a statement, and of variables that hold what they gave.
QUOTING: Final = regex(
    r"quot|escap|(^|_)q?esc($|_)|sanit|placeholder|mogrify|^qn$|literal|identifier$|(^|_)ident$|as_string|as_sql"
    r"|safe_?name|safe_?sql|compile_sql|bind_?param",
    re.IGNORECASE,
)
PREPARED: Final = regex(
    r"placeholder|quoted|escaped|sanitized|qmark|(^|_)(question_?marks?|marks?|binds?)$", re.IGNORECASE
)

# What quotes for one of these does nothing for SQL.
OTHER_LANGUAGES: Final = ("html.", "markupsafe.", "re.", "shlex.", "urllib.", "xml.", "ast.")

# Calls whose result can do no harm, whatever they are given: numbers, dates, truth values, quoted or tidied text.
CLEANING: Final = frozenset(
    """
    ast.literal_eval bleach.clean builtins.abs builtins.all builtins.any builtins.bool builtins.chr builtins.complex
    builtins.divmod builtins.float builtins.hash builtins.hex builtins.id builtins.int builtins.isinstance
    builtins.issubclass builtins.len builtins.oct builtins.ord builtins.pow builtins.range builtins.round builtins.sum
    builtins.type cgi.escape datetime.date datetime.datetime decimal.Decimal django.utils.html.conditional_escape
    django.utils.html.escape django.utils.text.get_valid_filename django.utils.text.slugify flask.escape
    fractions.Fraction hashlib.blake2b hashlib.md5 hashlib.sha1 hashlib.sha256 hashlib.sha512 html.escape
    ipaddress.ip_address ipaddress.ip_network markupsafe.escape nh3.clean os.path.basename ntpath.basename
    posixpath.basename os.path.exists os.path.isdir os.path.isfile pipes.quote re.escape shlex.join shlex.quote
    slugify.slugify urllib.parse.quote urllib.parse.quote_plus urllib.parse.urlencode uuid.UUID
    werkzeug.security.safe_join werkzeug.utils.escape werkzeug.utils.safe_join werkzeug.utils.secure_filename
    flask.safe_join xml.sax.saxutils.escape xml.sax.saxutils.quoteattr
    """.split()
)
CLEANING_METHODS: Final = frozenset(
    """
    bit_length count digest endswith find fromisoformat fromtimestamp hexdigest index is_valid isalnum isalpha isdecimal
    isdigit isidentifier islower isnumeric isspace isupper model_validate model_validate_json parse_obj parse_raw rfind
    rindex startswith strptime timestamp urlencode validate validate_python
    """.split()
)
CLEANING_NAME: Final = regex(
    r"(^|_)(un)?(valid|sanit|clean|check|parse|normali|escape|allow|ensure|verif|secure|safe|slug|quote|whitelist"
    r"|restrict|is_|to_int|as_int|coerce|match|choose|pick|lookup|resolve_name)",
    re.IGNORECASE,
)

# What can only give a number, a date or the like, whose text holds no quote.
HARMLESS_CALLS: Final = frozenset(
    """
    builtins.abs builtins.bool builtins.divmod builtins.float builtins.hash builtins.id builtins.int builtins.len
    builtins.ord builtins.pow builtins.range builtins.round builtins.sum
    datetime.date datetime.date.today datetime.datetime datetime.datetime.now datetime.datetime.utcnow
    datetime.timedelta datetime.date.fromisoformat datetime.datetime.fromisoformat
    decimal.Decimal math.ceil math.floor os.getpid secrets.token_hex time.time time.time_ns uuid.UUID uuid.uuid1
    uuid.uuid4
    """.split()
)
HARMLESS_METHODS: Final = frozenset(
    "bit_length count isoformat timestamp toordinal total_seconds as_integer_ratio hexdigest".split()
)
# What a query of Django becomes: a statement with placeholders, and the values for them.
COMPILED: Final = frozenset({"sql_with_params", "as_sql"})
HARMLESS_ATTRIBUTES: Final = frozenset(
    "__tablename__ __table__ __name__ __qualname__ db_table hex int rowcount lastrowid year month day".split()
)
HARMLESS_HINTS: Final = frozenset(
    "int float bool UUID uuid.UUID Decimal decimal.Decimal date datetime.date datetime datetime.datetime".split()
)

# What makes a text one word for a shell, and what this Python knows of itself.
SHELL_QUOTING: Final = frozenset({"shlex.quote", "shlex.join", "pipes.quote"})
OWN_FACTS: Final = frozenset(
    "sys.executable sys.prefix sys.platform sys.version sys.maxsize os.sep os.pathsep os.linesep os.devnull os.name"
    " os.curdir tempfile.tempdir".split()
)
