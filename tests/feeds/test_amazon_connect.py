"""Amazon Connect's contact records: each way a contact goes, and each shape a record may not have."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from one_file import ReadFile

ANSWERED: dict[str, Any] = {
    "ContactId": "c1",
    "Channel": "VOICE",
    "InitiationMethod": "INBOUND",
    "InitiationTimestamp": "2024-03-10T09:00:00Z",
    "DisconnectTimestamp": "2024-03-10T09:05:00Z",
    "DisconnectReason": "CUSTOMER_DISCONNECT",
    "LastUpdateTimestamp": "2024-03-10T09:06:00Z",
    "CustomerEndpoint": {"Address": "+12015550100", "Type": "TELEPHONE_NUMBER"},
    "Queue": {
        "Name": "[EU] Billing",
        "EnqueueTimestamp": "2024-03-10T09:00:30Z",
        "DequeueTimestamp": "2024-03-10T09:01:15Z",
        "Duration": 45,
    },
    "Agent": {
        "Username": "ana",
        "ConnectedToAgentTimestamp": "2024-03-10T09:01:15Z",
        "AgentInteractionDuration": 200,
        "CustomerHoldDuration": 25,
        "NumberOfHolds": 1,
        "AfterContactWorkDuration": 30,
    },
    "Attributes": {"issue": "billing", "reason": "question", "resolved": "true", "ticketId": "7", "other": "x"},
    "MediaStreams": [{"Type": "AUDIO"}],
}


def contact(read_file: ReadFile, **changes: Any) -> dict[str, Any]:
    record = {key: value for key, value in (ANSWERED | changes).items() if value != "absent"}
    read = read_file("telephony", "amazon_connect", "records.jsonl", json.dumps(record) + "\n")
    assert read.refused == []
    return read.only("contacts")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2024-03-10 {text}")


def test_an_answered_call(read_file: ReadFile) -> None:
    row = contact(read_file)
    expected = {
        "contact_id": "c1", "channel": "phone", "direction": "inbound", "initiation": "inbound",
        "customer_ref": "+12015550100", "customer_ref_kind": "phone", "customer_ref_issued_by": None,
        "ticket_id": "7", "queue": "[EU] Billing", "issue": "billing", "reason": "question",
        "entered_at": at("09:00:00"), "menu_left_at": at("09:00:30"), "queued_at": at("09:00:30"),
        "answered_at": at("09:01:15"), "ended_at": at("09:05:00"), "wait_s": 45, "talk_s": 200, "hold_s": 25,
        "hold_count": 1, "wrap_s": 30, "agent_ref": "ana", "disposition": "resolved", "abandoned_where": None,
        "parent_contact_id": None, "initial_contact_id": None, "version_at": at("09:06:00"),
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_a_customer_number_goes_before_a_phone_number(read_file: ReadFile) -> None:
    row = contact(read_file, Attributes={"customerId": "C1"})
    assert (row["customer_ref"], row["customer_ref_kind"], row["customer_ref_issued_by"]) == (
        "C1",
        "account",
        "standard",
    )
    assert row["disposition"] == "answered"


@pytest.mark.parametrize(
    ("endpoint", "reference"),
    [
        ({"Address": "anonymous", "Type": "TELEPHONE_NUMBER"}, (None, None)),
        ({"Address": "Ann@Example.com", "Type": "EMAIL_ADDRESS"}, ("ann@example.com", "email")),
        ({"Address": "+266696687", "Type": "TELEPHONE_NUMBER"}, (None, None)),
        ({"Address": "sip:1", "Type": "VOIP"}, (None, None)),
        (None, (None, None)),
        ("absent", (None, None)),
    ],
)
def test_who_it_was(read_file: ReadFile, endpoint: object, reference: tuple[str | None, str | None]) -> None:
    row = contact(read_file, CustomerEndpoint=endpoint)
    assert (row["customer_ref"], row["customer_ref_kind"]) == reference


@pytest.mark.parametrize(
    ("changes", "where", "disposition"),
    [
        ({"Agent": None}, "queue", "abandoned"),
        ({"Agent": "absent", "Queue": "absent"}, "menu", "abandoned"),
        (
            {"Agent": None, "Queue": None, "DisconnectReason": "CONTACT_FLOW_DISCONNECT"},
            None,
            "contact_flow_disconnect",
        ),
        ({"Agent": None, "NextContactId": "c2"}, None, "customer_disconnect"),
        ({"Agent": None, "DisconnectTimestamp": None, "DisconnectReason": None}, None, None),
    ],
)
def test_where_it_was_abandoned(
    read_file: ReadFile, changes: dict[str, Any], where: str | None, disposition: str | None
) -> None:
    row = contact(read_file, **{"Attributes": {}, **changes})
    assert (row["abandoned_where"], row["disposition"]) == (where, disposition)
    assert row["answered_at"] is None


@pytest.mark.parametrize(
    ("method", "channel", "direction", "initiation", "parent"),
    [
        ("TRANSFER", "VOICE", "inbound", "transfer", "c0"),
        ("QUEUE_TRANSFER", "VOICE", "inbound", "transfer", "c0"),
        ("CALLBACK", "VOICE", "outbound", "callback", None),
        ("OUTBOUND", "VOICE", "outbound", "outbound", None),
        ("API", "VOICE", "outbound", "outbound", None),
        ("API", "CHAT", "inbound", "inbound", None),
        ("WEBRTC_API", "VOICE", "inbound", "inbound", None),
        # What a flow does after the end goes on with the contact before.
        ("DISCONNECT", "CHAT", "inbound", "transfer", "c0"),
    ],
)
def test_how_it_began(
    read_file: ReadFile, method: str, channel: str, direction: str, initiation: str, parent: str | None
) -> None:
    row = contact(read_file, InitiationMethod=method, Channel=channel, PreviousContactId="c0", InitialContactId="c0")
    assert (row["direction"], row["initiation"]) == (direction, initiation)
    assert (row["parent_contact_id"], row["initial_contact_id"]) == (parent, "c0")


@pytest.mark.parametrize("method", ["CALLBACK", "TRANSFER", "OUTBOUND"])
def test_only_who_calls_in_leaves_a_menu(read_file: ReadFile, method: str) -> None:
    row = contact(read_file, InitiationMethod=method)
    assert row["menu_left_at"] is None and row["queued_at"] == at("09:00:30")


def test_special_records(read_file: ReadFile) -> None:
    assert contact(read_file, InitiationMethod="MONITOR")["disposition"] == "void"
    subtype = {"connect:Subtype": {"ValueString": "connect:SMS"}}
    assert contact(read_file, Channel="CHAT", SegmentAttributes=subtype)["channel"] == "sms"
    row = contact(read_file, Attributes={"callbackRequested": "true"}, Agent=None)
    assert row["is_callback_requested"] is True and row["abandoned_where"] is None
    assert contact(read_file, Attributes={"responseId": "R_1"})["initiation"] == "reply"


def test_an_empty_text_says_nothing(read_file: ReadFile) -> None:
    row = contact(read_file, NextContactId="", Attributes={"responseId": "", "callbackRequested": ""}, Agent=None)
    assert (row["initiation"], row["response_id"], row["abandoned_where"]) == ("inbound", None, "queue")
    never = contact(read_file, Agent={"ConnectedToAgentTimestamp": ""}, Queue={"EnqueueTimestamp": ""})
    assert (never["queued_at"], never["answered_at"], never["abandoned_where"]) == (None, None, "menu")
    assert contact(read_file, Attributes={"resolved": "false"})["disposition"] == "unresolved"


@pytest.mark.parametrize(
    "changes",
    [
        {"InitiationTimestamp": "2024-02-30T10:00:00Z"},
        {"Queue": "Billing"},
        {"Queue": [1, 2]},
        {"Agent": 5},
        {"Attributes": "issue=billing"},
        {"CustomerEndpoint": ["+12015550100"]},
        {"ContactId": {"id": "c1"}},
        {"Queue": {"Name": ["Billing"]}},
        {"Attributes": {"issue": {"name": "billing"}}},
    ],
)
def test_another_shape_is_refused(read_file: ReadFile, changes: dict[str, Any]) -> None:
    lines = json.dumps(ANSWERED | changes) + "\n" + json.dumps(ANSWERED | {"ContactId": "c2"}) + "\n"
    read = read_file("telephony", "amazon_connect", "records.jsonl", lines)
    assert read.refused == [("contacts", 1, "cast:entered_at")]
    assert read.only("contacts")["contact_id"] == "c2"


@pytest.mark.parametrize("change", [{"Duration": "long"}, {"Duration": [1]}])
def test_a_duration_that_is_none_is_refused(read_file: ReadFile, change: dict[str, Any]) -> None:
    record = ANSWERED | {"Queue": ANSWERED["Queue"] | change}
    read = read_file("telephony", "amazon_connect", "records.jsonl", json.dumps(record) + "\n")
    assert read.refused == [("contacts", 1, "cast:wait_s")]


def test_an_object_of_something_else_has_no_key(read_file: ReadFile) -> None:
    """Rows without a key are for the gate to refuse; the SQL neither crashes nor loses a line."""
    read = read_file("telephony", "amazon_connect", "records.jsonl", '{"id": 1}\n{"Queue": {}}\n')
    assert [row["contact_id"] for row in read.rows["contacts"]] == [None, None]
