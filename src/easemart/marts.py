"""What the tasks of the mart DAG do; plain data in and out, so that an orchestrator can carry it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from easemart import building, settings, warehouses
from easemart import home as homes
from easemart.building import Build
from easemart.home import Home
from easemart.ingesting import WAIT_FOR_LOCK_S
from easemart.progress import say
from easemart.warehouses.interface import Warehouse


def _at_home(build: Build | None, step: Callable[[Home, Warehouse], Build]) -> dict[str, Any]:
    home = homes.current()
    settings.apply(home)
    warehouse = warehouses.of(home)
    with homes.locked(home, WAIT_FOR_LOCK_S), warehouse.exclusively(WAIT_FOR_LOCK_S):
        try:
            return asdict(step(home, warehouse))
        except Exception as error:
            say(f"  failed: {error}")
            if build is not None:
                building.fail(warehouse, build)
            raise


def build(full_refresh: bool = False) -> dict[str, Any]:
    """Builds every layer with its tests; returns the build as a dictionary of `Build`."""

    def step(home: Home, warehouse: Warehouse) -> Build:
        warehouse.prepare()
        begun = building.begin(warehouse, full_refresh)
        if begun.is_idle:
            say("  nothing new since the last build; the published marts stay")
            return begun
        try:
            building.build_layers(home, begun)
        except Exception:
            building.fail(warehouse, begun)
            raise
        return begun

    return _at_home(None, step)


def _go_on(begun: dict[str, Any], work: Callable[[Home, Warehouse, Build], None]) -> dict[str, Any]:
    """A further step of a build under way; nothing when there was nothing to build."""
    build = Build(**begun)

    def step(home: Home, warehouse: Warehouse) -> Build:
        if not build.is_idle:
            building.insist(warehouse, build)
            work(home, warehouse, build)
        return build

    return _at_home(build, step)


def analyse(built: dict[str, Any]) -> dict[str, Any]:
    """Works out the analyses from what was built."""
    return _go_on(built, lambda home, warehouse, _: building.analyse(home, warehouse))


def conclude(analysed: dict[str, Any]) -> dict[str, Any]:
    """Builds what reads the analyses."""
    return _go_on(analysed, lambda home, _, build: building.conclude(home, build))


def gate(concluded: dict[str, Any]) -> dict[str, Any]:
    """Judges every built mart; raises EasemartError when one does not pass."""
    return _go_on(concluded, building.gate_marts)


def publish(gated: dict[str, Any]) -> dict[str, Any]:
    """Replaces the published marts at once, then moves the watermark."""

    def work(home: Home, warehouse: Warehouse, build: Build) -> None:
        warehouse.publish(building.manifest(home), build.build_id, build.full_refresh)
        building.finish(warehouse, build)

    return _go_on(gated, work)


def renew(full_refresh: bool = False) -> dict[str, Any]:
    """All steps in order, without an orchestrator."""
    return publish(gate(conclude(analyse(build(full_refresh)))))
