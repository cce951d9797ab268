-- Models that learn from metered events, and what they were asked.

create table models (
    org_id integer not null references organisations (id),
    -- The event type it predicts.
    name text not null check (name in ('logistics', 'factory', 'warehouse', 'delivery')),
    version integer not null,
    status text not null check (status in ('champion', 'challenger', 'retired')),
    -- The model itself, as JSON to the last digit (as text: jsonb would write numbers anew), and what
    -- is known about it.
    document text not null,
    card text not null,
    -- Rows from this time on were not trained on.
    holdout_from integer not null,
    -- Why it became champion, or did not.
    verdict text not null,
    trained_at integer not null,
    trained_by text not null,
    promoted_at integer,
    primary key (org_id, name, version)
) strict, without rowid;

-- One champion at a time, whoever promotes at once.
create unique index models_champion on models (org_id, name) where status = 'champion';

-- Answers given, written behind; the same question to the same version is one row.
create table predictions (
    org_id integer not null references organisations (id),
    -- The event type, and the version that answered; 0 for the published factors alone.
    model text not null,
    model_version integer not null,
    input_hash blob not null,
    output_co2_kg real not null,
    interval_low_kg real not null,
    interval_high_kg real not null,
    -- Contributions, as JSON.
    feature_importance text not null,
    predicted_at integer not null,
    primary key (org_id, model, model_version, input_hash)
) strict, without rowid;

create index predictions_by_time on predictions (org_id, predicted_at);
