"""JDBC with Debian's driver, as Metabase, DBeaver and other tools on the Java platform connect."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from clients.drawn import column_comments, primary_keys, references, table_descriptions
from star import MARTS, Team

DRIVER = Path("/usr/share/java/postgresql.jar")

Line = tuple[str, ...]


@pytest.fixture(scope="module")
def found(team: Team) -> list[Line]:
    """What Marts.java says as bi."""
    java = shutil.which("java")
    # A program that stands in one file is compiled as it starts.
    if not DRIVER.exists() or java is None or shutil.which("javac") is None:
        pytest.skip("needs java and its driver: apt-get install default-jdk-headless libpostgresql-jdbc-java")
    outcome = subprocess.run(
        [java, "-cp", str(DRIVER), str(Path(__file__).with_name("Marts.java")),
         f"jdbc:postgresql://127.0.0.1:{team.server.port}/{team.database.name}", "bi"],
        input=team.password("bi") + "\n", capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert outcome.returncode == 0, outcome.stderr
    return [tuple(part.replace("\\n", "\n") for part in line.split("\t")) for line in outcome.stdout.splitlines()]


def of(found: list[Line], kind: str) -> list[Line]:
    return [line[1:] for line in found if line[0] == kind and (len(line) < 2 or kind == "schema" or line[1] in MARTS)]


def test_schemas_and_tables_with_their_descriptions(found: list[Line]) -> None:
    assert {(mart,) for mart in MARTS} <= set(of(found, "schema"))
    remarks = {f"{mart}.{table}": remark for mart, table, remark in of(found, "table")}
    assert remarks.keys() == table_descriptions().keys()
    assert all(remarks[name].startswith(description) for name, description in table_descriptions().items())


def test_columns_with_their_descriptions(found: list[Line]) -> None:
    columns = of(found, "column")
    assert {(mart, table, column): remark for mart, table, column, _, remark in columns} == column_comments()
    types = {(mart, table, column): type_ for mart, table, column, type_, _ in columns}
    assert types["core", "contacts", "entered_at"] == "timestamp"
    assert types["core", "contacts", "wait_seconds"] == "float8"
    assert types["scorecard", "monthly", "month_start"] == "date"


def test_the_keys_that_draw_the_star(found: list[Line]) -> None:
    keys: dict[str, dict[int, str]] = {}
    for mart, table, place, column in of(found, "primary"):
        keys.setdefault(f"{mart}.{table}", {})[int(place)] = column
    assert {name: tuple(columns[place] for place in sorted(columns)) for name, columns in keys.items()} == {
        name: key for name, key in primary_keys().items() if key
    }
    drawn = {
        (f"{mart}.{table}", column, f"{to_mart}.{to_table}", to_column)
        for mart, table, column, to_mart, to_table, to_column in of(found, "foreign")
    }
    assert drawn == {
        (table, column, to, to_column)
        for table, columns, to, to_columns in references()
        for column, to_column in zip(columns, to_columns, strict=True)
    }


def test_rows_with_their_types(found: list[Line]) -> None:
    assert [line[1:] for line in found if line[0] == "row"] == [
        ("acd:1", "2025-01-01T10:00", "2.5", "true"),
        ("acd:2", "2025-01-02T23:30", "null", "false"),
    ]
    assert {("read only", "on"), ("isolation", "repeatable read")} <= set(found)
