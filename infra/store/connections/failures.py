"""What psycopg says, in the library's words; both follow PEP 249."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from eventsourcing import persistence

WORDS: dict[type[Exception], type[persistence.PersistenceError]] = {
    psycopg.InterfaceError: persistence.InterfaceError,
    psycopg.DataError: persistence.DataError,
    psycopg.OperationalError: persistence.OperationalError,
    psycopg.IntegrityError: persistence.IntegrityError,
    psycopg.InternalError: persistence.InternalError,
    psycopg.ProgrammingError: persistence.ProgrammingError,
    psycopg.NotSupportedError: persistence.NotSupportedError,
    psycopg.DatabaseError: persistence.DatabaseError,
}


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        kinds = [kind for kind in type(error).__mro__ if kind in WORDS]
        word = WORDS[kinds[0]] if kinds else persistence.PersistenceError
        raise word(str(error)) from error
