//! Live messages: one closed enum, one frame shape.
//!
//! Frames carry absolute values, never differences. Nothing is replayed: a reader subscribes, then
//! fetches, and fetches again after a gap in `seq` or a `lagged` notice.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::emissions::Pulse;
use crate::ids::{RecommendationId, SiteId};
use crate::ingest::{EventItem, IngestJob, words};
use crate::monitoring::{Alert, Hotspot};
use crate::recommendations::RecommendationStatus;
use crate::time::TimeRange;

words!(
    /// A live channel.
    Channel {
        Emissions = "emissions",
        IngestJobs = "ingest_jobs",
        Hotspots = "hotspots",
        Alerts = "alerts",
        Recommendations = "recommendations",
        Energy = "energy",
    }
);

/// What is announced.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum LiveMessage {
    /// An import moved.
    IngestJob(Box<IngestJob>),
    /// Figures changed.
    Emissions(Box<EmissionsChanged>),
    /// A hotspot appeared, moved or went.
    Hotspot(Box<Hotspot>),
    /// An alert did, or somebody took notice of it.
    Alert(Box<Alert>),
    /// A recommendation came, or moved on.
    Recommendation(RecommendationMoved),
    /// More is known of the electricity of a site.
    EnergySite(EnergySiteMoved),
}

impl LiveMessage {
    /// The channel it belongs to.
    #[must_use]
    pub fn channel(&self) -> Channel {
        match self {
            Self::IngestJob(_) => Channel::IngestJobs,
            Self::Emissions(_) => Channel::Emissions,
            Self::Hotspot(_) => Channel::Hotspots,
            Self::Alert(_) => Channel::Alerts,
            Self::Recommendation(_) => Channel::Recommendations,
            Self::EnergySite(_) => Channel::Energy,
        }
    }
}

/// Figures changed: the new pulse, what time the change concerns, and the latest events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmissionsChanged {
    pub pulse: Pulse,
    /// The span of the changed hours.
    pub changed: TimeRange,
    /// How many events came in since the frame before.
    pub new_events: u64,
    /// The newest of them, at most ten.
    pub latest: Vec<EventItem>,
}

/// A recommendation came or moved on: where it stands now. Whoever shows it asks for the rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecommendationMoved {
    pub recommendation_id: RecommendationId,
    pub status: RecommendationStatus,
    pub title: String,
}

words!(
    /// What came of a site's electricity.
    EnergyNews {
        Measurements = "measurements",
        Forecast = "forecast",
        Plan = "plan",
    }
);

/// More is known of the electricity of a site. Whoever shows it asks for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnergySiteMoved {
    pub site_id: SiteId,
    pub news: EnergyNews,
}

/// A data frame.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveFrame {
    pub channel: Channel,
    /// Counts up per connection and channel.
    pub seq: u64,
    pub at: DateTime<Utc>,
    pub data: LiveMessage,
}

/// What a client may send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// Replaces the subscription.
    Subscribe {
        channels: Vec<String>,
    },
    Ping,
}

/// What a server sends beside data frames.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerNotice {
    /// The channels now subscribed to; refused ones are missing and named in `refused`.
    Subscribed {
        channels: Vec<Channel>,
        refused: Vec<String>,
    },
    Pong,
    /// Frames were dropped: fetch again.
    Lagged,
    /// The client's frame was not understood.
    Error {
        message: String,
    },
}

/// A frame or a notice, read as far as it takes to know which: of most, a reader needs no more.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LiveHead {
    /// Of a frame.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// Of a frame.
    #[serde(default)]
    pub seq: u64,
    /// Of a notice.
    #[serde(default, rename = "type")]
    pub notice: Option<String>,
    /// Of the notice `error`.
    #[serde(default)]
    pub message: Option<String>,
}

/// The data of a frame whose channel is known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LiveData<T> {
    pub data: T,
}
