"""Reads one delivered file through the real reader and a source's SQL, into typed rows."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from one_file import Read, ReadFile

from easemart.home import REPOSITORY
from easemart.landing import Landed
from easemart.loading import _read
from easemart.sources import source


@pytest.fixture()
def read_file(tmp_path: Path) -> ReadFile:
    """`read_file(feed, system, name, content)`, the content as text, bytes or the path of a file.

    `changes` are to what source.yml says, such as another encoding.
    """

    def read(feed: str, system: str, name: str, content: str | bytes | Path, rows: bool = True, **changes: Any) -> Read:
        path = content if isinstance(content, Path) else tmp_path / name
        if not isinstance(content, Path):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        described = replace(source(feed, system), **changes)
        con = duckdb.connect(config={"threads": 2})
        found = Read(con)
        landed = Landed(feed, system, name, "0", str(path))
        kind = described.kind_of(name)
        # What the loader does before its gates: also fails where a line yields no row.
        delivered, _ = _read(con, landed, described, kind, tmp_path)
        found.notes = delivered.notes
        found.unreadable = [(line.line, line.rule) for line in delivered.refused]
        for table in kind.tables:
            cursor = con.execute(f"select * from typed.{table} order by all" if rows else "select 1")
            names = [column[0] for column in cursor.description or []]
            found.rows[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        found.refused = con.execute("select table_name, _line, rule from refusals order by all").fetchall()
        return found

    return read


@pytest.fixture()
def shared_data() -> Path:
    """The real samples: EASEMART_SHARED_DATA, else ../shared/data beside the repository."""
    place = Path(os.environ.get("EASEMART_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not place.is_dir():
        pytest.skip(f"no real samples: {place} is not there (EASEMART_SHARED_DATA names another)")
    return place
