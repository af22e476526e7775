"""One statement on the published marts, asked from a terminal: its answer to read, or as CSV for a program."""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, TextIO

import duckdb
import psycopg
from rich.console import Console
from rich.table import Table
from rich.text import Text

from easemart.errors import EasemartError, PermanentError
from easemart.home import Home
from easemart.warehouses.embedded import Embedded
from easemart.warehouses.interface import Connection, Warehouse

ROWS_SHOWN = 40
# A record takes as many lines as it has columns.
RECORDS_SHOWN = 5
NOTHING = "–"
# A column of texts is folded to this before records stand one below the other.
NARROWEST = 14
GAP = 2
_FETCHED = 1000
_MISSING_TABLE = re.compile(r'(?:Table with name|relation) "?([\w.]+)"?(?: does not exist|!)?')
_MISSING_COLUMN = re.compile(r'(?:Referenced column|column|have a column named) "?([\w.]+)"?')


@dataclass(frozen=True)
class Answer:
    """Names of columns, and rows as they come."""

    names: list[str]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def asked(home: Home, warehouse: Warehouse, statement: str) -> Iterator[Answer]:
    """The answer to one statement, as readers of the marts get it: nothing can be changed.

    Raises EasemartError when nothing is published, and PermanentError, with the nearest names where one is unknown,
    when the statement is not understood.
    """
    if not warehouse.has_published():
        raise EasemartError(f"{home.root} has published no marts: scripts/run builds them.")
    if _statement_count(statement) != 1:
        raise PermanentError("One statement is wanted: give each in a call of its own.")
    with warehouse.published() as connection:
        if isinstance(warehouse, Embedded):
            # Read only is the marts' file alone: without this a statement could still write others.
            connection.execute("set enable_external_access = false")
        try:
            found: Any = connection.execute(statement)
            described = found.description
            yield Answer([column[0] for column in described or ()], _rows(found) if described else iter(()))
        except (duckdb.Error, psycopg.Error) as error:
            if isinstance(error, psycopg.Error):
                connection.execute("rollback")
            raise PermanentError(_explained(connection, statement, str(error).strip())) from None


def _statement_count(statement: str) -> int:
    """As DuckDB counts; what it cannot read is for the warehouse to judge."""
    try:
        return len(duckdb.extract_statements(statement))
    except duckdb.Error:
        return 1


def _rows(found: Any) -> Iterator[tuple[Any, ...]]:
    while rows := found.fetchmany(_FETCHED):
        yield from rows


def _explained(connection: Connection, statement: str, message: str) -> str:
    """The warehouse's message; of a name that is not there, the nearest that are."""
    first = message.splitlines()[0]
    if missing := _MISSING_TABLE.search(first):
        return _with_near(f"There is no table {missing[1]}.", _near_tables(connection, missing[1]))
    if "column" in first and (missing := _MISSING_COLUMN.search(first)):
        name = missing[1].rpartition(".")[2]
        return _with_near(f"There is no column {missing[1]}.", _near_columns(connection, statement, name))
    return message


def _with_near(said: str, near: Sequence[str]) -> str:
    return f"{said} Near it: {', '.join(near)}." if near else f"{said} audit.published lists the tables."


def _columns(connection: Connection) -> list[tuple[str, str]]:
    """Tables as <mart>.<name>, each with each of its columns."""
    return [
        (f"{schema}.{table}", column)
        for schema, table, column in connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns "
            "where table_schema not in ('information_schema', 'pg_catalog', 'main') "
            "order by table_schema, table_name, ordinal_position"
        ).fetchall()
    ]


def _near_tables(connection: Connection, name: str) -> list[str]:
    """Tables named alike, in any mart before those whose whole name is alike."""
    tables = list(dict.fromkeys(table for table, _ in _columns(connection)))
    bare = name.rpartition(".")[2].lower()
    by_bare = {table: table.rpartition(".")[2] for table in tables}
    alike = difflib.get_close_matches(bare, list(by_bare.values()), n=4, cutoff=0.6)
    found = [table for one in dict.fromkeys(alike) for table in tables if by_bare[table] == one]
    whole = difflib.get_close_matches(name.lower(), tables, n=3, cutoff=0.6)
    return sorted(dict.fromkeys([*found, *whole]), key=lambda one: _distance(name, one))[:4]


def _distance(name: str, table: str) -> float:
    alike = difflib.SequenceMatcher(None, name.lower(), table).ratio()
    return -max(alike, difflib.SequenceMatcher(None, name.lower(), table.rpartition(".")[2]).ratio())


def _near_columns(connection: Connection, statement: str, name: str) -> list[str]:
    """Columns named alike of the tables that the statement names, or of all."""
    columns = _columns(connection)
    named = {table for table, _ in columns if re.search(rf"\b{re.escape(table)}\b", statement, re.IGNORECASE)}
    of = [(table, column) for table, column in columns if table in named or not named]
    alike = difflib.get_close_matches(name.lower(), sorted({column for _, column in of}), n=4, cutoff=0.5)
    return [f"{next(table for table, column in of if column == one)}.{one}" for one in alike]


def show(answer: Answer, console: Console, rows_shown: int | None = None) -> None:
    """Prints a table that fits the console's width, or, where there are too many columns, one record after the other.

    Of more rows than `rows_shown` (all for 0) it says how many there are.
    """
    if not answer.names:
        console.print("Done; the statement yields no rows.")
        return
    shown = ROWS_SHOWN if rows_shown is None else rows_shown
    rows = list(islice(answer.rows, shown or None))
    decimals = [_decimals([row[place] for row in rows]) for place in range(len(answer.names))]
    texts = [[_worded(value, places) for value, places in zip(row, decimals, strict=True)] for row in rows]
    are_numbers = [_is_number([row[place] for row in rows]) for place in range(len(answer.names))]
    if table := _table(answer.names, texts, are_numbers, console):
        console.print(table)
        more = sum(1 for _ in answer.rows)
    else:
        of_records = len(texts) if rows_shown is not None else RECORDS_SHOWN
        _print_records(answer.names, texts[:of_records], console)
        more = len(texts[of_records:]) + sum(1 for _ in answer.rows)
    if not rows:
        console.print("No rows.")
    if more:
        console.print(f"{more:,} more row{'s' if more > 1 else ''}: --rows 0 shows all, --csv writes them.")


def _decimals(values: Sequence[Any]) -> int:
    """Decimals in which the largest of a column's numbers has five digits; none where all are whole."""
    known = [abs(value) for value in values if type(value) in (float, Decimal) and math.isfinite(value)]
    if all(value == int(value) for value in known):
        return 0
    return max(0, 5 - max(1, math.floor(math.log10(max(known))) + 1))


def _worded(value: Any, decimals: int) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | Decimal):
        return f"{value:.{decimals}f}"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return str(value)


def _is_number(values: Sequence[Any]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(type(value) in (int, float, Decimal) for value in known)


def _table(
    wanted: Sequence[str], texts: Sequence[Sequence[str]], are_numbers: Sequence[bool], console: Console
) -> Table | None:
    """A table, its names broken at underscores and its texts folded as far as need be; None where that is not enough.

    A number is never folded.
    """
    widest = [max((len(row[place]) for row in texts), default=0) for place in range(len(wanted))]
    room = console.width - GAP * (len(wanted) - 1)
    names = list(wanted)
    if sum(max(wide, len(name)) for wide, name in zip(widest, names, strict=True)) > room:
        least = [wide if number else min(wide, NARROWEST) for wide, number in zip(widest, are_numbers, strict=True)]
        names = [_broken(name, wide) for name, wide in zip(names, least, strict=True)]
        if sum(max(wide, *map(len, name.split("\n"))) for wide, name in zip(least, names, strict=True)) > room:
            return None
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold" if console.is_terminal else "")
    for name, wide, number in zip(names, widest, are_numbers, strict=True):
        longest = max(map(len, name.split("\n")))
        table.add_column(
            Text(name), justify="right" if number else "left", no_wrap=number, overflow="fold",
            min_width=max(longest, wide if number else min(wide, NARROWEST)),
        )  # fmt: skip
    for row in texts:
        table.add_row(*map(Text, row))
    return table


def _broken(name: str, width: int) -> str:
    """A name in lines broken at its underscores, none longer than `width` or than its longest word."""
    words = [f"{word}_" for word in name.split("_")[:-1]] + [name.split("_")[-1]]
    width = max(width, *map(len, words))
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] += word
    return "\n".join(lines)


def _print_records(names: Sequence[str], texts: Sequence[Sequence[str]], console: Console) -> None:
    widest = max(map(len, names))
    for number, row in enumerate(texts, start=1):
        console.print(Text(f"row {number}", style="bold"))
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, GAP, 0, 0))
        table.add_column(min_width=min(widest, console.width // 2), overflow="fold")
        table.add_column(overflow="fold")
        for name, text in zip(names, row, strict=True):
            table.add_row(Text(name), Text(text))
        console.print(table)


def write_csv(answer: Answer, file: TextIO, rows_shown: int | None = None) -> None:
    """Every row, or the first so many, with a line of names; null is empty, numbers have all their digits."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(answer.names)
    writer.writerows(islice(answer.rows, rows_shown or None))
