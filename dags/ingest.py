"""One DAG a feed: land what the inbox holds, then load file by file, each gated.

A refused file makes its task and the run red without a retry; a backfill's run loads again what came on its day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import (
    DAG,
    Asset,
    AssetOrTimeSchedule,
    AssetWatcher,
    CronTriggerTimetable,
    Param,
    dag,
    get_current_context,
    task,
)

from inbox_watching import FilesArrived
from warehouse_connection import at_the_warehouse

DOC = """
### Loads the files of feed `{feed}`

Runs when files have come to rest in `<inbox>/{feed}/<system>/`, and once a day. `land` copies what is new; `load`
gates and loads one file a mapped task and updates `raw_{feed}` for `build_marts`; `draw` puts refusals on the page.

**Again:** a cleared `load` finds its file loaded and does nothing. A backfill of days loads again, with
the sources and rules of now, the landed files that were delivered on these days (UTC).

**When red:** open the failed `load` task's log: its last line says which file, line and column, and
what to do. The same reason stands in `audit.loads`, each refused row in `audit.quarantine`. Nothing
of a refused file is in `raw`. Mend the file or the rule and trigger the DAG again.
"""


def ingest(feed: str) -> DAG:
    arrived = Asset(f"inbox_{feed}", watchers=[AssetWatcher(name=f"watch_{feed}", trigger=FilesArrived(feed))])
    daily = CronTriggerTimetable("@daily", timezone="UTC", run_immediately=dt.timedelta(0))  # not the midnight before

    @dag(
        dag_id=f"ingest_{feed}",
        description=f"Loads new files of {feed}, each gated",
        schedule=AssetOrTimeSchedule(timetable=daily, assets=[arrived]),
        catchup=False,
        max_active_runs=1,
        tags=["ingest", feed],
        doc_md=DOC.format(feed=feed),
        params={"inbox": Param(None, type=["null", "string"], description="Folder; by default EASEMART_INBOX")},
        default_args={
            "owner": "easemart",
            "retries": 2,
            "retry_delay": dt.timedelta(seconds=30),
            "execution_timeout": dt.timedelta(hours=2),
        },
    )
    def flow() -> None:
        # Before the marts, which queue in the same pool: many files are one build.
        first: dict[str, Any] = {"pool": "warehouse", "priority_weight": 100, "weight_rule": "absolute"}
        loading = task(outlets=[Asset(f"raw_{feed}")], map_index_template="{{ file_name }}", **first)
        # A teardown runs whatever became of the loads, and the run's state stays theirs.
        loading(load).expand(file=task(land)(feed)) >> task(**first)(draw)().as_teardown()

    return flow()


def land(feed: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    """What is new in the inbox; in a backfill, what was delivered on the run's day."""
    from easemart import ingesting

    run = get_current_context()["dag_run"]
    with at_the_warehouse():
        if run.run_type == "backfill" and run.logical_date:
            return ingesting.delivered_on(feed, run.logical_date.date())
        return ingesting.land_new(feed, params["inbox"])


def load(file: dict[str, Any]) -> dict[str, Any]:
    """Reads, gates and loads one file."""
    from easemart import ingesting

    get_current_context()["file_name"] = file["file_name"]
    with at_the_warehouse():
        return ingesting.load_landed(file)


def draw() -> str | None:
    """Draws the page anew when it lacks a refused file: of a run that has loaded nothing no build follows."""
    from easemart.marts import draw_refused

    with at_the_warehouse():
        return draw_refused()


for feed_name in ("telephony", "tickets", "surveys", "crm"):
    globals()[f"ingest_{feed_name}"] = ingest(feed_name)
