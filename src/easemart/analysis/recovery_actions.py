"""What owning a failure, apologising and compensating do to a customer's return, raw and adjusted.

Actions are not given at random: the worse the matter, the more is done, and the fewer return. The raw difference is
the share returning of those treated less that of those not. The adjusted one is standardised (standardisation.py): a
logistic regression of the outcome on the treatment and what it depended on gives each complaint's chance with and
without the treatment, and the figure is the mean of their differences over all complaints compared.

It holds what it says if nothing unrecorded decides both the treatment and the return, if complaints of every kind had
a chance of either (`overlap_share` says how far), if one customer's treatment does not change another's return, and if
the log odds are as additive as the regression takes them to be.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from easemart.analysis.standardisation import (
    FEWEST_OF_AN_ARM,
    NOT_FOUND,
    Customers,
    Found,
    Matrix,
    Vector,
    design,
    interval,
    is_enough,
    overlap,
    rounded,
    standardised,
)

ACTIONS = ("owned", "apology", "compensation")
OUTCOMES = ("came_back", "willing")
GROUPS = ("stage", "severity", "customer_code", "arm")
AMOUNTS = ("value_12_months", "first_response_hours")
COLUMNS = (
    "outcome", "kind", "action", "compared_with", "complaint_count", "customer_count",
    "with_count", "with_yes_count", "without_count", "without_yes_count",
    "raw_difference", "raw_difference_low", "raw_difference_high",
    "adjusted_difference", "adjusted_difference_low", "adjusted_difference_high", "overlap_share",
)  # fmt: skip


def _raw(outcome: Vector, treated: NDArray[np.bool_], customers: Customers) -> Found:
    share = treated.mean()
    with_it, without = outcome[treated].mean(), outcome[~treated].mean()
    influence = np.where(treated, (outcome - with_it) / share, -(outcome - without) / (1 - share))
    return interval(float(with_it - without), influence, customers)


def _adjusted(
    outcome: Vector, treated: NDArray[np.bool_], held: Matrix, customers: Customers
) -> tuple[Found, float | None]:
    """The standardised difference, and the share of complaints that could have had either treatment."""
    columns = np.column_stack([treated.astype(float), held])
    if not is_enough(outcome, columns):
        return NOT_FOUND, None
    with_it, without = columns.copy(), columns.copy()
    with_it[:, 0], without[:, 0] = 1, 0
    arms, could = standardised(outcome, columns, (with_it, without), True), overlap(treated, held)
    if arms is None or could is None:
        return NOT_FOUND, None
    one, none = arms
    return interval(one.mean - none.mean, one.influence - none.influence, customers), could


def compared(complaints: pd.DataFrame, outcome: str, treatment: pd.Series, others: list[str]) -> dict[str, Any] | None:
    """Raw and adjusted difference between complaints where `treatment` is true and where not.

    `others` are columns of 0 and 1 that are held the same besides. None where an arm has too few.
    """
    known = complaints[outcome].notna() & treatment.notna()
    rows, treated = complaints[known], treatment[known].to_numpy(bool)
    if min(treated.sum(), (~treated).sum()) < FEWEST_OF_AN_ARM:
        return None
    result = rows[outcome].to_numpy(float)
    customers = pd.factorize(rows["customer_id"])[0].astype(np.int64)
    raw = _raw(result, treated, customers)
    adjusted, overlap = _adjusted(result, treated, design(rows, outcome, others, GROUPS, AMOUNTS), customers)
    return {
        "outcome": outcome, "complaint_count": len(rows), "customer_count": int(customers.max()) + 1,
        "with_count": int(treated.sum()), "with_yes_count": int(result[treated].sum()),
        "without_count": int((~treated).sum()), "without_yes_count": int(result[~treated].sum()),
        "raw_difference": raw[0], "raw_difference_low": raw[1], "raw_difference_high": raw[2],
        "adjusted_difference": adjusted[0], "adjusted_difference_low": adjusted[1],
        "adjusted_difference_high": adjusted[2], "overlap_share": overlap,
    }  # fmt: skip


def _comparisons(complaints: pd.DataFrame) -> list[tuple[str, str, str, pd.DataFrame, pd.Series, list[str]]]:
    """Kind, action, what it is compared with, the complaints compared, treated or not, other actions held the same."""
    given = complaints[list(ACTIONS)] == 1
    count = given.sum(axis=1)
    found: list[tuple[str, str, str, pd.DataFrame, pd.Series, list[str]]] = []
    for action in ACTIONS:
        others = [one for one in ACTIONS if one != action]
        found.append(("action", action, "without it", complaints, given[action], others))
    for size in (1, 2, 3):
        for chosen in itertools.combinations(ACTIONS, size):
            only = given[list(chosen)].all(axis=1) & (count == size)
            rows = complaints[only | (count == 0)]
            found.append(("combination", " + ".join(chosen), "no action", rows, only[rows.index], []))
    several = complaints[count > 1]
    for action in ACTIONS:
        rows = several[several[action] == 1]
        others = [one for one in ACTIONS if one != action]
        found.append(("order", f"{action} first", "another action first", rows, rows["first_action"] == action, others))
    acted = complaints[count > 0]
    prompt = acted["is_prompt"].astype("boolean")
    found.append(("delay", "prompt", "later", acted, prompt, list(ACTIONS)))
    sorry = complaints[given["apology"]]
    for name, other in (("personal", "not personal"), ("in_writing", "not continued in writing")):
        said = sorry[f"is_{name}"].astype("boolean")
        found.append(("apology", name, other, sorry, said, ["owned", "compensation"]))
    return found


def worked_out(complaints: pd.DataFrame) -> pd.DataFrame:
    """A row for each outcome and comparison with enough complaints; `complaints` as int_complaints_treated has them.

    Differences are of shares (0 to 1), intervals of 95 %; the adjusted ones are missing where there is too little to
    adjust by.
    """
    ordered = complaints.sort_values("complaint_id").reset_index(drop=True)
    rows = [
        {"kind": kind, "action": action, "compared_with": beside, **row}
        for kind, action, beside, some, treatment, others in _comparisons(ordered)
        for outcome in OUTCOMES
        if (row := compared(some, outcome, treatment, others)) is not None
    ]
    return rounded(pd.DataFrame(rows, columns=list(COLUMNS)))
