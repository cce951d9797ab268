-- Bringing events in: jobs, what they refused, profiles, and the events themselves.

create table ingest_jobs (
    org_id integer not null references organisations (id),
    id blob not null,
    status text not null check (
        status in ('queued', 'running', 'done', 'failed', 'cancelled', 'reverting', 'reverted')
    ),
    file_name text not null,
    file_path text not null,
    profile_name text not null,
    -- The profile as it was when the job began: a later change must not change a resumed job.
    profile text not null check (json_valid(profile)),
    data_source integer not null,
    bytes_total integer not null,
    bytes_done integer not null,
    rows_read integer not null,
    rows_accepted integer not null,
    rows_duplicate integer not null,
    rows_rejected integer not null,
    rows_skipped integer not null,
    rows_no_factor integer not null,
    -- Sum of the accepted rows.
    co2e_mg integer not null,
    -- What the reader needs to go on after bytes_done, written with the chunk it belongs to.
    cursor_state text not null check (json_valid(cursor_state)),
    warnings text not null check (json_valid(warnings)),
    skips text not null check (json_valid(skips)),
    message text,
    created_by blob,
    created_by_name text not null,
    -- Set for the import of a supplier user.
    supplier_id integer,
    created_at integer not null,
    started_at integer,
    finished_at integer,
    cancel_requested integer not null check (cancel_requested in (0, 1)),
    -- The node that works on it, and until when that holds without a heartbeat.
    lease_owner text,
    lease_until integer,
    -- The span of its events' ids: finds them without an index on millions of job ids.
    first_event_id integer,
    last_event_id integer,
    primary key (org_id, id)
) strict, without rowid;

create index ingest_jobs_by_time on ingest_jobs (org_id, created_at, id);
create index ingest_jobs_of_supplier on ingest_jobs (org_id, supplier_id, created_at, id);
create index ingest_jobs_unfinished on ingest_jobs (status, created_at)
where status in ('queued', 'running', 'reverting');

create table ingest_rejections (
    org_id integer not null,
    job_id blob not null,
    row_number integer not null,
    -- One row may be refused for several reasons.
    ordinal integer not null,
    column_name text not null,
    value text not null,
    code text not null,
    reason text not null,
    primary key (org_id, job_id, row_number, ordinal),
    foreign key (org_id, job_id) references ingest_jobs (org_id, id)
) strict, without rowid;

create table import_profiles (
    org_id integer not null references organisations (id),
    name text not null,
    profile text not null check (json_valid(profile)),
    updated_at integer not null,
    primary key (org_id, name)
) strict, without rowid;

-- The hot tables have no foreign keys: each would be looked up for every row of an import, and the
-- rows they point to are made in the same transaction and never deleted.
--
-- An id is unique over all organisations, so that the row is stored where it is appended.
create table events_normalized (
    id integer not null primary key,
    org_id integer not null,
    occurred_at integer not null,
    ends_at integer,
    supplier_id integer not null,
    site_id integer,
    vehicle_id integer,
    route_id integer,
    row_number integer,
    -- Position by the fallback order: own, site, origin, supplier, none.
    lat real,
    lon real,
    event_type integer not null,
    mode integer not null,
    data_source integer not null,
    quality_status integer not null,
    job_id blob,
    source_key blob not null,
    content_hash blob not null,
    external_id text,
    notes text,
    activity text not null,
    -- What makes an event the same event. Led by time, because a random key alone makes every
    -- insert touch another page; the same index serves every query by time.
    unique (org_id, occurred_at, source_key)
) strict;

-- The row or body as it came. Apart, so that retention can remove it and lists never read it.
create table events_raw (
    event_id integer not null primary key,
    org_id integer not null,
    raw text not null
) strict;

-- Events that have a name of their own: a repeated one is found whatever time it carries.
create table event_external_ids (
    org_id integer not null,
    external_id text not null,
    event_id integer not null,
    content_hash blob not null,
    primary key (org_id, external_id)
) strict, without rowid;
