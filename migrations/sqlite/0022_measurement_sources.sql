-- How files of meters are read, and where measurements are read from by themselves.

-- Mappings that an organisation keeps under a name.
create table measurement_profiles (
    org_id integer not null references organisations (id),
    name text not null,
    mapping text not null,
    updated_at integer not null,
    primary key (org_id, name)
) strict, without rowid;

create table measurement_sources (
    org_id integer not null,
    id blob not null,
    site_id integer not null,
    name text not null,
    -- What is read and how, and whether other values take the place of stored ones: JSON.
    settings text not null,
    -- What a header carries.
    secret text,
    created_at integer not null,
    -- How the last readings ended: JSON.
    state text not null,
    -- It is read again from then on.
    due_at integer not null,
    -- Somebody is reading it until then.
    taken_until integer,
    -- Of the last answer of an address, to be told when nothing is new.
    etag text,
    last_modified text,
    primary key (org_id, id),
    unique (org_id, site_id, name),
    foreign key (org_id, site_id) references energy_sites (org_id, site_id)
) strict, without rowid;

-- Files in the folder of a source as they were found last, so that none is read twice.
create table measurement_files (
    org_id integer not null,
    source_id blob not null,
    name text not null,
    size_bytes integer not null,
    modified_at integer not null,
    seen_at integer not null,
    status text not null check (status in ('waiting', 'read', 'unreadable')),
    -- Counts, rejected rows, and why nothing could be used: JSON.
    outcome text not null,
    primary key (org_id, source_id, name),
    foreign key (org_id, source_id) references measurement_sources (org_id, id) on delete cascade
) strict, without rowid;
