-- Grain: one row per month, code (`all` for every one) and whether the code was shown
-- (shown, not_shown; all). Offers in service contacts of customers without an open
-- complaint, and what independent ones they are worth.
{%- set shares = {
    'offered': ('is_offered', 'true'), 'accepted': ('is_accepted', 'is_offered'),
} %}
with

offers as (
    select
        *,
        case when is_code_shown then 'shown' else 'not_shown' end as shown
    from {{ ref('int_offers_made') }}
),

offers_cut as (
    select
        *,
        code as code_cut,
        shown as shown_cut
    from offers
    union all
    select
        *,
        code as code_cut,
        'all' as shown_cut
    from offers
    union all
    select
        *,
        'all' as code_cut,
        shown as shown_cut
    from offers
    union all
    select
        *,
        'all' as code_cut,
        'all' as shown_cut
    from offers
),

-- Contacts of one customer are not independent: customers are the clusters.
customers as (
    select
        month_start,
        code_cut,
        shown_cut,
        unit_id,
        {% for figure, (yes, known) in shares.items() -%}
        count(*) filter (where not has_open_complaint and {{ known }})
            as {{ figure }}_n,
        count(*) filter (where not has_open_complaint and {{ known }} and {{ yes }})
            as {{ figure }}_yes,
        {% endfor -%}
        count(*) filter (where has_open_complaint) as complaining_count,
        sum(order_count) filter (where not has_open_complaint) as order_count,
        sum(revenue) filter (where not has_open_complaint) as revenue
    from offers_cut
    group by month_start, code_cut, shown_cut, unit_id
),

summed as (
    select
        month_start,
        code_cut,
        shown_cut,
        {% for figure in shares -%}
        cast(sum({{ figure }}_n) as bigint) as {{ figure }}_n,
        cast(sum({{ figure }}_yes) as bigint) as {{ figure }}_yes,
        count(*) filter (where {{ figure }}_n > 0) as {{ figure }}_customers,
        sum({{ figure }}_yes * {{ figure }}_yes) as {{ figure }}_yes_yes,
        sum({{ figure }}_n * {{ figure }}_n) as {{ figure }}_n_n,
        sum({{ figure }}_yes * {{ figure }}_n) as {{ figure }}_yes_n,
        {% endfor -%}
        cast(sum(complaining_count) as bigint) as complaining_count,
        cast(coalesce(sum(order_count), 0) as bigint) as order_count,
        coalesce({{ exact_sum('revenue') }}, 0) as revenue
    from customers
    group by month_start, code_cut, shown_cut
),

offers_summed as (
    select
        month_start,
        code_cut as code,
        shown_cut as shown,
        {% for figure in shares -%}
        {{ figure }}_n,
        {{ figure }}_yes,
        {{ effective_n(
            figure ~ '_yes', figure ~ '_n', figure ~ '_customers',
            figure ~ '_yes_yes', figure ~ '_n_n', figure ~ '_yes_n'
        ) }} as {{ figure }}_units,
        {% endfor -%}
        complaining_count,
        order_count,
        {{ as_double('revenue') }} as revenue
    from summed
)

select * from offers_summed
