"""Who is asked after a contact, who answers, when, and what."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from easemart.simulation.world.contacts import AMAZON, NONE, PBX, Day, Legs
from easemart.simulation.world.streams import logistic
from easemart.simulation.world.visits import DAY

Responses = NDArray[Any]

# Codes as the survey has them: 1 yes, 2 no, 3 do not know; 6 never used; NONE is not reached.
RESPONSE = np.dtype([
    ("key", "u8"), ("customer", "i8"), ("number", "i8"), ("contact", "u8"), ("vendor", "i8"), ("started", "i8"),
    ("ended", "i8"), ("recorded", "i8"), ("reached", "i8"), ("is_finished", "?"), ("effort", "i8"),
    ("satisfaction", "i8"), ("recommendation", "i8"), ("complete", "i8"), ("matter", "i8"), ("person", "i8"),
    ("new_need", "i8"), ("believed", "i8"), ("website", "i8"), ("menu", "i8"), ("delivery", "i8"),
    ("would_return", "i8"),
])  # fmt: skip
QUESTIONS = 12


def asked(legs: Legs, today: Day) -> NDArray[np.bool_]:
    """The contacts with a person that are asked about: the last leg of answered ones, a share at random."""
    could = (legs["agent"] != NONE) & (legs["following"] == 0) & np.isin(legs["vendor"], (AMAZON, PBX))
    found: NDArray[np.bool_] = could & today.streams("asked").chance(
        today.planted.survey_asked_share, legs["need"], legs["visit"]
    )
    return found


def answering(legs: Legs, is_asked: NDArray[np.bool_], today: Day) -> NDArray[np.bool_]:
    """Those asked who answer: the old more than the young, and at times those of one opinion more."""
    planted = today.planted
    generation = today.customers.generation[legs["customer"]]
    odds = planted.survey_answer_odds + planted.survey_age_effect * (1.5 - generation)
    odds = odds + planted.survey_opinion_effect * np.maximum(4 - legs["ease_felt"], -3)
    drawn = today.streams("answering").uniform(legs["need"], legs["visit"])
    found: NDArray[np.bool_] = is_asked & (drawn < logistic(odds))
    return found


def responses_of(legs: Legs, today: Day) -> Responses:
    """What they answer: judged by what happened to them, within the scales."""
    planted, streams = today.planted, today.streams
    keys = (legs["need"], legs["visit"])
    found = np.zeros(legs.size, dtype=RESPONSE)
    for name in ("customer", "number", "vendor"):
        found[name] = legs[name]
    found["contact"] = legs["key"]
    key = found["key"] = streams("response names").number(*keys)
    lag = DAY * planted.survey_delay_days * streams("survey delay").exponential(key)
    late = streams("survey late").chance(planted.survey_late_share, key)
    lag = np.where(late, DAY * (15 + 45 * streams("survey late by").uniform(key)), lag)
    found["started"] = legs["ended"] + 600 + lag.astype(np.int64)
    found["ended"] = found["started"] + 40 + (300 * streams("survey length").uniform(key)).astype(np.int64)
    broken = streams("broken off").chance(planted.survey_unfinished_share, key)
    found["is_finished"] = ~broken
    found["reached"] = np.where(broken, (5 * streams("broken off at").uniform(key)).astype(np.int64), QUESTIONS)
    found["recorded"] = found["ended"] + np.where(broken, 7 * DAY, 2)
    settled, believed = legs["resolved"] == 1, legs["believed"] == 1
    mood = (legs["ease_felt"] - 4) / 3

    def rated(low: int, high: int, middle: Any, spread: float, at: int) -> NDArray[np.float64]:
        values: NDArray[np.float64] = np.rint(middle + spread * streams("answers").normal(key, at))
        return np.clip(values, low, high)

    found["effort"] = legs["ease"]
    found["satisfaction"] = rated(1, 5, 3.3 + 1.0 * mood + 0.25 * (legs["pleasant"] - 3.7) - 0.5 * ~believed, 0.6, 1)
    found["recommendation"] = rated(0, 10, 6.9 + 2.0 * mood + 0.3 * (legs["pleasant"] - 3.7) - 0.8 * ~believed, 1.5, 2)
    found["complete"] = np.where(streams("answers").uniform(key, 20) < 0.05, 3, np.where(settled, 1, 2))
    found["matter"] = rated(1, 5, np.where(settled, 4.2, 2.1) - 0.4 * ~believed, 0.6, 4)
    found["person"] = legs["pleasant"]
    found["new_need"] = np.where(streams("answers").uniform(key, 21) < 0.12, 1, 2)
    found["believed"] = np.where(streams("answers").uniform(key, 22) < 0.04, 3, np.where(believed, 1, 2))
    found["website"] = np.where(streams("answers").uniform(key, 23) < 0.3, 6, rated(1, 5, 3.5 + 0.5 * mood, 0.8, 8))
    found["menu"] = rated(1, 5, 2.9 + 0.3 * mood, 0.8, 9)
    found["delivery"] = np.where(streams("answers").uniform(key, 24) < 0.4, 6, rated(1, 5, 3.9 + 0.2 * mood, 0.8, 10))
    found["would_return"] = np.where(streams("answers").uniform(key, 25) < logistic(1.2 + 1.6 * mood), 1, 2)
    return found
