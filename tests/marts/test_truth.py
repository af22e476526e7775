"""Small simulated worlds through the whole pipeline: the marts equal what a perfect reader of the feeds finds."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from easemart import warehouses
from easemart.home import Home
from easemart.matrix import MATRIX
from easemart.simulation.declared import PARAMETERS, Declared
from easemart.simulation.world.company import Order, simulate

from .conftest import once, run_pipeline

EXACT = [one for one in PARAMETERS if one.kind == "E" and one.mart]
DIRTY = Order(500, 50, 3, "quiet", 0.02, 1)


@pytest.fixture(scope="module")
def dirty(shared_folder: Path) -> Path:
    """A world of which one row in fifty is spoilt, loaded and published: `inbox` and `home` in this folder."""

    def make(folder: Path) -> None:
        simulate(folder / "inbox", DIRTY)
        run_pipeline(folder / "home", folder / "inbox")

    return once(shared_folder / "dirty_world", make)


def published(marts: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(marts), read_only=True) as con:
        return con.execute(sql).fetchall()


@pytest.mark.parametrize("one", EXACT, ids=lambda one: one.name)
def test_a_mart_equals_what_a_perfect_reader_counts(company_inbox: Path, company: Path, one: Declared) -> None:
    truth = json.loads((company_inbox / "truth.json").read_text(encoding="utf-8"))
    expected = next(item["realised"] for item in truth["parameters"] if item["name"] == one.name)
    assert one.mart is not None
    ((numerator, denominator),) = published(company, one.mart)
    assert (float(numerator or 0), denominator and float(denominator)) == (
        expected["numerator"],
        expected["denominator"],
    )


def test_every_contact_is_published_or_refused_once(dirty: Path) -> None:
    marts = dirty / "home" / "published" / "marts.duckdb"
    with duckdb.connect() as con:
        simulated = con.execute(
            f"select contact_id, vendor, is_spoilt, ticket from '{dirty}/inbox/truth/contacts_*.parquet'"
        ).fetchall()
    names = {0: "amazon_connect:", 2: "standard:", 3: "standard:"}
    expected = {names[vendor] + one for one, vendor, is_spoilt, _ in simulated if vendor in names and not is_spoilt}
    found = [row[0] for row in published(marts, "select contact_id from core.contacts where origin = 'contact'")]
    assert len(found) == len(set(found))
    assert {one for one in found if not one.startswith("bank_acd:")} == expected
    bank = sum(vendor == 1 and not is_spoilt for _, vendor, is_spoilt, _ in simulated)
    assert sum(one.startswith("bank_acd:") for one in found) == bank
    written = sum(vendor == 4 and not is_spoilt for _, vendor, is_spoilt, _ in simulated)
    by_ticket = "select count(*) from core.contacts where origin = 'ticket' and contact_id like 'zendesk:%'"
    assert published(marts, by_ticket)[0][0] >= written > 0
    spoilt = sum(is_spoilt for _, vendor, is_spoilt, _ in simulated if vendor in (0, 1, 2, 3))
    refused = "select count(*) from audit.quarantine where table_name = 'contacts'"
    assert published(marts, refused)[0][0] == spoilt > 0
    # By their ids, but for the bank's calls, which the world knows by another number.
    with warehouses.of(Home(dirty / "home")).opened("loader") as con:
        records = con.execute("select record from raw.refused_records where table_name = 'contacts'").fetchall()
    kept = [one for (record,) in records if (one := re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(record)))]
    named = [one.group() for one in kept]
    assert len(named) == len(set(named))
    assert set(named) == {one for one, vendor, is_spoilt, _ in simulated if vendor in names and is_spoilt}


def test_every_column_that_a_mart_reads_is_filled(company: Path) -> None:
    """But for the events of systems that deliver no whole calls: the simulated ones do."""
    with MATRIX.open(encoding="utf-8", newline="") as handle:
        wanted = {
            tuple(column.strip().split("."))
            for row in csv.DictReader(handle)
            for column in row["contract_columns"].split(";")
            if column.strip() and not column.strip().startswith("telephony.call_events.")
        }
    assert len(wanted) > 80
    with warehouses.of(Home(company.parents[1])).opened("loader") as con:
        empty = [
            f"{feed}.{table}.{column}"
            for feed, table, column in sorted(wanted)
            if not con.execute(f"select count({column}) from raw.{table}").fetchall()[0][0]
        ]
    assert empty == []
