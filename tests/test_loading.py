"""Whatever a file holds: read = accepted + refused + superseded, and raw holds the newest of each key."""

from __future__ import annotations

import gzip
import json

import pytest

from easemart import warehouses
from easemart.errors import EasemartError
from easemart.landing import land
from easemart.loading import RefusedLoad, TableLoad, load_file, pending
from easemart.sources import source
from postgres import Database
from workbench import Bench

ORDERS = "crm/standard/orders.csv"
HEADER = "order_id,customer_id,ordered_at,quantity,paid_price,version_at\n"


def orders(count: int, first: int = 1, version: str = "") -> list[str]:
    return [f"o{n},c{n},2026-01-{1 + n % 28:02d} 10:00:00,1,{n}.5,{version}" for n in range(first, first + count)]


def file_of(lines: list[str], end: str = "\n") -> str:
    return HEADER.replace("\n", end) + "".join(line + end for line in lines)


@pytest.fixture(params=["duckdb", "postgres"])
def bench(request: pytest.FixtureRequest, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Every file is loaded into either warehouse."""
    if request.param == "postgres":
        database: Database = request.getfixturevalue("database")
        monkeypatch.setenv("EASEMART_WAREHOUSE", database.address)
        warehouses.of(bench.home).prepare()
    return bench


def counts(load: TableLoad | RefusedLoad) -> tuple[int, int, int, int]:
    assert isinstance(load, TableLoad), load
    assert load.read == load.accepted + load.refused + load.superseded
    return load.read, load.accepted, load.refused, load.superseded


def quarantine(bench: Bench) -> list[tuple[object, ...]]:
    return bench.query(
        "select line, rule, record from audit.quarantine "
        "left join raw.refused_records using (load_id, table_name, line) order by line, rule"
    )


def test_a_clean_file_is_loaded_with_its_types(bench: Bench) -> None:
    assert counts(bench.put_and_load(ORDERS, file_of(orders(3)))) == (3, 3, 0, 0)
    rows = bench.query(
        "select source_system, order_id, ordered_at::varchar, paid_price, _load_id, _row_number from raw.orders"
    )
    assert rows[0] == ("standard", "o1", "2026-01-02 10:00:00", 1.5, 1, 1)
    assert bench.query("select rows_read, verdict, file_name from audit.loads") == [(3, "accepted", "orders.csv")]


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        ("o99,c1,2026-01-01 10:00:00,many,1,", "cast:quantity"),
        ("o99,c1,2026-02-30 10:00:00,1,1,", "cast:ordered_at"),
        ("o99,c1,2026-01-01 10:00:00,-1,1,", "quantity_plausible"),
        (",c1,2026-01-01 10:00:00,1,1,", "order_id_given"),
        ("o99,c1,1899-12-31 10:00:00,1,1,", "ordered_at_after_1980"),
        ("o99,c1,2026-01-01 10:00:00,1", "line:4_fields_instead_of_6"),
        ("o99,c1,2026-01-01 10:00:00,1,1,,,", "line:8_fields_instead_of_6"),
        ('o99,"c1,2026-01-01 10:00:00,1,1,', "line:unclosed_quote"),
        ('o99,"c1"x,2026-01-01 10:00:00,1,1,', "line:malformed"),
        ("o99,c\0,2026-01-01 10:00:00,1,1,", "line:nul_byte"),
    ],
)
def test_a_bad_row_is_refused_with_its_rule_and_text_and_every_other_row_loads(
    bench: Bench, bad: str, rule: str
) -> None:
    lines = orders(40)
    lines.insert(20, bad)
    assert counts(bench.put_and_load(ORDERS, file_of(lines))) == (41, 40, 1, 0)
    # Line 1 is the header, so the row at place 20 stands in line 22.
    assert quarantine(bench) == [(22, rule, bad.replace("\0", "\\0"))]


def test_a_row_that_breaks_two_rules_is_one_row(bench: Bench) -> None:
    lines = [*orders(40), "o99,c1,1899-12-31 10:00:00,-1,1,"]
    assert counts(bench.put_and_load(ORDERS, file_of(lines))) == (41, 40, 1, 0)
    assert quarantine(bench) == [(42, "ordered_at_after_1980, quantity_plausible", lines[-1])]


def test_nothing_is_left_of_a_load_but_what_it_wrote(bench: Bench) -> None:
    bench.put_and_load("crm/standard/orders_1.csv", file_of(orders(3)))
    assert isinstance(bench.put_and_load("crm/standard/orders_2.csv", b"order_id\no1\n"), RefusedLoad)
    assert list(bench.home.scratch.iterdir()) == []


def test_bytes_of_another_encoding_refuse_their_line_alone(bench: Bench) -> None:
    content = file_of(orders(30)).encode().replace(b"o7,c7", b"o7,c\xff7")
    assert counts(bench.put_and_load(ORDERS, content)) == (30, 29, 1, 0)
    assert quarantine(bench)[0][:2] == (8, "line:not_utf-8")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_byte_order_mark_and_line_ends_are_no_fault(bench: Bench, end: str, bom: bytes) -> None:
    assert counts(bench.put_and_load(ORDERS, bom + file_of(orders(3), end).encode())) == (
        3,
        3,
        0,
        0,
    )
    assert bench.query("select min(order_id), count(*) from raw.orders") == [("o1", 3)]


def test_quoted_line_breaks_are_one_record_and_blank_lines_none(bench: Bench) -> None:
    lines = [
        'o1,"c\n1",2026-01-01 10:00:00,1,1,',
        "",
        *orders(3, 2),
        'o9,"x,2026-01-01 10:00:00,1,1,',
        *orders(3, 20),
    ]
    assert counts(bench.put_and_load(ORDERS, file_of(lines))) == (8, 7, 1, 0)
    assert bench.query("select customer_id from raw.orders where order_id = 'o1'") == [("c\n1",)]


def test_a_refused_record_that_spans_lines_keeps_its_whole_text(bench: Bench) -> None:
    lines = ['o1,"c\n1",never,1,1,', *orders(30, 2)]
    assert counts(bench.put_and_load(ORDERS, file_of(lines))) == (31, 30, 1, 0)
    assert quarantine(bench) == [(2, "cast:ordered_at", 'o1,"c\n1",never,1,1,')]


def test_the_newest_version_of_a_key_counts_in_a_file_and_over_files(bench: Bench) -> None:
    def order(price: int, version: str) -> str:
        return file_of([f"o1,c1,2026-01-01 10:00:00,1,{price},{version}"])

    def price() -> object:
        return bench.query("select paid_price from raw.orders")[0][0]

    twice = file_of(["o1,c1,2026-01-01 10:00:00,1,2,2026-01-02", "o1,c1,2026-01-01 10:00:00,1,1,2026-01-01"])
    assert counts(bench.put_and_load("crm/standard/orders_1.csv", twice)) == (2, 1, 0, 1)
    assert price() == 2
    assert counts(bench.put_and_load("crm/standard/orders_2.csv", order(9, "2026-01-01"))) == (
        1,
        0,
        0,
        1,
    )
    assert counts(bench.put_and_load("crm/standard/orders_3.csv", order(8, "2026-01-02"))) == (
        1,
        0,
        0,
        1,
    )
    assert price() == 2
    assert counts(bench.put_and_load("crm/standard/orders_4.csv", order(7, "2026-01-03"))) == (
        1,
        1,
        0,
        0,
    )
    assert price() == 7
    # Nobody knows how old a delivery without a version is: it changes nothing that has one.
    assert counts(bench.put_and_load("crm/standard/orders_5.csv", order(6, ""))) == (1, 0, 0, 1)
    assert price() == 7
    assert bench.query("select count(*), max(_load_id) from raw.orders") == [(1, 4)]


def test_without_versions_the_later_delivery_counts(bench: Bench) -> None:
    bench.put_and_load("crm/standard/orders_1.csv", file_of(["o1,c1,2026-01-01,1,1,", "o1,c1,2026-01-01,1,2,"]))
    assert bench.query("select paid_price from raw.orders") == [(2,)]
    assert counts(bench.put_and_load("crm/standard/orders_2.csv", file_of(["o1,c1,2026-01-01,1,3,"]))) == (1, 1, 0, 0)
    assert bench.query("select paid_price from raw.orders") == [(3,)]


def test_a_key_that_holds_a_null_is_still_a_key(bench: Bench) -> None:
    content = "customer_id,kind,value,issued_by\nc1,phone,+15550100,\nc1,phone,+15550100,\nc1,account,7,acd\n"
    assert counts(bench.put_and_load("crm/standard/customer_identifiers_1.csv", content)) == (
        3,
        2,
        0,
        1,
    )
    again = bench.put_and_load("crm/standard/customer_identifiers_2.csv", content.replace("c1,account,7,acd\n", ""))
    assert counts(again) == (2, 1, 0, 1)
    assert bench.query("select count(*) from raw.customer_identifiers") == [(2,)]


def test_the_same_file_under_another_name_is_no_load(bench: Bench) -> None:
    bench.put_and_load(ORDERS, file_of(orders(3)))
    bench.put("crm/standard/2026/again/orders_copy.csv", file_of(orders(3)))
    assert bench.load("crm") == []
    assert bench.query("select count(*) from audit.loads") == [(1,)]


@pytest.mark.parametrize("version", ["", "2026-02-01 00:00:00"])
def test_a_file_whose_load_was_deleted_is_loaded_again_and_seen_as_new(bench: Bench, version: str) -> None:
    """As the handbook says to do when a source's SQL was mended."""
    bench.put_and_load(ORDERS, file_of(orders(3, version=version)))
    with warehouses.of(bench.home).opened("loader") as con:
        con.execute("insert into audit.builds (build_id, built_load_id, verdict) values (1, 1, 'succeeded')")
        con.execute("update raw.orders set quantity = 7")
        con.execute("delete from audit.loads")
    (again,) = bench.load("crm")
    assert counts(again) == (3, 3, 0, 0)
    assert bench.query("select distinct quantity, _load_id from raw.orders") == [(1.0, 2)]


@pytest.mark.parametrize(
    ("place", "content", "said"),
    [
        (ORDERS, b"", "empty"),
        (ORDERS, HEADER.encode(), "no record"),
        (ORDERS, b"order_id,customer_id\no1,c1\n", "ordered_at is missing"),
        (ORDERS, HEADER.replace("quantity", "order_id").encode(), "stands twice"),
        ("crm/standard/invoices.csv", b"a,b\n1,2\n", "no file of crm/standard is called so"),
        ("crm/elsewhere/orders.csv", b"a,b\n1,2\n", "no such source"),
        ("crm/orders.csv", b"a,b\n1,2\n", "no such source"),
        ("crm/standard/orders.parquet", b"PAR1 cut off", "no readable parquet"),
        ("telephony/amazon_connect/ctr.jsonl", b'{"ContactId": "1", "Chan', "cut off"),
        ("telephony/amazon_connect/ctr.jsonl", b"date,line\n1,2\n", "no line is a JSON object"),
    ],
)
def test_a_file_of_no_use_is_refused_with_a_reason_and_raw_stays(
    bench: Bench, place: str, content: bytes, said: str
) -> None:
    feed = place.split("/")[0]
    bench.put(place, content)
    (refusal,) = bench.load(feed)
    assert isinstance(refusal, RefusedLoad)
    assert said in str(refusal)
    assert place.split("/")[-1] in str(refusal) or "no such source" in said
    assert bench.query("select verdict, rows_accepted, reason from audit.loads") == [("refused", 0, str(refusal))]
    assert bench.query("select (select count(*) from raw.orders) + (select count(*) from raw.contacts)") == [(0,)]


def test_a_truncated_gzip_is_refused_and_a_whole_one_loads(bench: Bench) -> None:
    packed = gzip.compress(file_of(orders(300)).encode())
    (bench.inbox / "crm/standard").mkdir(parents=True)
    (bench.inbox / "crm/standard/orders.csv.gz").write_bytes(packed[: len(packed) // 2])
    (refusal,) = bench.load("crm")
    assert isinstance(refusal, RefusedLoad) and "gzip is damaged or cut off" in str(refusal)
    (bench.inbox / "crm/standard/orders.csv.gz").write_bytes(packed)
    (load,) = bench.load("crm")
    assert counts(load) == (300, 300, 0, 0)


def test_a_json_array_and_parquet_are_read_like_lines(bench: Bench) -> None:
    import duckdb

    (bench.inbox / "crm/standard").mkdir(parents=True)
    duckdb.sql(
        "copy (select 'o' || i as order_id, 'c' as customer_id, timestamp '2026-01-01' as ordered_at, i as paid_price "
        f"from range(5) r(i)) to '{bench.inbox}/crm/standard/orders.parquet' (format parquet)"
    )
    (load,) = bench.load("crm")
    assert counts(load) == (5, 5, 0, 0)


def test_a_moved_column_is_no_fault_and_an_extra_one_is_reported(bench: Bench) -> None:
    content = "shoe_size,ordered_at,customer_id,order_id\n44,2026-01-01,c1,o1\n"
    assert counts(bench.put_and_load(ORDERS, content)) == (1, 1, 0, 0)
    assert bench.query("select order_id, customer_id from raw.orders") == [("o1", "c1")]
    assert bench.query("select notes from audit.loads") == [("columns nobody reads: shoe_size",)]


def test_a_note_about_a_file_stands_with_the_first_of_its_tables(bench: Bench) -> None:
    header = "id,_fivetran_synced,email,role,shoe_size\n"
    rows = "7,2026-01-01 00:00:00,a@example.com,end-user,44\n8,2026-01-01 00:00:00,,agent,44\n"
    bench.put("tickets/zendesk/user.csv", header + rows)
    bench.load("tickets")
    assert bench.query("select table_name, notes from audit.loads order by load_id") == [
        ("customer_identifiers", "columns nobody reads: shoe_size"),
        ("agents", None),
    ]


def test_too_many_refused_rows_refuse_the_load(bench: Bench) -> None:
    bench.put_and_load("crm/standard/orders_1.csv", file_of(orders(5)))
    bad = [f"x{n},c,never,1,1," for n in range(10)]
    refusal = bench.put_and_load("crm/standard/orders_2.csv", file_of(orders(90, 100) + bad))
    assert isinstance(refusal, RefusedLoad)
    assert "10 of 100 rows are refused (cast:ordered_at: 10)" in str(refusal)
    assert bench.query("select count(*) from raw.orders") == [(5,)]
    assert bench.query(
        "select rows_read, rows_accepted, rows_refused, rows_superseded from audit.loads where load_id = 2"
    ) == [(100, 0, 100, 0)]


@pytest.mark.parametrize(("rows", "passes"), [(20, False), (21, True), (1999, True), (2000, False)])
def test_a_tenth_or_ten_times_the_usual_volume_refuses_the_load(bench: Bench, rows: int, passes: bool) -> None:
    for number in range(3):
        bench.put_and_load(f"crm/standard/orders_{number}.csv", file_of(orders(200, 1000 * number)))
    load = bench.put_and_load("crm/standard/orders_9.csv", file_of(orders(rows, 100_000)))
    assert isinstance(load, TableLoad) == passes, load
    assert bench.query("select count(*) from raw.orders") == [(600 + (rows if passes else 0),)]


def test_dates_in_the_future_refuse_the_load(bench: Bench) -> None:
    refusal = bench.put_and_load(ORDERS, file_of([*orders(50), "o99,c1,2999-01-01 10:00:00,1,1,"]))
    assert isinstance(refusal, RefusedLoad) and "not_in_the_future" in str(refusal)
    assert bench.query("select count(*) from raw.orders") == [(0,)]


def test_a_file_fills_all_its_tables_or_none(bench: Bench) -> None:
    header = "id,_fivetran_synced,email,phone,role\n"
    customer = "7,2026-01-01 00:00:00,a@example.com,,end-user\n"
    agent = "8,2026-01-01 00:00:00,b@example.com,,agent\n"
    bench.put("tickets/zendesk/user_1.csv", header + customer + agent)
    loads = bench.load("tickets")
    assert [(load.table, counts(load)) for load in loads if isinstance(load, TableLoad)] == [
        ("customer_identifiers", (2, 2, 0, 0)),
        ("agents", (1, 1, 0, 0)),
    ]
    # The agents of the second file are all refused, so its customers stay out too.
    nobody = ",2026-01-01 00:00:00,b@example.com,,agent\n"
    bench.put("tickets/zendesk/user_2.csv", header + customer.replace("7,", "9,") + nobody)
    (refusal,) = bench.load("tickets")
    assert isinstance(refusal, RefusedLoad) and "agents: 1 of 1 rows are refused" in str(refusal)
    assert bench.query("select count(*) from raw.customer_identifiers") == [(2,)]
    assert bench.query("select table_name, verdict from audit.loads order by load_id") == [
        ("customer_identifiers", "accepted"),
        ("agents", "accepted"),
        ("customer_identifiers", "refused"),
        ("agents", "refused"),
    ]


def test_delivery_decides_not_the_order_in_which_files_happen_to_load(bench: Bench) -> None:
    for number in (1, 2, 3):
        version = "2026-01-05" if number < 3 else ""
        lines = [f"o1,c1,2026-01-01,1,{number},{version}", f"o2,c1,2026-01-01,1,{number},"]
        bench.put(f"crm/standard/orders_{number}.csv", file_of(lines))
    first, second, third = pending(bench.home, land(bench.inbox, "crm", bench.home))
    assert [counts(load_file(bench.home, file)[0]) for file in (third, second, first)] == [
        (2, 2, 0, 0),
        (2, 1, 0, 1),
        (2, 1, 0, 1),
    ]
    # o1: of equal versions the first delivered; o2, without versions: the last delivered.
    assert bench.query("select order_id, paid_price, _delivery_id from raw.orders order by 1") == [
        ("o1", 1, 1),
        ("o2", 3, 3),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("2026-03 Orders (new).csv", "order_id,customer_id,ordered_at\no1,c1,2026-01-01T02:00:00+02:00\n"),
        ("orders.jsonl", '{"order_id": "o1", "customer_id": "c1", "ordered_at": "2026-01-01 00:00:00", "more": 1}\n'),
        ("orders_2.json", '[{"order_id": "o1", "customer_id": "c1", "ordered_at": "2026-01-01T00:00:00Z"}]'),
        ("ORDERS.CSV.gz", "order_id,customer_id,ordered_at\no1,c1,2026-01-01\n"),
    ],
)
def test_a_file_in_the_contract_is_read_in_any_format_and_its_times_become_utc(
    bench: Bench, name: str, content: str
) -> None:
    assert counts(bench.put_and_load(f"crm/standard/{name}", content)) == (1, 1, 0, 0)
    assert bench.query("select order_id, customer_id, ordered_at::varchar from raw.orders") == [
        ("o1", "c1", "2026-01-01 00:00:00")
    ]


def test_the_longest_name_says_what_a_file_is() -> None:
    described = source("crm", "standard")
    assert described.kind_of("customers_2026.csv").tables == ("customers",)
    assert described.kind_of("acme.customer_identifiers-7.csv.gz").tables == ("customer_identifiers",)
    with pytest.raises(EasemartError, match="expected customers, customer_identifiers"):
        described.kind_of("reorders.csv")


@pytest.mark.parametrize(
    ("order", "rule"),
    [
        ({"order_id": "o99", "customer_id": "a\0b"}, "cast:customer_id"),
        ({"order_id": "o" * 501, "customer_id": "c1"}, "cast:order_id"),
        ({"order_id": "o99", "customer_id": "c1", "delivered_at": "290000-01-01"}, "cast:delivered_at"),
    ],
)
def test_a_text_that_not_every_warehouse_can_hold_is_refused(order: dict[str, str], rule: str, bench: Bench) -> None:
    orders = [{"order_id": f"o{number}", "customer_id": "c1"} for number in range(40)]
    lines = [json.dumps({**one, "ordered_at": "2026-01-01"}) for one in (*orders, order)]
    assert counts(bench.put_and_load("crm/standard/orders.jsonl", "\n".join(lines))) == (41, 40, 1, 0)
    assert quarantine(bench) == [(41, rule, lines[-1])]


def test_blanks_of_any_kind_around_a_text_are_no_part_of_it(bench: Bench) -> None:
    identifier = {"customer_id": "c1\u00a0", "kind": "email", "value": "\u2003a@x.com\u00a0"}
    bench.put_and_load("crm/standard/customer_identifiers.jsonl", json.dumps(identifier))
    (found,) = bench.query(
        "select customer_id, value, identifier_key = md5(salt || 'email||a@x.com') "
        "from raw.customer_identifiers cross join raw.identifier_salt"
    )
    assert found == ("c1", "a@x.com", True)


def test_a_task_that_is_tried_again_after_its_load_was_done_does_nothing(bench: Bench) -> None:
    bench.put(ORDERS, file_of([*orders(40), "o99,c1,never,1,1,"]))
    (landed,) = pending(bench.home, land(bench.inbox, "crm", bench.home))
    first = load_file(bench.home, landed)
    assert load_file(bench.home, landed) == first
    assert bench.query("select (select count(*) from audit.loads), (select count(*) from audit.quarantine)") == [(1, 1)]
