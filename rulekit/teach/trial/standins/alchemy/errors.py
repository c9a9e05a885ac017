"""The exceptions of `sqlalchemy`."""


class SQLAlchemyError(Exception):
    """Anything that went wrong."""


class InvalidRequestError(SQLAlchemyError):
    """The library was asked for what it cannot do."""


class ArgumentError(SQLAlchemyError):
    """A model or a statement is written wrongly."""


class NoResultFound(InvalidRequestError):
    """There is no row where one was expected."""


class MultipleResultsFound(InvalidRequestError):
    """There are several rows where one was expected."""


class PendingRollbackError(InvalidRequestError):
    """A transaction failed, and nobody rolled it back."""


class DBAPIError(SQLAlchemyError):
    """The database complains."""


class OperationalError(DBAPIError):
    """The database does not work."""


class IntegrityError(DBAPIError):
    """A row breaks a promise of its table."""


class ProgrammingError(DBAPIError):
    """The SQL is wrong."""


ERRORS: tuple[type[SQLAlchemyError], ...] = (
    SQLAlchemyError,
    InvalidRequestError,
    ArgumentError,
    NoResultFound,
    MultipleResultsFound,
    PendingRollbackError,
    DBAPIError,
    OperationalError,
    IntegrityError,
    ProgrammingError,
)
