-- Who emits and where. `name_key` is the name trimmed and in lower case.

create table suppliers (
    org_id integer not null references organisations (id),
    id integer not null,
    name text not null,
    name_key text not null,
    location text,
    fleet_info text check (fleet_info is null or json_valid(fleet_info)),
    -- What it normally emits, in kg CO2e per hour.
    baseline_emission real,
    last_seen_at integer,
    lat real,
    lon real,
    created_at integer not null,
    primary key (org_id, id),
    unique (org_id, name_key)
) strict, without rowid;

create table sites (
    org_id integer not null references organisations (id),
    id integer not null,
    name text not null,
    name_key text not null,
    location text,
    lat real,
    lon real,
    -- Region of the electricity factors.
    grid_region text,
    created_at integer not null,
    primary key (org_id, id),
    unique (org_id, name_key)
) strict, without rowid;

create table vehicles (
    org_id integer not null references organisations (id),
    id integer not null,
    name text not null,
    name_key text not null,
    created_at integer not null,
    primary key (org_id, id),
    unique (org_id, name_key)
) strict, without rowid;

-- Ordered pairs of places.
create table routes (
    org_id integer not null references organisations (id),
    id integer not null,
    origin text not null,
    origin_key text not null,
    origin_lat real,
    origin_lon real,
    destination text not null,
    destination_key text not null,
    destination_lat real,
    destination_lon real,
    created_at integer not null,
    primary key (org_id, id),
    unique (org_id, origin_key, destination_key)
) strict, without rowid;
