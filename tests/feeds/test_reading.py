"""Whatever stands in a file: each line is a record, or refused by its number and the rule it breaks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest
from one_file import Read, ReadFile

from easemart.errors import EasemartError

SYNCED = "2024-04-01 02:00:00"
COMMENTS = "id,_fivetran_synced,body,created,public,ticket_id,user_id\n"
BAD_LINE = f"9,{SYNCED},x\n"


def comment(number: int, body: str = "x", created: str = "2024-03-01 10:00:00", public: str = "TRUE") -> str:
    return f'{number},{SYNCED},"{body}",{created},{public},16,7\n'


def comments(read_file: ReadFile, *lines: str, start: str = COMMENTS, **changes: object) -> Read:
    return read_file("tickets", "zendesk", "ticket_comment.csv", start + "".join(lines), **changes)


def ids(read: Read) -> list[str]:
    return [row["event_id"].removeprefix("comment:") for row in read.rows["ticket_events"]]


def test_a_field_of_many_lines_beside_a_line_that_is_no_record(read_file: ReadFile) -> None:
    read = comments(read_file, comment(1, "one\ntwo\n\nfour\nfive"), BAD_LINE, comment(2))
    assert ids(read) == ["1", "2"]
    assert read.unreadable == [(7, "line:3_fields_instead_of_7")]


def test_a_quote_that_is_not_closed_refuses_its_own_line_alone(read_file: ReadFile) -> None:
    opened = f'8,{SYNCED},"open\n'
    read = comments(read_file, comment(1), opened, comment(2), comment(3))
    assert ids(read) == ["1", "2", "3"]
    assert read.unreadable == [(3, "line:unclosed_quote")]


def test_a_quote_closed_by_another_records_quote_is_not_closed(read_file: ReadFile) -> None:
    """The lines in between would make a record, of the wrong number of fields."""
    read = comments(read_file, comment(1), f'8,{SYNCED},"open\n', 'end",x\n', comment(2))
    assert ids(read) == ["1", "2"]
    assert read.unreadable == [(3, "line:unclosed_quote"), (4, "line:2_fields_instead_of_7")]


def test_no_record_goes_over_a_line_that_is_damaged(read_file: ReadFile) -> None:
    read = comments(read_file, comment(1), comment(8, "open\nx\0y\nend"), comment(2))
    assert ids(read) == ["1", "2"]
    assert [rule for _, rule in read.unreadable] == [
        "line:unclosed_quote", "line:nul_byte", "line:5_fields_instead_of_7",
    ]  # fmt: skip


def test_blank_lines_before_the_header_are_counted_and_are_none(read_file: ReadFile) -> None:
    read = comments(read_file, comment(1), comment(2, created="never"), start="\n\n" + COMMENTS)
    assert ids(read) == ["1"]
    assert read.refused == [("ticket_events", 5, "cast:occurred_at")]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "cp1252"])
def test_other_encodings(read_file: ReadFile, encoding: str) -> None:
    text = f"id,_fivetran_synced,role,email\n900,{SYNCED},end-user,zoë@example.com\n"
    read = read_file("tickets", "zendesk", "user.csv", text.encode(encoding), encoding=encoding)
    assert [row["value"] for row in read.rows["customer_identifiers"]] == ["900", "zoë@example.com"]


def test_bytes_that_are_not_of_the_encoding_at_all(read_file: ReadFile) -> None:
    with pytest.raises(EasemartError, match="is not utf-16"):
        read_file("tickets", "zendesk", "user.csv", b"\xff\xfeodd", encoding="utf-16")


def test_json_lines_that_are_no_objects(read_file: ReadFile) -> None:
    text = '\ufeff{"ContactId": "c1"}\n[1]\n"c2"\n\n{"ContactId": "c3"\n{"ContactId": "c4"}\n'
    read = read_file("telephony", "amazon_connect", "records.jsonl", text)
    assert [row["contact_id"] for row in read.rows["contacts"]] == ["c1", "c4"]
    assert read.unreadable == [
        (2, "line:not_a_json_object"), (3, "line:not_a_json_object"), (5, "line:malformed_json"),
    ]  # fmt: skip


def test_a_json_array(read_file: ReadFile) -> None:
    text = '[{"ContactId": "c1"},\n {"ContactId": "c2", "InitiationTimestamp": "never"}]'
    read = read_file("telephony", "amazon_connect", "records.json", text)
    assert read.only("contacts")["contact_id"] == "c1"
    assert read.refused == [("contacts", 2, "cast:entered_at")]


@pytest.mark.parametrize(
    "text",
    [
        '{"ContactId": "c1"}{"ContactId": "c2"}',
        '{"ContactId": "c1"}{"ContactId": "c2"}\n{"ContactId": "}{"}\n',
        '{\n  "ContactId": "c1",\n  "Attributes": {}\n}\n{"ContactId":\n"c2"}',
    ],
)
def test_json_objects_that_are_no_lines(read_file: ReadFile, text: str) -> None:
    read = read_file("telephony", "amazon_connect", "records.json", text)
    assert [row["contact_id"] for row in read.rows["contacts"]][:2] == ["c1", "c2"]
    assert len(read.rows["contacts"]) == text.count("ContactId") and read.unreadable == []


def test_an_object_of_a_stream_has_no_ending(read_file: ReadFile) -> None:
    name = "connect-records-1-2026-03-02-10-15-00-6fe40d2a-1a89-4d73-bfcf-5d9c33894f47"
    assert read_file("telephony", "amazon_connect", name, '{"ContactId": "c1"}').only("contacts")["contact_id"] == "c1"


PAGE = '{"page": 0, "calls": [{"sid": "CA1"},\n {"sid": "CA2", "start_time": "never"}], "next_page_uri": null}'


@pytest.mark.parametrize("text", [PAGE.replace("\n", ""), PAGE, f"{PAGE}\n{PAGE}\n", f"[{PAGE}]"])
def test_a_page_of_an_api(read_file: ReadFile, text: str) -> None:
    read = read_file("telephony", "twilio", "calls.json", text)
    assert {row["contact_id"] for row in read.rows["contacts"]} == {"CA1"}
    assert {rule for _, _, rule in read.refused} == {"cast:entered_at"}
    assert len(read.rows["contacts"]) == len(read.refused) == text.count("page_uri")


def test_a_page_that_is_cut_off(read_file: ReadFile) -> None:
    with pytest.raises(EasemartError, match=r"calls\.json: the JSON is cut off or malformed"):
        read_file("telephony", "twilio", "calls.json", PAGE[:-5].replace("\n", ""))


@pytest.mark.parametrize(
    ("feed", "system", "name", "key", "table"),
    [
        ("telephony", "genesys_cloud", "details.json", "conversations", "contacts"),
        ("tickets", "zendesk", "tickets.json", "tickets", "tickets"),
        ("tickets", "zendesk", "ticket_audits.json", "audits", "ticket_events"),
        ("tickets", "zendesk", "ticket_metric_events.json", "ticket_metric_events", "ticket_events"),
        ("tickets", "freshdesk", "tickets.json", "results", "tickets"),
        ("tickets", "jira_service_management", "search.json", "issues", "tickets"),
        ("surveys", "zendesk", "satisfaction_ratings.json", "satisfaction_ratings", "responses"),
        ("surveys", "surveymonkey", "bulk.json", "data", "responses"),
    ],
)
def test_each_api_names_its_list(read_file: ReadFile, feed: str, system: str, name: str, key: str, table: str) -> None:
    record = (
        '{"id": 1, "key": "S-1", "conversationId": "c", "ticket_id": 1, "status": "2", "source": 2, "score": "good",'
        ' "response_status": "completed", "fields": {}, "events": []}'
    )
    read = read_file(feed, system, name, f'{{"count": 2, "{key}": [{record}, {record}]}}')
    assert len(read.rows[table]) + len({line for _, line, _ in read.refused}) == 2


def test_parquet_with_what_no_csv_can_hold(read_file: ReadFile, tmp_path: Path) -> None:
    """A null where a CSV has an empty text: whoever has no role is an end user."""
    path = tmp_path / "user.parquet"
    duckdb.sql(f"copy (select 1 as id, timestamp '{SYNCED}' as _fivetran_synced, null::varchar as role) to '{path}'")
    read = read_file("tickets", "zendesk", path.name, path)
    assert [row["customer_id"] for row in read.rows["customer_identifiers"]] == ["1"]


def test_blanks_around_a_value_are_none_of_it(read_file: ReadFile) -> None:
    text = "order_id,ordered_at,quantity,paid_price,promised_at\n o1 ,2024-01-02 , 2 ,   , 2024-01-03\n"
    row = read_file("crm", "standard", "orders.csv", text).only("orders")
    assert (row["order_id"], row["quantity"], row["paid_price"]) == ("o1", 2.0, None)
    assert (row["ordered_at"], row["promised_at"]) == (dt.datetime(2024, 1, 2), dt.datetime(2024, 1, 3))
    read = comments(read_file, comment(1, public=" false "), comment(2, public=" "))
    assert [row["is_public"] for row in read.rows["ticket_events"]] == [False, None]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select _row_number, 'x' as contact_id, 44 as shoe_size from delivered", "shoe_size"),
        ("select _row_number, nobody as contact_id from delivered", "contacts.sql does not run"),
        ("select _row_number, record as contact_id from delivered where _row_number = 1", "line 2: 1 records yield no"),
        (
            "select _row_number, cast(cast(record as int) as text) as wait_s from delivered",
            "records.jsonl: Conversion Error",
        ),
    ],
)
def test_sql_that_does_not_do_its_part(read_file: ReadFile, tmp_path: Path, sql: str, said: str) -> None:
    (tmp_path / "contacts.sql").write_text(sql)
    with pytest.raises(EasemartError, match=said):
        read_file("telephony", "amazon_connect", "records.jsonl", "{}\n{}\n", folder=tmp_path)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_names_of_columns_are_known_whatever_their_case_or_the_blanks_around(
    read_file: ReadFile, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"orders.{form}"
    columns = 'order_id as "*Order_ID", customer_id as " CUSTOMER_ID ", ordered_at as ordered_at, 7 as "Other"'
    duckdb.sql(
        f"copy (select {columns} from (values ('o1', 'c1', '2024-03-01 10:00:00')) as t(order_id, customer_id, "
        f"ordered_at)) to '{path}' (format {form})"
    )
    read = read_file("crm", "standard", f"orders.{form}", path)
    assert read.notes == ("columns nobody reads: Other",)
    row = read.only("orders")
    assert (row["order_id"], row["customer_id"], row["ordered_at"]) == ("o1", "c1", dt.datetime(2024, 3, 1, 10))


def test_two_columns_that_differ_in_case_alone_are_one_that_stands_twice(read_file: ReadFile) -> None:
    with pytest.raises(EasemartError, match="order_id stands twice"):
        read_file("crm", "standard", "orders.csv", "order_id,Order_ID,customer_id,ordered_at\n1,2,3,2024-03-01\n")
