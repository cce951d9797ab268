-- How much a period may emit at most, or shall save at least.

create table goals (
    org_id integer not null references organisations (id),
    id blob not null,
    label text not null,
    -- Days of the organisation's zone, half-open.
    first_day text not null,
    end_day text not null,
    -- `emissions` or `saving`.
    kind text not null,
    -- The category a budget is for; 0 stands for everything.
    category integer not null,
    kg real not null,
    primary key (org_id, id)
) strict, without rowid;
