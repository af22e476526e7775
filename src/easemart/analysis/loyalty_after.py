"""What customers did after an experience, had they all come to it alike: adjusted for what they had done before.

Who finds it hard, is barely satisfied or gets more than expected is another customer to begin with: buys more or less,
calls more, has been there longer. For each aspect (effort, satisfaction, delight), horizon and outcome one regression
(standardisation.py) of the outcome on the band of the index experience and on what came before it predicts every
customer in every band. The figure of a band is the mean of these predictions; its difference is that from the band it
is compared with. Shares are fitted by logistic regression, spending by least squares.

It holds what it says if nothing unrecorded decides both the band and what came after. A band with fewer than five
customers, or in which all or none did it, is left out; where there is too little to adjust by there is no row.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from easemart.analysis.standardisation import (
    FEWEST_OF_AN_ARM,
    design,
    interval,
    is_enough,
    overlap,
    rounded,
    standardised,
)

# With what the other bands of an aspect are compared.
COMPARED_WITH = {"effort": "easy", "satisfaction": "satisfied", "delight": "met"}
SHARES = ("repurchased", "has_left", "recommends", "speaks_badly")
OUTCOMES = (*SHARES, "spent")
GROUPS = ("customer_code",)
AMOUNTS = ("spent_before", "orders_before", "days_since_order", "tenure_days", "contacts_before", "complaints_before")
COLUMNS = (
    "aspect", "horizon_days", "band", "outcome", "compared_with", "customer_count",
    "adjusted_mean", "adjusted_mean_low", "adjusted_mean_high",
    "adjusted_difference", "adjusted_difference_low", "adjusted_difference_high", "overlap_share",
)  # fmt: skip


def _comparable(bands: pd.Series, outcome: pd.Series, is_share: bool) -> list[str]:
    """The bands with enough customers, and where it is a share some who did it and some who did not."""
    grouped = outcome.groupby(bands)
    count, mean = grouped.size(), grouped.mean()
    varies = (mean > 0) & (mean < 1) if is_share else count > 0
    return sorted(count.index[(count >= FEWEST_OF_AN_ARM) & varies])


def _of_outcome(customers: pd.DataFrame, outcome: str, compared_with: str) -> list[dict[str, Any]]:
    """A row for each band that can be compared; `customers` of one aspect and horizon."""
    is_share = outcome in SHARES
    known = customers[customers[outcome].notna()]
    bands = _comparable(known["band"], known[outcome].astype(float), is_share)
    known = known[known["band"].isin(bands)]
    if compared_with not in bands or len(bands) < 2:
        return []
    others = [band for band in bands if band != compared_with]
    held = design(known, outcome, [], GROUPS, AMOUNTS)
    chosen = [(known["band"] == band).to_numpy(float) for band in others]
    columns = np.column_stack([*chosen, held])
    result = known[outcome].to_numpy(float)
    if np.linalg.matrix_rank(columns) < columns.shape[1] or not is_enough(result, columns, is_share):
        return []
    arms = []
    for band in bands:
        arm = columns.copy()
        arm[:, : len(others)] = [float(band == other) for other in others]
        arms.append(arm)
    found = standardised(result, columns, arms, is_share)
    if found is None:
        return []
    clusters = pd.factorize(known["customer_id"])[0].astype(np.int64)
    by_band = dict(zip(bands, found, strict=True))
    beside = by_band[compared_with]
    bounds = (0.0, 1.0) if is_share else (-np.inf, np.inf)
    differs = (-1.0, 1.0) if is_share else (-np.inf, np.inf)
    rows = []
    for band, one in by_band.items():
        mean = interval(one.mean, one.influence, clusters, *bounds)
        difference = (
            (None, None, None)
            if band == compared_with
            else interval(one.mean - beside.mean, one.influence - beside.influence, clusters, *differs)
        )
        rows.append(
            {
                "band": band, "outcome": outcome, "compared_with": compared_with, "customer_count": len(known),
                "adjusted_mean": mean[0], "adjusted_mean_low": mean[1], "adjusted_mean_high": mean[2],
                "adjusted_difference": difference[0], "adjusted_difference_low": difference[1],
                "adjusted_difference_high": difference[2],
                "overlap_share": overlap((known["band"] == band).to_numpy(bool), held),
            }
        )  # fmt: skip
    return rows


def worked_out(followed: pd.DataFrame) -> pd.DataFrame:
    """A row for each aspect, horizon, band and outcome that can be adjusted; `followed` as int_experiences_followed.

    Means are shares (0 to 1) or what was spent (currency), intervals of 95 %.
    """
    rows: list[dict[str, Any]] = []
    ordered = followed.sort_values(["aspect", "horizon_days", "customer_id"])
    for (aspect, horizon), customers in ordered.groupby(["aspect", "horizon_days"], sort=True):
        for outcome in OUTCOMES:
            rows += [
                {"aspect": aspect, "horizon_days": horizon, **row}
                for row in _of_outcome(customers.reset_index(drop=True), outcome, COMPARED_WITH[str(aspect)])
            ]
    return rounded(pd.DataFrame(rows, columns=list(COLUMNS)))
