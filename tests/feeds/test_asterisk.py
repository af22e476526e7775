"""Asterisk's queue_log and call detail records: each event, its units, and the names of a member."""

from __future__ import annotations

import datetime as dt
import gzip
from typing import Any

import pytest
from one_file import ReadFile, gated

from easemart.errors import EasemartError
from workbench import Bench

CALL = "1704103200.41"


def events(read_file: ReadFile, *lines: str) -> list[dict[str, Any]]:
    read = read_file("telephony", "asterisk", "queue_log", "".join(f"{line}\n" for line in lines))
    assert read.refused == [] and read.unreadable == []
    return sorted(read.rows["call_events"], key=lambda row: row["sequence"])


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2024-01-01 {text}")


def test_a_call_from_its_queue_to_its_end(read_file: ReadFile) -> None:
    queued, rang, answered, completed = events(
        read_file,
        f"1704103205|{CALL}|billing|NONE|ENTERQUEUE||+49 30 901820|1",
        f"1704103217|{CALL}|billing|PJSIP/3001|RINGNOANSWER|12000",
        f"1704103231|{CALL}|billing|Ana Lopez|CONNECT|26|1704103217.42|14",
        f"1704103331|{CALL}|billing|Ana Lopez|COMPLETECALLER|26|100|1",
    )
    assert {row["call_id"] for row in (queued, rang, answered, completed)} == {CALL}
    assert {row["queue"] for row in (queued, rang, answered, completed)} == {"billing"}
    assert (queued["kind"], queued["occurred_at"]) == ("queued", at("10:00:05"))
    assert (queued["customer_ref"], queued["customer_ref_kind"]) == ("+4930901820", "phone")
    assert queued["agent_ref"] is None
    # Milliseconds where nobody answers, seconds where somebody does.
    assert (rang["kind"], rang["ring_s"], rang["agent_ref"]) == ("not_answered", 12.0, "3001")
    assert (answered["kind"], answered["ring_s"], answered["wait_s"]) == ("answered", 14.0, 26)
    assert (completed["kind"], completed["wait_s"], completed["talk_s"]) == ("completed", 26, 100)
    assert (completed["occurred_at"], completed["agent_ref"]) == (at("10:02:11"), "Ana Lopez")


@pytest.mark.parametrize(
    ("event", "kind", "wait", "talk", "disposition"),
    [
        ("ABANDON|1|3|40", "abandoned", 40, None, None),
        ("EXITWITHTIMEOUT|1|3|40", "left", 40, None, "timeout"),
        ("EXITEMPTY|1|3|40", "left", 40, None, "empty"),
        ("EXITWITHKEY|2|1|3|40", "left", 40, None, "key"),
        ("EXITWITHTIMEOUT|1", "left", None, None, "timeout"),
        ("SYSCOMPAT", "left", None, None, "incompatible"),
        ("COMPLETEAGENT|40|90|3", "completed", 40, 90, None),
        ("BLINDTRANSFER|600|queues|40|90|3", "transferred", 40, 90, None),
        ("ATTENDEDTRANSFER|BRIDGE|6f1e|40|90|3", "transferred", 40, 90, None),
        ("ATTENDEDTRANSFER|APP|Queue|40|90|3", "transferred", 40, 90, None),
        ("ATTENDEDTRANSFER|LINK|SIP/3001-00000011|SIP/3002-00000012|40|90|3", "transferred", 40, 90, None),
        ("TRANSFER|600|queues|40|90|3", "transferred", 40, 90, None),
        ("AGENTDUMP", "not_answered", None, None, None),
        ("JOINEMPTY", "joinempty", None, None, None),
    ],
)
def test_how_a_wait_ends(
    read_file: ReadFile, event: str, kind: str, wait: int | None, talk: int | None, disposition: str | None
) -> None:
    (row,) = events(read_file, f"1704103205|{CALL}|billing|NONE|{event}")
    assert (row["kind"], row["wait_s"], row["talk_s"], row["disposition"]) == (kind, wait, talk, disposition)


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ("Agent/3001", "3001"),
        ("SIP/3001", "3001"),
        ("PJSIP/3001-0000002a", "3001"),
        ("PJSIP/ana-lopez-0000002a", "ana-lopez"),
        ("Local/3001@from-queue/n", "3001"),
        ("Local/3001@from-queue-0000002a;1", "3001"),
        ("3001", "3001"),
        ("Ana Lopez", "Ana Lopez"),
        ("NONE", None),
    ],
)
def test_a_member_has_one_name(read_file: ReadFile, member: str, name: str | None) -> None:
    (row,) = events(read_file, f"1704103205|{CALL}|billing|{member}|CONNECT|1|1704103217.42|1")
    assert row["agent_ref"] == name


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("1704103205|NONE|NONE|NONE|QUEUESTART|", "queuestart"),
        ("1704103205|MANAGER|billing|PJSIP/3001|PAUSE|lunch", "pause"),
        ("1704103205|REALTIME|billing|PJSIP/3001|ADDMEMBER|", "addmember"),
    ],
)
def test_what_is_of_no_call_is_kept_without_one(read_file: ReadFile, line: str, kind: str) -> None:
    (row,) = events(read_file, line)
    assert (row["kind"], row["call_id"], row["customer_ref"]) == (kind, None, None)


@pytest.mark.parametrize(
    "caller", ["", "anonymous", "3002", "unknown", "266696687", "+1266696687", "+7378742833", "86282452253"]
)
def test_who_hides_the_number_is_nobody(read_file: ReadFile, caller: str) -> None:
    (row,) = events(read_file, f"1704103205|{CALL}|billing|NONE|ENTERQUEUE||{caller}|1")
    assert (row["customer_ref"], row["customer_ref_kind"]) == (None, None)


def test_a_word_on_the_keys_may_be_a_number(read_file: ReadFile) -> None:
    (row,) = events(read_file, f"1704103205|{CALL}|billing|NONE|ENTERQUEUE||7378742833|1")
    assert row["customer_ref"] == "7378742833"


def test_a_number_of_a_system_with_a_name(read_file: ReadFile) -> None:
    (row,) = events(read_file, "1704103205|pbx-berlin-1704103200.41|billing|NONE|ABANDON|1|1|5")
    assert row["call_id"] == "pbx-berlin-1704103200.41"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (f"1704103205000|{CALL}|billing|NONE|ABANDON|1|1|5", "cast:occurred_at"),
        (f"now|{CALL}|billing|NONE|ABANDON|1|1|5", "cast:occurred_at"),
        ("1704103205|cut off", "cast:occurred_at"),
        (f"1704103205|{CALL}|billing|NONE|ABANDON|1|1|long", "cast:wait_s"),
        (f"1704103205|{CALL}|billing|SIP/1|RINGNOANSWER|long", "cast:ring_s"),
    ],
)
def test_what_is_no_event_is_refused(read_file: ReadFile, line: str, rule: str) -> None:
    good = f"1704103205|{CALL}|billing|NONE|ABANDON|1|1|5\n"
    read = read_file("telephony", "asterisk", "queue_log", f"{good}{line}\n{good}")
    assert read.refused == [("call_events", 2, rule)]
    # The same line twice in a file is two events; in the next file it is the same two.
    first, second = (row["event_id"] for row in read.rows["call_events"])
    again = read_file("telephony", "asterisk", "queue_log.1", f"{good}\n{good}{good}")
    assert {first, second} < {row["event_id"] for row in again.rows["call_events"]}
    assert len(again.rows["call_events"]) == 3


def test_a_rotated_log_and_bytes_that_are_no_text(read_file: ReadFile) -> None:
    line = f"1704103205|{CALL}|billing|NONE|ABANDON|1|1|5\n".encode()
    read = read_file("telephony", "asterisk", "queue_log-20240102.gz", gzip.compress(line + b"17\xff|\n\n" + line))
    assert len(read.rows["call_events"]) == 2 and read.unreadable == [(2, "line:not_utf-8")]


RECORD = (
    '"","030901820","600","from-trunk","""Ana"" <030901820>","PJSIP/trunk-0000001a","PJSIP/3001-0000001b",'
    '"{app}","{data}","2024-07-01 12:00:00","2024-07-01 12:00:05","2024-07-01 12:02:05",125,120,'
    '"{disposition}","DOCUMENTATION","1719828000.7",""'
)


def record(read_file: ReadFile, text: str = RECORD, **fields: str) -> dict[str, Any]:
    filled = {"app": "Dial", "data": "PJSIP/3001,30", "disposition": "ANSWERED"} | fields
    for name, value in filled.items():
        text = text.replace("{" + name + "}", value)
    read = read_file("telephony", "asterisk", "Master.csv", text + "\n", time_zone="Europe/Berlin")
    assert read.refused == [] and read.notes == ()
    return read.only("call_events")


TABLE = """\
id,time,callid,queuename,agent,event,data1,data2,data3,data4,data5
1,2024-01-01 11:00:05.250000,1704103200.41,billing,NONE,ENTERQUEUE,,030901820,1,,
2,2024-01-01 11:00:31.000000,1704103200.41,billing,PJSIP/3001,CONNECT,26,1704103217.42,14,,
3,2024-01-01 11:02:11.000000,1704103200.41,billing,PJSIP/3001,ATTENDEDTRANSFER,LINK,SIP/1-0000001a,SIP/2-001b,26,100|1
4,2024-01-01 11:03:00.000000,1704103200.42,billing,NONE,EXITWITHTIMEOUT,1,,,,
5,1704103381,1704103200.42,billing,NONE,ABANDON,1,1,40,,
6,soon,1704103200.42,billing,NONE,ABANDON,1,1,40,,
"""


def test_a_queue_log_out_of_a_database(read_file: ReadFile) -> None:
    read = read_file("telephony", "asterisk", "queue_log_2024-01.csv", TABLE, time_zone="Europe/Berlin")
    assert read.refused == [("call_events", 7, "cast:occurred_at")] and read.notes == ()
    rows = sorted(read.rows["call_events"], key=lambda row: row["sequence"])
    assert [(row["kind"], row["wait_s"], row["talk_s"]) for row in rows] == [
        ("queued", None, None), ("answered", 26, None), ("transferred", 26, 100), ("left", None, None),
        ("abandoned", 40, None),
    ]  # fmt: skip
    assert [row["occurred_at"] for row in rows[2:]] == [at("10:02:11"), at("10:03:00"), at("10:03:01")]
    assert (rows[0]["customer_ref"], rows[1]["agent_ref"], rows[1]["ring_s"]) == ("030901820", "3001", 14.0)


def test_a_record_of_a_database_has_a_header_and_no_end(read_file: ReadFile) -> None:
    header = (
        "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,"
        "accountcode,uniqueid,userfield,did,recordingfile,cnum,outbound_cnam,linkedid,sequence\n"
    )
    line = (
        "2024-07-01 12:00:00,Ana,030901820,600,ext-queues,PJSIP/trunk-0000001a,PJSIP/3001-0000001b,Queue,'600,t',"
        "125,120,ANSWERED,3,,1719828000.7,,030555,,030901820,,1719828000.6,12\n"
    ).replace("'", '"')
    read = read_file("telephony", "asterisk", "cdr.csv", header + line, time_zone="Europe/Berlin")
    assert read.refused == [] and read.notes == ()
    row = read.only("call_events")
    moments = [dt.datetime(2024, 7, 1, 10, 0), dt.datetime(2024, 7, 1, 10, 0, 5), dt.datetime(2024, 7, 1, 10, 2, 5)]
    assert [row["began_at"], row["answered_at"], row["occurred_at"]] == moments
    assert (row["queue"], row["talk_s"], row["initial_call_id"]) == ("600", 120, "1719828000.6")


def test_a_master_with_a_header(read_file: ReadFile) -> None:
    names = (
        "accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,"
        "disposition,amaflags,uniqueid,userfield\n"
    )
    assert record(read_file, names + RECORD)["event_id"] == record(read_file)["event_id"]


def test_the_record_of_a_call(read_file: ReadFile) -> None:
    row = record(read_file)
    expected = {
        "kind": "recorded", "call_id": "1719828000.7", "direction": "inbound", "customer_ref": "030901820",
        "customer_ref_kind": "phone", "agent_ref": "3001", "queue": None, "disposition": "answered", "talk_s": 120,
        "began_at": dt.datetime(2024, 7, 1, 10), "answered_at": dt.datetime(2024, 7, 1, 10, 0, 5),
        "occurred_at": dt.datetime(2024, 7, 1, 10, 2, 5), "initial_call_id": None, "wait_s": None,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_records_of_other_calls(read_file: ReadFile) -> None:
    queued = record(read_file, app="Queue", data="billing,t,,,300")
    assert (queued["queue"], queued["direction"], queued["disposition"]) == ("billing", "inbound", "answered")
    missed = record(read_file, disposition="NO ANSWER")
    assert (missed["answered_at"], missed["talk_s"], missed["disposition"]) == (None, None, "no answer")
    out = RECORD.replace('"030901820","600"', '"3001","030901820"').replace("PJSIP/trunk-0000001a", "PJSIP/3001-01ab")
    dialled = record(read_file, out.replace("PJSIP/3001-01ab", "PJSIP/3001-000001ab"))
    assert (dialled["direction"], dialled["agent_ref"], dialled["customer_ref"]) == ("outbound", "3001", "030901820")
    inside = record(read_file, RECORD.replace('"030901820","600"', '"3001","3002"'))
    assert (inside["disposition"], inside["customer_ref"]) == ("void", None)


def test_a_record_with_the_newer_columns_is_linked(read_file: ReadFile) -> None:
    row = record(read_file, RECORD + ',"","1719827000.3",12')
    assert (row["initial_call_id"], row["event_id"]) == ("1719827000.3", "cdr:1719828000.7:12")


def test_records_that_cannot_be_told_apart_are_refused(read_file: ReadFile) -> None:
    without = ",".join(RECORD.split(",")[:-2])
    with pytest.raises(EasemartError, match="column uniqueid is missing"):
        record(read_file, without)
    with pytest.raises(EasemartError, match="has 22 fields where at most 21 are known"):
        record(read_file, RECORD + ",,,,x")


def test_events_of_a_call_in_files_that_overlap(bench: Bench) -> None:
    queued = f"1704103205|{CALL}|billing|NONE|ENTERQUEUE||+4930901820|1"
    answered = f"1704103231|{CALL}|billing|Agent/3001|CONNECT|26|1704103217.42|14"
    ended = f"1704103331|{CALL}|billing|Agent/3001|COMPLETECALLER|26|100|1"
    assert gated(bench, "telephony/asterisk/2/queue_log", [answered, ended]) == {"call_events": (2, 2, 0, 0)}
    found = gated(bench, "telephony/asterisk/1/queue_log.1", [queued, answered, "cut off"])
    assert found == {"call_events": (3, 1, 1, 1)}
    kinds = bench.query("select kind from raw.call_events order by occurred_at")
    assert kinds == [("queued",), ("answered",), ("completed",)]
