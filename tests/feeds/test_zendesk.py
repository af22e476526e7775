"""Zendesk's tables in the connectors' layout."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from one_file import ReadFile

from easemart.loading import TableLoad
from easemart.sources import source
from workbench import Bench

TICKETS = "id,_fivetran_synced,created_at,requester_id,status,type,via_channel,priority,group_id,assignee_id,brand_id"
HISTORY = "field_name,ticket_id,updated,_fivetran_synced,user_id,value\n"
COMMENTS = "id,_fivetran_synced,body,created,public,ticket_id,user_id\n"
USERS = "id,_fivetran_synced,role,email,phone,external_id,name\n"
SYNCED = "2024-04-01 02:00:00.793"


def test_a_ticket(read_file: ReadFile) -> None:
    text = (
        f"{TICKETS},custom_kind,custom_issue,description\n"
        f'16,{SYNCED},2024-03-31 02:30:00,900,on-hold,incident,voice,Urgent,3,7,1,,billing,"two\nlines"\n'
    )
    row = read_file("tickets", "zendesk", "ticket_data.csv", text).only("tickets")
    expected = {
        "ticket_id": "16", "customer_ref": "900", "customer_ref_kind": "account", "customer_ref_issued_by": None,
        "opened_at": dt.datetime(2024, 3, 31, 2, 30), "channel": "phone", "brand": "1", "kind": "problem",
        "issue": "billing", "status": "hold", "priority": "urgent", "team": "3", "assignee_ref": "7",
        "is_deleted": False, "solved_at": None, "contact_id": None,
        "version_at": dt.datetime(2024, 4, 1, 2, 0, 0, 793000),
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("1,{s},2024-01-01 00:00:00,5,deleted,,web,,,,", "is_deleted", True),
        ("1,{s},2024-01-01 00:00:00,5,new,,any_channel,,,,", "channel", "social"),
        ("1,{s},2024-01-01 00:00:00,5,new,,,,,,", "channel", None),
        ("1,{s},2024-01-01 00:00:00,5,new,,fax,,,,", "channel", "other"),
        ("1,{s},2024-01-01 00:00:00,5,new,task,web,,,,", "kind", "task"),
        ("1,{s},2024-01-01 00:00:00,,new,,web,,,,", "customer_ref_kind", None),
        ("1,{s},2024-01-01 00:00:00,5,open,,web,,,,,TRUE", "is_deleted", True),
        ("1,{s},2024-01-01 00:00:00,5,open,,web,,,,,", "is_deleted", False),
    ],
)
def test_words_of_a_ticket(read_file: ReadFile, row: str, column: str, value: object) -> None:
    header = TICKETS + (",_fivetran_deleted" if row.count(",") > TICKETS.count(",") else "")
    text = f"{header}\n{row.format(s=SYNCED)}\n"
    assert read_file("tickets", "zendesk", "ticket.csv", text).only("tickets")[column] == value


def test_a_column_that_zendesk_does_not_have_is_named(read_file: ReadFile) -> None:
    header = f"{TICKETS},description,via_source_rel,custom_shoe_size"
    text = f"{header}\n1,{SYNCED},2024-01-01 00:00:00,5,new,,web,,,,,text,x,44\n"
    assert read_file("tickets", "zendesk", "ticket.csv", text).notes == ("columns nobody reads: custom_shoe_size",)


def test_changes_of_fields(read_file: ReadFile) -> None:
    text = HISTORY + (
        f"status,16,2024-03-01 10:00:00,{SYNCED},7,on-hold\n"
        f"assignee_id,16,2024-03-01 10:00:00,{SYNCED},-1,7\n"
        f"subject,16,2024-03-01 10:00:00,{SYNCED},900,My name is Ann\n"
        f"status,16,2024-02-30 10:00:00,{SYNCED},7,solved\n"
    )
    read = read_file("tickets", "zendesk", "ticket_field_history_data.csv", text)
    assert read.refused == [("ticket_events", 5, "cast:occurred_at")]
    rows = {row["kind"]: row for row in read.rows["ticket_events"]}
    assert rows["status"]["event_id"] == "history:16:status:2024-03-01 10:00:00"
    assert rows["status"]["new_value"] == "hold" and rows["status"]["actor_role"] is None
    assert (rows["assignment"]["new_value"], rows["assignment"]["actor_role"]) == ("7", "system")
    assert rows["subject"]["new_value"] is None


def test_comments_keep_no_text(read_file: ReadFile) -> None:
    text = COMMENTS + (
        f'5,{SYNCED},"Dear Ann,\nsecret words",2024-03-01 10:00:00,TRUE,16,7\n'
        f"6,{SYNCED},secret words,2024-03-01 10:01:00,FALSE,16,7\n"
    )
    read = read_file("tickets", "zendesk", "ticket_comment_data.csv", text)
    rows = {row["event_id"]: row for row in read.rows["ticket_events"]}
    assert rows["comment:5"]["is_public"] is True and rows["comment:5"]["actor_role"] is None
    assert rows["comment:6"]["is_public"] is False and rows["comment:6"]["actor_role"] == "agent"
    assert {row["kind"] for row in rows.values()} == {"comment"}
    assert "secret" not in str(rows)


def test_users_are_end_users_or_agents(read_file: ReadFile) -> None:
    text = USERS + (
        f"900,{SYNCED},end-user,Ann@Example.com,+1 (201) 555-0100,C7,Ann\n"
        f"7,{SYNCED},agent,ana@example.com,,,Ana\n"
        f"8,{SYNCED},admin,,,A2,Adi\n"
        f"901,{SYNCED},,,,,\n"
    )
    read = read_file("tickets", "zendesk", "user_data_2024-01.csv", text)
    assert read.refused == []
    found = {
        (row["customer_id"], row["kind"], row["value"], row["issued_by"]) for row in read.rows["customer_identifiers"]
    }
    assert found == {
        ("900", "account", "900", None),
        ("900", "account", "C7", "standard"),
        ("900", "email", "ann@example.com", None),
        ("900", "phone", "+12015550100", None),
        ("901", "account", "901", None),
    }
    assert [(row["agent_id"], row["aliases"]) for row in read.rows["agents"]] == [
        ("7", None),
        ("8", "standard:A2"),
    ]


SPANS = "id,_fivetran_synced,_fivetran_deleted,name,time_zone,start_time,end_time\n"
HOLIDAYS = "id,schedule_id,_fivetran_synced,_fivetran_deleted,name,start_date,end_date\n"


def test_the_weekly_spans_of_a_schedule(read_file: ReadFile) -> None:
    """Monday 8:00 to 12:00, Saturday 22:00 to midnight, and a Sunday that was given up."""
    text = SPANS + (
        f"5,{SYNCED},FALSE,Desk,Pacific Time (US & Canada),1920,2160\n"
        f"5,{SYNCED},FALSE,Desk,Europe/Berlin,9960,10080\n"
        f"5,{SYNCED},TRUE,Desk,La Paz,540,600\n"
    )
    read = read_file("tickets", "zendesk", "schedule_data.csv", text)
    assert read.refused == [] and read.notes == ()
    columns = ("line_id", "time_zone", "weekday", "opens_minute", "closes_minute", "valid_to")
    assert [tuple(row[column] for column in columns) for row in read.rows["ticket_schedules"]] == [
        ("week-1920-2160", "America/Los_Angeles", 1, 480, 720, None),
        ("week-540-600", "America/La_Paz", 7, 540, 600, dt.date(2024, 4, 1)),
        ("week-9960-10080", "Europe/Berlin", 6, 1320, 1440, None),
    ]
    assert {(row["schedule_id"], row["team"], row["holiday_from"]) for row in read.rows["ticket_schedules"]} == {
        ("5", None, None)
    }


def test_hours_that_are_no_minutes_are_refused(read_file: ReadFile) -> None:
    text = SPANS + f"5,{SYNCED},FALSE,Desk,Tokyo,8:00,600\n5,{SYNCED},FALSE,Desk,Tokyo,480,noon\n"
    read = read_file("tickets", "zendesk", "schedule.csv", text)
    assert read.refused == [("ticket_schedules", 2, "cast:opens_minute"), ("ticket_schedules", 3, "cast:closes_minute")]


def test_the_holidays_of_a_schedule(read_file: ReadFile) -> None:
    text = HOLIDAYS + f"8,5,{SYNCED},FALSE,Boxing Day,2022-12-26,2022-12-27\n8,5,{SYNCED},FALSE,x,2022-02-30,x\n"
    read = read_file("tickets", "zendesk", "schedule_holiday_data.csv", text)
    row = read.only("ticket_schedules")
    assert (row["schedule_id"], row["line_id"], row["weekday"]) == ("5", "holiday-8", None)
    assert (row["holiday_from"], row["holiday_to"]) == (dt.date(2022, 12, 26), dt.date(2022, 12, 27))
    assert read.refused == [("ticket_schedules", 3, "cast:holiday_from")]


def test_a_span_in_a_zone_that_nobody_knows_is_refused(bench: Bench) -> None:
    """Which hours are meant cannot be told."""
    known = "".join(f"5,{SYNCED},FALSE,Desk,Tokyo,{480 + 1440 * day},{1080 + 1440 * day}\n" for day in range(6))
    load = bench.put_and_load("tickets/zendesk/schedule.csv", SPANS + known + f"5,{SYNCED},FALSE,Desk,Atlantis,0,60\n")
    assert isinstance(load, TableLoad) and (load.read, load.accepted, load.refused) == (7, 6, 1)
    assert bench.query("select line, rule from audit.quarantine") == [(8, "time_zone_given")]
    assert bench.query("select distinct time_zone from raw.ticket_schedules") == [("Asia/Tokyo",)]


@pytest.mark.parametrize("prefix", ["", "acme_", "acme-"])
@pytest.mark.parametrize("suffix", ["", "_2026-03", "-1", ".2"])
@pytest.mark.parametrize(
    ("stem", "tables"),
    [
        ("ticket", ("tickets",)),
        ("ticket_data", ("tickets",)),
        ("ticket_field_history", ("ticket_events",)),
        ("ticket_comment_data", ("ticket_events",)),
        ("user", ("customer_identifiers", "agents")),
        ("user_data", ("customer_identifiers", "agents")),
        ("ticket_schedule_data", None),
        ("ticket_tag", None),
        ("schedule_data", ("ticket_schedules",)),
        ("schedule_holiday_data", ("ticket_schedules",)),
        ("group_data", None),
        ("ticket_chat_event_data", None),
        ("ticket_schedule_holiday_data", None),
        ("ticket_form_history_data", None),
        ("ticket_sla_policy", None),
        ("sla_policy_metric_history", None),
        ("ticket_custom_field", None),
    ],
)
def test_each_name_is_one_kind_of_file(prefix: str, suffix: str, stem: str, tables: tuple[str, ...] | None) -> None:
    zendesk = source("tickets", "zendesk")
    name = f"{prefix}{stem}{suffix}.csv"
    assert zendesk.ignores(name) is (tables is None)
    if tables is not None:
        assert zendesk.kind_of(name).tables == tables


def test_the_real_sample(read_file: ReadFile, shared_data: Path) -> None:
    """Every file of the export is read or ignored, and no line of those read is lost."""
    zendesk = source("tickets", "zendesk")
    counted = {}
    for path in sorted((shared_data / "zendesk_export").glob("*.csv")):
        if zendesk.ignores(path.name):
            continue
        read = read_file("tickets", "zendesk", path.name, path)
        assert read.refused == [] and read.notes == ()
        counted[path.name] = {table: len(rows) for table, rows in read.rows.items()}
        if path.name == "ticket_data.csv":
            assert sum(row["is_deleted"] for row in read.rows["tickets"]) == 2
        if path.name == "ticket_field_history_data.csv":
            assert len({row["event_id"] for row in read.rows["ticket_events"]}) == 35
    assert counted == {
        "schedule_data.csv": {"ticket_schedules": 5},
        "schedule_holiday_data.csv": {"ticket_schedules": 2},
        "ticket_comment_data.csv": {"ticket_events": 20},
        "ticket_data.csv": {"tickets": 10},
        "ticket_field_history_data.csv": {"ticket_events": 38},
        "user_data.csv": {"customer_identifiers": 18, "agents": 1},
    }
