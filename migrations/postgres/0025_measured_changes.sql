-- A forecast may be made while what it is made from changes.

-- How often what loads are forecast from changed: what was made in between does not stand.
alter table energy_sites add column measured_changes bigint not null default 0;
