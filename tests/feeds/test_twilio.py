"""Twilio's calls: the customer's, the legs to agents, the lines that are nobody's contact."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from one_file import ReadFile, gated

from workbench import Bench

INBOUND: dict[str, Any] = {
    "sid": "CA1",
    "parent_call_sid": None,
    "direction": "inbound",
    "status": "completed",
    "from": "+12015550100",
    "to": "+12015550199",
    "start_time": "Sun, 10 Mar 2024 09:00:00 +0000",
    "end_time": "Sun, 10 Mar 2024 09:05:00 +0000",
    "duration": "300",
    "date_created": "Sun, 10 Mar 2024 09:00:00 +0000",
    "date_updated": "Sun, 10 Mar 2024 09:05:01 +0000",
    "price": "-0.03",
}
LEG = INBOUND | {
    "sid": "CA2",
    "parent_call_sid": "CA1",
    "direction": "outbound-dial",
    "to": "client:ana",
    "start_time": "Sun, 10 Mar 2024 09:01:00 +0000",
    "duration": "220",
}


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2024-03-10 {text}")


def call(read_file: ReadFile, record: dict[str, Any], **changes: Any) -> dict[str, Any]:
    read = read_file("telephony", "twilio", "calls.jsonl", json.dumps(record | changes) + "\n")
    assert read.refused == []
    return read.only("contacts")


def test_a_call_and_its_leg_to_an_agent(read_file: ReadFile) -> None:
    read = read_file("telephony", "twilio", "calls.json", json.dumps([INBOUND, LEG]))
    customer, leg = read.rows["contacts"]
    expected = {
        "contact_id": "CA1", "direction": "inbound", "initiation": "inbound", "customer_ref": "+12015550100",
        "customer_ref_kind": "phone", "queue": "+12015550199", "entered_at": at("09:00"), "queued_at": None,
        "answered_at": None, "ended_at": at("09:05"), "disposition": "completed", "parent_contact_id": None,
        "agent_ref": None, "talk_s": None, "version_at": at("09:05:01"),
    }  # fmt: skip
    assert {name: customer[name] for name in expected} == expected
    # Connected for 220 of its 240 seconds: it rang for 20.
    expected = {
        "contact_id": "CA2", "direction": "inbound", "initiation": "transfer", "parent_contact_id": "CA1",
        "initial_contact_id": "CA1", "customer_ref": None, "agent_ref": "ana", "queued_at": at("09:01"),
        "answered_at": at("09:01:20"), "ended_at": at("09:05"), "talk_s": 220, "disposition": "answered",
    }  # fmt: skip
    assert {name: leg[name] for name in expected} == expected


@pytest.mark.parametrize("status", ["queued", "ringing", "in-progress"])
def test_what_goes_on_has_no_end(read_file: ReadFile, status: str) -> None:
    row = call(read_file, LEG, status=status, end_time=None, duration=None)
    assert (row["ended_at"], row["disposition"], row["answered_at"], row["abandoned_where"]) == (None,) * 4


@pytest.mark.parametrize("status", ["busy", "no-answer", "canceled", "failed"])
def test_a_leg_that_nobody_took(read_file: ReadFile, status: str) -> None:
    row = call(read_file, LEG, status=status, duration="0")
    assert (row["disposition"], row["answered_at"], row["talk_s"]) == (status, None, None)
    assert (row["queued_at"], row["ended_at"]) == (at("09:01"), at("09:05"))


@pytest.mark.parametrize(
    ("changes", "direction", "disposition", "agent", "customer"),
    [
        ({"from": "client:ana"}, "inbound", "void", "ana", None),
        ({"direction": "outbound-api", "to": "sip:ana@pbx.example.com"}, "outbound", "void", "ana", None),
        ({"direction": "outbound-api", "to": "+12015550111"}, "outbound", "answered", None, "+12015550111"),
        (
            {"direction": "outbound-dial", "to": "+12015550111", "from": "client:ana", "parent_call_sid": "CA0"},
            "outbound", "answered", "ana", "+12015550111",
        ),
        ({"direction": "trunking-terminating", "to": "+12015550111"}, "outbound", "answered", None, "+12015550111"),
        ({"from": "anonymous"}, "inbound", "completed", None, None),
    ],
)  # fmt: skip
def test_whose_call_it_is(
    read_file: ReadFile,
    changes: dict[str, Any],
    direction: str,
    disposition: str,
    agent: str | None,
    customer: str | None,
) -> None:
    row = call(read_file, INBOUND, **changes)
    assert (row["direction"], row["disposition"]) == (direction, disposition)
    assert (row["agent_ref"], row["customer_ref"]) == (agent, customer)
    assert row["parent_contact_id"] is None


def test_times_of_a_library_and_a_call_not_yet_dialled(read_file: ReadFile) -> None:
    row = call(read_file, INBOUND, start_time="2024-03-10T10:00:00+01:00")
    assert row["entered_at"] == at("09:00")
    waiting = call(read_file, LEG, status="queued", start_time=None, end_time=None, duration=None)
    assert waiting["entered_at"] == at("09:00")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"start_time": "Sun, 10 Mar 2024 09:00:00 +0100"}, "cast:entered_at"),
        ({"start_time": "10/03/2024 09:00"}, "cast:entered_at"),
        ({"duration": "long"}, "cast:answered_at"),
    ],
)
def test_what_is_no_time_is_refused(read_file: ReadFile, changes: dict[str, Any], rule: str) -> None:
    lines = f"{json.dumps(LEG | changes)}\n{json.dumps(INBOUND)}\n"
    read = read_file("telephony", "twilio", "calls.jsonl", lines)
    assert read.refused == [("contacts", 1, rule)] and read.only("contacts")["contact_id"] == "CA1"


def test_through_the_gate(bench: Bench) -> None:
    older = INBOUND | {"date_updated": "Sun, 10 Mar 2024 09:00:01 +0000", "status": "in-progress"}
    lines = [INBOUND, older, INBOUND | {"sid": None}]
    assert gated(bench, "telephony/twilio/calls.jsonl", lines) == {"contacts": (3, 1, 1, 1)}
    assert bench.query("select disposition from raw.contacts") == [("completed",)]
