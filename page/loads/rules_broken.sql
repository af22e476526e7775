-- Grain: one row per rule of a table at a gate, the 200 broken most.
with

rules_broken as (
    select
        gate,
        table_name,
        expectation_id,
        refuses,
        count(*) as judged_count,
        count(*) filter (where not success) as broken_count,
        cast(coalesce(sum(unexpected_count), 0) as bigint) as row_count,
        max(evaluated_at) filter (where not success) as broken_at,
        max(evaluated_at) as evaluated_at
    from audit.gate_results
    group by gate, table_name, expectation_id, refuses
)

select * from rules_broken
order by
    broken_count desc,
    row_count desc,
    gate asc,
    table_name asc,
    expectation_id asc
limit 200
