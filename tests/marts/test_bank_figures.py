"""The bank's call log gives exactly the figures that were counted independently of Easemart."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from easemart.simulation.perfect_reader.staffed import agents_required
from marts.conftest import run_pipeline

FIGURES = {
    "calls": ("select count(*) from core.contacts", 29_717),
    "calls of known customers": ("select count(*) from core.contacts where customer_id is not null", 15_491),
    "known customers": ("select count(distinct customer_id) from core.contacts", 4_156),
    "customers": ("select count(*) from core.customers", 4_156),
    "offered": ("select sum(offered_count) from operations.intervals", 27_313),
    "answered": ("select sum(answered_count) from operations.intervals", 20_919),
    "abandoned": ("select sum(abandoned_count) from operations.intervals", 6_394),
    "short abandoned": ("select sum(short_abandoned_count) from operations.intervals", 268),
    "repeats, any issue": ("select count(*) from effort.repeat_contacts", 10_620),
    "repeats, same issue": ("select count(*) from effort.repeat_contacts where is_same_issue", 10_306),
    "contacts of needs": ("select sum(contact_count) from effort.needs", 29_717),
    "answered by an agent with a name": ("select sum(contact_count) from effort.agents_monthly", 20_691),
    "agents": ("select count(distinct agent_id) from effort.agents_monthly", 28),
    "seconds handled": ("select sum(handle_seconds_sum) from effort.agents_monthly", 3_873_409),
    "needs whose points of effort are not assumed": (
        "select count(*) from effort.needs where observed_effort_basis <> 'assumed'",
        0,
    ),
    "refused rows": ("select sum(rows_refused) from audit.loads", 0),
    "read rows": ("select sum(rows_read) from audit.loads", 29_955),
    "void records": ("select (select sum(rows_accepted) from audit.loads) - (select count(*) from core.contacts)", 238),
}


@pytest.fixture(scope="module")
def bank(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("bank")
    place = folder / "inbox" / "telephony" / "bank_acd"
    place.mkdir(parents=True)
    shutil.copy2(shared_data / "anonymous_bank" / "calls_1999-08-01_to_20.csv", place / "calls.csv")
    return duckdb.connect(str(run_pipeline(folder / "home", folder / "inbox")), read_only=True)


@pytest.mark.parametrize("name", FIGURES)
def test_the_marts_count_what_was_counted_independently(name: str, bank: Any) -> None:
    sql, expected = FIGURES[name]
    assert bank.execute(sql).fetchone()[0] == expected


def test_service_level_and_wait(bank: Any) -> None:
    level, wait = bank.execute(
        "select sum(answered_in_time_count) / (sum(offered_count) - sum(short_abandoned_count)), "
        "sum(wait_seconds_sum) / sum(wait_known_count) from operations.intervals"
    ).fetchone()
    assert round(level, 4) == 0.3080
    assert round(wait, 2) == 96.48


# The log itself, read with nothing of Easemart: moments are seconds after midnight of the day on which a call came.
LOG = """
create view log as
with spells as (
    select type as queue, strptime(date, '%y%m%d') as day, outcome, customer_id, server,
        epoch(vru_entry::interval) as came, greatest(vru_time::int, 0) as menu,
        case when q_start <> '0:00:00' or q_time::int > 0 then epoch(q_start::interval) end as waited_from,
        q_time::int as wait,
        case when ser_start <> '0:00:00' or ser_time::int > 0 then epoch(ser_start::interval) end as served_from,
        case when ser_start <> '0:00:00' or ser_time::int > 0 then ser_time::int else 0 end as talk
    from read_csv('{csv}', all_varchar = true)
    where outcome <> 'PHANTOM'
),
offered as (
    select *, outcome = 'AGENT' as is_answered, coalesce(waited_from, served_from, came + menu) as clock
    from spells
    where waited_from is not null or served_from is not null or server <> 'NO_SERVER'
)
-- A clock that shows more than half a day before the call came shows the day after, and no call waits before it comes.
select *, day + to_seconds(greatest(came, clock + case when clock < came - 43200 then 86400 else 0 end)) as offered_at
from offered
"""


@pytest.fixture(scope="module")
def log(shared_data: Path) -> Any:
    con = duckdb.connect()
    con.execute(LOG.format(csv=shared_data / "anonymous_bank" / "calls_1999-08-01_to_20.csv"))
    return con


def test_each_formula_of_the_service_level(bank: Any, log: Any) -> None:
    in_time, lost_in_time, short, answered, offered = log.execute(
        "select count(*) filter (is_answered and wait <= 20), count(*) filter (not is_answered and wait <= 20), "
        "count(*) filter (not is_answered and wait <= 5), count(*) filter (is_answered), count(*) from log"
    ).fetchone()
    found = bank.execute("select formula, sum(numerator), sum(denominator) from operations.service_levels group by 1")
    assert {formula: fraction for formula, *fraction in found.fetchall()} == {
        "answered_of_due": [in_time, offered - short],
        "answered_of_answered": [in_time, answered],
        "met_of_offered": [in_time + lost_in_time, offered],
        "answered_of_offered": [in_time, offered],
        "answered_of_waiting": [in_time, offered - lost_in_time],
    }


def test_patience_and_handling_by_queue(bank: Any, log: Any) -> None:
    expected = log.execute(
        "select 'bank_acd:' || queue, sum(wait) / count(*) filter (not is_answered), "
        "avg(talk) filter (is_answered) from log group by 1 order by 1"
    ).fetchall()
    found = bank.execute(
        "select distinct pool_id, patience_seconds, handle_seconds from operations.staffing order by 1"
    )
    assert len(expected) == 6
    assert found.fetchall() == [pytest.approx(row) for row in expected]


def test_agents_required_in_each_half_hour(bank: Any, log: Any) -> None:
    """Erlang C by its recursion, one agent after the other, with the queue's own handling."""
    loads = log.execute(
        "select 'bank_acd:' || queue, time_bucket(interval '30 minutes', offered_at), count(*), "
        "any_value(handling) from log join (select queue, avg(talk) filter (is_answered) "
        "as handling from log group by 1) using (queue) group by 1, 2 order by 1, 2"
    ).fetchall()
    expected = [(*load[:3], agents_required(load[2], load[3])) for load in loads]
    found = bank.execute(
        "select pool_id, interval_local_at, offered_count, required_erlang_c_count from operations.staffing "
        "where offered_count > 0 order by 1, 2"
    ).fetchall()
    assert len(expected) > 2000
    assert found == expected
    assert sum(row[3] for row in found) > 5000


def test_demand_by_weekday(bank: Any, log: Any) -> None:
    expected = log.execute(
        "with days as (select isodow(offered_at) as weekday, offered_at::date as day, count(*) as n from log "
        "where queue = 'PS' group by all) select weekday::varchar, count(*), sum(n), "
        "avg(n) / (select avg(n) from days), (select max(mean) / any_value(usual) from (select avg(n) as mean, "
        "(select avg(n) from days) as usual from days group by weekday)) from days group by 1 order by 1"
    ).fetchall()
    found = bank.execute(
        "select cut_value, open_count, offered_count, demand_index, peak_factor_calls from operations.demand "
        "where queue_id = 'bank_acd:PS' and cut = 'weekday' order by 1"
    ).fetchall()
    assert found == [pytest.approx(row) for row in expected]
    assert found[-1][3] > 10 * found[5][3], "the first day of its week is a Sunday; Saturdays are nearly empty"


def test_what_the_log_does_not_tell_is_not_known(bank: Any) -> None:
    assert bank.execute(
        "select sum(busy_count), sum(present_seconds), count(occupancy_share), count(within_rings_share) "
        "from operations.intervals"
    ).fetchone() == (0, 0, 0, 0)
    assert bank.execute(
        "select count(scheduled_count), count(present_count), count(present_gap_count), min(staff_known_from) "
        "from operations.staffing"
    ).fetchone() == (0, 0, 0, "serving")


def test_no_row_of_the_log_is_refused(bank: Any) -> None:
    """Its dirt is modelled: negative times, midnight, agents without a name, calls of ten hours."""
    assert bank.execute("select table_name, rule, line from audit.quarantine").fetchall() == []


def test_marts_without_a_feed_are_empty_and_say_so(bank: Any) -> None:
    rows = dict(bank.execute("select mart || '.' || table_name, note from audit.published where rows = 0").fetchall())
    assert "satisfaction.interactions" in rows
    assert all("no feed: " in str(note) for note in rows.values())


def test_a_chain_of_calls_is_a_heavy_callers_need(bank: Any) -> None:
    """A customer's calls on one service, each within seven days of the one before: the longest has 180."""
    calls = bank.execute(
        "select customer_id, issue, entered_at from core.contacts where customer_id is not null "
        "order by customer_id, issue, entered_at"
    ).df()
    same = calls["customer_id"].eq(calls["customer_id"].shift()) & calls["issue"].eq(calls["issue"].shift())
    chain = (~same | (calls["entered_at"].diff().dt.total_seconds() > 7 * 86_400)).cumsum()
    lengths = chain.value_counts()
    longest, heavy, known = bank.execute(
        "select max(contact_count), count(*) filter (is_heavy_caller), count(*) from effort.needs "
        "where customer_id is not null"
    ).fetchone()
    assert longest == lengths.max() == 180
    assert (heavy, known) == ((lengths >= 10).sum(), len(lengths)) == (234, 5_185)


def test_most_causes_stay_undetermined_where_only_behaviour_is_known(bank: Any) -> None:
    """Callers who gave up on the same service before: nothing else speaks for any cause."""
    causes = {
        row[0]: row[1:]
        for row in bank.execute(
            "select cause, cause_count, behaviour_count, determined_share, lowest_share, highest_share "
            "from effort.repeat_causes"
        ).fetchall()
    }
    assert causes["undetermined"][0] == 8_063
    assert causes["unresolved"][:3] == (2_557, 2_557, 1.0)
    assert round(causes["unresolved"][3], 4) == 0.2408
    assert causes["emotional"] == (0, 0, 0.0, 0.0, 8_063 / 10_620)


def test_another_agent_is_what_chance_brings(bank: Any) -> None:
    other, by_chance, high = bank.execute(
        "select other_agent_share, expected_share, excess_share_high from effort.repeat_agents"
    ).fetchone()
    assert (round(other, 4), round(by_chance, 4)) == (0.883, 0.9132)
    assert high < 0


def test_nothing_follows_from_another_service(bank: Any) -> None:
    assert bank.execute("select count(*) filter (is_found) from effort.next_issues").fetchone() == (0,)
    assert bank.execute("select count(*) filter (is_change) from effort.channel_changes").fetchone() == (0,)
