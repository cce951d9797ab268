-- How files of meters are read, and where measurements are read from by themselves.

-- Mappings that an organisation keeps under a name.
create table measurement_profiles (
    org_id bigint not null references organisations (id),
    name text collate "C" not null,
    mapping jsonb not null,
    updated_at timestamptz not null,
    primary key (org_id, name)
);

create table measurement_sources (
    org_id bigint not null,
    id uuid not null,
    site_id bigint not null,
    name text collate "C" not null,
    -- What is read and how, and whether other values take the place of stored ones: JSON.
    settings jsonb not null,
    -- What a header carries.
    secret text,
    created_at timestamptz not null,
    -- How the last readings ended: JSON.
    state jsonb not null,
    -- It is read again from then on.
    due_at timestamptz not null,
    -- Somebody is reading it until then.
    taken_until timestamptz,
    -- Of the last answer of an address, to be told when nothing is new.
    etag text,
    last_modified text,
    primary key (org_id, id),
    unique (org_id, site_id, name),
    foreign key (org_id, site_id) references energy_sites (org_id, site_id)
);

-- Files in the folder of a source as they were found last, so that none is read twice.
create table measurement_files (
    org_id bigint not null,
    source_id uuid not null,
    name text collate "C" not null,
    size_bytes bigint not null,
    modified_at timestamptz not null,
    seen_at timestamptz not null,
    status text not null check (status in ('waiting', 'read', 'unreadable')),
    -- Counts, rejected rows, and why nothing could be used: JSON.
    outcome jsonb not null,
    primary key (org_id, source_id, name),
    foreign key (org_id, source_id) references measurement_sources (org_id, id) on delete cascade
);

select scope_to_organisation('measurement_profiles', 'org_id');
select scope_to_organisation('measurement_sources', 'org_id');
select scope_to_organisation('measurement_files', 'org_id');
