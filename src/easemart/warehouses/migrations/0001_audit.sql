-- What was delivered, loaded, judged, built and published.
create table if not exists audit.deliveries (
    delivery_id bigint primary key,
    feed text,
    source_system text,
    file_hash text,
    file_name text,
    landed_at timestamp
);
create table if not exists audit.loads (
    load_id bigint primary key,
    feed text,
    source_system text,
    table_name text,
    file_name text,
    file_hash text,
    rows_read bigint,
    rows_accepted bigint,
    rows_refused bigint,
    rows_superseded bigint,
    verdict text,
    reason text,
    notes text,
    started_at timestamp,
    finished_at timestamp
);
create table if not exists audit.gate_results (
    load_id bigint,
    build_id bigint,
    gate text,
    table_name text,
    expectation_id text,
    expectation_type text,
    refuses text,
    success boolean,
    unexpected_count bigint,
    detail text,
    evaluated_at timestamp
);
create table if not exists audit.quarantine (
    load_id bigint,
    source_system text,
    table_name text,
    line bigint,
    rule text,
    record text
);
create table if not exists audit.systems (
    source_system text primary key,
    feed text,
    time_zone text,
    description text
);
create table if not exists audit.builds (
    build_id bigint primary key,
    built_load_id bigint,
    code_hash text,
    full_refresh boolean,
    started_at timestamp,
    finished_at timestamp,
    verdict text
);
create table if not exists audit.published (
    mart text,
    table_name text,
    rows bigint,
    since timestamp,
    published_at timestamp,
    build_id bigint,
    loads text,
    note text
);
create table if not exists audit.restatements (
    build_id bigint,
    metric text,
    month date,
    value_before double precision,
    value_after double precision,
    moved double precision,
    numerator_before double precision,
    numerator_after double precision,
    denominator_before double precision,
    denominator_after double precision,
    first_load_id bigint,
    last_load_id bigint,
    restated_at timestamp
);
