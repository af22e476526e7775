-- Stage of the last bad experience of each customer. A stage that nothing went wrong at
-- in a cell counts there as none.
with

experiences as (
    select
        complaint_id as experience_id,
        customer_id,
        opened_at as felt_at,
        cast(date_trunc('month', opened_at) as date) as month_start,
        customer_code as tier,
        stage
    from recovery.complaints
    where customer_id is not null
    union all
    select
        customer_id as experience_id,
        customer_id,
        felt_at,
        felt_month_start as month_start,
        customer_code as tier,
        case when sign = 'survey' then stage end as stage
    from recovery.silent
),

experiences_ranked as (
    select
        *,
        row_number() over (
            partition by customer_id order by felt_at desc, experience_id desc
        ) as recency
    from experiences
),

staged as (
    select
        month_start,
        tier,
        stage
    from experiences_ranked
    where recency = 1 and stage is not null
),

stages as (
    select distinct stage
    from staged
),

cells as (
    select
        month_start,
        tier,
        count(*) as staged_count
    from staged
    group by month_start, tier
),

staged_counted as (
    select
        month_start,
        tier,
        stage,
        count(*) as stage_count
    from staged
    group by month_start, tier, stage
)

select
    stages.stage,
    cells.month_start,
    cells.tier,
    coalesce(staged_counted.stage_count, 0) as stage_count,
    cells.staged_count
from cells
cross join stages
left join staged_counted
    on
        cells.month_start = staged_counted.month_start
        and cells.tier = staged_counted.tier
        and stages.stage = staged_counted.stage
order by stages.stage, cells.month_start, cells.tier
