"""scripts/airflow: a person starts it, drops files into the inbox, does things again from page and shell, ends it."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import psutil
import pytest

from drawing.made_page import payload_of
from easemart import home as homes
from easemart.home import REPOSITORY, Home
from workbench import command_environment, salted

# Many times what it takes on a machine that has nothing else to do.
DEADLINE_S = 900.0
ORDERS = "order_id,customer_id,ordered_at,paid_price\n{},c1,2026-01-01 10:00:00,5\n"
HANDBOOK = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")


def call(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(REPOSITORY / "scripts" / "airflow"), *arguments],
        env=command_environment(home, home), capture_output=True, text=True, timeout=DEADLINE_S, check=False,
    )  # fmt: skip


@dataclass
class Airflow:
    """One that runs on a home of its own."""

    home: Path
    process: subprocess.Popen[bytes]
    page: str
    token: str = ""

    @property
    def said(self) -> str:
        return (self.home / "airflow.out").read_text(encoding="utf-8")

    def drop(self, name: str, content: str) -> None:
        """Puts a file into the inbox as a copy does: in pieces."""
        path = self.home / "inbox" / "crm" / "standard" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as handle:
            for line in content.splitlines(keepends=True):
                handle.write(line)
                handle.flush()

    def ask(self, method: str, path: str, content: object = None) -> Any:
        """What Airflow's REST interface answers, which its page itself talks to."""
        request = urllib.request.Request(
            self.page + path,
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def runs(self, dag_id: str) -> list[Any]:
        found: list[Any] = self.ask("GET", f"/api/v2/dags/{dag_id}/dagRuns?order_by=id")["dag_runs"]
        return found

    def states(self, dag_id: str, run_id: str, task: str) -> list[str]:
        place = f"/api/v2/dags/{dag_id}/dagRuns/{quote(run_id)}/taskInstances?task_id={task}"
        return [each["state"] for each in self.ask("GET", place)["task_instances"]]

    def ended(self, dag_id: str, run_id: str) -> str | None:
        """The state a run has ended in; None while it has not."""
        (state,) = [run["state"] for run in self.runs(dag_id) if run["dag_run_id"] == run_id]
        return state if state in ("success", "failed") else None

    def rows(self, file: str, query: str) -> list[Any]:
        """What the home's DuckDB file answers, once nobody writes it."""
        path = self.home / file

        def read() -> list[Any] | None:
            with contextlib.suppress(duckdb.IOException), duckdb.connect(str(path), read_only=True) as con:
                return con.execute(query).fetchall()
            return None

        return self.wait(f"{file} can be read", read)

    def wait(self, what: str, done: Callable[[], Any]) -> Any:
        """Waits until `done` says something; fails when Airflow has ended or time is up."""
        deadline = time.monotonic() + DEADLINE_S
        while (found := done()) is None:
            assert self.process.poll() is None, f"{what}: ended: {self.said}"
            assert time.monotonic() < deadline, f"{what}: not within {DEADLINE_S:.0f} s\n{self.logs()}"
            time.sleep(0.5)
        return found

    def logs(self) -> str:
        files = [*(self.home / "logs").glob("*.log"), *(self.home / "airflow" / "logs").glob("dag_id=*/**/*.log")]
        return "\n".join(
            f"== {file}\n" + "\n".join(line[:1000] for line in file.read_text("utf-8", "replace").splitlines()[-15:])
            for file in sorted(files)
        )


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airflow]:
    home = salted(tmp_path_factory.mktemp("home")).root
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (home / "airflow.out").open("wb") as output:
        process = subprocess.Popen(
            [str(REPOSITORY / "scripts" / "airflow"), "--port", str(port)],
            env=command_environment(home, home), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
    started = Airflow(home, process, f"http://127.0.0.1:{port}")
    try:
        started.wait("Airflow is ready", lambda: "Airflow is ready" in started.said or None)
        (passwords,) = re.findall(r"password  in (.+)", started.said)
        assert stat.S_IMODE(Path(passwords).stat().st_mode) == 0o600
        (login,) = json.loads(Path(passwords).read_text(encoding="utf-8")).items()
        assert login[1] not in started.said + started.logs(), "the password is shown"
        asked = {"username": login[0], "password": login[1]}
        for wrong in ("", "admin", login[0]):
            with pytest.raises(urllib.error.HTTPError):
                started.ask("POST", "/auth/token", asked | {"password": wrong})
        started.token = started.ask("POST", "/auth/token", asked)["access_token"]
        all_on = "/api/v2/dags?paused=false"
        started.wait("all DAGs are on", lambda: started.ask("GET", all_on)["total_entries"] == 6 or None)
        yield started
    finally:
        process.terminate()
        process.wait(60)


def listening(member: psutil.Process) -> set[str]:
    """The addresses that a process listens on; none once it has ended, as tasks do at any time."""
    with contextlib.suppress(psutil.NoSuchProcess, FileNotFoundError):
        return {each.laddr.ip for each in member.net_connections("inet") if each.status == psutil.CONN_LISTEN}
    return set()


def alive(member: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return member.is_running() and member.status() != psutil.STATUS_ZOMBIE
    return False


def loads(airflow: Airflow) -> list[Any]:
    return airflow.rows("warehouse.duckdb", "select file_name, verdict from audit.loads order by load_id")


def test_a_dropped_file_ends_in_the_marts_and_the_page_without_anybodys_hand(airflow: Airflow) -> None:
    assert airflow.ask("GET", "/api/v2/pools/warehouse")["slots"] == 1
    airflow.drop("orders_1.csv", ORDERS.format("o1"))
    loaded = airflow.wait("a run", lambda: (airflow.runs("ingest_crm") or [None])[0])
    assert airflow.wait("it has ended", lambda: airflow.ended("ingest_crm", loaded["dag_run_id"])) == "success"
    built = airflow.wait("a build", lambda: (airflow.runs("build_marts") or [None])[0])
    assert airflow.wait("it has ended", lambda: airflow.ended("build_marts", built["dag_run_id"])) == "success"
    assert {run["run_type"] for run in (loaded, built)} == {"asset_triggered"}
    orders = airflow.rows("published/marts.duckdb", "select order_id from core.orders")
    assert orders == [("standard:o1",)]
    drawn = payload_of(Home(airflow.home).page)
    assert (drawn["marts"]["build_id"], drawn["failed"]) == (1, None)


def test_a_refused_file_is_on_the_page_and_what_is_done_again_does_what_it_says(airflow: Airflow) -> None:
    # A build takes longer than all of this: one is enough.
    airflow.ask("PATCH", "/api/v2/dags/build_marts", {"is_paused": True})
    (first,) = [run["dag_run_id"] for run in airflow.runs("ingest_crm")]

    # A further file, and one that is refused: the run is red, says why, and the other one is loaded.
    airflow.drop("orders_2.csv", ORDERS.format("o2"))
    airflow.drop("orders_3.csv", "order_id,customer_id\no3,c1\n")
    second = airflow.wait("a second run", lambda: (airflow.runs("ingest_crm")[1:] or [None])[0])["dag_run_id"]
    assert airflow.wait("the second run has ended", lambda: airflow.ended("ingest_crm", second)) == "failed"
    assert sorted(airflow.states("ingest_crm", second, "load")) == ["failed", "success"]
    log = airflow.ask("GET", f"/api/v2/dags/ingest_crm/dagRuns/{quote(second)}/taskInstances/load/logs/1?map_index=1")
    assert "orders_3.csv, line 1: column ordered_at is missing" in json.dumps(log)
    judged = [("orders_1.csv", "accepted"), ("orders_2.csv", "accepted"), ("orders_3.csv", "refused")]
    assert loads(airflow) == judged
    # No build follows: the ingest DAG itself has drawn the page.
    assert airflow.states("ingest_crm", second, "draw") == ["success"]
    assert "orders_3.csv" in Home(airflow.home).page.read_text(encoding="utf-8")

    # A load cleared on the page runs again and is no second load.
    task = {"dag_run_id": first, "task_ids": ["load"], "include_downstream": True}
    clear = {"dry_run": False, "only_failed": False, **task}
    airflow.ask("POST", "/api/v2/dags/ingest_crm/clearTaskInstances", clear)
    assert airflow.wait("it ran again", lambda: airflow.ended("ingest_crm", first)) == "success"
    tries = airflow.ask("GET", f"/api/v2/dags/ingest_crm/dagRuns/{quote(first)}/taskInstances")
    assert {task["task_id"]: task["try_number"] for task in tries["task_instances"]} == {
        "land": 1,
        "load": 2,
        "draw": 2,
    }
    assert loads(airflow) == judged

    # A day of deliveries is loaded again by a backfill, from the page.
    (day,) = {at.date() for (at,) in airflow.rows("warehouse.duckdb", "select landed_at from audit.deliveries")}
    span = {"from_date": f"{day}T00:00:00Z", "to_date": f"{day}T00:00:00Z", "reprocess_behavior": "completed"}
    backfill = airflow.ask("POST", "/api/v2/backfills", {"dag_id": "ingest_crm", **span})["id"]
    done = f"/api/v2/backfills/{backfill}"
    airflow.wait("the backfill has ended", lambda: airflow.ask("GET", done)["completed_at"])
    # On a machine so busy that a load is begun once more the others may overtake it.
    assert sorted(loads(airflow)) == sorted([*judged, *judged])
    assert airflow.rows("warehouse.duckdb", "select order_id from raw.orders order by 1") == [("o1",), ("o2",)]


def handbook(heading: str) -> list[list[str]]:
    """The commands of scripts/airflow below a heading of the handbook, in words."""
    section = re.split(r"^#+ ", HANDBOOK.split(f"# {heading}\n", 1)[1], flags=re.M)[0]
    lines = "\n".join(re.findall(r"```bash\n(.*?)```", section, flags=re.S)).splitlines()
    return [line.split()[1:] for line in lines if line.startswith("scripts/airflow ")]


def test_the_commands_of_the_handbook_do_what_the_page_does(airflow: Airflow) -> None:
    before = len(loads(airflow))
    commands = handbook("Run, run again, load a time again")
    assert [command[:2] for command in commands] == [["dags", "trigger"], ["tasks", "clear"], ["backfill", "create"]]
    for command in commands:
        done = call(airflow.home, *command)
        assert done.returncode == 0, done.stdout + done.stderr

    def all_ended() -> list[Any] | None:
        runs = airflow.runs("ingest_crm")
        return None if {run["state"] for run in runs} & {"queued", "running"} else runs

    runs = airflow.wait("all have ended", all_ended)
    kinds = [run["run_type"] for run in runs]
    assert "manual" in kinds
    # The handbook's days are past: nothing was delivered on them, so nothing is loaded again.
    days = [run for run in runs if run["run_type"] == "backfill" and run["logical_date"].startswith("2026-01")]
    assert [run["state"] for run in days] == ["success"] * 2
    # The refused file is tried by the run that was triggered, and by the cleared load; the others are loaded already.
    assert {verdict for _, verdict in loads(airflow)[before:]} == {"refused"}


def test_a_second_one_and_another_runner_are_kept_out(airflow: Airflow) -> None:
    port = airflow.page.rsplit(":", 1)[1]
    kept_out = call(airflow.home, "--port", port)
    assert kept_out.returncode == 1
    assert re.search(r"are run by scripts/airflow \(process \d+\) already\. End that first", kept_out.stderr)


def test_maintenance_forgets_old_records_while_the_services_run(airflow: Airflow) -> None:
    def old_records() -> int:
        with contextlib.closing(sqlite3.connect(airflow.home / "airflow" / "airflow.db", timeout=60)) as metadata:
            return int(metadata.execute("select count(*) from log where dttm < '2021-01-01'").fetchone()[0])

    with contextlib.closing(sqlite3.connect(airflow.home / "airflow" / "airflow.db", timeout=60)) as metadata:
        metadata.execute("update log set dttm = '2020-01-01 00:00:00.000000' where id = (select min(id) from log)")
        metadata.commit()
    assert old_records() == 1
    run = airflow.ask("POST", "/api/v2/dags/maintain_warehouse/dagRuns", {"logical_date": None})["dag_run_id"]
    assert airflow.wait("it has ended", lambda: airflow.ended("maintain_warehouse", run)) == "success", airflow.logs()
    assert old_records() == 0
    steps = airflow.rows("warehouse.duckdb", "select distinct step from audit.maintenance order by 1")
    assert steps == [("compact",), ("forget_records",), ("remove_files",)]


def test_asked_to_end_it_leaves_no_process_and_no_run_behind(airflow: Airflow) -> None:
    parent = psutil.Process(airflow.process.pid)
    family = parent.children(recursive=True)
    assert len(family) >= 4
    bound = set().union(*(listening(member) for member in family))
    assert bound == {"127.0.0.1"}
    airflow.process.send_signal(signal.SIGINT)
    assert airflow.process.wait(60) == 0
    assert airflow.said.endswith("Airflow has ended.\n")
    assert [member for member in family if alive(member)] == []
    with homes.running_dags(Home(airflow.home), "a test"):
        pass


def test_what_cannot_be_started_ends_in_a_sentence(tmp_path: Path) -> None:
    assert "scripts/airflow --port 8081" in call(tmp_path, "--help").stdout
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = call(tmp_path, "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 1 and "cannot be used for Airflow's page" in refused.stderr
    assert not (tmp_path / "airflow").exists()


def test_a_database_of_another_version_of_airflow_is_told_from_a_fault(tmp_path: Path) -> None:
    (tmp_path / "airflow").mkdir()
    with sqlite3.connect(tmp_path / "airflow" / "airflow.db") as metadata:
        metadata.execute("create table alembic_version (version_num varchar(32))")
        metadata.execute("insert into alembic_version values ('0123456789ab')")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    refused = call(tmp_path, "--port", port)
    assert refused.returncode == 1 and "Traceback" not in refused.stderr
    assert "cannot be used by this version of Airflow" in refused.stderr and "move that folder away" in refused.stderr
