"""Jira Service Management's issues: statuses by name or category, history, and comments."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from one_file import Read, ReadFile, gated

from workbench import Bench

FIELDS: dict[str, Any] = {
    "created": "2024-03-10T10:00:00.000+0100",
    "updated": "2024-03-10T13:00:00.000+0100",
    "resolutiondate": "2024-03-10T12:00:00.000+0100",
    "status": {"name": "Resolved", "statusCategory": {"key": "done"}},
    "issuetype": {"name": "[System] Incident"},
    "priority": {"name": "High"},
    "project": {"key": "SUP"},
    "reporter": {"accountId": "r1", "emailAddress": "Ann@Example.com", "accountType": "customer"},
    "assignee": {"accountId": "a1"},
    "summary": "secret",
}


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2024-03-10 {text}")


def issue(read_file: ReadFile, more: dict[str, Any] | None = None, **changes: Any) -> Read:
    record = {"id": "1", "key": "SUP-1", "fields": FIELDS | changes} | (more or {})
    read = read_file("tickets", "jira_service_management", "issues.jsonl", json.dumps(record) + "\n")
    assert isinstance(read, Read) and read.refused == []
    return read


def test_a_resolved_issue(read_file: ReadFile) -> None:
    read = issue(read_file)
    row = read.only("tickets")
    expected = {
        "ticket_id": "SUP-1", "customer_ref": "r1", "customer_ref_kind": "account", "opened_at": at("09:00"),
        "brand": "SUP", "kind": "problem", "issue": "[System] Incident", "status": "solved", "priority": "high",
        "assignee_ref": "a1", "solved_at": at("11:00"), "version_at": at("12:00"), "is_deleted": False,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    identifiers = {(row["kind"], row["value"]) for row in read.rows["customer_identifiers"]}
    assert identifiers == {("account", "r1"), ("email", "ann@example.com")}
    assert read.rows["ticket_events"] == [] and "secret" not in str(read.rows)


def test_people_of_a_server_have_a_key(read_file: ReadFile) -> None:
    person = {"name": "ann", "key": "JIRAUSER10100", "emailAddress": "ann@example.com"}
    change = {"id": "5", "created": FIELDS["created"], "author": person, "items": [
        {"field": "assignee", "from": None, "fromString": None, "to": "JIRAUSER10100", "toString": "Ann"},
    ]}  # fmt: skip
    read = issue(read_file, {"changelog": {"histories": [change]}}, reporter={"name": "bob"}, assignee=person)
    row, event = read.only("tickets"), read.only("ticket_events")
    assert (row["customer_ref"], row["assignee_ref"]) == ("bob", "JIRAUSER10100")
    assert (event["actor_ref"], event["actor_role"], event["new_value"]) == ("JIRAUSER10100", None, "JIRAUSER10100")
    assert {row["value"] for row in read.rows["customer_identifiers"]} == {"bob"}


@pytest.mark.parametrize(
    ("name", "category", "status", "is_solved"),
    [
        ("Waiting for customer", "indeterminate", "pending", False),
        ("Waiting for support", "indeterminate", "open", False),
        ("Escalated", "indeterminate", "hold", False),
        ("Canceled", "done", "closed", True),
        # A company's own: by its category.
        ("Bei der Technik", "indeterminate", "open", False),
        ("Fertig", "done", "closed", True),
        ("Neu", "new", "new", False),
        ("Odd", None, "Odd", False),
    ],
)
def test_statuses(read_file: ReadFile, name: str, category: str | None, status: str, is_solved: bool) -> None:
    row = issue(read_file, status={"name": name, "statusCategory": {"key": category}}).only("tickets")
    assert (row["status"], row["solved_at"] is not None) == (status, is_solved)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Ask a question", "question"), ("Service Request", "task"), ("Complaint", "complaint"), ("Epic", None)],
)
def test_kinds(read_file: ReadFile, name: str, kind: str | None) -> None:
    row = issue(read_file, issuetype={"name": name}).only("tickets")
    assert (row["kind"], row["issue"]) == (kind, name)


def test_history_and_comments(read_file: ReadFile) -> None:
    def changed(number: str, account: str, *items: dict[str, Any]) -> dict[str, Any]:
        author = {"accountId": account[0], "accountType": account[1:]}
        return {"id": number, "created": "2024-03-10T11:00:00.000+0100", "author": author, "items": list(items)}

    status = {"field": "status", "from": "1", "fromString": "Open", "to": "2", "toString": "Waiting for customer"}
    own = status | {"fromString": "Waiting for customer", "toString": "Bei der Technik"}
    assignee = {"field": "assignee", "from": None, "fromString": None, "to": "a1", "toString": "Ana"}
    text = {"field": "description", "fromString": "secret", "toString": "secret too"}
    histories = [changed("1", "Aatlassian", status, assignee, text), changed("2", "Bapp", own)]
    comments = [
        {"id": "5", "created": "2024-03-10T11:30:00.000+0100", "jsdPublic": public, "body": "secret",
         "author": {"accountId": who, "accountType": kind}}
        for public, who, kind in [(True, "r1", "customer")]
    ]  # fmt: skip
    read = issue(read_file, {"changelog": {"histories": histories}}, comment={"comments": comments})
    rows = {row["event_id"]: row for row in read.rows["ticket_events"]}
    assert set(rows) == {"history:1:status", "history:1:assignee", "history:2:status", "comment:5"}
    first = rows["history:1:status"]
    assert (first["kind"], first["old_value"], first["new_value"]) == ("status", "new", "pending")
    assert (first["occurred_at"], first["actor_ref"], first["actor_role"]) == (at("10:00"), "A", "agent")
    unknown = rows["history:2:status"]
    assert (unknown["kind"], unknown["new_value"], unknown["actor_role"]) == (
        "unknown_status", "Bei der Technik", "system",
    )  # fmt: skip
    assert (rows["history:1:assignee"]["kind"], rows["history:1:assignee"]["new_value"]) == ("assignment", "a1")
    comment = rows["comment:5"]
    assert (comment["kind"], comment["is_public"], comment["actor_role"]) == ("comment", True, "customer")
    assert comment["occurred_at"] == at("10:30") and "secret" not in str(read.rows)


def test_what_is_no_time_is_refused(read_file: ReadFile) -> None:
    lines = "".join(
        json.dumps({"key": key, "fields": FIELDS | {"created": created}}) + "\n"
        for key, created in [("SUP-1", "10/Mar/24 10:00 AM"), ("SUP-2", FIELDS["created"])]
    )
    read = read_file("tickets", "jira_service_management", "issues.jsonl", lines)
    assert read.refused == [("tickets", 1, "cast:opened_at")]
    assert read.only("tickets")["ticket_id"] == "SUP-2"


def test_through_the_gate(bench: Bench) -> None:
    status = {"field": "status", "fromString": "Open", "toString": "Resolved"}
    history = {"id": "1", "created": "2024-03-10T12:00:00.000+0100", "items": [status]}
    new = {"key": "SUP-1", "fields": FIELDS, "changelog": {"histories": [history]}}
    old = new | {"fields": FIELDS | {"updated": "2024-03-10T12:30:00.000+0100"}}
    bad = {"key": "SUP-2", "fields": FIELDS | {"created": "yesterday", "reporter": None}}
    found = gated(bench, "tickets/jira_service_management/issues.jsonl", [new, old, bad])
    assert found == {
        "tickets": (3, 1, 1, 1), "ticket_events": (2, 1, 0, 1), "customer_identifiers": (4, 2, 0, 2),
    }  # fmt: skip
