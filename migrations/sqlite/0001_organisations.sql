-- The tenants, and the few facts of the installation itself.
--
-- Twins: every table and column here exists on PostgreSQL too. Times are whole microseconds since
-- 1970 in UTC, UUIDs are 16 bytes, JSON is text, small words of hot rows are numbers (code_words).

create table organisations (
    id integer not null primary key,
    name text not null,
    -- The name trimmed and in lower case: two organisations never differ by case alone.
    name_key text not null unique,
    -- IANA zone that days and weeks are in.
    time_zone text not null,
    -- ISO 4217 code of all its money.
    currency text not null,
    is_demo integer not null check (is_demo in (0, 1)),
    settings text not null check (json_valid(settings)),
    -- Estimates and roll-ups exist once per calculation; this one is shown.
    active_calculation integer not null,
    -- This one is being made beside it: whoever writes events writes both.
    next_calculation integer,
    created_at integer not null
) strict;

-- 64-bit ids are reserved in blocks, per kind and over all organisations.
create table id_blocks (
    kind text not null primary key,
    next_id integer not null
) strict, without rowid;

insert into id_blocks (kind, next_id)
values ('organisation', 1), ('supplier', 1), ('site', 1), ('vehicle', 1), ('route', 1),
    ('event', 1), ('factor_set', 1);

-- Facts of the installation, such as the hash of the set-up code.
create table app_state (
    key text not null primary key,
    value text not null,
    updated_at integer not null
) strict, without rowid;

-- What the small numbers in event, estimate and roll-up rows mean, for people who read the tables
-- with their own tools. The program has its own copy; a test compares them.
create table code_words (
    kind text not null,
    code integer not null,
    word text not null,
    primary key (kind, code)
) strict, without rowid;

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
