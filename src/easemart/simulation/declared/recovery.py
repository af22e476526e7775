"""Complaints: what recovery must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import Declared

PANEL = "customers asked what they think of the brand"

PARAMETERS = (
    Declared("complaint cases", "E", "customers who complained", "complaint_cases",
             mart="select count(*), null from recovery.complaints", planted="voice_share"),
    Declared("first response to complaints, mean seconds", "E", "answered cases", "cases_response_seconds",
             "cases_answered", "select sum(first_response_seconds), count(first_response_seconds) "
             "from recovery.complaints", "first_response_hours"),
    Declared("customers who complain, of those with a bad experience", "R", "bad experiences", "voiced_all",
             "bad_experiences", planted="voice_share",
             reason="Who is discontented, says nothing and answers no survey is in no feed."),
    Declared("willing to return", "S", "complaints voiced", "willing", "complaint_tickets", planted="willing_resolved"),
    Declared("returning after a complaint", "S", "complaints voiced", "voiced_returning", "complaint_tickets",
             planted="return_odds"),
    Declared("after a bad experience: stop recommending, look elsewhere or disparage", "S", PANEL, "panel|any_reaction",
             "panel", planted="reaction_shares"),
    Declared("would leave untried, millennials", "S", PANEL, "panel_leaves_untried|millennial", "panel|millennial",
             planted="leaves_untried_shares"),
    Declared("would leave untried, boomers", "S", PANEL, "panel_leaves_untried|boomer", "panel|boomer",
             planted="leaves_untried_shares"),
    Declared("would never return", "S", PANEL, "panel|never_returns", "panel", planted="never_returns_share"),
    *(
        Declared(f"would be won back by {name}", "S", PANEL, f"panel|won_back_by_{name}", "panel",
                 planted="won_back_shares")
        for name in ("owning", "apology", "compensation")
    ),
    *(
        Declared(f"willing to return, {arm}", "S", "complaints voiced", f"willing|{arm}", f"complaints|{arm}",
                 planted=f"willing_{arm}")
        for arm in ("unresolved", "resolved", "fast")
    ),
)  # fmt: skip
