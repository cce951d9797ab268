-- What electricity markets charge, for tariffs that move with them.

create table price_series (
    org_id integer not null references organisations (id),
    name text not null,
    -- Of all its prices.
    currency text not null,
    -- When prices came last.
    changed_at integer not null,
    primary key (org_id, name)
) strict, without rowid;

-- Intervals of a series never overlap; there may be gaps between them.
create table market_prices (
    org_id integer not null,
    series text not null,
    -- Beginning of the interval.
    starts_at integer not null,
    -- How long it lasts.
    minutes integer not null check (minutes in (15, 30, 60)),
    -- Millionths of the currency per kWh.
    per_kwh_micros integer not null,
    primary key (org_id, series, starts_at),
    foreign key (org_id, series) references price_series (org_id, name) on delete cascade
) strict, without rowid;
