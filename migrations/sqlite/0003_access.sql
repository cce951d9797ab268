-- Who may come in, and the trail of what they changed.

create table users (
    org_id integer not null references organisations (id),
    id blob not null,
    email text not null,
    -- Unique over all organisations: a login names no organisation.
    email_key text not null unique,
    name text not null,
    password_hash text not null,
    role text not null check (role in ('supplier', 'viewer', 'operator', 'admin')),
    supplier_id integer,
    is_disabled integer not null check (is_disabled in (0, 1)),
    created_at integer not null,
    last_login_at integer,
    primary key (org_id, id),
    foreign key (org_id, supplier_id) references suppliers (org_id, id),
    check ((role = 'supplier') = (supplier_id is not null))
) strict, without rowid;

-- Found by id alone: the organisation is not known before.
create table sessions (
    id blob not null primary key,
    org_id integer not null,
    user_id blob not null,
    created_at integer not null,
    expires_at integer not null,
    last_seen_at integer not null,
    foreign key (org_id, user_id) references users (org_id, id)
) strict, without rowid;

create index sessions_of_user on sessions (org_id, user_id);
create index sessions_expiry on sessions (expires_at);

create table api_tokens (
    org_id integer not null,
    id blob not null,
    user_id blob not null,
    name text not null,
    scope text not null check (scope in ('read', 'ingest', 'full')),
    -- The first characters, to recognise it by.
    prefix text not null,
    -- SHA-256 of the secret. Unique over all organisations: found before one is known.
    token_hash blob not null unique,
    created_at integer not null,
    expires_at integer not null,
    last_used_at integer,
    primary key (org_id, id),
    foreign key (org_id, user_id) references users (org_id, id)
) strict, without rowid;

-- Failed logins per e-mail address and per network address; there is no organisation yet.
create table login_attempts (
    key text not null primary key,
    failures integer not null,
    first_at integer not null,
    last_at integer not null
) strict, without rowid;

create index login_attempts_age on login_attempts (last_at);

-- Time comes first after the organisation: pages read it backwards without sorting.
create table audit_logs (
    org_id integer not null references organisations (id),
    at integer not null,
    id blob not null,
    actor text not null,
    actor_id blob,
    action text not null,
    subject text not null,
    metadata text not null check (json_valid(metadata)),
    request_id text,
    primary key (org_id, at, id)
) strict, without rowid;

create index audit_logs_by_action on audit_logs (org_id, action, at, id);
create index audit_logs_by_actor on audit_logs (org_id, actor, at, id);

-- The first answer to an Idempotency-Key; without a status it is still being worked on.
create table idempotency_keys (
    org_id integer not null references organisations (id),
    route text not null,
    key text not null,
    body_hash blob not null,
    status integer,
    answer text,
    created_at integer not null,
    primary key (org_id, route, key)
) strict, without rowid;

create index idempotency_keys_age on idempotency_keys (created_at);
