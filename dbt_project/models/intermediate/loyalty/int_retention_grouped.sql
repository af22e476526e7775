-- Grain: one row per customer, kind of start, cohort and cut: each customer in the own
-- cohort and among all, uncut and by what was known at the landmark.
{%- set cuts = ['code', 'effort', 'recovery'] %}
with

spells as (
    select * from {{ ref('int_retention_spells') }}
),

spells_cut as (
    select
        spells.*,
        'all' as cut,
        'all' as cut_value
    from spells
    {%- for cut in cuts %}
    union all
    select
        spells.*,
        '{{ cut }}' as cut,
        known.{{ cut }} as cut_value
    from spells
    inner join {{ ref('int_retention_known') }} as known
        on spells.customer_id = known.customer_id
    where spells.starts_with = 'landmark'
    {%- endfor %}
),

retention_grouped as (
    {%- for cohort in ["cohort", "'all'"] %}
    select
        starts_with,
        {{ cohort }} as cohort,
        cut,
        cut_value,
        customer_id,
        first_ordered_date,
        started_date,
        duration_days,
        observed_days,
        is_event
    from spells_cut
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from retention_grouped
