-- What electricity markets charge, for tariffs that move with them.

create table price_series (
    org_id bigint not null references organisations (id),
    name text collate "C" not null,
    -- Of all its prices.
    currency text not null,
    -- When prices came last.
    changed_at timestamptz not null,
    primary key (org_id, name)
);

-- Intervals of a series never overlap; there may be gaps between them.
create table market_prices (
    org_id bigint not null,
    series text collate "C" not null,
    -- Beginning of the interval.
    starts_at timestamptz not null,
    -- How long it lasts.
    minutes smallint not null check (minutes in (15, 30, 60)),
    -- Millionths of the currency per kWh.
    per_kwh_micros bigint not null,
    primary key (org_id, series, starts_at),
    foreign key (org_id, series) references price_series (org_id, name) on delete cascade
);

select scope_to_organisation('price_series', 'org_id');
select scope_to_organisation('market_prices', 'org_id');
