"""The trigger that starts an ingest DAG when files have come to rest in its feed's folder of the inbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent


class FilesArrived(BaseEventTrigger):  # type: ignore[misc]  # Airflow gives this class no type
    """Fires once for all files of `<inbox>/<feed>/` that are new, or have changed, and have rested since the last look.

    It remembers nothing across a start of the triggerer: it then fires once if the folder holds anything, and the
    run it starts finds what arrived meanwhile.
    """

    def __init__(self, feed: str) -> None:
        super().__init__()
        self.feed = feed

    def serialize(self) -> tuple[str, dict[str, Any]]:
        return "inbox_watching.FilesArrived", {"feed": self.feed}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        from easemart import home, watching

        watch = watching.Watch(home.inbox() / self.feed)
        while True:
            # In a thread, because a slow folder must not hold up the other triggers.
            if names := await asyncio.to_thread(watch.look):
                # What it was told stands with the asset's event on the page; of many files the first will do.
                yield TriggerEvent({"files": len(names), "first": names[0]})
            await asyncio.sleep(watching.LOOK_EVERY_S)
