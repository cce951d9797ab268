-- Scenarios somebody saved, with the answers they had then.

create table scenarios (
    org_id integer not null references organisations (id),
    id blob not null,
    name text not null,
    -- What was asked, and the answer, as JSON to the last digit.
    request text not null,
    outcome text not null,
    -- What was made of it, if somebody did.
    recommendation_id blob,
    created_at integer not null,
    created_by text not null,
    primary key (org_id, id)
) strict, without rowid;

create index scenarios_by_time on scenarios (org_id, created_at, id);
