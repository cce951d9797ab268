-- Who is told of alerts, and what was sent.

create table notification_channels (
    org_id integer not null references organisations (id),
    id blob not null,
    name text not null,
    kind text not null check (kind in ('webhook', 'email')),
    -- The address of a webhook, or of a person.
    target text not null,
    -- Signs what a webhook is sent.
    secret text,
    -- Nothing below it is sent.
    min_level text not null check (min_level in ('info', 'warn', 'critical')),
    created_at integer not null,
    primary key (org_id, id),
    unique (org_id, name)
) strict, without rowid;

-- Written with the change it tells of, sent afterwards, tried again when that fails.
create table notifications (
    org_id integer not null,
    id blob not null,
    channel_id blob not null,
    alert_id blob,
    event text not null check (event in ('fired', 'escalated', 'resolved', 'test')),
    subject text not null,
    body text not null,
    status text not null check (status in ('queued', 'sent', 'failed')),
    attempts integer not null,
    -- When it is tried next.
    due_at integer not null,
    last_error text,
    created_at integer not null,
    sent_at integer,
    primary key (org_id, id),
    foreign key (org_id, channel_id) references notification_channels (org_id, id) on delete cascade
) strict, without rowid;

create index notifications_due on notifications (org_id, due_at) where status = 'queued';
create index notifications_by_time on notifications (org_id, created_at, id);
create index notifications_of_channel on notifications (org_id, channel_id);
