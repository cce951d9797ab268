-- Whether data can be trusted: what was found, what was missing, what stands in its place.

-- A supplier's events of one type on one local day.
create table data_quality (
    org_id bigint not null,
    supplier_id bigint not null,
    category smallint not null,
    window_start timestamptz not null,
    window_end timestamptz not null,
    -- What came of what was due, 0 to 100; none without a known cadence.
    completeness_pct double precision,
    -- Filled values among all, 0 to 100; none without any.
    predicted_pct double precision,
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
    reviewed_at timestamptz not null,
    primary key (org_id, window_start, supplier_id, category)
);

-- What a review found, for people to look into.
create table quality_findings (
    org_id bigint not null,
    id uuid not null,
    supplier_id bigint not null,
    site_id bigint,
    route_id bigint,
    category smallint not null,
    kind text not null check (kind in ('out_of_range', 'spike', 'stuck', 'gap', 'drift')),
    from_at timestamptz not null,
    to_at timestamptz not null,
    -- The event at fault, where it is one.
    event_id bigint,
    -- In kg CO2e.
    value double precision,
    expected double precision,
    -- Robust standard deviations from what is usual.
    deviations double precision,
    detail text not null,
    primary key (org_id, id)
);

create index quality_findings_by_time on quality_findings (org_id, from_at, supplier_id);

-- Values that stand where a meter was silent, in kilograms; they count in totals until real ones come.
create table gap_fills (
    org_id bigint not null,
    calculation integer not null,
    bucket timestamptz not null,
    supplier_id bigint not null,
    -- 0 for none, so that it can be in the key.
    site_id bigint not null,
    category smallint not null,
    bucket_end timestamptz not null,
    co2e_mg bigint not null,
    ttw_mg bigint not null,
    wtt_mg bigint not null,
    interval_low_kg double precision not null,
    interval_high_kg double precision not null,
    confidence double precision not null,
    method text not null,
    -- Restored values the interval rests on.
    samples integer not null,
    filled_at timestamptz not null,
    -- The real event it gave way to; its kilograms are no longer counted then.
    replaced_by bigint,
    replaced_at timestamptz,
    real_co2e_mg bigint,
    primary key (org_id, calculation, bucket, supplier_id, site_id, category)
);

-- What came in and was not looked at yet: events of an import that ended.
create table quality_pending (
    org_id bigint not null primary key references organisations (id),
    from_at timestamptz not null,
    to_at timestamptz not null
);

select scope_to_organisation('data_quality', 'org_id');
select scope_to_organisation('quality_findings', 'org_id');
select scope_to_organisation('gap_fills', 'org_id');
select scope_to_organisation('quality_pending', 'org_id');
