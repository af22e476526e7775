-- Grain: one row per customer and month that is over, who was there the month before:
-- the level before and now, and how satisfied the customer was before.
with

levels as (
    select * from {{ ref('customer_levels') }}
),

bands as (
    select
        band,
        score_from,
        lead(score_from) over (order by score_from) as next_from
    from {{ ref('satisfaction_bands') }}
),

watermarks as (
    select min(watermark_at) as seen_until_at
    from {{ ref('int_feed_watermarks') }}
    where feed in ('crm', 'surveys')
),

-- A month that is not over has no level at its end yet.
months as (
    select
        monthly.customer_id,
        monthly.month_start,
        monthly.level,
        levels.level_rank,
        monthly.satisfaction_score,
        monthly.revenue,
        monthly.revenue_12_months
    from {{ ref('loyalty__customers_monthly') }} as monthly
    inner join levels on monthly.level = levels.level
    cross join watermarks
    where
        {{ add_months('monthly.month_start', 1) }} <= watermarks.seen_until_at
),

moves as (
    select
        now.customer_id,
        now.month_start,
        before.level as level_before,
        now.level as level_now,
        before.level_rank as rank_before,
        now.level_rank as rank_now,
        case
            when before.satisfaction_score is null then 'not_asked'
            else bands.band
        end as satisfaction_before,
        before.level_rank > 1 as can_move_up,
        now.level_rank < before.level_rank as has_moved_up,
        now.revenue,
        now.revenue_12_months
    from months as now
    inner join months as before
        on
            now.customer_id = before.customer_id
            and {{ add_months('before.month_start', 1) }} = now.month_start
    left join bands
        on
            before.satisfaction_score >= bands.score_from
            and before.satisfaction_score < coalesce(bands.next_from, 101)
)

select * from moves
