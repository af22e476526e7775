"""scripts/airflow: a person starts it, drops files into the inbox, does things again from page and shell, ends it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from easemart.home import REPOSITORY
from workbench import salted

# Many times what it takes on a machine that has nothing else to do.
DEADLINE_S = 900.0
ORDERS = "order_id,customer_id,ordered_at,paid_price\n{},c1,2026-01-01 10:00:00,5\n"


def environment(home: Path) -> dict[str, str]:
    kept = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    return {**kept, "EASEMART_HOME": str(home), "EASEMART_ENVIRONMENT": str(Path(sys.prefix))}


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
            env=environment(home), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
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
        yield started
    finally:
        process.terminate()
        process.wait(60)


def loads(airflow: Airflow) -> list[Any]:
    return airflow.rows("warehouse.duckdb", "select file_name, verdict from audit.loads order by load_id")


def test_a_dropped_file_is_loaded_and_what_is_done_again_does_what_it_says(airflow: Airflow) -> None:
    all_on = "/api/v2/dags?paused=false"
    airflow.wait("all DAGs are on", lambda: airflow.ask("GET", all_on)["total_entries"] == 6 or None)
    assert airflow.ask("GET", "/api/v2/pools/warehouse")["slots"] == 1

    # A build takes longer than all of this: one is enough to see, below.
    airflow.ask("PATCH", "/api/v2/dags/build_marts", {"is_paused": True})

    # Nobody starts anything: the inbox is watched.
    airflow.drop("orders_1.csv", ORDERS.format("o1"))
    first = airflow.wait("a run", lambda: (airflow.runs("ingest_crm") or [None])[0])
    assert first["run_type"] == "asset_triggered"
    assert airflow.wait("it has ended", lambda: airflow.ended("ingest_crm", first["dag_run_id"])) == "success"

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

    # A load cleared on the page runs again and is no second load.
    clear = {"dry_run": False, "dag_run_id": first["dag_run_id"], "task_ids": ["load"], "only_failed": False}
    airflow.ask("POST", "/api/v2/dags/ingest_crm/clearTaskInstances", clear)
    assert airflow.wait("it ran again", lambda: airflow.ended("ingest_crm", first["dag_run_id"])) == "success"
    tries = airflow.ask("GET", f"/api/v2/dags/ingest_crm/dagRuns/{quote(first['dag_run_id'])}/taskInstances")
    assert {task["task_id"]: task["try_number"] for task in tries["task_instances"]} == {"land": 1, "load": 2}
    assert loads(airflow) == judged

    # A day of deliveries is loaded again by a backfill, from the page.
    (day,) = {at.date() for (at,) in airflow.rows("warehouse.duckdb", "select landed_at from audit.deliveries")}
    span = {"from_date": f"{day}T00:00:00Z", "to_date": f"{day}T00:00:00Z", "reprocess_behavior": "completed"}
    backfill = airflow.ask("POST", "/api/v2/backfills", {"dag_id": "ingest_crm", **span})["id"]
    done = f"/api/v2/backfills/{backfill}"
    airflow.wait("the backfill has ended", lambda: airflow.ask("GET", done)["completed_at"])
    assert loads(airflow) == [*judged, *judged]
    assert airflow.rows("warehouse.duckdb", "select order_id from raw.orders order by 1") == [("o1",), ("o2",)]
