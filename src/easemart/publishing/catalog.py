"""What stands in a catalog: a database file that is attached, or the database connected to."""

from __future__ import annotations

from dataclasses import dataclass

from easemart.warehouses.interface import Connection


@dataclass(frozen=True)
class Column:
    """A column as the warehouse knows it."""

    name: str
    data_type: str
    nullable: bool


def current(connection: Connection) -> str:
    """The catalog that the connection works on."""
    found = connection.execute("select current_database()").fetchone()
    return str(found[0]) if found else ""


def columns(connection: Connection, catalog: str, schema: str, table: str) -> list[Column]:
    """The columns of a table or view in their order; none when there is no such table."""
    found = connection.execute(
        "select column_name, data_type, is_nullable = 'YES' from information_schema.columns"
        " where table_catalog = $1 and table_schema = $2 and table_name = $3 order by ordinal_position",
        [catalog, schema, table],
    )
    return [Column(*row) for row in found.fetchall()]
