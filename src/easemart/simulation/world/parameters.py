"""Everything that is planted, each with its source: a fact's id (docs: the published facts) or `own`.

Shares of behaviour (F02, F03, F19, F29) emerge from several parameters; these are set so that they come near, and the
truth file says what came out. Stated shares (F21, F31, F33, F34) are what people answer; what they then do has
parameters of its own.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from easemart.errors import EasemartError

ISSUES = (
    "billing", "delivery", "returns", "technical", "account", "sales", "cancellation", "PS", "NE", "IN",
)  # fmt: skip
BILLING, DELIVERY, RETURNS, TECHNICAL, ACCOUNT, SALES, CANCELLATION, BANKING, STOCKS, NET_BANKING = range(10)
BANK_ISSUES = (BANKING, STOCKS, NET_BANKING)
GENERATIONS = ("boomer", "x", "millennial", "z")
COMPLAINERS = ("passive", "active", "angry", "furious")


def planted(value: Any, source: str, meaning: str) -> Any:
    """A parameter; `source` is a fact's id or own."""
    return field(default_factory=lambda: value, metadata={"source": source, "meaning": meaning})


@dataclass(frozen=True)
class Parameters:
    """The planted values of one world. Rates are a day's unless they say otherwise, lengths in the unit of the name."""

    # Who there is
    founders_share: float = planted(0.6, "own", "Customers there before the first day")
    unknown_session_share: float = planted(0.25, "own", "Sessions on the portal of which nobody knows whose they are")
    late_record_share: float = planted(0.1, "own", "New customers whom the CRM lists only weeks after they came")
    prospect_share: float = planted(0.05, "F20", "Records of people who have not bought")
    generation_shares: tuple[float, ...] = planted((0.28, 0.27, 0.3, 0.15), "own", "Boomers, X, millennials, Z")
    value_spread: float = planted(1.5, "F19", "Deviation of log spend between customers: 20 : 80")
    bank_share: float = planted(0.3, "own", "Customers who also bank with the company's bank")
    complainer_shares: tuple[float, ...] = planted((0.45, 0.35, 0.14, 0.06), "F41", "Passive, active, angry, furious")

    # When needs arise
    needs_a_year: float = planted(5.0, "own", "Needs of a usual customer that arise of themselves, a year")
    need_spread: float = planted(0.6, "own", "Deviation of log need rate between customers")
    season_height: float = planted(0.8, "F29", "How much the best season exceeds the mean")
    weekday_factors: tuple[float, ...] = planted(
        (1.35, 1.15, 1.05, 1.0, 1.05, 0.75, 0.65), "F29", "Demand by weekday, Monday first"
    )
    hour_shares: tuple[float, ...] = planted(
        (0.05, 0.11, 0.17, 0.13, 0.08, 0.07, 0.08, 0.10, 0.09, 0.06, 0.04, 0.02), "F29", "Demand by hour from 8 to 20"
    )
    issue_shares: tuple[float, ...] = planted(
        (0.18, 0.22, 0.09, 0.18, 0.12, 0.17, 0.04), "own", "Issues that arise of themselves (no bank)"
    )
    bank_issue_shares: tuple[float, ...] = planted((0.6, 0.25, 0.15), "own", "Issues at the bank")
    bank_need_share: float = planted(0.45, "own", "Share of a bank customer's needs that are the bank's")
    next_issue_chance: tuple[tuple[int, int, float], ...] = planted(
        (
            (SALES, DELIVERY, 0.40), (SALES, TECHNICAL, 0.16), (DELIVERY, RETURNS, 0.29), (RETURNS, BILLING, 0.34),
            (CANCELLATION, BILLING, 0.38), (TECHNICAL, RETURNS, 0.15), (ACCOUNT, BILLING, 0.065),
        ),
        "F02",
        "Chance that a settled issue causes the next: issue, next issue, chance",
    )  # fmt: skip
    next_issue_delay_days: float = planted(3.2, "F02", "Mean time until the next issue arises")

    # Which way customers take
    self_service_first: tuple[float, ...] = planted(
        (0.34, 0.42, 0.30, 0.30, 0.45, 0.22, 0.15, 0.0, 0.0, 0.0), "F54", "First on self-service, by issue"
    )
    self_service_holds: tuple[float, ...] = planted(
        (0.50, 0.60, 0.45, 0.32, 0.66, 0.50, 0.20, 0.0, 0.0, 0.0), "F05", "Self-service settles it, by issue"
    )
    self_service_switch: float = planted(0.82, "F05", "After self-service that did not hold: on to a person")
    self_service_switch_hours: float = planted(7.0, "F05", "Mean time until then")
    self_service_change_day: int = planted(0, "own", "Day from which self-service holds better; 0 = never")
    self_service_change: float = planted(0.0, "own", "By how much more it holds from then on (share)")
    chat_share: float = planted(0.18, "own", "Chat, of contacts with a person")
    written_share: float = planted(0.12, "own", "E-mail and web form, of contacts with a person")
    wave_issue: int = planted(TECHNICAL, "own", "Issue of the wave")
    wave_days: tuple[int, int] = planted((0, 0), "own", "First day of the wave and first after; equal = none")
    wave_factor: float = planted(1.0, "own", "Times the usual rate of that issue in the wave")

    # Waiting
    menu_left_share: float = planted(0.04, "own", "Callers who leave in the menu")
    patience_seconds: float = planted(210.0, "own", "Mean patience in the queue")
    callback_share: float = planted(0.12, "own", "Of those whose patience ends: ask to be called back")
    busy_after_seconds: float = planted(45.0, "F23a", "Once callers wait so long, all lines are taken")
    busy_share: float = planted(0.5, "F23a", "Callers who meet a busy line then, before they get through")
    retry_share: float = planted(0.4, "own", "Of those who gave up: ring again the same day")
    target_occupancy: float = planted(0.72, "F24", "Staff is planned so that it is this busy in the expected load")
    staff_factor: float = planted(1.0, "F24", "Staff present to staff planned")
    agent_speed_spread: float = planted(0.22, "F08", "Deviation of agents' log handle time")
    agent_skill_spread: float = planted(0.5, "F08", "Deviation of agents' log odds of resolving")
    agent_speed_skill: float = planted(-0.6, "F08", "Correlation of speed and skill: the fast are not the good")

    # What comes of a contact
    talk_seconds: tuple[float, ...] = planted(
        (250, 180, 230, 420, 200, 300, 320, 170, 260, 300), "own", "Median conversation, by issue"
    )
    talk_spread: float = planted(0.55, "own", "Deviation of log conversation")
    wrap_seconds: float = planted(45.0, "own", "Mean work after")
    hold_share: float = planted(0.22, "own", "Contacts with a hold")
    transfer_share: tuple[float, ...] = planted(
        (0.08, 0.05, 0.07, 0.15, 0.06, 0.05, 0.12, 0.0, 0.0, 0.0), "own", "Transferred to specialists, by issue"
    )
    resolve_odds: tuple[float, ...] = planted(
        (1.5, 1.7, 1.4, 0.9, 1.9, 1.8, 1.2, 1.8, 1.6, 1.2), "own", "Log odds that a contact settles it, by issue"
    )
    resolve_odds_attempt: float = planted(0.35, "own", "More log odds at each further attempt")
    recorded_share: float = planted(0.85, "own", "Agents record whether it was settled")
    recorded_right_share: float = planted(0.95, "own", "And do so rightly")
    repeat_share: float = planted(0.86, "F53", "Of needs not settled: come again")
    repeat_delay_days: float = planted(1.7, "own", "Mean time until then")
    unbelieved_odds: float = planted(-1.35, "F03", "Log odds that a settling answer is not believed or disliked")
    emotional_share: float = planted(0.85, "F03", "Of those: come again for it")
    emotional_delay_days: float = planted(1.5, "F03", "Mean time until then")
    engagement_effect: float = planted(0.35, "F39", "Of a team's engagement (deviations) on satisfaction (points of 5)")
    engagement_lag_months: int = planted(2, "F39", "After so many months")

    # Effort (CES, 1 to 7, more is better)
    effort_base: float = planted(6.1, "F01", "Ease of a need settled by one contact")
    effort_contact: float = planted(-0.85, "F53", "Of each further contact")
    effort_transfer: float = planted(-0.5, "F53", "Of each transfer")
    effort_switch: float = planted(-0.4, "F05", "Of each change of channel")
    effort_wait_minute: float = planted(-0.07, "F24", "Of each minute waited")
    effort_unresolved: float = planted(-1.6, "F53", "Of a matter that is not settled yet")
    effort_spread: float = planted(0.9, "own", "Deviation between people")

    # Surveys
    survey_asked_share: float = planted(0.5, "own", "Contacts with a person that are asked about")
    survey_answer_odds: float = planted(-1.1, "own", "Log odds of answering")
    survey_age_effect: float = planted(0.35, "own", "Of each generation older")
    survey_opinion_effect: float = planted(0.0, "own", "Of each point of the unsent answer below the middle")
    survey_delay_days: float = planted(0.8, "own", "Mean time until answered")
    survey_late_share: float = planted(0.06, "own", "Answered 15 to 60 days after")
    survey_unfinished_share: float = planted(0.08, "own", "Broken off")

    # Said in surveys, apart from what the same people then do
    panel_share: float = planted(0.02, "own", "Customers asked in a month what they think of the brand")
    reaction_shares: tuple[float, ...] = planted(
        (0.36, 0.16, 0.15, 0.05, 0.14, 0.05, 0.03, 0.06),
        "F31",
        "After a really bad experience: nothing, stop recommending, look elsewhere, disparage, the pairs, all three",
    )
    leaves_untried_shares: tuple[float, ...] = planted(
        (0.13, 0.19, 0.27, 0.29), "F33", "Would leave without trying to sort it out, by generation"
    )
    never_returns_share: float = planted(1 / 3, "F34", "Would never return after a terrible experience")
    won_back_shares: tuple[float, float, float] = planted(
        (0.29, 0.22, 0.21), "F35", "Would be won back by owning, a personal apology, a discount or credit"
    )
    preference_shares: tuple[float, ...] = planted(
        (0.37, 0.37, 0.16, 0.10), "F06", "Prefer phone, self-service, chat, mail: no difference of the first two"
    )
    leaver_answer_share: float = planted(0.3, "own", "Leavers who say why")
    leaver_service_share: float = planted(0.62, "F09", "Of these: poor service first")

    # Complaints and recovery
    bad_experience_share: float = planted(0.3, "own", "Of needs not settled twice or given up in the queue")
    bad_delivery_share: float = planted(0.02, "F32", "Orders that go wrong by themselves")
    voice_share: tuple[float, ...] = planted((0.04, 0.55, 0.7, 0.85), "F49", "Complain of it, by type")
    severity_shares: tuple[float, ...] = planted((0.3, 0.4, 0.22, 0.08), "own", "Low, middle, high, critical")
    first_response_hours: float = planted(5.0, "F22", "Mean time to the first answer of a complaint")
    resolution_hours: float = planted(40.0, "F22", "Mean time of settling a complaint")
    complaint_resolved_share: float = planted(0.78, "F21", "Complaints that are settled")
    refusal_share: float = planted(0.18, "F42", "Refused at each step")
    action_odds: tuple[float, float, float] = planted((-0.4, -0.9, -1.3), "F35", "Own, apologise, compensate: log odds")
    action_odds_severity: float = planted(0.75, "own", "More log odds at each degree of severity: not at random")
    return_odds: float = planted(1.2, "F34", "Log odds of buying again after a complaint of low severity, no action")
    return_odds_severity: float = planted(-0.9, "F34", "At each degree of severity")
    return_odds_action: tuple[float, float, float] = planted(
        (0.7, 0.5, 0.45), "F35", "Of owning, apology, compensation"
    )
    return_odds_resolved: float = planted(0.8, "F21", "Of being settled")
    return_odds_fast: float = planted(0.6, "F21", "Of being settled within two days")
    willing_resolved: float = planted(0.60, "F21", "Say they would return, settled")
    willing_fast: float = planted(0.95, "F21", "Say they would return, settled fast")
    willing_unresolved: float = planted(0.33, "F34", "Say they would return, not settled")
    promise_share: float = planted(0.5, "F18", "Complaints in which something is promised")
    promise_kept_share: float = planted(0.83, "F18", "Promises kept in time")

    # Value and leaving
    purchase_days: float = planted(75.0, "own", "Usual customer's days between orders")
    order_value: float = planted(85.0, "own", "Median paid for an order of a usual customer")
    margin_share: float = planted(0.42, "own", "Margin of list price")
    effort_purchase: float = planted(0.10, "F15", "Faster buying for each point of remembered ease above the middle")
    leave_rate_year: float = planted(0.045, "F25", "Customers who leave in a year at neutral memory")
    effort_leave: float = planted(
        -0.45, "F01", "Log rate of leaving for each point of remembered ease above the middle"
    )
    leave_reason_service: float = planted(0.62, "F09", "Of leavers with a bad memory: poor service is the reason said")
    memory_days: float = planted(120.0, "own", "How long effort is remembered")
    reminder_held_out: float = planted(0.2, "F13", "Customers due whom no reminder is sent, at random")
    reminder_effect: float = planted(0.16, "F13", "Share brought to order within days by a reminder")
    reminder_after: float = planted(1.5, "F13", "Due for a reminder at so many times the own rhythm")
    win_back_effect: float = planted(0.12, "F34", "Share of the lost who return for a win-back")
    intent_kept: float = planted(
        0.3, "F52", "Orders of who intends to buy something, within the time said, that are it"
    )
    offer_share: float = planted(0.15, "F30", "Service contacts on the best customers' line with an offer")
    code_shown_share: float = planted(0.6, "F26", "Of its contacts: the customer's code is shown to the agent")
    offer_taken: float = planted(0.14, "F26", "Offers taken, no code shown")
    offer_taken_code: float = planted(0.09, "F26", "More where the code is shown")
    colliding_numbers: bool = planted(False, "own", "The bank numbers its customers as the CRM numbers others")

    def sources(self) -> dict[str, tuple[str, str]]:
        """Name to (source, meaning)."""
        return {f.name: (f.metadata["source"], f.metadata["meaning"]) for f in dataclasses.fields(self)}


@dataclass(frozen=True)
class Scenario:
    """What a scenario changes: parameters by name, and no more. `changes` may depend on how many days there are."""

    meaning: str
    changes: dict[str, Any] = field(default_factory=dict)


def scenarios(days: int) -> dict[str, Scenario]:
    """The scenarios of a world of so many days."""
    return {
        "default": Scenario("Nothing is changed"),
        "understaffed": Scenario("A quarter of the planned staff is missing", {"staff_factor": 0.75}),
        "self_service_fix": Scenario(
            "From the middle on self-service settles more",
            {"self_service_change_day": days // 2, "self_service_change": 0.2},
        ),
        "bad_release": Scenario(
            "Something does not work for two weeks",
            {"wave_days": (days // 3, days // 3 + 14), "wave_factor": 3.5},
        ),
        "merger": Scenario("The bank's numbers are other customers' numbers in the CRM", {"colliding_numbers": True}),
        "silent_survey": Scenario(
            "The discontented answer less, beyond what anything recorded explains", {"survey_opinion_effect": -0.5}
        ),
        "many_complaints": Scenario(
            "Half the deliveries go wrong and nearly everybody complains; little else happens, nobody is won back",
            {
                "needs_a_year": 0.5,
                "purchase_days": 45.0,
                "bad_delivery_share": 0.5,
                "voice_share": (0.04, 0.9, 0.9, 0.9),
                "win_back_effect": 0.0,
            },
        ),
        "eventful": Scenario(
            "Much of everything goes wrong at once, identifiers too: for tests",
            {
                "colliding_numbers": True,
                "bad_delivery_share": 0.15,
                "voice_share": (0.04, 0.9, 0.9, 0.9),
                "busy_after_seconds": 0.0,
            },
        ),
        "quiet": Scenario(
            "Little happens: for tests", {"needs_a_year": 2.0, "purchase_days": 150.0, "bad_experience_share": 0.6}
        ),
    }


def parameters(scenario: str, days: int) -> Parameters:
    """Raises EasemartError for a scenario that there is not."""
    known = scenarios(days)
    if scenario not in known:
        raise EasemartError(f"--scenario {scenario}: there is none; known are {', '.join(known)}.")
    return dataclasses.replace(Parameters(), **known[scenario].changes)
