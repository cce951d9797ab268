//! An event: something that emitted, in canonical units.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::emissions::{EstimateSummary, HourIntensity};
use crate::ids::{EventId, JobId, RouteId, SiteId, SupplierId};
use crate::problem::FieldError;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word stored and sent.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value called `word`.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use words;

words!(
    /// What kind of activity emitted; the category of every breakdown unless another is asked for.
    EventType {
        Logistics = "logistics",
        Factory = "factory",
        Warehouse = "warehouse",
        Delivery = "delivery",
    }
);
words!(
    /// Mode of transport of a logistics event.
    Mode { Road = "road", Rail = "rail", Sea = "sea", Air = "air", InlandWaterway = "inland_waterway" }
);
words!(
    /// Which door an event came in by.
    DataSource { Csv = "csv", Api = "api", Stream = "stream", Meter = "meter", GapFill = "gap_fill", Demo = "demo" }
);
words!(
    /// How far an event can be trusted. All but `rejected` count in totals; `superseded` ones without
    /// their electricity, and not as events.
    QualityStatus {
        /// Carries metered CO2e, fuel or energy.
        Measured = "measured",
        /// Estimated from activity.
        Estimated = "estimated",
        GapFilled = "gap_filled",
        Outlier = "outlier",
        /// All of its electricity is counted by a meter of its site; totals hold what else it reports.
        /// Where the meter counts a part of its time, the status stays and `metered_share` says so.
        Superseded = "superseded",
        Rejected = "rejected",
    }
);
words!(
    /// Whether the load is cooled.
    TemperatureControl { Ambient = "ambient", Refrigerated = "refrigerated" }
);

/// A named place at one end of a trip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    pub name: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

/// Who an event belongs to: an id known to the store, or a name that is created on first sight.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SupplierRef {
    Id(SupplierId),
    /// Trimmed; compared without regard to case.
    Name(String),
}

/// What was done, in canonical units. `None` means not given, never zero.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Activity {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Loaded distance of the trip, in km.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_km: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle_class: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_kg: Option<f64>,
    /// Actual mass over legal payload on the loaded distance, (0, 1].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_factor: Option<f64>,
    /// Empty km over total km, [0, 1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty_distance_factor: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_kmh: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature_control: Option<TemperatureControl>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel_used_l: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_h: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub electricity_kwh: Option<f64>,
    /// Energy of natural gas on its net (lower) calorific value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gas_kwh_net: Option<f64>,
    /// Energy of natural gas on its gross (higher) calorific value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gas_kwh_gross: Option<f64>,
    /// Natural gas by volume.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gas_m3: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid_region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_units: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine_hours: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature_c: Option<f64>,
    /// Needs `ends_at`: the energy norm is per year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_area_m2: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refrigerant: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refrigerant_leak_kg: Option<f64>,
    /// Purchased heat or steam of a warehouse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heating_kwh_gross: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throughput_t: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parcels: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stops: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_attempts: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traffic: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weather: Option<String>,
    /// CO2e that was itself metered, in kg; it has no well-to-tank part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub co2e_kg_metered: Option<f64>,
    /// What the grid emitted in the event's hour, where a provider said; it takes the place of the yearly
    /// factor for `electricity_kwh`. Only events made of meters' measurements have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid_intensity: Option<HourIntensity>,
    /// Why what a meter measured is not believed, in words: the event is an outlier while it stands. Only
    /// events made of meters' measurements have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meter_doubt: Option<String>,
    /// Extra numeric columns, kept as features for models and cross-checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<(String, f64)>,
}

impl Activity {
    /// The same with nothing metered on it: what the published factors estimate from the activity alone.
    #[must_use]
    pub fn without_meters(&self) -> Self {
        Self {
            co2e_kg_metered: None,
            fuel_used_l: None,
            electricity_kwh: None,
            gas_kwh_net: None,
            gas_kwh_gross: None,
            gas_m3: None,
            heating_kwh_gross: None,
            refrigerant_leak_kg: None,
            grid_intensity: None,
            meter_doubt: None,
            ..self.clone()
        }
    }
}

/// A validated event on its way into the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventDraft {
    pub event_type: EventType,
    pub supplier: SupplierRef,
    pub occurred_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub external_id: Option<String>,
    pub site: Option<String>,
    pub vehicle: Option<String>,
    /// Own position of the event; its place in the fallback order is decided in services.
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub origin: Option<Place>,
    pub destination: Option<Place>,
    pub notes: Option<String>,
    /// Boxed: it is most of an event, which changes hands often on its way in.
    pub activity: Box<Activity>,
    /// 16 bytes of SHA-256 over event type, supplier, mapped raw columns and the ordinal among
    /// identical rows; or over the external id. With organisation and time it makes an event unique.
    pub source_key: [u8; 16],
    /// 16 bytes of SHA-256 over the content alone, to tell a re-sent event from a conflicting one.
    pub content_hash: [u8; 16],
    /// The row or body as it came, kept in `events_raw`.
    pub raw: String,
    /// Row in the file, counted from 1 with the header as row 1; index + 1 in a batch.
    pub row_number: u64,
}

/// A stored event as a list shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventItem {
    pub id: EventId,
    pub event_type: EventType,
    pub mode: Option<Mode>,
    pub supplier: String,
    pub site: Option<String>,
    pub vehicle: Option<String>,
    pub origin: Option<String>,
    pub destination: Option<String>,
    pub occurred_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    /// `occurred_at` in the organisation's zone, as text.
    pub occurred_at_local: String,
    pub data_source: DataSource,
    pub quality_status: QualityStatus,
    /// Share of its time whose electricity a meter of its site counts, above 0, at most 1; totals leave
    /// that part of its electricity out. `None`: all of it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metered_share: Option<f64>,
    /// What was done, in a few words: `412 km · 5.6 t · artic > 33 t`.
    pub summary: String,
    /// `None`: no factor was found; see `no_factor_reason`.
    pub estimate: Option<EstimateSummary>,
    pub no_factor_reason: Option<String>,
}

/// A stored event with everything known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventDetail {
    #[serde(flatten)]
    pub item: EventItem,
    pub external_id: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub notes: Option<String>,
    pub activity: Activity,
    pub job_id: Option<JobId>,
    pub row_number: Option<u64>,
    /// The row or body as it came; `None` when retention has removed it.
    pub raw: Option<String>,
}

words!(
    /// How a list of events is ordered.
    EventSort {
        Newest = "newest",
        Oldest = "oldest",
        /// Largest CO2e first; offered for at most 100,000 events.
        Largest = "largest",
        /// Smallest CO2e first; offered for at most 100,000 events.
        Smallest = "smallest",
    }
);

/// Which events are asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventQuery {
    #[serde(default)]
    pub from: Option<DateTime<Utc>>,
    #[serde(default)]
    pub to: Option<DateTime<Utc>>,
    #[serde(default)]
    pub event_type: Option<EventType>,
    #[serde(default)]
    pub mode: Option<Mode>,
    #[serde(default)]
    pub quality_status: Option<QualityStatus>,
    #[serde(default)]
    pub supplier_id: Option<SupplierId>,
    /// Part of a supplier's name.
    #[serde(default)]
    pub supplier: Option<String>,
    #[serde(default)]
    pub site_id: Option<SiteId>,
    #[serde(default)]
    pub route_id: Option<RouteId>,
    #[serde(default)]
    pub job_id: Option<JobId>,
    /// Only events without an estimate.
    #[serde(default)]
    pub no_factor: Option<bool>,
    #[serde(default)]
    pub sort: Option<EventSort>,
    #[serde(default)]
    pub limit: Option<u32>,
    #[serde(default)]
    pub cursor: Option<String>,
}

/// One refused element of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchRejection {
    pub index: u64,
    pub errors: Vec<FieldError>,
}

/// Answer of `POST /ingest/events`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchAnswer {
    pub accepted: u64,
    pub duplicate: u64,
    pub rejected: Vec<BatchRejection>,
}

/// Answer to one posted event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostedEvent {
    /// False when the same event was already there (200 instead of 201).
    pub created: bool,
    #[serde(flatten)]
    pub event: EventDetail,
}
