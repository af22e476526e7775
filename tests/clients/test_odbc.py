"""ODBC with Debian's driver, as Excel, Tableau or Power BI connect: through unixODBC's library and its own program.

This driver tells names, types and keys; of descriptions it knows nothing, so whoever wants them asks the catalog.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from clients.drawn import column_comments, primary_keys, references
from star import Team, described

DRIVER = "PostgreSQL Unicode"
NEEDED = "needs an ODBC driver: apt-get install odbc-postgresql unixodbc"
# Of sql.h and sqlext.h.
ENVIRONMENT, DATABASE, STATEMENT = 1, 2, 3
ODBC_VERSION, ODBC_3 = 200, 3
NULL_TERMINATED, NO_PROMPT, AS_TEXT, NO_DATA = -3, 0, 1, 100


def address(team: Team) -> str:
    return (
        f"Driver={{{DRIVER}}};Server=127.0.0.1;Port={team.server.port};Database={team.database.name};"
        f"UID=bi;PWD={team.password('bi')};"
    )


@pytest.fixture(scope="module")
def isql() -> str:
    """The program, where there is one and the driver."""
    found, drivers = shutil.which("isql"), shutil.which("odbcinst")
    if found is None or drivers is None:
        pytest.skip(NEEDED)
    listed = subprocess.run([drivers, "-q", "-d"], capture_output=True, text=True, check=False).stdout
    if DRIVER not in listed:
        pytest.skip(NEEDED)
    return found


class Odbc:
    """A connection through the driver manager's C interface, as far as it takes to read."""

    def __init__(self, address: str) -> None:
        self.library = ctypes.CDLL(ctypes.util.find_library("odbc"))
        self.environment, self.connection = ctypes.c_void_p(), ctypes.c_void_p()
        self._check(self.library.SQLAllocHandle(ENVIRONMENT, None, ctypes.byref(self.environment)))
        self._check(self.library.SQLSetEnvAttr(self.environment, ODBC_VERSION, ctypes.c_void_p(ODBC_3), 0))
        self._check(self.library.SQLAllocHandle(DATABASE, self.environment, ctypes.byref(self.connection)))
        self._check(
            self.library.SQLDriverConnect(
                self.connection, None, address.encode(), NULL_TERMINATED, None, 0, None, NO_PROMPT
            )
        )

    def _check(self, outcome: int) -> None:
        # 1 is success with something to say.
        assert outcome in (0, 1), outcome

    def rows(self, function: str, *arguments: str | None) -> list[list[str | None]]:
        """Rows as texts of SQLExecDirect or a catalog function, whose arguments are names, None for any."""
        statement = ctypes.c_void_p()
        self._check(self.library.SQLAllocHandle(STATEMENT, self.connection, ctypes.byref(statement)))
        given: list[bytes | int | None] = []
        for argument in arguments:
            given += [None if argument is None else argument.encode(), NULL_TERMINATED if argument is not None else 0]
        self._check(getattr(self.library, function)(statement, *given))
        count = ctypes.c_short()
        self._check(self.library.SQLNumResultCols(statement, ctypes.byref(count)))
        found = []
        text, length = ctypes.create_string_buffer(8192), ctypes.c_long()
        while (outcome := self.library.SQLFetch(statement)) != NO_DATA:
            self._check(outcome)
            row: list[str | None] = []
            for at in range(1, count.value + 1):
                self._check(self.library.SQLGetData(statement, at, AS_TEXT, text, len(text), ctypes.byref(length)))
                row.append(None if length.value < 0 else text.value.decode())
            found.append(row)
        self.library.SQLFreeHandle(STATEMENT, statement)
        return found

    def close(self) -> None:
        self.library.SQLDisconnect(self.connection)
        self.library.SQLFreeHandle(DATABASE, self.connection)
        self.library.SQLFreeHandle(ENVIRONMENT, self.environment)


@pytest.fixture(scope="module")
def odbc(team: Team, isql: str) -> Iterator[Odbc]:
    assert isql
    connection = Odbc(address(team))
    yield connection
    connection.close()


def test_isql_reads_rows_of_a_mart(team: Team, isql: str) -> None:
    outcome = subprocess.run(
        [isql, "-k", address(team), "-b", "-c", "-d|"],
        input="select contact_id, entered_at, wait_seconds, customer_id from core.contacts order by 1\n",
        capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert outcome.stdout.split() == [
        "contact_id|entered_at|wait_seconds|customer_id",
        *("acd:1|2025-01-01", "10:00:00|2.5|k1", "acd:2|2025-01-02", "23:30:00||k1", "acd:3|2025-01-03", "10:00:00|0|"),
    ]


def test_tables_and_columns(odbc: Odbc) -> None:
    tables = {f"{schema}.{name}" for _, schema, name, *_ in odbc.rows("SQLTables", None, None, None, "TABLE")}
    assert set(described()) <= tables
    types = {
        (schema, table, column): type_
        for _, schema, table, column, _, type_, *_ in odbc.rows("SQLColumns", None, "core", "contacts", None)
    }
    assert types.keys() == {name for name in column_comments() if name[:2] == ("core", "contacts")}
    assert types["core", "contacts", "entered_at"] == "timestamp"
    assert types["core", "contacts", "wait_seconds"] == "float8"


def test_the_keys_that_draw_the_star(odbc: Odbc) -> None:
    keys: dict[str, tuple[str, ...]] = {}
    drawn = set()
    for full_name in described():
        mart, table = full_name.split(".")
        rows = odbc.rows("SQLPrimaryKeys", None, mart, table)
        keys[full_name] = tuple(str(row[3]) for row in sorted(rows, key=lambda row: int(row[4] or 0)))
        for row in odbc.rows("SQLForeignKeys", None, None, None, None, mart, table):
            drawn.add((f"{row[5]}.{row[6]}", (row[7],), f"{row[1]}.{row[2]}", (row[3],)))
    assert keys == primary_keys()
    assert drawn == {key for key in references() if len(key[1]) == 1}


def test_descriptions_are_a_query_away(odbc: Odbc) -> None:
    query = """
        select a.attname, col_description(a.attrelid, a.attnum)
        from pg_attribute as a
        where a.attrelid = 'core.contacts'::regclass and a.attnum > 0
    """
    found = {("core", "contacts", name): text for name, text in odbc.rows("SQLExecDirect", query)}
    assert found == {name: text for name, text in column_comments().items() if name[:2] == ("core", "contacts")}
