"""The services of docker-compose.yml as processes: the file's commands, environments and health checks, no engine."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg
import pytest
from composition import Process, composition, native

from easemart.home import REPOSITORY, Home
from easemart.warehouses import server

SERVICES = ("api-server", "scheduler", "dag-processor", "triggerer")
ORDERS = "order_id,customer_id,ordered_at,paid_price\no1,c1,2026-01-01 10:00:00,5\no2,c2,2026-01-02 10:00:00,7\n"
# Many times what it takes on a machine that has nothing else to do.
DEADLINE_S = 900.0


@dataclass
class Team:
    """A deployment that runs: its folders, its PostgreSQL and its services by name."""

    folder: Path
    postgres: server.Server
    page: str
    processes: dict[str, Process]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    token: str = ""

    def secret(self, name: str) -> str:
        return (self.folder / "secrets" / name).read_text(encoding="utf-8")

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def open(self, name: str, command: list[str], log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return subprocess.Popen(
                command, env=self.processes[name].environment, cwd=REPOSITORY, stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def healthy(self, name: str) -> bool:
        check = self.processes[name].health_check
        assert check, f"{name} has no health check"
        return self.open(name, check, self.folder / f"{name}.health.log").wait(DEADLINE_S) == 0

    def ask(self, method: str, path: str, content: object = None) -> Any:
        """What Airflow's REST interface answers."""
        request = urllib.request.Request(
            self.page + path,
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the warehouse answers a reader."""
        with psycopg.connect(self.postgres.address()) as connection:
            connection.execute("set role analyst")
            return connection.execute(query).fetchall()

    def runs(self, dag_id: str) -> dict[str, str]:
        """The state of each run of a DAG."""
        return {
            run["dag_run_id"]: run["state"] for run in self.ask("GET", f"/api/v2/dags/{dag_id}/dagRuns")["dag_runs"]
        }

    def wait(self, what: str, done: Callable[[], object]) -> None:
        """Waits until `done` says so; fails when a service has ended or time is up."""
        deadline = time.monotonic() + DEADLINE_S
        while not done():
            ended = {name: process.returncode for name, process in self.running.items() if process.poll() is not None}
            assert not ended, f"{what}: ended: {ended}\n{self.logs()}"
            assert time.monotonic() < deadline, f"{what}: not within {DEADLINE_S:.0f} s\n{self.logs()}"
            time.sleep(1)

    def logs(self) -> str:
        """The last lines of every log that are no access to the page, for whoever has to find out why."""
        told = []
        for file in sorted([*self.folder.glob("*.log"), *(self.folder / "log").glob("dag_id=*/**/*.log")]):
            lines = [line for line in file.read_text("utf-8", "replace").splitlines() if "http.access" not in line]
            told.append("\n".join([f"== {file}", *(line[:1000] for line in lines[-15:])]))
        return "\n".join(told)

    def stop(self) -> None:
        family = []
        for process in self.running.values():
            with contextlib.suppress(psutil.NoSuchProcess):
                parent = psutil.Process(process.pid)
                family += [parent, *parent.children(recursive=True)]
        for ask in (psutil.Process.terminate, psutil.Process.kill):
            for member in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    ask(member)
            _, family = psutil.wait_procs(family, timeout=15)
        for process in self.running.values():
            process.wait(15)


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def deployment(folder: Path) -> dict[str, str]:
    """Makes secrets and .env in the folder with the repository's own script; what .env then says."""
    (folder / "scripts").mkdir(parents=True)
    (folder / "inbox").mkdir()
    script = shutil.copy(REPOSITORY / "scripts" / "secrets", folder / "scripts")
    subprocess.run([script, "--inbox", str(folder / "inbox")], check=True, capture_output=True)
    return dict(line.split("=", 1) for line in (folder / ".env").read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """Everything that the file starts, started; stopped whatever happens."""
    base = tmp_path_factory.mktemp("team")
    folder = base / "deployment"
    variables = deployment(folder)
    for name in ("home", "log", "tmp"):
        (folder / name).mkdir()
    orders = folder / "inbox" / "crm" / "standard" / "orders.csv"
    orders.parent.mkdir(parents=True)
    orders.write_text(ORDERS, encoding="utf-8")

    home = Home(base / "postgres")
    (home.root / "secrets").mkdir(parents=True)
    shutil.copy(folder / "secrets" / "postgres_password", home.root / "secrets" / f"postgres_{server.SUPERUSER}")
    postgres = server.start(home)
    api, health = free_ports(2)
    places = {
        "/opt/easemart": str(REPOSITORY),
        "/var/lib/easemart": str(folder / "home"),
        "/var/log/airflow": str(folder / "log"),
        "/run/secrets": str(folder / "secrets"),
        "/inbox": str(folder / "inbox"),
        "/tmp": str(folder / "tmp"),
        "postgres:5432": f"127.0.0.1:{postgres.port}",
        "api-server:8080": f"127.0.0.1:{api}",
        "127.0.0.1:8080": f"127.0.0.1:{api}",
        "127.0.0.1:8974": f"127.0.0.1:{health}",
    }
    composed = composition(variables)
    processes = {name: native(name, composed, places) for name in ("init", *SERVICES)}
    for process in processes.values():
        process.environment["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        process.environment["PYTHONPYCACHEPREFIX"] = os.environ.get("PYTHONPYCACHEPREFIX", str(folder / "pycache"))
        process.environment.pop("PYTHONDONTWRITEBYTECODE")
    processes["api-server"].environment.update({"AIRFLOW__API__HOST": "127.0.0.1", "AIRFLOW__API__PORT": str(api)})
    processes["scheduler"].environment["AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT"] = str(health)

    team = Team(folder, postgres, f"http://127.0.0.1:{api}", processes)
    try:
        prepare_databases(team, composed["services"]["postgres"]["environment"])
        initial = team.open("init", processes["init"].command, team.log("init"))
        assert initial.wait(DEADLINE_S) == 0, team.logs()
        for name in SERVICES:
            team.running[name] = team.open(name, processes[name].command, team.log(name))
        yield team
    finally:
        team.stop()
        server.stop(home)


def prepare_databases(team: Team, environment: dict[str, str]) -> None:
    """What the postgres image does with a new volume: runs the script that is mounted for it."""
    subprocess.run(
        [str(REPOSITORY / "docker" / "airflow_database.sh")],
        env={
            "PATH": f"{team.postgres.programs}:{os.environ['PATH']}",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(team.postgres.port),
            "PGPASSWORD": team.secret("postgres_password"),
            **{
                name: value.replace("/run/secrets", str(team.folder / "secrets")) for name, value in environment.items()
            },
        },
        check=True,
    )


def test_every_service_comes_up_healthy_and_what_arrives_in_the_inbox_is_published(team: Team) -> None:
    for name in SERVICES:
        team.wait(f"{name} is healthy", partial(team.healthy, name))

    # No password but the one in the file opens the page.
    password = json.loads(team.secret("airflow_users"))["easemart"]
    for user, wrong in (("easemart", ""), ("easemart", "easemart"), ("easemart", "admin"), ("admin", "admin")):
        with pytest.raises(urllib.error.HTTPError) as refused:
            team.ask("POST", "/auth/token", {"username": user, "password": wrong})
        assert refused.value.code in (400, 401), (user, wrong)
    team.token = team.ask("POST", "/auth/token", {"username": "easemart", "password": password})["access_token"]

    assert team.ask("GET", "/api/v2/pools/warehouse")["slots"] == 1
    team.wait("the DAGs are read", lambda: team.ask("GET", "/api/v2/dags")["total_entries"] == 6)
    unpause = ["airflow", "dags", "unpause", "--yes", "--treat-dag-id-as-regex", "ingest_crm|build_marts"]
    assert team.open("scheduler", unpause, team.log("unpause")).wait(DEADLINE_S) == 0, team.logs()
    run = team.ask("POST", "/api/v2/dags/ingest_crm/dagRuns", {"logical_date": None})["dag_run_id"]

    def green(dag_id: str) -> bool:
        states = set(team.runs(dag_id).values())
        assert "failed" not in states, f"{dag_id} failed\n{team.logs()}"
        return states == {"success"}

    team.wait("ingest_crm is green", lambda: green("ingest_crm") and team.runs("ingest_crm")[run] == "success")
    # Nobody triggers this one: the load's asset does.
    team.wait("build_marts is green", lambda: green("build_marts"))
    assert team.rows("select order_id from core.orders order by order_id") == [
        ("standard:o1",),
        ("standard:o2",),
    ]
    # The page reads the logs from the folder that it shares with the tasks.
    log = team.ask("GET", f"/api/v2/dags/ingest_crm/dagRuns/{quote(run)}/taskInstances/land/logs/1")
    assert "crm: 0 new of 1 files" in json.dumps(log) or "crm: 1 new of 1 files" in json.dumps(log)


def test_neither_airflow_nor_easemart_gets_into_the_others_database(team: Team) -> None:
    for login, mine, others in (("airflow", "airflow", "easemart"), ("easemart", "easemart", "airflow")):
        secret = "airflow_database_password" if login == "airflow" else "easemart_password"
        known = {"host": "127.0.0.1", "port": team.postgres.port, "user": login, "password": team.secret(secret)}
        with psycopg.connect(**known, dbname=mine) as connection:
            assert connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() == (
                False,
            )
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(**known, dbname=others)
