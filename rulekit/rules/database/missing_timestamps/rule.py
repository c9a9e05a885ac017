"""All database models must have `created_at` and `updated_at` timestamp fields.

## Why
A customer says that nobody told her about the new price.
The table of prices holds the new one, and nothing says since when: the shop paid the difference for a whole month of
orders, because it could not tell which of them came first.
Times cannot be added afterwards; what was not written down when the row was made is gone.
They also make everyday work easy: show the newest, copy only what has changed, delete what is old, find what last
night's import touched.

## Instead
Write one mixin with both fields and derive every model from it, so that nobody has to remember.
Let the database set them: `server_default=func.now()` and `onupdate=func.now()`, in Django `auto_now_add=True` and
`auto_now=True`.
Hand over a function, never its result: `default=datetime.now()` runs once, when the module is imported, and gives all
rows the same time.

## When to break it
A table that another program owns is not yours to change: Django's `managed = False` says so.
A list of countries that never changes can do without; name it in `exempt`, or silence its line with the reason.

## What the check sees
- error: a timestamp whose default is computed once, at import.
- warning: a model of SQLAlchemy, SQLModel, Flask-SQLAlchemy, Django, Peewee, Tortoise, Ormar, Pony, MongoEngine, Beanie
  or ODMantic without one of the fields; bases and mixins count, in a folder those of its other files too.
- advice: fields under another usual name, such as `created` or `modified_on`; a field that nothing sets or renews;
  `datetime.utcnow`, whose times carry no zone.
- not seen: models with a base that nobody can look into; tables without a class; triggers in the database.
"""

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase

from rulekit.analysis.project.project import Project
from rulekit.analysis.syntax.source import Source
from rulekit.known.models import CREATED, UPDATED
from rulekit.model.finding import Finding, Severity
from rulekit.model.late import dataclass
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.database.missing_timestamps.declarations import declared_classes
from rulekit.rules.database.missing_timestamps.fields import Fault, fault_of, fields_of_models
from rulekit.rules.database.missing_timestamps.model_inheritance import Model, models, models_of

RULE = Rule(
    code="RK404",
    name="missing-timestamps",
    known_as=(
        "audit columns",
        "created at",
        "updated at",
        "ORM model",
        "date of creation",
    ),
    section=Section.DATABASE,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A price without a date",
            bad='''
                from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

                class Base(DeclarativeBase):
                    """The base of all models."""

                class Price(Base):  # <- RK404
                    """What an article costs."""

                    __tablename__ = "prices"
                    article: Mapped[str] = mapped_column(primary_key=True)
                    cents: Mapped[int]
            ''',
            good='''
                from datetime import datetime

                from sqlalchemy import func
                from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

                class Base(DeclarativeBase):
                    """The base of all models."""

                    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
                    updated_at: Mapped[datetime] = mapped_column(
                        server_default=func.now(), onupdate=func.now()
                    )

                class Price(Base):
                    """What an article costs."""

                    __tablename__ = "prices"
                    article: Mapped[str] = mapped_column(primary_key=True)
                    cents: Mapped[int]
            ''',
        ),
        Example(
            "Half of it is there",
            bad='''
                from django.db import models

                class Order(models.Model):  # <- RK404
                    """What a customer ordered."""

                    number = models.CharField(unique=True)
                    created_at = models.DateTimeField(auto_now_add=True)
            ''',
            good='''
                from django.db import models

                class Order(models.Model):
                    """What a customer ordered."""

                    number = models.CharField(unique=True)
                    created_at = models.DateTimeField(auto_now_add=True)
                    updated_at = models.DateTimeField(auto_now=True)
            ''',
        ),
    ),
    tempting=(
        Example(
            "A clock that stands still",
            bad='''
                from datetime import UTC, datetime

                from sqlmodel import Field, SQLModel

                class Order(SQLModel, table=True):
                    """What a customer ordered."""

                    number: str = Field(primary_key=True)
                    created_at: datetime = Field(default=datetime.now(UTC))  # <- RK404
                    updated_at: datetime = Field(default=datetime.now(UTC))  # <- RK404
            ''',
            good='''
                from datetime import UTC, datetime

                from sqlmodel import Field, SQLModel

                def now() -> datetime:
                    """Tell the time, with its zone."""
                    return datetime.now(UTC)

                class Order(SQLModel, table=True):
                    """What a customer ordered."""

                    number: str = Field(primary_key=True)
                    created_at: datetime = Field(default_factory=now)
                    updated_at: datetime = Field(
                        default_factory=now, sa_column_kwargs={"onupdate": now}
                    )
            ''',
        ),
    ),
    related=("manual-commit",),
    references=(
        "https://docs.sqlalchemy.org/en/20/orm/declarative_mixins.html",
        "https://docs.sqlalchemy.org/en/20/core/defaults.html",
        "https://docs.djangoproject.com/en/stable/ref/models/fields/#datefield",
    ),
    equivalents={"ruff": (), "pylint": ()},
    roles=frozenset({"production", "script", "notebook"}),
    collects=(declared_classes,),
)


@dataclass(frozen=True)
class Options:
    """`created` and `updated` are the names of the two fields.

    `created-aliases` and `updated-aliases` list names that mean the same and give advice only; `exempt` lists models
    that need no timestamps, with `*` for any text.
    """

    created: str = "created_at"
    updated: str = "updated_at"
    created_aliases: tuple[str, ...] = CREATED
    updated_aliases: tuple[str, ...] = UPDATED
    exempt: tuple[str, ...] = ()


@RULE.check
def undated_model(source: Source, options: Options) -> Iterator[Finding]:
    """Find models that lack a timestamp, as far as their own file tells."""
    for model in models(source):
        if complaint := _complaint(model, options):
            message, severity = complaint
            yield RULE.at(source, model.span, message, severity=severity)._replace(node=model)


@RULE.check
def undated_model_of_project(project: Project, options: Options) -> Iterator[Finding]:
    """Find models that lack a timestamp and derive from classes of other files."""
    for member, model in models_of(project):
        if complaint := _complaint(model, options):
            message, severity = complaint
            yield RULE.at(member, model, message, severity=severity)


@RULE.check
def idle_timestamp(source: Source, options: Options) -> Iterator[Finding]:
    """Find timestamps that are wrong for all rows, that nothing sets, or that stay as they were."""
    if not declared_classes(source).own:
        return
    renewed = frozenset({options.updated, *options.updated_aliases})
    wanted = renewed | {options.created, *options.created_aliases}
    for field, call, has_table in fields_of_models(source):
        fault = fault_of(source, call, field in renewed)
        # A clock that is asked at import is wrong for any field, the rest is about timestamps.
        if fault is None or (fault[0] is not Fault.FROZEN and not (has_table and field in wanted)):
            continue
        if fault[0] is not Fault.STALE or not _is_written(source, field):
            severity = Severity.ERROR if fault[0] is Fault.FROZEN else Severity.ADVICE
            yield RULE.at(source, fault[1], MESSAGES[fault[0]].format(field), severity=severity)


MESSAGES = {
    Fault.FROZEN: "`{}` gets one time for all rows, taken at import: hand over the function, without `()`",
    Fault.NAIVE: "`utcnow` leaves `{}` without a zone: use `lambda: datetime.now(UTC)`",
    Fault.UNSET: "nothing sets `{}`: let the database do it, by `server_default` or `auto_now_add`",
    Fault.STALE: "`{}` stays as it was when a row changes: add `onupdate` or `auto_now`",
    Fault.RENEWED: "`auto_now` renews `{}` with every change: use `auto_now_add`",
}


@RULE.exempt(undated_model, undated_model_of_project)
def no_table(model: Model) -> bool:
    """The class has no table of its own: abstract, a base, a mixin, or an `SQLModel` without `table=True`."""
    return not model.has_table


@RULE.exempt(undated_model, undated_model_of_project)
def foreign_table(model: Model) -> bool:
    """The class only looks at a table: Django's `proxy = True` and `managed = False`."""
    return not model.declared.flags.isdisjoint({"proxy", "unmanaged"})


@RULE.exempt(undated_model, undated_model_of_project)
def parent_has_table(model: Model) -> bool:
    """The class extends a model that has a table, which is judged instead."""
    return model.covered


@RULE.exempt(undated_model, undated_model_of_project)
def hidden_fields(model: Model) -> bool:
    """The fields come from elsewhere: a reflected table, or a decorator that tracks changes."""
    return "hidden" in model.declared.flags


@RULE.exempt(undated_model, undated_model_of_project)
def earlier_copy(model: Model) -> bool:
    """A migration holds it, as a copy of the model as it was then."""
    return "migration" in model.declared.flags


@RULE.exempt(undated_model, undated_model_of_project)
def spared(model: Model, options: Options) -> bool:
    """The option `exempt` names the model."""
    return any(fnmatchcase(model.declared.name, pattern) for pattern in options.exempt)


def _complaint(model: Model, options: Options) -> tuple[str, Severity] | None:
    """Say what a model lacks, or which names stand for it."""
    wanted = ((options.created, options.created_aliases), (options.updated, options.updated_aliases))
    absent = [(field, model.names.intersection(aliases)) for field, aliases in wanted if field not in model.names]
    lacking = [f"`{field}`" for field, aliases in absent if not aliases]
    name = f"model `{model.declared.name}`"
    if lacking:
        return f"{name} lacks {' and '.join(lacking)}: derive it from a mixin that brings both", Severity.WARNING
    if absent:
        field, aliases = absent[0]
        return f"{name} has `{min(aliases)}` for `{field}`: use the name that all models share", Severity.ADVICE
    return None


def _is_written(source: Source, field: str) -> bool:
    """Tell whether code of the same file sets the field of a row."""
    return any(node.attr == field and isinstance(node.ctx, ast.Store) for node in source.nodes(ast.Attribute))
