"""What is compared between the truth and the marts, declared before any world is made.

**E** exact: the mart must equal what a perfect reader counts. **S** sampled: an interval must hold the truth.
**A** adjusted: as S, and the raw figure does not. **D** discovery: what was found is there. **R** not identifiable
from what companies record. See kinds.py for what each declares, verifying.py for how it is judged.

Each module declares what concerns one subject in `PARAMETERS` (E, R, and what waits for its mart), `SAMPLED`,
`ADJUSTED`, `DISCOVERED`, or some of these; it is found by being here.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from easemart.simulation.declared.kinds import WORLDS, Adjusted, Declared, Discovered, Sampled


def _declared(name: str) -> list[Any]:
    modules = [importlib.import_module(f"{__name__}.{one.name}") for one in pkgutil.iter_modules(__path__)]
    return [one for module in modules for one in getattr(module, name, ())]


PARAMETERS: tuple[Declared, ...] = tuple(_declared("PARAMETERS"))
SAMPLED: tuple[Sampled, ...] = tuple(_declared("SAMPLED"))
ADJUSTED: tuple[Adjusted, ...] = tuple(_declared("ADJUSTED"))
DISCOVERED: tuple[Discovered, ...] = tuple(_declared("DISCOVERED"))

__all__ = [
    "ADJUSTED", "DISCOVERED", "PARAMETERS", "SAMPLED", "WORLDS", "Adjusted", "Declared", "Discovered", "Sampled",
]  # fmt: skip
