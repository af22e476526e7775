"""What the tasks of an ingest DAG do; plain data in and out, so that an orchestrator can carry it."""

from __future__ import annotations

import datetime as dt
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from easemart import home as homes
from easemart import settings, warehouses
from easemart.errors import PermanentError
from easemart.landing import Landed, land
from easemart.loading import RefusedLoad, landed_on, let_go, load_file, pending
from easemart.progress import say

# For so long nothing may have changed a file: longer than a copy pauses, and soon over.
REST_S = 5.0
# Another writer may be at work for as long as a build of the marts takes.
WAIT_FOR_LOCK_S = 3600.0


def _rest_s() -> float:
    text = os.environ.get("EASEMART_REST_S") or REST_S
    try:
        return float(text)
    except ValueError:
        raise PermanentError(f"EASEMART_REST_S is {text!r}: give seconds, such as 5 or 0.") from None


def land_new(feed: str, inbox: str | None) -> list[dict[str, Any]]:
    """Lands a feed's files and returns those not loaded yet, as dictionaries of `Landed`.

    The inbox is the one given, else the home's. A file is taken when nothing has changed it for EASEMART_REST_S
    seconds.
    """
    home = homes.current()
    settings.apply(home)
    folder = Path(inbox) if inbox else homes.inbox()
    warehouse = warehouses.of(home)
    with homes.locked(home, WAIT_FOR_LOCK_S), warehouse.exclusively(WAIT_FOR_LOCK_S):
        warehouse.prepare()
        delivery = land(folder, feed, home, let_go(home, feed), _rest_s())
        files = pending(home, delivery)
    ignored = f", {len(delivery.ignored)} ignored" if delivery.ignored else ""
    say(f"  {feed}: {len(files)} new of {len(delivery.files)} files{ignored}")
    for sentence in (*delivery.not_taken, *delivery.same):
        say(f"    {sentence}")
    return [asdict(file) for file in files]


def delivered_on(feed: str, day: dt.date) -> list[dict[str, Any]]:
    """What a feed delivered on a day (UTC), to be loaded again: dictionaries of `Landed` with `again` set.

    From the landing area, in the order of delivery, whatever the inbox holds by now. What is no longer kept
    is counted and left out.
    """
    home = homes.current()
    settings.apply(home)
    warehouse = warehouses.of(home)
    with homes.locked(home, WAIT_FOR_LOCK_S), warehouse.exclusively(WAIT_FOR_LOCK_S):
        warehouse.prepare()
        files, gone = landed_on(home, feed, day)
    say(f"  {feed}: {len(files)} files of {day} again" + (f", {gone} are no longer kept" if gone else ""))
    return [asdict(file) | {"again": True} for file in files]


def load_landed(file: dict[str, Any]) -> dict[str, Any]:
    """Loads one landed file, unless it has been; one that is to be loaded `again` whether it has been or not.

    Raises RefusedLoad when it does not pass its gates.
    """
    home = homes.current()
    settings.apply(home)
    again = file.get("again", False)
    landed = Landed(**{name: value for name, value in file.items() if name != "again"})
    started = time.monotonic()
    name = f"{landed.system}/{landed.file_name}"
    with homes.locked(home, WAIT_FOR_LOCK_S), warehouses.of(home).exclusively(WAIT_FOR_LOCK_S):
        try:
            loads = load_file(home, landed, again)
        except RefusedLoad as refusal:
            say(f"    refused {name}: {refusal}")
            raise
    counts = ", ".join(f"{load.table} {load.accepted} of {load.read}" for load in loads)
    say(f"    loaded {name}: {counts}, {time.monotonic() - started:.1f} s")
    return {"file_name": landed.file_name, "tables": [asdict(load) for load in loads]}
