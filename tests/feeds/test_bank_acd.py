"""The bank's log: what each kind of dirt becomes, and the figures of the real sample."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from one_file import ReadFile

HEADER = (
    "vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,"
    "q_time,outcome,ser_start,ser_exit,ser_time,server\n"
)
NAME = "calls_1999-08.csv"


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"1999-{text}")


def call(read_file: ReadFile, line: str) -> dict[str, Any]:
    read = read_file("telephony", "bank_acd", NAME, HEADER + line + "\n")
    assert read.refused == []
    return read.only("contacts")


def test_a_call_answered_from_the_queue(read_file: ReadFile) -> None:
    row = call(
        read_file,
        "AA0103,34498,9614488,2,PS,990801,9:50:00,9:50:10,10,9:50:10,9:50:40,30,AGENT,9:50:38,9:52:38,120,TOVA",
    )
    assert row["contact_id"] == "990801-AA0103-34498"
    assert (row["channel"], row["direction"], row["initiation"]) == ("phone", "inbound", "inbound")
    assert (row["customer_ref"], row["customer_ref_kind"]) == ("9614488", "account")
    assert (row["queue"], row["issue"], row["agent_ref"]) == ("PS", "PS", "TOVA")
    # Israel is three hours ahead in summer. The agent's clock runs two seconds ahead: kept.
    assert row["entered_at"] == utc("08-01 06:50:00")
    assert row["menu_left_at"] == row["queued_at"] == utc("08-01 06:50:10")
    assert row["answered_at"] == utc("08-01 06:50:38")
    assert row["ended_at"] == utc("08-01 06:52:38")
    assert (row["wait_s"], row["talk_s"], row["disposition"]) == (30, 120, "answered")
    assert row["abandoned_where"] is None


def test_a_log_that_went_through_other_programs(read_file: ReadFile) -> None:
    line = "AA0103,34498,9614488,2,PS,{},9:50:00,9:50:10,10,9:50:10,9:50:40,30,AGENT,9:50:38,9:52:38,120,TOVA"
    header = HEADER.replace("vru+line", "vru.line").replace("server\n", "server,startdate\n")
    read = read_file("telephony", "bank_acd", NAME, f"{header}{line.format('1999-08-01')},0\n")
    assert read.refused == [] and read.notes == ()
    assert read.only("contacts") == call(read_file, line.format("990801"))


def test_a_call_over_midnight(read_file: ReadFile) -> None:
    row = call(
        read_file,
        "AA0208,7582,25534546,1,PS,990802,23:59:23,23:59:29,6,23:59:29,0:00:57,88,AGENT,0:00:56,0:01:15,19,GELBER",
    )
    assert row["queued_at"] == utc("08-02 20:59:29")
    assert row["answered_at"] == utc("08-02 21:00:56")
    assert row["ended_at"] == utc("08-02 21:01:15")


def test_a_negative_time_in_the_menu(read_file: ReadFile) -> None:
    row = call(
        read_file,
        "AA0207,7039,17702523,1,PS,990801,12:04:42,12:03:15,-87,12:03:15,12:04:56,101,AGENT,12:04:55,12:05:56,61,VICKY",
    )
    assert row["entered_at"] == utc("08-01 09:04:42")
    assert row["menu_left_at"] is None
    assert row["queued_at"] == utc("08-01 09:04:42")
    assert row["answered_at"] == utc("08-01 09:04:55")
    assert row["wait_s"] == 101


def test_answered_without_a_queue(read_file: ReadFile) -> None:
    row = call(
        read_file,
        "AA0216,9453,0,0,IN,990817,8:06:06,8:06:22,16,0:00:00,0:00:00,0,AGENT,8:06:22,18:11:13,36291,YIFAT",
    )
    assert row["queued_at"] is None and row["wait_s"] == 0
    assert row["answered_at"] == utc("08-17 05:06:22")
    assert row["ended_at"] == utc("08-17 15:11:13")
    assert row["customer_ref"] is row["customer_ref_kind"] is None


@pytest.mark.parametrize(
    ("queue", "answered"),
    [
        ("9:50:10,9:50:40,30", "08-01 06:50:40"),
        ("0:00:00,0:00:00,0", "08-01 06:50:10"),
    ],
)
def test_answered_without_service_times(read_file: ReadFile, queue: str, answered: str) -> None:
    row = call(
        read_file,
        f"AA0103,1,0,0,PS,990801,9:50:00,9:50:10,10,{queue},AGENT,0:00:00,0:00:00,0,TOVA",
    )
    assert row["answered_at"] == row["ended_at"] == utc(answered)
    assert row["talk_s"] is None and row["agent_ref"] == "TOVA"


def test_answered_by_nobody_named(read_file: ReadFile) -> None:
    row = call(
        read_file,
        "AA0103,1,0,0,PS,990801,9:50:00,9:50:10,10,0:00:00,0:00:00,0,AGENT,9:50:09,9:51:09,60,NO_SERVER",
    )
    assert row["answered_at"] == utc("08-01 06:50:09") and row["agent_ref"] is None


def test_hung_up_in_the_queue_in_the_menu_and_beside_a_service(read_file: ReadFile) -> None:
    queue = call(
        read_file,
        "AA0103,1,5,0,PS,990801,9:50:00,9:50:10,10,9:50:10,9:50:40,30,HANG,0:00:00,0:00:00,0,NO_SERVER",
    )
    assert (queue["disposition"], queue["abandoned_where"]) == ("abandoned", "queue")
    assert queue["answered_at"] is None and queue["ended_at"] == utc("08-01 06:50:40")
    menu = call(
        read_file,
        "AA0103,1,5,0,PS,990801,9:50:00,9:50:10,10,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,NO_SERVER",
    )
    assert (menu["disposition"], menu["abandoned_where"]) == ("abandoned", "menu")
    assert menu["queued_at"] is menu["wait_s"] is None
    assert menu["ended_at"] == utc("08-01 06:50:10")
    served = call(
        read_file,
        "AA0205,46088,54261359,1,PS,990801,14:01:56,14:02:02,6,14:02:02,14:02:57,55,HANG,14:02:32,"
        "14:11:00,508,NO_SERVER",
    )
    assert (served["abandoned_where"], served["wait_s"]) == ("queue", 55)
    assert served["answered_at"] is served["talk_s"] is None
    assert served["ended_at"] == utc("08-01 11:02:57")


def test_an_agents_clock_that_is_behind_moves_no_answer_before_the_queue(read_file: ReadFile) -> None:
    row = call(
        read_file,
        "AA0103,1,5,0,PS,990801,9:50:00,9:50:10,10,9:50:10,9:50:40,30,AGENT,9:50:05,9:50:08,3,TOVA",
    )
    assert row["queued_at"] == row["answered_at"] == row["ended_at"] == utc("08-01 06:50:10")
    assert (row["wait_s"], row["talk_s"]) == (30, 3)


@pytest.mark.parametrize(
    ("service", "queued"),
    [("0:00:00,0:00:00,0,TOVA", "08-01 06:50:10"), ("9:50:12,9:50:20,8,NO_SERVER", "08-01 06:50:12")],
)
def test_hung_up_without_a_queue_on_the_way_to_an_agent(read_file: ReadFile, service: str, queued: str) -> None:
    row = call(read_file, f"AA0103,1,5,0,PS,990801,9:50:00,9:50:10,10,0:00:00,0:00:00,0,HANG,{service}")
    assert (row["abandoned_where"], row["queued_at"], row["wait_s"]) == ("queue", utc(queued), 0)


def test_a_phantom_is_void_and_a_callback_says_so(read_file: ReadFile) -> None:
    phantom = call(
        read_file,
        "AA0205,46099,0,0,NW,990801,15:34:42,15:34:52,10,15:34:52,15:37:42,170,PHANTOM,15:37:30,15:37:52,22,NO_SERVER",
    )
    assert phantom["disposition"] == "void" and phantom["answered_at"] is None
    callback = call(
        read_file,
        "AA0111,3973,36030625,1,TT,990809,10:28:38,10:28:40,2,0:00:00,0:00:00,0,AGENT,10:28:40,11:35:40,4020,PINHAS",
    )
    assert (callback["direction"], callback["initiation"]) == ("inbound", "callback")


@pytest.mark.parametrize("zero", ["0:00:00", "00:00:00", ""])
def test_a_queue_and_a_service_that_did_not_happen(read_file: ReadFile, zero: str) -> None:
    row = call(read_file, f"AA0103,1,5,0,PS,990801,09:50:00,09:50:10,10,{zero},{zero},0,HANG,{zero},{zero},0,NO_SERVER")
    assert (row["abandoned_where"], row["queued_at"], row["wait_s"]) == ("menu", None, None)


def test_a_queue_and_a_service_from_midnight_on(read_file: ReadFile) -> None:
    queue = call(
        read_file,
        "AA0103,1,5,0,PS,990801,23:59:50,0:00:00,10,0:00:00,0:01:00,60,HANG,0:00:00,0:00:00,0,NO_SERVER",
    )
    assert (queue["abandoned_where"], queue["wait_s"]) == ("queue", 60)
    assert queue["queued_at"] == utc("08-01 21:00:00") and queue["ended_at"] == utc("08-01 21:01:00")
    service = call(
        read_file,
        "AA0103,1,5,0,PS,990801,23:59:20,23:59:30,10,23:59:30,0:00:00,30,AGENT,0:00:00,0:02:00,120,TOVA",
    )
    assert (service["answered_at"], service["talk_s"]) == (utc("08-01 21:00:00"), 120)


def test_blanks_around_values_and_the_noughts_a_spreadsheet_left_out(read_file: ReadFile) -> None:
    row = call(
        read_file,
        "AA0103 , 7, 9614488 ,2, PS,103, 9:50:00,9:50:10,10, 9:50:10,9:50:40,30,Agent , 9:50:38,9:52:38,120, TOVA",
    )
    assert (row["contact_id"], row["customer_ref"], row["queue"]) == ("000103-AA0103-7", "9614488", "PS")
    assert row["entered_at"] == dt.datetime(2000, 1, 3, 7, 50)
    assert (row["disposition"], row["answered_at"]) == ("answered", dt.datetime(2000, 1, 3, 7, 50, 38))


def test_the_change_of_clocks(read_file: ReadFile) -> None:
    """3 September 1999, 02:00 became 01:00. A queue that ran over it kept its length."""
    row = call(
        read_file,
        "AA0103,1,5,0,PS,990903,0:59:00,0:59:10,10,0:59:10,1:04:10,300,AGENT,1:04:10,1:05:10,60,TOVA",
    )
    assert row["queued_at"] == utc("09-02 21:59:10")
    assert row["answered_at"] == utc("09-02 22:04:10")
    assert row["ended_at"] == utc("09-02 22:05:10")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (("990801", "990230"), "cast:entered_at"),
        (("9:50:00", "25:50:00"), "cast:entered_at"),
        (("9:50:38", "9:61:38"), "cast:answered_at"),
        ((",30,", ",many,"), "cast:answered_at"),
        ((",120,", ",long,"), "cast:ended_at"),
    ],
)
def test_what_is_no_time_is_refused(read_file: ReadFile, change: tuple[str, str], rule: str) -> None:
    line = "AA0103,34498,9614488,2,PS,990801,9:50:00,9:50:10,10,9:50:10,9:50:40,30,AGENT,9:50:38,9:52:38,120,TOVA\n"
    read = read_file("telephony", "bank_acd", NAME, HEADER + line.replace(*change))
    assert read.refused == [("contacts", 2, rule)]


def test_the_figures_of_the_real_sample(read_file: ReadFile, shared_data: Path) -> None:
    sample = shared_data / "anonymous_bank" / "calls_1999-08-01_to_20.csv"
    read = read_file("telephony", "bank_acd", sample.name, sample, rows=False)
    assert read.refused == [] and read.notes == ()
    figures = read.con.execute(
        """
        with calls as (
            select
                *,
                queued_at is not null or answered_at is not null as is_offered,
                abandoned_where = 'queue' as is_abandoned,
                lag(entered_at) over (
                    partition by customer_ref order by entered_at, contact_id
                ) as before_at,
                lag(entered_at) over (
                    partition by customer_ref, issue order by entered_at, contact_id
                ) as same_before_at
            from typed.contacts
            where disposition <> 'void'
        )
        select
            count(*),
            count(customer_ref),
            count(distinct customer_ref),
            count(*) filter (is_offered),
            count(*) filter (answered_at is not null),
            count(*) filter (is_abandoned),
            count(*) filter (is_abandoned and wait_s <= 5),
            round(count(*) filter (answered_at is not null and wait_s <= 20)
                / (count(*) filter (is_offered)
                    - count(*) filter (is_abandoned and wait_s <= 5)), 6),
            round(avg(wait_s) filter (answered_at is not null), 3),
            count(*) filter (
                customer_ref is not null and before_at >= entered_at - interval 7 day
            ),
            count(*) filter (
                customer_ref is not null and same_before_at >= entered_at - interval 7 day
            )
        from calls
        """
    ).fetchone()
    assert figures == (
        29717, 15491, 4156, 27313, 20919, 6394, 268, 0.307968, 96.483, 10620, 10306,
    )  # fmt: skip
    # Nothing is lost, no key stands twice, and no end lies before its beginning.
    checks = read.con.execute(
        """
        select
            count(*), count(distinct contact_id), count(ended_at),
            count(*) filter (
                queued_at < entered_at or menu_left_at < entered_at or answered_at < entered_at
                or answered_at < queued_at or ended_at < entered_at or ended_at < answered_at
                or wait_s < 0 or talk_s < 0
            )
        from typed.contacts
        """
    ).fetchone()
    assert checks == (29955, 29955, 29955, 0)
