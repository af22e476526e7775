"""The scorecard, the profit chain and the worklist: what they must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import Declared, Discovered


def _of_all_months(metric: str) -> str:
    return f"select sum(numerator), sum(denominator) from scorecard.monthly where metric = '{metric}'"


PARAMETERS = (
    Declared("scorecard: first-contact resolution", "E", "ripe needs of known customers", "needs_first_contact",
             "needs_ripe", _of_all_months("first_contact_resolution"), "resolve_odds"),
    Declared("scorecard: promises kept", "E", "ripe promises", "promises_due_kept", "promises_due",
             _of_all_months("promise_kept_share"), "promise_kept_share"),
    Declared("scorecard: false confirmations", "E", "contacts said to be settled, of known customers, ripe",
             "false_confirmations", "confirmations", _of_all_months("false_confirmation_share"), "repeat_share"),
    Declared("profit chain: staff who were asked", "E", "teams, months", "staff_answers",
             mart="select sum(staff_satisfaction_count), null from scorecard.profit_chain"),
    Declared("profit chain: engagement with the person two months later", "R", "teams, months", "engagement_leads|2",
             planted="engagement_lag_months",
             reason="A quarter has no pairs of enough months; scorecard.profit_chain_links finds it in a year."),
)  # fmt: skip

DISCOVERED = (
    Discovered("worklist: issues to solve ahead", "pairs of issues",
               "select subject_id, 'next issue' from scorecard.actions where kind = 'solve_ahead' and state = 'open'",
               "select issue || ' > ' || next_issue, 'next issue' from planted_next_issues", 0.5,
               "next_issue_chance"),
)  # fmt: skip
