-- What a refused record said may be personal: it moves from audit, which many read, to raw.
create table raw.refused_records (
    load_id bigint,
    source_system text,
    table_name text,
    line bigint,
    record text
);
insert into raw.refused_records
select load_id, source_system, table_name, line, record
from audit.quarantine
where record is not null;
alter table audit.quarantine drop column record;
