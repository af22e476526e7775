"""What owning a failure, apologising and compensating do to a customer's return, raw and adjusted.

Actions are not given at random: the worse the matter, the more is done, and the fewer return. The raw difference is
the share returning of those treated less that of those not. The adjusted one is standardised (g-computation, Robins
1986; Snowden, Rose and Mortimer 2011): a logistic regression of the outcome on the treatment and what it depended on
gives each complaint's chance with and without the treatment, and the figure is the mean of their differences over all
complaints compared. Intervals of both are from influence functions summed by customer (so robust, customers being
clusters), Student's with one degree of freedom less than there are customers.

It holds what it says if nothing unrecorded decides both the treatment and the return, if complaints of every kind had
a chance of either (`overlap_share` says how far), if one customer's treatment does not change another's return, and if
the log odds are as additive as the regression takes them to be.
"""

from __future__ import annotations

import itertools
import warnings
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

ACTIONS = ("owned", "apology", "compensation")
OUTCOMES = ("came_back", "willing")
GROUPS = ("stage", "severity", "customer_code", "arm")
AMOUNTS = ("value_12_months", "first_response_hours")
# A level of which there are fewer, or of one outcome alone, is put together with the most frequent one: it would be
# foretold for certain, and nothing be estimated.
RARE = 10
# Below so many of the rarer outcome for each column, the regression is not made (Vittinghoff and McCulloch 2007).
EVENTS_PER_COLUMN = 5
FEWEST_OF_AN_ARM = 5
LIKELY_LOW, LIKELY_HIGH = 0.05, 0.95
DIGITS = 9
COLUMNS = (
    "outcome", "kind", "action", "compared_with", "complaint_count", "customer_count",
    "with_count", "with_yes_count", "without_count", "without_yes_count",
    "raw_difference", "raw_difference_low", "raw_difference_high",
    "adjusted_difference", "adjusted_difference_low", "adjusted_difference_high", "overlap_share",
)  # fmt: skip

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Found = tuple[float | None, float | None, float | None]
NOT_FOUND: Found = (None, None, None)


def _interval(estimate: float, influence: Vector, customers: NDArray[np.int64]) -> Found:
    """Estimate and its 95 % interval from every complaint's influence on it, summed by customer."""
    clusters = int(customers.max()) + 1
    if clusters < 2:
        return estimate, None, None
    sums = np.bincount(customers, weights=influence, minlength=clusters)
    error = np.sqrt(clusters / (clusters - 1) * np.sum(sums**2)) / len(influence)
    half = float(stats.t.ppf(0.975, clusters - 1) * error)
    return estimate, max(-1.0, estimate - half), min(1.0, estimate + half)


def _raw(outcome: Vector, treated: NDArray[np.bool_], customers: NDArray[np.int64]) -> Found:
    share = treated.mean()
    with_it, without = outcome[treated].mean(), outcome[~treated].mean()
    influence = np.where(treated, (outcome - with_it) / share, -(outcome - without) / (1 - share))
    return _interval(float(with_it - without), influence, customers)


def _design(complaints: pd.DataFrame, outcome: str, others: list[str]) -> Matrix:
    """A constant, the other actions and what treatment depended on; columns that add nothing are left out."""
    columns = [np.ones(len(complaints)), *(complaints[name].to_numpy(float) for name in others)]
    for name in GROUPS:
        level = complaints[name].fillna("unknown")
        outcomes = complaints[outcome].groupby(level).agg(["size", "nunique"])
        is_usual = (outcomes["size"] >= RARE) & (outcomes["nunique"] > 1)
        level = level.where(level.map(is_usual), outcomes["size"].idxmax())
        columns += [(level == one).to_numpy(float) for one in sorted(level.unique())[1:]]
    for name in AMOUNTS:
        amount = complaints[name].astype(float).clip(lower=0).map(np.log1p)
        columns += [amount.fillna(amount.mean()).fillna(0).to_numpy(float), amount.isna().to_numpy(float)]
    kept: list[Vector] = []
    for column in columns:
        tried = np.column_stack([*kept, column])
        if np.linalg.matrix_rank(tried) == tried.shape[1]:
            kept.append(column)
    return np.column_stack(kept)


def _fitted(outcome: Vector, design: Matrix) -> Vector | None:
    """Coefficients of a logistic regression; none where it does not converge, as where groups are of one outcome."""
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", PerfectSeparationWarning)
        try:
            fit = GLM(outcome, design, family=Binomial()).fit(maxiter=50)
        except (PerfectSeparationWarning, ValueError, np.linalg.LinAlgError):
            return None
    found: Vector = np.asarray(fit.params)
    return found if fit.converged and np.abs(found).max() < 15 else None


def _chance(design: Matrix, coefficients: Vector) -> Vector:
    found: Vector = 1 / (1 + np.exp(-(design @ coefficients)))
    return found


def _adjusted(
    outcome: Vector, treated: NDArray[np.bool_], held: Matrix, customers: NDArray[np.int64]
) -> tuple[Found, float | None]:
    """The standardised difference, and the share of complaints that could have had either treatment."""
    design = np.column_stack([treated.astype(float), held])
    rarer = min(outcome.sum(), len(outcome) - outcome.sum())
    if rarer < EVENTS_PER_COLUMN * design.shape[1]:
        return NOT_FOUND, None
    coefficients, of_treatment = _fitted(outcome, design), _fitted(treated.astype(float), held)
    if coefficients is None or of_treatment is None:
        return NOT_FOUND, None
    likely = _chance(held, of_treatment)
    overlap = float(np.mean((likely >= LIKELY_LOW) & (likely <= LIKELY_HIGH)))
    with_it, without = design.copy(), design.copy()
    with_it[:, 0], without[:, 0] = 1, 0
    chance, one, none = (_chance(each, coefficients) for each in (design, with_it, without))
    difference = one - none
    gradient = ((one * (1 - one))[:, None] * with_it - (none * (1 - none))[:, None] * without).mean(axis=0)
    information = (design * (chance * (1 - chance))[:, None]).T @ design / len(outcome)
    of_fit = ((outcome - chance)[:, None] * design) @ np.linalg.solve(information, gradient)
    estimate = float(difference.mean())
    return _interval(estimate, difference - estimate + of_fit, customers), overlap


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
    adjusted, overlap = _adjusted(result, treated, _design(rows, outcome, others), customers)
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
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = found.select_dtypes("number").columns
    # The last digits are the processor's.
    found[numbers] = found[numbers].round(DIGITS)
    return found
