"""What stands in feeds/<feed>/<system>/source.yml: which files a system delivers and what they fill."""

from __future__ import annotations

import fnmatch
import functools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from easemart.errors import EasemartError
from easemart.home import REPOSITORY

FORMATS = {".csv": "csv", ".json": "json", ".jsonl": "json", ".parquet": "parquet"}
_KEYS = {"feed", "system", "description", "time_zone", "encoding", "files", "ignored", "questions"}
_FILE_KEYS = {
    "name", "pattern", "format", "header_rows", "columns", "delimiter", "listed_under", "labels", "required",
    "optional", "unread", "tables", "shape",
}  # fmt: skip


@dataclass(frozen=True)
class FileKind:
    """One kind of file of a system: what its name looks like, its form, the tables it fills.

    A file is of this kind when one of `names` stands in its name as whole words (tickets_2026-03,
    acme-tickets), or one of `patterns` fits it. `optional` columns are read where they are there;
    `unread` ones (patterns) are known to carry nothing of use; any other is reported with its load.
    `columns` names the fields of a file without a header, in their order; a file may have fewer.
    Format `lines` has neither fields nor header: each line is column `line`. A page of an API is an
    object whose records stand in a list under one of the keys `listed_under`. `labels` are other names
    that files have for a column; source.yml lists them by column.
    """

    names: tuple[str, ...]
    patterns: tuple[str, ...]
    tables: tuple[str, ...]
    format: str | None
    header_rows: int
    columns: tuple[str, ...]
    delimiter: str
    listed_under: tuple[str, ...]
    labels: dict[str, str]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    unread: tuple[str, ...]
    is_contract_shaped: bool


@dataclass(frozen=True)
class Source:
    """One system of one feed."""

    feed: str
    system: str
    description: str
    time_zone: str
    encoding: str
    files: tuple[FileKind, ...]
    ignored: tuple[str, ...]
    folder: Path
    questions: tuple[dict[str, Any], ...] = field(default=())

    def kind_of(self, file_name: str) -> FileKind:
        """The kind whose name is the longest in the file's, or whose pattern fits it.

        Raises EasemartError for none.
        """
        bare = Path(bare_name(file_name)).name.lower()
        words = {name: rf"(^|[^a-z]){re.escape(name)}([^a-z]|$)" for kind in self.files for name in kind.names}
        found = [name for name, pattern in words.items() if re.search(pattern, Path(bare).stem)]
        for kind in self.files:
            if found and max(found, key=len) in kind.names:
                return kind
            if any(fnmatch.fnmatchcase(bare, pattern.lower()) for pattern in kind.patterns):
                return kind
        expected = ", ".join(name for kind in self.files for name in (*kind.names, *kind.patterns))
        raise EasemartError(
            f"{file_name}: no file of {self.feed}/{self.system} is called so (expected {expected} in its name). "
            "If it is another system's file, move it to that system's folder of the inbox; if nothing "
            f"of it is wanted, list it under `ignored` in {self.folder.name}/source.yml."
        )

    @property
    def question_columns(self) -> tuple[str, ...]:
        """The columns that `questions` says how to read."""
        return tuple(str(question["question"]) for question in self.questions if "question" in question)

    def ignores(self, file_name: str) -> bool:
        bare = Path(bare_name(file_name)).name.lower()
        return any(fnmatch.fnmatchcase(bare, pattern.lower()) for pattern in self.ignored)

    def sql(self, table: str) -> str:
        """The select that turns a delivered file into the rows of `table`."""
        return (self.folder / f"{table}.sql").read_text(encoding="utf-8").strip().rstrip(";")


def bare_name(file_name: str) -> str:
    return file_name.removesuffix(".gz")


def _many(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _kind(node: dict[str, Any], path: Path) -> FileKind:
    unknown = set(node) - _FILE_KEYS
    if unknown:
        raise EasemartError(f"{path}: unknown keys {sorted(unknown)} in `files`; known are {sorted(_FILE_KEYS)}.")
    shaped = node.get("shape") == "contract"
    tables = _many(node.get("tables"))
    if not tables or (shaped and len(tables) != 1):
        raise EasemartError(f"{path}: each of `files` names its `tables` (one, when `shape: contract`).")
    missing = [t for t in tables if not shaped and not (path.parent / f"{t}.sql").is_file()]
    if missing:
        raise EasemartError(f"{path}: {', '.join(f'{t}.sql' for t in missing)} is missing beside it.")
    return FileKind(
        names=_many(node.get("name")),
        patterns=_many(node.get("pattern")),
        tables=tables,
        format=node.get("format"),
        header_rows=int(node.get("header_rows", 1)),
        columns=_many(node.get("columns")),
        delimiter=str(node.get("delimiter", ",")),
        listed_under=_many(node.get("listed_under")),
        labels={label: name for name, labels in (node.get("labels") or {}).items() for label in _many(labels)},
        required=_many(node.get("required")),
        optional=_many(node.get("optional")),
        unread=_many(node.get("unread")),
        is_contract_shaped=shaped,
    )


@functools.cache
def source(feed: str, system: str, repository: Path = REPOSITORY) -> Source:
    """Raises EasemartError when no such system is described, or its description is not sound."""
    folder = repository / "feeds" / feed / system
    path = folder / "source.yml"
    if not path.is_file():
        known = sorted(str(p.parent.relative_to(repository / "feeds")) for p in repository.glob("feeds/*/*/source.yml"))
        raise EasemartError(
            f"{feed}/{system}: no such source; known are {', '.join(known)}. "
            "An inbox is <inbox>/<feed>/<system>/<any depth>/<file>; a new system is a folder under feeds/."
        )
    node = yaml.safe_load(path.read_text(encoding="utf-8"))
    unknown = set(node) - _KEYS
    if unknown or (node.get("feed"), node.get("system")) != (feed, system):
        raise EasemartError(
            f"{path}: `feed` and `system` must be its folders' names and no other keys than {sorted(_KEYS)} "
            f"are known (found: {sorted(unknown)})."
        )
    return Source(
        feed=feed,
        system=system,
        description=node["description"],
        time_zone=node.get("time_zone", "UTC"),
        encoding=node.get("encoding", "utf-8"),
        files=tuple(_kind(item, path) for item in node["files"]),
        ignored=_many(node.get("ignored")),
        folder=folder,
        questions=tuple(node.get("questions") or ()),
    )
