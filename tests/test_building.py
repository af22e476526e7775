"""When a build is a full one, and when there is nothing to build."""

from __future__ import annotations

import pytest

from easemart import building
from easemart.errors import EasemartError, PermanentError
from easemart.warehouses.embedded import Embedded
from workbench import Bench


def build(bench: Bench, verdict: str, full_refresh: bool = False) -> building.Build:
    begun = building.begin(Embedded(bench.home), full_refresh)
    if not begun.is_idle:
        with bench.opened() as con:
            con.execute("update audit.builds set verdict = ? where build_id = ?", [verdict, begun.build_id])
    return begun


@pytest.fixture
def loaded(bench: Bench) -> Bench:
    bench.put_and_load("crm/standard/orders.csv", "order_id,customer_id,ordered_at\no1,c1,2026-01-01\n")
    bench.home.published.parent.mkdir()
    bench.home.published.touch()
    return bench


def more(bench: Bench, number: int) -> None:
    bench.put_and_load(
        f"crm/standard/orders_{number}.csv", f"order_id,customer_id,ordered_at\nx{number},c1,2026-01-01\n"
    )


def test_the_first_build_is_full_the_next_goes_on_and_nothing_new_is_idle(loaded: Bench) -> None:
    first = build(loaded, "succeeded")
    assert (first.full_refresh, first.built_load_id, first.target_load_id) == (True, 0, 1)
    assert build(loaded, "succeeded").is_idle
    more(loaded, 2)
    second = build(loaded, "succeeded")
    assert (second.full_refresh, second.built_load_id, second.target_load_id) == (False, 1, 2)
    assert not build(loaded, "succeeded", full_refresh=True).is_idle


def test_a_stopped_incremental_build_goes_on_from_the_same_watermark(loaded: Bench) -> None:
    build(loaded, "succeeded")
    more(loaded, 2)
    build(loaded, "failed")
    more(loaded, 3)
    again = build(loaded, "running")
    assert (again.full_refresh, again.built_load_id, again.target_load_id) == (False, 1, 3)
    assert (build(loaded, "succeeded").built_load_id, build(loaded, "succeeded").is_idle) == (1, True)


def test_a_changed_project_is_built_anew_and_so_is_one_changed_back(
    loaded: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(loaded, "succeeded")
    with monkeypatch.context() as changed:
        changed.setattr(building, "code_hash", lambda: "another")
        assert build(loaded, "failed").full_refresh
    assert build(loaded, "succeeded").full_refresh
    assert build(loaded, "succeeded").is_idle


def test_after_a_stopped_full_build_the_next_is_full(loaded: Bench) -> None:
    build(loaded, "succeeded")
    build(loaded, "failed", full_refresh=True)
    assert build(loaded, "succeeded").full_refresh


def test_a_build_that_another_has_overtaken_is_not_published(loaded: Bench) -> None:
    first = build(loaded, "running")
    building.insist(Embedded(loaded.home), first)
    more(loaded, 2)
    second = build(loaded, "running")
    with pytest.raises(EasemartError, match=r"Build 1 is not under way any more: 2 is running"):
        building.insist(Embedded(loaded.home), first)
    building.fail(Embedded(loaded.home), second, PermanentError("nothing is published"))
    with pytest.raises(EasemartError, match=r"2 is failed"):
        building.insist(Embedded(loaded.home), second)
