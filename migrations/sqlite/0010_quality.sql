-- Whether data can be trusted: what was found, what was missing, what stands in its place.

-- A supplier's events of one type on one local day.
create table data_quality (
    org_id integer not null,
    supplier_id integer not null,
    category integer not null,
    window_start integer not null,
    window_end integer not null,
    -- What came of what was due, 0 to 100; none without a known cadence.
    completeness_pct real,
    -- Filled values among all, 0 to 100; none without any.
    predicted_pct real,
    anomalies_count integer not null,
    -- How many were due by the cadence, and how many of those came.
    expected integer not null,
    seen integer not null,
    measured integer not null,
    estimated integer not null,
    gap_filled integer not null,
    outlier integer not null,
    out_of_range integer not null,
    spikes integer not null,
    stuck integer not null,
    gaps integer not null,
    drifts integer not null,
    reviewed_at integer not null,
    primary key (org_id, window_start, supplier_id, category)
) strict, without rowid;

-- What a review found, for people to look into.
create table quality_findings (
    org_id integer not null,
    id blob not null,
    supplier_id integer not null,
    site_id integer,
    route_id integer,
    category integer not null,
    kind text not null check (kind in ('out_of_range', 'spike', 'stuck', 'gap', 'drift')),
    from_at integer not null,
    to_at integer not null,
    -- The event at fault, where it is one.
    event_id integer,
    -- In kg CO2e.
    value real,
    expected real,
    -- Robust standard deviations from what is usual.
    deviations real,
    detail text not null,
    primary key (org_id, id)
) strict, without rowid;

create index quality_findings_by_time on quality_findings (org_id, from_at, supplier_id);

-- Values that stand where a meter was silent, in kilograms; they count in totals until real ones come.
create table gap_fills (
    org_id integer not null,
    calculation integer not null,
    bucket integer not null,
    supplier_id integer not null,
    -- 0 for none, so that it can be in the key.
    site_id integer not null,
    category integer not null,
    bucket_end integer not null,
    co2e_mg integer not null,
    ttw_mg integer not null,
    wtt_mg integer not null,
    interval_low_kg real not null,
    interval_high_kg real not null,
    confidence real not null,
    method text not null,
    -- Restored values the interval rests on.
    samples integer not null,
    filled_at integer not null,
    -- The real event it gave way to; its kilograms are no longer counted then.
    replaced_by integer,
    replaced_at integer,
    real_co2e_mg integer,
    primary key (org_id, calculation, bucket, supplier_id, site_id, category)
) strict, without rowid;

-- What came in and was not looked at yet: events of an import that ended.
create table quality_pending (
    org_id integer not null primary key references organisations (id),
    from_at integer not null,
    to_at integer not null
) strict;
