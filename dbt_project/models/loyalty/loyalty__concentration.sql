-- Grain: one row per month and percentile: what the best so many in a hundred customers
-- brought in the 12 months to its end, and how unequal customers are (F19).
{%- set measures = ['revenue', 'margin'] %}
with

cuts as (
    select * from {{ ref('int_percentiles_cut_monthly') }}
),

ginis as (
    select * from {{ ref('int_gini_monthly') }}
),

published as (
    select max(figure_low) as top_fifth_share
    from {{ ref('published_benchmarks') }}
    where fact_id = 'F19'
),

-- Where the line of the published share is crossed.
lines_crossed as (
    select
        cuts.month_start,
        min(cuts.percentile) as percentile
    from cuts
    cross join published
    where cuts.measure = 'margin' and cuts.top_share >= published.top_fifth_share
    group by cuts.month_start
),

watermarks as (
    select max(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed = 'crm'
),

concentration as (
    select
        revenue.month_start,
        revenue.percentile,
        cast(revenue.customer_count as bigint) as customer_count,
        cast(revenue.whole_count as bigint) as top_customer_count,
        {%- for measure in measures %}
        {{ as_double(measure ~ '.top_amount') }} as {{ measure }},
        {{ as_double(measure ~ '.total_amount') }} as {{ measure }}_of_all,
        {{ as_double(measure ~ '.top_share') }} as {{ measure }}_share,
        {{ as_double(measure ~ '.top_share_low') }} as {{ measure }}_share_low,
        {{ as_double(measure ~ '.top_share_high') }} as {{ measure }}_share_high,
        {{ as_double(measure ~ '_ginis.gini') }} as {{ measure }}_gini,
        {{ as_double(measure ~ '_ginis.gini_low') }} as {{ measure }}_gini_low,
        {{ as_double(measure ~ '_ginis.gini_high') }} as {{ measure }}_gini_high,
        {%- endfor %}
        case when revenue.percentile = 20 then published.top_fifth_share end
            as published_margin_share,
        lines_crossed.percentile as published_share_percentile,
        coalesce(
            watermarks.seen_until_at >= {{ add_months('revenue.month_start', 1) }},
            false
        ) as is_complete,
        revenue.customer_count < {{ window('thin') }} as is_thin
    from cuts as revenue
    inner join cuts as margin
        on
            revenue.month_start = margin.month_start
            and revenue.percentile = margin.percentile
            and margin.measure = 'margin'
    cross join published
    cross join watermarks
    {%- for measure in measures %}
    left join ginis as {{ measure }}_ginis
        on
            revenue.month_start = {{ measure }}_ginis.month_start
            and {{ measure }}_ginis.measure = '{{ measure }}'
    {%- endfor %}
    left join lines_crossed on revenue.month_start = lines_crossed.month_start
    where revenue.measure = 'revenue'
)

select * from concentration
