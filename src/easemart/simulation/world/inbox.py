"""Files as systems deliver them: a day's, a week's, a month's rows, each file written whole and in order.

Rows wait in a scratch database until they are due, so that late news, redelivery and long tickets cost no more memory
than what is still to come of them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from numpy.typing import NDArray

from easemart.simulation.world.visits import DAY

START = dt.datetime(2024, 1, 1)
START_EPOCH = 1_704_067_200
_MACROS = """
create macro moment(s) as case when s >= 0 then timestamp '2024-01-01' + to_seconds(s) end;
create macro any_moment(s) as timestamp '2024-01-01' + to_seconds(s);
create macro zulu(s) as strftime(moment(s), '%Y-%m-%dT%H:%M:%SZ');
create macro plain(s) as strftime(moment(s), '%Y-%m-%d %H:%M:%S');
create macro plain_any(s) as strftime(any_moment(s), '%Y-%m-%d %H:%M:%S');
create macro day_of(d) as strftime(timestamp '2024-01-01' + to_days(d), '%Y-%m-%d');
create macro uuid_of(k) as cast(cast(md5(cast(k as varchar)) as uuid) as varchar);
create macro long_of(k) as cast(100000000000000 + k % 900000000000000 as bigint);
create macro account(n) as cast(1000001 + n as varchar);
create macro phone(n) as '+999' || lpad(cast((n * 387420489 + 271828183) % 1000000000 as varchar), 9, '0');
create macro email(n) as 'customer' || cast(n + 1 as varchar)
    || case when n % 3 = 0 then '@example.com' else '@example.org' end;
create macro cents(c) as cast(c / 100.0 as decimal(14, 2));
"""


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    `folder` within the inbox, `name` at the head of the file's name, `every` day, week or month, `form` csv, jsonl,
    parquet, or log for lines as they are. `columns` is the SQL of its columns with types. With `is_latest` only the
    newest row of a key in the period is delivered. `synced` names a column that holds when the file was made. `head`
    is written before the rows instead of the columns' names.
    """

    name: str
    folder: str
    every: str
    form: str
    columns: str
    is_latest: bool = False
    synced: str | None = None
    head: str | None = None

    @property
    def table(self) -> str:
        return f"{self.folder}_{self.name}".replace("/", "_")


def ends_of(every: str, days: int) -> list[int]:
    """The days after which a period of a world of so many days ends, the last one among them.

    A last week or month of less than half its length goes with the one before: nobody sends a file of one day.
    """
    if every == "day":
        return list(range(1, days + 1))
    if every == "week":
        ends, least = list(range(7, days + 1, 7)), 4
    else:
        ends, least = [day for day in range(1, days + 1) if (START + dt.timedelta(days=day)).day == 1], 15
    if ends and days - ends[-1] < least:
        ends.pop()
    return [*ends, days]


class Inbox:
    """Takes rows with the moment they are due and writes them into files when the period is over.

    `prefix` tells the files of one site from another's; `parts`: each kind is so many files, of equal parts of the
    time, however often its system delivers. Closing it drops what was never due.
    """

    def __init__(
        self, out: Path, kinds: tuple[Kind, ...], days: int, prefix: str, scratch: Path, parts: int | None = None
    ) -> None:
        self._out, self._prefix = out, prefix
        self._kinds = tuple(dataclasses.replace(kind, every="part") for kind in kinds) if parts else kinds
        self._scratch = scratch
        self.con = duckdb.connect(config={"threads": 2, "memory_limit": "700MB", "temp_directory": str(scratch)})
        self.run("set preserve_insertion_order = true")
        for statement in _MACROS.split(";\n"):
            if statement.strip():
                self.run(statement)
        for kind in kinds:
            self.run(f"create table {kind.table} (_at bigint, _key varchar, {kind.columns})")
        periods = {kind.every for kind in self._kinds}
        self._ends = {every: set(ends_of(every, days)) for every in sorted(periods - {"part"})}
        if parts:
            self._ends["part"] = {days * part // parts for part in range(1, parts + 1)}
        self._begun = dict.fromkeys(periods, 0)
        self.files = 0

    def run(self, statement: str) -> list[Any]:
        """Runs SQL to its end; returns its rows."""
        return self.con.execute(statement).fetchall()

    def show(self, name: str, rows: NDArray[Any], **further: Any) -> None:
        """Makes rows of named columns, and further columns, a table for the SQL that fills the kinds."""
        columns = {column: rows[column] for column in rows.dtype.names or ()} | further
        self.con.register(name, pa.table({column: pa.array(values) for column, values in columns.items()}))

    def fill(self, kind: str, select: str) -> None:
        """Rows for a kind of file: `select` yields _at, _key and the kind's columns by name."""
        self.run(f"insert into {kind} by name {select}")

    def day_over(self, day: int) -> None:
        """Writes the files of the periods that end with this day (counted from 0)."""
        for every, ends in self._ends.items():
            if day + 1 in ends:
                for kind in self._kinds:
                    if kind.every == every:
                        self._write(kind, day + 1)
                self._begun[every] = day + 1

    def _write(self, kind: Kind, until: int) -> None:
        due = f"from {kind.table} where _at < {until * DAY}"
        if not self.run(f"select count(*) {due}")[0][0]:
            return
        begun = START + dt.timedelta(days=self._begun[kind.every])
        period = f"{begun:%Y-%m}" if kind.every == "month" else f"{begun:%Y-%m-%d}"
        path = self._out / kind.folder / f"{kind.name}_{self._prefix}_{period}.{kind.form}"
        path.parent.mkdir(parents=True, exist_ok=True)
        made = START + dt.timedelta(days=until, hours=2)
        synced = f" replace ('{made:%Y-%m-%d %H:%M:%S}' as {kind.synced})" if kind.synced else ""
        newest = " qualify row_number() over (partition by _key order by _at desc) = 1" if kind.is_latest else ""
        rows = f"select * exclude (_at, _key){synced} {due}{newest} order by _at, _key"
        if kind.form == "jsonl":
            self.run(f"copy ({rows}) to '{path}' (format json)")
        elif kind.form == "parquet":
            self.run(f"copy ({rows}) to '{path}' (format parquet)")
        elif kind.head is None:
            self.run(f"copy ({rows}) to '{path}' (format csv, header true)")
        else:
            bare = self._scratch / "bare.csv"
            self.run(f"copy ({rows}) to '{bare}' (format csv, header false)")
            with path.open("wb") as target, bare.open("rb") as source:
                target.write(kind.head.encode())
                shutil.copyfileobj(source, target, 1 << 20)
            bare.unlink()
        self.run(f"delete {due}")
        self.files += 1

    def close(self) -> None:
        self.con.close()
