"""Maintenance: what is removed and when, that it says so, and that it may be killed anywhere."""

from __future__ import annotations

import csv
import datetime as dt
import os
from pathlib import Path
from typing import Any

import duckdb
import pytest

from easemart import ingesting, maintaining
from easemart.errors import EasemartError
from easemart.loading import RefusedLoad
from easemart.warehouses import compacting
from easemart.warehouses.postgres import Postgres
from postgres import Database
from workbench import Bench

ORDER = "order_id,customer_id,ordered_at\n{},c1,2026-01-01\n"


@pytest.fixture
def at_home(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setenv("EASEMART_HOME", str(bench.home.root))
    monkeypatch.setenv("EASEMART_INBOX", str(bench.inbox))
    monkeypatch.delenv("AIRFLOW__LOGGING__BASE_LOG_FOLDER", raising=False)
    return bench


def landed(bench: Bench) -> list[str]:
    return sorted(path.read_text().split("\n")[1][:2] for path in (bench.home.landing / "crm").rglob("*.csv"))


def judged(bench: Bench, name: str, days_ago: int) -> None:
    at = dt.datetime.now(dt.UTC).replace(tzinfo=None) - dt.timedelta(days=days_ago)
    with bench.opened() as con:
        con.execute("update audit.loads set finished_at = ? where file_name = ?", [at, name])


def test_the_seed_has_a_row_for_each_thing_that_is_kept_for_a_time() -> None:
    assert {maintaining.kept_days("landed_files", feed) for feed in maintaining.FEEDS} == {3650}
    assert maintaining.kept_days("logs") == 30
    assert maintaining.kept_days("airflow_records") == 90
    with pytest.raises(EasemartError, match="needs one row of landed_files and feed chat"):
        maintaining.kept_days("landed_files", "chat")


def test_a_landed_file_goes_when_it_was_judged_long_ago_and_not_before(
    at_home: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bench = at_home
    shorter = tmp_path / "keeping_times.csv"
    with maintaining.KEEPING_TIMES.open(encoding="utf-8", newline="") as handle:
        rows = [row | {"kept_days": "10"} for row in csv.DictReader(handle)]
    with shorter.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr(maintaining, "KEEPING_TIMES", shorter)

    for name, content in (("old", "o1"), ("new", "o2"), ("again", "o3")):
        bench.put_and_load(f"crm/standard/orders_{name}.csv", ORDER.format(content))
    refused = bench.put_and_load("crm/standard/orders_refused.csv", ORDER.format(""))
    assert isinstance(refused, RefusedLoad)
    never = bench.put("crm/standard/orders_never.csv", ORDER.format("o5"))
    assert [file["file_name"] for file in ingesting.land_new("crm", None)] == [
        "orders_never.csv",
        "orders_refused.csv",
    ]
    # Loaded long ago, and once more since.
    with bench.opened() as con:
        con.execute("insert into audit.loads select * replace (load_id + 100 as load_id) from audit.loads "
                    "where file_name = 'orders_again.csv'")  # fmt: skip
    for name, days in (("orders_old.csv", 11), ("orders_new.csv", 9), ("orders_refused.csv", 11)):
        judged(bench, name, days)
    with bench.opened() as con:
        con.execute("update audit.loads set finished_at = finished_at - interval 11 days "
                    "where file_name = 'orders_again.csv' and load_id < 100")  # fmt: skip

    assert landed(bench) == [",c", "o1", "o2", "o3", "o5"]
    assert maintaining.remove_files()[3] == "removed 2 landed files of crm, judged more than 10 days ago"
    assert landed(bench) == ["o2", "o3", "o5"]
    removed = "select file_bytes from audit.removed_files order by delivery_id"
    sizes = [(len(ORDER.format(order)),) for order in ("o1", "")]
    assert bench.query(removed) == sizes
    assert bench.query("select freed_bytes from audit.maintenance where detail like '%of crm,%'") == [
        (sum(size for (size,) in sizes),)
    ]
    # Twice is once.
    assert maintaining.remove_files()[3] == "removed 0 landed files of crm, judged more than 10 days ago"
    assert bench.query(removed) == sizes
    # A loaded file that still lies in the inbox is not kept once more; one that was refused is tried again.
    never.unlink()
    assert [file["file_name"] for file in ingesting.land_new("crm", None)] == ["orders_refused.csv"]
    assert landed(bench) == [",c", "o2", "o3", "o5"]


def test_a_file_removed_by_a_run_that_was_killed_before_it_said_so_is_told_of_by_the_next(at_home: Bench) -> None:
    bench = at_home
    bench.put_and_load("crm/standard/orders.csv", ORDER.format("o1"))
    judged(bench, "orders.csv", 4000)
    (only,) = (bench.home.landing / "crm" / "standard").iterdir()
    only.unlink()
    maintaining.remove_files()
    assert bench.query("select delivery_id, file_bytes from audit.removed_files") == [(1, 0)]


def test_old_logs_and_what_killed_loads_have_left_go_and_new_logs_stay(at_home: Bench) -> None:
    home = at_home.home
    old = home.root / "airflow" / "logs" / "dag_id=a" / "run_id=b" / "attempt=1.log"
    new = home.root / "airflow" / "logs" / "dag_id=c" / "attempt=1.log"
    left = home.scratch / "0123" / "scratch.duckdb"
    for path in (old, new, left):
        path.parent.mkdir(parents=True)
        path.write_text("some text")
    days_31 = dt.datetime.now().timestamp() - 31 * 86400
    os.utime(old, (days_31, days_31))
    told = maintaining.remove_files()
    assert told[-2:] == ["removed 1 files of loads that were killed", "removed 1 logs older than 30 days"]
    assert new.exists() and not (old.parent.parent).exists() and list(home.scratch.iterdir()) == []


def filled(path: Path) -> None:
    """A file most of which is empty: a table was dropped."""
    with duckdb.connect(str(path)) as con:
        con.execute("create schema marts")
        con.execute("create table marts.kept (id bigint primary key, word text not null)")
        con.execute("insert into marts.kept select range, 'w' || range from range(1000)")
        con.execute("comment on table marts.kept is 'what it means'")
        con.execute("comment on column marts.kept.word is 'a word'")
        con.execute("create view marts.seen as select count(*) as words from marts.kept")
        con.execute("create table gone as select range as id, hash(range) as noise from range(1000000)")
        con.execute("checkpoint")
        con.execute("drop table gone")
        con.execute("checkpoint")


def test_a_file_that_is_mostly_empty_is_copied_with_keys_comments_and_views(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    filled(path)
    with duckdb.connect(str(path)) as con:
        assert compacting.empty_share(con) > compacting.WORTH_A_COPY
    before, after = compacting.copy_in_one_stroke(path)
    assert after == path.stat().st_size < before / 3
    assert [file.name for file in tmp_path.iterdir()] == ["warehouse.duckdb"]
    with duckdb.connect(str(path)) as con:
        assert con.execute("select words from marts.seen").fetchall() == [(1000,)]
        assert con.execute("select comment from duckdb_tables()").fetchall() == [("what it means",)]
        with pytest.raises(duckdb.ConstraintException):
            con.execute("insert into marts.kept values (1, 'twice')")


@pytest.mark.parametrize("where", ["_inventory", "os.fsync"])
def test_killed_while_copying_the_file_is_the_old_one_and_the_next_call_goes_through(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "warehouse.duckdb"
    filled(path)
    content = path.read_bytes()

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os if where == "os.fsync" else compacting, where.removeprefix("os."), killed)
        compacting.copy_in_one_stroke(path)
    assert path.read_bytes() == content
    before, after = compacting.copy_in_one_stroke(path)
    assert after < before / 3


def test_a_copy_that_is_not_the_same_does_not_take_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "warehouse.duckdb"
    filled(path)
    content = path.read_bytes()
    monkeypatch.setattr(compacting, "_inventory", lambda _, database: {(f"{database}.kept", "1")})
    with pytest.raises(EasemartError, match=r"is left as it was: its copy differs in new\.kept, old\.kept"):
        compacting.copy_in_one_stroke(path)
    assert path.read_bytes() == content


def test_the_warehouse_is_compacted_and_says_so(at_home: Bench) -> None:
    bench = at_home
    bench.put_and_load("crm/standard/orders.csv", ORDER.format("o1"))
    (told,) = maintaining.compact()
    assert told.startswith("warehouse.duckdb is left as it is: ")
    filled(bench.home.warehouse)
    (told,) = maintaining.compact()
    assert " MB instead of " in told
    assert bench.query("select order_id from raw.orders") == [("o1",)]
    assert bench.query("select step, freed_bytes > 0 from audit.maintenance") == [("compact", False), ("compact", True)]


def test_postgresql_is_vacuumed_by_the_owners_of_its_tables(bench: Bench, database: Database) -> None:
    warehouse = Postgres(bench.home, database.address)
    warehouse.prepare()
    ((told, freed),) = warehouse.compact()
    assert freed == 0
    vacuumed = database.ask(
        "select count(*) from pg_stat_user_tables where schemaname in ('raw', 'audit') and last_vacuum is null"
    )
    assert vacuumed == [(0,)], told


def test_records_are_forgotten_by_airflow_itself_and_its_refusal_is_said(
    at_home: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    class Done:
        returncode, stdout, stderr = 0, "", ""

    def run(command: list[str], **_: object) -> type[Done]:
        calls.append(command)
        return Done

    monkeypatch.setattr(maintaining.subprocess, "run", run)
    before = (dt.datetime.now(dt.UTC) - dt.timedelta(days=90)).date().isoformat()
    assert maintaining.forget_records() == [f"removed Airflow's records of runs before {before}"]
    assert calls[0][2:5] == ["airflow", "db", "clean"] and calls[0][-1] == before
    Done.returncode, Done.stderr = 1, "log\nno such table: dag_run\n"
    with pytest.raises(EasemartError, match="ended with 1: no such table: dag_run"):
        maintaining.forget_records()
