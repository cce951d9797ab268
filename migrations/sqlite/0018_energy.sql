-- The electricity of sites: what is set about it, and what meters measured.

create table energy_sites (
    org_id integer not null,
    site_id integer not null,
    -- Interval, time zone, tariff, battery, array, limits: JSON.
    settings text not null,
    changed_at integer not null,
    primary key (org_id, site_id),
    foreign key (org_id, site_id) references sites (org_id, id)
) strict, without rowid;

-- Led by site and channel: what is read is a channel over a range.
create table measurements (
    org_id integer not null,
    site_id integer not null,
    -- 1 import, 2 export, 3 solar, 4 battery charge, 5 battery discharge, 6 state of charge.
    channel integer not null,
    -- Beginning of the interval.
    measured_at integer not null,
    -- kWh, or a share for the state of charge.
    value real not null,
    primary key (org_id, site_id, channel, measured_at)
) strict, without rowid;

insert into code_words (kind, code, word)
values ('channel', 1, 'import_kwh'), ('channel', 2, 'export_kwh'), ('channel', 3, 'solar_kwh'),
    ('channel', 4, 'battery_charge_kwh'), ('channel', 5, 'battery_discharge_kwh'), ('channel', 6, 'soc');
