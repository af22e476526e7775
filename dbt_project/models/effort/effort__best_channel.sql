-- Grain: one row per issue and channel in which needs on it began. What became of them.
{%- set yes = 'settled * units / nullif(observed, 0)' %}
{%- set means = {
    'observed_effort_score': 'effort_points', 'cost_per_need': 'cost',
    'further_contacts_per_need': 'further', 'further_cost_per_need': 'further_cost'
} %}
with

needs as (
    select
        *,
        contact_count - 1 as further,
        observed_effort_score as effort_points
    from {{ ref('int_needs_costed') }}
    where is_ripe
),

-- Customers are the clusters of resolution.
customers as (
    select
        issue,
        first_channel,
        customer_id,
        count(*) as n,
        count(*) filter (where is_first_contact_observed) as settled
    from needs
    group by issue, first_channel, customer_id
),

resolutions as (
    select
        issue,
        first_channel,
        count(*) as customers,
        sum(n) as observed,
        sum(settled) as settled,
        sum(n * n) as n_n,
        sum(settled * settled) as settled_settled,
        sum(settled * n) as settled_n
    from customers
    group by issue, first_channel
),

resolutions_weighed as (
    select
        *,
        {{ effective_n(
            'settled', 'observed', 'customers', 'settled_settled', 'n_n', 'settled_n'
        ) }} as units
    from resolutions
),

needs_summed as (
    select
        issue,
        first_channel,
        count(effort_score) as answers,
        {%- for column in means.values() %}
        count({{ column }}) as {{ column }}_n,
        {{ as_double('sum(' ~ column ~ ')') }} as {{ column }}_sum,
        {{ as_double('sum(' ~ column ~ ' * ' ~ column ~ ')') }} as {{ column }}_squares,
        {%- endfor %}
        avg(effort_score) as effort_score_mean,
        avg(handle_seconds) as handle_seconds_mean
    from needs
    group by issue, first_channel
),

channels_measured as (
    select
        resolutions.issue,
        resolutions.first_channel as channel,
        cast(resolutions.observed as bigint) as need_count,
        resolutions.customers as customer_count,
        cast(resolutions.settled as bigint) as settled_count,
        {{ as_double('resolutions.settled') }} / resolutions.observed as settled_share,
        {{ wilson_low(yes, 'units') }} as settled_share_low,
        {{ wilson_high(yes, 'units') }} as settled_share_high,
        needs_summed.answers as effort_answer_count,
        {{ as_double('needs_summed.effort_score_mean') }} as effort_score,
        {%- for name, column in means.items() %}
        {%- set sums = [column ~ '_n', column ~ '_sum', column ~ '_squares'] %}
        needs_summed.{{ column }}_sum / nullif(needs_summed.{{ column }}_n, 0)
            as {{ name }},
        {{ mean_low(*sums) }} as {{ name }}_low,
        {{ mean_high(*sums) }} as {{ name }}_high,
        {%- endfor %}
        needs_summed.cost_n as cost_known_count,
        {{ as_double('needs_summed.handle_seconds_mean') }} as handle_seconds_per_need,
        resolutions.observed < {{ window('thin') }} as is_thin
    from resolutions_weighed as resolutions
    inner join needs_summed
        on
            resolutions.issue = needs_summed.issue
            and resolutions.first_channel = needs_summed.first_channel
),

-- Best is the least effort observed, among channels that are not thin.
channels_ranked as (
    select
        *,
        row_number() over (
            partition by issue
            order by
                case when is_thin then 1 else 0 end asc,
                observed_effort_score desc,
                channel asc
        ) as standing,
        max(case when not is_thin then observed_effort_score_low end) over (
            partition by issue
        ) as most_certain
    from channels_measured
),

best_channel as (
    select
        issue,
        channel,
        need_count,
        customer_count,
        settled_count,
        settled_share,
        settled_share_low,
        settled_share_high,
        effort_answer_count,
        effort_score,
        {%- for name in means %}
        {{ name }},
        {{ name }}_low,
        {{ name }}_high,
        {%- endfor %}
        cost_known_count,
        handle_seconds_per_need,
        not is_thin and standing = 1 as is_best,
        not is_thin
        and coalesce(observed_effort_score_high < most_certain, false) as is_surpassed,
        'association' as evidence,
        is_thin
    from channels_ranked
)

select * from best_channel
