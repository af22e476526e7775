-- Grain: one row per month and cause. Of the repeats whose cause is known, how many
-- have it, and how many at least and at most if all causes were known.
{%- set yes = 'n * units / nullif(determined, 0)' %}
with

repeats as (
    select
        *,
        {{ month_of('business_date') }} as month_start
    from {{ ref('effort__repeat_contacts') }}
),

causes as (
    select
        cause,
        precedence
    from {{ ref('repeat_causes') }}
    union all
    select
        'undetermined' as cause,
        null as precedence
),

published as (
    select
        figure_low as published_share,
        fact_id as published_fact,
        case fact_id when 'F02' then 'next_issue' when 'F03' then 'emotional' end
            as cause
    from {{ ref('published_benchmarks') }}
    where fact_id in ('F02', 'F03')
),

-- Customers are the clusters.
repeats_of_customers as (
    select
        month_start,
        customer_id,
        count(*) as repeats,
        count(*) filter (where primary_cause <> 'undetermined') as determined
    from repeats
    group by month_start, customer_id
),

months as (
    select
        month_start,
        cast(sum(repeats) as bigint) as repeats,
        cast(sum(determined) as bigint) as determined,
        count(*) filter (where determined > 0) as customers,
        sum(determined * determined) as determined_determined
    from repeats_of_customers
    group by month_start
),

causes_of_customers as (
    select
        repeats.month_start,
        repeats.customer_id,
        repeats.primary_cause as cause,
        {%- for evidence in ['survey', 'reopen', 'disposition', 'pair', 'behaviour'] %}
        count(*) filter (where repeats.primary_evidence = '{{ evidence }}')
            as {{ evidence }}_count,
        {%- endfor %}
        count(*) as n
    from repeats
    group by repeats.month_start, repeats.customer_id, repeats.primary_cause
),

causes_summed as (
    select
        counted.month_start,
        counted.cause,
        {%- for evidence in ['survey', 'reopen', 'disposition', 'pair', 'behaviour'] %}
        cast(sum(counted.{{ evidence }}_count) as bigint) as {{ evidence }}_count,
        {%- endfor %}
        sum(counted.n) as n,
        sum(counted.n * counted.n) as n_n,
        sum(counted.n * totals.determined) as n_determined
    from causes_of_customers as counted
    inner join repeats_of_customers as totals
        on
            counted.month_start = totals.month_start
            and counted.customer_id = totals.customer_id
    group by counted.month_start, counted.cause
),

-- Evidence for a cause that another one, of lower precedence, decided before.
causes_flagged as (
    {% for cause in ['unresolved', 'next_issue', 'emotional', 'channel_failure'] %}
    select
        month_start,
        '{{ cause }}' as cause,
        count({{ cause }}_evidence) as flagged_count
    from repeats
    group by month_start
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

causes_monthly as (
    select
        months.month_start,
        causes.cause,
        months.repeats,
        months.determined,
        months.customers,
        months.determined_determined,
        months.repeats - months.determined as undetermined,
        coalesce(causes_summed.n, 0) as n,
        coalesce(causes_summed.n_n, 0) as n_n,
        coalesce(causes_summed.n_determined, 0) as n_determined,
        causes_flagged.flagged_count,
        {%- for evidence in ['survey', 'reopen', 'disposition', 'pair', 'behaviour'] %}
        coalesce(causes_summed.{{ evidence }}_count, 0) as {{ evidence }}_count,
        {%- endfor %}
        published.published_fact,
        published.published_share
    from months
    cross join causes
    left join causes_summed
        on
            months.month_start = causes_summed.month_start
            and causes.cause = causes_summed.cause
    left join causes_flagged
        on
            months.month_start = causes_flagged.month_start
            and causes.cause = causes_flagged.cause
    left join published on causes.cause = published.cause
),

causes_weighed as (
    select
        *,
        case
            when cause <> 'undetermined' then {{ effective_n(
                'n', 'determined', 'customers', 'n_n', 'determined_determined',
                'n_determined'
            ) }}
        end as units,
        {{ as_double('n') }} / repeats as all_share
    from causes_monthly
),

repeat_causes as (
    select
        month_start,
        cause,
        repeats as repeat_count,
        determined as determined_count,
        undetermined as undetermined_count,
        cast(n as bigint) as cause_count,
        cast(flagged_count as bigint) as flagged_count,
        survey_count,
        reopen_count,
        disposition_count,
        pair_count,
        behaviour_count,
        all_share,
        case
            when cause <> 'undetermined'
                then {{ as_double('n') }} / nullif(determined, 0)
        end as determined_share,
        case when cause <> 'undetermined' then {{ wilson_low(yes, 'units') }} end
            as determined_share_low,
        case when cause <> 'undetermined' then {{ wilson_high(yes, 'units') }} end
            as determined_share_high,
        units as effective_n,
        case when cause <> 'undetermined' then all_share end as lowest_share,
        case
            when cause <> 'undetermined'
                then {{ as_double('n + undetermined') }} / repeats
        end as highest_share,
        published_fact,
        published_share,
        determined < {{ window('thin') }} as is_thin
    from causes_weighed
)

select * from repeat_causes
