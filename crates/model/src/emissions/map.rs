//! Where kilograms were emitted: points, routes and hotspots of a map.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::LabelledRange;
use crate::ids::{HotspotId, RouteId};
use crate::ingest::words;
use crate::monitoring::{AlertStatus, Entity, Severity};

words!(
    /// What a point of the map is.
    MapPointKind {
        Site = "site",
        /// Where trips begin that belong to no site.
        Place = "place",
        /// A supplier's own position, of what has neither site nor route.
        Supplier = "supplier",
    }
);

/// Kilograms at one position. Each kilogram is in one point alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MapPoint {
    pub kind: MapPointKind,
    /// Of the site or supplier; places of routes have none.
    pub id: Option<Uuid>,
    pub name: String,
    pub lat: f64,
    pub lon: f64,
    /// Over the part of the range that has passed.
    pub kg_per_hour: f64,
    pub co2e_kg: f64,
    pub events: u64,
}

/// One end of a route.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MapEnd {
    pub name: String,
    pub lat: f64,
    pub lon: f64,
}

/// A route with all its kilograms, which are in the points too: at the site of its events, else at its
/// origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MapRoute {
    pub id: RouteId,
    pub origin: MapEnd,
    pub destination: MapEnd,
    pub kg_per_hour: f64,
    pub co2e_kg: f64,
    pub events: u64,
}

/// An open hotspot; of what has no position, without one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MapHotspot {
    pub id: HotspotId,
    pub entity: Entity,
    pub severity: Severity,
    pub status: AlertStatus,
    pub percent_above: f64,
    /// Of a route its origin; of a vehicle its supplier's.
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

/// `GET /emissions/map`. Points and what is counted beside them add up to the total to the milligram.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmissionMap {
    pub range: LabelledRange,
    /// Hours of the range that have passed: what rates are over.
    pub hours: f64,
    pub total_kg: f64,
    /// Largest first, at most 10,000.
    pub points: Vec<MapPoint>,
    /// Largest first, at most 2,000: those with positions at both ends.
    pub routes: Vec<MapRoute>,
    /// Those open now, whatever the range; worst first.
    pub hotspots: Vec<MapHotspot>,
    /// Events whose site, route and supplier have no position, and their kilograms.
    pub events_without_place: u64,
    pub kg_without_place: f64,
    /// Points beyond the largest, and their kilograms.
    pub points_left_out: u64,
    pub kg_left_out: f64,
    /// Routes beyond the largest; their kilograms are in the points.
    pub routes_left_out: u64,
}
