"""One writer at a time, over processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from easemart.errors import EasemartError
from easemart.home import REPOSITORY, Home, inbox, locked, running_dags

HOLD = """
import sys, time
from pathlib import Path
from easemart.home import Home, locked
with locked(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_kept_out_until_the_first_is_gone_however_it_died(
    tmp_path: Path,
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(REPOSITORY / "src")},
    )  # fmt: skip
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    with (
        pytest.raises(EasemartError, match=rf"in use by another run \(process {holder.pid}\)"),
        locked(Home(tmp_path)),
    ):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with locked(Home(tmp_path), wait_s=5), locked(Home(tmp_path)):
        pass


def test_one_program_runs_the_dags_of_a_home_and_says_who_it_is(tmp_path: Path) -> None:
    said = rf"run by scripts/airflow \(process {os.getpid()}\) already. End that first"
    with running_dags(Home(tmp_path), "scripts/airflow"):
        with pytest.raises(EasemartError, match=said), running_dags(Home(tmp_path), "scripts/run"):
            pass
        # Whoever loads or builds is not kept out by it.
        with locked(Home(tmp_path)):
            pass
    with running_dags(Home(tmp_path), "scripts/run"):
        pass


def test_the_inbox_is_the_one_given_else_the_homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EASEMART_HOME", str(tmp_path))
    monkeypatch.delenv("EASEMART_INBOX", raising=False)
    assert inbox() == tmp_path / "inbox"
    monkeypatch.setenv("EASEMART_INBOX", "/srv/inbox")
    assert inbox() == Path("/srv/inbox")
