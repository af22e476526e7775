"""Reads one delivered file through the real reader and a source's SQL, into typed rows."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest
from one_file import Read, ReadFile

from easemart.home import REPOSITORY
from easemart.landing import Landed
from easemart.loading import _read
from easemart.sources import source


@pytest.fixture()
def read_file(tmp_path: Path) -> ReadFile:
    """`read_file(feed, system, name, content)`, the content as text or as the path of a file."""

    def read(feed: str, system: str, name: str, content: str | Path, rows: bool = True) -> Read:
        path = content if isinstance(content, Path) else tmp_path / name
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="")
        described = source(feed, system)
        con = duckdb.connect(config={"threads": 2})
        found = Read(con)
        landed = Landed(feed, system, name, "0", str(path))
        kind = described.kind_of(name)
        # What the loader does before its gates: also fails where a line yields no row.
        found.notes = _read(con, landed, described, kind, tmp_path)[0].notes
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
