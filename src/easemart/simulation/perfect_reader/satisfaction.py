"""Answers to surveys, as satisfaction counts them."""

from __future__ import annotations

from easemart.simulation.perfect_reader.ledger import EASY_ABOVE, Tally
from easemart.simulation.perfect_reader.part import Part


def count(part: Part, tally: Tally) -> None:
    one = part.ledger.rows("responses", "*", f"recorded < {part.ledger.end} and not is_spoilt and {part.within}")
    tally["responses"] += len(one)
    tally["responses_with_answers"] += (one["reached"] > 0).sum()
    effort = one["effort"][one["reached"] > 0]
    tally["effort_answers"] += len(effort)
    tally["effort_easy"] += (effort > EASY_ABOVE).sum()
    tally["effort_sum"] += effort.sum()
    recommended = one["recommendation"][one["reached"] > 2]
    tally["recommendation_answers"] += len(recommended)
    tally["promoters"] += (recommended >= 9).sum()
    tally["detractors"] += (recommended <= 6).sum()
