-- What meters measured by shorter intervals than everything is calculated by, as it came. Whole steps of it
-- stand among `measurements`, which all figures rest on.

create table fine_measurements (
    org_id bigint not null,
    site_id bigint not null,
    -- As of measurements.
    channel smallint not null,
    -- Beginning of the interval.
    measured_at timestamptz not null,
    -- kWh, or a share for the state of charge.
    value double precision not null,
    primary key (org_id, site_id, channel, measured_at)
);

select scope_to_organisation('fine_measurements', 'org_id');
