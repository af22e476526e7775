"""An incremental build equals a full one, row for row, however the files were batched."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb

from marts.conftest import link_all, run_pipeline, warehouse_opened
from same_marts import differences, row_counts


def test_a_batching_by_lot_with_the_middle_last_ends_in_the_marts_of_one_full_build(
    company_inbox: Path, company: Path, tmp_path: Path
) -> None:
    """The middle files of telephony come last: what chained over the gap before is that of one full build.

    Another lot is in test_parity.py.
    """
    files = sorted(path for path in company_inbox.rglob("*") if path.is_file())
    calls = [path for path in files if path.parts[-3] == "telephony"]
    middle = calls[len(calls) // 3 : 2 * len(calls) // 3]
    assert middle
    others = [path for path in files if path not in middle]
    random.Random(2).shuffle(others)
    batches = (others[::2], others[1::2], middle)
    for batch in batches:
        link_all(batch, company_inbox, tmp_path / "inbox")
        published = run_pipeline(tmp_path / "home", tmp_path / "inbox")
    assert differences(published, company) == {}
    builds = duckdb.connect(str(tmp_path / "home" / "warehouse.duckdb"), read_only=True).execute(
        "select full_refresh, verdict from audit.builds order by build_id"
    )
    assert builds.fetchall() == [(number == 0, "succeeded") for number in range(len(batches))]


def test_the_company_holds_what_the_proof_is_about(company_inbox: Path, company: Path) -> None:
    """Late and redelivered records, a record that changes its customer, an absorbed customer."""
    con = duckdb.connect(str(company), read_only=True)
    one = lambda sql: con.execute(sql).fetchone()[0]  # noqa: E731
    assert one("select sum(rows_superseded) from audit.loads where table_name = 'contacts'") > 10
    assert one("select count(*) from core.customer_identities where not is_founder") > 1
    assert one("select count(*) from core.contacts where customer_id is null") > 1
    empty = [table for table, rows in row_counts(company).items() if rows == 0]
    # So small a company is visited by no mystery customer.
    assert set(empty) <= {"satisfaction.mystery"}


def test_every_metric_of_the_catalogue_is_counted(company: Path) -> None:
    con = warehouse_opened(company.parents[1])
    named = con.execute("select metric from build_intermediate.int_metrics_catalogued order by metric").fetchall()
    counted = con.execute("select distinct metric from build_scorecard.monthly order by metric").fetchall()
    assert len(named) > 5 and counted == named
