"""Drafts of sources: what is guessed of a file, that it is linted, and that it loads as it stands."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from easemart.drafting.looking import Looked, look
from easemart.drafting.writing import Draft, draft
from easemart.errors import EasemartError
from easemart.home import REPOSITORY
from easemart.landing import Landed
from easemart.loading import _read
from easemart.sources import source
from easemart.trying import try_file

CASES = (
    "Case No;Opened on;Closed on;Requester email;Department;Came by;State;Topic;Reopens;Notes [internal]\n"
    "H-1001;02.03.2026 08:15;02.03.2026 11:40;Ann@example.com;Billing;phone;closed;invoice;0;called, twice\n"
    "H-1002;28.03.2026 09:05;;bob@example.com;Delivery;web;open;delivery;1;\n"
)
CALLS = (
    '{"callId":"a1","startTime":1772355600123,"end_time":"2026-03-01T09:05:00Z","from":{"number":"+4930123456"},'
    '"waitTime":12,"talk":"0:03:20","agent":{"name":"kim"},"queue":"sales","tags":[1]}\n'
    '{"callId":"a2","startTime":1772359200000,"end_time":"2026-03-01T10:01:00Z","from":{"number":"+4930999999"},'
    '"waitTime":3,"talk":"0:00:50","agent":{"name":"lee"},"queue":"sales","tags":[]}\n'
)
ORDERS = (
    "order number\tcustomer\torder date\tqty\tprice paid\n7\tC1\t2026-03-01\t2\t19,90\n8\tC2\t2026-03-02\t1\t5,00\n"
)
RATINGS = "response_id,question,score,comment\nr1,ease,5,\nr2,ease,2,too slow\n"
UNNAMED = "1001,2026-03-01 10:00:00,sales\n1002,2026-03-01 11:00:00,help\n"


@dataclass(frozen=True)
class Drafts:
    """A folder that stands for a repository, with drafts in it."""

    root: Path

    def of(self, feed: str, system: str, name: str, content: str | bytes) -> Draft:
        path = self.root / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return draft(feed, system, path, self.root)

    def read(self, feed: str, system: str, name: str) -> dict[str, list[dict[str, Any]]]:
        """The typed rows that the draft makes of the file; all of it is there, or this raises."""
        described = source(feed, system, self.root)
        kind = described.kind_of(name)
        con = duckdb.connect()
        landed = Landed(feed, system, name, "0", str(self.root / name))
        _read(con, landed, described, kind, self.root)
        assert con.execute("select * from refusals").fetchall() == []
        found = {}
        for table in kind.tables:
            cursor = con.execute(f"select * from typed.{table} order by _row_number")
            names = [column[0] for column in cursor.description or []]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return found


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path)


def chosen(row: dict[str, Any], *columns: str) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)


def test_a_table_of_cases(drafts: Drafts) -> None:
    made = drafts.of("tickets", "harbor_desk", "cases_2026-03.csv", CASES)
    assert (made.table, made.missing) == ("tickets", ())
    first, second = drafts.read("tickets", "harbor_desk", "cases_2026-03.csv")["tickets"]
    assert chosen(first, "ticket_id", "customer_ref", "customer_ref_kind", "channel", "issue", "status", "team") == (
        "H-1001", "ann@example.com", "email", "phone", "invoice", "closed", "Billing",
    )  # fmt: skip
    assert chosen(first, "opened_at", "closed_at") == (dt.datetime(2026, 3, 2, 8, 15), dt.datetime(2026, 3, 2, 11, 40))
    assert chosen(second, "closed_at", "reopen_count") == (None, 1)


def test_json_lines_with_keys_in_keys(drafts: Drafts) -> None:
    made = drafts.of("telephony", "bell", "calls_20260301.jsonl", CALLS)
    assert (made.table, made.missing) == ("contacts", ())
    first, _ = drafts.read("telephony", "bell", "calls_20260301.jsonl")["contacts"]
    assert chosen(first, "contact_id", "channel", "customer_ref", "customer_ref_kind", "agent_ref", "queue") == (
        "a1", "phone", "+4930123456", "phone", "kim", "sales",
    )  # fmt: skip
    assert chosen(first, "entered_at", "ended_at", "wait_s", "talk_s") == (
        dt.datetime(2026, 3, 1, 9, 0, 0, 123000), dt.datetime(2026, 3, 1, 9, 5), 12, 200,
    )  # fmt: skip


def test_a_page_of_an_api(drafts: Drafts) -> None:
    page = {"page": 0, "next_page_uri": None, "calls": [json.loads(line) for line in CALLS.splitlines()]}
    drafts.of("telephony", "bell", "calls_1.json", json.dumps(page, indent=1))
    assert "listed_under: calls\n" in (drafts.root / "feeds" / "telephony" / "bell" / "source.yml").read_text()
    first, _ = drafts.read("telephony", "bell", "calls_1.json")["contacts"]
    assert first["contact_id"] == "a1"


def test_a_record_that_has_a_list_is_no_page(drafts: Drafts) -> None:
    calls = "".join(line.replace("{", '{"legs": [{"a": 1}], ', 1) for line in CALLS.splitlines(keepends=True))
    drafts.of("telephony", "bell", "calls_1.jsonl", calls)
    assert "listed_under" not in (drafts.root / "feeds" / "telephony" / "bell" / "source.yml").read_text()


def test_tabs_dates_and_decimal_commas(drafts: Drafts) -> None:
    drafts.of("crm", "till", "orders_1.csv", ORDERS)
    first, _ = drafts.read("crm", "till", "orders_1.csv")["orders"]
    assert chosen(first, "order_id", "customer_id", "ordered_at", "quantity", "paid_price") == (
        "7", "C1", dt.datetime(2026, 3, 1), 2, 19.9,
    )  # fmt: skip


def test_answers_to_a_survey(drafts: Drafts) -> None:
    drafts.of("surveys", "smile", "ratings.csv", RATINGS)
    _, second = drafts.read("surveys", "smile", "ratings.csv")["answers"]
    assert chosen(second, "response_id", "question_id", "value", "text") == ("r2", "ease", 2, "too slow")


def test_parquet_and_other_encodings(drafts: Drafts) -> None:
    duckdb.execute(
        "copy (select 'T1' as case_id, timestamp '2026-03-01 10:00:00' as created, 'x@example.com' as requester) "
        f"to '{drafts.root / 'cases.parquet'}' (format parquet)"
    )
    draft("tickets", "lake", drafts.root / "cases.parquet", drafts.root)
    (row,) = drafts.read("tickets", "lake", "cases.parquet")["tickets"]
    assert chosen(row, "ticket_id", "opened_at", "customer_ref_kind") == ("T1", dt.datetime(2026, 3, 1, 10), "email")
    text = "case id,created,topic\nT1,2026-03-01 10:00:00,Störung\n"
    for system, encoding in (("west", "cp1252"), ("wide", "utf-16"), ("marked", "utf-8-sig")):
        drafts.of("tickets", system, f"{system}.csv", text.encode(encoding))
        (row,) = drafts.read("tickets", system, f"{system}.csv")["tickets"]
        assert chosen(row, "ticket_id", "issue") == ("T1", "Störung")


def test_a_file_without_a_header_gets_names_to_be_changed(drafts: Drafts) -> None:
    path = drafts.root / "u.csv"
    path.write_text(UNNAMED)
    looked = look(path)
    assert (looked.has_header, [column.name for column in looked.columns]) == (
        False,
        ["column_1", "column_2", "column_3"],
    )
    with pytest.raises(EasemartError, match="no column is like one of the contracts"):
        draft("crm", "bare", path, drafts.root)


def test_what_a_draft_could_not_find_is_said(drafts: Drafts) -> None:
    made = drafts.of("tickets", "short", "tickets.csv", "topic,created,shoe\nx,2026-03-01 10:00:00,44\n")
    assert made.missing == ("ticket_id",)
    sql = (drafts.root / "feeds/tickets/short/tickets.sql").read_text()
    assert "Not found in the file: ticket_id," in sql.replace("\n-- ", " ") and "Of the file not used: shoe." in sql


def test_what_is_there_is_never_overwritten(drafts: Drafts) -> None:
    drafts.of("tickets", "harbor_desk", "cases.csv", CASES)
    place = drafts.root / "feeds/tickets/harbor_desk/tickets.sql"
    place.write_text("-- mine\n")
    with pytest.raises(EasemartError, match="is there already"):
        drafts.of("tickets", "harbor_desk", "cases.csv", CASES)
    assert place.read_text() == "-- mine\n"


@pytest.mark.parametrize(
    ("feed", "system", "content", "said"),
    [
        ("weather", "x", CASES, "no such feed"),
        ("tickets", "../x", CASES, "is named in lower case"),
        ("tickets", "x", "", "the file is empty"),
        ("tickets", "x", "one line\nand another\n", "neither a table"),
        ("tickets", "x", "[{", "cut off"),
        ("tickets", "x", '{"a": 1\n', "holds no whole JSON object"),
    ],
)
def test_what_cannot_be_drafted_is_said(drafts: Drafts, feed: str, system: str, content: str, said: str) -> None:
    with pytest.raises(EasemartError, match=said):
        drafts.of(feed, system, "cases.csv", content)
    assert not (drafts.root / "feeds").exists()


@pytest.mark.parametrize(
    ("texts", "kind", "form"),
    [
        (["01/02/2026 10:00", "28/02/2026 10:00"], "other time", "%d/%m/%Y %H:%M"),
        (["01/02/2026 10:00", "02/28/2026 10:00"], "other time", "%m/%d/%Y %H:%M"),
        (["2026-03-01"], "other time", "%Y-%m-%d"),
        (["20260301"], "other time", "%Y%m%d"),
        (["2026-03-01T10:00:00+01:00"], "iso time", None),
        (["1772355600"], "seconds since 1970", None),
        (["1772355600123"], "milliseconds since 1970", None),
        (["1:02:03"], "hours", None),
        (["02:03"], "minutes", None),
        (["+49 30 123456"], "phone", None),
        (["12", "7"], "whole number", None),
        (["12", "7.5", "x"], "text", None),
        (["", ""], "nothing", None),
    ],
)
def test_values_tell_their_kind(tmp_path: Path, texts: list[str], kind: str, form: str | None) -> None:
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress("".join(["name,other\n", *(f"{text},x\n" for text in texts)]).encode()))
    looked: Looked = look(path)
    assert (looked.columns[0].kind, looked.columns[0].time_format) == (kind, form)


def test_drafts_pass_the_lint_and_can_be_tried_at_once(drafts: Drafts, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts.of("tickets", "harbor_desk", "cases_2026-03.csv", CASES)
    drafts.of("telephony", "bell", "calls_20260301.jsonl", CALLS)
    drafts.of("crm", "till", "orders_1.csv", ORDERS)
    drafts.of("surveys", "smile", "ratings.csv", RATINGS)
    (drafts.root / "feeds" / ".sqlfluff").write_text((REPOSITORY / "feeds" / ".sqlfluff").read_text())
    linted = subprocess.run(
        [sys.executable, "-m", "sqlfluff", "lint", drafts.root / "feeds"], capture_output=True, text=True
    )
    assert linted.returncode == 0, linted.stdout
    for module in ("loading", "trying"):
        monkeypatch.setattr(f"easemart.{module}.source", partial(source, repository=drafts.root))
    for feed, system, name in (
        ("tickets", "harbor_desk", "cases_2026-03.csv"), ("telephony", "bell", "calls_20260301.jsonl"),
        ("crm", "till", "orders_1.csv"), ("surveys", "smile", "ratings.csv"),
    ):  # fmt: skip
        trial = try_file(feed, system, drafts.root / name)
        assert trial.refusal is None and [table.load.accepted for table in trial.tables] == [2], (system, trial.refusal)
