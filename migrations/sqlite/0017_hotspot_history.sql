-- A hotspot's page lists the earlier ones of the same entity.
create index hotspots_of_entity on hotspots (org_id, kind, entity_id, detected_at, id);
