-- Grain: one row per month, segment (`*` = all) and channel. What customers say they
-- prefer, and beside it where they go first.
with

chosen as (
    select * from {{ ref('int_channels_chosen') }}
),

chosen_cut as (
    select * from chosen
    union all
    select
        month_start,
        owner_id,
        '*' as segment,
        channel,
        asked,
        used
    from chosen
),

owners as (
    select
        month_start,
        segment,
        owner_id,
        sum(asked) as asked,
        sum(used) as used
    from chosen_cut
    group by month_start, segment, owner_id
),

segments as (
    select
        month_start,
        segment,
        sum(asked) as asked,
        sum(used) as used,
        sum(used * used) as used_used,
        count(*) filter (where used > 0) as customers
    from owners
    group by month_start, segment
),

channels_of_owners as (
    select
        month_start,
        segment,
        channel,
        owner_id,
        sum(asked) as prefers,
        sum(used) as chose
    from chosen_cut
    group by month_start, segment, channel, owner_id
),

channels as (
    select
        channels_of_owners.month_start,
        channels_of_owners.segment,
        channels_of_owners.channel,
        sum(channels_of_owners.prefers) as prefers,
        sum(channels_of_owners.chose) as chose,
        sum(channels_of_owners.chose * channels_of_owners.chose) as chose_chose,
        sum(channels_of_owners.chose * owners.used) as chose_used
    from channels_of_owners
    inner join owners
        on
            channels_of_owners.month_start = owners.month_start
            and channels_of_owners.segment = owners.segment
            and channels_of_owners.owner_id = owners.owner_id
    group by
        channels_of_owners.month_start,
        channels_of_owners.segment,
        channels_of_owners.channel
),

channels_of_segments as (
    select
        channels.*,
        segments.asked,
        segments.used,
        segments.used_used,
        segments.customers
    from channels
    inner join segments
        on
            channels.month_start = segments.month_start
            and channels.segment = segments.segment
),

{%- set yes = 'chose * units / nullif(used, 0)' %}

channels_counted as (
    select
        *,
        {{ effective_n(
            'chose', 'used', 'customers', 'chose_chose', 'used_used', 'chose_used'
        ) }} as units
    from channels_of_segments
),

channel_preference as (
    select
        month_start,
        segment,
        channel,
        cast(asked as bigint) as answer_count,
        cast(prefers as bigint) as prefers_count,
        {{ as_double('prefers') }} / nullif(asked, 0) as prefers_share,
        {{ wilson_low('prefers', 'asked') }} as prefers_share_low,
        {{ wilson_high('prefers', 'asked') }} as prefers_share_high,
        cast(used as bigint) as need_count,
        cast(chose as bigint) as first_choice_count,
        {{ as_double('chose') }} / nullif(used, 0) as first_choice_share,
        {{ wilson_low(yes, 'units') }} as first_choice_share_low,
        {{ wilson_high(yes, 'units') }} as first_choice_share_high,
        units as first_choice_effective_n,
        asked < {{ window('thin') }} as is_thin
    from channels_counted
)

select * from channel_preference
