"""Removes what is kept no longer, makes the warehouse smaller, forgets Airflow's old records."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import CronTriggerTimetable, chain, dag, task

from warehouse_connection import at_the_warehouse

DOC = """
### Keeps the home small

`remove_files` removes landed files, logs and what killed loads have left, each kept for as long as seed
`keeping_times` says; `compact` gives back space that the warehouse does not need; `forget_records` runs
`airflow db clean`. Each says in its log, and in `audit.maintenance`, what it did; `audit.removed_files`
has every landed file that is gone.

**When red:** nothing of the marts is touched and nothing is lost that was to be kept. The log's last line
says why. Clear the failed task; it goes on from where it was.
"""


@dag(
    dag_id="maintain_warehouse",
    description="Old files, logs and records are removed, the warehouse is made smaller",
    # Not the Sunday before it is switched on.
    schedule=CronTriggerTimetable("@weekly", timezone="UTC", run_immediately=dt.timedelta(0)),
    catchup=False,
    max_active_runs=1,
    tags=["maintenance"],
    doc_md=DOC,
    default_args={
        "owner": "easemart",
        "retries": 1,
        "retry_delay": dt.timedelta(minutes=5),
        "execution_timeout": dt.timedelta(hours=6),
        "pool": "warehouse",
    },
)
def maintain_warehouse() -> None:
    steps: list[Any] = [task(task_id=name)(doing)(name) for name in ("remove_files", "compact", "forget_records")]
    chain(*steps)


def doing(name: str) -> list[str]:
    """The step `name` of easemart.maintaining; returns what was done, in words."""
    from easemart import maintaining

    with at_the_warehouse():
        done: list[str] = getattr(maintaining, name)()
    return done


maintain_warehouse()
