"""Loading a landed file: read, cast and gate it in a scratch database, then move it in one transaction.

For each table of a file: rows read = accepted + refused + superseded. A file is loaded whole or not
at all; a refused one writes audit alone.
"""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from easemart.casting import cast_rows, prepare
from easemart.contracts import Table, tables
from easemart.errors import EasemartError, PermanentError
from easemart.gating import Result, evaluate
from easemart.home import Home
from easemart.landing import Delivery, Landed
from easemart.reading import Delivered, deliver, literal, quoted, set_up, texts_as_they_came
from easemart.sources import FileKind, Source, source
from easemart.suites import Suite, load_suite
from easemart.warehouse import make_tables, opened

DEFAULT_LOAD_RULES = {
    "refused_share_max": 0.05,
    "refused_rows_tolerated": 5,
    "volume_low": 0.1,
    "volume_high": 10,
    "volume_history": 3,
    "volume_least_rows": 100,
}


class RefusedLoad(PermanentError):
    """The file was refused and the reason is in audit.loads; trying again will not help."""


@dataclass(frozen=True)
class TableLoad:
    """One table's part of a file's load, as audit.loads keeps it."""

    table: str
    read: int
    accepted: int = 0
    refused: int = 0
    superseded: int = 0


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def pending(home: Home, delivery: Delivery) -> list[Landed]:
    """The files of a delivery whose content has not been loaded yet, each with its delivery_id."""
    with opened(home) as con:
        con.execute("begin transaction")
        for file in delivery.files:
            con.execute(
                "insert into audit.deliveries select coalesce(max(delivery_id), 0) + 1, $1, $2, $3, $4, $5 "
                "from audit.deliveries "
                "having count(*) filter (feed = $1 and source_system = $2 and file_hash = $3) = 0",
                [file.feed, file.system, file.file_hash, file.file_name, _now()],
            )
        con.execute("commit")
        delivered = con.execute("select feed, source_system, file_hash, delivery_id from audit.deliveries").fetchall()
        rows = con.execute(
            "select distinct feed, source_system, file_hash from audit.loads where verdict = 'accepted'"
        ).fetchall()
    loaded = set(rows)
    ids = {(feed, system, file_hash): delivery_id for feed, system, file_hash, delivery_id in delivered}
    files = [replace(file, delivery_id=ids[file.feed, file.system, file.file_hash]) for file in delivery.files]
    return [file for file in files if (file.feed, file.system, file.file_hash) not in loaded]


def _read(
    con: duckdb.DuckDBPyConnection, landed: Landed, described: Source, kind: FileKind, folder: Path
) -> tuple[Delivered, dict[str, int]]:
    """Fills schema `typed`, the fast way if that saw every line, else line by line."""
    set_up(con, described)
    for carefully in (False, True):
        prepare(con)
        delivered = deliver(con, landed, described, folder, carefully)
        try:
            read = {name: cast_rows(con, described, kind, name) for name in kind.tables}
        except duckdb.Error as error:
            if carefully or not delivered.is_lines or delivered.refused:
                raise EasemartError(f"{landed.file_name}: {str(error).splitlines()[0]}") from error
            continue
        lines = " union ".join(
            f"select _line from typed.{name} union select _line from typed.{name}_uncast" for name in kind.tables
        )
        seen = con.execute(f"select count(*) from ({lines})").fetchone()
        there = delivered.records
        if there is None or carefully:
            counted = con.execute("select count(*) from delivered").fetchone()
            there = counted[0] if counted else 0
        if seen and seen[0] == there and there + len(delivered.refused) > 0:
            return delivered, read
        if carefully or delivered.refused or not delivered.is_lines:
            if there + len(delivered.refused) == 0:
                raise EasemartError(f"{landed.file_name}: has a header and no record. Have it delivered again.")
            lost = con.execute(
                "select min(_row_number), count(*) from delivered "
                f"where _row_number not in (select _line from ({lines}))"
            ).fetchone()
            raise EasemartError(
                f"{landed.file_name}, line {lost and lost[0]}: {lost and lost[1]} records yield no row in "
                f"{', '.join(kind.tables)}; the SQL in feeds/{described.feed}/{described.system} loses them."
            )
    raise AssertionError("unreachable")


def _refuse_rows(con: duckdb.DuckDBPyConnection, name: str, results: list[Result]) -> None:
    for result in results:
        if result.rows_query is not None:
            con.execute(
                f"insert into refusals select distinct {literal(name)}, typed._row_number, typed._line, "
                f"{literal(result.expectation.id)} from typed.{name} as typed "
                f"where typed._row_number in (select _row_number from ({result.rows_query}) as unexpected)"
            )
    con.execute(
        f"delete from typed.{name} where _row_number in "
        f"(select _row_number from refusals where table_name = {literal(name)})"
    )


def _same_key(table: Table, left: str, right: str) -> str:
    return " and ".join(f"{left}.{quoted(c)} is not distinct from {right}.{quoted(c)}" for c in table.key)


def _supersede(con: duckdb.DuckDBPyConnection, table: Table, landed: Landed) -> int:
    """Deletes from `typed` what is not the newest of its key, in the file or in raw; returns how many.

    The newest is the one of the newest version; of equal versions the one delivered first, so that
    a mere repetition changes nothing; without versions the one delivered last.
    """
    key = ", ".join(map(quoted, table.key))
    same = _same_key(table, "old", "new")
    con.execute(
        f"create or replace temp table superseded as "
        f"select _row_number from (select _row_number, row_number() over (partition by {key} "
        f"order by version_at desc nulls last, _row_number desc) as place from typed.{table.name} "
        f"as new semi join (select {key} from typed.{table.name} group by {key} having count(*) > 1) as doubled "
        f"on {_same_key(table, 'new', 'doubled')}) "
        f"where place > 1 "
        f"union select new._row_number from typed.{table.name} as new join warehouse.raw.{table.name} as old "
        f"on old.source_system = {literal(landed.system)} and {same} where case "
        f"when old.version_at is null then new.version_at is null and old._delivery_id > {landed.delivery_id} "
        f"when new.version_at = old.version_at then old._delivery_id < {landed.delivery_id} "
        f"else new.version_at is null or new.version_at < old.version_at end"
    )
    con.execute(f"delete from typed.{table.name} where _row_number in (from superseded)")
    row = con.execute("select count(*) from superseded").fetchone()
    return int(row[0]) if row else 0


def _broken_load_rules(
    con: duckdb.DuckDBPyConnection, suite: Suite, system: str, load: TableLoad
) -> list[tuple[str, str]]:
    """Rules about the load as a whole that it breaks: (id, sentence that says what to do)."""
    rules = {**DEFAULT_LOAD_RULES, **suite.load_rules}
    broken = []
    where = f"expectations/{suite.path.parent.name}/{suite.path.name}"
    if load.refused > rules["refused_share_max"] * load.read and (
        load.refused > rules["refused_rows_tolerated"] or load.refused == load.read
    ):
        top = con.execute(
            "select rule, count(*) from refusals where table_name = ? group by rule order by 2 desc limit 3",
            [load.table],
        ).fetchall()
        reasons = ", ".join(f"{rule}: {count}" for rule, count in top) or "unreadable lines"
        broken.append((
            "refused_share",
            f"{load.refused} of {load.read} rows are refused ({reasons}), more than the allowed "
            f"{rules['refused_share_max']:.0%}. See audit.quarantine; mend the file or the rule in {where}.",
        ))  # fmt: skip
    history = con.execute(
        "select count(*), median(rows_read) from (select rows_read from warehouse.audit.loads "
        "where verdict = 'accepted' and source_system = ? and table_name = ? order by load_id desc limit 10)",
        [system, load.table],
    ).fetchone()
    if history and history[0] >= rules["volume_history"]:
        usual = history[1]
        low, high = rules["volume_low"] * usual, rules["volume_high"] * usual
        if max(load.read, usual) >= rules["volume_least_rows"] and not low < load.read < high:
            broken.append((
                "volume",
                f"{load.read} rows, where {usual:.0f} are usual for {system}.{load.table}. Have the file checked; "
                f"if it is right, widen volume_low or volume_high under `load` in {where}.",
            ))  # fmt: skip
    return broken


def _gate(
    con: duckdb.DuckDBPyConnection, suite: Suite, name: str, system: str, read: int, bad_lines: int
) -> tuple[TableLoad, list[Result], list[str]]:
    """Judges `typed.<name>`: refuses rows, and says why the load itself is refused, if it is."""
    results = evaluate(con, "typed", name, suite)
    _refuse_rows(con, name, results)
    counted = con.execute("select count(distinct _row_number) from refusals where table_name = ?", [name]).fetchone()
    load = TableLoad(name, read + bad_lines, refused=(counted[0] if counted else 0) + bad_lines)
    problems = [
        f"{r.expectation.id}: {r.unexpected_count} rows ({r.detail})" for r in results
        if r.expectation.refuses == "load" and not r.success
    ]  # fmt: skip
    problems += [sentence for _, sentence in _broken_load_rules(con, suite, system, load)]
    return load, results, problems


def _quarantine(con: duckdb.DuckDBPyConnection, delivered: Delivered, load_ids: dict[str, int], system: str) -> None:
    for line in delivered.refused:
        for name, load_id in load_ids.items():
            con.execute(
                "insert into warehouse.audit.quarantine values (?, ?, ?, ?, ?, ?)",
                [load_id, system, name, line.line, line.rule, line.text],
            )
    rows = con.execute(
        "select table_name, _line, string_agg(distinct rule, ', ' order by rule) from refusals "
        "group by table_name, _line, _row_number order by table_name, _line"
    ).fetchall()
    texts = texts_as_they_came(con, delivered, [line for _, line, _ in rows])
    if rows:
        con.executemany(
            "insert into warehouse.audit.quarantine values (?, ?, ?, ?, ?, ?)",
            [[load_ids[name], system, name, line, rule, texts.get(line)] for name, line, rule in rows],
        )


def _write(
    con: duckdb.DuckDBPyConnection,
    landed: Landed,
    loads: list[TableLoad],
    results: dict[str, list[Result]],
    delivered: Delivered | None,
    reason: str | None,
    started_at: dt.datetime,
) -> None:
    """One transaction: audit, and unless the load is refused the rows themselves."""
    con.execute("begin transaction")
    # Never a number that a build has taken in, though somebody deletes loads to have files loaded again.
    first = con.execute(
        "select coalesce(max(load_id), 0) + 1 from (select load_id from warehouse.audit.loads "
        "union all select built_load_id from warehouse.audit.builds)"
    ).fetchone()
    assert first is not None
    load_ids = {load.table: first[0] + place for place, load in enumerate(loads)}
    for place, load in enumerate(loads):
        load_id = load_ids[load.table]
        # Notes are about the file: they stand with the first of its tables.
        notes = "; ".join(delivered.notes) or None if delivered and place == 0 else None
        if reason is None and load.accepted:
            table = tables()[load.table]
            con.execute(
                f"delete from warehouse.raw.{table.name} as old using typed.{table.name} as new "
                f"where old.source_system = {literal(landed.system)} and {_same_key(table, 'old', 'new')}"
            )
            columns = ", ".join(map(quoted, (*table.columns, "version_at")))
            con.execute(
                f"insert into warehouse.raw.{table.name} (source_system, {columns}, _load_id, _delivery_id, "
                f"_row_number) select {literal(landed.system)}, {columns}, {load_id}, {landed.delivery_id}, "
                f"_row_number from typed.{table.name}"
            )
        con.execute(
            "insert into warehouse.audit.loads values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                load_id, landed.feed, landed.system, load.table, landed.file_name, landed.file_hash, load.read,
                load.accepted, load.refused, load.superseded, "refused" if reason else "accepted", reason,
                notes, started_at, _now(),
            ],
        )  # fmt: skip
        for result in results.get(load.table, []):
            con.execute(
                "insert into warehouse.audit.gate_results values (?, null, 'raw', ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    load_id, load.table, result.expectation.id, result.expectation.type, result.expectation.refuses,
                    result.success, result.unexpected_count, result.detail, _now(),
                ],
            )  # fmt: skip
    if delivered is not None:
        _quarantine(con, delivered, load_ids, landed.system)
    if landed.error is None:
        described = source(landed.feed, landed.system)
        con.execute(
            "insert or replace into warehouse.audit.systems values (?, ?, ?, ?)",
            [described.system, described.feed, described.time_zone, described.description],
        )
    con.execute("commit")


def load_file(home: Home, landed: Landed) -> list[TableLoad]:
    """Loads one landed file; safe to repeat after a death at any point.

    Returns what became of its rows, a table each. Raises RefusedLoad, after writing the reason to
    audit, when the file or one of its tables does not pass its gates.
    """
    started_at = _now()
    folder = home.scratch / landed.file_hash[:16]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    con = duckdb.connect(str(folder / "scratch.duckdb"))
    loads: list[TableLoad] = []
    results: dict[str, list[Result]] = {}
    delivered: Delivered | None = None
    names: tuple[str, ...] = ("?",)
    try:
        con.execute("set timezone = 'UTC'")
        con.execute(f"attach {literal(home.warehouse)} as warehouse")
        make_tables(con, "warehouse")
        try:
            if landed.error is not None:
                raise EasemartError(landed.error)
            described = source(landed.feed, landed.system)
            kind = described.kind_of(landed.file_name)
            names = kind.tables
            suites = {name: load_suite(f"{tables()[name].feed}/{name}", name) for name in names}
            delivered, read = _read(con, landed, described, kind, folder)
            problems: list[str] = []
            for name in names:
                load, results[name], found = _gate(
                    con, suites[name], name, landed.system, read[name], len(delivered.refused)
                )
                loads.append(load)
                problems += [f"{landed.file_name}: {name}: {problem}" for problem in found]
            if problems:
                raise EasemartError(" ".join(problems))
            for place, load in enumerate(loads):
                superseded = _supersede(con, tables()[load.table], landed)
                accepted = load.read - load.refused - superseded
                loads[place] = replace(load, superseded=superseded, accepted=accepted)
        except EasemartError as error:
            loads = loads or [TableLoad(name, 0) for name in names]
            # Nothing of a refused load counts as accepted: what was not refused by row is with it.
            refused = [replace(load, refused=load.read, superseded=0, accepted=0) for load in loads]
            _write(con, landed, refused, results, delivered, str(error), started_at)
            raise RefusedLoad(str(error)) from None
        _write(con, landed, loads, results, delivered, None, started_at)
        return loads
    finally:
        con.close()
        shutil.rmtree(folder, ignore_errors=True)
