"""What comes after an experience: what loyalty's tables of bands must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import Declared

OFFERS = "service contacts with a person of customers without an open complaint"
JUDGED = "known customers, by the first effort they stated"

PARAMETERS = (
    *(
        Declared(f"first effort stated: {band}", "E", JUDGED, f"judged_{band}",
                 mart="select sum(customer_count + unripe_count), null from loyalty.by_effort "
                 f"where horizon_days = 90 and band = '{band}'", planted="effort_base")
        for band in ("easy", "hard")
    ),
    *(
        Declared(f"left within {days} days, first effort stated {band}", "E", f"{JUDGED}, ripe",
                 f"judged_{band}_left|{days}", f"judged_{band}|{days}",
                 "select coalesce(sum(leaving_numerator), 0), coalesce(sum(leaving_denominator), 0) from "
                 f"loyalty.by_effort where horizon_days = {days} and band = '{band}'", "effort_leave")
        for days in (90, 180) for band in ("easy", "hard")
    ),
    *(
        Declared(f"cents spent within 90 days, first effort stated {band}", "E", f"{JUDGED}, ripe",
                 f"judged_{band}_spent_cents|90", f"judged_{band}|90",
                 "select coalesce(round(100 * sum(spent_sum)), 0), coalesce(sum(customer_count), 0) from "
                 f"loyalty.by_effort where horizon_days = 90 and band = '{band}'", "effort_purchase")
        for band in ("easy", "hard")
    ),
    *(
        Declared(f"left within 90 days, first need {band}", "R", "everybody, a quarter after the first need",
                 f"index_{band}_left|90", f"index_{band}|90", planted="effort_leave",
                 reason="Only who is asked says how easy it was; loyalty.by_effort has those.")
        for band in ("easy", "hard")
    ),
    Declared("intentions to buy", "E", "the panel, months", "intentions",
             mart="select coalesce(sum(stated_count), 0), null from loyalty.purchase_intent", planted="intent_kept"),
    Declared("intentions realised by the time said", "E", "the panel, ripe", "intentions_realised", "intentions_ripe",
             "select coalesce(sum(realised_numerator), 0), coalesce(sum(realised_denominator), 0) "
             "from loyalty.purchase_intent", "intent_kept"),
    Declared("customers won", "E", "listed, no prospects", "customers_won",
             mart="select coalesce(sum(won_count), 0), null from loyalty.economics"),
    *(
        Declared(f"offers accepted{said}", "E", OFFERS, f"offers_taken{part}", f"offers{part}",
                 f"select coalesce(sum({column}accepted_count), 0), coalesce(sum({column}offered_count), 0) "
                 "from loyalty.cross_sell where code = 'all'", planted)
        for said, part, column, planted in (
            ("", "", "", "offer_taken"), (", code shown", "|shown", "shown_", "offer_taken_code"),
            (", code not shown", "|not_shown", "not_shown_", "offer_taken"),
        )
    ),
    Declared("revenue on offers, cents", "E", OFFERS, "offers_revenue_cents",
             mart="select coalesce(round(100 * sum(revenue)), 0), null from loyalty.cross_sell where code = 'all'",
             planted="offer_taken"),
    Declared("leavers who say poor service first", "E", "leavers who answer", "leavers_for_service",
             "leavers_answering", "select coalesce(sum(stated_numerator) filter (reason = 'poor service'), 0), "
             "coalesce(sum(stated_numerator) filter (reason = 'all'), 0) from loyalty.churn_reasons",
             "leaver_service_share"),
    Declared("leavers, by month", "E", "recorded", "left_recorded",
             mart="select coalesce(sum(recorded_numerator), 0), null from loyalty.churn_reasons where reason = 'all'",
             planted="leave_rate_year"),
)  # fmt: skip
