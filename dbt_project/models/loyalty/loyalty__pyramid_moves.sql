-- Grain: one row per month, level before, level now and satisfaction before. Who moved
-- where on the pyramid (F20), and what share of a level moved up.
{%- set cut = ['month_start', 'level_before', 'satisfaction_before'] %}
with

moves as (
    select * from {{ ref('int_pyramid_moved_monthly') }}
),

-- Each level by itself, and existing customers together; each band by itself, and all.
moves_cut as (
    {%- for level in ['existing', 'own'] %}
    {%- for band in ['all', 'own'] %}
    select
        month_start,
        {{ "'existing'" if level == 'existing' else 'level_before' }} as level_before,
        {{ "'any'" if level == 'existing' else 'level_now' }} as level_now,
        {{ "'all'" if band == 'all' else 'satisfaction_before' }}
            as satisfaction_before,
        revenue,
        revenue_12_months,
        can_move_up,
        has_moved_up
    from moves
    {%- if level == 'existing' %}
    where level_before in ('top', 'high', 'middle', 'low', 'inactive')
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

moves_counted as (
    select
        {{ cut | join(',\n        ') }},
        level_now,
        count(*) as moved,
        sum(revenue) as revenue,
        sum(revenue_12_months) as revenue_12_months,
        count(*) filter (where can_move_up) as could_move_up,
        count(*) filter (where can_move_up and has_moved_up) as moved_up
    from moves_cut
    group by {{ cut | join(', ') }}, level_now
),

moves_of_levels as (
    select
        *,
        sum(moved) over same_level as n,
        sum(could_move_up) over same_level as could,
        sum(moved_up) over same_level as up
    from moves_counted
    window same_level as (partition by {{ cut | join(', ') }})
),

pyramid_moves as (
    select
        {{ cut | join(',\n        ') }},
        level_now,
        cast(moved as bigint) as customer_count,
        cast(n as bigint) as level_before_count,
        case when level_now <> 'any' then {{ as_double('moved') }} / n end
            as moved_share,
        case when level_now <> 'any' then {{ wilson_low('moved', 'n') }} end
            as moved_share_low,
        case when level_now <> 'any' then {{ wilson_high('moved', 'n') }} end
            as moved_share_high,
        {{ as_double('revenue') }} as revenue,
        {{ as_double('revenue_12_months') }} as revenue_12_months,
        cast(up as bigint) as moved_up_numerator,
        cast(could as bigint) as moved_up_denominator,
        {{ as_double('up') }} / nullif(could, 0) as moved_up_share,
        {{ wilson_low('up', 'could') }} as moved_up_share_low,
        {{ wilson_high('up', 'could') }} as moved_up_share_high,
        'association' as evidence,
        n < {{ window('thin') }} as is_thin
    from moves_of_levels
)

select * from pyramid_moves
