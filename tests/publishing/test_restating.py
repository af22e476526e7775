"""Which published figures a new build moves."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from easemart.publishing import marts_file
from easemart.publishing.marts_file import publish
from publishing.made_marts import ask, fails


def test_a_complete_figure_that_moves_is_a_restatement(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    assert publish(warehouse, target, manifest, build_id=1).restated == 0
    assert publish(warehouse, target, manifest, build_id=2).restated == 0
    warehouse.execute("update build_scorecard.monthly set value = value + 1e-12")
    assert publish(warehouse, target, manifest, build_id=3).restated == 0
    warehouse.execute(
        "insert into audit.loads (load_id, feed, verdict) values"
        " (4, 'telephony', 'accepted'), (6, 'crm', 'accepted'), (7, 'crm', 'refused')"
    )
    warehouse.execute(
        "update build_scorecard.monthly set value = 0.6, numerator = 6 where metric = 'first_contact_resolution'"
    )
    fourth = publish(warehouse, target, manifest, build_id=4)
    assert fourth.restated == 1
    query = "select * replace (round(moved, 9) as moved) from audit.restatements"
    (row,) = ask(target, query)
    assert row[:3] == (4, "first_contact_resolution", date(2025, 1, 1))
    assert row[3:10] == pytest.approx((0.5, 0.6, 0.1, 5, 6, 10, 10))
    assert row[10:] == (4, 6, fourth.published_at)
    assert warehouse.execute(query).fetchall() == [row]
    warehouse.execute("delete from build_scorecard.monthly where metric = 'service_level'")
    assert publish(warehouse, target, manifest, build_id=5).restated == 1
    assert ask(target, "select build_id, metric, value_before, value_after from audit.restatements")[1] == (
        5,
        "service_level",
        pytest.approx(0.8),
        None,
    )


def test_a_death_before_the_warehouse_knows_loses_and_doubles_nothing(
    warehouse: duckdb.DuckDBPyConnection,
    target: Path,
    manifest: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish(warehouse, target, manifest, build_id=1)
    warehouse.execute("update build_scorecard.monthly set numerator = 9")
    with monkeypatch.context() as patch:
        patch.setattr(marts_file, "update_warehouse", fails)
        with pytest.raises(RuntimeError):
            publish(warehouse, target, manifest, build_id=2)
    assert publish(warehouse, target, manifest, build_id=2).restated == 0
    moved = warehouse.execute("select build_id, metric from audit.restatements order by all")
    assert moved.fetchall() == [(2, "first_contact_resolution"), (2, "service_level")]
