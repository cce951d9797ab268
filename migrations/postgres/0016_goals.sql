-- How much a period may emit at most, or shall save at least.

create table goals (
    org_id bigint not null references organisations (id),
    id uuid not null,
    label text not null,
    -- Days of the organisation's zone, half-open.
    first_day date not null,
    end_day date not null,
    -- `emissions` or `saving`.
    kind text not null,
    -- The category a budget is for; 0 stands for everything.
    category smallint not null,
    kg double precision not null,
    primary key (org_id, id)
);

select scope_to_organisation('goals', 'org_id');
