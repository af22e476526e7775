"""Every fault in a file of every source: rows accepted, rows refused, or a load refused with a sentence that helps."""

from __future__ import annotations

from pathlib import Path

import pytest
from faults.good_files import GOOD, GoodFile, content
from faults.mutations import FAULTS, Delivered, Fault, NotHere
from faults.table import PLACE, example_of, outcomes, sentence, written
from faults.trying import REMEDY, Bank

CELLS = [
    pytest.param(fault, good, id=f"{good.source}-{fault.name}".replace(" ", "_"))
    for good in GOOD
    for fault in FAULTS
    if not isinstance(fault.put(good), NotHere)
]


@pytest.fixture(scope="module")
def banks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bank]:
    return {}


def bank_of(banks: dict[str, Bank], good: GoodFile, folder: Path) -> Bank:
    """One warehouse a source, for all of its cells."""
    if good.source not in banks:
        banks[good.source] = Bank(folder)
    return banks[good.source]


@pytest.mark.parametrize("good", GOOD, ids=lambda good: good.source)
def test_a_good_file_is_loaded_whole(good: GoodFile, banks: dict[str, Bank], tmp_path: Path) -> None:
    ended = bank_of(banks, good, tmp_path).try_out(good, Delivered(content(good, good.rows())), with_gate=True)
    assert (ended.outcome, ended.told()) == ("loaded", "")


@pytest.mark.parametrize(("fault", "good"), CELLS)
def test_a_fault(fault: Fault, good: GoodFile, banks: dict[str, Bank], tmp_path: Path) -> None:
    delivered = fault.put(good)
    assert isinstance(delivered, Delivered)
    ended = bank_of(banks, good, tmp_path).try_out(good, delivered, fault.gate_decides)
    assert ended.outcome == fault.outcome_expected(good), ended
    for load in ended.loads:
        assert load.read == load.accepted + load.refused + load.superseded
    if ended.outcome == "refused":
        assert (delivered.file_name or good.file_name).split("/")[-1] in ended.said
        assert REMEDY.search(ended.said), ended.said
        assert str(tmp_path.parent) not in ended.said
        assert sum(load.accepted for load in ended.loads) == 0
    elif ended.outcome == "rows":
        assert 0 < len({line for _, line, _ in ended.refused}) <= 2, ended
        assert all(line > 0 and rule for _, line, rule in ended.refused)
    if example_of(fault) is good:
        assert sentence(fault, ended) in PLACE.read_text(encoding="utf-8"), "run python -m faults.table --write"


def test_the_page_shows_the_table() -> None:
    """`PYTHONPATH=src:tests/feeds:tests python -m faults.table --write` writes it anew."""
    assert written(PLACE.read_text(encoding="utf-8"), outcomes()) == PLACE.read_text(encoding="utf-8")
