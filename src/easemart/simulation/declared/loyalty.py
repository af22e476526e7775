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
    Declared("reminders: effect", "A", "customers due", "reminders_that_would_work|0", "reminders|0",
             planted="reminder_effect"),
    Declared("left later, easy at first", "A", "customers with an index experience in the first half",
             "index_easy_left", "index_easy", planted="effort_leave"),
    Declared("left later, hard at first", "A", "customers with an index experience in the first half",
             "index_hard_left", "index_hard", planted="effort_leave"),
    Declared("profit of the best fifth", "E", "customers who ordered", "profit_of_a_fifth", "profit",
             planted="value_spread"),
)  # fmt: skip
