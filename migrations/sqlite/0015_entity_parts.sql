-- What routes and vehicles emitted, told apart by supplier, site and category: so that a map can be
-- limited to some of it, and counts no kilogram both at a site and on a route.

create table entity_parts (
    org_id integer not null,
    calculation integer not null,
    hour integer not null,
    kind integer not null,
    entity_id integer not null,
    -- 0 for none; supplier and category are 0 where rows from before were of several.
    supplier_id integer not null,
    site_id integer not null,
    category integer not null,
    quality integer not null,
    co2e_mg integer not null,
    events integer not null,
    primary key (
        org_id, calculation, hour, kind, entity_id, supplier_id, site_id, category, quality
    )
) strict, without rowid;

-- Rows from before belong to what all events of their route (kind 1) or vehicle (kind 2) are of; where
-- those are of several, it is not known until the next recalculation.
insert into entity_parts (
    org_id, calculation, hour, kind, entity_id, supplier_id, site_id, category, quality, co2e_mg,
    events
)
select
    h.org_id, h.calculation, h.hour, h.kind, h.entity_id, coalesce(owner.supplier_id, 0),
    coalesce(owner.site_id, 0), coalesce(owner.category, 0), h.quality, h.co2e_mg, h.events
from entity_hourly as h
left join (
    select
        org_id, 1 as kind, route_id as entity_id, min(supplier_id) as supplier_id,
        min(coalesce(site_id, 0)) as site_id, min(event_type) as category
    from events_normalized
    where route_id is not null
    group by org_id, route_id
    having
        min(supplier_id) = max(supplier_id)
        and min(coalesce(site_id, 0)) = max(coalesce(site_id, 0))
        and min(event_type) = max(event_type)
    union all
    select
        org_id, 2 as kind, vehicle_id as entity_id, min(supplier_id) as supplier_id,
        min(coalesce(site_id, 0)) as site_id, min(event_type) as category
    from events_normalized
    where vehicle_id is not null
    group by org_id, vehicle_id
    having
        min(supplier_id) = max(supplier_id)
        and min(coalesce(site_id, 0)) = max(coalesce(site_id, 0))
        and min(event_type) = max(event_type)
) as owner
    on owner.org_id = h.org_id and owner.kind = h.kind and owner.entity_id = h.entity_id;

drop table entity_hourly;
alter table entity_parts rename to entity_hourly;
