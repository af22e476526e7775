"""A file that is written beside another and then replaces it in one stroke."""

from __future__ import annotations

import os
from pathlib import Path


def put_in_place(new: Path, target: Path) -> None:
    """`new` becomes `target`, which readers see as it was or as it is; on the disk before the call returns."""
    with new.open("rb") as handle:
        os.fsync(handle.fileno())
    new.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
