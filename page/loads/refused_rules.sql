-- Grain: one row per table, rule and system. Rows that the rule refused.
with

refused_rules as (
    select
        table_name || ' / ' || rule as broken_rule,
        source_system,
        count(*) as row_count
    from audit.quarantine
    group by table_name, rule, source_system
)

select * from refused_rules
order by row_count desc, broken_rule asc, source_system asc
