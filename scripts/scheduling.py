"""Starts a full Airflow on this machine: scheduler, web page, and whoever watches the inbox.

scripts/airflow                       until Ctrl-C, on the home (EASEMART_HOME) that scripts/run uses
scripts/airflow --port 8081           with its page at another port of this machine
scripts/airflow COMMAND...            a command of Airflow's own on this home, such as: dags list
All DAGs are switched on, so that a file dropped into the inbox (EASEMART_INBOX, else inbox/ in the home)
is loaded, built and published without anybody's hand.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

from easemart import home as homes
from easemart import settings
from easemart.errors import EasemartError
from easemart.home import Home

# Without their log servers: they share this machine's files with the page. The page comes first, because tasks talk
# to it, and a task that finds nobody there fails.
SERVICES = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
# As the page's own word on their health has them.
HEALTHY = ("metadatabase", "scheduler", "triggerer", "dag_processor")
WAIT_FOR_READY_S = 300.0
# Tasks that are killed after that are begun anew by the next start.
WAIT_FOR_END_S = 10.0

ASKS_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Processes = dict[str, subprocess.Popen[bytes]]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/airflow",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=8080, help="of the web page, on 127.0.0.1 alone (default: 8080)")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="a command of Airflow's own, instead of starting it")
    return parser.parse_args()


def insist_on(port: int) -> None:
    """Raises EasemartError when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise EasemartError(
                f"Port {port} of this machine cannot be used for Airflow's page ({error}). "
                "Give another one: scripts/airflow --port N."
            ) from None


def passwords_of(home: Home) -> Path:
    """The file that Airflow reads passwords from, for its owner alone; made, with a random one, when there is none."""
    path = home.root / "secrets" / "airflow_users"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps({settings.PAGE_USER: secrets.token_urlsafe(18)}), encoding="utf-8")
        partial.replace(path)
    path.chmod(0o600)
    return path


def patient(home: Home) -> dict[str, str]:
    """Airflow's own database lets one process write at a time: the others wait, on a busy machine for long.

    As a command that tells the address: a task is shown a false address in the plain variable, and what it starts
    (`airflow db clean`) has to wait as all others do.
    """
    address = f"sqlite:///{home.root / 'airflow' / 'airflow.db'}?timeout=60"
    return {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD": shlex.join(["printf", "%s", address])}


def of_the_page(port: int) -> dict[str, str]:
    """Where the page is, for all services; and that a DAG is switched on as soon as it is known."""
    address = f"http://127.0.0.1:{port}"
    return {
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": address,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        # As many as a small machine bears; writers queue for the one slot of their pool anyway.
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
    }


def end_of(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def prepare(logs: Path) -> None:
    """Metadata, pool, switches; in a process of its own, because Airflow is large and this one stays."""
    log = logs / "airflow-metadata.log"
    with log.open("wb") as output:
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("metadata.py"))],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False,
        )  # fmt: skip
    if done.returncode:
        raise EasemartError(f"{end_of(log, 1)}\nThe whole log: {log}")


def start(name: str, logs: Path, lock: int) -> subprocess.Popen[bytes]:
    """A service with a log and a session of its own; with the lock, so that it is held while any of them lives."""
    with (logs / f"airflow-{name}.log").open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "airflow", *SERVICES[name]],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            pass_fds=[lock],
        )


def end(processes: Processes) -> None:
    """Asks the services to end, and ends what is left of their processes; being asked twice changes nothing."""
    for asked in ASKS_TO_END:
        signal.signal(asked, signal.SIG_IGN)
    family: list[psutil.Process] = []
    for process in processes.values():
        with contextlib.suppress(psutil.NoSuchProcess):
            parent = psutil.Process(process.pid)
            family += [*parent.children(recursive=True), parent]
        process.terminate()
    deadline = time.monotonic() + WAIT_FOR_END_S
    for process in processes.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    psutil.wait_procs(family, timeout=10)


def insist_all_run(processes: Processes, logs: Path) -> None:
    for name, process in processes.items():
        if (code := process.poll()) is not None:
            log = logs / f"airflow-{name}.log"
            raise EasemartError(f"{end_of(log)}\nAirflow's {name} has ended ({code}). Its whole log: {log}")


def health(port: int) -> list[str]:
    """Which parts of Airflow are at work, as its page says; none while the page does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=5) as answer:
            told = json.load(answer)
    except (OSError, ValueError):
        return []
    return [name for name in HEALTHY if told[name]["status"] == "healthy"]


def wait_for(port: int, parts: tuple[str, ...], processes: Processes, logs: Path) -> None:
    """Waits until these parts are at work. Raises EasemartError when a service ends, or time is up."""
    deadline = time.monotonic() + WAIT_FOR_READY_S
    while not set(parts) <= set(health(port)):
        insist_all_run(processes, logs)
        if time.monotonic() > deadline:
            raise EasemartError(f"Airflow is not ready after {WAIT_FOR_READY_S:.0f} s. Its logs: {logs}/airflow-*.log")
        time.sleep(0.5)


def serve(home: Home, port: int) -> None:
    """Runs Airflow until this process is interrupted. Raises EasemartError when it cannot."""
    logs = home.root / "logs"
    logs.mkdir(exist_ok=True)
    with homes.running_dags(home, "scripts/airflow") as lock:
        insist_on(port)
        begun = time.monotonic()
        settings.apply(home)
        os.environ.update(patient(home) | of_the_page(port))
        passwords = passwords_of(home)
        print(f"Preparing Airflow in {home.root / 'airflow'}", flush=True)
        prepare(logs)
        print(f"Starting {', '.join(SERVICES)} (logs: {logs}/airflow-*.log)", flush=True)
        processes: Processes = {}
        try:
            for name in SERVICES:
                processes[name] = start(name, logs, lock)
                if name == "api-server":
                    wait_for(port, ("metadatabase",), processes, logs)
            wait_for(port, HEALTHY, processes, logs)
            print(
                f"Airflow is ready after {time.monotonic() - begun:.0f} s.\n"
                f"  page      http://127.0.0.1:{port}\n"
                f"  user      {settings.PAGE_USER}\n"
                f"  password  in {passwords}\n"
                f"  inbox     {homes.inbox()}\n"
                "Ctrl-C ends it.",
                flush=True,
            )
            while True:
                insist_all_run(processes, logs)
                time.sleep(1)
        finally:
            end(processes)


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    options = arguments()
    home = homes.current()
    if options.command:
        settings.apply(home)
        os.environ.update(patient(home))
        os.execv(sys.executable, [sys.executable, "-m", "airflow", *options.command])
    for asked in ASKS_TO_END:
        signal.signal(asked, interrupt)
    try:
        serve(home, options.port)
    except EasemartError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Airflow has ended.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
