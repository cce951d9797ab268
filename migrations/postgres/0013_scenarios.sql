-- Scenarios somebody saved, with the answers they had then.

create table scenarios (
    org_id bigint not null references organisations (id),
    id uuid not null,
    name text not null,
    -- What was asked, and the answer, as JSON to the last digit.
    request text not null,
    outcome text not null,
    -- What was made of it, if somebody did.
    recommendation_id uuid,
    created_at timestamptz not null,
    created_by text not null,
    primary key (org_id, id)
);

create index scenarios_by_time on scenarios (org_id, created_at, id);

select scope_to_organisation('scenarios', 'org_id');
