"""Answers to surveys, as satisfaction counts them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from easemart.simulation.perfect_reader.ledger import DAY, EASY_ABOVE, Ledger, Tally, count_monthly
from easemart.simulation.perfect_reader.part import Part
from easemart.simulation.world.contacts import AMAZON, PBX
from easemart.simulation.world.parameters import GENERATIONS

STATED = ("stops_recommending", "looks_elsewhere", "disparages", "leaves_untried", "never_returns",
          "won_back_by_owning", "won_back_by_apology", "won_back_by_compensation")  # fmt: skip
# The question's place in the survey, from 0; the code of a yes.
COMPLETE_AT, PERSON_AT, YES = 3, 5, 1
RETURN_S = 7 * DAY
# When tickets and complaints tell of something.
OF_TICKETS = ("opened", "answered", "pending_from", "pending_until", "noted", "solved", "reopened + 1",
              "second_solved", "closed")  # fmt: skip
OF_COMPLAINTS = (
    "opened", "answered + 10", "promised", "kept", "solved", "solved + 4 * 86400",
    "case when is_owned then answered + 20 end", "case when is_apologised then answered + 40 end",
    "case when refusals > 0 then answered + 600 end", "case when refusals > 1 then answered + 1200 end",
    "case when refusals > 2 then answered + 1700 end", "case when is_compensated then answered + 1760 end",
    "case when tells_third then opened + 3 * 86400 end", "case when tells_public then opened + 4 * 86400 end",
)  # fmt: skip


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
    _count_expectations(part, tally)
    _count_interactions(part, one, tally)
    _count_promises(part, tally)


def _count_expectations(part: Part, tally: Tally) -> None:
    """What the panel says of us, of the rival, of what it expected and got; sheets a seller filled in tell nothing."""
    said = part.ledger.rows(
        "panel", "customer, at_s, own, rival, expected, perceived", f"at_s < {part.ledger.end} and {part.within}"
    )
    tally["panel_own"] += said["own"].sum()
    tally["panel_rival"] += said["rival"].sum()
    told = said[said["customer"] % 3 != 0]
    tally["expectation_pairs"] += len(told)
    tally["expectation_gap"] += (told["perceived"] - told["expected"]).sum()
    tally["expectations_missed"] += (told["perceived"] < told["expected"]).sum()


def _count_interactions(part: Part, responses: pd.DataFrame, tally: Tally) -> None:
    """Of contacts asked about: the matter, the person, and whether a "yes, complete" held for a week."""
    legs = part.legs[part.legs["vendor"].isin((AMAZON, PBX)) & ~part.legs["is_mystery"]]
    judged = responses[responses["reached"] > 0].merge(
        legs[["contact_id", "owner", "issue"]], on="contact_id", how="inner"
    )
    both = judged[judged["reached"] > PERSON_AT]
    tally["cells"] += len(both)
    tally["cells_both"] += ((both["matter"] > 3) & (both["person"] > 3)).sum()
    tally["cells_person_only"] += ((both["matter"] <= 3) & (both["person"] > 3)).sum()
    said = judged[(judged["reached"] > COMPLETE_AT) & (judged["complete"] == YES) & judged["owner"].notna()]
    begun = part.begun[part.begun["owner"].notna()][["owner", "issue", "entered"]]
    again = said.merge(begun, on=["owner", "issue"], how="left")
    until = again["ended"] + RETURN_S
    again["is_again"] = (again["entered"] > again["ended"]) & (again["entered"] <= until)
    came = again.groupby("contact_id")["is_again"].any().reindex(said["contact_id"]).to_numpy(dtype=bool)
    is_ripe = (said["ended"] + RETURN_S <= part.watermark).to_numpy(dtype=bool)
    tally["confirmations"] += is_ripe.sum()
    tally["false_confirmations"] += (came & is_ripe).sum()


def _count_promises(part: Part, tally: Tally) -> None:
    """Promises made in complaints whose time is up: kept by then, later, or not yet."""
    end = part.ledger.end
    made = part.ledger.rows(
        "complaints", "promised, due, kept", f"is_voiced and not is_spoilt and opened < {end} and promised >= 0 "
        f"and promised < {end} and {part.within}",
    )  # fmt: skip
    # What is due at midnight may be kept until the day is over.
    until = made["due"] + np.where(made["due"] % DAY == 0, DAY, 0)
    is_kept = (made["kept"] >= 0) & (made["kept"] < end)
    tally["promises_late"] += (is_kept & (made["kept"] > until)).sum()
    due = until <= _tickets_seen_until(part.ledger)
    tally["promises_due"] += due.sum()
    tally["promises_due_kept"] += (due & is_kept & (made["kept"] <= until)).sum()
    count_monthly(made["due"][due], "promises_due", tally)


def _tickets_seen_until(ledger: Ledger) -> int:
    """The newest of all that tickets and complaints tell, in seconds of the world."""
    newest = 0
    for table, moments, where in (("tickets", OF_TICKETS, "true"), ("complaints", OF_COMPLAINTS, "is_voiced")):
        columns = ", ".join(
            f"max({moment}) filter (where {moment} < {ledger.end}) as at_{at}" for at, moment in enumerate(moments)
        )
        newest = max(newest, int(np.nan_to_num(ledger.rows(table, columns, where).max(axis=1).max())))
    return newest


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
