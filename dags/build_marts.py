"""Builds the marts from what was loaded, gates them, publishes them, draws their page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from airflow.sdk import Asset, AssetAny, Param, dag, task
from airflow.sdk.exceptions import AirflowFailException

from warehouse_connection import find_warehouse

DOC = """
### Builds, gates and publishes the marts, and draws their page

Runs after any feed has loaded something. `build` runs dbt layer by layer with its tests, `analyse`
works out what SQL cannot say (regressions, queueing formulas), `conclude` builds what reads that,
`gate` judges each mart by its suite in `expectations/`, `publish` replaces the published marts at once.
`draw` writes `published/index.html`; after a failed build that shows the last good marts under the
reason, and `draw` is red too.

**When red:** readers keep the marts they have. The log's last line names the model, test or
expectation; `audit.gate_results` has the figures. Mend it and trigger this DAG again: it goes on from
the same watermark, so nothing is left out. When `draw` alone is red the marts are published; clear it.
"""


@dag(
    dag_id="build_marts",
    description="dbt builds, gates judge, marts are published, their page is drawn",
    schedule=AssetAny(*(Asset(f"raw_{feed}") for feed in ("telephony", "tickets", "surveys", "crm"))),
    start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    catchup=False,
    max_active_runs=1,
    tags=["marts"],
    doc_md=DOC,
    params={"full_refresh": Param(False, type="boolean", description="Build everything anew")},
    default_args={
        "owner": "easemart",
        "retries": 1,
        "retry_delay": dt.timedelta(seconds=30),
        "execution_timeout": dt.timedelta(hours=6),
        "pool": "warehouse",
    },
)
def build_marts() -> None:
    @task
    def build(params: dict[str, Any]) -> dict[str, Any]:
        from easemart import marts

        find_warehouse()
        return marts.build(full_refresh=params["full_refresh"])

    begun: Any = build()
    for name in ("analyse", "conclude", "gate", "publish"):
        begun = task(task_id=name)(going_on)(name, begun)
    task(task_id="draw", trigger_rule="all_done")(going_on)("draw", begun)


def going_on(name: str, begun: dict[str, Any] | None) -> Any:
    """The step `name` of easemart.marts; what retrying cannot mend is not retried."""
    from easemart import marts
    from easemart.errors import PermanentError

    find_warehouse()
    try:
        return getattr(marts, name)(begun)
    except PermanentError as error:
        raise AirflowFailException(str(error)) from None


build_marts()
