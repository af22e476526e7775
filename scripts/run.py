"""Runs the ingest DAGs and the mart DAG in this process.

scripts/run                         simulates a small company's year of feeds and runs it through
scripts/run --inbox DIR             the same on DIR's files: DIR/<feed>/<system>/<any depth>/<file>
scripts/run --warehouse postgres    the same on a PostgreSQL that it starts in EASEMART_HOME
A second call with more files goes on from the first. State is kept in EASEMART_HOME.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from metadata import close_killed_runs, migrate

from easemart import home as homes
from easemart import progress, settings, warehouses
from easemart.errors import EasemartError

INGEST = ("ingest_crm", "ingest_telephony", "ingest_tickets", "ingest_surveys")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/run",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--inbox", type=Path, help="a folder of files; by default a small company's year is simulated")
    parser.add_argument("--full-refresh", action="store_true", help="build every mart anew")
    parser.add_argument(
        "--warehouse",
        metavar="WHERE",
        help="duckdb (the default in a new home), postgres (a server of this home, started if need be) or "
        "postgresql://user@host:port/database; else EASEMART_WAREHOUSE",
    )
    return parser.parse_args()


@contextlib.contextmanager
def quiet(log: Path) -> Iterator[TextIO]:
    """Sends all that libraries print to `log`; yields a stream to the person at the terminal."""
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    terminals = os.dup(1), os.dup(2)
    with (
        log.open("w", encoding="utf-8") as handle,
        os.fdopen(os.dup(1), "w", buffering=1) as person,
    ):
        os.dup2(handle.fileno(), 1)
        os.dup2(handle.fileno(), 2)
        try:
            yield person
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(terminals[0], 1)
            os.dup2(terminals[1], 2)


def simulate_into(inbox: Path) -> None:
    """Writes a small company's year, in two deliveries of each kind of file; all of it or nothing."""
    from easemart.simulation.world.company import Order, simulate

    progress.say(f"Simulating a small company's year of feeds into {inbox}")
    making = inbox.with_name("inbox_in_the_making")
    shutil.rmtree(making, ignore_errors=True)
    simulate(making, Order(customers=1000, days=366, seed=1, dirt=0.001, deliveries=2))
    making.rename(inbox)


def run_dag(dag_id: str, conf: dict[str, object]) -> bool:
    """Runs one DAG in this process; true when its run is green."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=str(homes.REPOSITORY / "dags"))
    if bag.import_errors:
        raise EasemartError(f"The DAGs cannot be imported: {bag.import_errors}")
    run = bag.dags[dag_id].test(run_conf=conf)
    return str(run.state) == "success"


def main() -> int:
    options = arguments()
    home = homes.current()
    if options.warehouse:
        os.environ["EASEMART_WAREHOUSE"] = options.warehouse
    log = home.root / "logs" / "run.log"
    started = time.monotonic()
    failed: list[str] = []
    try:
        with homes.running_dags(home, "scripts/run"), homes.locked(home), quiet(log) as person:
            progress.say_to(person)
            settings.apply(home)
            warehouse = warehouses.of(home)
            inbox = options.inbox
            if inbox is None:
                inbox = home.root / "inbox"
                if not inbox.exists():
                    simulate_into(inbox)
            elif not inbox.is_dir():
                raise EasemartError(f"{inbox}: no such folder; an inbox holds <feed>/<system>/<file>.")
            warehouse.prepare()
            migrate(home)
            close_killed_runs()
            progress.say(f"Loading from {inbox}")
            for dag_id in INGEST:
                if not run_dag(dag_id, {"inbox": str(inbox.resolve())}):
                    failed.append(dag_id)
            progress.say("Building the marts")
            if not run_dag("build_marts", {"full_refresh": options.full_refresh}):
                failed.append("build_marts")
        from easemart import summary

        summary.show(home, warehouse)
    except EasemartError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{time.monotonic() - started:.0f} s")
    if failed:
        print(
            f"Failed: {', '.join(failed)}. What is refused is listed above with its reason; mend it and run the same "
            f"command again. The whole log: {log}",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # The interpreter's own end makes DuckDB's binding print dozens of lines about itself.
    os._exit(code)
