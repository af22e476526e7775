"""What a watch tells of, look by look."""

from __future__ import annotations

import os
from pathlib import Path

from easemart.watching import Watch, seen


def test_a_file_is_told_of_once_when_it_has_rested_and_again_when_it_has_changed(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    file = tmp_path / "standard" / "deep" / "orders.csv"
    file.parent.mkdir(parents=True)
    file.write_text("a")
    assert watch.look() == []
    file.write_text("a,b")
    assert watch.look() == [], "it has grown since the last look"
    assert watch.look() == ["standard/deep/orders.csv"]
    assert watch.look() == []
    file.write_text("a,b,c")
    assert watch.look() == []
    assert watch.look() == ["standard/deep/orders.csv"]


def test_a_file_that_is_being_written_keeps_no_other_waiting(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    growing, whole = tmp_path / "growing", tmp_path / "whole"
    whole.write_text("whole")
    told = []
    for size in range(4):
        growing.write_text("x" * size)
        told += watch.look()
    assert told == ["whole"]
    assert watch.look() == ["growing"]


def test_the_same_name_and_size_at_another_time_is_another_file(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    file = tmp_path / "file"
    file.write_text("one")
    assert [watch.look(), watch.look()] == [[], ["file"]]
    file.unlink()
    assert watch.look() == []
    file.write_text("two")
    os.utime(file, ns=(1, 1))
    assert [watch.look(), watch.look()] == [[], ["file"]]


def test_hidden_files_and_folders_are_no_deliveries_and_no_folder_is_an_empty_one(tmp_path: Path) -> None:
    assert seen(tmp_path / "nowhere") == frozenset()
    (tmp_path / ".hidden").write_text("")
    (tmp_path / ".folder").mkdir()
    (tmp_path / ".folder" / "file").write_text("")
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    assert seen(tmp_path) == frozenset()
