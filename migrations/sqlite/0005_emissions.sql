-- Kilograms: published factors, estimates of events, and their sums.
--
-- Masses that are summed are whole milligrams, so that sums are exact in any order.

-- The published catalogue, the same for all organisations and never changed.
create table emission_factors (
    id text not null primary key,
    category text not null,
    activity text not null,
    unit text not null,
    kg_co2e_per_unit real not null,
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
) strict, without rowid;

-- Which factors an estimate used: few distinct sets serve millions of events.
create table factor_sets (
    id integer not null primary key,
    -- Factor ids in the order of their use, with a space between them.
    factor_ids text not null unique
) strict;

-- Either kilograms or a reason why there are none.
create table estimates (
    org_id integer not null,
    calculation integer not null,
    event_id integer not null,
    co2e_mg integer,
    ttw_mg integer,
    wtt_mg integer,
    interval_low_kg real,
    interval_high_kg real,
    confidence real,
    factor_set_id integer,
    method integer,
    interval_basis integer,
    -- Per part: kind (1 byte), tank-to-wheel mg, well-to-tank mg (8 bytes each, big-endian).
    contributions blob,
    no_factor_reason text,
    -- Led by the event, which alone finds the row: led by organisation and calculation, a planner
    -- without statistics (right after an import) would read all rows of both for each event.
    primary key (event_id, calculation),
    check ((co2e_mg is null) = (no_factor_reason is not null))
) strict, without rowid;

-- Sums by UTC hour. An event counts in the hour it begins in; its milligrams are spread over its
-- hours. `site_id` and `mode` are 0 for none, so that they can be in the key.
create table emissions_hourly (
    org_id integer not null,
    calculation integer not null,
    hour integer not null,
    supplier_id integer not null,
    site_id integer not null,
    category integer not null,
    mode integer not null,
    quality integer not null,
    co2e_mg integer not null,
    ttw_mg integer not null,
    wtt_mg integer not null,
    -- Half the width of the 90 % interval.
    half_width_mg integer not null,
    events integer not null,
    no_factor_events integer not null,
    primary key (org_id, calculation, hour, supplier_id, site_id, category, mode, quality)
) strict, without rowid;

-- One supplier's hours, for supplier users and for finding the hours that hold its events.
create index emissions_hourly_of_supplier
on emissions_hourly (org_id, calculation, supplier_id, hour);

-- The same by date in the organisation's zone.
create table emissions_daily (
    org_id integer not null,
    calculation integer not null,
    day text not null,
    supplier_id integer not null,
    site_id integer not null,
    category integer not null,
    mode integer not null,
    quality integer not null,
    co2e_mg integer not null,
    ttw_mg integer not null,
    wtt_mg integer not null,
    half_width_mg integer not null,
    events integer not null,
    no_factor_events integer not null,
    primary key (org_id, calculation, day, supplier_id, site_id, category, mode, quality)
) strict, without rowid;

-- The daily sums by calendar month, named by its first day: a year is read from twelve of them.
create table emissions_monthly (
    org_id integer not null,
    calculation integer not null,
    month text not null,
    supplier_id integer not null,
    site_id integer not null,
    category integer not null,
    mode integer not null,
    quality integer not null,
    co2e_mg integer not null,
    ttw_mg integer not null,
    wtt_mg integer not null,
    half_width_mg integer not null,
    events integer not null,
    no_factor_events integer not null,
    primary key (org_id, calculation, month, supplier_id, site_id, category, mode, quality)
) strict, without rowid;

-- Sums by UTC hour of routes and vehicles, which are too many for the key above.
create table entity_hourly (
    org_id integer not null,
    calculation integer not null,
    hour integer not null,
    kind integer not null,
    entity_id integer not null,
    quality integer not null,
    co2e_mg integer not null,
    events integer not null,
    primary key (org_id, calculation, hour, kind, entity_id, quality)
) strict, without rowid;
