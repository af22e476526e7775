"""Complaints: what recovery must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import Declared

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
)  # fmt: skip
