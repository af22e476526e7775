"""The made-up company: the same seed writes the same bytes, and every kind of late news is in it."""

from __future__ import annotations

import collections
import csv
import hashlib
import json
import re
from pathlib import Path

import pytest

from easemart.reading import _check_columns
from easemart.simulation.small_company import write_inbox
from easemart.sources import source


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    write_inbox(folder)
    return folder


def records(inbox: Path) -> list[tuple[str, dict[str, object]]]:
    found = []
    for path in sorted((inbox / "telephony" / "amazon_connect").iterdir()):
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                found.append((path.name, json.loads(line)))
            except json.JSONDecodeError:
                found.append((path.name, {}))
    return found


def rows(inbox: Path, pattern: str, header_rows: int = 1) -> list[dict[str, str]]:
    found = []
    for path in sorted(inbox.glob(pattern)):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            found += list(reader)[header_rows - 1 :]
    return found


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        write_inbox(tmp_path / name, customers=40, days=200, seed=seed)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


def test_a_year_is_some_45_files_that_their_sources_know(inbox: Path) -> None:
    files = [path.relative_to(inbox).parts for path in inbox.rglob("*") if path.is_file()]
    assert 40 <= len(files) <= 47
    for feed, system, name in files:
        assert source(feed, system).kind_of(name)


def test_no_column_of_it_is_strange_to_its_source(inbox: Path) -> None:
    for path in inbox.rglob("*.csv"):
        feed, system, name = path.relative_to(inbox).parts
        described = source(feed, system)
        with path.open(encoding="utf-8-sig", newline="") as handle:
            columns = next(csv.reader(handle))
        assert _check_columns(columns, described, described.kind_of(name), name)[1] == []


def test_contacts_of_every_kind(inbox: Path) -> None:
    found = [record for _, record in records(inbox)]
    assert 3000 <= len({str(record.get("ContactId")) for record in found}) <= 6000
    methods = collections.Counter(record.get("InitiationMethod") for record in found)
    assert min(methods[name] for name in ("INBOUND", "API", "TRANSFER", "CALLBACK")) > 50
    unanswered = [record for record in found if record.get("Agent") is None and not record.get("NextContactId")]
    assert sum(record.get("Queue") is None for record in unanswered) > 50
    assert sum(record.get("Queue") is not None for record in unanswered) > 50


def test_records_come_again(inbox: Path) -> None:
    versions: dict[str, list[tuple[str, str, str]]] = collections.defaultdict(list)
    for file, record in records(inbox):
        if record:
            phone = record["CustomerEndpoint"]["Address"]  # type: ignore[index]
            versions[str(record["ContactId"])].append((file, str(record["LastUpdateTimestamp"]), phone))
    again = [found for found in versions.values() if len(found) > 1]
    assert any(first[0] < last[0] and first[1] < last[1] for first, *_, last in again), "newer, later"
    assert any(first[1] == last[1] for first, *_, last in again), "the same twice"
    assert any(found[i][1] > found[i + 1][1] for found in again for i in range(len(found) - 1)), "older, later"
    assert any(first[2] != last[2] for first, *_, last in again), "another customer's"


def test_tickets_come_again_when_they_change(inbox: Path) -> None:
    tickets = rows(inbox, "tickets/zendesk/ticket_data_*.csv")
    assert len(tickets) > len({ticket["id"] for ticket in tickets}) > 200


def test_survey_answers_are_late_unfinished_and_linked(inbox: Path) -> None:
    ends = {str(record.get("ContactId")): str(record.get("DisconnectTimestamp")) for _, record in records(inbox)}
    answers = [row for row in rows(inbox, "surveys/qualtrics/*.csv", 3) if row["Status"] == "0"]
    assert {row["ContactId"] for row in answers} <= set(ends)
    unfinished = [row for row in answers if row["Finished"] == "False"]
    assert 0 < len(unfinished) < len(answers) / 5
    late = [row for row in answers if row["StartDate"][:7] > ends[row["ContactId"]][:7]]
    assert len(late) > 10


def test_the_crm_learns_of_customers_after_their_call_and_of_a_shared_address(inbox: Path) -> None:
    owners: dict[str, set[str]] = collections.defaultdict(set)
    listed: dict[str, str] = {}
    for row in rows(inbox, "crm/standard/customer_identifiers_*.csv"):
        owners[row["value"]].add(row["customer_id"])
        listed.setdefault(row["value"], row["version_at"])
    assert sum(len(found) > 1 for found in owners.values()) == 2
    early = {
        record["CustomerEndpoint"]["Address"]  # type: ignore[index]
        for file, record in records(inbox)
        if record and file < "contact_records_2024-03"
    }
    assert any(listed.get(phone, "") > "2024-04-02" for phone in early)


def test_dirt_stays_under_a_hundredth_of_a_file(inbox: Path) -> None:
    dirty: collections.Counter[str] = collections.Counter()
    for path in inbox.rglob("*"):
        if path.is_file():
            lines = path.read_text(encoding="utf-8").splitlines()
            bad = [line for line in lines if re.search(r"-02-30|-06-31|broken-|^X\d,", line)]
            dirty[path.name] = len(bad)
            assert len(bad) < len(lines) / 100, path.name
    assert sum(dirty.values()) >= 6


def test_nobody_real_is_in_it(inbox: Path) -> None:
    for path in inbox.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for phone in re.findall(r"\+\d+", text):
                assert re.fullmatch(r"\+1\d{3}55501\d\d", phone), phone
            assert set(re.findall(r"@([\w.]+)", text)) <= {"example.com", "example.org"}
