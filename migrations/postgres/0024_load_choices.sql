-- Forecasts of loads are made once and by what was chosen once.

-- What did best on the past of a site's load, for the forecasts of the week that follows.
create table load_choices (
    org_id bigint not null,
    site_id bigint not null,
    chosen_at timestamptz not null,
    -- End of the measurements it was made from.
    measured_until timestamptz not null,
    -- Methods with their shares and the band that their errors make, as JSON.
    choice jsonb not null,
    primary key (org_id, site_id),
    foreign key (org_id, site_id) references sites (org_id, id)
);

select scope_to_organisation('load_choices', 'org_id');

-- What a forecast rests on, as JSON; none where that does not stand any more.
alter table site_forecasts add column basis jsonb;
