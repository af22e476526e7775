"""Zendesk as its API delivers it: tickets, audits, metric events, satisfaction ratings."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from one_file import ReadFile


def lines(*records: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)


TICKET = {
    "id": 35436, "url": "https://example.zendesk.com/api/v2/tickets/35436.json", "external_id": None,
    "created_at": "2026-03-01T10:00:00Z", "updated_at": "2026-03-02T10:00:00Z", "generated_timestamp": 1772447400,
    "type": "incident", "subject": "My printer is on fire", "description": "The fire is colourful",
    "priority": "High", "status": "hold", "requester_id": 20978392, "submitter_id": 76872, "assignee_id": 235323,
    "group_id": 98738, "brand_id": 123, "via": {"channel": "web"}, "tags": ["printer"],
    "custom_fields": [{"id": 27642, "value": "745"}], "satisfaction_rating": {"score": "good"},
}  # fmt: skip


def test_a_ticket_of_the_incremental_export(read_file: ReadFile) -> None:
    row = read_file("tickets", "zendesk", "incremental_tickets_2026-03.jsonl", lines(TICKET)).only("tickets")
    expected = {
        "ticket_id": "35436", "customer_ref": "20978392", "customer_ref_kind": "account", "channel": "web",
        "kind": "problem", "status": "hold", "priority": "high", "team": "98738", "assignee_ref": "235323",
        "brand": "123", "is_deleted": False, "opened_at": dt.datetime(2026, 3, 1, 10),
        "version_at": dt.datetime(2026, 3, 2, 10, 30),
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_a_deleted_ticket_and_one_without_a_generated_timestamp(read_file: ReadFile) -> None:
    deleted = TICKET | {"status": "deleted", "generated_timestamp": None}
    row = read_file("tickets", "zendesk", "tickets.json", json.dumps([deleted])).only("tickets")
    assert row["is_deleted"] is True and row["version_at"] == dt.datetime(2026, 3, 2, 10)


def test_audits(read_file: ReadFile) -> None:
    audit = {"id": 1, "ticket_id": 47, "created_at": "2026-03-01T10:00:00Z", "author_id": 7, "via": {"channel": "web"}}
    events = [
        {"id": 11, "type": "Create", "field_name": "status", "value": "new"},
        {"id": 12, "type": "Change", "field_name": "status", "value": "on-hold", "previous_value": "open"},
        {"id": 13, "type": "Change", "field_name": "assignee_id", "value": "9", "previous_value": None},
        {"id": 14, "type": "Change", "field_name": "subject", "value": "I am Ann", "previous_value": "x"},
        {"id": 15, "type": "Comment", "body": "secret words", "public": False, "author_id": 8},
        {"id": 16, "type": "Change", "field_name": "tags", "value": ["a"], "previous_value": []},
        {"id": 17, "type": "Notification", "body": "secret words", "subject": "Ticket #47"},
    ]
    text = lines(audit | {"events": events}, audit | {"id": 2, "author_id": -1, "events": []})
    read = read_file("tickets", "zendesk", "ticket_audits_2026-03.jsonl", text)
    assert read.refused == []
    rows = {row["event_id"]: row for row in read.rows["ticket_events"]}
    assert {key: (row["kind"], row["old_value"], row["new_value"], row["actor_ref"]) for key, row in rows.items()} == {
        "audit:11": ("status", None, "new", "7"),
        "audit:12": ("status", "open", "hold", "7"),
        "audit:13": ("assignment", None, "9", "7"),
        "audit:14": ("subject", None, None, "7"),
        "audit:15": ("comment", None, None, "8"),
        "audit:16": ("tags", None, None, "7"),
        "audit:17": ("notification", None, None, "7"),
        "audit:2": ("audit", None, None, "-1"),
    }
    assert rows["audit:15"]["is_public"] is False and rows["audit:15"]["actor_role"] == "agent"
    assert rows["audit:2"]["actor_role"] == "system" and rows["audit:11"]["is_public"] is None
    assert "secret" not in str(rows) and "Ann" not in str(rows)


def test_metric_events(read_file: ReadFile) -> None:
    event = {"id": 5, "instance_id": 1, "metric": "reply_time", "ticket_id": 155, "time": "2026-03-01T10:00:00Z"}
    text = lines(event | {"type": "fulfill"}, event | {"id": 6, "type": "breach", "deleted": True})
    rows = read_file("tickets", "zendesk", "ticket_metric_events.jsonl", text).rows["ticket_events"]
    assert [(row["event_id"], row["kind"], row["ticket_id"]) for row in rows] == [
        ("metric:5", "reply_time_fulfill", "155"),
        ("metric:6", "deleted_reply_time_breach", "155"),
    ]
    assert rows[0]["occurred_at"] == dt.datetime(2026, 3, 1, 10)


def test_satisfaction_ratings_as_a_connector_delivers_them(read_file: ReadFile) -> None:
    text = (
        "id,_fivetran_synced,assignee_id,comment,created_at,group_id,reason,requester_id,score,ticket_id,updated_at,url\n"
        "1,2026-03-02 12:00:00,40,well done,2026-03-01 10:00:00,51,,900,good,7,2026-03-02 11:00:00,\n"
        "2,2026-03-02 12:00:00,40,,2026-03-01 10:00:00,,,,offered,8,,\n"
    )
    read = read_file("surveys", "zendesk", "satisfaction_rating_data.csv", text)
    assert read.refused == [] and read.notes == ()
    given, offered = sorted(read.rows["responses"], key=lambda row: row["response_id"])
    assert (given["ticket_id"], given["customer_ref"], given["team"], given["is_finished"]) == ("7", "900", "51", True)
    assert given["submitted_at"] == given["version_at"] == dt.datetime(2026, 3, 2, 11)
    assert (offered["customer_ref"], offered["customer_ref_kind"], offered["team"]) == (None, None, None)
    assert (offered["is_finished"], offered["version_at"]) == (False, dt.datetime(2026, 3, 1, 10))
    assert {(row["question_id"], row["value"], row["text"]) for row in read.rows["answers"]} == {
        ("score", 1.0, None), ("comment", None, "well done"),
    }  # fmt: skip


def test_satisfaction_ratings(read_file: ReadFile) -> None:
    rating = {
        "id": 62, "ticket_id": 208, "requester_id": 7881, "assignee_id": 135, "group_id": 44,
        "created_at": "2026-03-01T10:00:00Z", "updated_at": "2026-03-01T11:00:00Z",
    }  # fmt: skip
    text = lines(
        rating | {"score": "good", "comment": "Awesome!"},
        rating | {"id": 63, "score": "bad_with_comment", "comment": "no", "reason": "It took too long"},
        rating | {"id": 64, "score": "offered"},
    )
    read = read_file("surveys", "zendesk", "satisfaction_ratings_2026-03.jsonl", text)
    assert read.refused == []
    responses = {row["response_id"]: row for row in read.rows["responses"]}
    assert {key: (row["is_finished"], row["submitted_at"] is None) for key, row in responses.items()} == {
        "62": (True, False), "63": (True, False), "64": (False, True),
    }  # fmt: skip
    assert (responses["62"]["ticket_id"], responses["62"]["customer_ref"], responses["62"]["team"]) == (
        "208", "7881", "44",
    )  # fmt: skip
    found = {(row["response_id"], row["question_id"]): row for row in read.rows["answers"]}
    assert {key: (row["value"], row["choice"]) for key, row in found.items()} == {
        ("62", "score"): (1, "good"), ("62", "comment"): (None, None), ("63", "score"): (0, "bad"),
        ("63", "comment"): (None, None), ("63", "reason"): (None, "It took too long"),
    }  # fmt: skip
    assert found["63", "score"]["measure"] == "satisfaction" and found["62", "comment"]["text"] == "Awesome!"
