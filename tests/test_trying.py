"""Trying a source on a file: it says what a load says, and leaves nothing behind."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from easemart.errors import EasemartError
from easemart.home import REPOSITORY
from easemart.loading import RefusedLoad, TableLoad
from easemart.trial_shown import WIDTH, lines
from easemart.trying import TableTrial, Trial, try_file
from workbench import Bench, command_environment

CONTACTS = (
    "contact_id,channel,direction,entered_at,ended_at,wait_s,queue,issue,shoe_size,version_at\n"
    "c1,phone,inbound,2026-03-01 10:00:00,2026-03-01 10:05:00,12,Sales,billing,44,2026-03-01\n"
    "c1,phone,inbound,2026-03-01 10:00:00,2026-03-01 10:06:00,12,Sales,wifi,44,2026-03-02\n"
    "c2,Telefon,inbound,2026-03-01 10:00:00,2026-03-01 10:05:00,,Sales,Wifi,44,2026-03-01\n"
    "c3,phone,inbound,31.03.2026 10:00,2026-03-01 10:05:00,1:30,Sales,wifi,44,2026-03-01\n"
    "c4,phone,inbound,2026-03-01 10:00:00,2026-02-01 10:05:00,7,Sales,wifi,44,2026-03-01\n"
    "c5,phone\n"
    "c6,phone,inbound,2026-03-01 11:00:00,,7,,,44,2026-03-01\n"
)


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    path = tmp_path / "contacts_2026-03.csv"
    path.write_text(CONTACTS)
    return try_file("telephony", "standard", path)


def text(trial: Trial, rows_shown: int = 5) -> str:
    return "\n".join(line for _, line in lines(trial, rows_shown))


def only(trial: Trial) -> TableTrial:
    (table,) = trial.tables
    return table


def test_a_trial_says_what_a_load_says(trial: Trial, bench: Bench) -> None:
    load = bench.put_and_load("telephony/standard/contacts_2026-03.csv", CONTACTS)
    assert isinstance(load, TableLoad) and trial.refusal is None
    assert only(trial).load == load == TableLoad("contacts", read=7, accepted=2, refused=4, superseded=1)


def test_a_trial_refuses_what_a_load_refuses(tmp_path: Path, bench: Bench) -> None:
    rows = "".join(f"c{n},Telefon,2026-03-01 10:00:00\n" for n in range(20))
    content = f"contact_id,channel,entered_at\n{rows}c,phone,2026-03-01 10:00:00\n"
    path = tmp_path / "contacts.csv"
    path.write_text(content)
    trial = try_file("telephony", "standard", path)
    load = bench.put_and_load("telephony/standard/contacts.csv", content)
    assert isinstance(load, RefusedLoad) and trial.refusal == str(load)
    # Its rows are told apart all the same.
    assert only(trial).load == TableLoad("contacts", read=21, accepted=1, refused=20)
    assert [rule.is_kept for rule in only(trial).load_rules if rule.rule == "refused_share"] == [False]
    assert "REFUSED" in text(trial)


def test_each_refused_row_is_named_with_its_value_and_what_is_asked(trial: Trial) -> None:
    found = {rule.rule: rule for rule in only(trial).broken}
    assert found["line:2_fields_instead_of_10"].found == ((7, "c5,phone"),)
    assert found["cast:entered_at"].found == ((5, '"31.03.2026 10:00"'),)
    # The loader names a row's first value that does not cast; mending it would only lead to the next.
    assert found["cast:wait_s"].found == ((5, '"1:30"'),)
    assert found["channel_known"].found == ((4, 'channel "Telefon"'),)
    assert found["channel_known"].asked.startswith("channel is one of phone, menu, ")
    ((line, shown),) = found["ended_before_entered"].found
    assert line == 6 and 'entered_at "2026-03-01 10:00:00"' in shown and 'ended_at "2026-02-01 10:05:00"' in shown
    assert "ended_at < entered_at - interval '900 seconds'" in found["ended_before_entered"].asked
    assert "utc_from(" in found["cast:entered_at"].asked


def test_columns_are_filled_empty_or_not_there(trial: Trial) -> None:
    columns = {column.name: column for column in only(trial).columns}
    # Of six rows that could be read, whatever became of them.
    assert only(trial).rows == 6
    assert (columns["contact_id"].filled, columns["wait_s"].filled, columns["ended_at"].filled) == (6, 4, 5)
    assert columns["contact_id"].example == "c1" and columns["contact_id"].is_required
    assert (columns["hold_s"].filled, columns["hold_s"].example) == (0, None)
    assert trial.notes == (
        "columns nobody reads: shoe_size", "1 rows of contacts hold a code never seen before (channel_named)",
    )  # fmt: skip


def test_codes_that_no_seed_knows_are_counted(trial: Trial) -> None:
    (unknown,) = only(trial).unknown
    assert (unknown.column, unknown.codes) == ("issue", (("wifi", 3), ("Wifi", 1)))
    assert unknown.place == "dbt_project/seeds/issues.csv"


def test_what_is_empty_is_wanted_by_marts_that_read_it(trial: Trial) -> None:
    wanted = only(trial).wanted
    assert "effort.agents_monthly" in wanted["agent_ref"]
    assert "ended_at" not in wanted and "contact_id" not in wanted
    assert not any(mart.startswith("core.") for mart in wanted["agent_ref"])


def test_a_question_that_source_yml_does_not_list_is_said(tmp_path: Path) -> None:
    path = tmp_path / "responses.jsonl"
    path.write_text(
        '{"id":"1","person":"10","survey_type":"nps","score":9,"created_at":1713418460}\n'
        '{"id":"2","person":"11","survey_type":"smileys","score":3,"created_at":1713418461}\n'
    )
    answers = next(table for table in try_file("surveys", "delighted", path).tables if table.load.table == "answers")
    assert [(one.column, one.codes) for one in answers.unknown] == [("question_id", (("smileys", 1),))]
    shown = {column.name: column for column in answers.columns}
    assert not shown["dimension"].is_given and shown["choice"].is_given and not shown["choice"].filled
    assert "questions in feeds/surveys/delighted/source.yml" in answers.unknown[0].place


def test_it_fits_a_terminal_and_moves_no_cursor(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    long = "x" * 300
    path.write_text(f"contact_id,channel,entered_at,queue\nc\x1b[2J1,phone,2026-03-01 10:00:00,{long}\nc2,{long},x,\n")
    trial = try_file("telephony", "standard", path)
    assert [line for line in text(trial).splitlines() if len(line) > WIDTH] == []
    assert "\x1b" not in text(trial) and "c\\x1b[2J1" in text(trial)


def test_rows_shown_of_a_rule_are_limited(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    rows = "".join(f"c{n},Telefon,2026-03-01 10:00:00\n" for n in range(8))
    path.write_text(f"contact_id,channel,entered_at\n{rows}")
    trial = try_file("telephony", "standard", path)
    assert "and 5 more (--rows shows more)" in text(trial, 3) and "line 9" in text(trial, 8)


@pytest.mark.parametrize(
    ("feed", "system", "name", "said"),
    [
        ("telephony", "twilio", "nothing_there.jsonl", "no such file"),
        ("telephony", "nobodys", "contacts.csv", "no such source; known are"),
        ("tickets", "zendesk", "contacts.csv", "no file of tickets/zendesk is called so"),
        ("tickets", "zendesk", "group_data.csv", "listed under `ignored`"),
    ],
)
def test_what_cannot_be_tried_is_said(tmp_path: Path, feed: str, system: str, name: str, said: str) -> None:
    for there in ("contacts.csv", "group_data.csv"):
        (tmp_path / there).write_text("id\n1\n")
    with pytest.raises(EasemartError, match=re.escape(said)):
        try_file(feed, system, tmp_path / name)


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("channel,entered_at\nphone,2026-03-01 10:00:00\n")
    trial = try_file("telephony", "standard", path)
    assert trial.tables == () and "column contact_id is missing" in str(trial.refusal)


def test_the_command_ends_with_the_verdict_and_leaves_nothing(tmp_path: Path) -> None:
    good, bad = tmp_path / "contacts.csv", tmp_path / "contacts_bad.csv"
    good.write_text("contact_id,channel,entered_at\nc1,phone,2026-03-01 10:00:00\n")
    bad.write_text("contact_id,channel,entered_at\nc1,Telefon,2026-03-01 10:00:00\n")
    home = tmp_path / "home"
    for path, code, said in ((good, 0, "ACCEPTED"), (bad, 1, "channel_known"), (tmp_path / "no.csv", 1, "no such")):
        done = subprocess.run(
            [REPOSITORY / "scripts" / "try-source", "telephony/standard", path],
            env=command_environment(home, home), cwd=tmp_path, capture_output=True, text=True,
        )  # fmt: skip
        assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr
        assert "\x1b" not in done.stdout
    assert {path.name for path in home.iterdir()} <= {"pycache", "cache"}
