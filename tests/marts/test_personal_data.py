"""Personal data lives in raw alone: nothing published holds a phone number, an e-mail address or a name."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from easemart.contracts import tables
from easemart.simulation.world.vendors.tickets import FIRST_NAMES, LAST_NAMES
from marts.conftest import warehouse_opened
from workbench import Bench

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"\+\d{8,15}")
# Of a phone number the last nine digits: whatever prefix it has been given or lost, they stay.
DIGITS_COMPARED = 9
Finding = tuple[str, str, str]


def in_files(inbox: Path) -> set[tuple[str, str]]:
    """(kind, value) of every phone number and e-mail address in the company's files, and the names drawn for it."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in inbox.rglob("*.*") if path.suffix in (".csv", ".jsonl")
    )
    planted = {("email", value) for value in EMAIL.findall(text)} | {("phone", value) for value in PHONE.findall(text)}
    return planted | {("name", name) for name in (*FIRST_NAMES, *LAST_NAMES) if re.search(name, text, re.I)}


def in_raw(home: Path) -> set[tuple[str, str]]:
    """(kind, value) of what the loader keeps in personal columns; free texts with what people signed in them.

    An account is the company's own number of somebody and says nothing to others, so it is not looked for.
    """
    found: set[tuple[str, str]] = set()
    with warehouse_opened(home) as con:
        for table in tables().values():
            for column in table.personal:
                rows = con.execute(f"select distinct {column} from raw.{table.name} where {column} is not null")
                text = "\n".join(str(row[0]) for row in rows.fetchall())
                found |= {("email", value) for value in EMAIL.findall(text)}
                found |= {("phone", value) for value in PHONE.findall(text)}
    return found


def shown(marts: Path, planted: set[tuple[str, str]]) -> set[Finding]:
    """(column, kind, value) of what is published anywhere, in any type, upper or lower case, however written.

    An e-mail address is looked for in texts with an @, a phone number in the digits of texts that have
    enough of them, a name among the words of a text. That loses nothing and leaves few pairs to compare.
    """
    with duckdb.connect() as con:
        con.execute(f"attach '{marts}' as marts (read_only)")
        con.execute("create table planted (kind varchar, value varchar)")
        con.executemany("insert into planted values (?, ?)", sorted(planted))
        columns = con.execute(
            "select schema_name, table_name, column_name from duckdb_columns() where database_name = 'marts'"
        ).fetchall()
        assert {schema for schema, *_ in columns} >= {"core", "effort", "audit", "scorecard"}
        con.execute("create table texts (place varchar, text varchar)")
        for schema, table, column in columns:
            place = f"{schema}.{table}.{column}"
            con.execute(
                f"insert into texts select distinct '{place}', lower(\"{column}\"::varchar) from marts.{schema}.{table}"
            )
        con.execute("create table digits as select place, regexp_replace(text, '[^0-9]', '', 'g') as text from texts")
        con.execute(
            "create table words as select distinct place, unnest(regexp_extract_all(text, '[\\p{L}'']+')) as word"
            " from texts where regexp_matches(text, '\\p{L}')"
        )
        found = con.execute(
            f"""
            select place, kind, value from planted inner join texts
                on kind = 'email' and contains(text, '@') and contains(text, lower(value))
            union
            select place, kind, value from planted inner join digits
                on kind = 'phone' and length(text) >= {DIGITS_COMPARED}
                and contains(text, right(regexp_replace(value, '[^0-9]', '', 'g'), {DIGITS_COMPARED}))
            union
            select place, kind, value from planted inner join words on kind = 'name' and word = lower(value)
            """
        ).fetchall()
        return set(found)


def test_there_is_something_to_find(company: Path, company_inbox: Path) -> None:
    planted, kept = in_files(company_inbox), in_raw(company.parents[1])
    counts = {kind: len({value for one, value in planted if one == kind}) for kind in ("email", "phone", "name")}
    assert counts["email"] >= 150 and counts["phone"] >= 140
    assert counts["name"] == len(FIRST_NAMES) + len(LAST_NAMES)
    # Raw holds most of it, and nothing that is not in the files.
    assert len(kept) > 250 and kept <= planted


def test_nothing_published_is_personal(company: Path, company_inbox: Path) -> None:
    planted = in_files(company_inbox) | in_raw(company.parents[1])
    assert shown(company, planted) == set()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (
            "update core.agents set team = 'call ++999 (271) 828-183 now'",
            ("core.agents.team", "phone", "+999271828183"),
        ),
        (
            "update core.customers set region = 'Customer1@Example.COM;'",
            ("core.customers.region", "email", "customer1@example.com"),
        ),
        (
            'update audit.loads set reason = \'{"who": "Mr ABENDROTH"}\'',
            ("audit.loads.reason", "name", "Abendroth"),
        ),
        (
            "alter table effort.scores add column seen bigint; update effort.scores set seen = 999271828183",
            ("effort.scores.seen", "phone", "+999271828183"),
        ),
    ],
)
def test_what_is_planted_is_found(
    company: Path, company_inbox: Path, tmp_path: Path, statement: str, found: Finding
) -> None:
    copy = shutil.copy(company, tmp_path / "marts.duckdb")
    with duckdb.connect(str(copy)) as con:
        con.execute(statement)
    assert shown(copy, in_files(company_inbox)) == {found}


PERSON = "Zebedee.Quux@example.org"


@pytest.mark.parametrize(
    ("place", "content"),
    [
        # A value where none of its kind belongs, so that a cast, a rule or the reader itself has to speak of it.
        (
            "crm/standard/customers.csv",
            f"customer_id,since_date,birth_year,region,segment,kind,left_at,left_reason\nC1,{PERSON},,,,,,\n",
        ),
        (
            "crm/standard/customer_identifiers.csv",
            f"customer_id,kind,value,issued_by,valid_from,valid_to\nC1,{PERSON},{PERSON},,{PERSON},\n",
        ),
        ("crm/standard/customer_identifiers.csv", f"customer_id,kind,value\nC1,email,{PERSON},more,and more\n"),
        # Without a header, the first record stands where column names do.
        ("crm/standard/customer_identifiers.csv", f"C1,email,{PERSON}\nC2,email,b@example.org\n"),
        ("tickets/zendesk/user_data_a.csv", f"7,2024-04-01,agent,{PERSON},,,Quux\n8,2024-04-01,agent,b@c.de,,,Q\n"),
        ("surveys/qualtrics/a.csv", f"{PERSON},1,2\n3,4,5\n6,7,8\n9,10,11\n"),
        ("telephony/amazon_connect/a.jsonl", json.dumps({PERSON: 1, "ContactId": 1})),
        ("telephony/bank_acd/a.csv", f"1,2,{PERSON},4\n2,3,4,5\n"),
        ("crm/standard/customers.csv", f"customer_id,{PERSON},{PERSON}\nC1,1,2\n"),
        ("crm/standard/customers.csv", f'customer_id,region\nC1,"{PERSON}\n'),
        ("crm/standard/orders.csv", f"order_id,customer_id,ordered_at,quantity\nO1,C1,{PERSON},{PERSON}\n"),
        ("telephony/amazon_connect/a.jsonl", json.dumps({"ContactId": PERSON, "InitiationTimestamp": PERSON})),
        (
            "telephony/amazon_connect/a.jsonl",
            json.dumps({"CustomerEndpoint": {"Address": PERSON}, "Channel": PERSON, "ContactId": {"a": PERSON}}),
        ),
        ("telephony/amazon_connect/a.jsonl", f'{{"CustomerEndpoint": "{PERSON}'),
        ("surveys/qualtrics/a.csv", f"StartDate,EndDate\n{PERSON},{PERSON}\n"),
        ("tickets/zendesk/user_data_a.csv", f"id,_fivetran_synced,role,email,phone,external_id,name\n{PERSON},,,,,,\n"),
        (
            "tickets/zendesk/ticket_field_history_data_a.csv",
            f"field_name,ticket_id,updated,_fivetran_synced,user_id,value\nstatus,{PERSON},{PERSON},{PERSON},{PERSON},\n",
        ),
        (
            "tickets/zendesk/ticket_comment_data_a.csv",
            f"id,_fivetran_synced,body,created,public,ticket_id,user_id\n1,x,b,{PERSON},{PERSON},{PERSON},{PERSON}\n",
        ),
    ],
)
def test_what_is_said_of_a_refused_file_quotes_no_value(bench: Bench, place: str, content: str) -> None:
    """Readers see why a load was refused; the record itself is kept in raw."""
    bench.put(place, content)
    bench.load(place.split("/")[0])
    assert bench.query("select count(*) > 0 from audit.loads") == [(True,)]
    for table in ("loads", "quarantine", "gate_results", "deliveries"):
        rows = bench.query(f"select * from audit.{table}")
        assert PERSON.lower() not in repr(rows).lower()
