"""What a perfect reader of a simulated company's feeds sees: our definitions, worked out from the truth's own tables.

The definitions are those of docs/definitions.md, written again here and in another way than the warehouse computes
them (sorted arrays instead of SQL), so that the two agreeing means something. Whoever is simulated knows none of this.

Customers are read `CHUNK` at a time, so that memory is bounded whatever the company's size. Every figure is a sum over
chunks: a `Tally` of counts and sums by name.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from easemart.simulation.world.complaints import SEVERITIES
from easemart.simulation.world.contacts import BANK, INBOUND, NONE, PORTAL, TICKETS, VENDORS
from easemart.simulation.world.inbox import START
from easemart.simulation.world.parameters import COMPLAINERS, ISSUES
from easemart.simulation.world.staffing import QUEUES
from easemart.simulation.world.visits import CAUSES, CHAT, FIRST, PHONE

DAY = 86_400
REPEAT_S = 7 * DAY
QUIET_S = 7 * DAY
NEED_CLOSES_S = 30 * DAY
COMPLAINT_CASE_S = 30 * DAY
FIRST_RESPONSE_S = 8 * 3600
EASY_ABOVE = 4
CHUNK = 50_000
# Who is seen, where the CRM never heard of them: by a ticket, by the portal's account, by the bank's.
BY_RECORD, BY_TICKET, BY_PORTAL, BY_BANK = range(4)

Tally = dict[str, float]


class Ledger:
    """The truth's tables of one inbox."""

    def __init__(self, inbox: Path, days: int) -> None:
        self._truth = inbox / "truth"
        self.end = days * DAY
        self._con = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})

    def rows(self, name: str, columns: str, where: str) -> pd.DataFrame:
        """Columns of a table where a condition holds; without rows where nothing was written."""
        if not any(self._truth.glob(f"{name}_*.parquet")):
            return pd.DataFrame(
                columns=[column.split(" as ")[-1].strip() for column in columns.split(",")], dtype=float
            )
        found = self._con.execute(f"select {columns} from '{self._truth}/{name}_*.parquet' where {where}")
        return found.df()

    def highest_customer(self) -> int:
        return int(self.rows("customers", "max(customer) as n", "true")["n"].iloc[0])

    def watermark(self) -> int:
        """How far the contacts and the tickets have both come, in seconds of the world."""
        spoken = self.rows("contacts", "max(entered) as m", f"not is_spoilt and vendor <> {TICKETS}")["m"].iloc[0]
        moments = ("opened", "answered", "pending_from", "pending_until", "noted", "solved", "reopened",
                   "second_solved", "closed")  # fmt: skip
        newest = ", ".join(f"max({name}) filter (where {name} < {self.end}) as {name}" for name in moments)
        written = self.rows("tickets", newest, "true").max(axis=1).iloc[0]
        complaints = self.rows(
            "complaints",
            ", ".join(f"max({n}) filter (where {n} < {self.end}) as {n}" for n in ("opened", "answered", "solved")),
            "is_voiced",
        )
        tickets = np.nanmax([written, *(complaints.max(axis=1).tolist() if len(complaints) else [])])
        return int(min(spoken, tickets))


def _count_monthly(moments: pd.Series, name: str, tally: Tally) -> None:
    """Counts moments (seconds of the world) by month, as `name|YYYY-MM`."""
    months = pd.Series(np.datetime64(START) + moments.to_numpy(dtype="int64").astype("timedelta64[s]")).dt.strftime(
        "%Y-%m"
    )
    for month, count in months.value_counts().items():
        tally[f"{name}|{month}"] += count


def _owners(
    contacts: pd.DataFrame, ledger: Ledger, people: pd.DataFrame, tickets: pd.DataFrame, complained_in: set[str]
) -> Any:
    """For each contact whom the reader takes the customer for; missing where nobody can tell.

    `complained_in` are contacts that a complaint names: the complaint says whose they are.
    """
    known = contacts["customer"].map(people.set_index("customer")["known_day"]) * DAY < ledger.end
    has_user = contacts["customer"].isin(set(tickets["customer"]))
    is_named = contacts["reference"] > 0
    # Whoever the CRM lists is known by any name; the others by what some other system keeps of them.
    by_account = contacts["reference"] == 2
    is_telephone = (contacts["channel"] == PHONE) & (contacts["vendor"] != BANK)
    by_user = has_user & (
        (contacts["vendor"] == TICKETS)
        | (~by_account & is_named & ((contacts["channel"] == CHAT) | (is_telephone & (contacts["customer"] % 2 == 1))))
    )
    by_complaint = contacts["contact_id"].isin(complained_in)
    by_ticket = contacts["ticket"].isin(set(tickets["ticket"]))
    how = np.select(
        [
            known & (is_named | by_ticket | by_complaint),
            ~known & by_user,
            ~known & (contacts["vendor"] == PORTAL),
            ~known & (contacts["vendor"] == BANK) & is_named,
            ~known & by_ticket,
            ~known & by_complaint,
        ],
        [BY_RECORD, BY_TICKET, BY_PORTAL, BY_BANK, BY_TICKET, BY_PORTAL],
        NONE,
    )
    return (contacts["customer"] * 4 + how).where(how != NONE)


def _recorded(contacts: pd.DataFrame, end: int) -> Any:
    """Whether a system says that a contact settled the matter: 1, 0 or missing."""
    found = contacts["recorded"].astype(float).where(contacts["recorded"] >= 0)
    is_written = contacts["vendor"] == TICKETS
    written = contacts[is_written].sort_values("entered")
    is_last = ~written.duplicated("ticket", keep="last")
    last_end = written[is_last].set_index("ticket")["ended"]
    is_solved = written["ticket"].map(last_end) < end
    found.loc[written.index] = is_last.astype(float).where(is_solved)
    return found


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


def _count_contacts(legs: pd.DataFrame, tally: Tally) -> None:
    tally["contacts"] += len(legs)
    for vendor, name in enumerate(VENDORS):
        tally[f"contacts|{name}"] += (legs["vendor"] == vendor).sum()
    tally["identified"] += legs["owner"].notna().sum()
    begun = legs[(legs["method"] == INBOUND) & ~legs["is_mystery"]]
    _count_monthly(begun["entered"], "demand", tally)
    _count_monthly(begun["entered"][begun["owner"].notna()], "demand_identified", tally)
    offered = legs[(legs["queued"] >= 0) & (legs["method"] != 2) & ~legs["is_mystery"]]
    answered = offered["answered"] >= 0
    abandoned = ~answered & ~offered["is_callback_asked"]
    wait = np.where(answered, offered["answered"], offered["ended"]) - offered["queued"]
    tally["offered"] += len(offered)
    _count_monthly(offered["queued"], "offered", tally)
    _count_monthly(offered["queued"][abandoned], "abandoned", tally)
    tally["answered"] += answered.sum()
    tally["abandoned"] += abandoned.sum()
    tally["wait_of_answered"] += wait[answered].sum()
    offered = offered.assign(is_answered=answered, is_abandoned=abandoned, wait=wait)
    for queue, name in enumerate(QUEUES):
        part = offered[offered["queue"] == queue]
        tally[f"offered|{name}"] += len(part)
        tally[f"answered|{name}"] += part["is_answered"].sum()
        tally[f"abandoned|{name}"] += part["is_abandoned"].sum()
        tally[f"wait|{name}"] += part["wait"][part["is_answered"]].sum()


def _count_needs(demand: pd.DataFrame, watermark: int, tally: Tally) -> None:
    known = (
        demand[demand["owner"].notna()].sort_values(["owner", "issue", "entered", "contact_id"]).reset_index(drop=True)
    )
    known["need_seen"] = _chains(known)
    needs = known.groupby("need_seen").agg(
        contacts=("entered", "size"), first=("entered", "min"), last=("entered", "max")
    )
    ripe = needs[needs["last"] + REPEAT_S <= watermark]
    tally["needs_known"] += len(needs)
    tally["needs_ripe"] += len(ripe)
    _count_monthly(ripe["first"], "needs_ripe", tally)
    _count_monthly(ripe["first"][ripe["contacts"] == 1], "needs_first_contact", tally)
    tally["needs_first_contact"] += (ripe["contacts"] == 1).sum()
    in_time = known.sort_values(["owner", "entered", "contact_id"])
    same_owner = in_time["owner"].eq(in_time["owner"].shift())
    is_repeat = same_owner & (in_time["entered"] - in_time["entered"].shift() <= REPEAT_S)
    before = in_time.groupby(["owner", "issue"])["entered"].shift()
    tally["demand_known"] += len(in_time)
    tally["repeats"] += is_repeat.sum()
    is_same = is_repeat & (in_time["entered"] - before <= REPEAT_S)
    tally["repeats_same_issue"] += is_same.sum()
    _count_monthly(in_time["entered"][is_repeat], "repeats", tally)
    _count_monthly(in_time["entered"][is_same], "repeats_same_issue", tally)
    repeats = in_time[is_repeat]
    is_next = (repeats["parent"] != 0) & (repeats["cause"] == FIRST)
    tally["repeats_caused|next_issue"] += is_next.sum()
    for cause, name in enumerate(CAUSES):
        if cause != FIRST:
            tally[f"repeats_caused|{name}"] += (repeats["cause"] == cause).sum()
    tally["repeats_caused|chance"] += ((repeats["cause"] == FIRST) & ~is_next).sum()


def _count_truth(legs: pd.DataFrame, tally: Tally) -> None:
    """What nobody has to define: needs as the world knows them."""
    visits = legs.sort_values(["need", "visit", "ended"])
    last = visits.drop_duplicates("need", keep="last")
    tally["true_needs"] += len(last)
    tally["true_needs_several"] += (last["visit"] > 0).sum()
    tally["true_needs_settled"] += (last["resolved"] == 1).sum()
    issue_of = last.set_index("need")["issue"]
    settled = last[(last["resolved"] == 1) & (last["believed"] == 1)]
    for issue, name in enumerate(ISSUES):
        tally[f"settled|{name}"] += (settled["issue"] == issue).sum()
    caused = last[last["parent"] != 0]
    before = caused["parent"].map(issue_of)
    for issue, name in enumerate(ISSUES):
        for following, next_name in enumerate(ISSUES):
            tally[f"caused|{name}|{next_name}"] += ((before == issue) & (caused["issue"] == following)).sum()
    asked = legs[legs["is_asked"]]
    tally["asked"] += len(asked)
    tally["asked_easy"] += (asked["ease"] > EASY_ABOVE).sum()
    _count_monthly(asked["entered"], "asked", tally)
    _count_monthly(asked["entered"][asked["ease"] > EASY_ABOVE], "asked_easy", tally)
    tally["asked_answering"] += asked["is_answering"].sum()
    assisted = legs[(legs["resolved"] != NONE) & (legs["vendor"] != PORTAL) & (legs["ease"] > 0)]
    tally["felt"] += len(assisted)
    tally["felt_easy"] += (assisted["ease"] > EASY_ABOVE).sum()


def _count_complaints(ledger: Ledger, within: str, tally: Tally) -> None:
    one = ledger.rows("complaints", "*", f"opened < {ledger.end} and {within}").sort_values(
        ["customer", "opened", "ticket"]
    )
    tally["bad_experiences"] += len(one)
    voiced = one[one["is_voiced"] & ~one["is_spoilt"]]
    tally["complaint_tickets"] += len(voiced)
    gap = voiced["opened"] - voiced["opened"].shift()
    is_case = voiced["customer"].ne(voiced["customer"].shift()) | (gap > COMPLAINT_CASE_S)
    tally["complaint_cases"] += is_case.sum()
    first = voiced[is_case & (voiced["answered"] < ledger.end)]
    tally["cases_answered"] += len(first)
    tally["cases_response_seconds"] += (first["answered"] - first["opened"]).sum()
    tally["cases_answered_in_8_hours"] += (first["answered"] - first["opened"] <= FIRST_RESPONSE_S).sum()
    made = voiced[(voiced["promised"] >= 0) & (voiced["promised"] < ledger.end)]
    kept = made[(made["kept"] >= 0) & (made["kept"] < ledger.end)]
    tally["promises_made"] += len(made)
    tally["promises_kept"] += len(kept)
    tally["promises_kept_in_time"] += (kept["kept"] <= kept["due"]).sum()
    for kind in range(len(COMPLAINERS)):
        tally[f"bad_experiences|{kind}"] += (one["type"] == kind).sum()
        tally[f"voiced|{kind}"] += (one["is_voiced"] & (one["type"] == kind)).sum()
    tally["voiced_returning"] += voiced["returns"].sum()
    for severity in range(len(SEVERITIES)):
        for name in ("is_owned", "is_apologised", "is_compensated"):
            for given in (False, True):
                cell = voiced[(voiced["severity"] == severity) & (voiced[name] == given)]
                tally[f"recovery|{name}|{severity}|{int(given)}|n"] += len(cell)
                tally[f"recovery|{name}|{severity}|{int(given)}|returning"] += cell["returns"].sum()
    tally["willing"] += voiced["is_willing"].sum()


def _count_business(ledger: Ledger, people: pd.DataFrame, within: str, tally: Tally) -> None:
    orders = ledger.rows("orders", "*", f"delivered < {ledger.end} and not is_spoilt and {within}")
    returned = orders["returned"].between(0, ledger.end - 1)
    tally["orders"] += len(orders)
    profit = (
        (orders["paid_cents"] - orders["cost_cents"]).groupby(orders["customer"]).sum().sort_values(ascending=False)
    )
    tally["profit_of_a_fifth"] += profit.iloc[: round(len(profit) / 5)].sum()
    tally["profit"] += profit.sum()
    tally["revenue_cents"] += orders["paid_cents"].sum() - orders["return_cents"][returned].sum()
    tally["margin_cents"] += (orders["paid_cents"] - orders["cost_cents"]).sum() - (
        orders["return_cents"] + orders["return_cost_cents"]
    )[returned].sum()
    leaving = ledger.rows("leaving", "*", f"at_s < {ledger.end} and {within}")
    listed = leaving["customer"].map(people.set_index("customer")["known_day"]) * DAY + 1 < ledger.end
    tally["left"] += len(leaving)
    tally["left_recorded"] += listed.sum()
    first = ledger.rows(
        "contacts",
        "customer, arg_min(ease, entered) as ease",
        f"ease > 0 and entered < {ledger.end // 2} and {within} group by 1",
    )
    gone = first["customer"].isin(set(leaving["customer"][leaving["at_s"] >= ledger.end // 2]))
    for name, band in (("easy", first["ease"] > EASY_ABOVE), ("hard", first["ease"] < EASY_ABOVE)):
        tally[f"index_{name}"] += band.sum()
        tally[f"index_{name}_left"] += (band & gone).sum()
    outreach = ledger.rows("outreach", "*", within)
    for is_held in (False, True):
        part = outreach[outreach["is_held_out"] == is_held]
        tally[f"reminders|{int(is_held)}"] += len(part)
        tally[f"reminders_that_would_work|{int(is_held)}"] += part["works"].sum()


def _count_answers(ledger: Ledger, within: str, tally: Tally) -> None:
    one = ledger.rows("responses", "*", f"recorded < {ledger.end} and not is_spoilt and {within}")
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


def _contact_rows(ledger: Ledger, people: pd.DataFrame, within: str) -> pd.DataFrame:
    """All legs that come into the feeds and are not refused, complaints by mail among them, with their owner."""
    legs = ledger.rows(
        "contacts",
        "contact_id, initial_id, vendor, customer, need, parent, visit, cause, issue, channel, method, queue, entered, "
        "queued, answered, ended, resolved, recorded, believed, is_callback_asked, reference, ticket, ease, is_asked, "
        "is_answering, is_mystery",
        f"not is_spoilt and {within}",
    )
    tickets = ledger.rows("tickets", "ticket, customer, contact_id", f"not is_spoilt and {within}")
    legs["is_of_a_need"] = True
    voiced = f"is_voiced and not is_spoilt and opened < {ledger.end} and {within}"
    complained_in = ledger.rows("complaints", "contact_id", f"contact_id is not null and {voiced}")
    legs["owner"] = _owners(legs, ledger, people, tickets, set(complained_in["contact_id"]))
    by_mail = ledger.rows(
        "complaints", "ticket, customer, issue, opened, solved",
        f"contact_id is null and {voiced}",
    )  # fmt: skip
    if len(by_mail):
        known = by_mail["customer"].map(people.set_index("customer")["known_day"]) * DAY < ledger.end
        rows = pd.DataFrame({
            "contact_id": "standard:" + by_mail["ticket"] + ":opened", "vendor": TICKETS,
            "customer": by_mail["customer"], "need": 0, "parent": 0, "visit": 0, "cause": FIRST,
            "issue": by_mail["issue"], "is_of_a_need": False,
            "channel": 3, "method": INBOUND, "queue": NONE, "entered": by_mail["opened"], "queued": NONE,
            "answered": NONE, "ended": by_mail["solved"].where(by_mail["solved"] >= 0, ledger.end), "resolved": NONE,
            "recorded": NONE, "believed": NONE, "is_callback_asked": False, "reference": 2, "ticket": by_mail["ticket"],
            "ease": NONE, "is_asked": False, "is_answering": False, "is_mystery": False,
            "owner": by_mail["customer"] * 4 + np.where(known, BY_RECORD, BY_PORTAL),
        })  # fmt: skip
        legs = pd.concat([legs, rows], ignore_index=True)
    legs["settled"] = _recorded(legs, ledger.end)
    return legs


def read(inbox: Path, days: int) -> Tally:
    """All counts and sums, by name; `a|b` is the part of a that is b."""
    ledger = Ledger(inbox, days)
    tally: dict[str, Any] = defaultdict(float)
    watermark = ledger.watermark()
    for first in range(0, ledger.highest_customer() + 1, CHUNK):
        within = f"customer between {first} and {first + CHUNK - 1}"
        people = ledger.rows("customers", "customer, known_day", within)
        legs = _contact_rows(ledger, people, within)
        _count_contacts(legs, tally)
        _count_needs(legs[(legs["method"] == INBOUND) & ~legs["is_mystery"]], watermark, tally)
        _count_truth(legs[legs["is_of_a_need"]], tally)
        _count_complaints(ledger, within, tally)
        _count_business(ledger, people, within, tally)
        _count_answers(ledger, within, tally)
    return {name: float(value) for name, value in sorted(tally.items())}
