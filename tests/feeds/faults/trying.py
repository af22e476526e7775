"""Loads faulty files as the loader does, many in one process, and says how each ended."""

from __future__ import annotations

import functools
import re
import shutil
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast
from unittest import mock

import duckdb

from easemart import careful_reading, gating, loading, reading, suites
from easemart.home import Home
from easemart.landing import Landed, land
from easemart.sources import Source, source
from easemart.warehouses.interface import Connection
from easemart.warehouses.migrating import migrate
from faults import quick_gate
from faults.good_files import GoodFile
from faults.mutations import Delivered

# Smaller than they are, so that a bomb and a long line need not be large to be one.
LINE_BYTES = 1_000_000
UNSUSPECTED_BYTES = 4_000_000
REMEDY = re.compile(r"[Hh]ave |[Mm]end |[Mm]ove |give |set ")


def tables_of(good: GoodFile) -> tuple[str, ...]:
    """The tables that a file fills."""
    return source(good.feed, good.system).kind_of(good.file_name).tables


@dataclass(frozen=True)
class Ended:
    """How the load of one file ended, in a word, and what a person is told: as a sentence, by line, as a note."""

    outcome: str
    loads: tuple[loading.TableLoad, ...]
    said: str = ""
    refused: tuple[tuple[str, int, str], ...] = ()
    notes: str = ""

    def told(self) -> str:
        """What somebody reads who looks at the load."""
        if self.said:
            return self.said
        lines = [f"{table}, line {line}: {rule}" for table, line, rule in self.refused[:2]]
        if superseded := sum(load.superseded for load in self.loads):
            lines.append(f"rows_superseded: {superseded}")
        if self.outcome == "no load":
            lines.append("nothing: no load is made")
        return "; ".join([*lines, *([self.notes] if self.notes else [])])


@dataclass(frozen=True)
class _Receiving:
    con: Connection

    def bring(self, table: str) -> str:
        return f"memory.{table}"


class Bank:
    """A warehouse in memory for trials: what one loads is undone after it."""

    def __init__(self, folder: Path) -> None:
        self.inbox = folder / "inbox"
        self.folder = folder / "scratch"
        self.home = Home(folder / "home")
        self.home.root.mkdir(parents=True)
        self.scratch = duckdb.connect(config={"threads": 1})
        self.scratch.execute("set timezone = 'UTC'")
        self.scratch.execute("attach ':memory:' as warehouse")
        own = self.scratch.cursor()
        own.execute("use warehouse")
        own.execute("set timezone = 'UTC'")
        self.con = cast(Connection, own)
        migrate(self.con, False, "salt|")
        self.deliveries = 0
        self.set_up_for = ""
        self.is_new = False

    def try_out(self, good: GoodFile, delivered: Delivered, with_gate: bool = False) -> Ended:
        """Puts files into an inbox, loads them, says how the last one ended, and forgets it all."""
        described = source(good.feed, good.system)
        if delivered.zone is not None:
            described = replace(described, time_zone=delivered.zone)
        judge = _both if with_gate else quick_gate.evaluate
        with (
            mock.patch.object(loading, "evaluate", judge),
            mock.patch.object(loading, "load_suite", _suite),
            mock.patch.object(loading, "set_up", self._set_up),
            mock.patch.object(loading, "source", lambda *_: described),
            mock.patch.object(careful_reading, "LONGEST_LINE_BYTES", LINE_BYTES),
            mock.patch.object(reading, "UNSUSPECTED_BYTES", UNSUSPECTED_BYTES),
        ):
            self.con.execute("begin")
            try:
                for name, data in delivered.before:
                    assert self._deliver(good, (name,), data).outcome == "loaded"
                return self._deliver(good, delivered.names or (delivered.file_name or good.file_name,),
                                     delivered.content)  # fmt: skip
            finally:
                self.con.execute("rollback")

    def _set_up(self, con: duckdb.DuckDBPyConnection, described: Source, file_name: str) -> None:
        """As reading.set_up, whose macros take longer than all else of a load: once a source is enough."""
        if self.set_up_for != (name := f"{described.feed}/{described.system}"):
            reading.set_up(con, described, file_name)
            self.set_up_for = name
        con.execute("set variable time_zone = ?", [described.time_zone])
        con.execute("set variable file_name = ?", [file_name])

    def _deliver(self, good: GoodFile, names: tuple[str, ...], data: bytes) -> Ended:
        shutil.rmtree(self.inbox, ignore_errors=True)
        for name in names:
            path = self.inbox / good.feed / good.system / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        (landed,) = land(self.inbox, good.feed, self.home).files
        before = self._raw(good)
        ended = self._load(landed)
        assert (self._raw(good) == before) == (sum(load.accepted for load in ended.loads) == 0 or not self.is_new)
        return ended

    def _raw(self, good: GoodFile) -> list[tuple[Any, ...]]:
        tables = sorted({table for kind in source(good.feed, good.system).files for table in kind.tables})
        sums = " union all ".join(f"select '{t}' as name, count(*), max(_load_id) from raw.{t}" for t in tables)
        return self.con.execute(f"{sums} order by name").fetchall()

    def _load(self, landed: Landed) -> Ended:
        found = loading._loaded(self.con, landed)
        self.is_new = not found
        if found:
            return Ended("no load", tuple(found))
        self.deliveries += 1
        landed = replace(landed, delivery_id=self.deliveries)
        self.con.execute(
            "insert into audit.deliveries values ($1, $2, $3, $4, $5, $6)",
            [self.deliveries, landed.feed, landed.system, landed.file_hash, landed.file_name, loading._now()],
        )
        for table in ("refused_records", "read_carefully", "read_whole", "header"):
            self.scratch.execute(f"drop table if exists {table}")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        judged = loading.judge(self.scratch, landed, self.folder, partial(loading._usual_rows, self.con), self.con)
        loads = loading._write(_Receiving(self.con), landed, judged, loading._now())
        audited = self.con.execute(
            "select table_name, rows_read, rows_accepted, rows_refused, rows_superseded, verdict, reason, notes "
            "from audit.loads where file_hash = $1 order by load_id", [landed.file_hash],
        ).fetchall()  # fmt: skip
        assert [tuple(row[:5]) for row in audited] == [
            (load.table, load.read, load.accepted, load.refused, load.superseded) for load in loads
        ]
        lines = self.con.execute(
            "select table_name, line, rule from audit.quarantine where load_id in "
            "(select load_id from audit.loads where file_hash = $1) order by 1, 2, 3", [landed.file_hash],
        ).fetchall()  # fmt: skip
        notes = "; ".join(row[7] for row in audited if row[7])
        return Ended(_outcome(audited, notes), tuple(loads), audited[0][6] or "", tuple(lines), notes)


def _outcome(audited: list[tuple[Any, ...]], notes: str) -> str:
    if audited[0][5] == "refused":
        return "refused"
    if any(row[3] for row in audited):
        return "rows"
    if any(row[4] for row in audited):
        return "superseded"
    return "flagged" if "never seen" in notes else "loaded"


def _both(engine: Any, schema: str, table: str, suite: suites.Suite) -> list[gating.Result]:
    """The gate's judgement, to which the quick one's has to be equal."""
    said, quickly = gating.evaluate(engine, schema, table, suite), quick_gate.evaluate(engine, schema, table, suite)
    assert [(r.success, r.unexpected_count) for r in said] == [(r.success, r.unexpected_count) for r in quickly]
    return said


@functools.cache
def _suite(relative: str, table: str) -> suites.Suite:
    """Suites are read once for all trials."""
    return suites.load_suite(relative, table)
