"""Facts about models: which classes of libraries they derive from, and what their timestamps are called."""

from collections.abc import Mapping
from typing import Final

SQLALCHEMY: Final = "sqlalchemy"
FLASK: Final = "flask"
SQLMODEL: Final = "sqlmodel"

_BASES = """
beanie.Document other
django.contrib.auth.base_user.AbstractBaseUser django
django.contrib.auth.models.AbstractBaseUser django
django.contrib.auth.models.AbstractUser django
django.contrib.gis.db.models.Model django
django.db.models.Model django
django.db.models.base.Model django
mongoengine.Document other
mongoengine.DynamicDocument other
mptt.models.MPTTModel django
odmantic.Model other
ordered_model.models.OrderedModel django
ormar.Model other
parler.models.TranslatableModel django
peewee.Model other
playhouse.flask_utils.FlaskDB.Model other
playhouse.signals.Model other
polymorphic.models.PolymorphicModel django
pony.orm.Database.Entity other
sqlalchemy.orm.DeclarativeBase sqlalchemy
sqlalchemy.orm.DeclarativeBaseNoMeta sqlalchemy
sqlmodel.SQLModel sqlmodel
sqlmodel.main.SQLModel sqlmodel
tortoise.Model tortoise
tortoise.models.Model tortoise
"""
BASES: Final[Mapping[str, str]] = dict(line.split() for line in _BASES.strip().splitlines())

# What makes a base when it is called: `Base = declarative_base()`; of `SQLAlchemy()` it is the attribute `Model`.
BASE_MAKERS: Final[Mapping[str, str]] = {
    "flask_sqlalchemy.SQLAlchemy": FLASK,
    "sqlalchemy.ext.declarative.declarative_base": SQLALCHEMY,
    "sqlalchemy.orm.declarative_base": SQLALCHEMY,
    "sqlalchemy.orm.registry.generate_base": SQLALCHEMY,
}
BASE_CLASS_ARGUMENTS: Final = frozenset({"cls", "model_class"})

# Decorators that make a class a model or a base of models.
MAPPING_DECORATORS: Final = frozenset(
    """
    sqlalchemy.ext.declarative.as_declarative sqlalchemy.orm.as_declarative sqlalchemy.orm.registry.as_declarative_base
    sqlalchemy.orm.registry.mapped sqlalchemy.orm.registry.mapped_as_dataclass
    """.split()
)

# Bases beside a model's that bring no timestamps.
NEUTRAL: Final = frozenset(
    """
    abc.ABC builtins.object django.contrib.auth.models.PermissionsMixin
    django_prometheus.models.ExportModelOperationsMixin
    fastapi_users.db.SQLAlchemyBaseUserTable fastapi_users.db.SQLAlchemyBaseUserTableUUID
    fastapi_users_db_sqlalchemy.SQLAlchemyBaseUserTable fastapi_users_db_sqlalchemy.SQLAlchemyBaseUserTableUUID
    flask_login.UserMixin flask_login.mixins.UserMixin flask_security.RoleMixin flask_security.UserMixin
    sqlalchemy.ext.asyncio.AsyncAttrs sqlalchemy.orm.MappedAsDataclass sqlalchemy_serializer.SerializerMixin
    typing.Generic
    """.split()
)

# One of these is called, or bound by an import, in every file that declares models, or bases and mixins for them.
CALLED: Final = frozenset(
    """
    AutoField BigAutoField BigIntegerField BooleanField CharField Column DateField DateTimeField DatetimeField
    DecimalField EmailField Field FileField FloatField ForeignKey ForeignKeyField ImageField IntField IntegerField
    JSONField ManyToManyField OneToOneField PositiveIntegerField PrimaryKey Required SlugField SQLAlchemy StringField
    TextField URLField UUIDField declarative_base make_declarative_base generate_base mapped_column
    """.split()
)
IMPORTED: Final = frozenset("DeclarativeBase Document Mapped SQLModel as_declarative declarative_base orm".split())

CREATED: Final = tuple(
    """
    created created_on created_date created_time created_datetime created_ts createdAt create_at create_date
    create_time creation_date creation_time date_created datetime_created time_created gmt_create inserted_at
    inserted_on insert_date insert_time added_at added_on date_added
    """.split()
)
UPDATED: Final = tuple(
    """
    updated updated_on updated_date updated_time updated_datetime updated_ts updatedAt update_at update_date update_time
    date_updated datetime_updated time_updated modified modified_at modified_on modified_date modified_time modifiedAt
    date_modified last_modified last_modified_at last_updated last_updated_at last_update changed changed_at changed_on
    gmt_modified
    """.split()
)

COLUMNS: Final = frozenset("Column mapped_column DateTimeField DatetimeField DateField Field".split())
SETS_ON_INSERT: Final = frozenset(
    """
    default server_default default_factory insert_default db_default auto_now_add auto_now sa_column sa_column_kwargs
    """.split()
)
SETS_ON_UPDATE: Final = frozenset("onupdate server_onupdate auto_now sa_column sa_column_kwargs".split())

CLOCKS: Final = frozenset(
    """
    datetime.date.today datetime.datetime.now datetime.datetime.today datetime.datetime.utcnow
    django.utils.timezone.now time.time
    """.split()
)
NAIVE_CLOCKS: Final = frozenset({"datetime.datetime.utcnow"})
