-- What the sources' SQL may call to turn a vendor's text into text the loader casts.
--
-- A text that is not understood must come out as something the loader's cast refuses,
-- never as null and never as another moment. Handing it on unchanged is not enough:
-- DuckDB casts '2016-02-01 01:16' or '2024-03-01 10:00:00+02' to a timestamp whatever
-- was expected, and drops the offset. So what is not understood yet would cast is
-- marked.
create or replace macro not_understood(value) as
    case
        when try_cast(value as timestamp) is null then value
        else 'not understood: ' || value
    end;

-- A timestamp already in UTC, as text: 'YYYY-MM-DD HH:MM:SS[.ffffff]'.
create or replace macro utc_text(moment) as cast(moment as varchar);

-- ISO 8601 text -> UTC. An offset in the text (Z, +02, +02:00) counts; without one it
-- is local to `zone`. Daylight saving is ICU's: a time in the spring gap is read with
-- the offset from before the gap (02:30 becomes 03:30), an hour that comes twice is
-- the second one, in standard time. Date and time of day must both be there, and exist.
create or replace macro utc(value, zone) as
    case
        when value is null or trim(value) = '' then null
        -- What most systems write: three times as fast as the general case below.
        when value like '____-__-__T__:__:__Z' and value between '1' and '3'
            then coalesce(
                utc_text(try_cast(value as timestamp)), not_understood(value)
            )
        when regexp_full_match(
            trim(value),
            '[12]\d{3}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?'
            || '(Z| UTC|[+-](0\d|1[0-4])(:?[0-5]\d)?)'
        ) then coalesce(
            utc_text(timezone('UTC', try_cast(trim(value) as timestamptz))),
            not_understood(value)
        )
        when regexp_full_match(
            trim(value), '[12]\d{3}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?'
        ) then coalesce(
            utc_text(
                timezone('UTC', timezone(zone, try_cast(trim(value) as timestamp)))
            ),
            not_understood(value)
        )
        else not_understood(value)
    end;

-- Text in exactly `format` (strptime's, without %z: `utc` reads offsets), local to
-- `zone` -> UTC. One format, never a list: of a list the first that happens to fit
-- wins, and half of all day/month dates also fit month/day. strptime takes 'epoch' and
-- 'infinity' in any format, and a year 99 for %Y: neither is let by.
create or replace macro utc_from(value, format, zone) as
    case
        when value is null or trim(value) = '' then null
        when contains(format, '%z')
            then error('utc_from: %z in a format; use utc() for times with an offset')
        when not regexp_matches(value, '[0-9]') then not_understood(value)
        when year(try_strptime(value, format)) between 1900 and 2999 then coalesce(
            utc_text(timezone('UTC', timezone(zone, try_strptime(value, format)))),
            not_understood(value)
        )
        else not_understood(value)
    end;

-- UTC text some seconds later: ends are built from beginnings and durations, which
-- know nothing of midnight and of daylight saving. Seconds that are no number are
-- handed on, so that the cast refuses them; null seconds give null.
create or replace macro utc_plus(value, seconds) as
    case
        when value is null or seconds is null or trim(seconds) = '' then null
        when try_cast(value as timestamp) is null then value
        when abs(try_cast(seconds as bigint)) <= 1000000000
            then utc_text(
                try_cast(value as timestamp)
                + to_seconds(try_cast(seconds as bigint))
            )
        else not_understood(seconds)
    end;

-- A time as text, but not before another: for clocks that disagree by a little.
create or replace macro not_before(value, earliest) as
    case
        when try_cast(value as timestamp) < try_cast(earliest as timestamp)
            then earliest
        else value
    end;

-- For logs that carry only a time of day: the local time `time_of_day` (H:MM:SS) on
-- whichever day puts it nearest to `anchor` (UTC text), as UTC. Right while the two are
-- less than twelve hours apart. In an hour that comes twice it is the one nearer to
-- the anchor.
create or replace macro time_near(time_of_day, anchor, zone) as
    case
        when time_of_day is null or trim(time_of_day) = '' or anchor is null then null
        when try_cast(anchor as timestamp) is null then anchor
        when try_strptime(time_of_day, '%H:%M:%S') is null
            then not_understood(time_of_day)
        else utc_text(
            nearer_reading(
                try_cast(anchor as timestamp),
                on_nearest_day(
                    try_strptime(time_of_day, '%H:%M:%S') - timestamp '1900-01-01',
                    local_time(try_cast(anchor as timestamp), zone)
                ),
                zone
            )
        )
    end;

create or replace macro local_time(moment, zone) as
    timezone(zone, timezone('UTC', moment));

create or replace macro on_nearest_day(since_midnight, local_anchor) as
    date_trunc('day', local_anchor) + since_midnight + case
        when date_trunc('day', local_anchor) + since_midnight
            > local_anchor + interval 12 hour then interval (-1) day
        when date_trunc('day', local_anchor) + since_midnight
            < local_anchor - interval 12 hour then interval 1 day
        else interval 0 day
    end;

-- A local time that comes twice is an hour earlier too; the zones whose summer time is
-- half an hour (one island) keep the later reading.
create or replace macro nearer_reading(anchor_at, local_moment, zone) as
    case
        when local_time(
            timezone('UTC', timezone(zone, local_moment)) - interval 1 hour, zone
        ) = local_moment
            and abs(
                epoch(timezone('UTC', timezone(zone, local_moment)) - interval 1 hour)
                - epoch(anchor_at)
            ) < abs(
                epoch(timezone('UTC', timezone(zone, local_moment))) - epoch(anchor_at)
            )
            then timezone('UTC', timezone(zone, local_moment)) - interval 1 hour
        else timezone('UTC', timezone(zone, local_moment))
    end;

-- Null for the words systems write when they have no value.
create or replace macro null_if_token(value) as
    case
        when lower(trim(value)) in (
            '', '?', '-', 'null', 'n/a', 'na', 'nan', '\n', '#n/a'
        ) then null
        else value
    end;

-- Whether anything at `paths` of a JSON document has one of the JSON types. from_json
-- reads a text where an object is due as an empty one, and an object where a text is
-- due as its JSON: what came is told by this.
create or replace macro json_has_type(record, paths, types) as
    coalesce(list_has_any(try(json_type(record, paths)), types), false);
