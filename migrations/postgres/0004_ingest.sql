-- Bringing events in: jobs, what they refused, profiles, and the events themselves.

create table ingest_jobs (
    org_id bigint not null references organisations (id),
    id uuid not null,
    status text not null check (
        status in ('queued', 'running', 'done', 'failed', 'cancelled', 'reverting', 'reverted')
    ),
    file_name text not null,
    file_path text not null,
    profile_name text not null,
    -- The profile as it was when the job began: a later change must not change a resumed job.
    profile jsonb not null,
    data_source smallint not null,
    bytes_total bigint not null,
    bytes_done bigint not null,
    rows_read bigint not null,
    rows_accepted bigint not null,
    rows_duplicate bigint not null,
    rows_rejected bigint not null,
    rows_skipped bigint not null,
    rows_no_factor bigint not null,
    -- Sum of the accepted rows.
    co2e_mg bigint not null,
    -- What the reader needs to go on after bytes_done, written with the chunk it belongs to.
    cursor_state jsonb not null,
    warnings jsonb not null,
    skips jsonb not null,
    message text,
    created_by uuid,
    created_by_name text not null,
    -- Set for the import of a supplier user.
    supplier_id bigint,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    cancel_requested boolean not null,
    -- The node that works on it, and until when that holds without a heartbeat.
    lease_owner text,
    lease_until timestamptz,
    -- The span of its events' ids: finds them without an index on millions of job ids.
    first_event_id bigint,
    last_event_id bigint,
    primary key (org_id, id)
);

create index ingest_jobs_by_time on ingest_jobs (org_id, created_at, id);
create index ingest_jobs_of_supplier on ingest_jobs (org_id, supplier_id, created_at, id);
create index ingest_jobs_unfinished on ingest_jobs (status, created_at)
where status in ('queued', 'running', 'reverting');

create table ingest_rejections (
    org_id bigint not null,
    job_id uuid not null,
    row_number bigint not null,
    -- One row may be refused for several reasons.
    ordinal integer not null,
    column_name text not null,
    value text not null,
    code text not null,
    reason text not null,
    primary key (org_id, job_id, row_number, ordinal),
    foreign key (org_id, job_id) references ingest_jobs (org_id, id)
);

create table import_profiles (
    org_id bigint not null references organisations (id),
    name text collate "C" not null,
    profile jsonb not null,
    updated_at timestamptz not null,
    primary key (org_id, name)
);

-- The hot tables have no foreign keys: each would be looked up for every row of an import, and the
-- rows they point to are made in the same transaction and never deleted.
--
-- An id is unique over all organisations, as on SQLite, where the row is stored by it.
create table events_normalized (
    id bigint not null primary key,
    org_id bigint not null,
    occurred_at timestamptz not null,
    ends_at timestamptz,
    supplier_id bigint not null,
    site_id bigint,
    vehicle_id bigint,
    route_id bigint,
    row_number bigint,
    -- Position by the fallback order: own, site, origin, supplier, none.
    lat double precision,
    lon double precision,
    event_type smallint not null,
    mode smallint not null,
    data_source smallint not null,
    quality_status smallint not null,
    job_id uuid,
    source_key bytea not null,
    content_hash bytea not null,
    external_id text,
    notes text,
    activity jsonb not null,
    -- What makes an event the same event. Led by time, because a random key alone makes every
    -- insert touch another page; the same index serves every query by time.
    unique (org_id, occurred_at, source_key)
);

-- The row or body as it came. Apart, so that retention can remove it and lists never read it.
create table events_raw (
    event_id bigint not null primary key,
    org_id bigint not null,
    raw text not null
);

-- Events that have a name of their own: a repeated one is found whatever time it carries.
create table event_external_ids (
    org_id bigint not null,
    external_id text not null,
    event_id bigint not null,
    content_hash bytea not null,
    primary key (org_id, external_id)
);

select scope_to_organisation('ingest_jobs', 'org_id');
select scope_to_organisation('ingest_rejections', 'org_id');
select scope_to_organisation('import_profiles', 'org_id');
select scope_to_organisation('events_normalized', 'org_id');
select scope_to_organisation('events_raw', 'org_id');
select scope_to_organisation('event_external_ids', 'org_id');
