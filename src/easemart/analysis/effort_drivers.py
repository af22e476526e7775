"""What each thing that a customer has to do costs in stated effort, and how far that tells it of others.

Least squares of the effort answer (0 to 100, 100 = no effort) on what the need had taken when the contact asked about
was over, one fit for each scale asked on. Standard errors are clustered by customer (Liang and Zeger 1986, with the
usual small-sample factor), intervals are Student's with as many degrees of freedom as there are customers less one.
A fifth of the customers, chosen by a hash of their id, is not fitted on: with them the fit is compared.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

# Behaviour by which effort is observed, in the order in which one that repeats others is left out.
DRIVERS = (
    "further_contact", "transfer", "channel_switch", "abandoned_attempt", "wait_minute", "hold_minute", "talk_minute",
)  # fmt: skip
# Held fixed, because who comes again had not been settled; no behaviour of a need, so no part of observed effort.
CONTROLS = ("not_settled", "outcome_unknown")
# Having to contact again is said to be the largest cause: the others are compared with it.
FIRST = "further_contact"
SCALE = ["scale_low", "scale_high", "direction"]
HELD_OUT = 5
DIGITS = 9
COLUMNS = (
    "driver", "is_control", "scale_low", "scale_high", "direction", "points", "points_low", "points_high",
    "scale_points", "scale_points_low", "scale_points_high", "raw_points", "raw_points_low", "raw_points_high",
    "usual_amount", "usual_points", "lead_points", "lead_points_low", "lead_points_high", "intercept_points",
    "r_squared", "answer_count", "customer_count", "held_out_count", "held_out_correlation",
    "held_out_correlation_low", "held_out_correlation_high",
)  # fmt: skip

Vector = NDArray[np.float64]


def is_held_out(owner_id: str) -> bool:
    """Whether a customer's answers are kept for comparing; the same on every machine and in every order."""
    return int(hashlib.md5(owner_id.encode(), usedforsecurity=False).hexdigest()[:8], 16) % HELD_OUT == 0


def _estimable(answers: pd.DataFrame) -> list[str]:
    """The columns that vary, each only if the ones before do not already say the same."""
    kept: list[str] = []
    for name in (*DRIVERS, *CONTROLS):
        tried = np.column_stack([np.ones(len(answers)), answers[[*kept, name]].to_numpy(float)])
        if np.linalg.matrix_rank(tried) == tried.shape[1]:
            kept.append(name)
    return kept


def _fit(answers: pd.DataFrame, names: list[str]) -> Any:
    import statsmodels.api as sm

    design = np.column_stack([np.ones(len(answers)), answers[names].to_numpy(float)])
    clusters = pd.factorize(answers["owner_id"])[0]
    return sm.OLS(answers["score_100"].to_numpy(float), design).fit(
        cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True
    )


def observed(answers: pd.DataFrame, points: dict[str, float]) -> Vector:
    """Observed effort: 100 less what the behaviour cost, never below 0 or above 100."""
    cost = sum((points[name] * answers[name].to_numpy(float) for name in points), np.zeros(len(answers)))
    clipped: Vector = np.clip(100 + cost, 0, 100)
    return clipped


def _correlation(stated: Vector, seen: Vector) -> tuple[float | None, float | None, float | None]:
    """Pearson's, with Fisher's interval (1921) from four pairs on; none where one of the two never varies."""
    if len(stated) < 2 or np.ptp(stated) == 0 or np.ptp(seen) == 0:
        return None, None, None
    r = float(np.corrcoef(stated, seen)[0, 1])
    if len(stated) < 4 or abs(r) >= 1:
        return r, None, None
    half = stats.norm.ppf(0.975) / np.sqrt(len(stated) - 3)
    return r, float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half))


def _lead(fit: Any, names: list[str], name: str, usual: dict[str, float]) -> tuple[float | None, ...]:
    """By how much more the usual amount of coming again costs than that of `name`, with its interval."""
    if name == FIRST or FIRST not in names:
        return None, None, None
    weights = np.zeros(len(names) + 1)
    weights[names.index(FIRST) + 1] = -usual[FIRST]
    weights[names.index(name) + 1] = usual[name]
    found = fit.t_test(weights)
    low, high = found.conf_int()[0]
    return float(found.effect[0]), float(low), float(high)


def _of_scale(answers: pd.DataFrame, scale: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of one scale; none where there are too few answers or customers to tell anything."""
    held_out = answers["owner_id"].map(is_held_out).astype(bool)
    fitted_on, compared = answers[~held_out], answers[held_out]
    names = _estimable(fitted_on) if len(fitted_on) else []
    customers = fitted_on["owner_id"].nunique()
    if not names or len(fitted_on) <= len(names) + 1 or customers <= len(names) + 1:
        return []
    fit = _fit(fitted_on, names)
    intervals = fit.conf_int()
    points = dict(zip(names, map(float, fit.params[1:]), strict=True))
    seen = observed(compared, {name: points[name] for name in names if name in DRIVERS})
    together = _correlation(compared["score_100"].to_numpy(float), seen)
    usual = {name: float(fitted_on[name].std(ddof=1)) for name in names}
    # A point of the 0 to 100 value in points of the scale itself, whichever way that runs.
    own = (scale["scale_high"] - scale["scale_low"]) / 100 * (-1 if scale["direction"] == "lower_better" else 1)
    rows = []
    for at, name in enumerate(names, start=1):
        low, high = map(float, intervals[at])
        alone = _fit(fitted_on, [name])
        raw_low, raw_high = map(float, alone.conf_int()[1])
        lead = (None, None, None) if name in CONTROLS else _lead(fit, names, name, usual)
        own_low, own_high = sorted((low * own, high * own))
        rows.append(
            {
                "driver": name, "is_control": name in CONTROLS, **scale,
                "points": points[name], "points_low": low, "points_high": high,
                "scale_points": points[name] * own, "scale_points_low": own_low, "scale_points_high": own_high,
                "raw_points": float(alone.params[1]), "raw_points_low": raw_low, "raw_points_high": raw_high,
                "usual_amount": usual[name], "usual_points": points[name] * usual[name],
                "lead_points": lead[0], "lead_points_low": lead[1], "lead_points_high": lead[2],
                "intercept_points": float(fit.params[0]), "r_squared": float(fit.rsquared),
                "answer_count": len(fitted_on), "customer_count": customers,
                "held_out_count": len(compared), "held_out_correlation": together[0],
                "held_out_correlation_low": together[1], "held_out_correlation_high": together[2],
            }
        )  # fmt: skip
    return rows


def worked_out(answers: pd.DataFrame) -> pd.DataFrame:
    """A row for each driver and scale that could be fitted; `answers` as int_effort_answers_explained has them.

    Points are of the 0 to 100 value for one unit more (negative: it costs); the intervals are of 95 %.
    """
    rows: list[dict[str, Any]] = []
    for key, of_scale in answers.sort_values("answer_id").groupby(SCALE, sort=True):
        rows += _of_scale(of_scale, dict(zip(SCALE, key, strict=True)))
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = found.select_dtypes("number").columns
    # The last digits are the processor's.
    found[numbers] = found[numbers].round(DIGITS)
    return found
