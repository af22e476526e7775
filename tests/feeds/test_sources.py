"""What holds for every source: it is sound, its columns are its contract's, no line is lost."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import duckdb
import pytest
import yaml
from one_file import ReadFile

from easemart.contracts import FEEDS, tables
from easemart.errors import EasemartError
from easemart.home import REPOSITORY
from easemart.sources import source

PLACES = sorted(REPOSITORY.glob("feeds/*/*/source.yml"))
SYSTEMS = [(path.parent.parent.name, path.parent.name) for path in PLACES]


@pytest.mark.parametrize(("feed", "system"), SYSTEMS)
def test_a_source_fills_tables_of_its_feed(feed: str, system: str) -> None:
    described = source(feed, system)
    for kind in described.files:
        for table in kind.tables:
            # Users of a ticket system are customers and agents, which belong to the crm feed.
            assert tables()[table].feed in {feed, "crm"}


@pytest.mark.parametrize(
    ("described", "said"),
    [
        ("colour: red\nfiles: []\n", "colour"),
        ("files: [{pattern: '*.csv', tables: [contacts], colour: red}]\n", "colour"),
        ("files: [{pattern: '*.csv', tables: [contacts]}]\n", "contacts.sql is missing"),
        ("files: [{pattern: '*.csv'}]\n", "names its `tables`"),
    ],
)
def test_a_source_that_is_not_sound_says_so(tmp_path: Path, described: str, said: str) -> None:
    folder = tmp_path / "feeds" / "telephony" / "pbx"
    folder.mkdir(parents=True)
    (folder / "source.yml").write_text(f"feed: telephony\nsystem: pbx\ndescription: one\n{described}")
    with pytest.raises(EasemartError, match=re.escape(said)):
        source("telephony", "pbx", tmp_path)


def test_the_systems_of_the_first_release() -> None:
    assert set(SYSTEMS) >= {
        ("telephony", "amazon_connect"),
        ("telephony", "bank_acd"),
        ("tickets", "zendesk"),
        ("surveys", "qualtrics"),
        ("crm", "standard"),
    }


@pytest.mark.parametrize("feed", FEEDS)
def test_a_standard_takes_a_file_for_each_table_of_its_contract(feed: str) -> None:
    standard = source(feed, "standard")
    for name, table in tables().items():
        if table.feed == feed:
            for file in (f"{name}.csv", f"{name}_2024-01.csv.gz", f"{name}.jsonl", f"{name}.parquet"):
                assert standard.kind_of(file).tables == (name,)


VALUES = {
    "text": "'é, \"x\"'", "timestamp": "timestamp '2024-01-02 10:00:00.5'", "date": "date '2024-01-02'", "bigint": "3",
    "integer": "4", "double precision": "1.5::double", "boolean": "true",
}  # fmt: skip


@pytest.mark.parametrize(("feed", "name"), [("telephony", "contacts"), ("tickets", "tickets"), ("surveys", "answers"),
                                            ("crm", "orders")])  # fmt: skip
def test_a_standard_file_says_the_same_in_every_form(read_file: ReadFile, tmp_path: Path, feed: str, name: str) -> None:
    columns = tables()[name].columns | {"version_at": "timestamp"}
    row = ", ".join(f"{VALUES[kind]} as {column}" for column, kind in columns.items())
    forms = {".csv": "csv, header", ".jsonl": "json", ".parquet": "parquet"}
    found = []
    for suffix, form in forms.items():
        path = tmp_path / f"{name}_of_the_test{suffix}"
        duckdb.execute(f"copy (select {row}) to '{path}' (format {form})")
        read = read_file(feed, "standard", path.name, path)
        assert read.refused == [] and read.notes == ()
        found.append({column: read.only(name)[column] for column in columns})
    assert None not in found[0].values()
    assert found[0] == found[1] == found[2]
    assert found[0]["version_at"] == dt.datetime(2024, 1, 2, 10, 0, 0, 500000)


def test_a_file_in_the_contract_needs_no_sql(read_file: ReadFile) -> None:
    text = "quantity,order_id,ordered_at,note\n2,O1,2024-01-02 10:00:00,x\n1,O2,2024-02-30 10:00:00,x\n"
    read = read_file("crm", "standard", "orders_2024-01.csv", text)
    assert read.refused == [("orders", 3, "cast:ordered_at")]
    row = read.only("orders")
    assert (row["order_id"], row["quantity"], row["ordered_at"]) == ("O1", 2.0, dt.datetime(2024, 1, 2, 10))


def test_all_keys_of_a_question_stand_in_the_first_mapping() -> None:
    """The SQL names them all; a key that stands nowhere would be a missing column."""
    path = REPOSITORY / "feeds" / "surveys" / "qualtrics" / "source.yml"
    questions = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
    assert all(set(question) <= set(questions[0]) for question in questions)
    assert {q["direction"] for q in questions if q.get("form") != "text"} <= {"higher_better", "lower_better"}
