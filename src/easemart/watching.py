"""Watching an inbox: which of its files are new and have rested, by name, size and time of change.

Nothing is read or hashed, so that looking every few seconds costs next to nothing, on a network's folder too.
"""

from __future__ import annotations

import os
from pathlib import Path

# How often whoever watches looks; a file that has not changed between two looks has rested.
LOOK_EVERY_S = 5.0

Sight = tuple[str, int, int]


def seen(folder: Path) -> frozenset[Sight]:
    """Path within the folder, size and time of change of each file; none where there is no such folder.

    Hidden files and folders are no deliveries, and links to folders are not followed.
    """
    sights = set()
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(place, name)
            try:
                state = path.stat()
            except OSError:
                continue
            if not name.startswith("."):
                sights.add((str(path.relative_to(folder)), state.st_size, state.st_mtime_ns))
    return frozenset(sights)


class Watch:
    """Tells of each file of a folder once, when it has rested, and again when it has changed.

    A new watch knows of nothing that came before it, so it tells of all that is there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last: frozenset[Sight] = frozenset()
        self._told: frozenset[Sight] = frozenset()

    def look(self) -> list[str]:
        """The files to tell of now, by their path in the folder."""
        now = seen(self._folder)
        due = (now & self._last) - self._told
        self._last = now
        self._told = (self._told & now) | due
        return sorted(name for name, _, _ in due)
