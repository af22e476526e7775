"""Needs, first contacts that settled them and repeats, as effort counts them; needs as the world knows them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from easemart.simulation.perfect_reader.ledger import DAY, EASY_ABOVE, Tally, count_monthly
from easemart.simulation.perfect_reader.part import Part
from easemart.simulation.world.contacts import NONE, PORTAL
from easemart.simulation.world.parameters import BILLING, CANCELLATION, DELIVERY, ISSUES, RETURNS, SALES, TECHNICAL
from easemart.simulation.world.visits import CAUSES, CHANNEL_FAILURE, FIRST, PHONE, SELF_SERVICE

REPEAT_S = 7 * DAY
QUIET_S = 7 * DAY
NEED_CLOSES_S = 30 * DAY
MOVED_ON_S = 2 * DAY
# What the list of next issues joins (seed next_issue_pairs), which need not be what is planted.
LISTED = ((SALES, DELIVERY), (DELIVERY, RETURNS), (RETURNS, BILLING), (SALES, TECHNICAL), (CANCELLATION, BILLING))


def _chains(contacts: pd.DataFrame) -> Any:
    """The need each contact serves, as a number; `contacts` in order of owner, issue and time."""
    keys = [contacts["owner"], contacts["issue"]]
    last_of_ticket = contacts.groupby(["owner", "issue", "ticket"], dropna=True)["entered"].transform("max")
    reach = (contacts["entered"] + REPEAT_S).clip(lower=last_of_ticket.fillna(0))
    same = contacts["owner"].eq(contacts["owner"].shift()) & contacts["issue"].eq(contacts["issue"].shift())
    reached = reach.groupby(keys).cummax().shift()
    entered = contacts["entered"]
    settled = (contacts["settled"].shift() == 1) & (entered > entered.shift() + QUIET_S)
    chain = (~same | (entered > reached) | settled).cumsum()
    # A chain of more than thirty days is cut where the contact after them opens the next need.
    since = entered - entered.groupby(chain).transform("first")
    need = chain.astype(float)
    for one in chain[since > NEED_CLOSES_S].unique():
        times = entered[chain == one]
        opened, cut = times.iloc[0], 0
        for index, moment in times.items():
            if moment > opened + NEED_CLOSES_S:
                opened, cut = moment, cut + 1
            need[index] = one + cut / 1000
    return need


def chains_of(demand: pd.DataFrame) -> pd.DataFrame:
    """Contacts of known customers by owner, issue and time, with the need that a reader sees (`need_seen`)."""
    known = (
        demand[demand["owner"].notna()].sort_values(["owner", "issue", "entered", "contact_id"]).reset_index(drop=True)
    )
    known["need_seen"] = _chains(known)
    return known


def _count_needs(part: Part, tally: Tally) -> None:
    known = chains_of(part.begun)
    needs = known.groupby("need_seen").agg(
        contacts=("entered", "size"), first=("entered", "min"), last=("entered", "max"), owner=("owner", "first"),
        issue=("issue", "first"),
    )  # fmt: skip
    _count_episodes(needs, tally)
    ripe = needs[needs["last"] + REPEAT_S <= part.watermark]
    tally["needs_known"] += len(needs)
    tally["needs_ripe"] += len(ripe)
    count_monthly(ripe["first"], "needs_ripe", tally)
    count_monthly(ripe["first"][ripe["contacts"] == 1], "needs_first_contact", tally)
    tally["needs_first_contact"] += (ripe["contacts"] == 1).sum()
    in_time = known.sort_values(["owner", "entered", "contact_id"])
    same_owner = in_time["owner"].eq(in_time["owner"].shift())
    is_repeat = same_owner & (in_time["entered"] - in_time["entered"].shift() <= REPEAT_S)
    before = in_time.groupby(["owner", "issue"])["entered"].shift()
    tally["demand_known"] += len(in_time)
    tally["repeats"] += is_repeat.sum()
    is_same = is_repeat & (in_time["entered"] - before <= REPEAT_S)
    tally["repeats_same_issue"] += is_same.sum()
    count_monthly(in_time["entered"][is_repeat], "repeats", tally)
    count_monthly(in_time["entered"][is_same], "repeats_same_issue", tally)
    repeats = in_time[is_repeat]
    is_next = (repeats["parent"] != 0) & (repeats["cause"] == FIRST)
    tally["repeats_caused|next_issue"] += is_next.sum()
    tally["repeats_with_cause"] += (is_next | (repeats["cause"] != FIRST)).sum()
    for cause, name in enumerate(CAUSES):
        if cause != FIRST:
            tally[f"repeats_caused|{name}"] += (repeats["cause"] == cause).sum()
    tally["repeats_caused|chance"] += ((repeats["cause"] == FIRST) & ~is_next).sum()


def _count_episodes(needs: pd.DataFrame, tally: Tally) -> None:
    """Needs that follow another one of the customer by the list; all others begin an episode."""
    listed = pd.DataFrame(LISTED, columns=["issue", "following"])
    before = needs.merge(listed, on="issue")
    after = needs.reset_index().rename(columns={"issue": "following", "first": "opened"})
    pairs = before.merge(after[["owner", "following", "opened", "need_seen"]], on=["owner", "following"])
    joined = pairs[(pairs["opened"] > pairs["first"]) & (pairs["opened"] <= pairs["last"] + REPEAT_S)]
    tally["needs_sparable"] += joined["need_seen"].nunique()
    tally["episodes"] += len(needs) - joined["need_seen"].nunique()


def _count_moves(part: Part, tally: Tally) -> None:
    """From self-service to another channel, and calls of people who had been on self-service, within two days."""
    known = part.begun[part.begun["owner"].notna()].sort_values(["owner", "entered", "contact_id"])
    after, before = known.shift(-1), known.shift()
    moved = known["owner"].eq(after["owner"]) & (after["entered"] - known["entered"] <= MOVED_ON_S)
    came = known["owner"].eq(before["owner"]) & (known["entered"] - before["entered"] <= MOVED_ON_S)
    session = (known["channel"] == SELF_SERVICE) & (known["entered"] + MOVED_ON_S <= part.watermark)
    call = known["channel"] == PHONE
    tally["sessions_followed"] += session.sum()
    tally["sessions_left"] += (session & moved & (after["channel"] != SELF_SERVICE)).sum()
    tally["calls_known"] += call.sum()
    tally["calls_after_self_service"] += (call & came & (before["channel"] == SELF_SERVICE)).sum()


def _count_truth(part: Part, tally: Tally) -> None:
    """What nobody has to define: needs as the world knows them."""
    legs = part.legs[part.legs["is_of_a_need"]]
    visits = legs.sort_values(["need", "visit", "ended"])
    last = visits.drop_duplicates("need", keep="last")
    tally["true_needs"] += len(last)
    tally["true_needs_several"] += (last["visit"] > 0).sum()
    tally["true_needs_settled"] += (last["resolved"] == 1).sum()
    issue_of = last.set_index("need")["true_issue"]
    settled = last[(last["resolved"] == 1) & (last["believed"] == 1)]
    for issue, name in enumerate(ISSUES):
        tally[f"settled|{name}"] += (settled["true_issue"] == issue).sum()
    caused = last[last["parent"] != 0]
    before = caused["parent"].map(issue_of)
    for issue, name in enumerate(ISSUES):
        for following, next_name in enumerate(ISSUES):
            tally[f"caused|{name}|{next_name}"] += ((before == issue) & (caused["true_issue"] == following)).sum()
    asked = legs[legs["is_asked"]]
    tally["asked"] += len(asked)
    tally["asked_easy"] += (asked["ease"] > EASY_ABOVE).sum()
    count_monthly(asked["entered"], "asked", tally)
    count_monthly(asked["entered"][asked["ease"] > EASY_ABOVE], "asked_easy", tally)
    tally["asked_answering"] += asked["is_answering"].sum()
    assisted = legs[(legs["resolved"] != NONE) & (legs["vendor"] != PORTAL) & (legs["ease"] > 0)]
    tally["felt"] += len(assisted)
    tally["felt_easy"] += (assisted["ease"] > EASY_ABOVE).sum()


def count(part: Part, tally: Tally) -> None:
    _count_needs(part, tally)
    _count_truth(part, tally)
    _count_flows(part, tally)
    _count_moves(part, tally)


def _count_flows(part: Part, tally: Tally) -> None:
    """Sessions of self-service by month: how many held, and how many customers moved on to a person within two days."""
    legs = part.legs[part.legs["is_of_a_need"]]
    sessions = legs[legs["vendor"] == PORTAL]
    going = legs[legs["cause"] == CHANNEL_FAILURE].groupby("need")["entered"].min()
    after = sessions["need"].map(going.to_dict()) - sessions["entered"]
    count_monthly(sessions["entered"], "sessions", tally)
    count_monthly(sessions["entered"][sessions["resolved"] == 1], "sessions_held", tally)
    count_monthly(sessions["entered"][after.between(0, MOVED_ON_S)], "sessions_moved_on", tally)
    known = sessions["owner"].notna()
    tally["sessions"] += len(sessions)
    tally["sessions_identified"] += known.sum()
    tally["sessions_held"] += (sessions["resolved"] == 1).sum()
    tally["sessions_moved_on"] += after.between(0, MOVED_ON_S).sum()
