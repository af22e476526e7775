"""The embedded warehouse: one DuckDB file that is built, another that readers open."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import duckdb

from easemart.errors import EasemartError
from easemart.home import Home
from easemart.reading import literal, quoted
from easemart.secrets import identifier_salt
from easemart.warehouses.analysed import replaced
from easemart.warehouses.interface import Connection, Role, Way
from easemart.warehouses.migrating import migrate

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class _Receiving:
    con: Connection
    scratch: str

    def bring(self, table: str) -> str:
        """The scratch database is attached, so its tables can be read where they are."""
        return f"{self.scratch}.{table}"


@dataclass(frozen=True)
class _Analysing:
    con: duckdb.DuckDBPyConnection

    def read(self, schema: str, table: str) -> pd.DataFrame:
        return self.con.execute(f"select * from {quoted(schema)}.{quoted(table)} order by all").df()

    def write(self, table: str, columns: Mapping[str, str], frame: pd.DataFrame) -> None:
        place = replaced(cast(Connection, self.con), table, columns)
        self.con.register("worked_out", frame)
        self.con.execute(f"insert into {place} select * from worked_out")
        self.con.unregister("worked_out")


@dataclass(frozen=True)
class Embedded:
    """The warehouse of one person: one process writes, and readers open the published file."""

    home: Home
    name: str = "duckdb"

    def environment(self) -> Mapping[str, str]:
        return {"EASEMART_DBT_TARGET": self.name, "EASEMART_DUCKDB_PATH": str(self.home.warehouse)}

    def prepare(self) -> list[str]:
        with self._file() as con:
            return migrate(cast(Connection, con), False, identifier_salt(self.home))

    @contextlib.contextmanager
    def opened(self, role: Role = "loader") -> Iterator[Connection]:
        """The warehouse's one connection; a file has no roles."""
        with self.connected() as con:
            yield cast(Connection, con)

    @contextlib.contextmanager
    def connected(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The same as DuckDB's own connection, up to date. Raises EasemartError when the file is in use."""
        with self._file() as con:
            migrate(cast(Connection, con), False, identifier_salt(self.home))
            yield con

    @contextlib.contextmanager
    def _file(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            con = duckdb.connect(str(self.home.warehouse))
        except duckdb.IOException as error:
            raise self._in_use(error) from None
        try:
            con.execute("set timezone = 'UTC'")
            yield con
        finally:
            con.close()

    @contextlib.contextmanager
    def receiving(self, scratch: duckdb.DuckDBPyConnection) -> Iterator[_Receiving]:
        """A second cursor of `scratch` that works in the warehouse's file, attached there."""
        own = scratch.execute("select current_database()").fetchone()
        assert own is not None
        try:
            scratch.execute(f"attach {literal(self.home.warehouse)} as warehouse")
        except duckdb.IOException as error:
            raise self._in_use(error) from None
        con = scratch.cursor()
        try:
            con.execute("use warehouse")
            con.execute("set timezone = 'UTC'")
            migrate(cast(Connection, con), False, identifier_salt(self.home))
            yield _Receiving(cast(Connection, con), own[0])
        finally:
            con.close()

    @contextlib.contextmanager
    def analysing(self) -> Iterator[_Analysing]:
        with self.connected() as con:
            con.execute("begin")
            yield _Analysing(con)
            con.execute("commit")

    @contextlib.contextmanager
    def judging(self) -> Iterator[Any]:
        from easemart.gating import engine_on

        with self.connected() as con, engine_on(con) as engine:
            yield engine

    def publish(self, manifest: Mapping[str, Any], build_id: int, is_full: bool) -> None:
        """Replaces the published file; a file is always written whole."""
        from easemart.publishing import marts_file

        with self.connected() as con:
            marts_file.publish(con, self.home.published, manifest, build_id)

    def has_published(self) -> bool:
        return self.home.published.exists()

    @contextlib.contextmanager
    def published(self) -> Iterator[Connection]:
        with duckdb.connect(str(self.home.published), read_only=True) as con:
            yield cast(Connection, con)

    def ways_to_open(self) -> list[Way]:
        path = str(self.home.published)
        read = f"import duckdb; duckdb.connect({path!r}, read_only=True).sql('from audit.published').show()"
        return [Way("shell", f"duckdb -readonly {shlex.quote(path)}"), Way("Python", f'python -c "{read}"')]

    def compact(self) -> list[tuple[str, int]]:
        """Copies the file when much of it is empty: DuckDB fills empty blocks again, and never gives them back."""
        from easemart.warehouses import compacting

        with self.connected() as con:
            con.execute("checkpoint")
            empty = compacting.empty_share(con)
        if empty < compacting.WORTH_A_COPY:
            return [(f"{self.home.warehouse.name} is left as it is: {empty:.0%} of it is empty", 0)]
        before, after = compacting.copy_in_one_stroke(self.home.warehouse)
        return [(f"{self.home.warehouse.name} is {after / 1e6:.1f} MB instead of {before / 1e6:.1f}", before - after)]

    def close_dbt(self) -> None:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        DuckDBConnectionManager.close_all_connections()

    @contextlib.contextmanager
    def exclusively(self, wait_s: float) -> Iterator[None]:
        """The home's lock is enough: the file is on this machine."""
        yield

    def _in_use(self, error: duckdb.IOException) -> EasemartError:
        return EasemartError(
            f"{self.home.warehouse} cannot be opened: {str(error).splitlines()[0]} "
            f"Close the program that has it open; to query, open {self.home.published} instead."
        )
