"""What the tasks of the mart DAG do; plain data in and out, so that an orchestrator can carry it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from easemart import building, settings, warehouses
from easemart import home as homes
from easemart.building import Build
from easemart.drawing import page
from easemart.errors import PermanentError
from easemart.home import Home
from easemart.ingesting import WAIT_FOR_LOCK_S
from easemart.progress import say
from easemart.warehouses.interface import Warehouse

T = TypeVar("T")


def _locked(step: Callable[[Home, Warehouse], T], build: Build | None = None) -> T:
    home = homes.current()
    settings.apply(home)
    warehouse = warehouses.of(home)
    with homes.locked(home, WAIT_FOR_LOCK_S), warehouse.exclusively(WAIT_FOR_LOCK_S):
        try:
            return step(home, warehouse)
        except Exception as error:
            say(f"  failed: {error}")
            if build is not None:
                building.fail(warehouse, build, error)
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
        except Exception as error:
            building.fail(warehouse, begun, error)
            raise
        return begun

    return asdict(_locked(step))


def _go_on(begun: dict[str, Any], work: Callable[[Home, Warehouse, Build], None]) -> dict[str, Any]:
    """A further step of a build under way; nothing when there was nothing to build."""
    build = Build(**begun)

    def step(home: Home, warehouse: Warehouse) -> Build:
        if not build.is_idle:
            building.insist(warehouse, build)
            work(home, warehouse, build)
        return build

    return asdict(_locked(step, build))


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


def draw(published: dict[str, Any] | None) -> str:
    """Draws the page of what is published and returns its path; None says that the build before did not succeed.

    Then the page shows the marts of the last good build and says so, and PermanentError is raised: whoever looks at
    this step alone must not take the build for a good one.
    """

    path = _locked(_draw)
    if published is None:
        raise PermanentError(f"The build did not succeed. {path} says why, and shows the marts of the last good one.")
    return path


def draw_refused() -> str | None:
    """Draws the page anew when a file was refused since it was drawn, which no build may follow; returns its path.

    Draws nothing, and returns None, when the page knows of every refusal, or nothing is published yet.
    """

    def step(home: Home, warehouse: Warehouse) -> str | None:
        warehouse.prepare()
        with warehouse.opened("builder") as con:
            found = con.execute("select max(finished_at) from audit.loads where verdict = 'refused'").fetchone()
        refused_at = found[0] if found else None
        if refused_at is None or not warehouse.has_published():
            return None
        if home.page.exists() and home.page.stat().st_mtime >= refused_at.replace(tzinfo=dt.UTC).timestamp():
            return None
        return _draw(home, warehouse)

    return _locked(step)


def _draw(home: Home, warehouse: Warehouse) -> str:
    started = time.monotonic()
    path = page.draw(home, warehouse)
    say(f"  drew {path}, {time.monotonic() - started:.1f} s")
    return str(path)


def renew(full_refresh: bool = False) -> dict[str, Any]:
    """All steps in order, without an orchestrator."""
    return publish(gate(conclude(analyse(build(full_refresh)))))
