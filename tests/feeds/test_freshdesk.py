"""Freshdesk's tickets and conversations: codes in words, states, and who wrote what."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from one_file import Read, ReadFile, gated

from workbench import Bench

TICKET: dict[str, Any] = {
    "id": 7,
    "status": 5,
    "priority": 3,
    "source": 1,
    "type": "Incident",
    "requester_id": 31,
    "responder_id": 41,
    "group_id": 51,
    "product_id": None,
    "spam": False,
    "created_at": "2024-03-10T09:00:00Z",
    "updated_at": "2024-03-12T09:00:00Z",
    "stats": {
        "first_responded_at": "2024-03-10T09:30:00Z",
        "resolved_at": "2024-03-10T11:00:00Z",
        "closed_at": "2024-03-12T09:00:00Z",
    },
    "requester": {"id": 31, "email": "Ann@Example.com", "phone": None, "mobile": "+49 30 901820"},
    "description_text": "secret",
}


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2024-03-{text}")


def ticket(read_file: ReadFile, **changes: Any) -> Read:
    read = read_file("tickets", "freshdesk", "tickets_2024-03.jsonl", json.dumps(TICKET | changes) + "\n")
    assert isinstance(read, Read) and read.refused == []
    return read


def test_a_closed_ticket(read_file: ReadFile) -> None:
    read = ticket(read_file)
    row = read.only("tickets")
    expected = {
        "ticket_id": "7", "customer_ref": "31", "customer_ref_kind": "account", "opened_at": at("10 09:00"),
        "channel": "email", "kind": "problem", "issue": "Incident", "status": "closed", "priority": "high",
        "team": "51", "assignee_ref": "41", "first_response_at": at("10 09:30"), "solved_at": at("10 11:00"),
        "closed_at": at("12 09:00"), "is_deleted": False, "version_at": at("12 09:00"), "brand": None,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    events = sorted((e["occurred_at"], e["kind"], e["new_value"], e["is_snapshot"]) for e in read.rows["ticket_events"])
    assert events == [
        (at("10 11:00"), "status", "solved", True),
        (at("12 09:00"), "assignment", "41", True),
        (at("12 09:00"), "assignment_group", "51", True),
        (at("12 09:00"), "priority", "high", True),
        (at("12 09:00"), "status", "closed", True),
    ]
    identifiers = {(row["customer_id"], row["kind"], row["value"]) for row in read.rows["customer_identifiers"]}
    assert identifiers == {("31", "account", "31"), ("31", "email", "ann@example.com"), ("31", "phone", "+4930901820")}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # Solved once, open again: it is not solved.
        ({"status": 2}, {"status": "open", "solved_at": None, "closed_at": None}),
        ({"status": 3}, {"status": "pending"}),
        ({"status": 4}, {"status": "solved", "solved_at": at("10 11:00"), "closed_at": None}),
        ({"status": 7}, {"status": "7", "solved_at": None}),
        ({"source": 2}, {"channel": "web"}),
        ({"source": 3}, {"channel": "phone"}),
        ({"source": 7}, {"channel": "chat"}),
        ({"source": 99}, {"channel": "other"}),
        ({"type": None}, {"kind": None, "issue": None}),
        ({"type": "Refund"}, {"kind": None, "issue": "Refund"}),
        ({"spam": True}, {"is_deleted": True}),
        ({"deleted": True}, {"is_deleted": True}),
        ({"requester_id": None}, {"customer_ref": None, "customer_ref_kind": None}),
    ],
)
def test_what_else_a_ticket_says(read_file: ReadFile, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    row = ticket(read_file, **changes).only("tickets")
    assert {name: row[name] for name in expected} == expected


def test_a_ticket_without_what_was_not_asked_for(read_file: ReadFile) -> None:
    read = ticket(read_file, stats=None, requester=None, responder_id=None)
    assert read.only("tickets")["solved_at"] is None
    assert read.rows["customer_identifiers"] == []
    assert ("assignment", None) in {(e["kind"], e["new_value"]) for e in read.rows["ticket_events"]}


@pytest.mark.parametrize(
    ("incoming", "private", "role", "is_public"),
    [(True, False, "customer", True), (False, False, "agent", True), (False, True, "agent", False)],
)
def test_conversations(read_file: ReadFile, incoming: bool, private: bool, role: str, is_public: bool) -> None:
    record = {
        "id": 1, "ticket_id": 7, "user_id": 31, "incoming": incoming, "private": private, "body_text": "secret",
        "created_at": "2024-03-10T10:00:00Z", "updated_at": "2024-03-10T10:00:00Z",
    }  # fmt: skip
    read = read_file("tickets", "freshdesk", "ticket_conversations.jsonl", json.dumps(record) + "\n")
    row = read.only("ticket_events")
    assert (row["event_id"], row["ticket_id"], row["kind"], row["actor_ref"]) == (
        "conversation:1", "7", "comment", "31",
    )  # fmt: skip
    assert (row["actor_role"], row["is_public"], row["occurred_at"]) == (role, is_public, at("10 10:00"))
    assert "secret" not in str(read.rows)


def test_conversations_that_come_with_their_ticket(read_file: ReadFile) -> None:
    written = {"id": 91, "user_id": 31, "incoming": True, "private": False, "body": "secret"}
    times = {"created_at": "2024-03-10T10:00:00Z", "updated_at": "2024-03-10T10:00:00Z"}
    (row,) = (e for e in ticket(read_file, conversations=[written | times]).rows["ticket_events"] if e["is_public"])
    expected = {"event_id": "conversation:91", "ticket_id": "7", "kind": "comment", "occurred_at": at("10 10:00")}
    assert {name: row[name] for name in expected} == expected


def test_what_is_no_time_is_refused(read_file: ReadFile) -> None:
    lines = f"{json.dumps(TICKET | {'created_at': '10/03/2024'})}\n{json.dumps(TICKET | {'id': 8})}\n"
    read = read_file("tickets", "freshdesk", "tickets.jsonl", lines)
    assert read.refused == [("tickets", 1, "cast:opened_at")]
    assert read.only("tickets")["ticket_id"] == "8"


def test_through_the_gate(bench: Bench) -> None:
    old = TICKET | {"status": 2, "stats": None, "updated_at": "2024-03-11T09:00:00Z"}
    new = TICKET | {"stats": None}
    bad = new | {"id": 8, "created_at": "yesterday", "requester": None}
    found = gated(bench, "tickets/freshdesk/tickets.jsonl", [new, old, bad])
    assert found == {
        "tickets": (3, 1, 1, 1), "ticket_events": (12, 12, 0, 0), "customer_identifiers": (6, 3, 0, 3),
    }  # fmt: skip
    assert bench.query("select status from raw.tickets") == [("closed",)]
