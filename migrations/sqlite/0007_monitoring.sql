-- What is normal, what is far above it, and who was told.

-- What an entity normally emits in an hour of the organisation's week. Led by the hour: a scan reads
-- one hour of all entities, and the closed hour is replaced as a whole.
create table baselines (
    org_id integer not null,
    calculation integer not null,
    hour_of_week integer not null,
    kind integer not null,
    entity_id integer not null,
    kg real not null,
    low_kg real not null,
    high_kg real not null,
    samples integer not null,
    primary key (org_id, calculation, hour_of_week, kind, entity_id)
) strict, without rowid;

-- How far baselines and scans have come.
create table monitoring_state (
    org_id integer not null primary key references organisations (id),
    -- What the baselines were computed from; another one means that they are computed anew.
    calculation integer not null,
    time_zone text not null,
    began_at integer not null,
    -- End of the last hour whose baseline was computed.
    computed_until integer,
    scanned_at integer
) strict, without rowid;

create table hotspots (
    org_id integer not null references organisations (id),
    id blob not null,
    kind integer not null,
    entity_id integer not null,
    -- Set when all its kilograms are one supplier's, whose users may see it.
    supplier_id integer,
    severity text not null check (severity in ('info', 'warn', 'critical')),
    status text not null check (status in ('pending', 'firing', 'recovering', 'resolved')),
    percent_above real not null,
    metric_value real not null,
    baseline real not null,
    baseline_low_kg real not null,
    baseline_high_kg real not null,
    baseline_samples integer not null,
    detected_at integer not null,
    last_seen_at integer not null,
    resolved_at integer,
    -- The narrower hotspot that makes up most of this one.
    explained_by blob,
    alert_id blob not null,
    primary key (org_id, id)
) strict, without rowid;

create index hotspots_by_time on hotspots (org_id, detected_at, id);
create index hotspots_open on hotspots (org_id, detected_at, id) where resolved_at is null;

-- The events that contributed most when it was detected.
create table hotspot_events (
    org_id integer not null,
    hotspot_id blob not null,
    ordinal integer not null,
    event_id integer not null,
    co2e_mg integer not null,
    primary key (org_id, hotspot_id, ordinal),
    foreign key (org_id, hotspot_id) references hotspots (org_id, id)
) strict, without rowid;

create table alerts (
    org_id integer not null references organisations (id),
    id blob not null,
    kind text not null check (kind in ('hotspot', 'no_data')),
    entity_kind integer not null,
    entity_id integer not null,
    supplier_id integer,
    -- Kind and entity while it is open, nothing afterwards: two scans at once open one alert.
    open_key text,
    level text not null check (level in ('info', 'warn', 'critical')),
    status text not null check (status in ('pending', 'firing', 'recovering', 'resolved')),
    -- Scans in this status.
    scans integer not null,
    message text not null,
    hotspot_id blob,
    opened_at integer not null,
    updated_at integer not null,
    resolved_at integer,
    acknowledged_by text,
    acknowledged_at integer,
    snoozed_until integer,
    primary key (org_id, id),
    unique (org_id, open_key),
    check ((open_key is null) = (status = 'resolved'))
) strict, without rowid;

create index alerts_by_time on alerts (org_id, opened_at, id);
create index alerts_open on alerts (org_id, opened_at, id) where resolved_at is null;
