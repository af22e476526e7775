-- What maintenance removed and did: a landed file that is gone is known by its delivery.
create table if not exists audit.removed_files (
    delivery_id bigint primary key,
    feed text,
    source_system text,
    file_hash text,
    file_bytes bigint,
    removed_at timestamp
);
create table if not exists audit.maintenance (
    step text,
    detail text,
    freed_bytes bigint,
    finished_at timestamp
);
