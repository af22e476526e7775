"""Loads faulty files the way the loader does, many in one process, and says how each ended."""

from __future__ import annotations

import functools
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import duckdb

from easemart import loading, reading
from easemart.home import Home
from easemart.landing import Landed, land
from easemart.sources import Source, source
from easemart.suites import Suite, load_suite
from easemart.warehouses.interface import Connection
from easemart.warehouses.migrating import migrate
from faults.good_files import GoodFile
from faults.mutations import Delivered


@dataclass(frozen=True)
class Ended:
    """How the load of one file ended, in a word, and what a person is told."""

    outcome: str
    loads: tuple[loading.TableLoad, ...]
    said: str
    refused: tuple[tuple[str, int, str], ...] = ()
    notes: str = ""


@dataclass
class _Receiving:
    con: Connection

    def bring(self, table: str) -> str:
        return f"memory.{table}"


class Bank:
    """A warehouse in memory. What a trial loads is undone after it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = Home(folder / "home")
        self.home.root.mkdir(parents=True)
        self.scratch = duckdb.connect(config={"threads": 1})
        self.scratch.execute("set timezone = 'UTC'")
        self.scratch.execute("attach ':memory:' as warehouse")
        own = self.scratch.cursor()
        own.execute("use warehouse")
        own.execute("set timezone = 'UTC'")
        self.receiving = _Receiving(cast(Connection, own))
        migrate(self.receiving.con, False, "salt|")
        self.deliveries = 0

    def raw_rows(self) -> int:
        rows = self.receiving.con.execute(
            "select sum(estimated_size) from duckdb_tables() where database_name = 'warehouse' "
            "and schema_name = 'raw' and table_name not in ('refused_records', 'identifier_salt')"
        ).fetchone()
        return int(rows[0] or 0) if rows else 0

    def load(self, landed: Landed) -> Ended:
        self.deliveries += 1
        landed = replace(landed, delivery_id=self.deliveries)
        for table in ("refused_records", "read_carefully", "read_whole", "header", "questions"):
            self.scratch.execute(f"drop table if exists {table}")
        scratch = self.folder / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        con = self.receiving.con
        if found := loading._loaded(con, landed):
            return Ended("no load", tuple(found), "")
        judged = loading._judge(self.scratch, con, landed, scratch)
        written = loading._write(self.receiving, landed, judged, loading._now())
        refused = tuple(
            con.execute("select distinct table_name, line, rule from audit.quarantine where load_id > $1 order by all",
                        [0]).fetchall()
        )
        notes = "; ".join(n for (n,) in con.execute("select notes from audit.loads where notes is not null "
                          "and file_hash = $1", [landed.file_hash]).fetchall())
        outcome = "loaded"
        if judged.refusal is not None:
            outcome = "refused"
        elif any(load.refused for load in written):
            outcome = "rows"
        elif any(load.superseded for load in written):
            outcome = "superseded"
        elif "never seen" in notes:
            outcome = "flagged"
        return Ended(outcome, tuple(written), judged.refusal or "", refused, notes)

    def try_out(self, good: GoodFile, delivered: Delivered) -> Ended:
        inbox = self.folder / "inbox"
        shutil.rmtree(inbox, ignore_errors=True)
        place = inbox / good.feed / good.system
        place.mkdir(parents=True)
        con = self.receiving.con
        con.execute("begin")
        try:
            for name, data in delivered.before:
                (place / name).write_bytes(data)
                (landed,) = land(inbox, good.feed, self.home).files
                assert self.load(landed).outcome in ("loaded", "superseded")
                (place / name).unlink()
            (place / (delivered.file_name or good.file_name)).write_bytes(delivered.content)
            before = self.counts(good)
            (landed,) = land(inbox, good.feed, self.home).files
            ended = self.load(landed)
            if ended.outcome == "refused":
                assert self.counts(good) == before, "raw changed"
            return ended
        finally:
            con.execute("rollback")

    def counts(self, good: GoodFile) -> list[tuple[Any, ...]]:
        tables = sorted({t for k in source(good.feed, good.system).files for t in k.tables})
        return [
            self.receiving.con.execute(f"select '{t}', count(*), sum(_row_number) from raw.{t}").fetchall()[0]
            for t in tables
        ]
