-- What is normal, what is far above it, and who was told.

-- What an entity normally emits in an hour of the organisation's week. Led by the hour: a scan reads
-- one hour of all entities, and the closed hour is replaced as a whole.
create table baselines (
    org_id bigint not null,
    calculation integer not null,
    hour_of_week smallint not null,
    kind smallint not null,
    entity_id bigint not null,
    kg double precision not null,
    low_kg double precision not null,
    high_kg double precision not null,
    samples smallint not null,
    primary key (org_id, calculation, hour_of_week, kind, entity_id)
);

-- How far baselines and scans have come.
create table monitoring_state (
    org_id bigint not null primary key references organisations (id),
    -- What the baselines were computed from; another one means that they are computed anew.
    calculation integer not null,
    time_zone text not null,
    began_at timestamptz not null,
    -- End of the last hour whose baseline was computed.
    computed_until timestamptz,
    scanned_at timestamptz
);

create table hotspots (
    org_id bigint not null references organisations (id),
    id uuid not null,
    kind smallint not null,
    entity_id bigint not null,
    -- Set when all its kilograms are one supplier's, whose users may see it.
    supplier_id bigint,
    severity text not null check (severity in ('info', 'warn', 'critical')),
    status text not null check (status in ('pending', 'firing', 'recovering', 'resolved')),
    percent_above double precision not null,
    metric_value double precision not null,
    baseline double precision not null,
    baseline_low_kg double precision not null,
    baseline_high_kg double precision not null,
    baseline_samples smallint not null,
    detected_at timestamptz not null,
    last_seen_at timestamptz not null,
    resolved_at timestamptz,
    -- The narrower hotspot that makes up most of this one.
    explained_by uuid,
    alert_id uuid not null,
    primary key (org_id, id)
);

create index hotspots_by_time on hotspots (org_id, detected_at, id);
create index hotspots_open on hotspots (org_id, detected_at, id) where resolved_at is null;

-- The events that contributed most when it was detected.
create table hotspot_events (
    org_id bigint not null,
    hotspot_id uuid not null,
    ordinal smallint not null,
    event_id bigint not null,
    co2e_mg bigint not null,
    primary key (org_id, hotspot_id, ordinal),
    foreign key (org_id, hotspot_id) references hotspots (org_id, id)
);

create table alerts (
    org_id bigint not null references organisations (id),
    id uuid not null,
    kind text not null check (kind in ('hotspot', 'no_data')),
    entity_kind smallint not null,
    entity_id bigint not null,
    supplier_id bigint,
    -- Kind and entity while it is open, nothing afterwards: two scans at once open one alert.
    open_key text,
    level text not null check (level in ('info', 'warn', 'critical')),
    status text not null check (status in ('pending', 'firing', 'recovering', 'resolved')),
    -- Scans in this status.
    scans integer not null,
    message text not null,
    hotspot_id uuid,
    opened_at timestamptz not null,
    updated_at timestamptz not null,
    resolved_at timestamptz,
    acknowledged_by text,
    acknowledged_at timestamptz,
    snoozed_until timestamptz,
    primary key (org_id, id),
    unique (org_id, open_key),
    check ((open_key is null) = (status = 'resolved'))
);

create index alerts_by_time on alerts (org_id, opened_at, id);
create index alerts_open on alerts (org_id, opened_at, id) where resolved_at is null;

select scope_to_organisation('baselines', 'org_id');
select scope_to_organisation('monitoring_state', 'org_id');
select scope_to_organisation('hotspots', 'org_id');
select scope_to_organisation('hotspot_events', 'org_id');
select scope_to_organisation('alerts', 'org_id');
