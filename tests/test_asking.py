"""Questions from the terminal: answered by what readers see, readable at 80 columns, nothing changed."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from easemart import asking
from easemart.errors import EasemartError, PermanentError
from easemart.home import REPOSITORY, Home
from easemart.warehouses.embedded import Embedded
from easemart.warehouses.interface import Warehouse
from star import Team
from workbench import salted

WIDE = ", ".join(f"{place} as a_long_name_of_column_{place}" for place in range(30))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = salted(tmp_path / "home")
    home.published.parent.mkdir(parents=True)
    with duckdb.connect(str(home.published)) as marts:
        marts.execute("create schema core; create schema recovery")
        marts.execute("create table core.customers (customer_id text, birth_year bigint)")
        marts.execute("insert into core.customers values ('k1', 1970), ('k2', null)")
        marts.execute("create table core.contacts (contact_id text, wait_seconds double, entered_at timestamp)")
        marts.execute("create table recovery.complaints (complaint_id text)")
    return home


def shown(home: Home, warehouse: Warehouse, statement: str, rows: int | None = None, width: int = 80) -> str:
    out = StringIO()
    with asking.asked(home, warehouse, statement) as answer:
        asking.show(answer, Console(file=out, width=width, highlight=False), rows)
    return out.getvalue()


def run(home: Home, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "EASEMART_HOME": str(home.root),
        "EASEMART_WAREHOUSE": "duckdb",
        "PYTHONPATH": str(REPOSITORY / "src"),
    }
    return subprocess.run(
        [sys.executable, str(REPOSITORY / "scripts" / "query.py"), *arguments],
        input=given, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_numbers_stand_on_the_right_in_the_same_digits_and_nothing_is_a_dash(home: Home) -> None:
    lines = shown(
        home, Embedded(home),
        "select * from (values ('short', 1.5, 7), ('a longer one', 123.25, null)) as v (name, amount, n)",
    ).splitlines()  # fmt: skip
    assert [line.rstrip() for line in lines] == [
        "name          amount  n",
        "short           1.50  7",
        "a longer one  123.25  –",
    ]


def test_what_is_too_wide_stands_one_record_below_the_other_with_every_column(home: Home) -> None:
    text = shown(home, Embedded(home), f"select {WIDE}, '{'x' * 100}' as tale")
    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith("row 1")
    values = dict(line.split() for line in text.splitlines()[1:31])
    assert values == {f"a_long_name_of_column_{place}": str(place) for place in range(30)}
    assert text.count("x") == 100


def test_names_are_broken_and_texts_folded_before_that(home: Home) -> None:
    text = shown(home, Embedded(home), f"select 1 as the_first_of_some_long_names, '{'word ' * 30}' as tale")
    assert max(map(len, text.splitlines())) <= 80
    assert not text.startswith("row 1")
    assert text.count("word") == 30


@pytest.mark.parametrize(("rows", "more"), [(None, 60), (10, 90), (0, 0)])
def test_it_says_how_many_more_rows_there_are(home: Home, rows: int | None, more: int) -> None:
    text = shown(home, Embedded(home), "select * from range(100) as numbers (n) order by n", rows)
    assert len([line for line in text.splitlines() if line.strip().isdigit()]) == 100 - more
    assert (f"{more} more rows" in text) == (more > 0)


@pytest.mark.parametrize("is_terminal", [False, True])
@pytest.mark.parametrize("width", [40, 60, 80, 81, 82, 83, 84, 120])
def test_no_number_is_cut_at_any_width(home: Home, width: int, is_terminal: bool) -> None:
    numbers = [123456789 + place for place in range(7)]
    out = StringIO()
    columns = ", ".join(f"{number} as n{place}" for place, number in enumerate(numbers))
    with asking.asked(home, Embedded(home), f"select 'a text to fold' as tale, {columns}") as answer:
        asking.show(answer, Console(file=out, width=width, force_terminal=is_terminal, no_color=True, highlight=False))
    assert all(str(number) in out.getvalue() for number in numbers)
    assert "…" not in out.getvalue()


def test_no_rows_are_said(home: Home) -> None:
    assert "No rows." in shown(home, Embedded(home), "select 1 as one where false")


@pytest.fixture(params=["duckdb", "postgres"])
def somewhere(request: pytest.FixtureRequest, home: Home) -> tuple[Home, Warehouse]:
    """The same few tables on either warehouse."""
    if request.param == "duckdb":
        return home, Embedded(home)
    team: Team = request.getfixturevalue("team")
    return team.server.home, team.warehouse


def test_both_warehouses_answer(somewhere: tuple[Home, Warehouse]) -> None:
    lines = shown(*somewhere, "select customer_id, birth_year from core.customers order by customer_id;").splitlines()
    assert [line.split() for line in lines] == [["customer_id", "birth_year"], ["k1", "1970"], ["k2", "–"]]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("select * from core.custmers", "core.customers"),
        ("select * from complaints", "recovery.complaints"),
        ("select wait_secnds from core.contacts", "core.contacts.wait_seconds"),
        ("select c.entred_at from core.contacts as c", "core.contacts.entered_at"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest(
    somewhere: tuple[Home, Warehouse], statement: str, said: str
) -> None:
    with pytest.raises(PermanentError, match=rf"There is no (table|column) [\w.]+\. Near it: .*\b{said}\b"):
        shown(*somewhere, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from core.customers",
        "create table core.more as select 1 as one",
        "drop table core.customers",
        "copy (select 1) to '/tmp/easemart_query_may_not_write.csv'",
        "select 1; select 2",
        "selec 1",
        "commit; delete from core.customers",
    ],
)
def test_nothing_can_be_changed(somewhere: tuple[Home, Warehouse], statement: str) -> None:
    before = shown(*somewhere, "select count(*) from core.customers")
    with pytest.raises(EasemartError):
        shown(*somewhere, statement)
    assert shown(*somewhere, "select count(*) from core.customers") == before
    assert not Path("/tmp/easemart_query_may_not_write.csv").exists()


def test_nothing_published_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    empty = Home(tmp_path)
    with pytest.raises(EasemartError, match=r"scripts/run"):
        shown(empty, Embedded(empty), "select 1")


def test_the_command_takes_a_statement_a_file_or_what_comes_in_and_says_how_it_ended(
    home: Home, tmp_path: Path
) -> None:
    statement = "select customer_id, birth_year from core.customers order by 1"
    (tmp_path / "asked.sql").write_text(f"-- who?\n{statement}\n")
    answers = [run(home, statement), run(home, str(tmp_path / "asked.sql")), run(home, given=statement)]
    assert {answer.returncode for answer in answers} == {0}
    assert len({answer.stdout for answer in answers}) == 1
    piped = run(home, "--csv", statement)
    assert list(csv.reader(StringIO(piped.stdout))) == [["customer_id", "birth_year"], ["k1", "1970"], ["k2", ""]]
    wrong = run(home, "select custmer_id from core.customers")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr == "There is no column custmer_id. Near it: core.customers.customer_id.\n"
    assert run(home, "no_such_file.sql").returncode == 1
    assert run(home, "--rows", "-1", statement).returncode == run(home, given=" ").returncode == 2
    assert "Exit code" in run(home, "--help").stdout
