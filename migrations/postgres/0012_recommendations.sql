-- What could be done about an entity's emissions, how far it got, and what it saved.

create table recommendations (
    org_id bigint not null references organisations (id),
    id uuid not null,
    hotspot_id uuid,
    kind smallint not null,
    entity_id bigint not null,
    -- Set when the hotspot is one supplier's, whose users may see it.
    supplier_id bigint,
    event_type smallint not null,
    -- Which rule of the library made it.
    rule text not null,
    title text not null,
    body text not null,
    -- kg CO2e saved per month, and its 90 % interval.
    co2_impact double precision not null,
    co2_impact_low_kg double precision not null,
    co2_impact_high_kg double precision not null,
    feasibility_score double precision not null,
    confidence double precision not null,
    -- Facts, sources, changes, cause, cost: as JSON.
    details jsonb not null,
    status text not null check (
        status in ('pending', 'approved', 'dismissed', 'in_progress', 'done', 'verified', 'expired')
    ),
    since_at timestamptz not null,
    -- Where the last step of a person led from, for taking it back.
    before_status text,
    before_since_at timestamptz,
    reason text,
    assignee text,
    created_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    begin_at timestamptz,
    worded_by text,
    -- What a saving is verified in, the baseline frozen at approval, and the saving, as JSON.
    unit text not null,
    frozen jsonb,
    verified jsonb,
    verified_kg double precision,
    primary key (org_id, id)
);

create index recommendations_by_time on recommendations (org_id, created_at, id);

-- The same advice for the same entity is open once, whoever asks at once.
create unique index recommendations_open on recommendations (org_id, kind, entity_id, rule)
where status in ('pending', 'approved', 'in_progress', 'done');

-- Hotspots that were looked at for advice.
create table advised_hotspots (
    org_id bigint not null,
    hotspot_id uuid not null,
    advised_at timestamptz not null,
    primary key (org_id, hotspot_id)
);

select scope_to_organisation('recommendations', 'org_id');
select scope_to_organisation('advised_hotspots', 'org_id');
