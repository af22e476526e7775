"""Comparing what was not dealt out at random: a regression holds the same what came before.

G-computation (Robins 1986; Snowden, Rose and Mortimer 2011): a regression of the outcome on what is compared and on
what it depended on predicts every unit's outcome under each alternative; the figure is the mean of these predictions
over all units. Intervals are from influence functions summed by customer, so robust, customers being clusters, and
Student's with one degree of freedom less than there are customers.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

# A level of which there are fewer, or of one outcome alone, is put together with the most frequent one: it would be
# foretold for certain, and nothing be estimated.
RARE = 10
# Below so many of the rarer outcome for each column, a regression is not made (Vittinghoff and McCulloch 2007).
EVENTS_PER_COLUMN = 5
FEWEST_OF_AN_ARM = 5
LIKELY_LOW, LIKELY_HIGH = 0.05, 0.95
DIGITS = 9

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]
Customers = NDArray[np.int64]
# Estimate, lower and upper end of its 95 % interval.
Found = tuple[float | None, float | None, float | None]
NOT_FOUND: Found = (None, None, None)


def interval(estimate: float, influence: Vector, customers: Customers, least: float = -1.0, most: float = 1.0) -> Found:
    """Estimate and its 95 % interval from every unit's influence on it, summed by customer; within least and most."""
    clusters = int(customers.max()) + 1
    if clusters < 2:
        return estimate, None, None
    sums = np.bincount(customers, weights=influence, minlength=clusters)
    error = np.sqrt(clusters / (clusters - 1) * np.sum(sums**2)) / len(influence)
    half = float(stats.t.ppf(0.975, clusters - 1) * error)
    return estimate, max(least, estimate - half), min(most, estimate + half)


def design(
    units: pd.DataFrame, outcome: str, others: Sequence[str], groups: Sequence[str], amounts: Sequence[str]
) -> Matrix:
    """A constant, `others` as they are (0 and 1), levels of groups, logs of amounts; what adds nothing is left out."""
    columns = [np.ones(len(units)), *(units[name].to_numpy(float) for name in others)]
    for name in groups:
        level = units[name].fillna("unknown")
        outcomes = units[outcome].groupby(level).agg(["size", "nunique"])
        is_usual = (outcomes["size"] >= RARE) & (outcomes["nunique"] > 1)
        level = level.where(level.map(is_usual), outcomes["size"].idxmax())
        columns += [(level == one).to_numpy(float) for one in sorted(level.unique())[1:]]
    for name in amounts:
        amount = units[name].astype(float).clip(lower=0).map(np.log1p)
        columns += [amount.fillna(amount.mean()).fillna(0).to_numpy(float), amount.isna().to_numpy(float)]
    kept: list[Vector] = []
    for column in columns:
        tried = np.column_stack([*kept, column])
        if np.linalg.matrix_rank(tried) == tried.shape[1]:
            kept.append(column)
    return np.column_stack(kept)


def fitted(outcome: Vector, columns: Matrix) -> Vector | None:
    """Coefficients of a logistic regression; none where it does not converge, as where groups are of one outcome."""
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", PerfectSeparationWarning)
        try:
            fit = GLM(outcome, columns, family=Binomial()).fit(maxiter=50)
        except (PerfectSeparationWarning, ValueError, np.linalg.LinAlgError):
            return None
    found: Vector = np.asarray(fit.params)
    return found if fit.converged and np.abs(found).max() < 15 else None


def chance(columns: Matrix, coefficients: Vector) -> Vector:
    found: Vector = 1 / (1 + np.exp(-(columns @ coefficients)))
    return found


def overlap(treated: NDArray[np.bool_], held: Matrix) -> float | None:
    """The share of units that could have been treated or not: whose chance of it is neither near 0 nor near 1."""
    coefficients = fitted(treated.astype(float), held)
    if coefficients is None:
        return None
    likely = chance(held, coefficients)
    return float(np.mean((likely >= LIKELY_LOW) & (likely <= LIKELY_HIGH)))


def is_enough(outcome: Vector, columns: Matrix, is_share: bool = True) -> bool:
    """Whether there is enough to adjust by: cases of the rarer outcome, or units, for each column."""
    cases = min(outcome.sum(), len(outcome) - outcome.sum()) if is_share else len(outcome)
    return bool(cases >= EVENTS_PER_COLUMN * columns.shape[1])


@dataclass(frozen=True)
class Standardised:
    """What every unit would have had in one arm: the mean of the predictions, and each unit's influence on it."""

    mean: float
    influence: Vector


def standardised(outcome: Vector, columns: Matrix, arms: Sequence[Matrix], is_share: bool) -> list[Standardised] | None:
    """The standardised mean of each arm; none where the regression cannot be made.

    `columns` are the units as they are, each of `arms` the same units as if all had been in one arm. Shares (0 and 1)
    are fitted by logistic regression, other outcomes by least squares.
    """
    coefficients: Vector | None = (
        fitted(outcome, columns) if is_share else np.asarray(np.linalg.lstsq(columns, outcome, rcond=None)[0], float)
    )
    if coefficients is None:
        return None
    seen = chance(columns, coefficients) if is_share else columns @ coefficients
    weight = seen * (1 - seen) if is_share else np.ones(len(outcome))
    information = (columns * weight[:, None]).T @ columns / len(outcome)
    scores = (outcome - seen)[:, None] * columns
    found = []
    for arm in arms:
        predicted = chance(arm, coefficients) if is_share else arm @ coefficients
        slope = predicted * (1 - predicted) if is_share else np.ones(len(outcome))
        gradient = (slope[:, None] * arm).mean(axis=0)
        mean = float(predicted.mean())
        found.append(Standardised(mean, predicted - mean + scores @ np.linalg.solve(information, gradient)))
    return found


def rounded(found: pd.DataFrame) -> pd.DataFrame:
    """Numbers to nine digits: the last ones are the processor's."""
    numbers = found.select_dtypes("number").columns
    found[numbers] = found[numbers].round(DIGITS)
    return found
