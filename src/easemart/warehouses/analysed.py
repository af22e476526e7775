"""Tables of schema `build_analysis`, made anew on either warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import duckdb

from easemart.reading import quoted
from easemart.warehouses.interface import Connection

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "build_analysis"
# How the warehouses spell the contracts' types.
_SPELT = {"varchar": "text", "double": "double precision", "timestamp without time zone": "timestamp"}


def replaced(con: Connection, table: str, columns: Mapping[str, str]) -> str:
    """An empty table with these columns; returns its name.

    One that has them is emptied and stays, for models may look at it; any other is dropped, with the views on it,
    which the build makes again.
    """
    place = f"{SCHEMA}.{quoted(table)}"
    con.execute(f"create schema if not exists {SCHEMA}")
    there = con.execute(
        "select column_name, lower(data_type) from information_schema.columns "
        "where table_schema = $1 and table_name = $2 order by ordinal_position",
        [SCHEMA, table],
    ).fetchall()
    if [(name, _SPELT.get(kind, kind)) for name, kind in there] == list(columns.items()):
        con.execute(f"delete from {place}")
        return place
    con.execute(f"drop table if exists {place} cascade")
    con.execute(f"create table {place} ({', '.join(f'{quoted(name)} {kind}' for name, kind in columns.items())})")
    return place


def typed(columns: Mapping[str, str], frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The frame's rows in the types of the columns, as the embedded warehouse casts them; what is missing is None."""
    with duckdb.connect() as con:
        con.register("worked_out", frame)
        casts = ", ".join(f"cast({quoted(name)} as {kind})" for name, kind in columns.items())
        return con.execute(f"select {casts} from worked_out").fetchall()
