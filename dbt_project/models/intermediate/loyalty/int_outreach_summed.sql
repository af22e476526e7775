-- Grain: one row per kind of outreach. How many were reached and held out at random,
-- how many of them ordered, and how sure that is.
{%- set arms = [('sent', 'not is_held_out'), ('held_out', 'is_held_out')] %}
with

outreach as (
    select * from {{ ref('int_outreach_answered') }}
),

-- A customer may be reached again and again, and in turn be held out.
customers_counted as (
    select
        kind,
        customer_id,
        {%- for arm, is_in_it in arms %}
        count(*) filter (where is_ripe and {{ is_in_it }}) as {{ arm }},
        count(*) filter (where is_ripe and {{ is_in_it }} and has_ordered)
            as {{ arm }}_yes,
        coalesce(sum(value) filter (where is_ripe and {{ is_in_it }}), 0)
            as {{ arm }}_value,
        {%- endfor %}
        count(*) filter (where not is_ripe) as unripe
    from outreach
    group by kind, customer_id
),

kinds_counted as (
    select
        kind,
        {%- for arm, is_in_it in arms %}
        cast(sum({{ arm }}) as bigint) as {{ arm }},
        cast(sum({{ arm }}_yes) as bigint) as {{ arm }}_yes,
        count(*) filter (where {{ arm }} > 0) as {{ arm }}_customers,
        sum({{ arm }}_yes * {{ arm }}_yes) as {{ arm }}_yes_yes,
        sum({{ arm }} * {{ arm }}) as {{ arm }}_n_n,
        sum({{ arm }}_yes * {{ arm }}) as {{ arm }}_yes_n,
        sum({{ arm }}_value) as {{ arm }}_value,
        sum({{ arm }}_value) / nullif(sum({{ arm }}), 0) as {{ arm }}_mean,
        {%- endfor %}
        count(*) filter (where sent + held_out > 0) as customers,
        cast(sum(unripe) as bigint) as unripe
    from customers_counted
    group by kind
),

-- What each customer adds to the difference of the two means of value.
value_parts as (
    select
        counted.kind,
        (counted.sent_value - means.sent_mean * counted.sent) / means.sent
        - (counted.held_out_value - means.held_out_mean * counted.held_out)
        / means.held_out as part
    from customers_counted as counted
    inner join kinds_counted as means on counted.kind = means.kind
    where means.sent > 0 and means.held_out > 0
),

values_spread as (
    select
        kind,
        sum(part * part) as squares
    from value_parts
    group by kind
),

kinds_worth as (
    select
        kinds_counted.*,
        {%- for arm, is_in_it in arms %}
        {{ effective_n(
            arm ~ '_yes', arm, arm ~ '_customers', arm ~ '_yes_yes', arm ~ '_n_n',
            arm ~ '_yes_n'
        ) }} as {{ arm }}_effective,
        {%- endfor %}
        values_spread.squares
    from kinds_counted
    left join values_spread on kinds_counted.kind = values_spread.kind
),

kinds_bounded as (
    select
        *,
        {%- for arm, is_in_it in arms %}
        {{ as_double(arm ~ '_yes') }} / nullif({{ arm }}, 0) as {{ arm }}_share,
        {{ wilson_low(
            arm ~ '_effective * ' ~ arm ~ '_yes / ' ~ arm, arm ~ '_effective'
        ) }} as {{ arm }}_share_low,
        {{ wilson_high(
            arm ~ '_effective * ' ~ arm ~ '_yes / ' ~ arm, arm ~ '_effective'
        ) }} as {{ arm }}_share_high,
        {%- endfor %}
        case
            when customers > 1
                then
                    ({{ t_quantile('customers - 1') }})
                    * sqrt(squares * customers / (customers - 1))
        end as value_width
    from kinds_worth
)

select * from kinds_bounded
