"""What each system makes of what happened: its files, in its own words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from easemart.errors import EasemartError
from easemart.simulation.world.staffing import BANK_IN, BANK_PS, PREMIUM, QUEUES

# Systems that a company may have instead of the usual ones.
INSTEAD_OF = {"asterisk": "bank_acd", "freshdesk": "zendesk", "surveymonkey": "qualtrics"}


def check_systems(systems: Sequence[str]) -> None:
    """Raises EasemartError for a system that no company here can have, or that is named twice."""
    unknown = sorted(set(systems) - set(INSTEAD_OF))
    if unknown or len(set(systems)) < len(systems):
        known = ", ".join(f"{one} (instead of {usual})" for one, usual in INSTEAD_OF.items())
        raise EasemartError(f"--systems {','.join(systems)}: each once, of {known}.")


def bank_system(systems: Collection[str]) -> str:
    """The system that the bank's calls come from."""
    return "asterisk" if "asterisk" in systems else "bank_acd"


def words(names: Sequence[str], index: str) -> str:
    """SQL: the name at an index counted from 0; null below it."""
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
    return f"list_extract([{listed}], cast({index} as bigint) + 1)"


def system_queue(queue: str, site_words: str, systems: Collection[str]) -> str:
    """SQL of a queue as other systems name it: system:queue. The bank's queues serve all sites."""
    bank, switchboard = f"{queue} between {BANK_PS} and {BANK_IN}", f"{queue} = {PREMIUM}"
    return (
        f"case when {bank} then '{bank_system(systems)}:' when {switchboard} then 'standard:' "
        f"else 'amazon_connect:' end "
        f"|| {words(QUEUES, queue)} || case when {bank} then '' else {site_words} end"
    )
