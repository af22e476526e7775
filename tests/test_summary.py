"""The summary at the end of a run: nothing left out, nothing cut off."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from easemart import summary
from easemart.home import Home
from easemart.warehouses.embedded import Embedded
from easemart.warehouses.migrating import migrate

Load = tuple[int, str, str, str, str, int, int, int, int, str, str | None, str | None]


def load(load_id: int, file: str, refused: str | None = None, notes: str | None = None) -> Load:
    counts = (0, 0, 0, 0) if refused else (1_234_567, 1_234_560, 4, 3)
    verdict = "refused" if refused else "accepted"
    return (load_id, "telephony", "bank_acd", "contacts", file, *counts, verdict, refused, notes)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "a home")
    home.published.parent.mkdir(parents=True)
    home.dbt.mkdir()
    (home.dbt / "seconds.json").write_text(
        json.dumps({"build_core.contacts": 1.25, "build_intermediate.int_steps": 3.5})
    )
    with duckdb.connect(str(home.warehouse)) as connection:
        migrate(connection, keep_keys_indexed=False, salt="salt")
        connection.execute("insert into audit.quarantine values (1, 'bank_acd', 'contacts', 7, 'cast:x')")
        connection.execute("insert into audit.builds (build_id, built_load_id, verdict) values (1, 0, 'succeeded')")
    with duckdb.connect(str(home.published)) as connection:
        migrate(connection, keep_keys_indexed=False, salt="salt")
        connection.execute("create schema scorecard")
        connection.execute(
            "insert into audit.published (mart, table_name, rows, build_id, note) values"
            " ('core', 'contacts', 29717, 1, null), ('loyalty', 'scores', 0, 1, 'no feed: crm')"
        )
        connection.execute(
            """
            create table scorecard.monthly as select * from (values
                ('service_level', date '1999-08-01', 0.3080, 0.3, 0.3161, 27045, true, false,
                    'wilson_clustered'),
                ('service_level', date '1999-09-01', 0.9, 0.8, 0.99, 20, true, true, 'wilson'),
                ('wait_seconds', date '1999-08-01', 96.48, 95.0, 97.9, 20919, false, false, 't'),
                ('never', date '1999-08-01', null, null, null, 0, true, true, 't'))
                as rows (metric, month_start, value, value_low, value_high, n, is_complete, is_thin,
                    interval_method);
            alter table scorecard.monthly alter value type double;
            alter table scorecard.monthly alter value_low type double;
            alter table scorecard.monthly alter value_high type double;
            """
        )
    return home


def add_loads(home: Home, *loads: Load) -> None:
    with duckdb.connect(str(home.warehouse)) as connection:
        for one in loads:
            connection.execute(
                "insert into audit.loads (load_id, feed, source_system, table_name, file_name,"
                " rows_read, rows_accepted, rows_refused, rows_superseded, verdict, reason, notes)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                one,
            )


def shown(home: Home, width: int = 100, terminal: bool = False) -> str:
    out = StringIO()
    summary.show(home, Embedded(home), Console(file=out, width=width, force_terminal=terminal, highlight=False))
    return out.getvalue()


def test_each_load_with_its_rows(home: Home) -> None:
    add_loads(home, load(1, "calls.csv"), load(2, "more.csv", notes="extra columns [a, b]"))
    lines = shown(home).splitlines()
    (calls,) = [line for line in lines if "calls.csv" in line]
    assert calls.split() == ["calls.csv", "1,234,567", "1,234,560", "4", "3"]
    assert lines[lines.index(calls) - 1].split() == ["telephony/bank_acd", "contacts"]
    (total,) = [line for line in lines if line.startswith("all")]
    assert total.split() == ["all", "2,469,134", "2,469,120", "8", "6"]
    assert "- more.csv: extra columns [a, b]" in lines
    assert "- bank_acd contacts: 1 refused by cast:x" in lines


def test_many_loads_are_grouped_and_refused_files_still_named(home: Home) -> None:
    add_loads(home, *(load(number, f"day{number}.csv") for number in range(1, 40)))
    add_loads(home, load(40, "cut.csv.gz", refused="the file ends in the middle of row 7"))
    text = shown(home)
    assert "day7.csv" not in text
    lines = [line.split() for line in text.splitlines()]
    assert lines[lines.index(["telephony/bank_acd"]) + 1][:3] == ["contacts", "40", "48,148,113"]
    assert "Refused whole: cut.csv.gz: the file ends in the middle of row 7" in text


def test_only_loads_since_the_build_before(home: Home) -> None:
    add_loads(home, load(1, "old.csv"))
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("update audit.builds set built_load_id = 1")
        connection.execute("insert into audit.builds (build_id, built_load_id, verdict) values (2, 2, 'failed')")
    assert "no file that was not loaded before" in shown(home)
    add_loads(home, load(2, "new.csv"))
    text = shown(home)
    assert "new.csv" in text
    assert "old.csv" not in text
    assert "Build 2 did not succeed" in text
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("update audit.builds set verdict = 'succeeded'")
    text = shown(home)
    assert "new.csv" in text
    assert "did not succeed" not in text


def test_marts_with_rows_seconds_and_what_is_missing(home: Home) -> None:
    lines = [line.split() for line in shown(home).splitlines()]
    assert ["core.contacts", "29,717", "1.2"] in lines
    assert ["loyalty.scores", "no", "feed:", "crm", "0"] in lines
    assert ["steps", "in", "between", "3.5"] in lines


def test_headline_figures_with_intervals(home: Home) -> None:
    text = shown(home)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "service_level 1999-08 30.8 % 30.0 % to 31.6 % 27,045" in lines
    assert "wait_seconds month not complete 1999-08 96.48 95 to 97.9 20,919" in lines
    assert "never" not in text


def test_figures_that_moved(home: Home) -> None:
    with duckdb.connect(str(home.published)) as connection:
        connection.execute(
            "insert into audit.restatements by name select 1 as build_id, 'fcr' as metric,"
            " date '2025-01-01' as month, 0.5 as value_before, 0.625 as value_after,"
            " 4 as first_load_id, 6 as last_load_id union all by name"
            " select 1 as build_id, 'ces' as metric, date '2025-01-01' as month, 80 as value_before"
        )
    text = shown(home)
    assert "- fcr of 2025-01: 0.5 is now 0.625 (loads 4 to 6)" in text
    assert "- ces of 2025-01: 80 is now gone (no new load, hence the models)" in text


def test_plain_text_off_a_terminal(home: Home) -> None:
    add_loads(home, load(1, "calls.csv"))
    assert shown(home).isascii()
    assert "\x1b" in shown(home, terminal=True)


@pytest.mark.parametrize("width", [60, 80, 200])
def test_numbers_are_whole_at_every_width(home: Home, width: int) -> None:
    add_loads(home, load(1, "a_very_long_name_of_a_file_" * 4 + ".csv"))
    text = shown(home, width)
    for number in ("1,234,567", "1,234,560", "29,717", "27,045", "96.48"):
        assert number in text
    tables = text[: text.index("The marts can be opened")]
    assert max(map(len, tables.splitlines())) <= width


def test_the_commands_that_open_the_marts_work(home: Home) -> None:
    (line,) = [line.split(": ", 1)[1] for line in shown(home).splitlines() if line.startswith("  Python: ")]
    done = subprocess.run(
        shlex.split(line.replace("python", shlex.quote(sys.executable), 1)),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "no feed: crm" in done.stdout


def test_nothing_loaded_and_nothing_published(tmp_path: Path) -> None:
    assert "no file that was not loaded before" in shown(Home(tmp_path))
    assert "No marts are published yet" in shown(Home(tmp_path))
