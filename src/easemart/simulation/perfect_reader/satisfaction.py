"""Answers to surveys, as satisfaction counts them."""

from __future__ import annotations

from easemart.simulation.perfect_reader.ledger import EASY_ABOVE, Tally
from easemart.simulation.perfect_reader.part import Part
from easemart.simulation.world.parameters import GENERATIONS

STATED = ("stops_recommending", "looks_elsewhere", "disparages", "leaves_untried", "never_returns",
          "won_back_by_owning", "won_back_by_apology", "won_back_by_compensation")  # fmt: skip


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
    _count_panel(part, tally)


def _count_panel(part: Part, tally: Tally) -> None:
    """What people say they would do, whatever they do then; a person who is asked twice counts twice."""
    said = part.ledger.rows("panel", "*", f"at_s < {part.ledger.end} and {part.within}")
    tally["panel"] += len(said)
    for name in STATED:
        tally[f"panel|{name}"] += said[name].sum()
    tally["panel|any_reaction"] += (said["stops_recommending"] | said["looks_elsewhere"] | said["disparages"]).sum()
    for at, name in enumerate(GENERATIONS):
        some = said[said["generation"] == at]
        tally[f"panel|{name}"] += len(some)
        tally[f"panel_leaves_untried|{name}"] += some["leaves_untried"].sum()
    for at, name in enumerate(("phone", "self_service", "chat", "email")):
        tally[f"panel_prefers|{name}"] += (said["prefers"] == at).sum()
