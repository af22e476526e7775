"""Complaints, what was done about them and what came of it, as recovery counts them."""

from __future__ import annotations

from easemart.simulation.perfect_reader.ledger import DAY, Tally
from easemart.simulation.perfect_reader.part import Part
from easemart.simulation.world.complaints import SEVERITIES
from easemart.simulation.world.parameters import COMPLAINERS

COMPLAINT_CASE_S = 30 * DAY
FIRST_RESPONSE_S = 8 * 3600
FAST_S = 2 * DAY


def count(part: Part, tally: Tally) -> None:
    ledger = part.ledger
    one = ledger.rows("complaints", "*", f"opened < {ledger.end} and {part.within}").sort_values(
        ["customer", "opened", "ticket"]
    )
    tally["bad_experiences"] += len(one)
    voiced = one[one["is_voiced"] & ~one["is_spoilt"]]
    tally["complaint_tickets"] += len(voiced)
    tally["voiced_all"] += one["is_voiced"].sum()
    gap = voiced["opened"] - voiced["opened"].shift()
    is_case = voiced["customer"].ne(voiced["customer"].shift()) | (gap > COMPLAINT_CASE_S)
    tally["complaint_cases"] += is_case.sum()
    first = voiced[is_case & (voiced["answered"] < ledger.end)]
    tally["cases_answered"] += len(first)
    tally["cases_response_seconds"] += (first["answered"] - first["opened"]).sum()
    tally["cases_answered_in_8_hours"] += (first["answered"] - first["opened"] <= FIRST_RESPONSE_S).sum()
    made = voiced[(voiced["promised"] >= 0) & (voiced["promised"] < ledger.end)]
    kept = made[(made["kept"] >= 0) & (made["kept"] < ledger.end)]
    tally["promises_made"] += len(made)
    tally["promises_kept"] += len(kept)
    tally["promises_kept_in_time"] += (kept["kept"] <= kept["due"]).sum()
    for kind in range(len(COMPLAINERS)):
        tally[f"bad_experiences|{kind}"] += (one["type"] == kind).sum()
        tally[f"voiced|{kind}"] += (one["is_voiced"] & (one["type"] == kind)).sum()
    tally["voiced_returning"] += voiced["returns"].sum()
    for severity in range(len(SEVERITIES)):
        for name in ("is_owned", "is_apologised", "is_compensated"):
            for given in (False, True):
                cell = voiced[(voiced["severity"] == severity) & (voiced[name] == given)]
                tally[f"recovery|{name}|{severity}|{int(given)}|n"] += len(cell)
                tally[f"recovery|{name}|{severity}|{int(given)}|returning"] += cell["returns"].sum()
    tally["willing"] += voiced["is_willing"].sum()
    settled = voiced["is_settled"]
    fast = settled & (voiced["solved"] - voiced["opened"] <= FAST_S)
    for name, arm in (("unresolved", ~settled), ("resolved", settled & ~fast), ("fast", fast)):
        tally[f"complaints|{name}"] += arm.sum()
        tally[f"willing|{name}"] += (arm & voiced["is_willing"]).sum()
        tally[f"returning|{name}"] += (arm & voiced["returns"]).sum()
