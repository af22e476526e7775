-- A failure means: what a macro of this project says differs from the value worked out
-- by hand, so that one warehouse would count otherwise than another.
with

said as (
    select
        'blanks at both ends go, a tab does not' as what,
        {{ trimmed("chr(160) || ' x' || chr(9) || chr(8195)") }} as got,
        'x' || chr(9) as want
    union all
    select
        'half a day before, in seconds with a fraction' as what,
        cast({{ add_seconds("timestamp '2024-03-01 12:00:00'", '-43200.5') }} as text)
            as got,
        '2024-02-29 23:59:59.5' as want
    union all
    select
        'a month after the last of January' as what,
        cast({{ add_months("date '2024-01-31'", '1') }} as text) as got,
        '2024-02-29' as want
    union all
    select
        'the clock in Berlin after it went forward' as what,
        cast(
            {{ to_zone("timestamp '2024-03-31 01:00:00'", "'Europe/Berlin'") }} as text
        ) as got,
        '2024-03-31 03:00:00' as want
    union all
    select
        'the hour that Berlin has twice is taken for the second' as what,
        cast(
            {{ from_zone("timestamp '2024-10-27 02:30:00'", "'Europe/Berlin'") }}
            as text
        ) as got,
        '2024-10-27 01:30:00' as want
    union all
    select
        'months from December to January' as what,
        cast({{ months_between("date '2023-12-31'", "date '2024-01-01'") }} as text)
            as got,
        '1' as want
    union all
    select
        'Sunday' as what,
        cast({{ weekday("date '2024-03-31'") }} as text) as got,
        '7' as want
)

select * from said
where got is distinct from want
union all
select
    'seconds with a fraction, earlier' as what,
    'not -0.25' as got,
    '-0.25' as want
where
    {{ seconds_between(
        "timestamp '2024-03-01 00:00:00.25'", "timestamp '2024-03-01 00:00:00'"
    ) }} <> -0.25
