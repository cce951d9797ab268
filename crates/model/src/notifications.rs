//! Who is told of alerts, by which way, and what was sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{AlertId, ChannelId};
use crate::ingest::words;
use crate::monitoring::Severity;

words!(
    /// The way a channel goes.
    ChannelKind { Webhook = "webhook", Email = "email" }
);

words!(
    /// What is told.
    NotificationEvent { Fired = "fired", Escalated = "escalated", Resolved = "resolved", Test = "test" }
);

words!(
    /// Where a notification stands.
    NotificationStatus { Queued = "queued", Sent = "sent", Failed = "failed" }
);

/// Somebody, or something, that is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationChannel {
    pub id: ChannelId,
    pub name: String,
    pub kind: ChannelKind,
    /// The address of a webhook, or of a person.
    pub target: String,
    /// Whether what a webhook is sent is signed (`X-Nexus-Signature`).
    pub is_signed: bool,
    /// Nothing below it is sent.
    pub min_level: Severity,
    pub created_at: DateTime<Utc>,
}

/// `POST /notifications/channels`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewChannel {
    pub name: String,
    pub kind: ChannelKind,
    pub target: String,
    /// Signs what a webhook is sent: HMAC-SHA256 of the body. Never shown again.
    #[serde(default)]
    pub secret: Option<String>,
    pub min_level: Severity,
}

/// Something that was, or is to be, sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notification {
    pub channel: String,
    pub alert_id: Option<AlertId>,
    pub event: NotificationEvent,
    pub subject: String,
    pub status: NotificationStatus,
    pub attempts: u32,
    pub last_error: Option<String>,
    pub created_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
}
