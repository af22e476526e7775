"""House rules that no linter knows: what a committed file may not say, and what has to be described."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from easemart.home import REPOSITORY
from easemart.matrix import MATRIX

MODELS = REPOSITORY / "dbt_project" / "models"
# Folders that are made here and never committed, for a copy without its history.
MADE = {".git", ".easemart", "__pycache__", ".venv", "build"}
# Put together from parts, so that this file does not hold what it looks for.
INDEX_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pypi", "python", "org"),
        ("pythonhosted", "org"),
        ("anaconda", "org"),
        ("registry", "npmjs", "org"),
    )
]
SIMPLE = "sim" + "ple"
INDEX_ADDRESSES = (
    *map(re.escape, INDEX_HOSTS),
    rf"https?://\S*/{SIMPLE}\b",
    r"index[-_]url[\s=]+[\"']?\w+://",
)
INDEX_ADDRESS = re.compile("|".join(INDEX_ADDRESSES), re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w./}])/(home|Users|root|work)/\w")


def committed() -> list[Path]:
    """All committed files; without git, all files that are not made by running."""
    listed = subprocess.run(["git", "-C", str(REPOSITORY), "ls-files", "-z"], capture_output=True, check=False)
    if listed.returncode == 0:
        found = [REPOSITORY / name for name in listed.stdout.decode().split("\0") if name]
    else:
        found = [path for path in REPOSITORY.rglob("*") if not MADE & set(path.relative_to(REPOSITORY).parts)]
    return [path for path in found if path.is_file()]


def lines() -> Iterator[tuple[str, str]]:
    """Each line of each committed text with the place it stands at."""
    for path in committed():
        text = path.read_bytes()
        if b"\0" in text:
            continue
        for number, line in enumerate(text.decode("utf-8", "replace").splitlines(), start=1):
            yield f"{path.relative_to(REPOSITORY)}:{number}", line


def test_the_committed_files_are_seen() -> None:
    names = {path.relative_to(REPOSITORY).as_posix() for path in committed()}
    assert {"pyproject.toml", "requirements.lock", "src/easemart/home.py"} <= names


@pytest.mark.parametrize(
    "line",
    [
        f"source {INDEX_HOSTS[0]}",
        f"https://mirror.example/{SIMPLE}",
        "--index-url " + "https://mirror.example",
        "INDEX_URL=" + "http://mirror.example",
    ],
)
def test_an_index_address_is_recognised(line: str) -> None:
    assert INDEX_ADDRESS.search(line)


def test_no_file_names_a_package_index() -> None:
    assert [place for place, line in lines() if INDEX_ADDRESS.search(line)] == []


def test_no_file_holds_a_path_of_a_machine() -> None:
    here = str(REPOSITORY)
    found = [place for place, line in lines() if here in line or MACHINE_PATH.search(line)]
    assert found == []


def test_links_in_documents_lead_somewhere() -> None:
    broken = []
    for path in committed():
        if path.suffix != ".md":
            continue
        for link in re.findall(r"\]\(([^)\s]+)[^)]*\)", path.read_text(encoding="utf-8")):
            target = link.split("#")[0]
            if target and "://" not in link and not link.startswith("mailto:"):
                there = path.parent / target
                if not there.exists():
                    broken.append(f"{path.relative_to(REPOSITORY)}: {link}")
    assert broken == []


def described() -> dict[str, dict[str, Any]]:
    """Every model that a YAML file describes, by name."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(MODELS.rglob("*.yml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for model in document.get("models") or ():
            assert model["name"] not in found, f"{path}: {model['name']} is described twice"
            found[model["name"]] = model
    return found


def test_every_model_and_every_column_named_is_described() -> None:
    models = described()
    missing = []
    for path in sorted(MODELS.rglob("*.sql")):
        model = models.get(path.stem, {})
        if not model.get("description"):
            missing.append(path.stem)
        for column in model.get("columns") or ():
            if not column.get("description"):
                missing.append(f"{path.stem}.{column['name']}")
    assert missing == []


def test_every_published_column_is_described() -> None:
    models = described()
    with MATRIX.open(encoding="utf-8", newline="") as handle:
        published = [(row["mart"], row["table"], row["column"]) for row in csv.DictReader(handle)]
    assert published
    missing = []
    for mart, table, column in published:
        columns = models.get(f"{mart}__{table}", {}).get("columns") or ()
        if not any(one["name"] == column and one.get("description") for one in columns):
            missing.append(f"{mart}.{table}.{column}")
    assert missing == []


def test_every_description_belongs_to_a_model() -> None:
    assert set(described()) <= {path.stem for path in MODELS.rglob("*.sql")}


def test_the_name_of_a_unit_test_is_none_too_long_for_postgresql() -> None:
    """dbt makes a table of its name, and PostgreSQL cuts names after 63 letters."""
    documents = [yaml.safe_load(path.read_text(encoding="utf-8")) or {} for path in sorted(MODELS.rglob("*.yml"))]
    names = [test["name"] for document in documents for test in document.get("unit_tests") or ()]
    assert len(names) > 50
    assert [name for name in names if len(name) > 63] == []


@pytest.mark.parametrize(
    "path",
    sorted((REPOSITORY / "src" / "easemart").rglob("*.py")),
    ids=lambda path: path.relative_to(REPOSITORY).as_posix(),
)
def test_the_package_never_imports_the_orchestrator(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert "airflow" not in imported
