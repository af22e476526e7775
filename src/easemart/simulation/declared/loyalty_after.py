"""What comes after an experience: what loyalty's tables of bands must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import Declared

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
)  # fmt: skip
