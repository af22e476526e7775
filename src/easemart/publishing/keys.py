"""A mart table's keys: declared where readers find them, enforced or proven by query.

PostgreSQL enforces primary keys, and declares foreign keys that are proven. DuckDB enforces a key
with an index. Measured with 2 M contacts (DuckDB 2.0): rows alone 1.2 s and
88 MB, with a primary key 6.5 s and 256 MB, with a foreign key too 13.3 s and 357 MB; one query
over the same rows proves the primary key in 0.3 s, the foreign key in 0.2 s. So tables up to
`KEYED_ROWS` carry their keys as constraints, where BI tools find them. What DuckDB cannot declare
(references over schemas, in a circle, or of a table to itself when filled by one statement), and
larger tables, are proven. A broken key is published in neither case, and every table's comment
states its keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from easemart.errors import EasemartError
from easemart.publishing.tables import ForeignKey, MartTable
from easemart.reading import quoted
from easemart.warehouses.interface import Connection

KEYED_ROWS = 250_000


def constraints(
    connection: Connection,
    table: MartTable,
    counts: Mapping[str, int],
    created: Mapping[str, MartTable],
) -> list[str]:
    """The constraints to create `table` with; its other keys have been proven.

    `counts` has the rows of each table, `created` the tables that stand in the file already. Raises
    EasemartError where a key that is proven does not hold.
    """
    found = []
    small = counts[table.full_name] <= KEYED_ROWS
    if table.primary_key and small:
        found.append(f"primary key ({listed(table.primary_key)})")
    elif table.primary_key:
        prove_primary_key(connection, table, table.built)
    for key in table.foreign_keys:
        to = created.get(key.to)
        if small and to and to.mart == table.mart and to.primary_key == key.to_columns and counts[key.to] <= KEYED_ROWS:
            found.append(
                f"foreign key ({listed(key.columns)}) references"
                f" {quoted(to.mart)}.{quoted(to.name)} ({listed(key.to_columns)})"
            )
        else:
            prove_foreign_key(connection, table, key, table.built, key.built)
    return found


def comment(table: MartTable) -> str:
    """What the table is, and its keys in words."""
    lines = [table.description] if table.description else []
    if table.primary_key:
        lines.append(f"Primary key: {', '.join(table.primary_key)}.")
    for key in table.foreign_keys:
        lines.append(f"{', '.join(key.columns)} refers to {key.to} ({', '.join(key.to_columns)}).")
    return "\n".join(lines)


def prove_primary_key(connection: Connection, table: MartTable, rows: str) -> None:
    """Raises EasemartError where the primary key of `table` is null or stands twice in `rows`, a relation."""
    key = listed(table.primary_key)
    nulls = " or ".join(f"{quoted(column)} is null" for column in table.primary_key)
    broken = example(
        connection, f"select {key} from {rows} as one group by {key} having count(*) > 1 or bool_or({nulls})"
    )
    if broken:
        raise EasemartError(
            f"Nothing is published: {table.full_name} breaks its primary key"
            f" ({', '.join(table.primary_key)}), {broken} is null or stands there twice."
        )


def prove_foreign_key(connection: Connection, table: MartTable, key: ForeignKey, rows: str, to: str) -> None:
    """Raises EasemartError where a row of `rows` names one that relation `to` does not hold."""
    matches = " and ".join(
        f"one.{quoted(here)} = other.{quoted(there)}" for here, there in zip(key.columns, key.to_columns, strict=True)
    )
    named = " and ".join(f"{quoted(here)} is not null" for here in key.columns)
    # Worked out first, so that whatever `rows` joins is not planned together with what is looked up.
    broken = example(
        connection,
        f"with one as materialized (select distinct {listed(key.columns)} from {rows} as rows where {named})"
        f" select * from one where not exists (select 1 from {to} as other where {matches})",
    )
    if broken:
        raise EasemartError(
            f"Nothing is published: {table.full_name} ({', '.join(key.columns)}) names {broken},"
            f" which {key.to} does not hold."
        )


def example(connection: Connection, query: str) -> tuple[Any, ...] | None:
    """A row that a query yields of which none is expected.

    They are counted first: PostgreSQL plans to find one row of many soon, which takes longest when
    there is none.
    """
    found = connection.execute(f"select count(*) from ({query}) as found").fetchone()
    return connection.execute(f"{query} limit 1").fetchone() if found and found[0] else None


def listed(columns: Iterable[str]) -> str:
    """Names for use in SQL, with commas between."""
    return ", ".join(map(quoted, columns))
