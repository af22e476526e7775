"""Complaints: what recovery must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import Declared, Sampled

PANEL = "customers asked what they think of the brand"

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
    Declared("willing to return", "S", "complaints voiced", "willing", "complaint_tickets", planted="willing_resolved"),
    Declared("returning after a complaint", "S", "complaints voiced", "voiced_returning", "complaint_tickets",
             planted="return_odds"),
    *(
        Declared(f"would be won back by {name}", "S", PANEL, f"panel|won_back_by_{name}", "panel",
                 planted="won_back_shares")
        for name in ("owning", "apology", "compensation")
    ),
)  # fmt: skip


def _segment(figure: str, generation: str = "all") -> str:
    return (
        f"select {figure}_share, {figure}_share_low, {figure}_share_high from recovery.segments "
        f"where generation = '{generation}' and stage = 'all' and {figure}_share_low is not null"
    )


SAMPLED = (
    Sampled("after a bad experience: stop recommending, look elsewhere or disparage", PANEL, "panel|any_reaction",
            "panel", _segment("any_reaction"), 0.1, "reaction_shares"),
    *(
        Sampled(f"would leave untried, {name}s", PANEL, f"panel_leaves_untried|{name}", f"panel|{name}",
                _segment("leaves_untried", name), 0.15, "leaves_untried_shares")
        for name in ("millennial", "boomer")
    ),
    Sampled("would never return", PANEL, "panel|never_returns", "panel", _segment("never_returns"), 0.1,
            "never_returns_share"),
    *(
        Sampled(f"willing to return, {arm}", "complaints voiced", f"willing|{arm}", f"complaints|{arm}",
                "select willing_share, willing_share_low, willing_share_high from recovery.speed "
                f"where arm = '{arm}' and severity = 'all' and willing_share_low is not null", 0.45,
                f"willing_{arm}")
        for arm in ("unresolved", "resolved", "fast")
    ),
)  # fmt: skip
