-- The tenants, and the few facts of the installation itself.
--
-- Twins: every table and column here exists on SQLite too. Small words of hot rows are numbers; what
-- they mean is in code_words.
--
-- Keys that lists are ordered by compare byte by byte (collate "C"), as on SQLite.
--
-- The second wall between organisations: connections of one organisation set `app.org_id` and run
-- under a role that owns no table, so that the policies made below hold. The role belongs to the
-- cluster and may exist already. Where it cannot be made (a hosted server that forbids it) the
-- program runs without the second wall, and its self-test says so.
do $$
begin
    create role carbon_nexus_app nologin;
exception
    when duplicate_object or unique_violation then null;
    when insufficient_privilege then
        raise warning 'role carbon_nexus_app cannot be created: row-level security will not hold';
end
$$;

do $$
begin
    if exists (select from pg_roles where rolname = 'carbon_nexus_app') then
        execute format('grant carbon_nexus_app to %I', current_user);
        execute format('grant usage on schema %I to carbon_nexus_app', current_schema());
    end if;
exception
    when insufficient_privilege then
        raise warning 'role carbon_nexus_app cannot be granted: row-level security will not hold';
end
$$;

-- Lets the role use a table, and of its rows only those of the organisation set. The setting is read
-- in a sub-select, which runs once per statement; bare, it would run once per row.
create function scope_to_organisation(table_name text, column_name text) returns void
language plpgsql as $$
begin
    execute format('alter table %I enable row level security', table_name);
    execute format(
        'create policy organisation on %I using '
        '(%I = (select nullif(current_setting(''app.org_id'', true), '''')::bigint))',
        table_name, column_name
    );
    if exists (select from pg_roles where rolname = 'carbon_nexus_app') then
        execute format(
            'grant select, insert, update, delete on %I to carbon_nexus_app', table_name
        );
    end if;
end
$$;

-- Lets the role read a table that is the same for all organisations.
create function share_with_organisations(table_name text) returns void
language plpgsql as $$
begin
    if exists (select from pg_roles where rolname = 'carbon_nexus_app') then
        execute format('grant select on %I to carbon_nexus_app', table_name);
    end if;
end
$$;

create table organisations (
    id bigint not null primary key,
    name text not null,
    -- The name trimmed and in lower case: two organisations never differ by case alone.
    name_key text collate "C" not null unique,
    -- IANA zone that days and weeks are in.
    time_zone text not null,
    -- ISO 4217 code of all its money.
    currency text not null,
    is_demo boolean not null,
    settings jsonb not null,
    -- Estimates and roll-ups exist once per calculation; this one is shown.
    active_calculation integer not null,
    -- This one is being made beside it: whoever writes events writes both.
    next_calculation integer,
    created_at timestamptz not null
);

-- 64-bit ids are reserved in blocks, per kind and over all organisations.
create table id_blocks (
    kind text not null primary key,
    next_id bigint not null
);

insert into id_blocks (kind, next_id)
values ('organisation', 1), ('supplier', 1), ('site', 1), ('vehicle', 1), ('route', 1),
    ('event', 1), ('factor_set', 1);

-- Facts of the installation, such as the hash of the set-up code.
create table app_state (
    key text not null primary key,
    value text not null,
    updated_at timestamptz not null
);

-- What the small numbers in event, estimate and roll-up rows mean, for people who read the tables
-- with their own tools. The program has its own copy; a test compares them.
create table code_words (
    kind text not null,
    code smallint not null,
    word text not null,
    primary key (kind, code)
);

insert into code_words (kind, code, word)
values ('event_type', 1, 'logistics'), ('event_type', 2, 'factory'),
    ('event_type', 3, 'warehouse'), ('event_type', 4, 'delivery'),
    ('mode', 0, 'none'), ('mode', 1, 'road'), ('mode', 2, 'rail'), ('mode', 3, 'sea'),
    ('mode', 4, 'air'), ('mode', 5, 'inland_waterway'),
    ('data_source', 1, 'csv'), ('data_source', 2, 'api'), ('data_source', 3, 'stream'),
    ('data_source', 4, 'meter'), ('data_source', 5, 'gap_fill'), ('data_source', 6, 'demo'),
    ('quality_status', 1, 'measured'), ('quality_status', 2, 'estimated'),
    ('quality_status', 3, 'gap_filled'), ('quality_status', 4, 'outlier'),
    ('quality_status', 5, 'rejected'),
    ('method', 1, 'metered'), ('method', 2, 'activity'), ('method', 3, 'modelled'),
    ('method', 4, 'gap_filled'),
    ('interval_basis', 1, 'calibrated'), ('interval_basis', 2, 'factor_based'),
    ('entity_kind', 1, 'route'), ('entity_kind', 2, 'vehicle'),
    ('entity_kind', 3, 'supplier'), ('entity_kind', 4, 'site'),
    ('contribution', 1, 'fuel'), ('contribution', 2, 'distance'), ('contribution', 3, 'load'),
    ('contribution', 4, 'empty_running'), ('contribution', 5, 'refrigeration'),
    ('contribution', 6, 'tonne_km'), ('contribution', 7, 'electricity'),
    ('contribution', 8, 'grid_losses'), ('contribution', 9, 'gas'), ('contribution', 10, 'heat'),
    ('contribution', 11, 'refrigerant_leak'), ('contribution', 12, 'floor_area'),
    ('contribution', 13, 'metered_co2e');

select scope_to_organisation('organisations', 'id');
select share_with_organisations('code_words');
