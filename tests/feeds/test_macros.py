"""The macros that turn vendors' text into UTC text, or into text that no cast accepts."""

from __future__ import annotations

import duckdb
import pytest

from easemart.home import REPOSITORY


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """A connection in a zone of its own: what a macro says must not depend on it."""
    connection = duckdb.connect()
    connection.execute("set timezone = 'America/Los_Angeles'")
    connection.execute((REPOSITORY / "feeds" / "macros.sql").read_text(encoding="utf-8"))
    return connection


def value(con: duckdb.DuckDBPyConnection, expression: str, *parameters: str | None) -> str | None:
    row = con.execute(f"select {expression}", list(parameters)).fetchone()
    assert row is not None
    return row[0]  # type: ignore[no-any-return]


def casts(con: duckdb.DuckDBPyConnection, text: str | None) -> bool:
    return value(con, "try_cast(? as timestamp)", text) is not None


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2024-03-01T10:00:00Z", "Europe/Berlin", "2024-03-01 10:00:00"),
        ("2024-03-01T10:00:00.123456789Z", "UTC", "2024-03-01 10:00:00.123456"),
        ("2024-03-01 10:00:00.5", "Europe/Berlin", "2024-03-01 09:00:00.5"),
        ("2024-03-01 10:00", "Europe/Berlin", "2024-03-01 09:00:00"),
        ("2024-07-01 10:00:00", "Europe/Berlin", "2024-07-01 08:00:00"),
        ("2024-03-01T10:00:00+02:00", "Europe/Berlin", "2024-03-01 08:00:00"),
        ("2024-03-01T10:00:00-05", "UTC", "2024-03-01 15:00:00"),
        ("2024-03-01 10:00:00 UTC", "Europe/Berlin", "2024-03-01 10:00:00"),
        (" 2024-02-29 10:00:00 ", "UTC", "2024-02-29 10:00:00"),
        # The gap of 31 March 2024, 02:00 to 03:00: as if the clock had not changed.
        ("2024-03-31 01:59:59", "Europe/Berlin", "2024-03-31 00:59:59"),
        ("2024-03-31 02:30:00", "Europe/Berlin", "2024-03-31 01:30:00"),
        ("2024-03-31 03:00:00", "Europe/Berlin", "2024-03-31 01:00:00"),
        # The hour that came twice on 27 October 2024: the second, unless an offset tells.
        ("2024-10-27 01:59:59", "Europe/Berlin", "2024-10-26 23:59:59"),
        ("2024-10-27 02:30:00", "Europe/Berlin", "2024-10-27 01:30:00"),
        ("2024-10-27 02:30:00+02:00", "Europe/Berlin", "2024-10-27 00:30:00"),
        ("", "UTC", None),
        (None, "UTC", None),
    ],
)
def test_utc_reads_iso_text(con: duckdb.DuckDBPyConnection, text: str | None, zone: str, expected: str | None) -> None:
    assert value(con, "utc(?::varchar, ?)", text, zone) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30 10:00:00",
        "2024-02-30T10:00:00Z",
        "2024-13-01T10:00:00Z",
        "2024-03-01T25:00:00Z",
        "2024-03-01T10:00:61Z",
        "31.03.2024 10:00",
        "gestern",
        "10:00",
    ],
)
def test_utc_hands_on_what_does_not_exist(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert value(con, "utc(?, 'UTC')", text) == text
    assert not casts(con, text)


@pytest.mark.parametrize(
    "text",
    [
        "epoch",
        "infinity",
        "-infinity",
        "2024/03/01 10:00:00",
        "2024-03-01",
        "0000-01-01T00:00:00Z",
        "2024-03-01 10:00:00 Europe/Rome",
        "2024-03-01 10:00:00+99:99",
    ],
)
def test_utc_marks_what_would_cast_though_it_was_not_understood(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert casts(con, text)
    given = value(con, "utc(?, 'UTC')", text)
    assert given is not None and text in given
    assert not casts(con, given)


def test_a_source_without_a_zone_gets_no_local_times_by(con: duckdb.DuckDBPyConnection) -> None:
    assert not casts(con, value(con, "utc('2024-03-01 10:00:00', null)"))


@pytest.mark.parametrize(
    ("text", "layout", "expected"),
    [
        ("31/3/2024 02:30", "%d/%m/%Y %H:%M", "2024-03-31 01:30:00"),
        ("29/2/2024 12:00", "%d/%m/%Y %H:%M", "2024-02-29 11:00:00"),
        ("990801 0:10:10", "%y%m%d %H:%M:%S", "1999-07-31 22:10:10"),
        ("  ", "%d/%m/%Y %H:%M", None),
    ],
)
def test_utc_from_reads_its_format(
    con: duckdb.DuckDBPyConnection, text: str, layout: str, expected: str | None
) -> None:
    assert value(con, f"utc_from(?, '{layout}', 'Europe/Berlin')", text) == expected


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("31/2/2024 02:30", "%d/%m/%Y %H:%M"),
        ("2/29/2024 02:30", "%d/%m/%Y %H:%M"),
        # These cast by themselves, to something else than the format would have said.
        ("2016-02-01 01:16", "%d/%m/%Y %H:%M"),
        ("epoch", "%d/%m/%Y %H:%M"),
        ("infinity", "%d/%m/%Y %H:%M"),
        ("99-08-01", "%Y-%m-%d"),
    ],
)
def test_utc_from_refuses_every_other_format(con: duckdb.DuckDBPyConnection, text: str, layout: str) -> None:
    given = value(con, f"utc_from(?, '{layout}', 'Europe/Berlin')", text)
    assert given is not None and text in given
    assert not casts(con, given)


def test_utc_from_takes_no_offset(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error, match="use utc"):
        value(con, "utc_from('2024-03-01 +0200', '%Y-%m-%d %z', 'UTC')")


@pytest.mark.parametrize(
    ("text", "seconds", "expected"),
    [
        ("2024-03-01 23:59:50", "20", "2024-03-02 00:00:10"),
        ("2024-03-01 00:00:10", "-20", "2024-02-29 23:59:50"),
        ("2024-03-01 00:00:10", None, None),
        ("not a time", "20", "not a time"),
        ("2024-03-01 00:00:10", "many", "many"),
        ("2024-03-01 00:00:10", "99999999999999", "99999999999999"),
    ],
)
def test_utc_plus(con: duckdb.DuckDBPyConnection, text: str, seconds: str | None, expected: str | None) -> None:
    assert value(con, "utc_plus(?::varchar, ?::varchar)", text, seconds) == expected


@pytest.mark.parametrize(
    ("time", "anchor", "expected"),
    [
        ("12:00:00", "1999-08-02 09:00:00", "1999-08-02 09:00:00"),
        # Over midnight, both ways (local midnight is 21:00 UTC in summer).
        ("0:00:57", "1999-08-02 20:59:29", "1999-08-02 21:00:57"),
        ("23:59:00", "1999-08-02 21:00:29", "1999-08-02 20:59:00"),
        # 3 September 1999, 01:00 to 02:00 came twice: the nearer of both.
        ("1:40:00", "1999-09-02 22:30:00", "1999-09-02 22:40:00"),
        ("1:40:00", "1999-09-02 23:30:00", "1999-09-02 23:40:00"),
        ("25:00:00", "1999-09-02 22:50:00", "25:00:00"),
        ("1:10:00", "no anchor", "no anchor"),
        (None, "1999-09-02 22:50:00", None),
    ],
)
def test_time_near(con: duckdb.DuckDBPyConnection, time: str | None, anchor: str, expected: str | None) -> None:
    assert value(con, "time_near(?::varchar, ?, 'Asia/Jerusalem')", time, anchor) == expected


def test_not_before(con: duckdb.DuckDBPyConnection) -> None:
    later, earlier = "2024-03-01 10:00:01", "2024-03-01 10:00:00"
    assert value(con, "not_before(?, ?)", earlier, later) == later
    assert value(con, "not_before(?, ?)", later, earlier) == later
    assert value(con, "not_before(?, ?)", "13:61:00", later) == "13:61:00"
    assert value(con, "not_before(?::varchar, ?)", None, later) is None


@pytest.mark.parametrize("token", ["", " ", "?", "-", "NULL", "n/a", "NaN", "\\N", "#N/A"])
def test_null_if_token(con: duckdb.DuckDBPyConnection, token: str) -> None:
    assert value(con, "null_if_token(?)", token) is None
    assert value(con, "null_if_token(?)", "x" + token) == "x" + token
