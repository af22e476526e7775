"""Genesys Cloud's conversations: legs by queue, milliseconds, and what is not over."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from one_file import ReadFile, gated

from workbench import Bench


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2024-03-10 {text}")


def segment(kind: str, start: str, end: str | None, **more: Any) -> dict[str, Any]:
    made = {"segmentType": kind, "segmentStart": f"2024-03-10T{start}Z", **more}
    return made | ({"segmentEnd": f"2024-03-10T{end}Z"} if end else {})


def participant(purpose: str, *segments: dict[str, Any], user: str | None = None, **metrics: int) -> dict[str, Any]:
    session = {
        "sessionId": "s", "mediaType": "voice", "ani": "tel:+4930901820", "dnis": "tel:+4930555000",
        "segments": list(segments), "metrics": [{"name": name, "value": value} for name, value in metrics.items()],
    }  # fmt: skip
    return {"purpose": purpose, "sessions": [session]} | ({"userId": user} if user else {})


CUSTOMER = participant("customer", segment("interact", "09:00:00.000", "09:10:00.000"))
QUEUED = participant("acd", segment("interact", "09:00:30.000", "09:01:15.400", queueId="q1"), tAcd=45400)
ANSWERED = participant(
    "agent",
    segment("alert", "09:01:00.000", "09:01:15.400", queueId="q1"),
    segment("interact", "09:01:15.400", "09:03:00.000", queueId="q1"),
    segment("hold", "09:03:00.000", "09:03:20.000", queueId="q1"),
    segment("interact", "09:03:20.000", "09:05:00.000", queueId="q1", disconnectType="transfer"),
    segment("wrapup", "09:05:00.000", "09:05:30.000", queueId="q1", wrapUpCode="billing"),
    user="ana", tTalkComplete=204600, tHeldComplete=20000, tAcw=30000,
)  # fmt: skip


def conversation(*participants: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "conversationId": "c1", "conversationStart": "2024-03-10T09:00:00.000Z", "originatingDirection": "inbound",
        "conversationEnd": "2024-03-10T09:10:00.000Z", "participants": list(participants),
    } | changes  # fmt: skip


def legs(read_file: ReadFile, *participants: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    record = json.dumps(conversation(*participants, **changes))
    read = read_file("telephony", "genesys_cloud", "details.jsonl", record + "\n")
    assert read.refused == []
    return sorted(read.rows["contacts"], key=lambda row: row["contact_id"])


def test_an_answered_call(read_file: ReadFile) -> None:
    (row,) = legs(read_file, CUSTOMER, QUEUED, ANSWERED)
    expected = {
        "contact_id": "c1", "initial_contact_id": "c1", "parent_contact_id": None, "channel": "phone",
        "direction": "inbound", "initiation": "inbound", "customer_ref": "+4930901820", "customer_ref_kind": "phone",
        "queue": "q1", "issue": "billing", "entered_at": at("09:00:00"), "queued_at": at("09:00:30"),
        "menu_left_at": at("09:00:30"), "answered_at": at("09:01:15.400"), "ended_at": at("09:05:00"), "wait_s": 45,
        "talk_s": 205, "hold_s": 20, "hold_count": 1, "wrap_s": 30, "agent_ref": "ana", "disposition": "answered",
        "abandoned_where": None,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_codes_of_the_system_are_no_issue(read_file: ReadFile) -> None:
    given = participant(
        "agent",
        segment("interact", "09:01:15.400", "09:03:00.000"),
        segment("wrapup", "09:03:00.000", "09:03:10.000", wrapUpCode="ININ-WRAP-UP-TIMEOUT"),
    )
    assert legs(read_file, CUSTOMER, QUEUED, given)[0]["issue"] is None


def test_a_call_of_a_campaign_is_outbound(read_file: ReadFile) -> None:
    """Conversations of earlier years do not say who began them."""
    session = {"mediaType": "callback", "outboundCampaignId": "x", "callbackNumbers": ["+4930901820"], "segments": []}
    called = {"purpose": "customer", "sessions": [session]}
    row, _ = legs(read_file, called, QUEUED, ANSWERED, QUEUED, originatingDirection=None)
    assert (row["direction"], row["initiation"], row["customer_ref"]) == ("outbound", "outbound", "+4930901820")
    (row,) = legs(read_file, CUSTOMER, QUEUED, ANSWERED, originatingDirection=None)
    assert row["direction"] == "inbound"


def test_a_transfer_to_another_queue_is_a_leg(read_file: ReadFile) -> None:
    second = participant("acd", segment("interact", "09:05:00.000", "09:06:00.000", queueId="q2"), tAcd=60000)
    rung = participant("agent", segment("alert", "09:05:10.000", "09:05:20.000", queueId="q2"), user="bo")
    taken = participant("agent", segment("interact", "09:06:00.000", "09:10:00.000"), user="cy", tTalk=240000)
    one, two = legs(read_file, CUSTOMER, QUEUED, ANSWERED, second, rung, taken)
    assert (one["agent_ref"], one["ended_at"]) == ("ana", at("09:05:00"))
    assert (two["contact_id"], two["parent_contact_id"], two["initiation"]) == ("c1:2", "c1", "transfer")
    assert (two["queue"], two["agent_ref"], two["wait_s"], two["talk_s"]) == ("q2", "cy", 60, 240)
    assert (two["entered_at"], two["answered_at"], two["menu_left_at"]) == (at("09:05:00"), at("09:06:00"), None)


def test_who_gave_up_in_the_queue(read_file: ReadFile) -> None:
    left = participant("acd", segment("interact", "09:00:30.000", "09:02:00.000", queueId="q1"), tAbandon=90000)
    (row,) = legs(read_file, CUSTOMER, left)
    assert (row["disposition"], row["abandoned_where"], row["wait_s"]) == ("abandoned", "queue", 90)
    assert (row["answered_at"], row["ended_at"]) == (None, at("09:02:00"))


def test_who_was_sent_elsewhere_did_not_give_up(read_file: ReadFile) -> None:
    flowed = participant("acd", segment("interact", "09:00:30.000", "09:02:00.000", queueId="q1"), tFlowOut=90000)
    (row,) = legs(read_file, CUSTOMER, flowed)
    assert (row["disposition"], row["abandoned_where"]) == ("left", None)


def test_what_goes_on_has_no_end(read_file: ReadFile) -> None:
    waiting = participant("acd", segment("interact", "09:00:30.000", None, queueId="q1"))
    (row,) = legs(read_file, CUSTOMER, waiting, conversationEnd=None)
    assert (row["queued_at"], row["ended_at"], row["disposition"]) == (at("09:00:30"), None, None)
    talking = participant("agent", segment("interact", "09:01:15.400", None), user="ana")
    (row,) = legs(read_file, CUSTOMER, QUEUED, talking, conversationEnd=None)
    assert (row["answered_at"], row["ended_at"], row["disposition"]) == (at("09:01:15.400"), None, "answered")
    spoken = segment("interact", "09:01:15.400", "09:03:00.000")
    held = participant("agent", spoken, segment("hold", "09:03:00.000", None), user="ana")
    (row,) = legs(read_file, CUSTOMER, QUEUED, held, conversationEnd=None)
    assert (row["ended_at"], row["hold_count"]) == (None, 1)


def test_conversations_without_a_queue(read_file: ReadFile) -> None:
    (menu,) = legs(read_file, CUSTOMER, participant("ivr", segment("ivr", "09:00:00.000", "09:10:00.000")))
    assert (menu["queued_at"], menu["answered_at"], menu["ended_at"]) == (None, None, at("09:10:00"))
    dialled = participant("agent", segment("interact", "09:00:20.000", "09:10:00.000"), user="ana")
    (row,) = legs(read_file, CUSTOMER, dialled, originatingDirection="outbound")
    assert (row["direction"], row["customer_ref"], row["agent_ref"]) == ("outbound", "+4930555000", "ana")
    assert (row["queued_at"], row["answered_at"]) == (None, at("09:00:20"))


def test_a_record_of_something_else_is_kept_for_the_gate(read_file: ReadFile) -> None:
    lines = f'{{"id": 1}}\n{json.dumps(conversation(CUSTOMER, conversationStart="10/03/2024 09:00"))}\n'
    read = read_file("telephony", "genesys_cloud", "details.jsonl", lines)
    assert read.refused == [("contacts", 2, "cast:entered_at")]
    assert read.only("contacts")["contact_id"] is None


def test_through_the_gate(bench: Bench) -> None:
    going = conversation(CUSTOMER, QUEUED, conversationEnd=None)
    over = conversation(CUSTOMER, QUEUED, ANSWERED)
    lines = [going, over, conversation(CUSTOMER, conversationId=None)]
    assert gated(bench, "telephony/genesys_cloud/details.jsonl", lines) == {"contacts": (3, 1, 1, 1)}
    assert bench.query("select disposition from raw.contacts") == [("answered",)]
