-- What the sources' SQL may call to turn a vendor's text into text the loader casts.
--
-- A text that is not understood must come out as something the loader's cast refuses,
-- never as null and never as another moment. Handing it on unchanged is not enough:
-- DuckDB casts '2016-02-01 01:16' or '2024-03-01 10:00:00+02' to a timestamp whatever
-- was expected, and drops the offset. So what is not understood yet would cast is
-- marked.
create or replace macro not_understood(value) as
    case
        when try_cast(trim(value) as timestamp) is null then value
        else 'not understood: ' || value
    end;

-- trim, twice as fast where values mostly hold no blank. Beyond ASCII there are others
-- than the space.
create or replace macro trimmed(value) as
    case
        when contains(value, ' ') or strlen(value) <> length(value) then trim(value)
        else value
    end;

-- A timestamp already in UTC, as text: 'YYYY-MM-DD HH:MM:SS[.ffffff]'.
create or replace macro utc_text(moment) as cast(moment as varchar);

-- A finite local time of a zone -> UTC, and back. timezone('UTC', ...) would say the
-- same, and ask the calendar twice.
create or replace macro from_local(moment, zone) as
    make_timestamp(epoch_us(timezone(zone, moment)));

create or replace macro to_local(moment, zone) as
    timezone(zone, make_timestamptz(epoch_us(moment)));

-- ISO 8601 text -> UTC. An offset in the text (Z, +02, +02:00) counts; without one it
-- is local to `zone`. Daylight saving is ICU's: a time in the spring gap is read with
-- the offset from before the gap (02:30 becomes 03:30), an hour that comes twice is
-- the second one, in standard time. Date and time of day must both be there, and exist.
create or replace macro utc(value, zone) as
    case
        -- What most systems write, three times as fast as the general cases below. No
        -- LIKE would do: a cast takes blanks for digits, and 10:00:5. for 10:00:05.
        when regexp_full_match(value, '[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ')
            then coalesce(
                utc_text(try_cast(value as timestamp)), not_understood(value)
            )
        when regexp_full_match(value, '[12]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?')
            then coalesce(
                utc_text(from_local(try_cast(value as timestamp), zone)),
                not_understood(value)
            )
        when value is null or trim(value) = '' then null
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
            utc_text(from_local(try_cast(trim(value) as timestamp), zone)),
            not_understood(value)
        )
        else not_understood(value)
    end;

-- Moments that follow from one another stay timestamps, in UTC, until moment_text. One
-- that is not understood is infinity: so is whatever follows from it, and its text does
-- not cast. A macro's arguments are written out wherever it names them: what is dear is
-- a column of a step before, or the one item of a list that is transformed.
create or replace macro moment_text(moment) as
    case when isinf(moment) then 'not understood' else utc_text(moment) end;

-- `utc_from` before it is text. strptime takes 'epoch' and 'infinity' in any format and
-- a year 99 for %Y: neither is let by.
create or replace macro moment_from(value, format, zone) as
    case
        when contains(format, '%z')
            then error('a format with %z; use utc() for times with an offset')
        when year(try_strptime(value, format)) between 1900 and 2999
            and regexp_matches(value, '[0-9]')
            then coalesce(
                from_local(try_strptime(value, format), zone), timestamp 'infinity'
            )
        when value is null or trim(value) = '' then null
        else timestamp 'infinity'
    end;

-- Seconds since 1970 -> UTC. Milliseconds, which are three digits longer, are not
-- understood: they would be a moment tens of thousands of years ahead.
create or replace macro utc_epoch(value) as
    case
        when value is null or trim(value) = '' then null
        when regexp_full_match(trim(value), '\d{9,10}(\.\d{1,6})?')
            then utc_text(
                make_timestamp(
                    cast(cast(trim(value) as decimal(28, 6)) * 1000000 as bigint)
                )
            )
        else 'not understood: ' || value
    end;

-- A duration as clocks show it, H:MM:SS or MM:SS -> seconds. Another text stays as it
-- is: plain seconds are taken, all else the cast refuses.
create or replace macro clock_seconds(value) as
    case
        when regexp_full_match(trim(value), '\d{1,4}:[0-5]\d:[0-5]\d')
            then cast(
                3600 * cast(split_part(trim(value), ':', 1) as int)
                + 60 * cast(split_part(trim(value), ':', 2) as int)
                + cast(split_part(trim(value), ':', 3) as int) as varchar
            )
        when regexp_full_match(trim(value), '\d{1,4}:[0-5]\d')
            then cast(
                60 * cast(split_part(trim(value), ':', 1) as int)
                + cast(split_part(trim(value), ':', 2) as int) as varchar
            )
        else value
    end;

-- Whether a number is a word on the keys of a phone, as carriers give callers who hide
-- theirs: ANONYMOUS, RESTRICTED, UNAVAILABLE, UNKNOWN, BLOCKED, PRIVATE. With a plus
-- they are of no country; without one some are somebody's.
create or replace macro hidden_number(value) as
    regexp_full_match(
        trim(value),
        '\+?1?266696687|\+?86282452253|\+(7378742833|8656696|2562533|7748483)'
    );

-- A phone number as callers' numbers come, or null for a name, a mark (anonymous) or an
-- extension, which are nobody's number.
create or replace macro phone_number(value) as
    case
        when regexp_full_match(
            regexp_replace(value, '[\s().-]', '', 'g'), '\+?\d{7,15}'
        )
        and not hidden_number(value)
            then regexp_replace(value, '[\s().-]', '', 'g')
    end;

-- Text in exactly `format` (strptime's, without %z: `utc` reads offsets), local to
-- `zone` -> UTC. One format, never a list: of a list the first that happens to fit
-- wins, and half of all day/month dates also fit month/day.
create or replace macro utc_from(value, format, zone) as
    case
        when isinf(moment_from(value, format, zone)) then not_understood(value)
        else utc_text(moment_from(value, format, zone))
    end;

-- Some seconds later: ends are built from beginnings and durations, which know nothing
-- of midnight and of daylight saving.
create or replace macro moment_plus(moment, seconds) as
    case
        when moment is null or seconds is null or trim(seconds) = '' then null
        when abs(try_cast(seconds as bigint)) <= 1000000000
            then moment + to_seconds(try_cast(seconds as bigint))
        else timestamp 'infinity'
    end;

-- A moment, but not before another: for clocks that disagree by a little.
create or replace macro not_before(moment, earliest) as
    case when moment is not null then greatest(moment, earliest) end;

create or replace macro on_nearest_day(since_midnight, local_anchor) as
    date_trunc('day', local_anchor + (interval 12 hour - since_midnight))
    + since_midnight;

-- A local time that comes twice is an hour earlier too, which is the nearer one if this
-- is more than half an hour late; the zones whose summer time is half an hour (one
-- island) keep the later reading.
create or replace macro nearer_reading(reading, anchor, zone) as
    case
        when reading > anchor + interval 30 minute
            and to_local(reading - interval 1 hour, zone) = to_local(reading, zone)
            then reading - interval 1 hour
        else reading
    end;

-- For logs that carry only a time of day: the local time `time_of_day` (H:MM:SS) on
-- whichever day puts it nearest to `anchor`. Right while the two are less than twelve
-- hours apart. In an hour that comes twice it is the one nearer to the anchor.
create or replace macro moment_near(time_of_day, anchor, zone) as
    coalesce(
        list_transform(
            [
                from_local(
                    on_nearest_day(
                        try_strptime(time_of_day, '%H:%M:%S') - timestamp '1900-01-01',
                        to_local(anchor, zone)
                    ),
                    zone
                )
            ],
            lambda reading: nearer_reading(reading, anchor, zone)
        )[1],
        case
            when trim(time_of_day) <> '' and anchor is not null
                then timestamp 'infinity'
        end
    );

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

-- Asterisk's member of a queue, who is Agent/3001, PJSIP/3001-0000002a,
-- Local/3001@queue/n and 3001 in one file: the name without the channel around it.
create or replace macro asterisk_member(value) as
    coalesce(
        nullif(
            regexp_extract(
                trim(value),
                '^[A-Za-z0-9]+/([^@/]+?)(-[0-9a-f]{8})?([@/].*)?$',
                1
            ),
            ''
        ),
        nullif(trim(value), '')
    );

-- A time of Twilio's, which is in GMT: RFC 2822 as the API writes it, or ISO 8601 as
-- its libraries do.
create or replace macro twilio_time(value) as
    case
        when regexp_full_match(trim(value), '[A-Z][a-z]{2}, .* (\+0000|GMT)')
            then utc_from(
                regexp_replace(trim(value), ' (\+0000|GMT)$', ''),
                '%a, %d %b %Y %H:%M:%S',
                'UTC'
            )
        else utc(value, 'UTC')
    end;

-- The zone of an export's dates, if the third header row names it as JSON; Z is UTC.
create or replace macro qualtrics_zone(import_id) as
    case json_extract_string(try(json(import_id)), '$.timeZone')
        when 'Z' then 'UTC'
        else json_extract_string(try(json(import_id)), '$.timeZone')
    end;

-- Whether somebody only tried the survey out. Exports give the status as a code or in
-- words.
create or replace macro qualtrics_trial(status, channel) as
    coalesce(
        lower(status) in (
            '1', '2', '9', '17', 'survey preview', 'survey test',
            'survey preview spam', 'offline survey preview'
        ),
        false
    )
    or coalesce(lower(channel) in ('preview', 'test'), false);

-- Whether somebody only tried a survey of SurveyMonkey out.
create or replace macro surveymonkey_trial(collection_mode) as
    coalesce(lower(collection_mode) in ('preview', 'survey_preview'), false);

-- What a field of a ticket in Zendesk holds, in the contract's words; null for one that
-- may hold free text or personal data.
create or replace macro zendesk_value(field_name, value) as
    case
        when field_name = 'status' and lower(value) = 'on-hold' then 'hold'
        when field_name in ('status', 'priority', 'type') then lower(value)
        when field_name in (
            'assignee_id', 'group_id', 'brand_id', 'ticket_form_id', 'requester_id',
            'problem_id', 'satisfaction_score'
        ) then value
    end;

-- The contract's word for a status of Freshdesk; a company's own keeps its number.
create or replace macro freshdesk_status(code) as
    coalesce(
        [null, 'open', 'pending', 'solved', 'closed'][try_cast(code as int)], code
    );

-- The contract's word for a status of Jira's service templates, by its name; null for
-- a company's own.
create or replace macro jira_status(name) as
    case
        when lower(trim(name)) in ('open', 'to do', 'new') then 'new'
        when lower(trim(name)) in (
            'in progress', 'work in progress', 'waiting for support', 'reopened',
            'under investigation', 'under review'
        ) then 'open'
        when lower(trim(name)) = 'waiting for customer' then 'pending'
        when lower(trim(name)) in (
            'pending', 'escalated', 'waiting for approval', 'awaiting approval',
            'awaiting implementation'
        ) then 'hold'
        when lower(trim(name)) in ('resolved', 'completed', 'done') then 'solved'
        when lower(trim(name)) in ('closed', 'canceled', 'cancelled', 'declined')
            then 'closed'
    end;

-- The number of somebody in Jira: of their account in the cloud. A server has none, but
-- a key, by which changes name people, or in old versions their name alone.
create or replace macro jira_person(record, path) as
    coalesce(
        nullif(record ->> (path || '.accountId'), ''),
        nullif(record ->> (path || '.key'), ''),
        nullif(record ->> (path || '.name'), '')
    );

-- Who somebody is by the type of their account in Jira.
create or replace macro jira_role(account_type) as
    case account_type
        when 'customer' then 'customer'
        when 'app' then 'system'
        when 'atlassian' then 'agent'
    end;

-- Milliseconds as text -> their sum in whole seconds; the first that is no number, or
-- none that a warehouse can hold, as it is.
create or replace macro genesys_sum(milliseconds) as
    coalesce(
        list_filter(
            milliseconds,
            lambda one: not coalesce(
                abs(try_cast(one as double)) < 1e15, one is null
            )
        )[1],
        cast(
            cast(
                round(
                    list_sum(
                        list_transform(
                            milliseconds, lambda one: try_cast(one as double)
                        )
                    ) / 1000
                ) as bigint
            ) as varchar
        )
    );

-- Seconds that a session of Genesys Cloud counts under the name of a metric, which is
-- in milliseconds; null where it counts none.
create or replace macro genesys_seconds(session, metric) as
    genesys_sum(
        list_transform(
            list_filter(
                json_extract(session, '$.metrics[*]'),
                lambda one: (one ->> '$.name') = metric
            ),
            lambda one: one ->> '$.value'
        )
    );

-- The values that a session's segments of some types have under a key.
create or replace macro genesys_segments(session, types, key) as
    list_transform(
        list_filter(
            json_extract(session, '$.segments[*]'),
            lambda one: list_contains(types, one ->> '$.segmentType')
        ),
        lambda one: one ->> key
    );

-- One row per session of a participant in conversations of Genesys Cloud. Times are as
-- they were written, of one form, so that they sort.
create or replace macro genesys_sessions(relation) as table (
    with

    participants as (
        select
            delivered._row_number,
            unnest(json_extract(delivered.record, '$.participants[*]')) as participant
        from query_table(relation) as delivered
    ),

    sessions as (
        select
            _row_number,
            participant ->> '$.purpose' as purpose,
            participant ->> '$.userId' as user_id,
            unnest(json_extract(participant, '$.sessions[*]')) as session
        from participants
    )

    select
        _row_number,
        purpose,
        user_id,
        session ->> '$.mediaType' as media_type,
        phone_number(regexp_replace(session ->> '$.ani', '^tel:', '')) as ani,
        phone_number(regexp_replace(session ->> '$.dnis', '^tel:', '')) as dnis,
        phone_number(session ->> '$.callbackNumbers[0]') as callback_number,
        case
            when nullif(session ->> '$.outboundCampaignId', '') is not null
                then 'outbound'
            else lower(session ->> '$.direction')
        end as session_direction,
        list_max(session ->> '$.segments[*].queueId') as queue,
        list_min(session ->> '$.segments[*].segmentStart') as began,
        case
            when len(session ->> '$.segments[*].segmentStart')
                = len(session ->> '$.segments[*].segmentEnd')
                then list_max(session ->> '$.segments[*].segmentEnd')
        end as ended,
        list_min(genesys_segments(session, ['interact'], '$.segmentStart'))
            as talk_began,
        list_max(genesys_segments(session, ['interact', 'hold'], '$.segmentEnd'))
            as talk_ended,
        len(
            list_filter(
                genesys_segments(session, ['interact', 'hold'], '$.segmentEnd'),
                lambda one: one is null
            )
        ) > 0 as is_talking,
        cast(
            len(genesys_segments(session, ['hold'], '$.segmentStart')) as varchar
        ) as hold_count,
        -- Genesys' own codes say that the agent gave none, or what a dialler did.
        list_max(
            list_filter(
                genesys_segments(session, ['wrapup'], '$.wrapUpCode'),
                lambda one: one not like 'ININ-%'
            )
        ) as wrap_up_code,
        genesys_seconds(session, 'tAbandon') as abandon_s,
        coalesce(
            genesys_seconds(session, 'tAcd'), genesys_seconds(session, 'tAbandon')
        ) as wait_s,
        coalesce(
            genesys_seconds(session, 'tTalkComplete'),
            genesys_seconds(session, 'tTalk')
        ) as talk_s,
        coalesce(
            genesys_seconds(session, 'tHeldComplete'),
            genesys_seconds(session, 'tHeld')
        ) as hold_s,
        genesys_seconds(session, 'tAcw') as wrap_s
    from sessions
);

-- A time of ServiceNow in one form, DD/MM/YYYY HH:MM:SS or YYYY-MM-DD HH:MM:SS as
-- delivered: exports write the day first with any of three separators.
create or replace macro servicenow_stamp(value) as
    case
        when regexp_full_match(
            trim(value), '\d{1,2}([/.-])\d{1,2}[/.-]\d{4} \d{1,2}:\d\d(:\d\d)?'
        ) then translate(trim(value), '.-', '//')
            || case when trim(value) like '%:%:%' then '' else ':00' end
        else null_if_token(trim(value))
    end;

-- A stamp of a file of which it is known whether the year comes first.
create or replace macro servicenow_moment(stamp, is_year_first, zone) as
    case
        when is_year_first
            then coalesce(
                try_cast(utc(stamp, zone) as timestamp),
                case when stamp is not null then timestamp 'infinity' end
            )
        else moment_from(stamp, '%d/%m/%Y %H:%M:%S', zone)
    end;

-- One row about a file of ServiceNow: whether its times are written year first; else
-- the day is. Nothing in a file says which of day and month comes first, and half of
-- all dates fit both, so that it is judged as a whole, by the dates that fit one order
-- only, of which one in a hundred may be a slip. Where no day is after the 12th the
-- right order is that in which fewer tickets change before they are opened, else that
-- which spans less time. Raises an error where the month comes first, or may.
create or replace macro servicenow_dates(relation) as table (
    with

    stamps as (
        select
            coalesce(
                null_if_token(delivered.incident_state),
                null_if_token(delivered.state)
            ) as state,
            servicenow_stamp(delivered.opened_at) as opened,
            servicenow_stamp(
                coalesce(delivered.sys_updated_at, delivered.sys_updated_on)
            ) as updated
        from query_table(relation) as delivered
    ),

    stamps_read as (
        select
            *,
            try_strptime(opened, '%d/%m/%Y %H:%M:%S') as opened_by_day,
            try_strptime(opened, '%m/%d/%Y %H:%M:%S') as opened_by_month,
            try_strptime(updated, '%d/%m/%Y %H:%M:%S') as updated_by_day,
            try_strptime(updated, '%m/%d/%Y %H:%M:%S') as updated_by_month
        from stamps
    ),

    stamps_counted as (
        select
            count(state) as state_count,
            count(updated) as updated_count,
            count(*) filter (regexp_matches(updated, '^\d{4}-')) as year_first_count,
            count(coalesce(updated_by_day, updated_by_month)) as year_last_count,
            count(opened_by_day) filter (opened_by_month is null)
            + count(updated_by_day) filter (updated_by_month is null) as by_day_count,
            count(opened_by_month) filter (opened_by_day is null)
            + count(updated_by_month) filter (updated_by_day is null)
                as by_month_count,
            count(*) filter (opened_by_day > updated_by_day) as early_by_day_count,
            count(*) filter (opened_by_month > updated_by_month)
                as early_by_month_count,
            max(updated_by_day) - min(updated_by_day) as span_by_day,
            max(updated_by_month) - min(updated_by_month) as span_by_month
        from stamps_read
    ),

    file_judged as (
        select
            case
                when updated_count = 0
                    then error(
                        'no row says when it was written: have it delivered with'
                        || ' sys_updated_at (or sys_updated_on).'
                    )
                when state_count = 0
                    then error(
                        'no row names a state: have it delivered with incident_state'
                        || ' (or state).'
                    )
                when by_month_count * 100 > by_day_count
                    then error(
                        'its dates are month/day: ' || by_month_count
                        || ' fit that order alone, ' || by_day_count
                        || ' day/month alone. Have it delivered with day/month or as'
                        || ' YYYY-MM-DD HH:MM:SS.'
                    )
                when
                    by_day_count = 0
                    and (
                        early_by_month_count < early_by_day_count
                        or (
                            early_by_month_count = early_by_day_count
                            and span_by_month < span_by_day
                        )
                    )
                    then error(
                        'its dates seem to be month/day: no day is after the 12th, and'
                        || ' read as day/month ' || early_by_day_count
                        || ' rows are changed before they are opened (as month/day '
                        || early_by_month_count || ') and all lie within '
                        || span_by_day || ' (' || span_by_month || '). Have it'
                        || ' delivered as YYYY-MM-DD HH:MM:SS.'
                    )
                else year_first_count > year_last_count
            end as is_year_first
        from stamps_counted
    )

    select * from file_judged
);

-- The contract's word for a state of ServiceNow, by its name or number in the older
-- model of states or the newer one; null for one that neither knows.
create or replace macro servicenow_status(state, hold_reason) as
    case
        when lower(trim(state)) in ('new', '1') then 'new'
        when lower(trim(state)) in ('active', 'in progress', 'work in progress', '2')
            then 'open'
        when lower(trim(state)) in ('awaiting user info', 'awaiting caller', '4')
            then 'pending'
        when lower(trim(state)) in ('on hold', '3')
            and lower(trim(hold_reason)) in ('awaiting caller', '1')
            then 'pending'
        when lower(trim(state)) in (
            'on hold', '3', 'awaiting problem', 'awaiting evidence', '5',
            'awaiting vendor', 'awaiting change'
        ) then 'hold'
        when lower(trim(state)) in ('resolved', '6') then 'solved'
        when lower(trim(state)) in ('closed', '7', 'canceled', 'cancelled', '8')
            then 'closed'
    end;

-- '3 - Moderate' as exports show a choice, or its name or number alone; the names of a
-- choice's numbers are a list from 1 on.
create or replace macro servicenow_choice(value, names) as
    coalesce(
        names[try_cast(trim(value) as int)],
        lower(regexp_replace(trim(value), '^\d+\s*-\s*', ''))
    );

-- A whole number without the decimals that a program for tables adds (5.0).
create or replace macro whole_number(value) as
    case
        when regexp_full_match(trim(value), '\d+\.0+')
            then split_part(trim(value), '.', 1)
        else trim(value)
    end;

-- The day of an airport interview: a day of the month of May, or a whole date with the
-- month first. What is neither, or no day, is null.
create or replace macro airport_date(interview_day, survey_year) as
    case
        when regexp_full_match(whole_number(interview_day), '\d\d?')
            then try_cast(
                survey_year || '-05-' || lpad(whole_number(interview_day), 2, '0')
                as date
            )
        when regexp_full_match(trim(interview_day), '\d\d?/\d\d?/\d{4}( .*)?')
            then cast(
                try_strptime(split_part(trim(interview_day), ' ', 1), '%m/%d/%Y')
                as date
            )
        when regexp_full_match(trim(interview_day), '\d{4}-\d\d-\d\d([T ].*)?')
            then try_cast(left(trim(interview_day), 10) as date)
    end;

-- Sunday = 0, from a name (SUN, THUR) or a number (Sunday = 1).
create or replace macro airport_weekday(value) as
    case
        when regexp_full_match(whole_number(value), '[1-7]')
            then cast(whole_number(value) as int) - 1
        else nullif(
            list_position(
                ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
                upper(left(trim(value), 3))
            ),
            0
        ) - 1
    end;

-- Of the interviews whose day of the week is given, the share that it fits in a year.
create or replace macro airport_fit(days, weekdays, survey_year) as
    list_aggregate(
        list_transform(
            list_zip(days, weekdays),
            lambda interview: cast(
                dayofweek(airport_date(interview[1], survey_year))
                = airport_weekday(interview[2])
                as int
            )
        ),
        'avg'
    );

-- The year of an airport survey: of its whole dates, or the one in the file's name, or
-- the one of those published in this layout whose days of the week fit.
create or replace macro airport_year(file_name, days, weekdays) as
    coalesce(
        list_aggregate(
            list_transform(days, lambda one: year(airport_date(one, null))), 'mode'
        ),
        try_cast(
            nullif(regexp_extract(file_name, '(^|\D)(20\d\d)(\D|$)', 2), '') as bigint
        ),
        list_filter(
            [2014, 2015, 2016, 2017, 2018, 2019],
            lambda candidate: airport_fit(days, weekdays, candidate) > 0.5
        )[1]
    );

-- That year, or why it cannot be.
create or replace macro airport_year_checked(survey_year, days, weekdays) as
    case
        when survey_year is null
            then error(
                'no year in the file''s name, in INTDATE or to be told from DAY:'
                || ' name it <year>_customer_survey.csv'
            )
        when airport_fit(days, weekdays, survey_year) < 0.5
            then error(
                'DAY holds other days of the week than INTDATE has in May '
                || survey_year || ': give the file the name of its year'
            )
        else survey_year
    end;
