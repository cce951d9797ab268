-- How good forecasts and plans of a site were: forecasts of its sun beside those of its load, and plans as
-- they were made.

-- What was expected of a site, kept as it was known then, and what that was worth.
alter table load_forecasts rename to site_forecasts;
alter table site_forecasts
    add column quantity text not null default 'load' check (quantity in ('load', 'solar'));
alter table site_forecasts alter column quantity drop default;
-- The same measurements say the same.
alter table site_forecasts drop constraint load_forecasts_org_id_site_id_starts_at_key;
alter table site_forecasts add unique (org_id, site_id, quantity, starts_at);

-- What a site's meter says about the yield that the chain gives its array.
create table solar_models (
    org_id bigint not null,
    site_id bigint not null,
    learned_at timestamptz not null,
    -- The array it is of, and what was learned, as JSON.
    model jsonb not null,
    primary key (org_id, site_id),
    foreign key (org_id, site_id) references sites (org_id, id)
);

-- Plans of a site's battery as they were made.
create table battery_plans (
    org_id bigint not null,
    site_id bigint not null,
    id uuid not null,
    made_at timestamptz not null,
    -- Beginning of its first interval and end of its last.
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    -- Beginning of the latest interval measured when it was made.
    measured_at timestamptz not null,
    -- The whole plan, as JSON.
    plan jsonb not null,
    primary key (org_id, site_id, made_at, id),
    foreign key (org_id, site_id) references sites (org_id, id)
);

select scope_to_organisation('solar_models', 'org_id');
select scope_to_organisation('battery_plans', 'org_id');
