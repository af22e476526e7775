"""The table of faults and sources as docs/faults.md shows it: `python -m faults.table --write` writes it."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from easemart.home import REPOSITORY
from faults.good_files import GOOD, GoodFile
from faults.mutations import FAULTS, Delivered, Fault, NotHere
from faults.trying import Bank, Ended

PLACE = REPOSITORY / "docs" / "faults.md"


def example_of(fault: Fault) -> GoodFile:
    """The source whose file is the fault's example: the plainest one that it can befall."""
    plain = sorted(GOOD, key=lambda good: not good.source.endswith("/standard"))
    return next(good for good in plain if not isinstance(fault.put(good), NotHere))


def sentence(fault: Fault, ended: Ended) -> str:
    """A line of the list of examples."""
    told = ended.told().replace("|", "\\|")
    return f"- **{fault.name}** ({example_of(fault).source}): {told or 'nothing: it is loaded like any other.'}"


def outcomes() -> str:
    """The table itself, and why a fault makes no sense where it stands in no cell."""
    heads = [good.source.replace("/", "/<br>", 1) for good in GOOD]
    lines = [f"| fault | {' | '.join(heads)} |", f"|---{'|---' * len(GOOD)}|"]
    reasons = []
    for fault in FAULTS:
        cells, without = [], {}
        for good in GOOD:
            put = fault.put(good)
            if isinstance(put, NotHere):
                without.setdefault(str(put), []).append(good.source)
            cells.append("–" if isinstance(put, NotHere) else fault.outcome_expected(good))
        lines.append(f"| {fault.name} | {' | '.join(cells)} |")
        told = "; ".join(f"{reason} ({', '.join(sources)})" for reason, sources in without.items())
        reasons += [f"- **{fault.name}**: {told}."] if told else []
    means = [f"- **{fault.name}**: {fault.means}" for fault in FAULTS]
    return "\n".join([
        *lines, "", "### What each fault is", "", *means, "", "### Where a fault makes no sense", "", *reasons
    ])  # fmt: skip


def _between(text: str, name: str, new: str) -> str:
    pattern = rf"(<!-- {name} -->\n).*?(\n<!-- end of {name} -->)"
    return re.sub(pattern, lambda match: f"{match[1]}{new}{match[2]}", text, flags=re.DOTALL)


def written(text: str, table: str, examples: str | None = None) -> str:
    """The page with this table, and these examples if they are given."""
    text = _between(text, "table", table)
    return text if examples is None else _between(text, "examples", examples)


def _examples() -> str:
    with tempfile.TemporaryDirectory() as folder:
        bank = Bank(Path(folder) / "bank")
        lines = []
        for fault in FAULTS:
            good = example_of(fault)
            delivered = fault.put(good)
            assert isinstance(delivered, Delivered)
            lines.append(sentence(fault, bank.try_out(good, delivered, fault.gate_decides)))
    return "\n".join(lines)


if __name__ == "__main__":
    page = written(PLACE.read_text(encoding="utf-8"), outcomes(), _examples())
    if "--write" in sys.argv:
        PLACE.write_text(page, encoding="utf-8")
    elif page != PLACE.read_text(encoding="utf-8"):
        sys.exit(f"{PLACE} is not current: run with --write")
