//! Events: bulk insert, key-set pages, single look-ups, taking an import back.
//!
//! An event is unique by (organisation, time, source key). Lists follow the index of that key; a
//! filter is answered by asking the hourly roll-up which hours hold such events ([`page()`]), so that
//! no list scans events. Roll-ups must therefore count an event in the hour it begins in.

mod facts;
mod find;
mod insert;
mod insert_postgres;
mod insert_sqlite;
mod page;
mod pick;
mod readings;
mod remove;
mod row;

use chrono::{DateTime, Utc};
use model::ids::{EventId, JobId, RouteId, SiteId, SupplierId, VehicleId};
use model::ingest::{
    Activity, DataSource, EventDraft, EventType, MeteredTime, Mode, QualityStatus,
};

use crate::emissions::Calculation;
use crate::emissions::estimates::{NewEstimate, StoredEstimate};

pub use facts::{ScanCursor, Unestimated, facts, scan, window_end, without_estimate};
pub use find::{find_by_external_id, find_by_key, get, last_event_at};
pub use insert::{Chunk, insert};
pub use page::{SORTABLE_EVENTS, latest, page};
pub use readings::{Reading, ReadingQuery, readings, set_status};
pub use remove::{first_raw, remove, remove_of_job, remove_raw};

/// A validated event with its places resolved and its estimate made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    pub draft: EventDraft,
    pub supplier_id: SupplierId,
    pub site_id: Option<SiteId>,
    pub vehicle_id: Option<VehicleId>,
    pub route_id: Option<RouteId>,
    /// Position by the fallback order, in degrees; `draft.lat` is not read.
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub data_source: DataSource,
    pub quality_status: QualityStatus,
    pub estimate: NewEstimate,
}

/// What became of one event of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InsertOutcome {
    Inserted(EventId),
    /// The same event is there already (or came earlier in this chunk): nothing was touched.
    Duplicate,
    /// The same `external_id` is there with other content: nothing was touched.
    Conflict,
}

/// A stored event with the names of its places.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    pub id: EventId,
    pub event_type: EventType,
    pub mode: Option<Mode>,
    pub supplier_id: SupplierId,
    pub supplier: String,
    pub site_id: Option<SiteId>,
    pub site: Option<String>,
    pub vehicle: Option<String>,
    pub origin: Option<String>,
    pub destination: Option<String>,
    pub occurred_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub data_source: DataSource,
    pub quality_status: QualityStatus,
    /// The part of its time whose electricity a meter of its site counts.
    pub metered: Option<MeteredTime>,
    pub job_id: Option<JobId>,
    pub row_number: Option<u64>,
    pub notes: Option<String>,
    pub activity: Activity,
    /// `None`: not (yet) calculated under this calculation.
    pub estimate: Option<StoredEstimate>,
}

/// A stored event with everything.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRecord {
    pub event: StoredEvent,
    pub external_id: Option<String>,
    /// `None` when retention has removed it.
    pub raw: Option<String>,
    pub source_key: [u8; 16],
    pub content_hash: [u8; 16],
}

/// What a roll-up needs to know of an event, to subtract it or to be built anew.
#[derive(Debug, Clone, PartialEq)]
pub struct EventFacts {
    pub id: EventId,
    pub event_type: EventType,
    pub mode: Option<Mode>,
    pub supplier_id: SupplierId,
    pub site_id: Option<SiteId>,
    pub vehicle_id: Option<VehicleId>,
    pub route_id: Option<RouteId>,
    pub occurred_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub quality_status: QualityStatus,
    /// The part of its time whose electricity a meter of its site counts.
    pub metered: Option<MeteredTime>,
    /// One per calculation it was estimated under.
    pub estimates: Vec<(Calculation, StoredEstimate)>,
}
