"""What stands in the catalogs that a DuckDB connection has attached."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class Column:
    """A column as DuckDB knows it."""

    name: str
    data_type: str
    nullable: bool


def current(connection: duckdb.DuckDBPyConnection) -> str:
    """The catalog that the connection works on."""
    found = connection.execute("select current_database()").fetchone()
    return str(found[0]) if found else ""


def columns(connection: duckdb.DuckDBPyConnection, catalog: str, schema: str, table: str) -> list[Column]:
    """The columns of a table or view in their order; none when there is no such table."""
    found = connection.execute(
        "select column_name, data_type, is_nullable from duckdb_columns()"
        " where database_name = ? and schema_name = ? and table_name = ? order by column_index",
        [catalog, schema, table],
    )
    return [Column(*row) for row in found.fetchall()]
