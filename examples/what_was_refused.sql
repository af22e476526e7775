-- What was refused, by which rule, and how much of the file is that?
--
-- Read: rows refused of those read, by system, table and rule, the worst first.
-- Mind: what was refused is in no mart. A figure that dropped with a load may be rows
-- refused, not customers gone; the records as they came are with whoever owns raw.
with

refused as (
    select
        source_system,
        table_name,
        rule,
        count(*) as refused_count
    from audit.quarantine
    group by source_system, table_name, rule
),

loaded as (
    select
        source_system,
        table_name,
        sum(rows_read) as read_count
    from audit.loads
    group by source_system, table_name
)

select
    refused.source_system,
    refused.table_name,
    refused.rule,
    refused.refused_count,
    loaded.read_count,
    cast(refused.refused_count as double precision)
    / nullif(loaded.read_count, 0) as refused_share
from refused
left join loaded
    on
        refused.source_system = loaded.source_system
        and refused.table_name = loaded.table_name
order by refused_share desc nulls last, refused.rule asc
