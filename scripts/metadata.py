"""Airflow's metadata of a home: made, brought up to date, and freed of what a killed run has left."""

from __future__ import annotations

import sys

from easemart import home as homes
from easemart import progress
from easemart.errors import EasemartError
from easemart.home import Home


def migrate(home: Home) -> None:
    """Gives Airflow its metadata database, once; later brings it up to this version.

    Raises EasemartError when the database is not one that this version of Airflow can go on with.
    """
    from airflow.utils import db

    if not (home.root / "airflow" / "airflow.db").exists():
        progress.say("Preparing Airflow's metadata (once)")
    try:
        db.upgradedb()
    except (Exception, SystemExit) as error:
        raise EasemartError(
            f"Airflow's metadata in {home.root / 'airflow'} cannot be used by this version of Airflow "
            f"({str(error).splitlines()[0] if str(error) else type(error).__name__}). It holds the history of runs and "
            "nothing of the warehouse: move that folder away and start again."
        ) from error


def close_killed_runs() -> None:
    """Ends DAG runs that a killed scripts/run has left running: a scheduler would wait for them for ever.

    Whoever runs the home's DAGs, alone, knows that none of them is alive.
    """
    from airflow.models import DagRun
    from airflow.utils.session import create_session
    from airflow.utils.state import DagRunState, State, TaskInstanceState
    from airflow.utils.types import DagRunTriggeredByType

    with create_session() as session:
        killed = session.query(DagRun).filter(
            DagRun.state == DagRunState.RUNNING, DagRun.triggered_by == DagRunTriggeredByType.TEST
        )
        for run in killed:
            for task in run.get_task_instances(session=session):
                if task.state in State.unfinished:
                    task.state = TaskInstanceState.FAILED
            run.state = DagRunState.FAILED


def switch_on() -> None:
    """Makes the pool that writers queue in, and switches on the DAGs that are known already."""
    from airflow.models import DagModel
    from airflow.models.pool import Pool
    from airflow.utils.session import create_session

    with create_session() as session:
        Pool.create_or_update_pool("warehouse", 1, "One writer of the warehouse at a time", False, session=session)
        session.query(DagModel).update({DagModel.is_paused: False})


def main() -> int:
    home = homes.current()
    try:
        migrate(home)
    except EasemartError as error:
        print(error, file=sys.stderr)
        return 1
    close_killed_runs()
    switch_on()
    return 0


if __name__ == "__main__":
    sys.exit(main())
