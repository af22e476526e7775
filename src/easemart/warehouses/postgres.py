"""PostgreSQL as the warehouse of a team: loads come by COPY, readers connect at any time."""

from __future__ import annotations

import contextlib
import os
import shlex
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import duckdb
import psycopg
from psycopg.conninfo import conninfo_to_dict

from easemart.errors import EasemartError, PermanentError
from easemart.home import Home
from easemart.reading import literal, quoted
from easemart.secrets import identifier_salt, secret
from easemart.warehouses import roles, server
from easemart.warehouses.analysed import replaced, typed
from easemart.warehouses.interface import Connection, Role, Way
from easemart.warehouses.migrating import migrate

if TYPE_CHECKING:
    import pandas as pd

# The name under which writers of one warehouse keep each other out: any number, the same for all.
_WRITERS = 0x0EA5E
_SMALLEST_VERSION = 18
# Whom Easemart works as on a server of the home's own.
_LOGIN = "easemart"
_TYPES = {"VARCHAR": "text", "DOUBLE": "double precision"}
_COPIED_AT_ONCE = 1 << 20
_COLUMNS = """
    select attname from pg_attribute
    where
        attrelid = (quote_ident($1) || '.' || quote_ident($2))::regclass
        and attnum > 0
        and not attisdropped
    order by attnum
"""
# No schema is searched but the server's own: one that another role makes under the name of this one, or of its
# login, would be searched too, and its functions would run with the rights of whoever calls them.
OPTIONS = "-c timezone=UTC -c jit=off -c search_path=pg_catalog"

PostgresConnection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class _Receiving:
    postgres: PostgresConnection
    scratch: duckdb.DuckDBPyConnection
    folder: Path

    @property
    def con(self) -> Connection:
        return cast(Connection, self.postgres)

    def bring(self, table: str) -> str:
        """Copies the table by COPY into a temporary one that lasts as long as the transaction."""
        described = self.scratch.execute(f"describe {table}").fetchall()
        name = f"brought_{table.replace('.', '_')}"
        columns = ", ".join(f"{quoted(row[0])} {_TYPES.get(row[1], row[1])}" for row in described)
        file = self.folder / f"{name}.csv"
        self.scratch.execute(f"copy {table} to {literal(file)} (format csv, header false)")
        self.con.execute(f"create temporary table {name} ({columns}) on commit drop")
        statement = f"copy {name} from stdin (format csv)"
        try:
            with self.postgres.cursor() as cursor, cursor.copy(statement) as copy, file.open("rb") as handle:
                while block := handle.read(_COPIED_AT_ONCE):
                    copy.write(block)
        except psycopg.DataError as error:
            raise PermanentError(f"{table}: PostgreSQL cannot hold a value: {str(error).strip()}") from None
        file.unlink()
        self.con.execute(f"analyze {name}")
        return name


@dataclass(frozen=True)
class _Analysing:
    con: PostgresConnection

    def read(self, schema: str, table: str) -> pd.DataFrame:
        import pandas as pd

        columns = [row[0] for row in self.con.execute(_COLUMNS, [schema, table]).fetchall()]
        order = ", ".join(map(str, range(1, len(columns) + 1)))
        found = self.con.execute(f"select * from {quoted(schema)}.{quoted(table)} order by {order}")
        return pd.DataFrame(found.fetchall(), columns=columns)

    def write(self, table: str, columns: Mapping[str, str], frame: pd.DataFrame) -> None:
        place = replaced(cast(Connection, self.con), table, columns)
        with self.con.cursor() as cursor, cursor.copy(f"copy {place} from stdin") as copy:
            for row in typed(columns, frame):
                copy.write_row(row)
        self.con.execute(f"analyze {place}")


@dataclass(frozen=True)
class Postgres:
    """The warehouse at `address` (postgresql://user:password@host:port/database)."""

    home: Home
    address: str
    name: str = "postgres"

    def environment(self) -> Mapping[str, str]:
        given = parsed(self.address)
        return {
            "EASEMART_DBT_TARGET": self.name,
            "EASEMART_PG_HOST": str(given.get("host", "localhost")),
            "EASEMART_PG_PORT": str(given.get("port", 5432)),
            "EASEMART_PG_USER": str(given.get("user", "")),
            "EASEMART_PG_PASSWORD": str(given.get("password", "")),
            "EASEMART_PG_DATABASE": str(given.get("dbname", "")),
            "EASEMART_PG_SSLMODE": str(given.get("sslmode", "prefer")),
            "EASEMART_PG_ROLE": "builder",
            # dbt's profile has no place for these.
            "PGOPTIONS": "-c timezone=UTC -c jit=off",
        }

    @contextlib.contextmanager
    def connected(self, role: str | None = None) -> Iterator[PostgresConnection]:
        """A connection as the login, or as a role it is a member of; UTC, one statement a commit.

        Raises EasemartError when there is no such server, login or role.
        """
        try:
            con: PostgresConnection = psycopg.connect(
                self.address, autocommit=True, cursor_factory=psycopg.RawCursor, options=OPTIONS
            )
        except psycopg.OperationalError as error:
            said = " ".join(str(error).split())
            raise EasemartError(f"{self.shown} cannot be used: {said}") from None
        try:
            if role is not None:
                try:
                    con.execute(f"set role {role}")
                except psycopg.Error as error:
                    raise EasemartError(
                        f"{self.shown}: the login may not act as {role} ({str(error).strip()}). "
                        "Prepare the warehouse once: scripts/warehouse prepare."
                    ) from None
            yield con
        finally:
            con.close()

    @property
    def shown(self) -> str:
        """The address without its password, for messages."""
        given = parsed(self.address)
        port = given.get("port", 5432)
        return f"postgresql://{given.get('user', '')}@{given.get('host', 'localhost')}:{port}/{given.get('dbname', '')}"

    def check(self, con: PostgresConnection) -> None:
        """Raises EasemartError when the server is too old, or the database compares texts in another way."""
        found = con.execute(
            "select current_setting('server_version_num')::int / 10000, 'a' < 'B' or lower('Ü') <> 'ü', "
            "pg_encoding_to_char(encoding), datname from pg_database where datname = current_database()"
        ).fetchone()
        assert found is not None
        version, differs, encoding, database = found
        if version < _SMALLEST_VERSION:
            raise EasemartError(f"{self.shown} is PostgreSQL {version}; Easemart needs {_SMALLEST_VERSION} or later.")
        if differs or encoding != "UTF8":
            raise EasemartError(
                f"{self.shown}: texts are not compared byte by byte in UTF-8, so figures could differ from those of "
                f"other warehouses. Make it anew: create database {database} template template0 encoding UTF8 "
                "locale_provider builtin builtin_locale 'C.UTF-8'."
            )

    def prepare(self) -> list[str]:
        """Makes roles, schemas and grants where they are missing, and brings raw and audit up to date."""
        from easemart.publishing.postgres import describe_audit

        with self.connected() as con:
            self.check(con)
            roles.prepare(con)
        with self.connected("loader") as con:
            done = migrate(cast(Connection, con), True, identifier_salt(self.home))
            roles.grant(con)
            describe_audit(con)
        return done

    @contextlib.contextmanager
    def opened(self, role: Role = "loader") -> Iterator[Connection]:
        with self.connected(role) as con:
            yield cast(Connection, con)

    @contextlib.contextmanager
    def receiving(self, scratch: duckdb.DuckDBPyConnection) -> Iterator[_Receiving]:
        found = scratch.execute(
            "select path from duckdb_databases() where database_name = current_database()"
        ).fetchone()
        assert found is not None
        with self.connected("loader") as con:
            yield _Receiving(con, scratch, Path(found[0]).parent)

    @contextlib.contextmanager
    def analysing(self) -> Iterator[_Analysing]:
        with self.connected("builder") as con, con.transaction():
            yield _Analysing(con)

    @contextlib.contextmanager
    def judging(self) -> Iterator[Any]:
        import sqlalchemy as sa

        def connect() -> Any:
            return psycopg.connect(self.address, options=f"{OPTIONS} -c role=builder")

        engine = sa.create_engine("postgresql+psycopg://", creator=connect)
        try:
            yield engine
        finally:
            engine.dispose()

    def publish(self, manifest: Mapping[str, Any], build_id: int, is_full: bool) -> None:
        from easemart.publishing import postgres

        with self.connected("builder") as con:
            postgres.publish(con, manifest, build_id, is_full)

    def has_published(self) -> bool:
        with self.opened("builder") as con:
            return bool(con.execute("select 1 from audit.published limit 1").fetchone())

    @contextlib.contextmanager
    def published(self) -> Iterator[Connection]:
        """As the role that reads: one state of all marts, however long the connection lasts."""
        with self.connected("analyst") as con:
            con.execute("begin isolation level repeatable read read only")
            yield cast(Connection, con)

    def ways_to_open(self) -> list[Way]:
        given = parsed(self.address)
        host, port, database = given.get("host", "localhost"), given.get("port", 5432), given.get("dbname", "")
        at = f"{host}:{port}/{database}"
        ways = [
            Way("shell", f"psql postgresql://analyst@{at}"),
            Way("SQLAlchemy", f"postgresql+psycopg://analyst@{at}"),
            Way("JDBC", f"jdbc:postgresql://{at}?user=bi"),
        ]
        if (own := server.running(self.home)) and own.address(_LOGIN) == self.address:
            folder = shlex.quote(str(self.home.root / "secrets"))
            psql = f"PGPASSWORD=$(cat {folder}/postgres_analyst) {shlex.quote(str(own.programs / 'psql'))}"
            ways[0] = Way("shell", f"{psql} postgresql://analyst@{at}")
            ways.append(Way("passwords", f"{folder}/postgres_analyst and {folder}/postgres_bi"))
            ways.append(Way("to stop it", "scripts/warehouse stop"))
        return ways

    def compact(self) -> list[tuple[str, int]]:
        """Vacuums and analyzes every table, as its owner; what somebody holds locked is left to autovacuum."""
        done = 0
        for role in ("loader", "builder"):
            with self.connected(role) as con:
                found = con.execute(
                    "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables "
                    "where tableowner = current_user order by 1"
                ).fetchall()
                for (table,) in found:
                    con.execute(f"vacuum (analyze, skip_locked) {table}")
                    done += 1
        return [(f"vacuumed and analyzed {done} tables", 0)]

    def close_dbt(self) -> None:
        """dbt closes its own connections to a server."""

    @contextlib.contextmanager
    def exclusively(self, wait_s: float) -> Iterator[None]:
        """Holds the warehouse's lock; the server frees it when its holder's connection ends."""
        deadline = time.monotonic() + wait_s
        with self.connected() as con:
            while not _true(con, f"select pg_try_advisory_lock({_WRITERS})"):
                if time.monotonic() > deadline:
                    raise EasemartError(f"{self.shown} is in use by another run. Wait until it has ended.")
                time.sleep(0.5)
            yield


def of_home(home: Home) -> str:
    """The address of the home's own server, started if need be; readers have passwords in `secrets/`."""
    found = server.start(home)
    with psycopg.connect(found.address(), autocommit=True, options=OPTIONS) as admin:
        if not admin.execute("select 1 from pg_roles where rolname = %s", [_LOGIN]).fetchone():
            roles.make_login(admin, _LOGIN, secret(home, f"postgres_{_LOGIN}"))
            for role in roles.READERS:
                roles.set_password(admin, role, secret(home, f"postgres_{role}"))
    return found.address(_LOGIN)


def address_given() -> str | None:
    """EASEMART_WAREHOUSE, with the password from EASEMART_WAREHOUSE_PASSWORD_FILE where it has none."""
    address = os.environ.get("EASEMART_WAREHOUSE")
    file = os.environ.get("EASEMART_WAREHOUSE_PASSWORD_FILE")
    if not address or not address.startswith(("postgresql://", "postgres://")) or not file:
        return address
    return with_password(address, Path(file))


def parsed(address: str) -> dict[str, Any]:
    """The parts of an address. Raises PermanentError, quoting nothing of it, when it is none."""
    try:
        return dict(conninfo_to_dict(address))
    except psycopg.ProgrammingError:
        raise PermanentError(
            "The warehouse's address is none that PostgreSQL understands: postgresql://user@host:port/database, and "
            "after ? settings such as sslmode=require. Have its password in a file, EASEMART_WAREHOUSE_PASSWORD_FILE, "
            "or its special characters percent-encoded."
        ) from None


def with_password(address: str, file: Path) -> str:
    """The address with the password that a file holds. Raises EasemartError when there is no such file."""
    try:
        password = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise EasemartError(f"{file} cannot be read: {error.strerror}. It holds the warehouse's password.") from None
    if not password:
        raise EasemartError(f"{file} is empty: it holds the warehouse's password.")
    scheme, _, rest = address.partition("://")
    login, at, place = rest.rpartition("@")
    if not at:
        raise EasemartError(
            "The address names no user, whose password would be in the file: postgresql://user@host/db."
        )
    return f"{scheme}://{login.split(':')[0]}:{quote(password, safe='')}@{place}"


def _true(con: PostgresConnection, query: str) -> bool:
    found = con.execute(query).fetchone()
    return bool(found and found[0])
