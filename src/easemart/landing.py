"""Landing: each delivered file is copied once, named by the hash of its content, and never changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
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
    """What an inbox held for one feed: files to load, and names of files a system says to ignore.

    `not_taken` says of each thing that stays in the inbox why, and `same` of each file of which another
    has the content, which.
    """

    files: tuple[Landed, ...]
    ignored: tuple[str, ...]
    not_taken: tuple[str, ...] = field(default=())
    same: tuple[str, ...] = field(default=())


def hash_of(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@contextlib.contextmanager
def _copied(path: Path, target: Path) -> Iterator[Path]:
    """A copy beside `target` that is gone afterwards unless it was given a name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copyfile(path, partial)
        yield partial
    finally:
        partial.unlink(missing_ok=True)


def _found(inbox: Path, feed: str) -> Iterator[tuple[Path, str | None]]:
    """Every delivery of a feed, hidden ones and what is in hidden folders left out, and why it is not taken."""
    folder = inbox / feed
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.is_symlink():
            if not path.exists():
                yield path, "is a link to nothing"
            elif not path.resolve().is_relative_to(inbox.resolve()):
                yield path, "is a link out of the inbox. Put the file itself there"
            else:
                yield path, None if path.is_file() else "is a link to a folder. Put the files themselves there"
        elif path.is_file():
            yield path, None
        elif path.is_dir():
            if path.suffix and not any(path.iterdir()):
                yield path, "is an empty folder called like a file. Put the file there under its name"
        else:
            yield path, "is no file"


def _state(path: Path) -> tuple[int, int] | None:
    """Changes while somebody writes the file; None when it is gone."""
    with contextlib.suppress(OSError):
        stat = path.stat()
        return stat.st_size, stat.st_mtime_ns
    return None


def _unrested(paths: list[Path], rest_s: float) -> set[Path]:
    """The files that somebody writes.

    A file has rested when nothing has changed it for `rest_s` seconds. Those that have not rested yet are looked at
    again when they could have: no longer than that does anybody wait.
    """
    now = time.time()
    young = {path: state for path in paths if (state := _state(path)) and 0 <= now - state[1] / 1e9 < rest_s}
    if not young:
        return set()
    time.sleep(max(rest_s - (now - state[1] / 1e9) for state in young.values()))
    return {path for path, state in young.items() if _state(path) != state}


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


def land(inbox: Path, feed: str, home: Home, let_go: Collection[tuple[str, str]] = (), rest_s: float = 0) -> Delivery:
    """Copies every file of `<inbox>/<feed>/<system>/**` that has rested into the landing area, in order of path.

    What is in `let_go` (system, hash) is loaded and kept no longer, so it is not copied again though it still lies in
    the inbox. Hidden files are not deliveries. Two files with the same content are one. Nothing outside the inbox is
    read. Waits up to `rest_s` seconds for files that were just written; one that changes meanwhile is left for the
    next time. Raises PermanentError when the inbox is not a folder.
    """
    if not inbox.is_dir():
        raise PermanentError(f"{inbox}: no such folder; --inbox names one with <feed>/<system>/<file> inside.")
    files: dict[tuple[str, str], Landed] = {}
    ignored: list[str] = []
    same: list[str] = []
    found = list(_found(inbox, feed))
    not_taken = [f"{path.relative_to(inbox)} {why}." for path, why in found if why is not None]
    taken = [path for path, why in found if why is None]
    unrested = _unrested(taken, rest_s)
    for path in taken:
        place = path.relative_to(inbox)
        if path in unrested:
            not_taken.append(f"{place} is still being written; it is taken when it has rested.")
            continue
        inside = path.relative_to(inbox / feed).parts
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
        suffix = "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix
        try:
            file_hash = hash_of(path)
            target = home.landing / feed / (system or "unknown") / f"{file_hash}{suffix}"
            if not target.exists() and (system, file_hash) not in let_go:
                with _copied(path, target) as partial:
                    if hash_of(partial) != file_hash:
                        not_taken.append(f"{place} is still being written; it is taken when it has rested.")
                        continue
                    partial.replace(target)
        except FileNotFoundError:
            not_taken.append(f"{place} was taken away while it was looked at.")
            continue
        except PermissionError:
            not_taken.append(f"{place} may not be read. Let the account that Easemart runs under read it.")
            continue
        name = "/".join(inside[1:]) or path.name
        landed = Landed(feed, system, name, file_hash, str(target), error)
        first = files.setdefault((system, file_hash), landed)
        if first is not landed:
            same.append(f"{place} has the content of {first.file_name}, and counts once.")
    return Delivery(tuple(files.values()), tuple(ignored), tuple(not_taken), tuple(same))
