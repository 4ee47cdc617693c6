"""Faults: the store cannot take or give it now; what was asked need not be wrong."""

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
)

#: serialization_failure and deadlock_detected: the whole transaction may simply be tried again.
_CONCURRENCY = frozenset({"40001", "40P01"})


class StoreError(Exception):
    """The store cannot be used; the same again, later, is right."""

    reason = ""  #: In the driver's words: for a log only, as it may repeat values.
    may_be_ours = False  #: A statement or a value may be to blame: worth a traceback.


class DatabaseBusyError(StoreError):
    """The write queue is full; try again in a moment."""


class DatabaseClosedError(StoreError):
    """The database is closed; the process is stopping."""


class OutcomeUnknownError(StoreError):
    """The connection broke over the commit: it may be on disk, and it may not."""


class DatabaseFailedError(StoreError):
    """
    The driver said no: it is away, full, locked, for reading only, or something else.

    A caller can do nothing about any of them but ask again, and a list of those that count would be
    short by the one that comes next.
    """

    def __init__(self, error: SQLAlchemyError) -> None:
        orig = getattr(error, "orig", None) or error
        state = getattr(orig, "sqlite_errorname", None) or getattr(orig, "sqlstate", None)
        super().__init__(state or type(orig).__name__)
        self.reason = str(orig).partition("\n")[0]
        self.may_be_ours = isinstance(error, ProgrammingError | IntegrityError | DataError)


def told(error: Exception) -> Exception:
    """Return a driver's error as a fault of the store, and any other as it is."""
    if not isinstance(error, SQLAlchemyError):
        return error
    fault = DatabaseFailedError(error)
    fault.__cause__ = error
    return fault


def may_be_tried_again(error: BaseException) -> bool:
    """Say whether the transaction surely did nothing, and may do it at the next try."""
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _CONCURRENCY
    )
