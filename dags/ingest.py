"""One DAG a feed: land what the inbox holds, then load file by file, each gated.

A refused file makes its task, and so the run, red without a retry; the other files are loaded. A run of a backfill
looks at no inbox: it loads again what was delivered on its day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import DAG, Asset, AssetOrTimeSchedule, AssetWatcher, CronTriggerTimetable, Param, dag, task
from airflow.sdk.exceptions import AirflowFailException

from inbox_watching import FilesArrived
from warehouse_connection import find_warehouse

DOC = """
### Loads the files of feed `{feed}`

Runs when files have come to rest in `<inbox>/{feed}/<system>/`, and once a day for what was missed. `land`
copies what is new; `load` reads, gates and loads one file a mapped task and updates the asset
`raw_{feed}`, which `build_marts` waits for.

**Again:** a cleared `load` finds its file loaded and does nothing. A backfill of days loads again the
landed files that were delivered on these days (UTC), with the sources and rules of now.

**When red:** open the failed `load` task's log: its last line says which file, line and column, and
what to do. The same reason stands in `audit.loads`, each refused row in `audit.quarantine`. Nothing
of a refused file is in `raw`. Mend the file or the rule and trigger the DAG again.
"""


def ingest(feed: str) -> DAG:
    arrived = Asset(f"inbox_{feed}", watchers=[AssetWatcher(name=f"watch_{feed}", trigger=FilesArrived(feed))])

    @dag(
        dag_id=f"ingest_{feed}",
        description=f"Loads new files of {feed}, each gated",
        schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("@daily", timezone="UTC"), assets=[arrived]),
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
        @task
        def land(params: dict[str, Any]) -> list[dict[str, Any]]:
            from airflow.sdk import get_current_context

            from easemart import ingesting
            from easemart.errors import PermanentError

            find_warehouse()
            run = get_current_context()["dag_run"]
            try:
                if run.run_type == "backfill":
                    return ingesting.delivered_on(feed, run.logical_date.date())
                return ingesting.land_new(feed, params["inbox"])
            except PermanentError as error:
                raise AirflowFailException(str(error)) from None

        # All files before the marts that they are for, so that many files are one build.
        @task(
            outlets=[Asset(f"raw_{feed}")], pool="warehouse", priority_weight=100, weight_rule="absolute",
            map_index_template="{{ file_name }}",
        )  # fmt: skip
        def load(file: dict[str, Any]) -> dict[str, Any]:
            from airflow.sdk import get_current_context

            from easemart import ingesting
            from easemart.errors import PermanentError

            find_warehouse()
            get_current_context()["file_name"] = file["file_name"]
            try:
                return ingesting.load_landed(file)
            except PermanentError as error:
                raise AirflowFailException(str(error)) from None

        load.expand(file=land())

    return flow()


for feed_name in ("telephony", "tickets", "surveys", "crm"):
    globals()[f"ingest_{feed_name}"] = ingest(feed_name)
