-- Forecasts of loads are made once and by what was chosen once.

-- What did best on the past of a site's load, for the forecasts of the week that follows.
create table load_choices (
    org_id integer not null,
    site_id integer not null,
    chosen_at integer not null,
    -- End of the measurements it was made from.
    measured_until integer not null,
    -- Methods with their shares and the band that their errors make, as JSON.
    choice text not null,
    primary key (org_id, site_id),
    foreign key (org_id, site_id) references sites (org_id, id)
) strict, without rowid;

-- What a forecast rests on, as JSON; none where that does not stand any more.
alter table site_forecasts add column basis text;
