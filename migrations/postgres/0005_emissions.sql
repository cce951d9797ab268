-- Kilograms: published factors, estimates of events, and their sums.
--
-- Masses that are summed are whole milligrams, so that sums are exact in any order.

-- The published catalogue, the same for all organisations and never changed.
create table emission_factors (
    id text collate "C" not null primary key,
    category text not null,
    activity text not null,
    unit text not null,
    kg_co2e_per_unit double precision not null,
    scope text not null,
    region text not null,
    year integer not null,
    gwp_set text not null,
    publisher text not null,
    publisher_row text not null,
    licence text not null,
    quality text not null,
    -- Id, activity and publisher in lower case, for the search by words.
    search_text text not null
);

-- Which factors an estimate used: few distinct sets serve millions of events.
create table factor_sets (
    id integer not null primary key,
    -- Factor ids in the order of their use, with a space between them.
    factor_ids text not null unique
);

-- Either kilograms or a reason why there are none.
create table estimates (
    org_id bigint not null,
    calculation integer not null,
    event_id bigint not null,
    co2e_mg bigint,
    ttw_mg bigint,
    wtt_mg bigint,
    interval_low_kg double precision,
    interval_high_kg double precision,
    confidence double precision,
    factor_set_id integer,
    method smallint,
    interval_basis smallint,
    -- Per part: kind (1 byte), tank-to-wheel mg, well-to-tank mg (8 bytes each, big-endian).
    contributions bytea,
    no_factor_reason text,
    -- Led by the event, which alone finds the row: led by organisation and calculation, a planner
    -- without statistics (right after an import) would read all rows of both for each event.
    primary key (event_id, calculation),
    check ((co2e_mg is null) = (no_factor_reason is not null))
);

-- Roll-up rows are updated again and again: room on their page keeps the new version beside the old
-- one and out of the indexes.
--
-- Sums by UTC hour. An event counts in the hour it begins in; its milligrams are spread over its
-- hours. `site_id` and `mode` are 0 for none, so that they can be in the key.
create table emissions_hourly (
    org_id bigint not null,
    calculation integer not null,
    hour timestamptz not null,
    supplier_id bigint not null,
    site_id bigint not null,
    category smallint not null,
    mode smallint not null,
    quality smallint not null,
    co2e_mg bigint not null,
    ttw_mg bigint not null,
    wtt_mg bigint not null,
    -- Half the width of the 90 % interval.
    half_width_mg bigint not null,
    events bigint not null,
    no_factor_events bigint not null,
    primary key (org_id, calculation, hour, supplier_id, site_id, category, mode, quality)
) with (fillfactor = 70);

-- One supplier's hours, for supplier users and for finding the hours that hold its events.
create index emissions_hourly_of_supplier
on emissions_hourly (org_id, calculation, supplier_id, hour);

-- The same by date in the organisation's zone.
create table emissions_daily (
    org_id bigint not null,
    calculation integer not null,
    day date not null,
    supplier_id bigint not null,
    site_id bigint not null,
    category smallint not null,
    mode smallint not null,
    quality smallint not null,
    co2e_mg bigint not null,
    ttw_mg bigint not null,
    wtt_mg bigint not null,
    half_width_mg bigint not null,
    events bigint not null,
    no_factor_events bigint not null,
    primary key (org_id, calculation, day, supplier_id, site_id, category, mode, quality)
) with (fillfactor = 70);

-- The daily sums by calendar month, named by its first day: a year is read from twelve of them.
create table emissions_monthly (
    org_id bigint not null,
    calculation integer not null,
    month date not null,
    supplier_id bigint not null,
    site_id bigint not null,
    category smallint not null,
    mode smallint not null,
    quality smallint not null,
    co2e_mg bigint not null,
    ttw_mg bigint not null,
    wtt_mg bigint not null,
    half_width_mg bigint not null,
    events bigint not null,
    no_factor_events bigint not null,
    primary key (org_id, calculation, month, supplier_id, site_id, category, mode, quality)
) with (fillfactor = 70);

-- Sums by UTC hour of routes and vehicles, which are too many for the key above.
create table entity_hourly (
    org_id bigint not null,
    calculation integer not null,
    hour timestamptz not null,
    kind smallint not null,
    entity_id bigint not null,
    quality smallint not null,
    co2e_mg bigint not null,
    events bigint not null,
    primary key (org_id, calculation, hour, kind, entity_id, quality)
) with (fillfactor = 70);

select scope_to_organisation('estimates', 'org_id');
select scope_to_organisation('emissions_hourly', 'org_id');
select scope_to_organisation('emissions_daily', 'org_id');
select scope_to_organisation('emissions_monthly', 'org_id');
select scope_to_organisation('entity_hourly', 'org_id');
select share_with_organisations('emission_factors');
select share_with_organisations('factor_sets');
