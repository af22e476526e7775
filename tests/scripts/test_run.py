"""The command people type first, as they type it: from another folder, with a home of its own."""

from __future__ import annotations

import shlex
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pytest

from drawing.made_page import payload_of
from easemart.home import REPOSITORY, Home
from easemart.warehouses import server
from same_marts import differences
from workbench import command_environment, salted


def environment(home: Path, user_home: Path) -> dict[str, str]:
    user_home.mkdir(exist_ok=True)
    return command_environment(home, user_home)


def run(home: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(REPOSITORY / "scripts" / "run"), *arguments],
        cwd=cwd,
        env=environment(home, cwd / "user"),
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module", autouse=True)
def _environment_is_stamped() -> None:
    if not (Path(sys.prefix) / "requirements.lock").exists():
        pytest.skip("these tests run in the environment that scripts/test makes")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("first")
    salted(folder / "home")
    return folder, run(folder / "home", cwd=folder)


def test_one_command_ends_in_published_marts_and_a_summary(
    first: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, outcome = first
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    for said in ("Loading from", "built core", "superseded", "effort.needs", "95 % interval", "marts.duckdb", "drew"):
        assert said in outcome.stdout, outcome.stdout
    page = Home(folder / "home").page
    assert str(page) in outcome.stdout and payload_of(page)["failed"] is None
    con = duckdb.connect(str(folder / "home" / "published" / "marts.duckdb"), read_only=True)
    totals = con.execute(
        "select sum(rows_read), sum(rows_accepted + rows_refused + rows_superseded), sum(rows_refused) from audit.loads"
    ).fetchone()
    assert totals is not None and totals[0] == totals[1] > 10_000 and 0 < totals[2] < 20


def test_nothing_is_written_outside_the_home(first: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = first
    assert sorted(path.name for path in folder.iterdir()) == ["home", "user"]
    assert list((folder / "user").rglob("*")) == []
    untracked = subprocess.run(
        ["git", "status", "--porcelain", "--ignored=no"], cwd=REPOSITORY, capture_output=True, text=True
    ).stdout
    assert not [line for line in untracked.splitlines() if "pycache" in line or ".duckdb" in line or "logs" in line]


def test_published_marts_hold_no_personal_data(first: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = first
    raw = duckdb.connect(str(folder / "home" / "warehouse.duckdb"), read_only=True)
    planted = {
        str(value)
        for (value,) in raw.execute(
            "select distinct value from raw.customer_identifiers where kind in ('phone', 'email') "
            "union select distinct customer_ref from raw.contacts where customer_ref_kind in ('phone', 'email')"
        ).fetchall()
    }
    assert len(planted) > 300
    con = duckdb.connect(str(folder / "home" / "published" / "marts.duckdb"), read_only=True)
    texts = con.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where data_type = 'VARCHAR' "
        "and database_name = 'marts' and not internal"
    ).fetchall()
    assert len(texts) > 100
    for schema, table, column in texts:
        values = {str(v) for (v,) in con.execute(f'select distinct "{column}" from {schema}.{table}').fetchall()}
        found = values & planted
        assert not found, f"{schema}.{table}.{column} holds {sorted(found)[:3]}"
        assert not any("@" in value for value in values), f"{schema}.{table}.{column} holds an address"


def test_a_second_call_with_a_bad_file_is_red_says_what_to_do_and_keeps_the_marts(
    first: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    folder, _ = first
    place = tmp_path / "inbox" / "crm" / "standard"
    place.mkdir(parents=True)
    (place / "orders_new.csv").write_text("order_id,customer_id\no1,c1\n")
    outcome = run(folder / "home", "--inbox", str(tmp_path / "inbox"), cwd=tmp_path)
    assert outcome.returncode == 1
    assert "orders_new.csv, line 1: column ordered_at is missing" in outcome.stdout
    assert "ingest_crm" in outcome.stderr
    # There was nothing to build, and the page is drawn all the same.
    assert "column ordered_at is missing" in Home(folder / "home").page.read_text(encoding="utf-8")
    con = duckdb.connect(str(folder / "home" / "published" / "marts.duckdb"), read_only=True)
    assert con.execute("select count(*) > 1000 from core.contacts").fetchone() == (True,)
    assert con.execute("select count(*) from audit.builds").fetchone() == (2,)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--inbox", "nowhere"], "no such folder"),
        (["--nonsense"], "unrecognized arguments"),
        (["--inbox", ".", "--warehouse", "postgresql://u@127.0.0.1:1/d"], "cannot be used: connection"),
    ],
)
def test_a_wrong_call_ends_in_a_sentence_and_a_non_zero_exit(arguments: list[str], said: str, tmp_path: Path) -> None:
    outcome = run(tmp_path / "home", *arguments, cwd=tmp_path)
    assert outcome.returncode != 0
    assert said in outcome.stderr and "Traceback" not in outcome.stderr


def killed_at(line: str, home: Path, inbox: Path, folder: Path) -> None:
    """Starts scripts/run and kills it, without warning, when it prints `line`."""
    process = subprocess.Popen(
        [str(REPOSITORY / "scripts" / "run"), "--inbox", str(inbox)],
        cwd=folder,
        env=environment(home, folder / "user"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    seen = [said for said in iter(process.stdout.readline, "") if _kill_when(line in said, process)]
    process.wait()
    assert process.returncode == -signal.SIGKILL, seen


def _kill_when(matches: bool, process: subprocess.Popen[str]) -> bool:
    if matches:
        process.kill()
    return True


def test_a_run_killed_at_any_task_and_started_again_ends_the_same(
    first: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    folder, _ = first
    inbox = folder / "home" / "inbox"
    home = tmp_path / "home"
    salted(home)
    for line in ("contact_records_site1_2024-07", "surveys:", "built core", "built loyalty"):
        killed_at(line, home, inbox, tmp_path)
    outcome = run(home, "--inbox", str(inbox), cwd=tmp_path)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    # Nothing that a scheduler would wait for.
    with sqlite3.connect(home / "airflow" / "airflow.db") as metadata:
        states = dict(metadata.execute("select state, count(*) from dag_run group by state").fetchall())
    assert states.keys() == {"success", "failed"}, states
    assert differences(home / "published" / "marts.duckdb", folder / "home" / "published" / "marts.duckdb") == {}


def test_a_postgresql_of_its_own_is_started_and_can_be_asked(tmp_path: Path) -> None:
    place = tmp_path / "inbox" / "crm" / "standard"
    place.mkdir(parents=True)
    (place / "orders.csv").write_text("order_id,customer_id,ordered_at\no1,c1,2026-01-01\no2,c1,2026-01-02\n")
    # Not in pytest's own folder, which another session closes to all but its owner.
    with tempfile.TemporaryDirectory(prefix="easemart-") as folder:
        home = Path(folder)
        try:
            outcome = run(home, "--warehouse", "postgres", "--inbox", str(tmp_path / "inbox"), cwd=tmp_path)
            assert outcome.returncode == 0, outcome.stdout + outcome.stderr
            said = dict(line.strip().split(": ", 1) for line in outcome.stdout.splitlines() if ": " in line)
            assert said["JDBC"].startswith("jdbc:postgresql://127.0.0.1:")
            query = shlex.quote("select count(*) from core.orders")
            asked = subprocess.run(["bash", "-c", f"{said['shell']} -tAc {query}"], capture_output=True, text=True)
            assert asked.stdout == "2\n", asked.stderr
            assert not (home / "warehouse.duckdb").exists()
        finally:
            server.stop(Home(home))
