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
        "2024-03-01 ",
        "0000-01-01T00:00:00Z",
        "2024-03-01 10:00:00 Europe/Rome",
        "2024-03-01 10:00:00+99:99",
        # A cast reads these as 10:00:00, 10:00:05 and 10:00:00.
        "2024-03-01T10:00: 5Z",
        "2024-03-01T10:00:5.Z",
        "2024-03-01 10:0 :00",
    ],
)
def test_utc_marks_what_would_cast_though_it_was_not_understood(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert casts(con, text.strip())
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
        ("99-08-01 ", "%d/%m/%Y %H:%M"),
        (" -infinity", "%y%m%d %H:%M:%S"),
    ],
)
def test_utc_from_refuses_every_other_format(con: duckdb.DuckDBPyConnection, text: str, layout: str) -> None:
    given = value(con, f"utc_from(?, '{layout}', 'Europe/Berlin')", text)
    assert given is not None and text in given
    assert not casts(con, given)


def test_utc_from_takes_no_offset(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error, match="use utc"):
        value(con, "utc_from('2024-03-01 +0200', '%Y-%m-%d %z', 'UTC')")


def test_a_source_without_a_zone_gets_no_formatted_times_by(con: duckdb.DuckDBPyConnection) -> None:
    assert not casts(con, value(con, "utc_from('990801 9:50:00', '%y%m%d %H:%M:%S', null)"))


NOT_UNDERSTOOD = "infinity"


def moment(con: duckdb.DuckDBPyConnection, expression: str, *parameters: str | None) -> str | None:
    """A moment as the macros pass it on; its text casts exactly when it was understood."""
    found = value(con, f"({expression})::varchar", *parameters)
    text = value(con, f"moment_text({expression})", *parameters)
    assert (text == found) if found != NOT_UNDERSTOOD else not casts(con, text)
    return found


@pytest.mark.parametrize(
    ("text", "seconds", "expected"),
    [
        ("2024-03-01 23:59:50", "20", "2024-03-02 00:00:10"),
        ("2024-03-01 00:00:10", "-20", "2024-02-29 23:59:50"),
        ("2024-03-01 00:00:10", None, None),
        ("2024-03-01 00:00:10", " ", None),
        (None, "20", None),
        (NOT_UNDERSTOOD, "20", NOT_UNDERSTOOD),
        (NOT_UNDERSTOOD, "-20", NOT_UNDERSTOOD),
        ("2024-03-01 00:00:10", "many", NOT_UNDERSTOOD),
        ("2024-03-01 00:00:10", "99999999999999", NOT_UNDERSTOOD),
    ],
)
def test_moment_plus(
    con: duckdb.DuckDBPyConnection, text: str | None, seconds: str | None, expected: str | None
) -> None:
    assert moment(con, "moment_plus($1::timestamp, $2::varchar)", text, seconds) == expected


@pytest.mark.parametrize(
    ("time", "anchor", "expected"),
    [
        ("12:00:00", "1999-08-02 09:00:00", "1999-08-02 09:00:00"),
        # Over midnight, both ways (local midnight is 21:00 UTC in summer).
        ("0:00:57", "1999-08-02 20:59:29", "1999-08-02 21:00:57"),
        ("23:59:00", "1999-08-02 21:00:29", "1999-08-02 20:59:00"),
        # Anchors at the other end of the day: up to twelve hours either way.
        ("12:59:00", "1999-08-02 21:59:00", "1999-08-03 09:59:00"),
        ("13:01:00", "1999-08-02 21:59:00", "1999-08-02 10:01:00"),
        # 3 September 1999, 01:00 to 02:00 came twice: the nearer of both, which need not
        # be the one on the anchor's side of the change.
        ("1:40:00", "1999-09-02 22:30:00", "1999-09-02 22:40:00"),
        ("1:40:00", "1999-09-02 23:30:00", "1999-09-02 23:40:00"),
        ("1:55:00", "1999-09-02 23:05:00", "1999-09-02 22:55:00"),
        ("1:05:00", "1999-09-02 22:55:00", "1999-09-02 23:05:00"),
        ("2:05:00", "1999-09-02 22:55:00", "1999-09-03 00:05:00"),
        ("25:00:00", "1999-09-02 22:50:00", NOT_UNDERSTOOD),
        ("1:10:00", NOT_UNDERSTOOD, NOT_UNDERSTOOD),
        (None, "1999-09-02 22:50:00", None),
        (" ", NOT_UNDERSTOOD, None),
        ("1:10:00", None, None),
    ],
)
def test_moment_near(
    con: duckdb.DuckDBPyConnection, time: str | None, anchor: str | None, expected: str | None
) -> None:
    assert moment(con, "moment_near($1::varchar, $2::timestamp, 'Asia/Jerusalem')", time, anchor) == expected


def test_not_before(con: duckdb.DuckDBPyConnection) -> None:
    later, earlier = "2024-03-01 10:00:01", "2024-03-01 10:00:00"
    expression = "not_before($1::timestamp, $2::timestamp)"
    assert moment(con, expression, earlier, later) == later
    assert moment(con, expression, later, earlier) == later
    assert moment(con, expression, later, None) == later
    assert moment(con, expression, NOT_UNDERSTOOD, later) == NOT_UNDERSTOOD
    assert moment(con, expression, None, later) is None


@pytest.mark.parametrize(
    ("import_id", "zone"),
    [
        ('{"ImportId":"startDate","timeZone":"Z"}', "UTC"),
        ('{"ImportId":"startDate","timeZone":"America/Denver"}', "America/Denver"),
        ('{"ImportId":"startDate"}', None),
        ("no JSON", None),
        (None, None),
    ],
)
def test_the_zone_of_an_export(con: duckdb.DuckDBPyConnection, import_id: str | None, zone: str | None) -> None:
    assert value(con, "qualtrics_zone(?::varchar)", import_id) == zone


@pytest.mark.parametrize("text", ["", " ", "a", " a", "a ", " a  b ", None])
def test_trimmed_is_trim(con: duckdb.DuckDBPyConnection, text: str | None) -> None:
    assert value(con, "trimmed(?::varchar)", text) == (text and text.strip())


@pytest.mark.parametrize("token", ["", " ", "?", "-", "NULL", "n/a", "NaN", "\\N", "#N/A"])
def test_null_if_token(con: duckdb.DuckDBPyConnection, token: str) -> None:
    assert value(con, "null_if_token(?)", token) is None
    assert value(con, "null_if_token(?)", "x" + token) == "x" + token


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0:03:20", "200"), ("12:00:00", "43200"), ("03:20", "200"), (" 1:05 ", "65"), ("200", "200"), (None, None),
     ("3:75", "3:75"), ("3m 20s", "3m 20s"), ("1:00:00:00", "1:00:00:00")],
)  # fmt: skip
def test_clock_seconds_hands_on_what_is_no_clock(
    con: duckdb.DuckDBPyConnection, text: str | None, seconds: str | None
) -> None:
    assert value(con, "clock_seconds(?)", text) == seconds
