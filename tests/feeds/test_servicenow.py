"""ServiceNow's incidents: every row the whole ticket, as its log and as its ordinary export have it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from one_file import Read, ReadFile

from easemart.errors import EasemartError
from easemart.loading import RefusedLoad, TableLoad
from workbench import Bench

COLUMNS = (
    "number", "incident_state", "active", "reopen_count", "sys_mod_count", "caller_id", "opened_at",
    "sys_updated_by", "sys_updated_at", "contact_type", "category", "impact", "priority", "assignment_group",
    "assigned_to", "closed_code", "resolved_by", "resolved_at", "closed_at",
)  # fmt: skip
NAME = "incidents.csv"
# What the end of the story writes on every row.
END = {"closed_code": "code 5", "resolved_by": "Rita", "resolved_at": "3/3/2016 11:29", "closed_at": "9/3/2016 12:00"}
FIRST = {
    "number": "INC7", "incident_state": "New", "active": "true", "reopen_count": "0", "sys_mod_count": "0",
    "caller_id": "Caller 12", "opened_at": "28/2/2016 01:16", "sys_updated_by": "mia",
    "sys_updated_at": "28/2/2016 01:23", "contact_type": "Phone", "category": "Network", "impact": "2 - Medium",
    "priority": "3 - Moderate", "assignment_group": "Desk", "assigned_to": "?", **END,
}  # fmt: skip
# Resolved and taken up again within one minute, in the order of sys_mod_count and not of the file.
STORY = [
    FIRST,
    {**FIRST, "incident_state": "Active", "sys_mod_count": "1", "assigned_to": "Ola",
     "sys_updated_at": "29/2/2016 08:00"},
    {**FIRST, "incident_state": "Active", "sys_mod_count": "3", "assigned_to": "Ola", "reopen_count": "1",
     "sys_updated_at": "1/3/2016 09:14"},
    {**FIRST, "incident_state": "Resolved", "sys_mod_count": "2", "assigned_to": "Ola",
     "sys_updated_at": "1/3/2016 09:14"},
    {**FIRST, "incident_state": "Awaiting User Info", "sys_mod_count": "4", "assigned_to": "Ola",
     "reopen_count": "1", "priority": "2 - High", "sys_updated_at": "2/3/2016 10:00"},
    {**FIRST, "incident_state": "Resolved", "sys_mod_count": "5", "assigned_to": "Ola", "reopen_count": "1",
     "priority": "2 - High", "assignment_group": "Field", "sys_updated_at": "3/3/2016 11:29"},
    {**FIRST, "incident_state": "Closed", "active": "false", "sys_mod_count": "6", "assigned_to": "Ola",
     "reopen_count": "1", "priority": "2 - High", "assignment_group": "Field", "sys_updated_at": "9/3/2016 12:00"},
]  # fmt: skip


def text_of(rows: Sequence[dict[str, str]], columns: Sequence[str] = COLUMNS) -> str:
    lines = [",".join(columns), *(",".join(row.get(column, "?") for column in columns) for row in rows)]
    return "\n".join(lines) + "\n"


def read(read_file: ReadFile, rows: Sequence[dict[str, str]], columns: Sequence[str] = COLUMNS, **changes: Any) -> Read:
    return read_file("tickets", "servicenow", NAME, text_of(rows, columns), **changes)


def ticket(read_file: ReadFile, **changed: str) -> dict[str, Any]:
    row = {**FIRST, **changed}
    found = read(read_file, [row], list(dict.fromkeys((*COLUMNS, *row))))
    assert found.refused == []
    return found.only("tickets")


def test_a_ticket_as_a_row_of_the_log_has_it(read_file: ReadFile) -> None:
    row = ticket(read_file)
    expected = {
        "ticket_id": "INC7", "customer_ref": "Caller 12", "customer_ref_kind": "account",
        "opened_at": dt.datetime(2016, 2, 28, 1, 16), "channel": "phone", "kind": "problem", "issue": "Network",
        "severity": "middle", "status": "new", "priority": "moderate", "team": "Desk", "assignee_ref": None,
        "reopen_count": 0, "solved_at": None, "closed_at": None, "first_response_at": None, "is_deleted": False,
        "version_at": dt.datetime(2016, 2, 28, 1, 23),
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_what_the_end_of_the_story_writes_is_not_known_at_its_start(read_file: ReadFile) -> None:
    rows = {row["version_at"].microsecond: row for row in read(read_file, STORY).rows["tickets"]}
    solved, closed = dt.datetime(2016, 3, 3, 11, 29), dt.datetime(2016, 3, 9, 12)
    assert [(rows[n]["solved_at"], rows[n]["closed_at"]) for n in range(7)] == [
        # The first time it was resolved is not the one that resolved_at tells of.
        (None, None), (None, None), (None, None), (None, None), (None, None), (solved, None), (solved, closed),
    ]  # fmt: skip


def test_each_field_of_each_row_is_a_snapshot_in_the_order_of_the_system(read_file: ReadFile) -> None:
    events = read(read_file, STORY).rows["ticket_events"]
    in_order = sorted(events, key=lambda event: (event["occurred_at"], event["sequence"]))
    told = {
        kind: [event["new_value"] for event in in_order if event["kind"] == kind]
        for kind in ("status", "assignment", "assignment_group", "priority", "reopened")
    }
    assert told == {
        "status": ["new", "open", "solved", "open", "pending", "solved", "closed"],
        "assignment": [None, *["Ola"] * 6],
        "assignment_group": [*["Desk"] * 5, *["Field"] * 2],
        "priority": [*["moderate"] * 4, *["high"] * 3],
        "reopened": ["0", "0", "0", "1", "1", "1", "1"],
    }
    assert len(events) == 35 and {event["is_snapshot"] for event in events} == {True}
    assert {event["actor_ref"] for event in events} == {"mia"}
    first = next(event for event in in_order if event["kind"] == "status")
    assert first["event_id"] == "INC7:0:2016-02-28 01:23:00:status"


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("New", "new"), ("1", "new"), ("Active", "open"), ("In Progress", "open"), ("2", "open"),
        ("Awaiting User Info", "pending"), ("4", "pending"), ("Awaiting Vendor", "hold"), ("Awaiting Problem", "hold"),
        ("Awaiting Evidence", "hold"), ("On Hold", "hold"), ("3", "hold"), ("5", "hold"), ("Resolved", "solved"),
        ("6", "solved"), ("Closed", "closed"), ("7", "closed"), ("Canceled", "closed"), ("8", "closed"),
        (" resolved ", "solved"),
    ],
)  # fmt: skip
def test_states_by_name_and_by_number(read_file: ReadFile, state: str, status: str) -> None:
    assert ticket(read_file, incident_state=state)["status"] == status


@pytest.mark.parametrize(("state", "reason"), [("On Hold", "Awaiting Caller"), ("3", "1")])
def test_on_hold_for_the_caller_waits_for_the_customer(read_file: ReadFile, state: str, reason: str) -> None:
    assert ticket(read_file, incident_state=state, hold_reason=reason)["status"] == "pending"


def test_a_code_that_nobody_knows_is_loaded_and_an_event_of_its_own(read_file: ReadFile) -> None:
    """It says nothing of whether the ticket is solved: no status of it is told."""
    odd = [
        {**FIRST, "incident_state": "-100", "sys_mod_count": number, "sys_updated_at": "1/3/2016 10:00"}
        for number in "12"
    ]
    found = read(read_file, [FIRST, *odd])
    assert found.refused == []
    assert sorted(row["status"] for row in found.rows["tickets"]) == ["-100", "-100", "new"]
    told = [(e["kind"], e["new_value"], e["is_snapshot"]) for e in found.rows["ticket_events"] if "status" in e["kind"]]
    assert sorted(told) == [("status", "new", True), *[("unknown_status", "-100", False)] * 2]


@pytest.mark.parametrize(
    ("column", "text", "field", "value"),
    [
        ("contact_type", "Email", "channel", "email"),
        ("contact_type", "Self-service", "channel", "self_service"),
        ("contact_type", "Walk-in", "channel", "other"),
        ("contact_type", "?", "channel", None),
        ("impact", "1 - High", "severity", "high"),
        ("impact", "3", "severity", "low"),
        ("priority", "1", "priority", "critical"),
        ("priority", "5 - Planning", "priority", "planning"),
        ("priority", "Moderate", "priority", "moderate"),
        ("priority", "9", "priority", "9"),
        ("caller_id", "?", "customer_ref_kind", None),
        ("category", "?", "issue", None),
        ("opened_at", "28.02.2016 01:16:30", "opened_at", dt.datetime(2016, 2, 28, 1, 16, 30)),
        ("opened_at", "28-02-2016 1:16", "opened_at", dt.datetime(2016, 2, 28, 1, 16)),
    ],
)
def test_words_and_times_of_a_ticket(read_file: ReadFile, column: str, text: str, field: str, value: object) -> None:
    assert ticket(read_file, **{column: text})[field] == value


def test_an_ordinary_export(read_file: ReadFile) -> None:
    """One row a ticket, times year first, other names and order of columns, columns more and columns less."""
    columns = [
        "sys_updated_on",
        "sys_mod_count",
        "short_description",
        "u_color",
        "state",
        "opened_at",
        "number",
        "mood",
    ]
    row = {
        "sys_updated_on": "2016-03-01 09:14:05", "sys_mod_count": "2", "short_description": "My secret",
        "u_color": "red", "state": "In Progress", "opened_at": "2016-02-03 01:16:00", "number": "INC8", "mood": "bad",
    }  # fmt: skip
    found = read(read_file, [row], columns)
    assert found.refused == [] and found.notes == ("columns nobody reads: mood",)
    only = found.only("tickets")
    assert (only["status"], only["opened_at"]) == ("open", dt.datetime(2016, 2, 3, 1, 16))
    assert only["version_at"] == dt.datetime(2016, 3, 1, 9, 14, 5, 2)
    assert only["customer_ref"] is only["channel"] is only["reopen_count"] is only["severity"] is None
    events = found.rows["ticket_events"]
    assert sorted(event["kind"] for event in events if event["new_value"] is not None) == ["status"]
    assert "secret" not in str(found.rows)


def test_an_export_of_a_list_by_its_labels_without_a_count_of_updates(read_file: ReadFile) -> None:
    text = (
        '"Number","Opened","Short description","Caller","Priority","State","Assignment group","Updated","Channel"\n'
        '"INC8","2024-03-01 09:15:00","secret","Ann","2 - High","In Progress","Desk","2024-03-02 10:00:00","Email"\n'
    )
    read = read_file("tickets", "servicenow", "incident.csv", text)
    assert read.refused == [] and read.notes == ()
    row = read.only("tickets")
    assert (row["ticket_id"], row["customer_ref"], row["status"], row["channel"]) == ("INC8", "Ann", "open", "email")
    assert (row["opened_at"], row["version_at"]) == (dt.datetime(2024, 3, 1, 9, 15), dt.datetime(2024, 3, 2, 10))
    assert "INC8:2024-03-02 10:00:00:status" in {event["event_id"] for event in read.rows["ticket_events"]}


def test_times_of_another_zone_become_utc(read_file: ReadFile) -> None:
    found = read(read_file, STORY[:2], time_zone="America/New_York")
    assert {row["opened_at"] for row in found.rows["tickets"]} == {dt.datetime(2016, 2, 28, 6, 16)}
    year_first = {**FIRST, "opened_at": "2016-02-28 01:16:00", "sys_updated_at": "2016-02-28 01:23:00"}
    assert read(read_file, [year_first], time_zone="America/New_York").only("tickets")["opened_at"] == dt.datetime(
        2016, 2, 28, 6, 16
    )


def month_first(row: dict[str, str]) -> dict[str, str]:
    swapped = dict(row)
    for column in ("opened_at", "sys_updated_at", "resolved_at", "closed_at"):
        day, month, rest = row[column].split("/")
        swapped[column] = f"{month}/{day}/{rest}"
    return swapped


def test_a_file_whose_dates_are_month_first_is_refused(read_file: ReadFile) -> None:
    with pytest.raises(
        EasemartError, match=r"^incidents.csv: its dates are month/day: 9 fit that order alone, 0 day/month alone"
    ):
        read(read_file, [month_first(row) for row in STORY])


def updates(*times: str, opened: str) -> list[dict[str, str]]:
    return [
        {**FIRST, "opened_at": f"{opened}/2016 01:00", "sys_updated_at": f"{time}/2016 02:00", "sys_mod_count": str(n)}
        for n, time in enumerate(times)
    ]


@pytest.mark.parametrize(
    ("rows", "is_sound"),
    [
        # Twelve days of March and the first of April, as day/month and as month/day.
        (updates("1/3", "5/3", "12/3", "1/4", opened="1/3"), True),
        (updates("3/1", "3/5", "3/12", "4/1", opened="3/1"), False),
        # As day/month it would be changed in January and opened in February.
        (updates("2/1", opened="1/2"), False),
        (updates("1/2", opened="2/1"), True),
        # Nothing speaks for either: as the source says.
        (updates("5/3", opened="5/3"), True),
    ],
)
def test_a_file_without_a_day_after_the_12th_is_judged_by_its_order(
    read_file: ReadFile, rows: list[dict[str, str]], is_sound: bool
) -> None:
    if is_sound:
        assert read(read_file, rows).refused == []
    else:
        with pytest.raises(EasemartError, match="its dates seem to be month/day: no day is after the 12th"):
            read(read_file, rows)


def test_one_slip_in_a_long_file_refuses_its_row_alone(read_file: ReadFile) -> None:
    long = [{**FIRST, "number": f"INC{n}"} for n in range(100)]
    found = read(read_file, [*long, {**FIRST, "number": "INC100", "opened_at": "2/28/2016 01:16"}])
    assert found.refused == [("tickets", 102, "cast:opened_at")]


@pytest.mark.parametrize(
    ("column", "text", "refused"),
    [
        ("opened_at", "30/2/2016 01:16", [("tickets", 3, "cast:opened_at")]),
        ("opened_at", "2016-02-28 01:16:00", [("tickets", 3, "cast:opened_at")]),
        ("opened_at", "28/2/16 01:16", [("tickets", 3, "cast:opened_at")]),
        ("opened_at", "infinity", [("tickets", 3, "cast:opened_at")]),
        (
            "sys_updated_at", "28/2/2016 25:00",
            [*[("ticket_events", 3, "cast:occurred_at")] * 5, ("tickets", 3, "cast:version_at")],
        ),
        (
            "sys_mod_count", "x",
            [*[("ticket_events", 3, "cast:sequence")] * 5, ("tickets", 3, "cast:version_at")],
        ),
        ("reopen_count", "many", [("tickets", 3, "cast:reopen_count")]),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(
    read_file: ReadFile, column: str, text: str, refused: list[tuple[str, int, str]]
) -> None:
    assert read(read_file, [FIRST, {**FIRST, "number": "INC8", column: text}]).refused == refused


@pytest.mark.parametrize("column", ["resolved_at", "closed_at"])
def test_an_end_that_is_not_understood_is_refused_where_it_counts(read_file: ReadFile, column: str) -> None:
    found = read(read_file, [{**row, column: "never"} for row in STORY])
    rule = {"resolved_at": "cast:solved_at", "closed_at": "cast:closed_at"}[column]
    assert {line for _, line, said in found.refused if said == rule} >= {8}
    assert ("tickets", 2, rule) not in found.refused


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("opened_at", "line 1: column opened_at is missing"),
        ("number", "line 1: column number is missing"),
        ("sys_updated_at", r"no row says when it was written: have it delivered with sys_updated_at"),
        ("incident_state", r"no row names a state: have it delivered with incident_state"),
    ],
)
def test_a_file_without_what_it_must_have_is_refused(read_file: ReadFile, left_out: str, said: str) -> None:
    with pytest.raises(EasemartError, match=said):
        read(read_file, STORY, [column for column in COLUMNS if column != left_out])


def loads(bench: Bench, files: Sequence[Sequence[dict[str, str]]]) -> list[TableLoad | RefusedLoad]:
    outcome = []
    for number, rows in enumerate(files):
        bench.put(f"tickets/servicenow/{number}.csv", text_of(rows))
        outcome += bench.load("tickets")
    return outcome


def in_raw(bench: Bench) -> list[tuple[Any, ...]]:
    return bench.query(
        "select 'ticket', ticket_id, status, version_at, solved_at::varchar, team, null, null from raw.tickets "
        "union all select 'event', event_id, kind, occurred_at, new_value, ticket_id, sequence, is_snapshot "
        "from raw.ticket_events order by all"
    )


def test_a_log_cut_into_files_is_the_log_in_whatever_order_they_come(bench: Bench, tmp_path: Path) -> None:
    whole = loads(bench, [STORY])
    assert whole == [
        TableLoad("tickets", read=7, accepted=1, superseded=6), TableLoad("ticket_events", read=35, accepted=35),
    ]  # fmt: skip
    expected = in_raw(bench)
    assert len(expected) == 36 and ("ticket", "INC7", "closed") in {row[:3] for row in expected}
    # Overlapping in one row, and the newer part first.
    for number, files in enumerate([(STORY[:4], STORY[3:]), (STORY[3:], STORY[:4])]):
        cut = Bench(type(bench.home)(tmp_path / f"home{number}"), tmp_path / f"inbox{number}")
        assert not any(isinstance(load, RefusedLoad) for load in loads(cut, files))
        assert in_raw(cut) == expected


def test_a_file_of_another_order_of_dates_changes_nothing(bench: Bench) -> None:
    loads(bench, [STORY])
    before = in_raw(bench)
    *_, refused = loads(bench, [STORY, [month_first(row) for row in STORY]])
    assert isinstance(refused, RefusedLoad) and "its dates are month/day" in str(refused)
    assert in_raw(bench) == before


def test_the_real_log(read_file: ReadFile, shared_data: Path) -> None:
    """No row is lost or refused, and a ticket's newest state is that of its last row."""
    (log,) = (shared_data / "it_incidents").glob("*.csv.gz")
    found = read_file("tickets", "servicenow", log.name, log, rows=False)
    assert found.refused == [] and found.unreadable == [] and found.notes == ()
    tickets = found.con.execute(
        """
        with newest as (
            from typed.tickets
            qualify row_number() over (partition by ticket_id order by version_at desc) = 1
        )
        select
            (select count(*) from typed.tickets), count(*), count(*) filter (status = 'closed'),
            count(closed_at), count(solved_at), count(*) filter (reopen_count > 0), sum(reopen_count),
            count(distinct customer_ref), count(*) filter (day(opened_at) <= 12)
        from newest
        """
    ).fetchone()
    assert tickets == (81_519, 13_302, 13_302, 13_302, 12_292, 175, 214, 4_010, 7_054)
    events = dict(
        found.con.execute(
            "select kind, count(*) from typed.ticket_events group by kind having count(*) = count(distinct event_id)"
        ).fetchall()
    )
    assert events == dict.fromkeys(("status", "assignment", "assignment_group", "priority", "reopened"), 81_519)
