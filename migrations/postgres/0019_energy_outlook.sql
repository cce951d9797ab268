-- What others say of the grid and of the weather, and what was asked of them.

-- The carbon intensity of an hour, as it is known best. Grids are the same for all organisations.
create table grid_intensity (
    provider text not null,
    -- As the provider calls it.
    zone text not null,
    -- Beginning of the hour.
    at timestamptz not null,
    g_per_kwh double precision not null,
    kind text not null check (kind in ('actual', 'estimated', 'forecast')),
    signal text not null check (signal in ('average', 'marginal')),
    scope text not null,
    fetched_at timestamptz not null,
    primary key (provider, zone, at)
);

-- What was expected at a time, kept as it was known then.
create table grid_forecasts (
    provider text not null,
    zone text not null,
    fetched_at timestamptz not null,
    -- When the provider made it; the time it was fetched where that is not said.
    generated_at timestamptz not null,
    signal text not null,
    scope text not null,
    -- Hours with grams per kWh, as JSON.
    hours jsonb not null,
    primary key (provider, zone, fetched_at)
);

-- Calls of a provider on a day of UTC: paid plans and free ones have a limit.
create table provider_calls (
    provider text not null primary key,
    -- Days since 1970.
    day integer not null,
    calls integer not null
);

-- Who failed, and until when they are left alone. The subject is a zone or a site; empty: the provider.
create table provider_pauses (
    provider text not null,
    subject text not null,
    failures integer not null,
    not_before timestamptz not null,
    fault text not null,
    primary key (provider, subject)
);

-- The weather above a site, as it was last expected.
create table site_weather (
    org_id bigint not null,
    site_id bigint not null,
    provider text not null,
    fetched_at timestamptz not null,
    -- Intervals with irradiance, temperature and power, as JSON.
    points jsonb not null,
    primary key (org_id, site_id),
    foreign key (org_id, site_id) references sites (org_id, id)
);

-- What a site was expected to use, kept as it was known then, and what that was worth.
create table load_forecasts (
    org_id bigint not null,
    site_id bigint not null,
    id uuid not null,
    made_at timestamptz not null,
    -- Beginning of its first interval and end of its last.
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    interval_minutes integer not null,
    method text not null,
    -- Intervals with their bands, as JSON.
    points jsonb not null,
    -- Sums over what was measured, as JSON; none until then.
    score jsonb,
    primary key (org_id, site_id, made_at, id),
    -- The same measurements say the same.
    unique (org_id, site_id, starts_at),
    foreign key (org_id, site_id) references sites (org_id, id)
);

select share_with_organisations('grid_intensity');
select share_with_organisations('grid_forecasts');
select scope_to_organisation('site_weather', 'org_id');
select scope_to_organisation('load_forecasts', 'org_id');
