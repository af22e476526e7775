-- Grain: one row per channel. The day from which more or fewer customers stayed in it.
{#- What a 95 % interval of a change point gives away of twice the log likelihood
    (Hansen 2000). -#}
{%- set given_away = '7.35' %}
with

days as (
    select
        *,
        stayed_all / n_all as stayed_share,
        n_before >= {{ window('thin') }}
        and n_after >= {{ window('thin') }}
        and stayed_all > 0
        and stayed_all < n_all as is_candidate
    from {{ ref('int_channel_days_split') }}
),

-- Twice the gain in log likelihood from one share before and another after, and how far
-- the sum has strayed from the course of one share, both for clustered sessions.
days_judged as (
    select
        *,
        case when is_candidate then 2 * (
            {{ binomial_likelihood('stayed_before', 'n_before') }}
            + {{ binomial_likelihood('stayed_after', 'n_after') }}
            - {{ binomial_likelihood('stayed_all', 'n_all') }}
        ) / design_effect end as gain,
        abs(stayed_before - stayed_share * n_before)
        / nullif(sqrt(n_all * stayed_share * (1 - stayed_share) * design_effect), 0)
            as strayed
    from days
),

days_ranked as (
    select
        *,
        row_number() over (
            partition by channel order by gain desc nulls last, business_date asc
        ) as standing,
        max(gain) over (partition by channel) as most_gain,
        max(strayed) over (partition by channel) as most_strayed,
        count(*) over (partition by channel) as day_count
    from days_judged
),

channels_judged as (
    select
        channel,
        min(first_date) as first_date,
        min(last_date) as last_date,
        max(n_all) as n,
        max(stayed_share) as stayed_share,
        max(design_effect) as design_effect,
        coalesce(max(most_strayed), 0) as most_strayed,
        {%- for name in ['n_before', 'n_after', 'stayed_before', 'stayed_after'] %}
        max(case when standing = 1 and is_candidate then {{ name }} end) as {{ name }},
        {%- endfor %}
        max(case when standing = 1 and is_candidate then next_date end)
            as change_date,
        min(case when gain >= most_gain - {{ given_away }} then next_date end)
            as change_date_low,
        max(case when gain >= most_gain - {{ given_away }} then next_date end)
            as change_date_high
    from days_ranked
    group by channel
),

channels_shared as (
    select
        *,
        stayed_before / n_before as share_before,
        stayed_after / n_after as share_after
    from channels_judged
),

channels_tested as (
    select
        *,
        {{ kolmogorov_tail('most_strayed') }} as p_value,
        1.959963984540054 * sqrt(design_effect * (
            share_before * (1 - share_before) / n_before
            + share_after * (1 - share_after) / n_after
        )) as difference_margin,
        count(change_date) over () as channel_count
    from channels_shared
),

channel_changes as (
    select
        channel,
        first_date,
        last_date,
        cast(n as bigint) as session_count,
        stayed_share as stickiness_share,
        change_date,
        change_date_low,
        change_date_high,
        cast(n_before as bigint) as session_count_before,
        cast(n_after as bigint) as session_count_after,
        share_before as stickiness_share_before,
        share_after as stickiness_share_after,
        share_after - share_before as difference,
        share_after - share_before - difference_margin as difference_low,
        share_after - share_before + difference_margin as difference_high,
        p_value,
        least(1.0, p_value * channel_count) as p_value_corrected,
        change_date is not null
        and p_value * channel_count <= {{ window('discovery') }} as is_change,
        'association' as evidence
    from channels_tested
)

select * from channel_changes
