-- Grain: one row per channel, asked or used, month and code of customer.
with

answers as (
    select
        cast(date_trunc('month', submitted_date) as date) as month_start,
        customer_id,
        submitted_date,
        choice as first_channel,
        row_number() over (
            partition by owner_id, cast(date_trunc('month', submitted_date) as date)
            order by submitted_at desc, answer_id desc
        ) as recency
    from core.survey_answers
    where
        measure = 'prefers_channel'
        and choice is not null
        and submitted_date is not null
        and respondent = 'customer'
        and coalesce(subject, 'own') = 'own'
),

-- Of several answers of a month the latest counts; needs count each.
chosen as (
    select
        answers.month_start,
        'say they prefer' as kind,
        coalesce(history.code, 'unknown') as tier,
        answers.first_channel
    from answers
    left join core.customer_history as history
        on
            answers.customer_id = history.customer_id
            and answers.submitted_date >= history.valid_from
            and (
                history.valid_to is null or answers.submitted_date < history.valid_to
            )
    where answers.recency = 1
    union all
    select
        cast(date_trunc('month', needs.opened_date) as date) as month_start,
        'go to first' as kind,
        coalesce(needs.customer_code, 'unknown') as tier,
        contacts.channel as first_channel
    from effort.needs as needs
    inner join core.contacts as contacts
        on needs.first_contact_id = contacts.contact_id
    where needs.customer_id is not null
),

cells as (
    select
        month_start,
        kind,
        tier,
        count(*) as all_count
    from chosen
    group by month_start, kind, tier
),

channels as (
    select distinct first_channel
    from chosen
),

channels_counted as (
    select
        cells.month_start,
        cells.kind,
        cells.tier,
        channels.first_channel,
        cells.all_count,
        count(chosen.first_channel) as chosen_count
    from cells
    cross join channels
    left join chosen
        on
            cells.month_start = chosen.month_start
            and cells.kind = chosen.kind
            and cells.tier = chosen.tier
            and channels.first_channel = chosen.first_channel
    group by
        cells.month_start,
        cells.kind,
        cells.tier,
        channels.first_channel,
        cells.all_count
),

-- Answers are one a customer; needs of one customer are not independent.
channels_weighed as (
    select
        channels_counted.month_start,
        channels_counted.kind,
        channels_counted.tier,
        channels_counted.first_channel,
        channels_counted.all_count,
        channels_counted.chosen_count,
        case
            when
                channels_counted.kind = 'go to first' and preference.need_count > 0
                then
                    channels_counted.all_count * preference.first_choice_effective_n
                    / preference.need_count
            else cast(channels_counted.all_count as double precision)
        end as effective_units
    from channels_counted
    left join effort.channel_preference as preference
        on
            channels_counted.month_start = preference.month_start
            and channels_counted.first_channel = preference.channel
            and preference.segment = '*'
)

select * from channels_weighed
order by month_start, first_channel, kind, tier
