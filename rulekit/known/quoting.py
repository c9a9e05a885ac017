"""Names of functions that make a text safe to be put into another, and of variables that hold such texts."""

import re
from typing import Final

QUOTING: Final = re.compile(
    r"quot|escap|(^|_)q?esc($|_)|sanit|placeholder|mogrify|^qn$|literal|identifier$|(^|_)ident$|as_string|as_sql"
    r"|safe_?name|safe_?sql|compile_sql|bind_?param",
    re.IGNORECASE,
)
PREPARED: Final = re.compile(
    r"placeholder|quoted|escaped|sanitized|qmark|(^|_)(question_?marks?|marks?|binds?)$", re.IGNORECASE
)
OTHER_LANGUAGES: Final = ("html.", "markupsafe.", "re.", "shlex.", "urllib.", "xml.", "ast.")
