//! Kilograms at their positions: at the site, else where the route begins, else at the supplier.
//!
//! Read from roll-ups. Each kilogram is placed once, and what has no position is counted: nothing is
//! silently lost between the total and the map. An event's own position is not in the roll-ups.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::AddAssign;

use model::emissions::{
    EmissionMap, FigureFilter, LabelledRange, MapEnd, MapPoint, MapPointKind, MapRoute,
};
use model::ids::{RouteId, SiteId, SupplierId};
use model::ingest::Place;
use model::monitoring::EntityKind;
use model::places::{Site, Supplier};
use model::time::TimeRange;
use model::units::Milligrams;
use store::emissions::figures::{self, EntitySums, Filter, PlaceSums, Span};
use store::places::RouteEnds;
use uuid::Uuid;

use super::figures::View;
use super::ranges;
use crate::Services;
use crate::actor::Actor;
use crate::error::Result;

/// Points of an answer.
const POINTS_MAX: usize = 10_000;
/// Routes of an answer.
const ROUTES_MAX: usize = 2_000;
/// Parts of routes that are read; what smaller ones emitted is placed at their suppliers.
const PARTS_MAX: u32 = 20_000;

/// A map without its hotspots, and what reading those needs.
pub(crate) struct Drawn<'a> {
    pub(crate) map: EmissionMap,
    pub(crate) view: View<'a>,
    filter: Filter,
    span: TimeRange,
    suppliers: HashSet<SupplierId>,
    sites: HashSet<SiteId>,
    routes: HashSet<i64>,
}

impl Drawn<'_> {
    /// Whether the filter leaves anything of an entity; everything without one.
    pub(crate) async fn shows(&mut self, kind: EntityKind, id: i64) -> Result<bool> {
        if self.filter == Filter::default() {
            return Ok(true);
        }
        Ok(match kind {
            EntityKind::Supplier => self.suppliers.contains(&SupplierId(id)),
            EntityKind::Site => self.sites.contains(&SiteId(id)),
            EntityKind::Route => self.routes.contains(&id),
            EntityKind::Vehicle => {
                let hours = (self.span.from, self.span.to);
                let (conn, calculation) = (&mut self.view.conn, self.view.calculation);
                figures::emitted(conn, calculation, hours, kind, id, &self.filter).await?
            }
        })
    }
}

/// Sites, routes and suppliers with what they emitted.
///
/// # Errors
/// `Invalid` when the range is.
pub(crate) async fn drawn<'a>(
    services: &'a Services,
    actor: &'a Actor,
    asked: &FigureFilter,
) -> Result<Drawn<'a>> {
    let mut view = View::open(services, actor).await?;
    let range = view.range(asked).await?;
    let filter = view.filter(asked);
    let (spans, span) = hours_of(&view, &range.range);
    let mut sums: BTreeMap<(SupplierId, Option<SiteId>), Amount> = BTreeMap::new();
    for span in spans {
        let (conn, calculation) = (&mut view.conn, view.calculation);
        for place in figures::by_place(conn, calculation, span, &filter).await? {
            *sums.entry((place.supplier_id, place.site_id)).or_default() += Amount::of(&place);
        }
    }
    let parts = figures::entity_parts(
        &mut view.conn,
        view.calculation,
        (span.from, span.to),
        EntityKind::Route,
        &filter,
        PARTS_MAX,
    )
    .await?;
    let known = Positions::read(&mut view, &sums, &parts).await?;
    let now = services.clock().now().min(span.to);
    let passed = TimeRange {
        from: span.from,
        to: now.max(span.from),
    };
    let suppliers = sums.keys().map(|(supplier, _)| *supplier).collect();
    let sites = sums.keys().filter_map(|(_, site)| *site).collect();
    let routes = parts.iter().map(|part| part.entity_id).collect();
    Ok(Drawn {
        map: placed(range, passed.hours(), sums, &parts, &known),
        view,
        filter,
        span,
        suppliers,
        sites,
        routes,
    })
}

/// The roll-ups to read, and the whole hours they cover: those of routes have hours alone, so days that
/// begin within an hour are not read as days.
fn hours_of(view: &View<'_>, range: &TimeRange) -> (Vec<Span>, TimeRange) {
    let (spans, whole) = ranges::spans_of(view.zone, range);
    let from = engine::emissions::hour_of(whole.from);
    let to = ranges::ceil_hour(whole.to);
    if (from, to) == (whole.from, whole.to) {
        (spans, whole)
    } else {
        (vec![Span::Hours { from, to }], TimeRange { from, to })
    }
}

/// What is placed: kilograms and how many events they come from.
#[derive(Debug, Clone, Copy, Default)]
struct Amount {
    co2e: Milligrams,
    events: i64,
}

impl Amount {
    fn of(place: &PlaceSums) -> Self {
        Self {
            co2e: place.sums.co2e,
            events: place.sums.events,
        }
    }

    fn events(self) -> u64 {
        u64::try_from(self.events).unwrap_or_default()
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, more: Self) {
        self.co2e += more.co2e;
        self.events += more.events;
    }
}

/// Latitude and longitude in degrees.
type Position = (f64, f64);

/// What is known of where things are.
#[derive(Debug, Default)]
struct Positions {
    sites: HashMap<SiteId, Site>,
    suppliers: HashMap<SupplierId, Supplier>,
    routes: HashMap<RouteId, RouteEnds>,
}

impl Positions {
    async fn read(
        view: &mut View<'_>,
        sums: &BTreeMap<(SupplierId, Option<SiteId>), Amount>,
        parts: &[EntitySums],
    ) -> Result<Self> {
        let suppliers: HashSet<_> = sums.keys().map(|(supplier, _)| *supplier).collect();
        let sites: HashSet<_> = sums.keys().filter_map(|(_, site)| *site).collect();
        let routes: HashSet<_> = parts.iter().map(|part| RouteId(part.entity_id)).collect();
        let conn = &mut view.conn;
        let suppliers: Vec<_> = suppliers.into_iter().collect();
        let sites: Vec<_> = sites.into_iter().collect();
        let routes: Vec<_> = routes.into_iter().collect();
        Ok(Self {
            sites: store::places::sites(conn, &sites).await?,
            suppliers: store::places::suppliers(conn, &suppliers).await?,
            routes: store::places::routes(conn, &routes).await?,
        })
    }

    fn site(&self, id: Option<SiteId>) -> Option<(&Site, Position)> {
        let site = self.sites.get(&id?)?;
        Some((site, site.lat.zip(site.lon)?))
    }

    fn supplier(&self, id: SupplierId) -> Option<(&Supplier, Position)> {
        let supplier = self.suppliers.get(&id)?;
        Some((supplier, supplier.lat.zip(supplier.lon)?))
    }

    fn place(&self, route: RouteId) -> Option<(&Place, Position)> {
        self.routes.get(&route)?.place()
    }
}

/// What tells one point from another; positions as the bits of their degrees.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum PointKey {
    Site(SiteId),
    Place(String, u64, u64),
    Supplier(SupplierId),
}

#[derive(Debug)]
struct Spot {
    name: String,
    at: Position,
    amount: Amount,
}

fn placed(
    range: LabelledRange,
    hours: f64,
    mut sums: BTreeMap<(SupplierId, Option<SiteId>), Amount>,
    parts: &[EntitySums],
    known: &Positions,
) -> EmissionMap {
    let total: Milligrams = sums.values().map(|amount| amount.co2e).sum();
    let mut spots: BTreeMap<PointKey, Spot> = BTreeMap::new();
    let mut add = |key, name: &str, at, amount| {
        let spot = spots.entry(key).or_insert_with(|| Spot {
            name: name.to_owned(),
            at,
            amount: Amount::default(),
        });
        spot.amount += amount;
    };
    let mut lines: BTreeMap<RouteId, Amount> = BTreeMap::new();
    for part in parts.iter().filter(|part| part.co2e.0 > 0) {
        let route = RouteId(part.entity_id);
        let amount = Amount {
            co2e: part.co2e,
            events: part.events,
        };
        *lines.entry(route).or_default() += amount;
        let owner = sums.get_mut(&(part.supplier_id, part.site_id));
        if let Some(rest) = owner
            && known.site(part.site_id).is_none()
            && let Some((place, at)) = known.place(route)
        {
            *rest += Amount {
                co2e: -amount.co2e,
                events: -amount.events,
            };
            let name = place.name.to_lowercase();
            let key = PointKey::Place(name, at.0.to_bits(), at.1.to_bits());
            add(key, &place.name, at, amount);
        }
    }
    let mut nowhere = Amount::default();
    for ((supplier_id, site_id), amount) in sums {
        if let Some((site, at)) = known.site(site_id) {
            add(PointKey::Site(site.id), &site.name, at, amount);
        } else if let Some((supplier, at)) = known.supplier(supplier_id) {
            add(PointKey::Supplier(supplier.id), &supplier.name, at, amount);
        } else {
            nowhere += amount;
        }
    }
    let rate = |co2e: Milligrams| if hours > 0.0 { co2e.kg() / hours } else { 0.0 };
    let mut spots: Vec<_> = spots
        .into_iter()
        .filter(|(_, spot)| spot.amount.co2e.0 != 0 || spot.amount.events != 0)
        .collect();
    spots.sort_by(|(a_key, a), (b_key, b)| {
        (Reverse(a.amount.co2e), a_key).cmp(&(Reverse(b.amount.co2e), b_key))
    });
    let beyond = spots.split_off(spots.len().min(POINTS_MAX));
    let left_out: Milligrams = beyond.iter().map(|(_, spot)| spot.amount.co2e).sum();
    let points = spots.into_iter().map(|(key, spot)| point(key, spot, rate));
    let (routes, routes_left_out) = routes(lines, known, rate);
    EmissionMap {
        range,
        hours,
        total_kg: total.kg(),
        points: points.collect(),
        routes,
        hotspots: Vec::new(),
        events_without_place: nowhere.events(),
        kg_without_place: nowhere.co2e.kg(),
        points_left_out: beyond.len() as u64,
        kg_left_out: left_out.kg(),
        routes_left_out,
    }
}

fn point(key: PointKey, spot: Spot, rate: impl Fn(Milligrams) -> f64) -> MapPoint {
    let (kind, id): (_, Option<Uuid>) = match key {
        PointKey::Site(id) => (MapPointKind::Site, Some(id.to_uuid())),
        PointKey::Place(..) => (MapPointKind::Place, None),
        PointKey::Supplier(id) => (MapPointKind::Supplier, Some(id.to_uuid())),
    };
    MapPoint {
        kind,
        id,
        name: spot.name,
        lat: spot.at.0,
        lon: spot.at.1,
        kg_per_hour: rate(spot.amount.co2e),
        co2e_kg: spot.amount.co2e.kg(),
        events: spot.amount.events(),
    }
}

/// Those with both ends, largest first, and how many there were more.
fn routes(
    lines: BTreeMap<RouteId, Amount>,
    known: &Positions,
    rate: impl Fn(Milligrams) -> f64,
) -> (Vec<MapRoute>, u64) {
    let end = |place: &Place| {
        let (lat, lon) = place.lat.zip(place.lon)?;
        let name = place.name.clone();
        Some(MapEnd { name, lat, lon })
    };
    let mut drawn: Vec<_> = lines
        .into_iter()
        .filter_map(|(id, amount)| {
            let ends = known.routes.get(&id)?;
            let route = MapRoute {
                id,
                origin: end(&ends.origin)?,
                destination: end(&ends.destination)?,
                kg_per_hour: rate(amount.co2e),
                co2e_kg: amount.co2e.kg(),
                events: amount.events(),
            };
            Some((Reverse(amount.co2e), route))
        })
        .collect();
    drawn.sort_by_key(|(weight, route)| (*weight, route.id));
    let beyond = drawn.len().saturating_sub(ROUTES_MAX);
    drawn.truncate(ROUTES_MAX);
    let drawn = drawn.into_iter().map(|(_, route)| route).collect();
    (drawn, beyond as u64)
}
