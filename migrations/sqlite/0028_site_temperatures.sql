-- How warm it was and will be outside of sites, for forecasts of what they use.

-- The mean of an hour as a provider said it last: what was expected gives way to what came.
create table site_temperatures (
    org_id integer not null,
    site_id integer not null,
    -- Beginning of the hour.
    at integer not null,
    celsius real not null,
    provider text not null,
    -- When it was said; before the hour's end it was expected.
    fetched_at integer not null,
    primary key (org_id, site_id, at),
    foreign key (org_id, site_id) references sites (org_id, id) on delete cascade
) strict, without rowid;

-- Where the site was when its weather was read; a site that moved has another weather.
alter table site_weather add column lat real;
alter table site_weather add column lon real;
