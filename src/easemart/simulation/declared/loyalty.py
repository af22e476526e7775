"""Orders, leaving, reminders: what loyalty must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import Declared

PARAMETERS = (
    Declared("orders", "E", "delivered", "orders", mart="select count(*), null from core.orders"),
    Declared("revenue, cents", "E", "delivered, less money back", "revenue_cents",
             mart="select round(100 * sum(revenue)), null from core.orders", planted="order_value"),
    Declared("margin, cents", "E", "delivered, less money back and handling", "margin_cents",
             mart="select round(100 * sum(margin)), null from core.orders", planted="margin_share"),
    Declared("customers who left", "E", "recorded", "left_recorded",
             mart="select count(left_at), null from core.customers", planted="leave_rate_year"),
    Declared("customers who stay a year", "S", "customers of the first day", "stayed_a_year", "there_at_first",
             planted="leave_rate_year"),
    Declared("reminders: effect", "A", "customers due", "reminders_that_would_work|0", "reminders|0",
             planted="reminder_effect"),
    Declared("win-backs: effect", "A", "customers lost by a complaint a month ago", "win_backs_that_would_work|0",
             "win_backs|0", planted="win_back_effect"),
    Declared("profit of the best fifth", "E", "customers who ordered", "profit_of_a_fifth", "profit",
             planted="value_spread"),
)  # fmt: skip
