-- Who emits and where. `name_key` is the name trimmed and in lower case.

create table suppliers (
    org_id bigint not null references organisations (id),
    id bigint not null,
    name text not null,
    name_key text collate "C" not null,
    location text,
    fleet_info jsonb,
    -- What it normally emits, in kg CO2e per hour.
    baseline_emission double precision,
    last_seen_at timestamptz,
    lat double precision,
    lon double precision,
    created_at timestamptz not null,
    primary key (org_id, id),
    unique (org_id, name_key)
);

create table sites (
    org_id bigint not null references organisations (id),
    id bigint not null,
    name text not null,
    name_key text collate "C" not null,
    location text,
    lat double precision,
    lon double precision,
    -- Region of the electricity factors.
    grid_region text,
    created_at timestamptz not null,
    primary key (org_id, id),
    unique (org_id, name_key)
);

create table vehicles (
    org_id bigint not null references organisations (id),
    id bigint not null,
    name text not null,
    name_key text collate "C" not null,
    created_at timestamptz not null,
    primary key (org_id, id),
    unique (org_id, name_key)
);

-- Ordered pairs of places.
create table routes (
    org_id bigint not null references organisations (id),
    id bigint not null,
    origin text not null,
    origin_key text collate "C" not null,
    origin_lat double precision,
    origin_lon double precision,
    destination text not null,
    destination_key text collate "C" not null,
    destination_lat double precision,
    destination_lon double precision,
    created_at timestamptz not null,
    primary key (org_id, id),
    unique (org_id, origin_key, destination_key)
);

select scope_to_organisation('suppliers', 'org_id');
select scope_to_organisation('sites', 'org_id');
select scope_to_organisation('vehicles', 'org_id');
select scope_to_organisation('routes', 'org_id');
