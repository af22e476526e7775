"""Each ingest DAG run as it runs in production, file by mapped task."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from postgres import Database
from workbench import Bench

ORDER = "order_id,customer_id,ordered_at\n{},c1,2026-01-01\n"
FILES = {
    "crm": ("crm/standard/orders.csv", ORDER.format("o1"), "orders"),
    "telephony": (
        "telephony/amazon_connect/a/b/ctr.jsonl.gz",
        '{"ContactId": "1", "Channel": "VOICE", "InitiationMethod": "INBOUND", '
        '"InitiationTimestamp": "2026-01-05T10:00:00Z", "LastUpdateTimestamp": "2026-01-05T10:11:00Z"}\n',
        "contacts",
    ),
    "tickets": (
        "tickets/zendesk/user.csv",
        "id,_fivetran_synced,role,email\n7,2026-01-01 00:00:00,end-user,a@example.com\n",
        "customer_identifiers",
    ),
    "surveys": (
        "surveys/qualtrics/export.csv",
        "StartDate,EndDate,Status,Progress,Finished,RecordedDate,ResponseId,UserLanguage,CES\n"
        '"Début","Fin","État","Avancement","Terminé","Enregistré","Réponse","Langue","Facile\nou non ?"\n'
        '"{""ImportId"":""startDate"",""timeZone"":""Europe/Paris""}","{""ImportId"":""endDate""}",'
        '"{""ImportId"":""status""}","{""ImportId"":""progress""}","{""ImportId"":""finished""}",'
        '"{""ImportId"":""recordedDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""userLanguage""}",'
        '"{""ImportId"":""QID1""}"\n'
        "2026-01-05 10:00:00,2026-01-05 10:02:00,IP Address,100,True,2026-01-05 10:02:00,R_1,FR,5\n",
        "responses",
    ),
}


@pytest.mark.parametrize("feed", FILES)
def test_each_ingest_dag_loads_its_feed(feed: str, bench: Bench, run_dag: Callable[..., str]) -> None:
    place, content, table = FILES[feed]
    bench.put(place, content)
    assert run_dag(f"ingest_{feed}", inbox=str(bench.inbox)) == "success"
    assert bench.query(f"select count(*) > 0 from raw.{table}") == [(True,)]
    assert bench.query("select distinct verdict from audit.loads") == [("accepted",)]


def test_a_failed_gate_makes_the_run_red_and_the_other_files_load(bench: Bench, run_dag: Callable[..., str]) -> None:
    bench.put("crm/standard/orders_1.csv", ORDER.format("o1"))
    bench.put("crm/standard/orders_2.csv", ORDER.format(""))
    bench.put("crm/standard/orders_3.csv", ORDER.format("o3"))
    bench.put("crm/standard/invoices.csv", "a\n1\n")
    assert run_dag("ingest_crm", inbox=str(bench.inbox)) == "failed"
    assert bench.query("select order_id from raw.orders order by 1") == [("o1",), ("o3",)]
    assert bench.query("select file_name, verdict from audit.loads order by 1") == [
        ("invoices.csv", "refused"),
        ("orders_1.csv", "accepted"),
        ("orders_2.csv", "refused"),
        ("orders_3.csv", "accepted"),
    ]


def test_nothing_new_is_a_green_run(bench: Bench, run_dag: Callable[..., str]) -> None:
    bench.inbox.mkdir()
    assert run_dag("ingest_crm", inbox=str(bench.inbox)) == "success"


def test_an_inbox_that_is_not_there_is_a_red_run(bench: Bench, run_dag: Callable[..., str]) -> None:
    assert run_dag("ingest_crm", inbox=str(bench.inbox / "nowhere")) == "failed"


def test_the_connection_of_airflow_names_the_warehouse(
    bench: Bench, database: Database, run_dag: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Set, so that what the tasks leave there is taken back.
    monkeypatch.setenv("EASEMART_WAREHOUSE", "")
    monkeypatch.setenv("AIRFLOW_CONN_EASEMART_WAREHOUSE", database.address.replace("postgresql://", "postgres://"))
    place, content, table = FILES["crm"]
    bench.put(place, content)
    assert run_dag("ingest_crm", inbox=str(bench.inbox)) == "success"
    monkeypatch.setenv("EASEMART_WAREHOUSE", "duckdb")
    assert database.ask(f"select order_id from raw.{table}") == [("o1",)]
    assert not bench.home.warehouse.exists()
