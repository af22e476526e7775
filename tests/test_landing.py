"""What lies in an inbox: what is taken, what is left there, and what is said about it."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from easemart import ingesting, landing
from easemart.errors import PermanentError
from easemart.landing import Delivery, land
from workbench import Bench

ORDERS = "crm/standard/orders.csv"
TEXT = "order_id,customer_id,ordered_at\no1,c1,2026-01-01\n"


def names(delivery: Delivery) -> list[str]:
    return [file.file_name for file in delivery.files]


def landed(bench: Bench, rest_s: float = 0) -> Delivery:
    return land(bench.inbox, "crm", bench.home, rest_s=rest_s)


def test_a_file_still_being_written_is_taken_when_it_has_rested(bench: Bench) -> None:
    path = bench.put(ORDERS, TEXT)
    bench.put("crm/standard/returns.csv", "x")
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.02):
            with path.open("a") as handle:
                handle.write("o2,c1,2026-01-01\n")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        delivery = landed(bench, rest_s=0.3)
    finally:
        stop.set()
        writer.join()
    assert names(delivery) == ["returns.csv"]
    assert delivery.not_taken == (f"{ORDERS} is still being written; it is taken when it has rested.",)
    assert names(landed(bench, rest_s=0.1)) == ["orders.csv", "returns.csv"]


def test_nobody_waits_for_files_that_have_rested(bench: Bench) -> None:
    path = bench.put(ORDERS, TEXT)
    os.utime(path, (time.time() - 60, time.time() - 60))
    began = time.monotonic()
    assert names(landed(bench, rest_s=30)) == ["orders.csv"]
    # A clock that runs ahead is no writer.
    os.utime(path, (time.time() + 600, time.time() + 600))
    assert names(landed(bench, rest_s=30)) == ["orders.csv"]
    assert time.monotonic() - began < 10


def test_what_changes_while_it_is_copied_is_left(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bench.put(ORDERS, TEXT)
    hashes = landing.hash_of

    def hash_and_write(place: Path) -> str:
        found = hashes(place)
        if place == path:
            path.write_text(TEXT + "o2,c1,2026-01-01\n")
        return found

    monkeypatch.setattr(landing, "hash_of", hash_and_write)
    delivery = landed(bench)
    assert delivery.files == () and "still being written" in delivery.not_taken[0]
    assert [path for path in bench.home.landing.rglob("*") if path.is_file()] == []


def test_links(bench: Bench, tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text(TEXT)
    folder = bench.put("crm/elsewhere/orders.csv", TEXT.replace("o1", "o2")).parent
    place = bench.inbox / "crm" / "standard"
    place.mkdir(parents=True)
    (place / "orders_out.csv").symlink_to(outside)
    (place / "orders_up.csv").symlink_to("../../../secret.csv")
    (place / "orders_in.csv").symlink_to("../elsewhere/orders.csv")
    (place / "orders_folder.csv").symlink_to(folder)
    (place / "orders_gone.csv").symlink_to("nowhere.csv")
    delivery = landed(bench)
    assert sorted(names(delivery)) == ["orders.csv", "orders_in.csv"]
    assert sorted(delivery.not_taken) == [
        "crm/standard/orders_folder.csv is a link to a folder. Put the files themselves there.",
        "crm/standard/orders_gone.csv is a link to nothing.",
        "crm/standard/orders_out.csv is a link out of the inbox. Put the file itself there.",
        "crm/standard/orders_up.csv is a link out of the inbox. Put the file itself there.",
    ]


def test_folders_called_like_files_and_what_is_none(bench: Bench) -> None:
    (bench.inbox / "crm/standard/orders.csv").mkdir(parents=True)
    bench.put("crm/standard/march.csv/orders.csv", TEXT)
    os.mkfifo(bench.inbox / "crm/standard/orders.pipe")
    delivery = landed(bench)
    assert names(delivery) == ["march.csv/orders.csv"]
    assert delivery.not_taken == (
        "crm/standard/orders.csv is an empty folder called like a file. Put the file there under its name.",
        "crm/standard/orders.pipe is no file.",
    )


@pytest.mark.parametrize(("error", "said"), [(PermissionError, "may not be read"), (FileNotFoundError, "taken away")])
def test_a_file_that_cannot_be_read_keeps_no_other_from_being_taken(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, error: type[OSError], said: str
) -> None:
    """Root may read whatever it likes, so the refusal is played."""
    path = bench.put(ORDERS, TEXT)
    bench.put("crm/standard/returns.csv", "x")
    hashes = landing.hash_of

    def hash_of(place: Path) -> str:
        if place == path:
            raise error(place)
        return hashes(place)

    monkeypatch.setattr(landing, "hash_of", hash_of)
    delivery = landed(bench)
    assert names(delivery) == ["returns.csv"]
    assert len(delivery.not_taken) == 1 and said in delivery.not_taken[0]


def test_one_content_under_two_names_counts_once(bench: Bench) -> None:
    bench.put(ORDERS, TEXT)
    bench.put("crm/standard/orders_copy.csv", TEXT)
    delivery = landed(bench)
    assert names(delivery) == ["orders.csv"]
    assert delivery.same == ("crm/standard/orders_copy.csv has the content of orders.csv, and counts once.",)


def test_what_is_not_taken_is_said(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EASEMART_HOME", str(bench.home.root))
    monkeypatch.setenv("EASEMART_REST_S", "0")
    (bench.inbox / "crm/standard").mkdir(parents=True)
    (bench.inbox / "crm/standard/orders.csv").symlink_to("/etc/hostname")
    assert ingesting.land_new("crm", str(bench.inbox)) == []
    captured = capsys.readouterr()
    assert "crm/standard/orders.csv is a link out of the inbox" in captured.out + captured.err
    monkeypatch.setenv("EASEMART_REST_S", "soon")
    with pytest.raises(PermanentError, match="give seconds"):
        ingesting.land_new("crm", str(bench.inbox))
