-- Grain: one row per issue and issue that followed it, or is listed as following it.
{%- set yes = 'followed * units / nullif(n, 0)' %}
{%- set sums = [
    'followed', 'expected', 'customers', 'followed_followed', 'followed_expected',
    'expected_expected'
] %}
with

summed as (
    select * from {{ ref('int_next_issues_summed') }}
),

-- How often a month such needs come, whether or not they could be compared.
ripe_needs as (
    select
        issue,
        opened_at
    from {{ ref('int_needs_judged') }}
    where is_ripe and customer_id is not null and issue is not null
),

months as (
    select
        greatest(
            1, {{ seconds_between('min(opened_at)', 'max(opened_at)') }} / 2629746.0
        ) as month_count
    from ripe_needs
),

needs_monthly as (
    select
        ripe_needs.issue,
        {{ as_double('count(*)') }} / max(months.month_count) as need_count_monthly
    from ripe_needs
    cross join months
    group by ripe_needs.issue
),

-- Both are sums over customers: the test and the interval of the logarithm of their
-- ratio take customers as units, whose own weeks before and after are the comparison.
pairs_compared as (
    select
        *,
        {{ effective_n(
            'followed', 'n', 'customers', 'followed_followed', 'n_n', 'followed_n'
        ) }} as units,
        followed / nullif(expected, 0) as lift,
        {{ lift_low(*sums) }} as lift_low,
        {{ lift_high(*sums) }} as lift_high,
        -- Without needs a listed pair is not tested.
        case
            when n > 0 then coalesce(
                (followed - expected)
                / nullif(sqrt({{ left_over(
                    'followed_followed + expected_expected', '2 * followed_expected'
                ) }}), 0),
                0
            )
        end as deviation
    from summed
),

pairs_tested as (
    select
        *,
        {{ normal_tail('deviation') }} as p_value
    from pairs_compared
),

pairs_ranked as (
    select
        *,
        row_number() over (
            order by p_value asc nulls last, issue asc, next_issue asc
        ) as standing
    from pairs_tested
),

-- False discovery rate over all pairs (Benjamini and Hochberg 1995).
pairs_corrected as (
    select
        *,
        case
            when p_value is not null
                then least(1.0, min(p_value * pair_count / standing) over (
                    order by standing desc
                    rows between unbounded preceding and current row
                ))
        end as q_value
    from pairs_ranked
),

pairs_measured as (
    select
        pairs_corrected.*,
        pairs_corrected.followed / nullif(pairs_corrected.n, 0) as probability,
        needs_monthly.need_count_monthly
        * pairs_corrected.contact_count
        / nullif(pairs_corrected.n, 0) as contact_count_monthly
    from pairs_corrected
    left join needs_monthly on pairs_corrected.issue = needs_monthly.issue
),

next_issues as (
    select
        issue,
        next_issue,
        n as need_count,
        customers as customer_count,
        cast(followed as bigint) as support_count,
        probability,
        {{ wilson_low(yes, 'units') }} as probability_low,
        {{ wilson_high(yes, 'units') }} as probability_high,
        expected as expected_count,
        expected / nullif(n, 0) as base_rate,
        lift,
        lift_low,
        lift_high,
        p_value,
        q_value,
        pair_count,
        coalesce(q_value <= {{ window('discovery') }}, false)
        and followed > expected as is_found,
        pair_version is not null as is_listed,
        pair_version,
        contact_count_monthly * greatest(0, 1 - expected / nullif(followed, 0))
            as spared_contacts_monthly,
        {%- for end in ['low', 'high'] %}
        case
            when lift_{{ end }} is not null
                then contact_count_monthly * greatest(0, 1 - 1 / lift_{{ end }})
        end as spared_contacts_monthly_{{ end }},
        {%- endfor %}
        'association' as evidence,
        n < {{ window('thin') }} as is_thin
    from pairs_measured
)

select * from next_issues
