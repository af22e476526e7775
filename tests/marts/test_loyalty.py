"""Retention as the marts have it is what statsmodels makes of the same customers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from marts.conftest import warehouse_opened

GROUP = ["starts_with", "cohort", "cut", "cut_value"]
NORMAL_975 = 1.959963984540054


def test_retention_is_the_product_limit_estimate(company: Path) -> None:
    """Share kept and its interval: statsmodels' estimate and its Greenwood error, put on the scale of log(-log)."""
    with warehouse_opened(company.parents[1]) as con:
        customers = con.execute(
            f"select {', '.join(GROUP)}, duration_days, is_event from build_intermediate.int_retention_grouped"
        ).df()
        months = con.execute(
            f"select {', '.join(GROUP)}, month_days, kept_share, kept_share_low, kept_share_high, at_risk_count "
            "from build_loyalty.retention inner join build_intermediate.int_retention_months using (month_since)"
        ).df()
    compared = 0
    of_group = {key: rows for key, rows in months.groupby(GROUP)}
    for key, rows in customers.groupby(GROUP):
        estimate = SurvfuncRight(rows["duration_days"], rows["is_event"])
        for month in of_group[key].itertuples():
            step = np.searchsorted(estimate.surv_times, month.month_days, side="right") - 1
            kept = estimate.surv_prob[step] if step >= 0 else 1.0
            assert month.kept_share == pytest.approx(kept, abs=1e-12)
            assert month.at_risk_count == (rows["duration_days"] >= month.month_days).sum() > 0
            assert 0 <= month.kept_share_low <= month.kept_share <= month.kept_share_high <= 1
            if 0 < kept < 1:
                half = NORMAL_975 * estimate.surv_prob_se[step] / (kept * -np.log(kept))
                ends = [np.exp(np.log(kept) * np.exp(sign * half)) for sign in (1, -1)]
                assert [month.kept_share_low, month.kept_share_high] == pytest.approx(ends, abs=1e-9)
                compared += 1
    assert compared >= 40 and set(of_group) == set(customers.groupby(GROUP).groups)
