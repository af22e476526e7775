"""From text to the contract's types: a value that does not cast refuses its row and names the column."""

from __future__ import annotations

import duckdb

from easemart.contracts import Table, tables
from easemart.errors import EasemartError
from easemart.reading import literal, quoted
from easemart.sources import FileKind, Source

# The longest text that a part of a key may be.
KEY_LENGTH = 500


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the empty places that casting and gating fill: schema `typed`, table `refusals`."""
    con.execute("create schema if not exists typed")
    con.execute("create or replace table refusals (table_name varchar, _row_number bigint, _line bigint, rule varchar)")


def _as_it_is(table: Table) -> str:
    """The SQL of a file in the contract already: times of its zone, or with an offset, become UTC.

    A date where a time is due is its midnight in UTC.
    """
    times = [c for c, type_ in {**table.columns, "version_at": "timestamp"}.items() if type_ == "timestamp"]
    replaced = ", ".join(
        f"case when length(trim({quoted(c)})) = 10 then {quoted(c)} "
        f"else utc({quoted(c)}, getvariable('time_zone')) end as {quoted(c)}"
        for c in times
    )
    return f"select * replace ({replaced}) from delivered"


def given_rows(described: Source, kind: FileKind, name: str) -> str:
    """The SQL whose rows, of text, are cast to the contract of table `name`."""
    return _as_it_is(tables()[name]) if kind.is_contract_shaped else described.sql(name)


def _cast(text: str, type_: str) -> str:
    """The SQL that casts a text, with or without blanks around it, or yields null."""
    cast = f"coalesce(try_cast({text} as {type_}), try_cast(trim({text}) as {type_}))"
    if type_ in ("date", "timestamp"):
        # Warehouses differ in how far their calendars reach.
        return f"case when not isfinite({cast}) or year({cast}) between 1 and 9999 then {cast} end"
    return cast


def uncast_values(
    con: duckdb.DuckDBPyConnection, described: Source, kind: FileKind, name: str
) -> list[tuple[int, str, str]]:
    """(line, column, text) of every text that does not cast, where `delivered` still is what was read."""
    sql = given_rows(described, kind, name)
    given = {row[0] for row in con.execute(f"describe select * from ({sql}\n) as given").fetchall()}
    typed = {**tables()[name].columns, "version_at": "timestamp"}
    looked_at = [
        f"select _row_number, {literal(column)}, {quoted(column)} from ({sql}\n) as given "
        f"where {_cast(quoted(column), type_)} is null and trim({quoted(column)}) <> ''"
        for column, type_ in typed.items() if column in given and type_ != "text"
    ]  # fmt: skip
    found: list[tuple[int, str, str]] = []
    for query in looked_at:
        found += con.execute(query).fetchall()
    return sorted(found)


def cast_rows(con: duckdb.DuckDBPyConnection, described: Source, kind: FileKind, name: str) -> int:
    """Makes `typed.<name>` of what the source's SQL selects from `delivered`; returns the rows read.

    Rows that do not cast go to `refusals` and to `typed.<name>_uncast`. `_row_number` numbers the
    rows of this load, `_line` is the record's number in the file. Raises EasemartError when the SQL
    does not fit the contract, and duckdb.Error when reading the file meets a fault.
    """
    table = tables()[name]
    sql = given_rows(described, kind, name)
    place = f"feeds/{described.feed}/{described.system}/{name}.sql"
    try:
        given = [row[0] for row in con.execute(f"describe select * from ({sql}\n) as given").fetchall()]
    except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException) as error:
        raise EasemartError(f"{place} does not run: {error}") from None
    expected = {**table.columns, "version_at": "timestamp"}
    unknown = set(given) - set(expected) - {"_row_number"}
    if unknown and not kind.is_contract_shaped:
        raise EasemartError(f"{place} yields {sorted(unknown)}, which the contract of {name} does not hold.")
    typed, given_too, uncast = [], [], []
    for column, type_ in expected.items():
        if column not in given:
            typed.append(f"null::{type_} as {quoted(column)}")
            continue
        # Empty text is no value, in every feed, and blanks around one are none of it. Most values
        # cast as they are, so only the others are trimmed.
        text = f"given.{quoted(column)}"
        if type_ == "text":
            typed.append(f"nullif(trimmed({text}), '') as {quoted(column)}")
            # What not every warehouse can hold, or keep in an index, and no system means.
            too_long = f" or length({quoted(column)}) > {KEY_LENGTH}" if column in table.key else ""
            uncast.append(f"case when contains({quoted(column)}, chr(0)){too_long} then {literal(column)} end")
            continue
        kept = quoted(f"{column} as given")
        typed.append(f"{_cast(text, type_)} as {quoted(column)}")
        given_too.append(f", {text} as {kept}")
        uncast.append(f"case when {quoted(column)} is null and trim({kept}) <> '' then {literal(column)} end")
    first_uncast = f"coalesce({', '.join(uncast)}, null)" if uncast else "null::varchar"
    con.execute(
        f"create or replace table typed.{name} as select {', '.join(map(quoted, expected))}, "
        f"row_number() over () as _row_number, _line, {first_uncast} as _uncast "
        f"from (select {', '.join(typed)}, given._row_number as _line{''.join(given_too)} from ({sql}\n) as given)"
    )
    rows = con.execute(f"select count(*), count(_uncast) from typed.{name}").fetchone()
    assert rows is not None
    con.execute(f"create or replace table typed.{name}_uncast as from typed.{name} where _uncast is not null")
    if rows[1]:
        con.execute(
            f"insert into refusals select {literal(name)}, _row_number, _line, 'cast:' || _uncast "
            f"from typed.{name}_uncast"
        )
        con.execute(f"delete from typed.{name} where _uncast is not null")
    return int(rows[0])
