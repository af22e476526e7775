-- Grain: one row per day, gate and outcome, the newest 60 days. Rules evaluated.
with

rules_judged as (
    select
        cast(evaluated_at as date) as evaluated_date,
        case when gate = 'raw' then 'load' else 'mart' end
        || case when success then '_held' else '_broken' end as outcome,
        count(*) as rule_count
    from audit.gate_results
    group by cast(evaluated_at as date), gate, success
),

newest_days as (
    select distinct evaluated_date
    from rules_judged
    order by evaluated_date desc
    limit 60
),

rules_of_newest_days as (
    select rules_judged.*
    from rules_judged
    inner join newest_days
        on rules_judged.evaluated_date = newest_days.evaluated_date
)

select * from rules_of_newest_days
order by evaluated_date, outcome
