"""The page for newcomers, followed to the letter in a copy of the repository: its files, its commands, its output."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from easemart.home import REPOSITORY

PAGE = (REPOSITORY / "docs" / "add-a-source.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)```", re.S)
LAST = "scripts/run --inbox inbox"
# What the DAG of a feed does, and the summary of the loads that a whole run ends with.
LOAD = """
from easemart import home, ingesting, summary, warehouses
for file in ingesting.land_new("tickets", "inbox"):
    ingesting.load_landed(file)
summary.show(home.current(), warehouses.of(home.current()))
"""


@dataclass(frozen=True)
class Block:
    """A file to be saved, commands to be typed (bash), or what the commands before say (text)."""

    file: str | None
    language: str
    text: str


BLOCKS = [Block(found["file"], found["language"], found["text"]) for found in _BLOCK.finditer(PAGE)]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository without the made-up source, and with nothing that was made by running."""
    if not (Path(sys.prefix) / "requirements.lock").exists():
        pytest.skip("these tests run in the environment that scripts/test makes")
    folder = tmp_path_factory.mktemp("page") / "repository"
    made = shutil.ignore_patterns(".git", ".easemart", "__pycache__", "*.egg-info", ".*_cache")
    shutil.copytree(REPOSITORY, folder, ignore=made)
    (folder / ".easemart").mkdir()
    (folder / ".easemart" / "environment").symlink_to(sys.prefix)
    return folder


def typed(copy: Path, commands: str) -> str:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPYCACHEPREFIX") if name in os.environ}
    kept |= {"HOME": str(copy.parent), "LANG": "C.UTF-8"}
    done = subprocess.run(
        ["bash", "-c", f"set -euo pipefail\n{commands}"], cwd=copy, env=kept, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def followed(copy: Path) -> list[tuple[str, str]]:
    """What each command said up to loading, with what the page says it does, if it shows that."""
    said = []
    for block, shown in zip(BLOCKS, [*BLOCKS[1:], Block(None, "", "")], strict=True):
        if block.file:
            (copy / block.file).parent.mkdir(parents=True, exist_ok=True)
            (copy / block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "bash" and LAST not in block.text:
            found = typed(copy, block.text)
            said.append((found, shown.text if shown.language == "text" else found))
    return said


def test_commands_say_what_the_page_shows(followed: list[tuple[str, str]]) -> None:
    assert len(followed) == 3
    for found, shown in followed:
        assert found == shown


def test_the_file_is_loaded(copy: Path, followed: list[tuple[str, str]]) -> None:
    """Of a whole run the page shows the loads alone: the inbox is loaded as the feed's DAG does, no mart is built."""
    command, shown = BLOCKS[-2:]
    into_the_inbox, _, run = command.text.rstrip().rpartition("\n")
    assert run == LAST
    said = " ".join(typed(copy, f"{into_the_inbox}\nPYTHONPATH=src {sys.executable} -c '{LOAD}'").split())
    assert [line for line in shown.text.splitlines() if " ".join(line.split()) not in said] == []


def test_the_source_of_the_page_is_short() -> None:
    (sql,) = (block for block in BLOCKS if block.language == "sql")
    assert len(sql.text.splitlines()) <= 30
