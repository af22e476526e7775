"""Landing: each delivered file is copied once, named by the hash of its content, and never changed."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from easemart.errors import EasemartError, PermanentError
from easemart.home import Home
from easemart.sources import source


@dataclass(frozen=True)
class Landed:
    """A file as it lies in the landing area. `error` is set when it cannot even be told what it is.

    `delivery_id` rises in the order in which files were delivered, whatever order they load in.
    """

    feed: str
    system: str
    file_name: str
    file_hash: str
    path: str
    error: str | None = None
    delivery_id: int = 0


@dataclass(frozen=True)
class Delivery:
    """What an inbox held for one feed: files to load, and names of files a system says to ignore."""

    files: tuple[Landed, ...]
    ignored: tuple[str, ...]


def hash_of(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(path, partial)
    partial.replace(target)


def fault_of(feed: str, system: str, name: str) -> str | None:
    """Why nobody can tell what a landed file is; None when its source knows it."""
    try:
        source(feed, system).kind_of(Path(name).name)
    except EasemartError as problem:
        return str(problem)
    return None


def landed_copy(home: Home, feed: str, system: str, file_hash: str) -> Path | None:
    """Where a delivered file lies in the landing area; None when it is not kept any more."""
    found = sorted((home.landing / feed / (system or "unknown")).glob(f"{file_hash}*"))
    return found[0] if found else None


def land(inbox: Path, feed: str, home: Home, let_go: Collection[tuple[str, str]] = ()) -> Delivery:
    """Copies every file of `<inbox>/<feed>/<system>/**` into the landing area, in order of path.

    What is in `let_go` (system, hash) is loaded and kept no longer, so it is not copied again though it still lies in
    the inbox. Hidden files are not deliveries. Two files with the same content are one. Raises PermanentError
    when the inbox is not a folder.
    """
    if not inbox.is_dir():
        raise PermanentError(f"{inbox}: no such folder; --inbox names one with <feed>/<system>/<file> inside.")
    files: dict[tuple[str, str], Landed] = {}
    ignored: list[str] = []
    for path in sorted(p for p in (inbox / feed).rglob("*") if p.is_file()):
        inside = path.relative_to(inbox / feed).parts
        if any(part.startswith(".") for part in inside):
            continue
        system = inside[0] if len(inside) > 1 else ""
        error = None
        try:
            described = source(feed, system)
            if described.ignores(path.name):
                ignored.append("/".join((feed, *inside)))
                continue
            described.kind_of(path.name)
        except EasemartError as problem:
            error = str(problem)
        file_hash = hash_of(path)
        suffix = "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix
        target = home.landing / feed / (system or "unknown") / f"{file_hash}{suffix}"
        if not target.exists() and (system, file_hash) not in let_go:
            _copy(path, target)
        name = "/".join(inside[1:]) or path.name
        files.setdefault((system, file_hash), Landed(feed, system, name, file_hash, str(target), error))
    return Delivery(tuple(files.values()), tuple(ignored))
