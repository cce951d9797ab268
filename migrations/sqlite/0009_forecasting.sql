-- Forecasts as they were last made, so that a page does not wait for a back-test.
create table forecasts (
    org_id integer not null references organisations (id),
    -- What it is of: everything, a category, a supplier, or both.
    category integer not null,
    supplier_id integer not null,
    bucket text not null check (bucket in ('hour', 'day')),
    horizon_days integer not null,
    calculation integer not null,
    -- Where the history ended.
    data_until integer not null,
    made_at integer not null,
    -- The forecast, as JSON.
    series text not null,
    primary key (org_id, category, supplier_id, bucket, horizon_days)
) strict, without rowid;
