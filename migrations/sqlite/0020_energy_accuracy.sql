-- How good forecasts and plans of a site were: forecasts of its sun beside those of its load, and plans as
-- they were made.

-- What was expected of a site, kept as it was known then, and what that was worth.
create table site_forecasts (
    org_id integer not null,
    site_id integer not null,
    id blob not null,
    quantity text not null check (quantity in ('load', 'solar')),
    made_at integer not null,
    -- Beginning of its first interval and end of its last.
    starts_at integer not null,
    ends_at integer not null,
    interval_minutes integer not null,
    method text not null,
    -- Intervals with their bands, as JSON.
    points text not null,
    -- Sums over what was measured, as JSON; none until then.
    score text,
    primary key (org_id, site_id, made_at, id),
    -- The same measurements say the same.
    unique (org_id, site_id, quantity, starts_at),
    foreign key (org_id, site_id) references sites (org_id, id)
) strict, without rowid;

insert into site_forecasts (
    org_id, site_id, id, quantity, made_at, starts_at, ends_at, interval_minutes, method, points, score
)
select org_id, site_id, id, 'load', made_at, starts_at, ends_at, interval_minutes, method, points, score
from load_forecasts;

drop table load_forecasts;

-- What a site's meter says about the yield that the chain gives its array.
create table solar_models (
    org_id integer not null,
    site_id integer not null,
    learned_at integer not null,
    -- The array it is of, and what was learned, as JSON.
    model text not null,
    primary key (org_id, site_id),
    foreign key (org_id, site_id) references sites (org_id, id)
) strict, without rowid;

-- Plans of a site's battery as they were made.
create table battery_plans (
    org_id integer not null,
    site_id integer not null,
    id blob not null,
    made_at integer not null,
    -- Beginning of its first interval and end of its last.
    starts_at integer not null,
    ends_at integer not null,
    -- Beginning of the latest interval measured when it was made.
    measured_at integer not null,
    -- The whole plan, as JSON.
    plan text not null,
    primary key (org_id, site_id, made_at, id),
    foreign key (org_id, site_id) references sites (org_id, id)
) strict, without rowid;
