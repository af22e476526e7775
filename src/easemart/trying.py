"""What a load would say of one file: read, cast and gated as a load is, in a scratch database that is thrown away.

No warehouse and no home is touched. What only a system's earlier loads can tell stays open.
"""

from __future__ import annotations

import csv
import functools
import re
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import duckdb

from easemart.casting import given_rows, uncast_values
from easemart.contracts import Table, tables
from easemart.errors import EasemartError
from easemart.home import REPOSITORY
from easemart.landing import Landed, hash_of
from easemart.loading import DEFAULT_LOAD_RULES, Judged, TableLoad, broken_load_rules, judge, supersede
from easemart.reading import literal, quoted
from easemart.sources import FileKind, Source, source
from easemart.suites import Expectation, Suite, load_suite
from easemart.warehouses.interface import Connection

# What a text has to look like to become a value of a type, and what makes it so.
REMEDIES = {
    "timestamp": (
        "a time in UTC: utc(column, zone) reads ISO 8601, utc_from(column, '%d.%m.%Y %H:%M', zone) one other form, "
        "utc_epoch(column) seconds since 1970; a file in the contract itself writes YYYY-MM-DD HH:MM:SS"
    ),
    "date": "a day that exists, as YYYY-MM-DD",
    "bigint": "a whole number, without a unit or a separator",
    "integer": "a whole number, without a unit or a separator",
    "double precision": "a number with a decimal point, without a unit: replace(column, ',', '.') for a decimal comma",
    "boolean": "true or false: case when column = 'Y' then 'true' else 'false' end",
    "text": "a text without NUL and, in a key, of at most 500 characters",
}


@dataclass(frozen=True)
class Column:
    """A contract column: how many of the table's rows have a value, and what the first of them is.

    `is_given`: the source's SQL has such a column; of a file in the contract itself every one is.
    """

    name: str
    filled: int
    example: str | None
    is_given: bool
    is_required: bool


@dataclass(frozen=True)
class BrokenRule:
    """A rule by which rows are refused: how many, each one's (line, value or record), what it asks for."""

    rule: str
    count: int
    found: tuple[tuple[int, str], ...]
    asked: str


@dataclass(frozen=True)
class LoadRule:
    """A rule about the load as a whole. `is_kept` is None where one file cannot tell."""

    rule: str
    is_kept: bool | None
    said: str


@dataclass(frozen=True)
class Unknown:
    """Codes of a column that no row of a seed (or of `questions`) knows, with their number of rows."""

    column: str
    place: str
    codes: tuple[tuple[str, int], ...]
    consequence: str


@dataclass(frozen=True)
class TableTrial:
    """What came of one table of the file: `rows` that the source's SQL yields, and what a load would make of them.

    `wanted` maps contract columns without a value to the marts that read them.
    """

    load: TableLoad
    rows: int
    columns: tuple[Column, ...]
    broken: tuple[BrokenRule, ...]
    load_rules: tuple[LoadRule, ...]
    unknown: tuple[Unknown, ...]
    wanted: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Trial:
    """What a load of one file would say. `refusal` is why it would be refused as a whole, if it would."""

    feed: str
    system: str
    file_name: str
    refusal: str | None
    notes: tuple[str, ...]
    tables: tuple[TableTrial, ...]


@dataclass(frozen=True)
class _Coded:
    """Where the codes of a contract column are mapped; `key` is the seed's column, `where` limits the rows."""

    column: str
    seed: str
    key: str
    consequence: str
    where: str = "true"


_OWN_NAME = "each stays an issue of its own, by the vendor's name"
_CODED = {
    "contacts": (_Coded("issue", "issues", "delivered_issue", _OWN_NAME),),
    "tickets": (_Coded("issue", "issues", "delivered_issue", _OWN_NAME),),
    "agent_states": (_Coded("state", "agent_states", "state", "who is in one counts as absent"),),
    "customers": (_Coded("left_reason", "leaving_reasons", "delivered_reason", "each stays a reason of its own"),),
    "answers": (
        _Coded(
            "choice", "leaving_reasons", "delivered_reason", "each stays a reason of its own",
            "measure = 'reason_for_leaving'",
        ),
        _Coded("dimension", "expectation_dimensions", "dimension", "no gap is measured on them"),
    ),
}  # fmt: skip


def try_file(feed: str, system: str, path: Path) -> Trial:
    """Judges a file as a load of it would be. Raises EasemartError for a file or source that is not there."""
    if not path.is_file():
        raise EasemartError(f"{path}: no such file.")
    described = source(feed, system)
    if described.ignores(path.name):
        raise EasemartError(
            f"{path.name}: {feed}/{system} does not take such files: they are listed under `ignored` in source.yml."
        )
    kind = described.kind_of(path.name)
    landed = Landed(feed, system, path.name, hash_of(path), str(path))
    with tempfile.TemporaryDirectory(prefix="easemart-") as folder, duckdb.connect(f"{folder}/scratch.duckdb") as con:
        con.execute("set timezone = 'UTC'")
        judged = judge(con, landed, Path(folder), _no_loads_before)
        tried = tuple(_table(con, described, kind, landed, judged, load) for load in judged.loads if judged.results)
    notes = judged.delivered.notes if judged.delivered else ()
    return Trial(feed, system, path.name, judged.refusal, notes, tried)


def _no_loads_before(system: str, table: str) -> tuple[int, float]:
    return 0, 0.0


def _table(
    con: duckdb.DuckDBPyConnection, described: Source, kind: FileKind, landed: Landed, judged: Judged, load: TableLoad
) -> TableTrial:
    table = tables()[load.table]
    assert judged.delivered is not None
    unreadable = judged.delivered.refused
    # A load that is refused as a whole accepts nothing: here it is told what its rows would have come to.
    counted = con.execute(
        "select count(distinct _row_number) from refusals where table_name = ?", [table.name]
    ).fetchone()
    refused = (counted[0] if counted else 0) + len(unreadable)
    superseded = _superseded(con, table, landed)
    load = TableLoad(table.name, load.read, load.read - refused - superseded, refused, superseded)
    suite = load_suite(f"{table.feed}/{table.name}", table.name)
    columns = _columns(con, described, kind, table)
    broken = [
        BrokenRule(rule, len(lines), tuple(lines), "the line cannot be read at all: have it mended where it is written")
        for rule, lines in _by_rule(unreadable).items()
    ] + _broken(con, described, kind, table, suite)
    empty = [column.name for column in columns if not column.filled]
    wanted = {name: marts for name in empty if (marts := _marts_that_read(f"{table.feed}.{table.name}.{name}"))}
    return TableTrial(
        load, load.read - len(unreadable), columns, tuple(broken),
        _load_rules(con, suite, described.system, judged, load), _unknown(con, described, table.name), wanted,
    )  # fmt: skip


def _all_rows(name: str) -> str:
    """Every row that was read, whatever became of it."""
    return f"(from typed.{name} union all from typed.{name}_refused union all from typed.{name}_uncast)"


def _by_rule(unreadable: Any) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for line in unreadable:
        found[line.rule].append((line.line, line.text))
    return found


def _superseded(con: duckdb.DuckDBPyConnection, table: Table, landed: Landed) -> int:
    """How many rows are older versions of a key within the file: against a raw table without a row."""
    con.execute("create schema if not exists raw")
    con.execute(
        f"create or replace table raw.{table.name} as "
        f"select ''::varchar as source_system, *, 0::bigint as _delivery_id from typed.{table.name} limit 0"
    )
    return supersede(cast(Connection, con), table, f"typed.{table.name}", landed)


def _columns(con: duckdb.DuckDBPyConnection, described: Source, kind: FileKind, table: Table) -> tuple[Column, ...]:
    names = [*table.columns, "version_at"]
    sql = given_rows(described, kind, table.name)
    given = {row[0] for row in con.execute(f"describe select * from ({sql}\n) as given").fetchall()}
    asked = ", ".join(
        f"count({quoted(name)}), arg_min({quoted(name)}::varchar, _row_number) filter ({quoted(name)} is not null)"
        for name in names
    )
    found = con.execute(f"select {asked} from {_all_rows(table.name)}").fetchone()
    assert found is not None
    return tuple(
        Column(name, found[2 * place], found[2 * place + 1], name in given, name in (*table.key, *table.required))
        for place, name in enumerate(names)
    )


def _broken(
    con: duckdb.DuckDBPyConnection, described: Source, kind: FileKind, table: Table, suite: Suite
) -> list[BrokenRule]:
    """The rules that refuse rows, casts first."""
    counts = con.execute(
        "select rule, count(distinct _row_number) from refusals where table_name = ? group by rule "
        "order by not starts_with(rule, 'cast:'), 2 desc, 1",
        [table.name],
    ).fetchall()
    texts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    if any(rule.startswith("cast:") for rule, _ in counts):
        for line, column, text in uncast_values(con, described, kind, table.name):
            # What the sources' macros put before a text that would otherwise cast to another moment.
            texts[f"cast:{column}"].append((line, f'"{text.removeprefix("not understood: ")}"'))
    by_id = {expectation.id: expectation for expectation in suite.expectations}
    types = {**table.columns, "version_at": "timestamp"}
    # A row is refused for its first value that does not cast: the others would refuse it next.
    broken = [
        BrokenRule(rule, len(found), tuple(found), f"{rule.removeprefix('cast:')} is {_remedy(types, rule)}")
        for rule, found in texts.items()
    ]
    for rule, count in counts:
        if rule in texts:
            continue
        if rule in by_id:
            broken.append(BrokenRule(rule, count, _rows_of(con, table, by_id[rule]), _asked(by_id[rule], suite)))
        else:
            lines = con.execute(
                "select _line, '' from refusals where table_name = ? and rule = ? order by 1", [table.name, rule]
            ).fetchall()
            broken.append(
                BrokenRule(rule, count, tuple(lines), f"{rule.removeprefix('cast:')} is {_remedy(types, rule)}")
            )
    return broken


def _remedy(types: dict[str, str], rule: str) -> str:
    return REMEDIES[types[rule.removeprefix("cast:")]]


def _judged_columns(table: Table, expectation: Expectation) -> list[str]:
    if "column" in expectation.kwargs:
        return [str(expectation.kwargs["column"])]
    query = str(expectation.kwargs.get("unexpected_rows_query", ""))
    return [name for name in table.columns if re.search(rf"\b{name}\b", query)]


def _rows_of(con: duckdb.DuckDBPyConnection, table: Table, expectation: Expectation) -> tuple[tuple[int, str], ...]:
    """(line, what the columns held that the rule judges) of each row that it refuses."""
    names = _judged_columns(table, expectation)
    shown = " || ', ' || ".join(
        f"{literal(name + ' ')} || coalesce('\"' || {quoted(name)}::varchar || '\"', 'empty')" for name in names
    )
    return tuple(
        con.execute(
            f"select rows._line, {shown or literal('')} from typed.{table.name}_refused as rows inner join refusals "
            "on refusals.table_name = ? and refusals.rule = ? and refusals._row_number = rows._row_number "
            "order by rows._line, rows._row_number",
            [table.name, expectation.id],
        ).fetchall()
    )


def _asked(expectation: Expectation, suite: Suite) -> str:
    """What a rule asks of a row, in words."""
    kwargs = expectation.kwargs
    column = kwargs.get("column")
    if expectation.type == "expect_column_values_to_not_be_null":
        return f"{column} has a value in every row"
    if expectation.type == "expect_column_values_to_be_in_set":
        return f"{column} is one of {', '.join(map(str, kwargs['value_set']))}, or empty"
    if expectation.type == "expect_column_values_to_be_between":
        return f"{column} lies from {kwargs.get('min_value', '-')} to {kwargs.get('max_value', '-')}"
    if expectation.type == "expect_column_values_to_match_regex":
        return f"{column} fits {kwargs['regex']}"
    query = " ".join(str(kwargs.get("unexpected_rows_query", "")).split())
    if query.startswith("select _row_number from {batch} where "):
        return f"no row may have {query.removeprefix('select _row_number from {batch} where ')}"
    return f"see {expectation.id} in expectations/{suite.path.parent.name}/{suite.path.name}"


def _load_rules(
    con: duckdb.DuckDBPyConnection, suite: Suite, system: str, judged: Judged, load: TableLoad
) -> tuple[LoadRule, ...]:
    rules = {**DEFAULT_LOAD_RULES, **suite.load_rules}
    bad = judged.delivered.refused if judged.delivered else ()
    is_all_bad = all(each.read == len(bad) for each in judged.loads)
    before = _no_loads_before(system, load.table)
    broken = dict(broken_load_rules(con, suite, system, load, bad, is_all_bad, before))
    allowed = (
        f"{load.refused} of {load.read} rows are refused; up to {rules['refused_share_max']:.0%} may be, and up to "
        f"{rules['refused_rows_tolerated']:.0f} rows where others are accepted"
    )
    found = [LoadRule("refused_share", "refused_share" not in broken, allowed)]
    for result in judged.results.get(load.table, []):
        if result.expectation.refuses == "load":
            said = "" if result.success else f"{result.unexpected_count} rows break it {result.detail}".strip()
            found.append(LoadRule(result.expectation.id, result.success, said))
    said = f"needs {rules['volume_history']:.0f} loads before; a single file cannot tell"
    return (*found, LoadRule("volume", None, said))


def _unknown(con: duckdb.DuckDBPyConnection, described: Source, name: str) -> tuple[Unknown, ...]:
    found = []
    for coded in _CODED.get(name, ()):
        known = {
            row[coded.key].strip().lower()
            for row in _seed(coded.seed) if row.get("source_system", "*") in ("*", described.system)
        }  # fmt: skip
        delivered = con.execute(
            f"select {quoted(coded.column)}, count(*) from {_all_rows(name)} "
            f"where {quoted(coded.column)} is not null and {coded.where} group by 1 order by 2 desc, 1"
        ).fetchall()
        codes = tuple((code, count) for code, count in delivered if code.strip().lower() not in known)
        if codes:
            found.append(Unknown(coded.column, f"dbt_project/seeds/{coded.seed}.csv", codes, coded.consequence))
    if name == "answers":
        unasked = con.execute(
            f"select coalesce(question_id, question), count(*) from {_all_rows(name)} where measure is null "
            "group by 1 having coalesce(question_id, question) is not null order by 2 desc, 1"
        ).fetchall()
        if unasked:
            place = f"questions in feeds/{described.feed}/{described.system}/source.yml"
            found.append(Unknown("question_id", place, tuple(unasked), "loaded without a measure: no mart reads them"))
    return tuple(found)


@functools.cache
def _seed(name: str) -> list[dict[str, str]]:
    with (REPOSITORY / "dbt_project" / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@functools.cache
def _readers() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    with (REPOSITORY / "docs" / "matrix.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            for column in filter(None, row["contract_columns"].split("; ")):
                found[column].add(f"{row['mart']}.{row['table']}")
    return {column: tuple(sorted(marts)) for column, marts in found.items()}


def _marts_that_read(column: str) -> tuple[str, ...]:
    """The published tables that a contract column goes into; those of the star where no other does."""
    marts = _readers().get(column, ())
    return tuple(mart for mart in marts if not mart.startswith("core.")) or marts
