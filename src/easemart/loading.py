"""Loading a landed file: read, cast and gate it in a scratch database, then move it in one transaction.

For each table of a file: rows read = accepted + refused + superseded. A file is loaded whole or not
at all; a refused one writes audit alone.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import duckdb

from easemart import warehouses
from easemart.careful_reading import Refused
from easemart.casting import cast_rows, prepare
from easemart.contracts import Table, tables
from easemart.errors import EasemartError, PermanentError
from easemart.gating import Result, engine_on, evaluate
from easemart.home import Home
from easemart.landing import Delivery, Landed, fault_of, landed_copy
from easemart.reading import Delivered, deliver, literal, quoted, set_up, texts_as_they_came
from easemart.sources import FileKind, Source, source
from easemart.suites import Suite, load_suite
from easemart.warehouses.interface import Connection, Receiving

DEFAULT_LOAD_RULES = {
    "refused_share_max": 0.05,
    "refused_rows_tolerated": 5,
    "volume_low": 0.1,
    "volume_high": 10,
    "volume_history": 3,
    "volume_least_rows": 100,
    "day_month_share": 0.98,
    "day_month_days": 3,
    "redelivered_share_min": 1,
}


# How many of the last loads there are of a system's table, and the rows that the middle one of them read.
UsualRows = Callable[[str, str], tuple[int, float]]


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
    with warehouses.of(home).opened("loader") as con:
        rows = con.execute("select feed, source_system, file_hash, delivery_id from audit.deliveries").fetchall()
        ids = {(feed, system, file_hash): delivery_id for feed, system, file_hash, delivery_id in rows}
        newest = max(ids.values(), default=0)
        con.execute("begin")
        for file in delivery.files:
            if (key := (file.feed, file.system, file.file_hash)) not in ids:
                ids[key] = newest = newest + 1
                con.execute(
                    "insert into audit.deliveries values ($1, $2, $3, $4, $5, $6)",
                    [newest, *key, file.file_name, _now()],
                )
        con.execute("commit")
        accepted = con.execute(
            "select distinct feed, source_system, file_hash from audit.loads where verdict = 'accepted'"
        ).fetchall()
    loaded = set(accepted)
    files = [replace(file, delivery_id=ids[file.feed, file.system, file.file_hash]) for file in delivery.files]
    return [file for file in files if (file.feed, file.system, file.file_hash) not in loaded]


def let_go(home: Home, feed: str) -> set[tuple[str, str]]:
    """System and hash of the files of a feed that are loaded and whose landed copy is kept no longer."""
    with warehouses.of(home).opened("loader") as con:
        return set(
            con.execute(
                "select removed.source_system, removed.file_hash from audit.removed_files as removed "
                "inner join audit.loads as judged on judged.feed = removed.feed "
                "and judged.source_system = removed.source_system and judged.file_hash = removed.file_hash "
                "where judged.verdict = 'accepted' and removed.feed = $1",
                [feed],
            ).fetchall()
        )


def landed_on(home: Home, feed: str, day: dt.date) -> tuple[list[Landed], int]:
    """The landed files that a feed delivered on a day (UTC), in order, and how many more are no longer kept."""
    with warehouses.of(home).opened("loader") as con:
        rows = con.execute(
            "select source_system, file_hash, file_name, delivery_id from audit.deliveries "
            "where feed = $1 and landed_at >= $2 and landed_at < $3 order by delivery_id",
            [feed, dt.datetime.combine(day, dt.time()), dt.datetime.combine(day + dt.timedelta(days=1), dt.time())],
        ).fetchall()
    there = [(row, landed_copy(home, feed, row[0], row[1])) for row in rows]
    files = [
        Landed(feed, system, name, file_hash, str(path), fault_of(feed, system, name), delivery_id)
        for (system, file_hash, name, delivery_id), path in there
        if path is not None
    ]
    return files, len(there) - len(files)


def _read(
    con: duckdb.DuckDBPyConnection, landed: Landed, described: Source, kind: FileKind, folder: Path
) -> tuple[Delivered, dict[str, int]]:
    """Fills schema `typed`, the fast way if that saw every line, else line by line."""
    set_up(con, described, landed.file_name)
    for carefully in (False, True):
        prepare(con)
        delivered: Delivered | None = None
        try:
            delivered = deliver(con, landed, described, folder, carefully)
            read = {name: cast_rows(con, described, kind, name) for name in kind.tables}
        except duckdb.Error as error:
            if carefully or (delivered is not None and (not delivered.is_lines or delivered.refused)):
                # What a source's SQL says with error() about the file is said for people.
                said = str(error).splitlines()[0].removeprefix("Invalid Input Error: ")
                raise EasemartError(f"{landed.file_name}: {said}") from error
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
    """Moves the rows that break a rule from `typed.<name>` to `typed.<name>_refused`."""
    for result in results:
        if result.rows_query is not None:
            con.execute(
                f"insert into refusals select distinct {literal(name)}, typed._row_number, typed._line, "
                f"{literal(result.expectation.id)} from typed.{name} as typed "
                f"where typed._row_number in (select _row_number from ({result.rows_query}) as unexpected)"
            )
    refused = f"_row_number in (select _row_number from refusals where table_name = {literal(name)})"
    con.execute(f"create or replace table typed.{name}_refused as from typed.{name} where {refused}")
    con.execute(f"delete from typed.{name} where {refused}")


def _same_key(table: Table, left: str, right: str) -> str:
    """Null equals null in a key; where no null can be, plain equality is the faster."""
    return " and ".join(
        f"{left}.{quoted(c)} {'=' if c in table.required else 'is not distinct from'} {right}.{quoted(c)}"
        for c in table.key
    )


def supersede(con: Connection, table: Table, brought: str, landed: Landed) -> int:
    """Makes table `superseded` of the rows that are not the newest of their key; returns how many.

    In the file or in raw. The newest is the one of the newest version; of equal versions the one
    delivered first, so that a mere repetition changes nothing; without versions the one delivered
    last.
    """
    key = ", ".join(map(quoted, table.key))
    con.execute("drop table if exists superseded")
    con.execute(
        f"create temporary table superseded as "
        f"with doubled as (select {key} from {brought} group by {key} having count(*) > 1), "
        f"placed as (select new._row_number, row_number() over (partition by {_listed('new', table.key)} "
        f"order by new.version_at desc nulls last, new._row_number desc) as place from {brought} as new "
        f"inner join doubled on {_same_key(table, 'new', 'doubled')}) "
        f"select _row_number from placed where place > 1 "
        f"union select new._row_number from {brought} as new inner join raw.{table.name} as old "
        f"on old.source_system = {literal(landed.system)} and {_same_key(table, 'old', 'new')} where case "
        f"when old.version_at is null then new.version_at is null and old._delivery_id > {landed.delivery_id} "
        f"when new.version_at = old.version_at then old._delivery_id < {landed.delivery_id} "
        f"else new.version_at is null or new.version_at < old.version_at end"
    )
    row = con.execute("select count(*) from superseded").fetchone()
    return int(row[0]) if row else 0


def _listed(relation: str, columns: tuple[str, ...]) -> str:
    return ", ".join(f"{relation}.{quoted(column)}" for column in columns)


def _usual_rows(con: Connection, system: str, table: str) -> tuple[int, float]:
    """How many of the last ten loads there are, and the rows that the middle one of them read."""
    found = con.execute(
        "select count(*), percentile_cont(0.5) within group (order by rows_read) "
        "from (select rows_read from audit.loads where verdict = 'accepted' and source_system = $1 and table_name = $2 "
        "order by load_id desc limit 10) as newest",
        [system, table],
    ).fetchone()
    return (found[0], float(found[1] or 0)) if found else (0, 0.0)


def broken_load_rules(
    con: duckdb.DuckDBPyConnection,
    suite: Suite,
    system: str,
    load: TableLoad,
    bad_lines: tuple[Refused, ...],
    is_all_bad: bool,
    history: tuple[int, float],
) -> list[tuple[str, str]]:
    """Rules about how much a load as a whole brings and refuses that it breaks: (id, sentence that says what to do).

    `is_all_bad` when none of the file's lines could be read.
    """
    rules = {**DEFAULT_LOAD_RULES, **suite.load_rules}
    broken = []
    # A table that the file's good lines say nothing about is not judged by its bad ones.
    if load.refused > rules["refused_share_max"] * load.read and (
        load.refused > rules["refused_rows_tolerated"]
        or (load.refused == load.read and (is_all_bad or load.read > len(bad_lines)))
    ):
        found = con.execute(
            "select rule, count(*), min(_line) from refusals where table_name = ? group by rule", [load.table]
        ).fetchall()
        counted = Counter(line.rule for line in bad_lines)
        first = {line.rule: line.line for line in reversed(bad_lines)}
        found += [(rule, count, first[rule]) for rule, count in counted.items()]
        top = sorted(found, key=lambda one: (-one[1], one[0]))[:3]
        reasons = ", ".join(f"{rule}: {count}" for rule, count, _ in top)
        lines = [line for _, _, line in top if line is not None]
        encoding = any(rule.startswith("line:not_") for rule, _, _ in top[:1])
        remedy = "have it saved in the encoding that source.yml names" if encoding else "mend the file"
        if load.refused == load.read:
            remedy = f"if this is another system's file, move it to that system's folder; else {remedy}"
        sentence = (
            f"{load.refused} of {load.read} rows are refused ({reasons}), the first in line {min(lines)}: more than "
            f"the allowed {rules['refused_share_max']:.0%}. See audit.quarantine; {remedy}, or mend the rule in "
            f"{suite.place}."
        )
        broken.append(("refused_share", sentence))
    loads, usual = history
    if loads >= rules["volume_history"]:
        low, high = rules["volume_low"] * usual, rules["volume_high"] * usual
        if max(load.read, usual) >= rules["volume_least_rows"] and not low < load.read < high:
            sentence = (
                f"{load.read} rows, where {usual:.0f} are usual for {system}.{load.table}. Have the file checked; "
                f"if it is right, widen volume_low or volume_high under `load` in {suite.place}."
            )
            broken.append(("volume", sentence))
    return broken


def _as_of_its_zone(column: str, zone: str) -> str:
    return f"timezone({literal(zone)}, timezone('UTC', {quoted(column)}))"


def _swapped_days(
    con: duckdb.DuckDBPyConnection, audit: Connection | None, rules: dict[str, float], table: Table, described: Source
) -> str | None:
    """Why a file's days seem to be its months, if they do: see "Day and month swapped" in docs/faults.md."""
    if table.event_time is None:
        return None
    # Days of a zone, because a day in UTC may be the day before.
    days = (
        f"select cast({_as_of_its_zone(table.event_time, described.time_zone)} as date) as day, count(*) as rows "
        f"from typed.{table.name} where {quoted(table.event_time)} is not null group by 1"
    )
    found = con.execute(
        f"with days as ({days}), swapped as (select *, case when day(day) <= 12 "
        "then make_date(year(day), day(day), month(day)) end as turned from days) "
        "select sum(rows) filter (turned is not null) / sum(rows), count(*), min(day), max(day), min(turned), "
        "max(turned) from swapped"
    ).fetchone()
    if found is None or (found[0] or 0) < rules["day_month_share"]:
        return None
    _, count, first, last, first_turned, last_turned = found
    read_days, turned_days = (last - first).days, (last_turned - first_turned).days
    said = f"lie between {first} and {last} as they are read"
    if count >= rules["day_month_days"] and read_days > 31 and read_days >= 10 * max(turned_days, 1):
        said += f", and between {first_turned} and {last_turned}"
    else:
        if audit is None:
            return None
        row = audit.execute(
            f"select max({quoted(table.event_time)}) from raw.{table.name} where source_system = $1", [described.system]
        ).fetchone()
        newest = row[0].date() if row and row[0] else None
        is_near = (
            newest is not None and abs((first_turned - newest).days) <= 7 and abs((last_turned - newest).days) <= 7
        )
        if newest is None or not is_near or (first - newest).days <= 31:
            return None
        said += f", long after {newest}, up to which there are rows, and between {first_turned} and {last_turned}"
    return (
        f"day and month seem to be swapped: no {table.event_time} is after the 12th of a month; they {said} with day "
        "and month swapped. Have the file delivered with dates as YYYY-MM-DD; if they are right, set day_month_share "
        "to 2 under `load` in {where}."
    )


def _smaller_again(
    con: duckdb.DuckDBPyConnection, audit: Connection, share: float, table: Table, landed: Landed, load: TableLoad
) -> str | None:
    """Why a file brings less than the one of its name that brought these days, if it does.

    It is not the same days again when it begins after the other ended, reaches into a later day, or
    holds newer versions.
    """
    earlier = audit.execute(
        "select load_id, rows_read - rows_refused from audit.loads where verdict = 'accepted' and feed = $1 "
        "and source_system = $2 and table_name = $3 and file_name = $4 and file_hash in (select file_hash "
        "from audit.deliveries where feed = $1 and source_system = $2 and delivery_id < $5) "
        "order by load_id desc limit 1",
        [landed.feed, landed.system, table.name, landed.file_name, landed.delivery_id],
    ).fetchone()
    usable = load.read - load.refused
    if earlier is None or table.event_time is None or usable >= share * earlier[1]:
        return None
    span = f"select min({quoted(table.event_time)}), max({quoted(table.event_time)}), max(version_at) from"
    old = audit.execute(f"{span} raw.{table.name} where _load_id = $1", [earlier[0]]).fetchone()
    new = con.execute(f"{span} typed.{table.name}").fetchone()
    if old is None or new is None or old[0] is None or new[0] is None:
        return None
    is_again = new[0] <= old[1] and old[0].date() <= new[0].date() and new[1].date() <= old[1].date()
    if not is_again or (new[2] is not None and old[2] is not None and new[2] > old[2]):
        return None
    return (
        f"{usable} rows from {new[0].date()} to {new[1].date()}, of which load {earlier[0]} of a file of this name "
        f"brought {earlier[1]}: some are missing. Have all of them delivered again; if the rest was taken back on "
        "purpose, give the file another name."
    )


def _unknown_codes(name: str, results: list[Result]) -> list[str]:
    """What is said about codes that nobody knows and that are loaded all the same: how many, never which.

    Readers see what is said, and a code that is none may be anything.
    """
    return [
        f"{result.unexpected_count} rows of {name} hold a code never seen before ({result.expectation.id})"
        for result in results
        if result.expectation.refuses == "nothing" and not result.success
    ]


def _gate(
    con: duckdb.DuckDBPyConnection,
    audit: Connection | None,
    suite: Suite,
    landed: Landed,
    described: Source,
    read: dict[str, int],
    bad_lines: tuple[Refused, ...],
    usual_rows: UsualRows,
) -> tuple[TableLoad, list[Result], list[str]]:
    """Judges `typed.<table>`: refuses rows, and says why the load itself is refused, if it is."""
    name = suite.table
    with engine_on(con) as engine:
        results = evaluate(engine, "typed", name, suite)
    _refuse_rows(con, name, results)
    counted = con.execute("select count(distinct _row_number) from refusals where table_name = ?", [name]).fetchone()
    bad = len(bad_lines)
    load = TableLoad(name, read[name] + bad, refused=(counted[0] if counted else 0) + bad)
    rules = {**DEFAULT_LOAD_RULES, **suite.load_rules}
    problems = [
        f"{r.expectation.id}: {r.unexpected_count} rows ({r.detail}). Mend the file, or the rule in {suite.place}."
        for r in results
        if r.expectation.refuses == "load" and not r.success
    ]
    history = usual_rows(landed.system, name)
    broken = broken_load_rules(con, suite, landed.system, load, bad_lines, not any(read.values()), history)
    problems += [sentence for _, sentence in broken]
    swapped = _swapped_days(con, audit, rules, tables()[name], described)
    share = rules["redelivered_share_min"]
    again = _smaller_again(con, audit, share, tables()[name], landed, load) if audit is not None else None
    problems += [problem.replace("{where}", suite.place) for problem in (swapped, again) if problem is not None]
    return load, results, problems


def _list_refused(con: duckdb.DuckDBPyConnection, delivered: Delivered, names: tuple[str, ...]) -> None:
    """Makes table `refused_records`: each refused record of each table, its rules and its text as it came."""
    con.execute("create table refused_records (table_name varchar, line bigint, rule varchar, record varchar)")
    found = con.execute(
        "select table_name, _line, string_agg(distinct rule, ', ' order by rule) from refusals "
        "group by table_name, _line, _row_number order by table_name, _line"
    ).fetchall()
    texts = texts_as_they_came(con, delivered, [line for _, line, _ in found])
    listed: list[tuple[str, int, str, str | None]]
    listed = [(name, line.line, line.rule, line.text) for line in delivered.refused for name in names]
    listed += [(name, line, rule, texts.get(line)) for name, line, rule in found]
    if listed:
        con.executemany("insert into refused_records values (?, ?, ?, ?)", listed)


@dataclass(frozen=True)
class Judged:
    """A file read and gated in the scratch database. `refusal` says why it is refused as a whole."""

    loads: tuple[TableLoad, ...]
    results: dict[str, list[Result]]
    delivered: Delivered | None
    refusal: str | None


def judge(
    con: duckdb.DuckDBPyConnection,
    landed: Landed,
    folder: Path,
    usual_rows: UsualRows,
    audit: Connection | None = None,
) -> Judged:
    """Reads, casts and gates a file into schema `typed`, and lists what was refused.

    `usual_rows` knows the loads before; of a system that has none, it says (0, 0.0). `audit` is a warehouse that has
    its loads, where there is one.
    """
    loads: list[TableLoad] = []
    results: dict[str, list[Result]] = {}
    delivered: Delivered | None = None
    names: tuple[str, ...] = ("?",)
    refusal = None
    try:
        if landed.error is not None:
            raise EasemartError(landed.error)
        described = source(landed.feed, landed.system)
        kind = described.kind_of(landed.file_name)
        names = kind.tables
        suites = {name: load_suite(f"{tables()[name].feed}/{name}", name) for name in names}
        delivered, read = _read(con, landed, described, kind, folder)
        problems: list[str] = []
        notes = list(delivered.notes)
        for name in names:
            load, results[name], found = _gate(
                con, audit, suites[name], landed, described, read, delivered.refused, usual_rows
            )
            notes += _unknown_codes(name, results[name])
            loads.append(load)
            problems += [f"{landed.file_name}: {name}: {problem}" for problem in found]
        refusal = " ".join(problems) or None
        delivered = replace(delivered, notes=tuple(notes))
    except EasemartError as error:
        refusal = str(error)
    if delivered is not None:
        _list_refused(con, delivered, names)
    if refusal is not None:
        loads = loads or [TableLoad(name, 0) for name in names]
        # Nothing of a refused load counts as accepted: what was not refused by row is with it.
        loads = [replace(load, refused=load.read, superseded=0, accepted=0) for load in loads]
    return Judged(tuple(loads), results, delivered, refusal)


def _take_in(receiving: Receiving, table: Table, landed: Landed, load: TableLoad, load_id: int) -> TableLoad:
    """Puts the rows of one table into raw in place of those they replace; returns what became of them."""
    con = receiving.con
    brought = receiving.bring(f"typed.{table.name}")
    superseded = supersede(con, table, brought, landed)
    newest = f"(select * from {brought} where _row_number not in (select _row_number from superseded))"
    con.execute(
        f"delete from raw.{table.name} as old using {newest} as new "
        f"where old.source_system = {literal(landed.system)} and {_same_key(table, 'old', 'new')}"
    )
    columns = ", ".join(map(quoted, (*table.columns, "version_at")))
    made = "".join(f", {quoted(name)}" for name in table.keys_made)
    keys = "".join(f", {expression}" for expression in table.keys_made.values())
    con.execute(
        f"insert into raw.{table.name} (source_system, {columns}, _load_id, _delivery_id, _row_number{made}) "
        f"select source_system, {columns}, {load_id}, {landed.delivery_id}, _row_number{keys} "
        f"from (select {literal(landed.system)}::text as source_system, newest.* from {newest} as newest) as named"
    )
    return replace(load, superseded=superseded, accepted=load.read - load.refused - superseded)


def _write(receiving: Receiving, landed: Landed, judged: Judged, started_at: dt.datetime) -> list[TableLoad]:
    """Audit, and unless the load is refused the rows themselves; within a transaction."""
    con = receiving.con
    # Never a number that a build has taken in, though somebody deletes loads to have files loaded again.
    first = con.execute(
        "select coalesce(max(load_id), 0) + 1 from (select load_id from audit.loads "
        "union all select built_load_id from audit.builds) as given"
    ).fetchone()
    assert first is not None
    written = []
    for place, load in enumerate(judged.loads):
        load_id = first[0] + place
        if judged.refusal is None and load.read > load.refused:
            load = _take_in(receiving, tables()[load.table], landed, load, load_id)
        written.append(load)
        # Notes are about the file: they stand with the first of its tables.
        notes = "; ".join(judged.delivered.notes) or None if judged.delivered and place == 0 else None
        con.execute(
            "insert into audit.loads values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            [
                load_id, landed.feed, landed.system, load.table, landed.file_name, landed.file_hash, load.read,
                load.accepted, load.refused, load.superseded, "refused" if judged.refusal else "accepted",
                judged.refusal, notes, started_at, _now(),
            ],
        )  # fmt: skip
        _keep_results(con, load, load_id, judged.results.get(load.table, []))
    if judged.delivered is not None:
        _quarantine(receiving, landed, {load.table: first[0] + place for place, load in enumerate(judged.loads)})
    if landed.error is None:
        described = source(landed.feed, landed.system)
        con.execute("delete from audit.systems where source_system = $1", [described.system])
        con.execute(
            "insert into audit.systems values ($1, $2, $3, $4)",
            [described.system, described.feed, described.time_zone, described.description],
        )
    return written


def _keep_results(con: Connection, load: TableLoad, load_id: int, results: list[Result]) -> None:
    """What the gate said, in one statement: one each would take as long as all else that is written."""
    if not results:
        return
    given: list[object] = [load_id, load.table, _now()]
    rows = []
    for result in results:
        said = [
            result.expectation.id, result.expectation.type, result.expectation.refuses, result.success,
            result.unexpected_count, result.detail,
        ]  # fmt: skip
        marks = ", ".join(f"${len(given) + place}" for place in range(1, len(said) + 1))
        rows.append(f"($1, null, 'raw', $2, {marks}, $3)")
        given += said
    con.execute(f"insert into audit.gate_results values {', '.join(rows)}", given)


def _quarantine(receiving: Receiving, landed: Landed, load_ids: dict[str, int]) -> None:
    """The rules that refused records into audit; what the records said, which may be personal, into raw."""
    refused = receiving.bring("refused_records")
    for name, load_id in load_ids.items():
        for target, column in (("audit.quarantine", "rule"), ("raw.refused_records", "record")):
            receiving.con.execute(
                f"insert into {target} (load_id, source_system, table_name, line, {column}) "
                f"select distinct {load_id}, {literal(landed.system)}, table_name, line, {column} from {refused} "
                f"where table_name = {literal(name)} order by line"
            )


def _loaded(con: Connection, landed: Landed) -> list[TableLoad]:
    """What became of a file that has been loaded already."""
    rows = con.execute(
        "select table_name, rows_read, rows_accepted, rows_refused, rows_superseded from audit.loads "
        "where verdict = 'accepted' and feed = $1 and source_system = $2 and file_hash = $3 order by load_id",
        [landed.feed, landed.system, landed.file_hash],
    )
    return [TableLoad(*row) for row in rows.fetchall()]


def load_file(home: Home, landed: Landed, again: bool = False) -> list[TableLoad]:
    """Loads one landed file, unless it has been and is not wanted again; safe to repeat after a death at any point.

    Returns what became of its rows, a table each. Raises RefusedLoad, after writing the reason to
    audit, when the file or one of its tables does not pass its gates.
    """
    started_at = _now()
    folder = home.scratch / landed.file_hash[:16]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    scratch = duckdb.connect(str(folder / "scratch.duckdb"))
    try:
        scratch.execute("set timezone = 'UTC'")
        with warehouses.of(home).receiving(scratch) as receiving:
            if not again and (found := _loaded(receiving.con, landed)):
                return found
            judged = judge(scratch, landed, folder, partial(_usual_rows, receiving.con), receiving.con)
            receiving.con.execute("begin")
            loads = _write(receiving, landed, judged, started_at)
            receiving.con.execute("commit")
        if judged.refusal is not None:
            raise RefusedLoad(judged.refusal)
        return loads
    finally:
        scratch.close()
        shutil.rmtree(folder, ignore_errors=True)
