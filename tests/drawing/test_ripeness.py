"""Charts of what takes its time to be known say of which months not everything is known yet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from easemart.drawing.charts import Chart, read_page

from .marks import asked, rows

CHARTS = {chart.place.removeprefix("page/").removesuffix(".yml"): chart for chart in read_page().charts}

# What published tables hold that is known only once its time is over.
RIPENING = re.compile(
    r"\b(is_\w*ripe|\w*unripe\w*|is_first_contact_\w+|first_contact_share\w*|service_value_sum|is_false_confirmation"
    r"|is_kept_in_time|is_no_followed_up|lost_margin_amount|realised_numerator|moved_48h_count|net_saving)\b"
)
# Lists of customers and things to do, which have no months.
NO_MONTHS = {"recovery/silent_customers", "recovery/untried_done"}


def of_metric(metric: str) -> str:
    return f"select month_start, is_complete from scorecard.monthly where metric = '{metric}'"


def of_units(month: str, is_open: str, table: str) -> str:
    """A month is complete where none of its units is open."""
    start = f"cast(date_trunc('month', {month}) as date)"
    return f"select {start}, count(*) filter (where {is_open}) = 0 from {table} group by 1"


SETTLED = of_metric("first_contact_resolution")
PROMISES = of_metric("promise_kept_share")
NOES = of_units("business_date", "is_no and customer_id is not null and is_no_followed_up is null",
                "satisfaction.interactions")  # fmt: skip
FLOWS = "select month_start, sum(unripe_session_count) = 0 from effort.channel_flows group by 1"
BACK = of_units(
    "felt_at",
    "not is_ripe",
    """(
        select opened_at as felt_at, is_ripe and is_arm_ripe as is_ripe from recovery.complaints
        where customer_id is not null
        union all select felt_month_start, is_ripe from recovery.silent
    )""",
)
ARMS = of_units("opened_at", "customer_id is not null and not is_arm_ripe", "recovery.complaints")
QUIET = of_units("answered_date", "not is_settled_ripe", "recovery.follow_ups")
LEAVERS = "select month_start, sum(unripe_count) = 0 from loyalty.churn_reasons where matched_count > 0 group by 1"
INTENTIONS = "select month_start, sum(unripe_count) = 0 from loyalty.purchase_intent group by 1"
# Chart, its marks that ripen ("": all), and which months are complete as the marts have it.
COMPLETE = {
    "effort/agents": {"": SETTLED},
    "effort/agents_sparing_effort": {"": SETTLED},
    "effort/best_channel": {"": SETTLED},
    "effort/channel_savings": {"": of_metric("identified_share")},
    "effort/first_contact": {"": SETTLED},
    "effort/need_contacts": {"": SETTLED},
    "effort/need_minutes": {"": SETTLED},
    "effort/moved_on": {"": FLOWS},
    "effort/stickiness": {"": FLOWS},
    "loyalty/churn_poor_contact": {"": LEAVERS},
    "loyalty/purchase_intent": {"": INTENTIONS},
    "operations/first_contact_resolution": {"": SETTLED},
    "operations/resolution_by_issue": {"": SETTLED},
    "recovery/complaint_speed": {"": of_metric("complaints_in_standard_share")},
    "recovery/failure_cost": {"lost_margin": BACK},
    "recovery/follow_ups_called": {"": of_metric("follow_up_share")},
    "recovery/follow_ups_settled": {"": QUIET},
    "recovery/return_funnel": {"": BACK},
    "recovery/speed_came_back": {"": BACK},
    "recovery/speed_willing": {"": ARMS},
    "satisfaction/after_a_no": {"": NOES},
    "satisfaction/false_confirmations": {"": of_metric("false_confirmation_share")},
    "satisfaction/promise_outcomes": {"": PROMISES},
    "satisfaction/promises_kept": {"": PROMISES},
    "satisfaction/promises_late_by": {"": PROMISES},
    "satisfaction/wants": {"first_contact_resolution": SETTLED, "no_followed_up": NOES},
    "scorecard/profit_chain_shares": {"service_value": SETTLED},
}


def test_no_chart_of_what_ripens_is_forgotten() -> None:
    found = {name for name, chart in CHARTS.items() if RIPENING.search(chart.sql)}
    assert found - NO_MONTHS - shared(found) == COMPLETE.keys()


def shared(names: set[str]) -> set[str]:
    """Those that draw what another chart's select yields."""
    return {name for name in names if "sql" in CHARTS[name].spec}


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_a_month_of_which_something_is_still_open_is_said_to_be_so(company: Path, name: str) -> None:
    chart: Chart = CHARTS[name]
    found = rows(company, *name.split("/"))
    kind = chart.spec.get("series") or chart.spec.get("by")
    for part, select in COMPLETE[name].items():
        complete = {month: bool(is_complete) for month, is_complete in (row.values() for row in asked(company, select))}
        told: dict[object, bool] = {}
        for row in found:
            if part in ("", row.get(kind)):
                told[row["month_start"]] = told.get(row["month_start"], True) and bool(row["is_complete"])
        assert told
        assert {month: complete.get(month, False) for month in told} == told
    known = [row for row in found if not {"", row.get(kind)} & COMPLETE[name].keys()]
    assert all(row["is_complete"] == 1 for row in known)


def test_open_and_complete_months_are_both_tried(company: Path) -> None:
    found = {bool(row["is_complete"]) for name in COMPLETE for row in rows(company, *name.split("/"))}
    assert found == {True, False}
