"""Whether two parts of the service-profit chain go together within teams, at lags declared beforehand.

The correlation is Pearson's of deviations from each team's own mean, so that teams which are always better in
everything make no link. Its interval is a percentile bootstrap (Efron and Tibshirani 1993) that draws whole teams:
months of a team follow from each other and are no independent pairs. The draws are the same in every run. With few
teams such intervals are too narrow, and below FEWEST_TEAMS there are none.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LINK = ["cause", "effect", "lag_months"]
FEWEST_TEAMS = 5
DRAWS = 2000
SEED = 39
DIGITS = 9
COLUMNS = (*LINK, "pair_count", "team_count", "correlation", "correlation_low", "correlation_high")

Vector = NDArray[np.float64]


def _correlation(sums: Vector) -> Vector:
    """From sums of products, of squares and of squares: one row each; not a number where one never varies."""
    varying = (sums[:, 1] > 0) & (sums[:, 2] > 0)
    found = np.full(len(sums), np.nan)
    found[varying] = sums[varying, 0] / np.sqrt(sums[varying, 1] * sums[varying, 2])
    return found


def _within(pairs: pd.DataFrame) -> Vector:
    """For each team the sums of products and squares of its deviations, in order of the teams."""
    values = pairs[["cause_value", "effect_value"]]
    deviations = (values - values.groupby(pairs["team"]).transform("mean")).to_numpy(float)
    # What the mean leaves of equal values is no deviation.
    digits = 1e-12 * np.abs(values.to_numpy(float)).max(axis=0, initial=0)
    apart = np.where(np.abs(deviations) > digits, deviations, 0.0)
    products = pd.DataFrame({
        "both": apart[:, 0] * apart[:, 1], "cause": apart[:, 0] ** 2, "effect": apart[:, 1] ** 2,
    })  # fmt: skip
    sums: Vector = products.groupby(pairs["team"].to_numpy(), sort=True).sum().to_numpy(float)
    return sums


def _of_link(pairs: pd.DataFrame) -> dict[str, Any]:
    sums = _within(pairs)
    teams = len(sums)
    row: dict[str, Any] = {"pair_count": len(pairs), "team_count": teams, "correlation": None,
                           "correlation_low": None, "correlation_high": None}  # fmt: skip
    (found,) = _correlation(sums.sum(axis=0, keepdims=True))
    if np.isnan(found):
        return row
    row["correlation"] = found
    if teams >= FEWEST_TEAMS:
        drawn = np.random.default_rng(SEED).multinomial(teams, np.full(teams, 1 / teams), size=DRAWS)
        draws = _correlation(drawn @ sums)
        row["correlation_low"], row["correlation_high"] = np.nanquantile(draws, [0.025, 0.975])
    return row


def worked_out(pairs: pd.DataFrame) -> pd.DataFrame:
    """A row for each link and lag of `pairs`, which are as int_profit_chain_pairs has them."""
    ordered = pairs.sort_values([*LINK, "team", "month_start"], ignore_index=True)
    rows = [
        dict(zip(LINK, key, strict=True)) | _of_link(of_link.reset_index(drop=True))
        for key, of_link in ordered.groupby(LINK, sort=True)
    ]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = ["correlation", "correlation_low", "correlation_high"]
    # The last digits are the processor's.
    found[numbers] = found[numbers].astype(float).round(DIGITS)
    return found
