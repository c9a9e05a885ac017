"""Whether a file moves a database from one version of its tables to the next."""

from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary

_TOOLS = ("alembic.context", "alembic.op", "alembic.operations", "django.db.migrations", "peewee_migrate", "yoyo")
_WORDS = ("alembic", "migrations", "peewee_migrate", "yoyo")


@question
def is_migration(source: Source) -> bool:
    """Does the file use a tool that changes tables?"""
    if not any(word in vocabulary(source) for word in _WORDS):
        return False
    targets = (imported.target for imported in names(source).imports.values())
    return any(target == tool or target.startswith(f"{tool}.") for target in targets for tool in _TOOLS)
