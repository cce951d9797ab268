-- What meters measured by shorter intervals than everything is calculated by, as it came. Whole steps of it
-- stand among `measurements`, which all figures rest on.

create table fine_measurements (
    org_id integer not null,
    site_id integer not null,
    -- As of measurements.
    channel integer not null,
    -- Beginning of the interval.
    measured_at integer not null,
    -- kWh, or a share for the state of charge.
    value real not null,
    primary key (org_id, site_id, channel, measured_at)
) strict, without rowid;
