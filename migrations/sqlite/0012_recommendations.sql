-- What could be done about an entity's emissions, how far it got, and what it saved.

create table recommendations (
    org_id integer not null references organisations (id),
    id blob not null,
    hotspot_id blob,
    kind integer not null,
    entity_id integer not null,
    -- Set when the hotspot is one supplier's, whose users may see it.
    supplier_id integer,
    event_type integer not null,
    -- Which rule of the library made it.
    rule text not null,
    title text not null,
    body text not null,
    -- kg CO2e saved per month, and its 90 % interval.
    co2_impact real not null,
    co2_impact_low_kg real not null,
    co2_impact_high_kg real not null,
    feasibility_score real not null,
    confidence real not null,
    -- Facts, sources, changes, cause, cost: as JSON.
    details text not null,
    status text not null check (
        status in ('pending', 'approved', 'dismissed', 'in_progress', 'done', 'verified', 'expired')
    ),
    since_at integer not null,
    -- Where the last step of a person led from, for taking it back.
    before_status text,
    before_since_at integer,
    reason text,
    assignee text,
    created_at integer not null,
    decided_by text,
    decided_at integer,
    begin_at integer,
    worded_by text,
    -- What a saving is verified in, the baseline frozen at approval, and the saving, as JSON.
    unit text not null,
    frozen text,
    verified text,
    verified_kg real,
    primary key (org_id, id)
) strict, without rowid;

create index recommendations_by_time on recommendations (org_id, created_at, id);

-- The same advice for the same entity is open once, whoever asks at once.
create unique index recommendations_open on recommendations (org_id, kind, entity_id, rule)
where status in ('pending', 'approved', 'in_progress', 'done');

-- Hotspots that were looked at for advice.
create table advised_hotspots (
    org_id integer not null,
    hotspot_id blob not null,
    advised_at integer not null,
    primary key (org_id, hotspot_id)
) strict, without rowid;
