"""One writer at a time, over processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from easemart.errors import EasemartError
from easemart.home import REPOSITORY, Home, locked

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
