-- Whether measurements can be trusted: which are odd, and what stands where a meter was silent.

-- Measurements that a review found odd. They stay as they came.
create table measurement_flags (
    org_id integer not null,
    site_id integer not null,
    channel integer not null,
    measured_at integer not null,
    reason text not null,
    found_at integer not null,
    -- When a person said that it is right; null: it is an outlier.
    approved_at integer,
    primary key (org_id, site_id, channel, measured_at),
    foreign key (org_id, site_id, channel, measured_at)
        references measurements (org_id, site_id, channel, measured_at) on delete cascade
) strict, without rowid;

-- Values that stand where a meter was silent, until real ones come. Apart from what was measured, so that
-- nothing takes one for the other.
create table measurement_fills (
    org_id integer not null,
    site_id integer not null,
    channel integer not null,
    measured_at integer not null,
    value real not null,
    -- The 90 % interval.
    interval_low real not null,
    interval_high real not null,
    confidence real not null,
    method text not null,
    -- Restored values the interval rests on.
    samples integer not null,
    filled_at integer not null,
    primary key (org_id, site_id, channel, measured_at),
    foreign key (org_id, site_id) references sites (org_id, id)
) strict, without rowid;

-- Hours that are to be looked at, by what is to be done: events made of them, or a review.
create table measurements_pending (
    org_id integer not null,
    site_id integer not null,
    task text not null check (task in ('events', 'review')),
    from_at integer not null,
    to_at integer not null,
    -- Grows with each mark, so that what is marked meanwhile is not taken as done.
    marks integer not null,
    primary key (org_id, site_id, task),
    foreign key (org_id, site_id) references sites (org_id, id)
) strict, without rowid;

insert into measurements_pending (org_id, site_id, task, from_at, to_at, marks)
select org_id, site_id, 'events', from_at, to_at, marks from metered_pending;

drop table metered_pending;

-- What was measured before there were reviews; the end lies an hour after the last beginning.
insert into measurements_pending (org_id, site_id, task, from_at, to_at, marks)
select org_id, site_id, 'review', min(measured_at), max(measured_at) + 3600000000, 1
from measurements
group by org_id, site_id;
