-- Grain: one row per cell of matter and person, month, channel, queue and code.
with

interactions as (
    select
        cast(date_trunc('month', business_date) as date) as month_start,
        channel,
        coalesce(queue_id, 'none') as queue,
        coalesce(customer_code, 'unknown') as tier,
        cell
    from satisfaction.interactions
    where cell is not null
),

cells as (
    select
        month_start,
        channel,
        queue,
        tier,
        count(*) as judged_count
    from interactions
    group by month_start, channel, queue, tier
),

judgements as (
    select
        'both' as cell,
        'person pleasant' as person,
        'matter dealt with well' as matter,
        1 as cell_rank
    union all
    select
        'person only' as cell,
        'person pleasant' as person,
        'matter not dealt with well' as matter,
        2 as cell_rank
    union all
    select
        'matter only' as cell,
        'person not pleasant' as person,
        'matter dealt with well' as matter,
        3 as cell_rank
    union all
    select
        'neither' as cell,
        'person not pleasant' as person,
        'matter not dealt with well' as matter,
        4 as cell_rank
),

judgements_counted as (
    select
        cells.month_start,
        cells.channel,
        cells.queue,
        cells.tier,
        judgements.person,
        judgements.matter,
        judgements.cell_rank,
        cells.judged_count,
        count(interactions.cell) as cell_count
    from cells
    cross join judgements
    left join interactions
        on
            cells.month_start = interactions.month_start
            and cells.channel = interactions.channel
            and cells.queue = interactions.queue
            and cells.tier = interactions.tier
            and judgements.cell = interactions.cell
    group by
        cells.month_start,
        cells.channel,
        cells.queue,
        cells.tier,
        judgements.person,
        judgements.matter,
        judgements.cell_rank,
        cells.judged_count
)

select * from judgements_counted
order by cell_rank, month_start, channel, queue, tier
