-- Whether measurements can be trusted: which are odd, and what stands where a meter was silent.

-- Measurements that a review found odd. They stay as they came.
create table measurement_flags (
    org_id bigint not null,
    site_id bigint not null,
    channel smallint not null,
    measured_at timestamptz not null,
    reason text not null,
    found_at timestamptz not null,
    -- When a person said that it is right; null: it is an outlier.
    approved_at timestamptz,
    primary key (org_id, site_id, channel, measured_at),
    foreign key (org_id, site_id, channel, measured_at)
        references measurements (org_id, site_id, channel, measured_at) on delete cascade
);

-- Values that stand where a meter was silent, until real ones come. Apart from what was measured, so that
-- nothing takes one for the other.
create table measurement_fills (
    org_id bigint not null,
    site_id bigint not null,
    channel smallint not null,
    measured_at timestamptz not null,
    value double precision not null,
    -- The 90 % interval.
    interval_low double precision not null,
    interval_high double precision not null,
    confidence double precision not null,
    method text not null,
    -- Restored values the interval rests on.
    samples integer not null,
    filled_at timestamptz not null,
    primary key (org_id, site_id, channel, measured_at),
    foreign key (org_id, site_id) references sites (org_id, id)
);

-- Hours that are to be looked at, by what is to be done: events made of them, or a review.
create table measurements_pending (
    org_id bigint not null,
    site_id bigint not null,
    task text not null check (task in ('events', 'review')),
    from_at timestamptz not null,
    to_at timestamptz not null,
    -- Grows with each mark, so that what is marked meanwhile is not taken as done.
    marks bigint not null,
    primary key (org_id, site_id, task),
    foreign key (org_id, site_id) references sites (org_id, id)
);

insert into measurements_pending (org_id, site_id, task, from_at, to_at, marks)
select org_id, site_id, 'events', from_at, to_at, marks from metered_pending;

drop table metered_pending;

-- What was measured before there were reviews; the end lies an hour after the last beginning.
insert into measurements_pending (org_id, site_id, task, from_at, to_at, marks)
select org_id, site_id, 'review', min(measured_at), max(measured_at) + interval '1 hour', 1
from measurements
group by org_id, site_id;

select scope_to_organisation('measurement_flags', 'org_id');
select scope_to_organisation('measurement_fills', 'org_id');
select scope_to_organisation('measurements_pending', 'org_id');
