-- Events made of what meters of sites measured, and events whose electricity those meters count.

-- Hours of UTC that a site's meter counts, each by the event made of it.
create table metered_hours (
    org_id integer not null,
    site_id integer not null,
    hour integer not null,
    hour_end integer not null,
    event_id integer not null,
    -- Of the event's content: another one means that it is to be made anew.
    content_hash blob not null,
    primary key (org_id, site_id, hour)
) strict, without rowid;

-- Hours that are to be looked at: measurements came, or the settings changed.
create table metered_pending (
    org_id integer not null,
    site_id integer not null,
    from_at integer not null,
    to_at integer not null,
    -- Grows with each mark, so that what is marked meanwhile is not taken as done.
    marks integer not null,
    primary key (org_id, site_id),
    foreign key (org_id, site_id) references sites (org_id, id)
) strict, without rowid;

-- Events whose electricity a meter of their site counts, whole or in part.
create table superseded_events (
    org_id integer not null,
    event_id integer not null,
    site_id integer not null,
    -- The status it had before a meter counted all of its time; null where it counts a part.
    status_before integer,
    -- Which hours of its time the meter counts: a bit for each hour of UTC from that of its beginning
    -- on, the lowest first.
    metered blob not null,
    primary key (org_id, event_id)
) strict, without rowid;

-- Finds the events of a site that may report electricity; trips are not in it.
create index events_of_site_energy on events_normalized (org_id, site_id, occurred_at)
where site_id is not null and event_type in (2, 3);

insert into code_words (kind, code, word) values ('quality_status', 6, 'superseded');
