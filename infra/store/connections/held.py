"""A connection of the pool: it knows its role, and calls functions with little ado."""

import time
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Self

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.rows import TupleRow

LIFETIME_SECONDS = 900.0
PREPARED = 2000  # statements are per schema: the default of 100 thrashes from ten tenants on
# A backend keeps plans and catalogue for good, half a megabyte for every tenant that it served.
MOST_ROLES = 400


class Held(psycopg.Connection[TupleRow]):
    """A connection that knows which role it holds; None: not sure."""

    role: str | None = None
    expires: float = 0.0
    served: set[str]
    calls: dict[bytes, bytes]
    numbers: Iterator[int]

    @classmethod
    def open(cls, conninfo: str) -> Self:
        held = cls.connect(conninfo, autocommit=True)
        held.prepared_max = PREPARED
        held.expires = time.monotonic() + LIFETIME_SECONDS
        held.served = set()
        held.calls = {}
        held.numbers = count()
        return held

    def take_role(self, role: str) -> None:
        """In a statement of its own: a role set in a transaction that fails is lost again.

        Set in one all the same, it is not believed: a savepoint may lose it without an error.
        """
        if self.role != role:
            self.role = None
            self.call(b"SELECT set_config('role', $1, false)", [role.encode()])
            if self.pgconn.transaction_status == TransactionStatus.IDLE:
                self.role = role
            self.served.add(role)

    def call(self, statement: bytes, parameters: Sequence[bytes | None]) -> bytes:
        """The one value of a statement, in PostgreSQL's binary form like its parameters.

        A third of the client time of `execute`, which adapts and buffers what needs neither.
        """
        formats = [Format.BINARY] * len(parameters)
        # libpq takes None for NULL; the types of psycopg do not say so.
        values: Any = parameters
        if self.pgconn.transaction_status != TransactionStatus.IDLE:
            return self._value(
                self.pgconn.exec_params(statement, values, None, formats, Format.BINARY)
            )
        try:
            name = self.calls.get(statement) or self._prepare(statement)
            return self._value(self.pgconn.exec_prepared(name, values, formats, Format.BINARY))
        except psycopg.errors.InvalidSqlStatementName:
            # psycopg deallocates all statements of the session some time after a rollback.
            self.calls.clear()
            return self.call(statement, parameters)

    def _prepare(self, statement: bytes) -> bytes:
        name = b"call_%d" % next(self.numbers)
        self._value(self.pgconn.prepare(name, statement))
        self.calls[statement] = name
        return name

    def _value(self, result: PGresult) -> bytes:
        if result.status == ExecStatus.TUPLES_OK:
            return result.get_value(0, 0) or b""
        if result.status == ExecStatus.COMMAND_OK:
            return b""
        if self.closed:
            raise psycopg.OperationalError(result.get_error_message())
        raise error_from_result(result)

    def settle(self) -> bool:
        """Leave nothing open behind; False when the connection is of no more use."""
        if self.pgconn.transaction_status != TransactionStatus.IDLE:
            self.role = None
            try:
                self.rollback()
            except psycopg.Error:
                self.close()
        fit = time.monotonic() < self.expires and len(self.served) < MOST_ROLES
        return fit and not self.closed
