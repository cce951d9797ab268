//! Where every door ends: drafts get their places, their estimate, their row and their roll-ups,
//! in one transaction.

use std::borrow::Cow;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use engine::emissions::EstimateInput;
use hashbrown::HashMap;
use model::ids::{EventId, JobId, OrgId, RouteId, SiteId, SupplierId, VehicleId};
use model::ingest::{DataSource, EventDraft, EventType, RejectedRow, SupplierRef};
use model::places::{Site, Supplier};
use model::time::TimeRange;
use model::units::Milligrams;
use store::Tx;
use store::emissions::estimates::NewEstimate;
use store::emissions::rollups::{Deltas, RollupKey};
use store::ingest::events::{Chunk, InsertOutcome, NewEvent};
use store::organisations::Writers;
use store::places::RouteEnds;
use store::quality::MeterKey;

use crate::Services;
use crate::emissions::{self, Amounts, Facts, Made, RollupBuilder};
use crate::error::Result;
use crate::quality::{self, Real, Reported};
use crate::settings::time_zone;

/// What became of one draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Stored, with or without kilograms.
    Inserted {
        id: EventId,
        /// `None` without a factor.
        co2e: Option<Milligrams>,
    },
    /// Stored before.
    Duplicate,
    /// The same `external_id` is stored with other content.
    Conflict,
    /// It names a supplier id that does not exist here.
    UnknownSupplier,
    /// It names another supplier than the one its sender may report for.
    ForeignSupplier,
}

/// What a transaction changed, to announce once it is committed.
#[derive(Debug)]
pub(crate) struct Landed {
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) range: Option<TimeRange>,
}

impl Landed {
    /// Tells who listens. Call it after the commit.
    pub(crate) fn announce(&self, services: &Services, org: OrgId) {
        let Some(range) = self.range else { return };
        let ids: Vec<_> = self
            .outcomes
            .iter()
            .filter_map(|outcome| match outcome {
                Outcome::Inserted { id, .. } => Some(*id),
                Outcome::Duplicate
                | Outcome::Conflict
                | Outcome::UnknownSupplier
                | Outcome::ForeignSupplier => None,
            })
            .collect();
        emissions::changed(services, org, range, ids.len() as u64, ids);
    }
}

/// Names resolved so far, for as long as an import lasts. Names are resolved and committed before
/// the transaction that uses them, so that a rolled back chunk leaves no dangling id here.
#[derive(Debug, Default)]
struct Known {
    suppliers: HashMap<String, SupplierId>,
    supplier_rows: HashMap<SupplierId, Supplier>,
    sites: HashMap<String, SiteId>,
    site_rows: HashMap<SiteId, Site>,
    vehicles: HashMap<String, VehicleId>,
    routes: HashMap<(String, String), RouteId>,
}

/// Lands drafts of one organisation.
#[derive(Debug)]
pub(crate) struct Landing {
    services: Services,
    org: OrgId,
    source: DataSource,
    /// The one supplier the sender may report for.
    only_supplier: Option<SupplierId>,
    known: Known,
}

/// Drafts with everything looked up, waiting for their transaction.
#[derive(Debug)]
pub(crate) struct Prepared {
    chunk: Chunk,
    /// What the chunk adds when all of it is new, with the days of this zone.
    sums: Sums,
    zone: Tz,
    prepared_at: DateTime<Utc>,
    /// For each draft: its place in the chunk, or why it is not there.
    places: Vec<std::result::Result<usize, Outcome>>,
    /// Row and supplier of the drafts that are not there.
    refused: HashMap<usize, (u64, String)>,
}

impl Prepared {
    /// Why the draft at `index` was refused, as its row in the list of rejected rows.
    pub(crate) fn refusal(&self, index: usize, outcome: Outcome) -> RejectedRow {
        let (row_number, supplier) = self.refused.get(&index).cloned().unwrap_or_default();
        let draft = self.draft(index);
        let row_number = draft.map_or(row_number, |draft| draft.row_number);
        let external_id = draft
            .and_then(|draft| draft.external_id.clone())
            .unwrap_or_default();
        let (column, value, code, reason) = match outcome {
            Outcome::Conflict => (
                "external_id",
                external_id,
                "conflict",
                "an event with this external_id is stored with other content",
            ),
            Outcome::UnknownSupplier => (
                "supplier",
                supplier,
                "unknown",
                "there is no supplier with this id; give a name to create one",
            ),
            Outcome::ForeignSupplier => (
                "supplier",
                supplier,
                "not_yours",
                "you may only report events of your own supplier",
            ),
            Outcome::Inserted { .. } | Outcome::Duplicate => ("", String::new(), "", ""),
        };
        RejectedRow {
            row_number,
            column: column.to_owned(),
            value,
            code: code.to_owned(),
            reason: reason.to_owned(),
        }
    }

    /// Writes the events and their roll-ups into `tx`.
    pub(crate) async fn write(&self, tx: &mut Tx, job: Option<JobId>) -> Result<Landed> {
        let writing = store::organisations::begin_writing(tx, Writers::Many).await?;
        let calculations: Vec<_> = writing.calculations().collect();
        let inserted = store::ingest::events::insert(tx, &calculations, job, &self.chunk).await?;
        let is_new = |outcome: &InsertOutcome| matches!(outcome, InsertOutcome::Inserted(_));
        let zone = time_zone(&writing.time_zone)?;
        let sums = if zone == self.zone && inserted.iter().all(is_new) {
            Cow::Borrowed(&self.sums)
        } else {
            let events = self.chunk.events().zip(&inserted);
            let new = events.filter(|(_, outcome)| is_new(outcome));
            Cow::Owned(Sums::of(zone, new.map(|(event, _)| event)))
        };
        if sums.range.is_some() {
            for calculation in calculations {
                store::emissions::rollups::add(tx, calculation, &sums.deltas).await?;
            }
            store::places::mark_seen(tx, &sums.seen).await?;
        }
        let outcomes: Vec<_> = self.chunk.events().zip(inserted).map(outcome_of).collect();
        let real = self.chunk.events().zip(&outcomes).filter_map(real_of);
        quality::give_way(tx, zone, &real.collect::<Vec<_>>(), self.prepared_at).await?;
        let reported = self.chunk.events().zip(&outcomes).filter_map(reported_of);
        quality::give_way_to_meters(tx, zone, reported).await?;
        // An import is marked whole, when it ends.
        if job.is_none() {
            let events = self.chunk.events().zip(&outcomes);
            let new = events.filter(|(_, outcome)| matches!(outcome, Outcome::Inserted { .. }));
            let times = new.map(|(event, _)| event.draft.occurred_at);
            quality::mark_old(tx, times, self.prepared_at).await?;
        }
        let outcomes = self
            .places
            .iter()
            .map(|place| place.map_or_else(|outcome| outcome, |index| outcomes[index]))
            .collect();
        Ok(Landed {
            outcomes,
            range: sums.range,
        })
    }

    /// The draft at `index` of those handed in, when it got as far as an event.
    pub(crate) fn draft(&self, index: usize) -> Option<&EventDraft> {
        let place = self.places.get(index)?.ok()?;
        self.chunk.get(place).map(|event| &event.draft)
    }
}

impl Landing {
    pub(crate) fn new(
        services: &Services,
        org: OrgId,
        source: DataSource,
        only_supplier: Option<SupplierId>,
    ) -> Self {
        Self {
            services: services.clone(),
            org,
            source,
            only_supplier,
            known: Known::default(),
        }
    }

    /// Looks everything up, and creates suppliers, sites, vehicles and routes seen for the first
    /// time.
    pub(crate) async fn prepare(&mut self, drafts: Vec<EventDraft>) -> Result<Prepared> {
        self.resolve(&drafts).await?;
        let mut conn = self.services.db().read(self.org).await?;
        let settings = store::organisations::settings(&mut conn).await?;
        drop(conn);
        let zone = time_zone(&settings.time_zone)?;
        let region = settings.default_grid_region;
        let mut places = Vec::with_capacity(drafts.len());
        let mut kept = Vec::with_capacity(drafts.len());
        let mut refused = HashMap::new();
        for draft in drafts {
            match self.supplier_of(&draft.supplier) {
                Ok(supplier) => {
                    places.push(Ok(kept.len()));
                    kept.push((draft, supplier));
                }
                Err(outcome) => {
                    let supplier = match &draft.supplier {
                        SupplierRef::Id(id) => id.to_string(),
                        SupplierRef::Name(name) => name.clone(),
                    };
                    refused.insert(places.len(), (draft.row_number, supplier));
                    places.push(Err(outcome));
                }
            }
        }
        let inputs: Vec<_> = kept
            .iter()
            .map(|(draft, _)| self.input(draft, region.as_deref()))
            .collect();
        let estimates = emissions::estimates(&self.services, &inputs).await?;
        let events = kept
            .into_iter()
            .zip(estimates)
            .map(|((draft, supplier), made)| self.event(draft, supplier, made))
            .collect();
        let chunk = Chunk::new(events)?;
        Ok(Prepared {
            sums: Sums::of(zone, chunk.events()),
            zone,
            prepared_at: self.services.clock().now(),
            chunk,
            places,
            refused,
        })
    }

    fn supplier_of(&self, supplier: &SupplierRef) -> std::result::Result<SupplierId, Outcome> {
        let id = match supplier {
            SupplierRef::Id(id) if self.known.supplier_rows.contains_key(id) => *id,
            SupplierRef::Id(_) => return Err(Outcome::UnknownSupplier),
            SupplierRef::Name(name) => *self
                .known
                .suppliers
                .get(name)
                .ok_or(Outcome::ForeignSupplier)?,
        };
        if self.only_supplier.is_some_and(|own| own != id) {
            return Err(Outcome::ForeignSupplier);
        }
        Ok(id)
    }

    /// Resolves every name of the drafts that is new, in one short transaction.
    async fn resolve(&mut self, drafts: &[EventDraft]) -> Result<()> {
        let new = New::of(drafts, &self.known);
        if new.is_empty() {
            return Ok(());
        }
        let now = self.services.clock().now();
        let mut tx = self.services.db().write(self.org).await?;
        if self.only_supplier.is_none() {
            let ids = store::places::resolve_suppliers(&mut tx, &new.suppliers, now).await?;
            insert_names(&mut self.known.suppliers, &new.suppliers, ids);
        } else {
            // A supplier user's file must not create suppliers by naming them.
            for name in &new.suppliers {
                if let Some(supplier) = store::places::find_supplier(&mut tx, name).await? {
                    self.known.suppliers.insert((*name).to_owned(), supplier.id);
                }
            }
        }
        let ids = store::places::resolve_sites(&mut tx, &new.sites, now).await?;
        insert_names(&mut self.known.sites, &new.sites, ids);
        let ids = store::places::resolve_vehicles(&mut tx, &new.vehicles, now).await?;
        insert_names(&mut self.known.vehicles, &new.vehicles, ids);
        let ids = store::places::resolve_routes(&mut tx, &new.routes, now).await?;
        for (ends, id) in new.routes.iter().zip(ids) {
            let key = (ends.origin.name.clone(), ends.destination.name.clone());
            self.known.routes.insert(key, id);
        }
        let mut suppliers: Vec<_> = self.known.suppliers.values().copied().collect();
        suppliers.extend(new.supplier_ids);
        suppliers.retain(|id| !self.known.supplier_rows.contains_key(id));
        let rows = store::places::suppliers(&mut tx, &suppliers).await?;
        self.known.supplier_rows.extend(rows);
        let mut sites: Vec<_> = self.known.sites.values().copied().collect();
        sites.retain(|id| !self.known.site_rows.contains_key(id));
        let rows = store::places::sites(&mut tx, &sites).await?;
        self.known.site_rows.extend(rows);
        tx.commit().await?;
        Ok(())
    }

    fn site_of(&self, draft: &EventDraft) -> Option<&Site> {
        let id = self.known.sites.get(draft.site.as_ref()?)?;
        self.known.site_rows.get(id)
    }

    fn input<'a>(
        &'a self,
        draft: &'a EventDraft,
        default_region: Option<&'a str>,
    ) -> EstimateInput<'a> {
        EstimateInput {
            event_type: draft.event_type,
            occurred_at: draft.occurred_at,
            ends_at: draft.ends_at,
            activity: &draft.activity,
            grid_region_fallback: emissions::grid_region(self.site_of(draft), default_region),
            pinned: None,
        }
    }

    fn event(
        &self,
        draft: EventDraft,
        supplier_id: SupplierId,
        (quality_status, estimate): Made,
    ) -> NewEvent {
        let site = self.site_of(&draft);
        let site_id = site.map(|site| site.id);
        let route = match (&draft.origin, &draft.destination) {
            (Some(from), Some(to)) => Some((from.name.clone(), to.name.clone())),
            (Some(_) | None, None) | (None, Some(_)) => None,
        };
        let supplier = self.known.supplier_rows.get(&supplier_id);
        // The event's own position, else its site's, its origin's, its supplier's, else none.
        let position = pair(draft.lat, draft.lon)
            .or_else(|| site.and_then(|site| pair(site.lat, site.lon)))
            .or_else(|| {
                draft
                    .origin
                    .as_ref()
                    .and_then(|place| pair(place.lat, place.lon))
            })
            .or_else(|| supplier.and_then(|supplier| pair(supplier.lat, supplier.lon)));
        NewEvent {
            supplier_id,
            site_id,
            vehicle_id: draft
                .vehicle
                .as_ref()
                .and_then(|name| self.known.vehicles.get(name))
                .copied(),
            route_id: route
                .and_then(|route| self.known.routes.get(&route))
                .copied(),
            lat: position.map(|(lat, _)| lat),
            lon: position.map(|(_, lon)| lon),
            data_source: self.source,
            quality_status,
            estimate,
            draft,
        }
    }
}

/// Names of some drafts that nobody looked up yet.
#[derive(Debug, Default)]
struct New<'a> {
    suppliers: Vec<&'a str>,
    supplier_ids: Vec<SupplierId>,
    sites: Vec<&'a str>,
    vehicles: Vec<&'a str>,
    routes: Vec<RouteEnds>,
}

impl<'a> New<'a> {
    fn of(drafts: &'a [EventDraft], known: &Known) -> Self {
        let mut new = Self::default();
        let mut routes: HashMap<(&str, &str), ()> = HashMap::new();
        for draft in drafts {
            match &draft.supplier {
                SupplierRef::Id(id) => push_new(
                    &mut new.supplier_ids,
                    *id,
                    known.supplier_rows.contains_key(id),
                ),
                SupplierRef::Name(name) => {
                    push_new(&mut new.suppliers, name, known.suppliers.contains_key(name));
                }
            }
            if let Some(name) = &draft.site {
                push_new(&mut new.sites, name, known.sites.contains_key(name));
            }
            if let Some(name) = &draft.vehicle {
                push_new(&mut new.vehicles, name, known.vehicles.contains_key(name));
            }
            if let (Some(origin), Some(destination)) = (&draft.origin, &draft.destination) {
                let key = (origin.name.clone(), destination.name.clone());
                if !known.routes.contains_key(&key)
                    && routes
                        .insert((&origin.name, &destination.name), ())
                        .is_none()
                {
                    new.routes.push(RouteEnds {
                        origin: origin.clone(),
                        destination: destination.clone(),
                    });
                }
            }
        }
        new
    }

    fn is_empty(&self) -> bool {
        self.suppliers.is_empty()
            && self.supplier_ids.is_empty()
            && self.sites.is_empty()
            && self.vehicles.is_empty()
            && self.routes.is_empty()
    }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T, is_known: bool) {
    if !is_known && !list.contains(&item) {
        list.push(item);
    }
}

fn insert_names<Id>(known: &mut HashMap<String, Id>, names: &[&str], ids: Vec<Id>) {
    known.extend(names.iter().map(|name| (*name).to_owned()).zip(ids));
}

fn pair(lat: Option<f64>, lon: Option<f64>) -> Option<(f64, f64)> {
    Some((lat?, lon?))
}

/// What new events add to the sums.
#[derive(Debug, Clone)]
struct Sums {
    deltas: Deltas,
    range: Option<TimeRange>,
    /// When each supplier was heard of last.
    seen: Vec<(SupplierId, DateTime<Utc>)>,
}

impl Sums {
    fn of<'a>(zone: Tz, events: impl Iterator<Item = &'a NewEvent>) -> Self {
        let mut builder = RollupBuilder::adding(zone);
        let mut seen: HashMap<SupplierId, DateTime<Utc>> = HashMap::new();
        for event in events {
            builder.event(&facts_of(event));
            let at = event.draft.occurred_at;
            let last = seen.entry(event.supplier_id).or_insert(at);
            *last = (*last).max(at);
        }
        Self {
            range: builder.range(),
            deltas: builder.finish(),
            seen: seen.into_iter().collect(),
        }
    }
}

fn outcome_of((event, outcome): (&NewEvent, InsertOutcome)) -> Outcome {
    match outcome {
        InsertOutcome::Inserted(id) => Outcome::Inserted {
            id,
            co2e: kilograms(&event.estimate),
        },
        InsertOutcome::Duplicate => Outcome::Duplicate,
        InsertOutcome::Conflict => Outcome::Conflict,
    }
}

/// A new reading of a meter, for which a filled value may stand.
fn real_of((event, outcome): (&NewEvent, &Outcome)) -> Option<Real> {
    let Outcome::Inserted { id, co2e } = *outcome else {
        return None;
    };
    let is_metered = matches!(
        event.draft.event_type,
        EventType::Factory | EventType::Warehouse
    );
    is_metered.then_some(Real {
        event_id: id,
        key: MeterKey {
            supplier_id: event.supplier_id,
            site_id: event.site_id,
            category: event.draft.event_type,
        },
        at: event.draft.occurred_at,
        ends_at: event.draft.ends_at,
        co2e,
    })
}

/// Electricity that a new event reports of a site; a meter of that site may count it already.
fn reported_of((event, outcome): (&NewEvent, &Outcome)) -> Option<Reported> {
    let is_new = matches!(outcome, Outcome::Inserted { .. });
    let is_of_site = matches!(
        event.draft.event_type,
        EventType::Factory | EventType::Warehouse
    );
    let is_electric = event.draft.activity.electricity_kwh.is_some();
    if !(is_new && is_of_site && is_electric) || event.data_source == DataSource::Meter {
        return None;
    }
    let from = event.draft.occurred_at;
    // What has no end still has a moment.
    let moment = from + Duration::microseconds(1);
    Some(Reported {
        site: event.site_id?,
        from,
        to: event.draft.ends_at.map_or(moment, |to| to.max(moment)),
    })
}

fn kilograms(estimate: &NewEstimate) -> Option<Milligrams> {
    match estimate {
        NewEstimate::Estimated(estimated) => Some(estimated.co2e),
        NewEstimate::NoFactor(_) => None,
    }
}

fn facts_of(event: &NewEvent) -> Facts<'static> {
    Facts {
        key: RollupKey {
            supplier_id: event.supplier_id,
            site_id: event.site_id,
            category: event.draft.event_type,
            mode: event.draft.activity.mode,
            quality: event.quality_status,
        },
        vehicle_id: event.vehicle_id,
        route_id: event.route_id,
        occurred_at: event.draft.occurred_at,
        ends_at: event.draft.ends_at,
        amounts: Amounts::of(&event.estimate),
        // What a meter counts of it is found when it is stored.
        metered: None,
    }
}
