-- Forecasts as they were last made, so that a page does not wait for a back-test.
create table forecasts (
    org_id bigint not null references organisations (id),
    -- What it is of: everything, a category, a supplier, or both.
    category smallint not null,
    supplier_id bigint not null,
    bucket text not null check (bucket in ('hour', 'day')),
    horizon_days smallint not null,
    calculation integer not null,
    -- Where the history ended.
    data_until timestamptz not null,
    made_at timestamptz not null,
    -- The forecast, as JSON.
    series jsonb not null,
    primary key (org_id, category, supplier_id, bucket, horizon_days)
);

select scope_to_organisation('forecasts', 'org_id');
