"""Complaints: what recovery must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import Adjusted, Declared, Discovered, Sampled

PANEL = "customers asked what they think of the brand"
BUYERS = "complaints of customers who had ordered, 120 days on"
MANY = "many_complaints"
# As the world and as the mart call them.
ACTIONS = (("owned", "owned"), ("apologised", "apology"), ("compensated", "compensation"))
ARMS = ("unresolved", "resolved", "fast")

PARAMETERS = (
    Declared("complaint cases", "E", "customers who complained", "complaint_cases",
             mart="select count(*), null from recovery.complaints", planted="voice_share"),
    Declared("first response to complaints, mean seconds", "E", "answered cases", "cases_response_seconds",
             "cases_answered", "select sum(first_response_seconds), count(first_response_seconds) "
             "from recovery.complaints", "first_response_hours"),
    Declared("opening hours until complaints are answered", "E", "answered cases", "cases_response_desk_seconds",
             "cases_answered", "select sum(first_response_clock_seconds), count(first_response_clock_seconds) "
             "from recovery.complaints", "first_response_hours"),
    Declared("opening hours until complaints are settled", "E", "settled cases", "cases_settling_desk_seconds",
             "cases_settled", "select sum(resolution_seconds), count(resolution_seconds) from recovery.complaints",
             "resolution_hours"),
    Declared("complaints in which somebody owned the failure", "E", "answered cases", "cases_owned",
             mart="select count(*), null from recovery.complaints where owned_count > 0", planted="action_odds"),
    Declared("refusals", "E", "answered cases", "cases_refusals",
             mart="select count(*), null from recovery.escalations where step > 0", planted="refusal_share"),
    Declared("compensation paid", "E", "complaints voiced", "compensation",
             mart="select sum(compensation_amount), null from recovery.cost_of_failure", planted="action_odds"),
    Declared("customers who complain, of those with a bad experience", "R", "bad experiences", "voiced_all",
             "bad_experiences", planted="voice_share",
             reason="Who is discontented, says nothing and answers no survey is in no feed."),
    Declared("customers who complain, by month", "E", "customers who complained", "complaining_customers",
             mart="select sum(voiced_count), null from recovery.complainers where complainer_type = 'all'",
             planted="voice_share"),
    Declared("unhappy answers", "E", "known customers, contacts and the brand", "unhappy_answers",
             mart="select count(*), null from recovery.follow_ups", planted="effort_base"),
    Declared("returns, replacements, repairs and rework: cost in cents", "E", "orders", "return_cost_cents",
             mart="select round(100 * sum(returns_amount + rework_amount)), null from recovery.cost_of_failure"),
    Declared("ordered again after a complaint", "E", "complaints of customers who had ordered", "cases_come_back",
             "cases_of_buyers", "select count(came_back_at), count(*) from recovery.complaints "
             "where came_back_basis = 'order'", "return_odds"),
)  # fmt: skip


def _segment(figure: str, generation: str = "all") -> str:
    return (
        f"select {figure}_share, {figure}_share_low, {figure}_share_high from recovery.segments "
        f"where generation = '{generation}' and stage = 'all' and {figure}_share_low is not null"
    )


def _with_interval(*figures: str) -> str:
    return ", ".join(f"{figure}, {figure}_low, {figure}_high" for figure in figures)


def _speed(arm: str, figure: str) -> str:
    return f"select {_with_interval(f'{figure}_share')} from recovery.speed where arm = '{arm}' and severity = 'all'"


def _action(action: str, *figures: str, outcome: str = "came_back") -> str:
    return (
        f"select {_with_interval(*figures)} from recovery.actions "
        f"where outcome = '{outcome}' and kind = 'action' and action = '{action}'"
    )


SAMPLED = (
    Sampled("after a bad experience: stop recommending, look elsewhere or disparage", PANEL, "panel|any_reaction",
            "panel", _segment("any_reaction"), 0.1, "reaction_shares", MANY),
    *(
        Sampled(f"would leave untried, {name}s", PANEL, f"panel_leaves_untried|{name}", f"panel|{name}",
                _segment("leaves_untried", name), 0.15, "leaves_untried_shares", MANY)
        for name in ("millennial", "boomer")
    ),
    Sampled("would never return", PANEL, "panel|never_returns", "panel", _segment("never_returns"), 0.1,
            "never_returns_share", MANY),
    *(
        Sampled(f"willing to return, {arm}", "complaints, 30 days on", f"willing|{arm}", f"cases|{arm}",
                _speed(arm, "willing"), 0.1, f"willing_{arm}", MANY)
        for arm in ARMS
    ),
    *(
        Sampled(f"ordered again after a complaint, {arm}", BUYERS, f"come_back|{arm}", f"cases_of_buyers|{arm}",
                _speed(arm, "came_back"), 0.1, "return_odds_fast" if arm == "fast" else "return_odds", MANY)
        for arm in ARMS
    ),
    *(
        Sampled(f"would be won back by {said}", PANEL, f"panel|won_back_by_{said}", "panel",
                _action(action, "said_share"), 0.1, "won_back_shares", MANY)
        for said, (_, action) in zip(("owning", "apology", "compensation"), ACTIONS, strict=True)
    ),
    *(
        # What is said depends on how the matter was settled alone.
        Sampled(f"willing to return: what {action} does to it", BUYERS, "nothing", "cases_compared",
                _action(action, "adjusted_difference", outcome="willing"), 0.1, "willing_resolved", MANY)
        for _, action in ACTIONS
    ),
)  # fmt: skip

ADJUSTED = tuple(
    Adjusted(f"ordering again after a complaint: what {action} does to it", BUYERS, f"gain|{name}", "cases_compared",
             _action(action, "adjusted_difference", "raw_difference"), 0.08, "return_odds_action", MANY)
    for name, action in ACTIONS
)  # fmt: skip

DISCOVERED = (
    # A customer's id, from the CRM's account. Of 240 days, so that there is time to be missed.
    Discovered("silent leavers", "customers who never complained",
               "select customer_id, 'silent leaver' from recovery.silent where is_leaver",
               "select md5('customer|' || md5('account|standard|' || (1000001 + customer))), 'silent leaver' "
               "from complaints group by customer "
               "having not bool_or(is_voiced) and bool_or(was_buying and not returns and opened < 120 * 86400)", 0.2,
               "return_odds", MANY),
)  # fmt: skip
