"""A simulated company: same seed, same bytes; a scenario changes what it declares; each contact is in it once."""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from easemart.errors import EasemartError
from easemart.home import REPOSITORY
from easemart.reading import _check_columns
from easemart.simulation.truth import truth_of, truth_tables
from easemart.simulation.world.company import Order, simulate
from easemart.simulation.world.inbox import ends_of
from easemart.simulation.world.parameters import Parameters, parameters, scenarios
from easemart.simulation.world.site import sites_of
from easemart.simulation.world.staffing import SHIFT_S, shifts_of
from easemart.simulation.world.streams import Streams
from easemart.simulation.world.vendors import INSTEAD_OF
from easemart.sources import source

CUSTOMERS, DAYS, SEED = 600, 60, 11


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Worlds of the size above, each made when it is first asked for."""
    made: dict[tuple[str, float], Path] = {}

    def of(scenario: str = "default", dirt: float = 0.0) -> Path:
        if (scenario, dirt) not in made:
            folder = tmp_path_factory.mktemp("world")
            simulate(folder, Order(CUSTOMERS, DAYS, SEED, scenario, dirt))
            made[scenario, dirt] = folder
        return made[scenario, dirt]

    return of


def contents(folder: Path, below: str = "") -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / below).rglob("*"))
        if path.is_file()
    }


def changed(one: Path, other: Path) -> set[str]:
    """Files that differ or are in one of them only, without the truth."""
    first, second = contents(one), contents(other)
    return {name for name in first | second if first.get(name) != second.get(name) and not name.startswith("truth")}


def rows(inbox: Path, select: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as con:
        return con.execute(select.replace("truth/", f"{inbox}/truth/")).fetchall()


def test_the_same_seed_writes_the_same_bytes(worlds: Any, tmp_path: Path) -> None:
    simulate(tmp_path / "again", Order(CUSTOMERS, DAYS, SEED))
    assert contents(tmp_path / "again") == contents(worlds())
    simulate(tmp_path / "other", Order(CUSTOMERS, DAYS, SEED + 1))
    assert changed(tmp_path / "other", worlds())


def test_a_merger_changes_the_banks_numbers_and_nothing_else(worlds: Any) -> None:
    names = {re.sub(r"_site.*", "", name) for name in changed(worlds(), worlds("merger"))}
    assert names == {"telephony/bank_acd/calls", "crm/standard/customer_identifiers"}


def test_other_systems_tell_of_the_same_happenings(worlds: Any, tmp_path: Path) -> None:
    """Instead of the usual ones, under their own names; the rest of the company is as it was."""
    simulate(tmp_path / "other", Order(CUSTOMERS, DAYS, SEED, systems=tuple(INSTEAD_OF)))
    names = {re.sub(r"_site.*", "", name) for name in changed(tmp_path / "other", worlds())}
    assert {name.rpartition("/")[0] for name in names} - {"crm/standard", "telephony/standard"} == {
        "telephony/bank_acd", "telephony/asterisk", "tickets/zendesk", "tickets/freshdesk", "surveys/qualtrics",
        "surveys/surveymonkey",
    }  # fmt: skip
    assert {name for name in names if "/standard/" in name} == {
        "crm/standard/agents", "crm/standard/customer_identifiers", "crm/standard/schedules",
        "telephony/standard/agent_states",
    }  # fmt: skip
    select = "select * exclude (vendor, reference) from 'truth/contacts_*.parquet' order by contact_id"
    assert rows(tmp_path / "other", select) == rows(worlds(), select)


def test_an_asterisk_tells_of_a_call_what_it_counts(tmp_path: Path) -> None:
    simulate(tmp_path, Order(2000, 30, SEED, "understaffed", systems=("asterisk",)))
    lines = [
        line.split("|")
        for path in sorted((tmp_path / "telephony" / "asterisk").glob("queue_log_*"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    calls: dict[str, dict[str, list[str]]] = {}
    for line in lines:
        calls.setdefault(line[1], {})[line[4]] = line
    assert {event for events in calls.values() for event in events} == {
        "ENTERQUEUE", "RINGNOANSWER", "CONNECT", "COMPLETEAGENT", "COMPLETECALLER", "ABANDON",
    }  # fmt: skip
    for events in calls.values():
        (over,) = [events[name] for name in ("ABANDON", "COMPLETEAGENT", "COMPLETECALLER") if name in events]
        lasted = int(over[7]) if over[4] == "ABANDON" else int(over[5]) + int(over[6])
        assert int(over[0]) - int(events["ENTERQUEUE"][0]) == lasted
        assert over[4] == "ABANDON" or int(events["CONNECT"][0]) - int(events["ENTERQUEUE"][0]) == int(over[5])


def test_who_answers_a_survey_changes_nothing_but_surveys(worlds: Any) -> None:
    names = {re.sub(r"_site.*", "", name) for name in changed(worlds(), worlds("silent_survey"))}
    assert names == {"surveys/qualtrics/service_survey"}


@pytest.mark.parametrize(("scenario", "from_day"), [("self_service_fix", DAYS // 2), ("bad_release", DAYS // 3)])
def test_what_begins_on_a_day_leaves_the_days_before_as_they_were(worlds: Any, scenario: str, from_day: int) -> None:
    select = f"select * from 'truth/contacts_*.parquet' where entered < {from_day * 86_400} order by contact_id"
    before = rows(worlds(), select)
    assert len(before) > 300
    assert rows(worlds(scenario), select) == before
    assert changed(worlds(), worlds(scenario))


@pytest.mark.parametrize("scenario", ["understaffed", "bad_release", "self_service_fix"])
def test_needs_that_arise_of_themselves_are_the_same(worlds: Any, scenario: str) -> None:
    """Those of the default world are all there, but for customers who left in one of the two; a wave adds to them."""
    select = """
        select distinct customer, need, issue
        from 'truth/contacts_*.parquet'
        where cause = 0 and parent = 0 and visit = 0
            and customer not in (select customer from 'truth/leaving_*.parquet')
    """
    usual, other = set(rows(worlds(), select)), set(rows(worlds(scenario), select))
    stayed = {row[0] for row in rows(worlds(), "select customer from 'truth/customers_*.parquet'")}
    for world in (worlds(), worlds(scenario)):
        stayed -= {row[0] for row in rows(world, "select customer from 'truth/leaving_*.parquet'")}
    assert {row for row in usual if row[0] in stayed} - other == set()
    assert len(usual) > 300


def answered_share(scenario: str) -> float:
    """Of those who waited, in a company large enough for shifts of several agents."""
    (site,) = sites_of(15_000, 4, parameters(scenario, 4), Streams(1))
    legs = np.concatenate([day.legs for day in site.live()])
    return float((legs["answered"][legs["queued"] >= 0] >= 0).mean())


def test_fewer_staff_answer_fewer() -> None:
    assert answered_share("understaffed") < answered_share("default") - 0.03


def waited(scenario: str) -> float:
    """Mean seconds before an answer or giving up, in a company so small that most shifts are one agent's."""
    (site,) = sites_of(2_000, 21, parameters(scenario, 21), Streams(2))
    legs = np.concatenate([day.legs for day in site.live()])
    legs = legs[legs["queued"] >= 0]
    return float((np.where(legs["answered"] >= 0, legs["answered"], legs["ended"]) - legs["queued"]).mean())


def test_fewer_staff_are_felt_in_a_small_company_too() -> None:
    assert waited("understaffed") > 3 * waited("default")


@pytest.fixture(scope="module")
def complaining() -> tuple[Any, Any]:
    """Bad experiences and orders of a company with many complaints."""
    (site,) = sites_of(800, 60, parameters("many_complaints", 60), Streams(3))
    days = list(site.live())
    return np.concatenate([day.complaints for day in days]), np.concatenate([day.orders for day in days])


def test_who_returns_after_a_bad_delivery_orders_after_it_came(complaining: tuple[Any, Any]) -> None:
    bad, orders = complaining
    felt_of = dict(zip(bad["order"].tolist(), bad["felt_s"].tolist(), strict=True))
    later = 0
    for customer in np.unique(orders["customer"]):
        own = np.sort(orders[orders["customer"] == customer], order="ordered")
        for one, following in itertools.pairwise(own):
            if one["is_bad"]:
                assert following["ordered"] > felt_of[int(one["key"])]
                later += 1
    assert later > 50


def test_what_an_action_gains_is_the_difference_of_the_chances_with_and_without(complaining: tuple[Any, Any]) -> None:
    bad, _ = complaining
    assert bad["is_voiced"].sum() > 200
    for name, effect in zip(("owned", "apologised", "compensated"), Parameters().return_odds_action, strict=True):
        with_it = bad["return_odds"] + np.where(bad[f"is_{name}"], 0, effect)
        expected = 1 / (1 + np.exp(-with_it)) - 1 / (1 + np.exp(effect - with_it))
        assert np.allclose(bad[f"gain_{name}"], expected)


def test_hours_planned_are_worked_but_for_those_missing() -> None:
    planted = parameters("understaffed", 14)
    (site,) = sites_of(15_000, 14, planted, Streams(1))
    for queue in range(9):
        planned = site.plan.needed[10, queue].sum() * SHIFT_S
        there = shifts_of(10, queue, site.plan, site.agents, planted, Streams(1))
        assert sum(shift.until_s - shift.from_s for shift in there) == pytest.approx(0.75 * planned, rel=0.01)


def delivered_ids(inbox: Path) -> Counter[str]:
    """How many versions of each contact the call systems' files hold, and of each ticket that is a contact."""
    found: Counter[str] = Counter()
    for path in sorted((inbox / "telephony" / "amazon_connect").iterdir()):
        versions = {
            (record["ContactId"], record["LastUpdateTimestamp"])
            for record in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        }
        found.update(contact for contact, _ in versions)
    for path in sorted((inbox / "telephony" / "standard").glob("contacts_*")):
        with path.open(encoding="utf-8", newline="") as handle:
            found.update(row["contact_id"] for row in csv.DictReader(handle))
    return found


def test_every_contact_is_in_the_files_and_none_besides(worlds: Any) -> None:
    inbox = worlds(dirt=0.02)
    ids = rows(inbox, "select contact_id, vendor from 'truth/contacts_*.parquet'")
    assert len({one for one, _ in ids}) == len(ids) > 1000
    found = delivered_ids(inbox)
    assert set(found) == {one for one, vendor in ids if vendor in (0, 2, 3)}
    again = [count for count in found.values() if count > 1]
    assert 0 < len(again) < 0.1 * len(found)
    calls = sum(
        len(path.read_text(encoding="utf-8").splitlines()) - 1
        for path in (inbox / "telephony" / "bank_acd").iterdir()
    )  # fmt: skip
    assert calls == sum(vendor == 1 for _, vendor in ids)
    tickets: set[str] = set()
    for path in (inbox / "tickets" / "zendesk").glob("ticket_data_*"):
        with path.open(encoding="utf-8", newline="") as handle:
            tickets |= {row["id"] for row in csv.DictReader(handle)}
    assert tickets == {row[0] for row in rows(inbox, "select ticket from 'truth/tickets_*.parquet'")}


def test_dirt_is_counted(worlds: Any) -> None:
    order = Order(CUSTOMERS, DAYS, SEED, dirt=0.02)
    dirt = truth_of(worlds(dirt=0.02), order)["dirt"]
    broken = 0
    for path in (worlds(dirt=0.02) / "telephony").rglob("*"):
        if path.is_file():
            ids = {
                re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{9,}", line)[0]
                for line in path.read_text(encoding="utf-8").splitlines()
                if re.search(r'"InitiationTimestamp":"[\d-]+T9|2024-02-30|,241332,', line)
            }
            broken += len(ids)
    assert dirt["contacts"] == broken > 10
    assert truth_of(worlds(), Order(CUSTOMERS, DAYS, SEED))["dirt"] == dict.fromkeys(dirt, 0)


def test_what_a_source_knows_is_all_there_is(worlds: Any) -> None:
    for path in (
        path for feed in ("crm", "telephony", "tickets", "surveys") for path in (worlds() / feed).rglob("*.*")
    ):
        feed, system, name = path.relative_to(worlds()).parts
        described = source(feed, system)
        kind = described.kind_of(name)
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as handle:
                columns = next(csv.reader(handle))
            # What is not needed of an answer in free text is all that nobody reads.
            assert _check_columns(columns, described, kind, name)[1] == []


def test_the_truths_tables_are_there_with_what_was_planted(worlds: Any, tmp_path: Path) -> None:
    with truth_tables(worlds(), Order(CUSTOMERS, DAYS, SEED)) as con:
        assert con.execute("select count(*) from contacts").fetchall()[0][0] > 1000
        assert con.execute("select value from planted where name = 'return_odds_action[0]'").fetchall() == [(0.7,)]
        pair = "select chance from planted_next_issues where issue = 'sales' and next_issue = 'delivery'"
        assert con.execute(pair).fetchall() == [(0.40,)]
        assert con.execute("select name from issues where issue = 0").fetchall() == [("billing",)]
    with truth_tables(tmp_path, Order(CUSTOMERS, DAYS, SEED)) as con:
        assert con.execute("select count(*) from complaints").fetchall() == [(0,)]


def test_nobody_real_is_in_it(worlds: Any) -> None:
    for path in worlds().rglob("*.*"):
        if path.suffix in {".csv", ".jsonl"}:
            text = path.read_text(encoding="utf-8")
            # No country has the code 999.
            assert all(phone.startswith("+999") for phone in re.findall(r"\+\d+", text)), path
            assert set(re.findall(r"@([\w.]+)", text)) <= {"example.com", "example.org"}


def test_every_repeat_has_its_true_cause(worlds: Any) -> None:
    """A next issue names the issue before, and one that the matrix has; what arises of itself has no issue before."""
    select = """
        select distinct true_cause, cause = 0 and parent <> 0 as is_next, before_issue >= 0 as has_issue
        from 'truth/contacts_*.parquet' order by all
    """
    found = rows(worlds(), select)
    assert {row[0] for row in found} == {
        "arose", "next_issue", "unresolved", "emotional", "channel_failure", "gave_up",
    }  # fmt: skip
    assert all((cause == "next_issue") == is_next for cause, is_next, _ in found)
    assert all(has_issue for cause, _, has_issue in found if cause == "next_issue")
    assert not any(has_issue for cause, _, has_issue in found if cause == "arose")
    pairs = rows(
        worlds(),
        "select distinct before_issue, issue from 'truth/contacts_*.parquet' where true_cause = 'next_issue'",
    )
    assert set(pairs) <= {(before, after) for before, after, _ in parameters("default", DAYS).next_issue_chance}


def test_what_people_say_is_near_what_was_published() -> None:
    """Stated shares of 64, 27, 13 and 33 %, and 29, 22 and 21 %, in a panel large enough to see them."""
    who = np.arange(60_000)
    planted, streams = parameters("default", DAYS), Streams(SEED)
    assert sum(planted.reaction_shares) == pytest.approx(1)
    assert (streams("reaction").choice(planted.reaction_shares, who) > 0).mean() == pytest.approx(0.64, abs=0.01)
    for share, expected in (
        (planted.leaves_untried_shares[2], 0.27), (planted.leaves_untried_shares[0], 0.13),
        (planted.never_returns_share, 1 / 3), *zip(planted.won_back_shares, (0.29, 0.22, 0.21), strict=True),
    ):  # fmt: skip
        assert streams("said").chance(share, who, 0).mean() == pytest.approx(expected, abs=0.01)


def test_news_comes_late(worlds: Any) -> None:
    late = "select count(*) from 'truth/responses_*.parquet' where recorded > ended + 10"
    assert rows(worlds(), late)[0][0] > 0
    unlisted = """
        select count(*) from 'truth/contacts_*.parquet' contacts
        join 'truth/customers_*.parquet' customers using (customer)
        where entered < known_day * 86400
    """
    assert rows(worlds(), unlisted)[0][0] > 0


def peak_megabytes(out: Path, customers: int) -> int:
    script = (
        "import resource, sys; from pathlib import Path; from easemart.simulation.world import company, site\n"
        "site.SITE = 20_000\n"
        f"company.simulate(Path({str(out)!r}), company.Order({customers}, 8, 1))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024); sys.stdout.flush()\n"
        "import os; os._exit(0)"
    )
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    return int(done.stdout.split()[-1])


def test_four_times_the_customers_need_no_more_memory(tmp_path: Path) -> None:
    small, large = (peak_megabytes(tmp_path / str(size), size) for size in (20_000, 80_000))
    assert large < 1.1 * small


def test_periods_end_on_time_and_no_file_is_of_one_day() -> None:
    assert ends_of("day", 3) == [1, 2, 3]
    assert ends_of("week", 18) == [7, 14, 18]
    assert ends_of("week", 15) == [7, 15]
    # January, and February 2024 with its 29 days.
    assert ends_of("month", 61) == [31, 61]
    assert ends_of("month", 80) == [31, 60, 80]


def test_a_world_that_cannot_be_is_refused(tmp_path: Path) -> None:
    for order, said in (
        (Order(0, 5, 1), "--customers"),
        (Order(5, 5, 1, "sunny"), "sunny"),
        (Order(5, 5, 1, dirt=0.2), "--dirt"),
        (Order(5, 5, 1, systems=("avaya",)), "asterisk .instead of bank_acd"),
        (Order(5, 5, 1, systems=("asterisk", "asterisk")), "each once"),
    ):
        with pytest.raises(EasemartError, match=said):
            simulate(tmp_path / "none", order)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(EasemartError, match="holds files"):
        simulate(tmp_path / "full", Order(5, 5, 1))


def test_every_scenario_declares_what_it_changes_by_name() -> None:
    assert set(scenarios(90)) == {
        "default", "understaffed", "self_service_fix", "bad_release", "merger", "silent_survey", "many_complaints",
        "eventful", "quiet",
    }  # fmt: skip
    for name in scenarios(90):
        parameters(name, 90)


def test_the_world_knows_nothing_of_the_marts() -> None:
    """Windows and definitions are the marts' and the reader's: a world that used them would prove itself."""
    for path in (REPOSITORY / "src" / "easemart" / "simulation" / "world").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"dbt_project|windows\.csv|simulation\.(perfect_reader|declared|truth)\b|repeat_contact\b", text
        ), path
