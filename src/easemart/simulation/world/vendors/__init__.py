"""What each system makes of what happened: its files, in its own words."""

from __future__ import annotations

from collections.abc import Sequence

from easemart.simulation.world.staffing import BANK_IN, BANK_PS, PREMIUM, QUEUES


def words(names: Sequence[str], index: str) -> str:
    """SQL: the name at an index counted from 0; null below it."""
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
    return f"list_extract([{listed}], cast({index} as bigint) + 1)"


def system_queue(queue: str, site_words: str) -> str:
    """SQL of a queue as other systems name it: system:queue. The bank's queues serve all sites."""
    bank, switchboard = f"{queue} between {BANK_PS} and {BANK_IN}", f"{queue} = {PREMIUM}"
    return (
        f"case when {bank} then 'bank_acd:' when {switchboard} then 'standard:' else 'amazon_connect:' end "
        f"|| {words(QUEUES, queue)} || case when {bank} then '' else {site_words} end"
    )
