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
    *(
        Declared(f"customers {state.replace('_', ' ')}", "E", "customers who ever ordered, at the newest month's end",
                 f"customers|{state}", mart="select count(*), null from loyalty.customers_monthly where "
                 f"state = '{state}' and month_start = (select max(month_start) from loyalty.customers_monthly)",
                 planted="purchase_days")
        for state in ("active", "lapsed", "lost", "won_back")
    ),
    Declared("customers who stay a year", "S", "customers of the first day", "stayed_a_year", "there_at_first",
             planted="leave_rate_year"),
    Declared("reminders: effect", "A", "customers due", "reminders_that_would_work|0", "reminders|0",
             planted="reminder_effect"),
    Declared("win-backs: effect", "A", "customers lost by a complaint a month ago", "win_backs_that_would_work|0",
             "win_backs|0", planted="win_back_effect"),
    Declared("left within 30 days, first need easy", "A", "a month after the first need", "index_easy_left|30",
             "index_easy|30", planted="effort_leave"),
    Declared("left within 30 days, first need hard", "A", "a month after the first need", "index_hard_left|30",
             "index_hard|30", planted="effort_leave"),
    Declared("leavers who say poor service first", "E", "leavers who answer", "leavers_for_service",
             "leavers_answering", planted="leaver_service_share"),
    Declared("profit of the best fifth", "E", "customers who ordered in the newest year", "profit_of_a_fifth", "profit",
             "select round(100 * margin), round(100 * margin_of_all) from loyalty.concentration "
             "where percentile = 20 order by month_start desc limit 1", "value_spread"),
)  # fmt: skip
