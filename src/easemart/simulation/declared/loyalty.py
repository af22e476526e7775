"""Orders, leaving, reminders: what loyalty must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import Declared, Sampled

PARAMETERS = (
    Declared("orders", "E", "delivered", "orders", mart="select count(*), null from core.orders"),
    Declared("revenue, cents", "E", "delivered, less money back", "revenue_cents",
             mart="select round(100 * sum(revenue)), null from core.orders", planted="order_value"),
    Declared("margin, cents", "E", "delivered, less money back and handling", "margin_cents",
             mart="select round(100 * sum(margin)), null from core.orders", planted="margin_share"),
    Declared("customers who left", "E", "recorded", "left_recorded",
             mart="select count(left_at), null from core.customers", planted="leave_rate_year"),
    *(
        Declared(f"customers {state.replace('_', ' ')}", "E", "customers who ever ordered, at the newest month's end",
                 f"customers|{state}", mart="select count(*), null from loyalty.customers_monthly where "
                 f"state = '{state}' and month_start = (select max(month_start) from loyalty.customers_monthly)",
                 planted="purchase_days")
        for state in ("active", "lapsed", "lost", "won_back")
    ),
    Declared("reminders due", "E", "customers past their own rhythm when the newest order came", "reminders_due",
             mart="select count(*), null from loyalty.reminders_due", planted="reminder_after"),
    Declared("reminders that would work", "R", "customers due", "reminders_that_would_work|0", "reminders|0",
             planted="reminder_effect",
             reason="Who would have ordered anyway, or has gone for good, is brought to nothing by what works."),
    Declared("profit of the best fifth", "E", "customers who ordered in the newest year", "profit_of_a_fifth", "profit",
             "select round(100 * margin), round(100 * margin_of_all) from loyalty.concentration "
             "where percentile = 20 order by month_start desc limit 1", "value_spread"),
)  # fmt: skip


def _stays(name: str, months: int) -> Sampled:
    return Sampled(
        f"customers who stay {name}", "customers of the first day", f"stayed|{name}", f"there_at_first|{name}",
        "select kept_share, kept_share_low, kept_share_high from loyalty.retention where starts_with = 'joining' "
        f"and cohort = 'before' and month_since = {months}", 0.1, "leave_rate_year",
    )  # fmt: skip


def _brings(name: str, kind: str, population: str, widest: float, scenario: str) -> Sampled:
    return Sampled(
        f"{name}: effect", population, f"{kind}s_brought", f"{kind}s_reached",
        "select effect, effect_low, effect_high from loyalty.reminder_effects "
        f"where kind = '{kind}' and effect_low is not null", widest, f"{kind}_effect", scenario,
    )  # fmt: skip


SAMPLED = (
    _stays("two months", 2),
    _stays("a year", 12),
    _brings("reminders", "reminder", "customers due", 0.15, "default"),
    # Whom complaints have lost are few where few complain.
    _brings("win-backs", "win_back", "customers lost by a complaint a month ago", 0.5, "many_complaints"),
)
