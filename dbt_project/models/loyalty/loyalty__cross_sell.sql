-- Grain: one row per month and code of the customer at the time (`all` for every one).
-- What was offered in service contacts, accepted and ordered; with the code shown to
-- the agent and without (F26, F30).
{%- set cuts = {'': 'whole', 'shown_': 'shown', 'not_shown_': 'not_shown'} %}
with

offers as (
    select * from {{ ref('int_offers_summed') }}
),

whole as (
    select * from offers
    where shown = 'all'
),

shown as (
    select * from offers
    where shown = 'shown'
),

not_shown as (
    select * from offers
    where shown = 'not_shown'
),

offers_beside as (
    select
        whole.month_start,
        whole.code,
        whole.complaining_count as complaining_contact_count,
        {% for prefix, cut in cuts.items() -%}
        coalesce({{ cut }}.offered_n, 0) as {{ prefix }}contact_count,
        coalesce({{ cut }}.offered_yes, 0) as {{ prefix }}offered_count,
        {{ cut }}.offered_units as {{ prefix }}offered_units,
        coalesce({{ cut }}.accepted_yes, 0) as {{ prefix }}accepted_count,
        {{ cut }}.accepted_units as {{ prefix }}accepted_units,
        coalesce({{ cut }}.order_count, 0) as {{ prefix }}order_count,
        coalesce({{ cut }}.revenue, 0) as {{ prefix }}revenue,
        {% endfor -%}
        {{ as_double('shown.accepted_yes') }} / nullif(shown.accepted_n, 0)
            as p_shown,
        {{ as_double('not_shown.accepted_yes') }} / nullif(not_shown.accepted_n, 0)
            as p_not_shown
    from whole
    left join shown
        on whole.month_start = shown.month_start and whole.code = shown.code
    left join not_shown
        on whole.month_start = not_shown.month_start and whole.code = not_shown.code
),

offers_differing as (
    select
        *,
        p_shown - p_not_shown as code_lead_share,
        {{ difference_width(
            'p_shown * (1 - p_shown)', 'shown_accepted_units',
            'p_not_shown * (1 - p_not_shown)', 'not_shown_accepted_units', '0', '0'
        ) }} as code_lead_width
    from offers_beside
),

cross_sell as (
    select
        month_start,
        code,
        complaining_contact_count,
        {% for prefix in cuts -%}
        {%- for share, (yes, n) in {
            'offered': ('offered_count', 'contact_count'),
            'accepted': ('accepted_count', 'offered_count'),
        }.items() %}
        {%- if share == 'offered' -%}
        {{ prefix }}contact_count,
        {% endif -%}
        {%- set worth = prefix ~ yes ~ ' * ' ~ prefix ~ share ~ '_units / nullif('
            ~ prefix ~ n ~ ', 0)' -%}
        {{ prefix }}{{ yes }},
        {{ as_double(prefix ~ yes) }} / nullif({{ prefix }}{{ n }}, 0)
            as {{ prefix }}{{ share }}_share,
        {{ wilson_low(worth, prefix ~ share ~ '_units') }}
            as {{ prefix }}{{ share }}_share_low,
        {{ wilson_high(worth, prefix ~ share ~ '_units') }}
            as {{ prefix }}{{ share }}_share_high,
        {{ as_double(prefix ~ share ~ '_units') }}
            as {{ prefix }}{{ share }}_effective_n,
        {% endfor -%}
        {{ prefix }}order_count,
        {{ prefix }}revenue,
        {% endfor -%}
        code_lead_share,
        code_lead_share - code_lead_width as code_lead_share_low,
        code_lead_share + code_lead_width as code_lead_share_high,
        'association' as evidence,
        offered_count < {{ window('thin') }} as is_thin
    from offers_differing
)

select * from cross_sell
