"""Calls of one number, cut apart by the window `longest_call`: a late event joins them, or cuts off another."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from easemart import building, ingesting, settings, warehouses
from easemart.home import Home
from postgres import Database
from workbench import salted

# What hangs on a contact by its customer, by its day, and by its queue.
BUILT = {
    "build_core.contacts": "core__contacts",
    "build_intermediate.int_needs_judged": "int_needs_judged",
    "build_operations.intervals": "operations__intervals",
}
# Asterisk numbers a call by the second in which its channel was made.
BRIDGED, RENUMBERED, ALONE, UNKNOWN = "1709287200.1", "1709632800.2", "1709636400.3", "1709719200.4"
CUSTOMERS = {"ann": "+49301110001", "bob": "+49301110002", "cid": "+49301110003", "nobody": ""}


def line(moment: str, call: str, event: str, *parameters: str) -> str:
    """One of a queue_log, with the customer's number where the call enters the queue."""
    second = int(dt.datetime.fromisoformat(f"2024-03-{moment}+00:00").timestamp())
    agent = "NONE" if event in ("ENTERQUEUE", "ABANDON") else "Agent/3001"
    return "|".join([str(second), call, "billing", agent, event, *parameters])


def enters(moment: str, call: str, customer: str) -> str:
    return line(moment, call, "ENTERQUEUE", "", CUSTOMERS[customer], "1")


# Bridged: queued on the first, ended 26 hours later. Renumbered: one call of the fifth, one of the sixth by nobody
# known. Another is left alone.
FIRST = (
    enters("01 10:00:00", BRIDGED, "ann"),
    line("02 12:00:00", BRIDGED, "COMPLETECALLER", "30", "60", "1"),
    enters("05 10:00:00", RENUMBERED, "bob"),
    line("05 10:00:20", RENUMBERED, "CONNECT", "20", "1709632815.9", "5"),
    line("05 10:03:20", RENUMBERED, "COMPLETECALLER", "20", "180", "1"),
    enters("05 11:00:00", ALONE, "ann"),
    line("05 11:00:09", ALONE, "ABANDON", "1", "1", "9"),
    enters("06 10:00:00", UNKNOWN, "nobody"),
    line("06 10:00:30", UNKNOWN, "ABANDON", "1", "1", "30"),
)
# Late: somebody was rung in between; and three days before, the numbers had been other calls'.
LATE = (
    line("01 22:00:00", BRIDGED, "RINGNOANSWER", "1000"),
    enters("02 09:00:00", RENUMBERED, "cid"),
    line("02 09:00:40", RENUMBERED, "ABANDON", "1", "1", "40"),
    enters("03 09:00:00", UNKNOWN, "nobody"),
    line("03 09:00:50", UNKNOWN, "ABANDON", "1", "1", "50"),
)


@pytest.fixture(params=["duckdb", "postgres"])
def home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    made = salted(tmp_path / "home")
    monkeypatch.setenv("EASEMART_HOME", str(made.root))
    address = "duckdb"
    if request.param == "postgres":
        database: Database = request.getfixturevalue("database")
        address = database.address
    monkeypatch.setenv("EASEMART_WAREHOUSE", address)
    for name, value in settings.of(made).items():
        monkeypatch.setenv(name, value)
    warehouses.of(made).prepare()
    return made


def load(inbox: Path, place: str, lines: tuple[str, ...]) -> None:
    path = inbox / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{one}\n" for one in lines), encoding="utf-8")
    for feed in ("crm", "telephony"):
        for file in ingesting.land_new(feed, str(inbox)):
            ingesting.load_landed(file)


def built(home: Home, since: int) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the tables after a build of what was loaded since; `since` 0 builds everything."""
    command = ["build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"]
    command += ["--select", *(f"+{model}" for model in BUILT.values())]
    if not since:
        command.append("--full-refresh")
    building.dbt(home, command, {"built_load_id": since}, building.parse(home))
    with warehouses.of(home).opened("builder") as con:
        return {table: sorted(con.execute(f"select * from {table}").fetchall(), key=repr) for table in BUILT}


def calls(home: Home) -> list[tuple[Any, ...]]:
    with warehouses.of(home).opened("builder") as con:
        return con.execute(
            "select substr(contact_id, 10), substr(initial_contact_id, 10), extract(day from entered_at), "
            "is_answered, is_abandoned from build_core.contacts order by contact_id"
        ).fetchall()


def test_what_a_late_event_bridges_or_precedes_is_built_as_a_full_build_builds_it(home: Home, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    known = (f"{name},phone,{number}" for name, number in CUSTOMERS.items() if number)
    load(inbox, "crm/standard/customer_identifiers.csv", ("customer_id,kind,value", *known))
    load(inbox, "telephony/asterisk/1/queue_log", FIRST)
    first = built(home, 0)
    assert calls(home) == [
        (BRIDGED, BRIDGED, 1, False, False),
        (f"{BRIDGED}/2", f"{BRIDGED}/2", 2, True, False),
        (RENUMBERED, RENUMBERED, 5, True, False),
        (ALONE, ALONE, 5, False, True),
        (UNKNOWN, UNKNOWN, 6, False, True),
    ]
    with warehouses.of(home).opened("builder") as con:
        ((seen,),) = con.execute("select max(load_id) from audit.loads").fetchall()
    load(inbox, "telephony/asterisk/2/queue_log", LATE)
    incremental = built(home, seen)
    assert calls(home) == [
        (BRIDGED, BRIDGED, 1, True, False),
        (RENUMBERED, RENUMBERED, 2, False, True),
        (f"{RENUMBERED}/2", f"{RENUMBERED}/2", 5, True, False),
        (ALONE, ALONE, 5, False, True),
        (UNKNOWN, UNKNOWN, 3, False, True),
        (f"{UNKNOWN}/2", f"{UNKNOWN}/2", 6, False, True),
    ]
    assert all(incremental[table] != first[table] for table in BUILT)
    assert incremental == built(home, 0)
