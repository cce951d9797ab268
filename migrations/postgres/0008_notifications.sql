-- Who is told of alerts, and what was sent.

create table notification_channels (
    org_id bigint not null references organisations (id),
    id uuid not null,
    name text not null,
    kind text not null check (kind in ('webhook', 'email')),
    -- The address of a webhook, or of a person.
    target text not null,
    -- Signs what a webhook is sent.
    secret text,
    -- Nothing below it is sent.
    min_level text not null check (min_level in ('info', 'warn', 'critical')),
    created_at timestamptz not null,
    primary key (org_id, id),
    unique (org_id, name)
);

-- Written with the change it tells of, sent afterwards, tried again when that fails.
create table notifications (
    org_id bigint not null,
    id uuid not null,
    channel_id uuid not null,
    alert_id uuid,
    event text not null check (event in ('fired', 'escalated', 'resolved', 'test')),
    subject text not null,
    body text not null,
    status text not null check (status in ('queued', 'sent', 'failed')),
    attempts integer not null,
    -- When it is tried next.
    due_at timestamptz not null,
    last_error text,
    created_at timestamptz not null,
    sent_at timestamptz,
    primary key (org_id, id),
    foreign key (org_id, channel_id) references notification_channels (org_id, id) on delete cascade
);

create index notifications_due on notifications (org_id, due_at) where status = 'queued';
create index notifications_by_time on notifications (org_id, created_at, id);
create index notifications_of_channel on notifications (org_id, channel_id);

select scope_to_organisation('notification_channels', 'org_id');
select scope_to_organisation('notifications', 'org_id');
