"""What the tasks of the maintenance DAG do: remove what is kept no longer, make the warehouse smaller, say so.

Each step may be killed anywhere and started again: what is gone stays gone, and what was not told is told by the
next one. What was done is a line of the task's log and a row of `audit.maintenance`; a removed file is a row of
`audit.removed_files`.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from easemart import home as homes
from easemart import settings, warehouses
from easemart.errors import EasemartError
from easemart.home import REPOSITORY, Home
from easemart.ingesting import WAIT_FOR_LOCK_S
from easemart.landing import landed_copy
from easemart.progress import say
from easemart.warehouses.interface import Warehouse

KEEPING_TIMES = REPOSITORY / "dbt_project" / "seeds" / "keeping_times.csv"
FEEDS = ("telephony", "tickets", "surveys", "crm")
# What was done, in words, and the bytes it freed.
_DONE = tuple[str, int]


def kept_days(what: str, feed: str = "*") -> int:
    """For how long it is kept, as seed `keeping_times` says. Raises EasemartError when that says nothing sensible."""
    with KEEPING_TIMES.open(encoding="utf-8", newline="") as handle:
        found = [row["kept_days"] for row in csv.DictReader(handle) if (row["what"], row["feed"]) == (what, feed)]
    if len(found) != 1 or not found[0].isdigit() or int(found[0]) < 1:
        raise EasemartError(f"{KEEPING_TIMES}: needs one row of {what} and feed {feed} with kept_days of 1 or more.")
    return int(found[0])


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def remove_files() -> list[str]:
    """Removes landed files, logs and scratch that are kept no longer; returns what was done, in words."""
    return _at_home("remove_files", lambda home, warehouse: _remove_files(home, warehouse, _now()))


def compact() -> list[str]:
    """Gives back the space that the warehouse does not need; returns what was done, in words."""
    return _at_home("compact", lambda _, warehouse: warehouse.compact())


def forget_records() -> list[str]:
    """Removes Airflow's old records of runs; returns what was done, in words. Raises EasemartError when it cannot."""
    return _at_home("forget_records", lambda _, __: _forget_records(_now()))


def _at_home(step: str, work: Callable[[Home, Warehouse], Iterable[_DONE]]) -> list[str]:
    home = homes.current()
    settings.apply(home)
    warehouse = warehouses.of(home)
    told = []
    with homes.locked(home, WAIT_FOR_LOCK_S), warehouse.exclusively(WAIT_FOR_LOCK_S):
        warehouse.prepare()
        done = list(work(home, warehouse))
        with warehouse.opened("loader") as con:
            for detail, freed in done:
                con.execute("insert into audit.maintenance values ($1, $2, $3, $4)", [step, detail, freed, _now()])
                told.append(detail)
                say(f"  {detail}")
    return told


def _remove_files(home: Home, warehouse: Warehouse, now: dt.datetime) -> list[_DONE]:
    done = [_remove_landed(home, warehouse, feed, now) for feed in FEEDS]
    # Whoever holds the home's lock knows that no load is under way.
    done.append(_removed("files of loads that were killed", _files(home.scratch)))
    old = now - dt.timedelta(days=kept_days("logs"))
    logs = Path(os.environ.get("AIRFLOW__LOGGING__BASE_LOG_FOLDER") or home.root / "airflow" / "logs")
    files = [file for folder in (logs, home.root / "logs", home.dbt / "logs") for file in _files(folder)]
    done.append(_removed(f"logs older than {kept_days('logs')} days", [file for file in files if _changed(file) < old]))
    _remove_empty(logs)
    shutil.rmtree(home.scratch, ignore_errors=True)
    home.scratch.mkdir()
    return done


def _remove_landed(home: Home, warehouse: Warehouse, feed: str, now: dt.datetime) -> _DONE:
    """Removes what was last loaded or refused so long ago; what was never judged stays."""
    days = kept_days("landed_files", feed)
    with warehouse.opened("loader") as con:
        old = con.execute(
            "select delivery_id, delivered.source_system, delivered.file_hash from audit.deliveries as delivered "
            "inner join audit.loads as judged on judged.feed = delivered.feed "
            "and judged.source_system = delivered.source_system and judged.file_hash = delivered.file_hash "
            "where delivered.feed = $1 and delivery_id not in (select delivery_id from audit.removed_files) "
            "group by delivery_id, delivered.source_system, delivered.file_hash having max(judged.finished_at) < $2 "
            "order by delivery_id",
            [feed, now - dt.timedelta(days=days)],
        ).fetchall()
        freed = 0
        for delivery_id, system, file_hash in old:
            path = landed_copy(home, feed, system, file_hash)
            size = path.stat().st_size if path else 0
            # First the file, then the word: killed in between, the next run finds no file and says that it is gone.
            if path:
                path.unlink()
            con.execute(
                "insert into audit.removed_files values ($1, $2, $3, $4, $5, $6)",
                [delivery_id, feed, system, file_hash, size, now],
            )
            freed += size
    return f"removed {len(old)} landed files of {feed}, judged more than {days} days ago", freed


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]


def _changed(path: Path) -> dt.datetime:
    return dt.datetime.fromtimestamp(path.lstat().st_mtime, dt.UTC).replace(tzinfo=None)


def _removed(what: str, files: list[Path]) -> _DONE:
    freed = 0
    for file in files:
        freed += file.lstat().st_size
        file.unlink()
    return f"removed {len(files)} {what}", freed


def _remove_empty(folder: Path) -> None:
    for place, _, _ in os.walk(folder, topdown=False):
        path = Path(place)
        if path != folder and not any(path.iterdir()):
            path.rmdir()


def _forget_records(now: dt.datetime) -> list[_DONE]:
    """`airflow db clean`, in a process that finds Airflow's database as services do: a task is shown a false one."""
    days = kept_days("airflow_records")
    before = (now - dt.timedelta(days=days)).date().isoformat()
    command = ["db", "clean", "--yes", "--skip-archive", "--clean-before-timestamp", before]
    places = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "AIRFLOW__CORE__SQL_ALCHEMY_CONN"}
    done = subprocess.run(
        [sys.executable, "-m", "airflow", *command],
        env={name: value for name, value in os.environ.items() if name not in places},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no word").splitlines()[-1]
        raise EasemartError(f"airflow {' '.join(command)} ended with {done.returncode}: {last}")
    return [(f"removed Airflow's records of runs before {before}", 0)]
