"""Every fault in a file of every source: rows accepted, rows refused, or a load refused with a sentence that helps."""

from __future__ import annotations

import pytest
from faults.good_files import GOOD, GoodFile, content
from faults.mutations import FAULTS, Delivered, Fault, NotHere
from faults.table import PLACE, example_of, outcomes, sentence, written
from faults.trying import REMEDY, Bank, tables_of

CELLS = [
    pytest.param(fault, good, id=f"{good.source}-{fault.name}".replace(" ", "_"))
    for good in GOOD
    for fault in FAULTS
    if not isinstance(fault.put(good), NotHere)
]


# The first file that fills a table: what the gate says of it is asked of the gate, of others the quick one, which
# has to say the same wherever both are asked.
FIRST_OF_TABLE = {table: good for good in reversed(GOOD) for table in tables_of(good)}
GATED = list(FIRST_OF_TABLE.values())


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """One warehouse for all cells."""
    return Bank(tmp_path_factory.mktemp("bank"))


@pytest.mark.parametrize("good", GOOD, ids=lambda good: good.source)
def test_a_good_file_is_loaded_whole(good: GoodFile, bank: Bank) -> None:
    ended = bank.try_out(good, Delivered(content(good, good.rows())), good in GATED)
    assert (ended.outcome, ended.told()) == ("loaded", "")


@pytest.mark.parametrize(("fault", "good"), CELLS)
def test_a_fault(fault: Fault, good: GoodFile, bank: Bank) -> None:
    delivered = fault.put(good)
    assert isinstance(delivered, Delivered)
    ended = bank.try_out(good, delivered, fault.gate_decides and good in GATED)
    assert ended.outcome == fault.outcome_expected(good), ended
    for load in ended.loads:
        assert load.read == load.accepted + load.refused + load.superseded
    if ended.outcome == "refused":
        assert (delivered.file_name or good.file_name).split("/")[-1] in ended.said
        assert REMEDY.search(ended.said), ended.said
        assert str(bank.folder.parent) not in ended.said
        assert sum(load.accepted for load in ended.loads) == 0
    elif ended.outcome == "rows":
        assert 0 < len({line for _, line, _ in ended.refused}) <= 2, ended
        assert all(line > 0 and rule for _, line, rule in ended.refused)
    if example_of(fault) is good:
        assert sentence(fault, ended) in PLACE.read_text(encoding="utf-8"), "run python -m faults.table --write"


def test_the_page_shows_the_table() -> None:
    """`PYTHONPATH=src:tests/feeds:tests python -m faults.table --write` writes it anew."""
    assert written(PLACE.read_text(encoding="utf-8"), outcomes()) == PLACE.read_text(encoding="utf-8")
