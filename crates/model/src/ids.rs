//! Identifiers. No two kinds can be mixed up.
//!
//! Rows that come in millions have 64-bit ids reserved in blocks by the store; in JSON and in URLs
//! every id is an opaque UUID string. A 64-bit id becomes a version 8 UUID whose first group names
//! its kind, so that an event's id is never taken for a supplier's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// The text is not an id of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of a {0}")]
pub struct ParseIdError(pub &'static str);

macro_rules! block_id {
    ($(#[$doc:meta])* $name:ident, $tag:literal, $noun:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// The opaque form that leaves the process.
            #[must_use]
            pub fn to_uuid(self) -> Uuid {
                let tag: u128 = $tag;
                // Version 8 and variant bits by RFC 9562; 62 bits of number.
                Uuid::from_u128(
                    (tag << 96) | (0x8000 << 64) | (0x8 << 60)
                        | (((self.0 as u128) >> 60 & 0x3) << 80)
                        | (self.0 as u128 & 0x0fff_ffff_ffff_ffff),
                )
            }

            /// The number behind `uuid`, when it is an id of this kind.
            #[must_use]
            pub fn from_uuid(uuid: Uuid) -> Option<Self> {
                let bits = uuid.as_u128();
                let number = ((bits >> 80 & 0x3) << 60) | (bits & 0x0fff_ffff_ffff_ffff);
                let id = Self(i64::try_from(number).ok()?);
                (id.to_uuid() == uuid).then_some(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.to_uuid().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                Uuid::parse_str(text).ok().and_then(Self::from_uuid).ok_or(ParseIdError($noun))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                <String as utoipa::PartialSchema>::schema()
            }
        }
        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $noun:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                Uuid::parse_str(text).map(Self).map_err(|_| ParseIdError($noun))
            }
        }
    };
}

block_id!(
    /// An organisation, the tenant every row belongs to.
    OrgId, 0x0c00_0001, "organisation"
);
block_id!(
    /// A supplier: who causes the emission.
    SupplierId, 0x0c00_0002, "supplier"
);
block_id!(
    /// A site: a place with a grid region.
    SiteId, 0x0c00_0003, "site"
);
block_id!(
    /// A vehicle.
    VehicleId, 0x0c00_0004, "vehicle"
);
block_id!(
    /// A route: an ordered pair of origin and destination.
    RouteId, 0x0c00_0005, "route"
);
block_id!(
    /// An event: something that emitted.
    EventId, 0x0c00_0006, "event"
);

uuid_id!(
    /// A person who signs in.
    UserId, "user"
);
uuid_id!(
    /// A signed-in session.
    SessionId, "session"
);
uuid_id!(
    /// A token of the API.
    TokenId, "token"
);
uuid_id!(
    /// An import.
    JobId, "import job"
);
uuid_id!(
    /// A hotspot.
    HotspotId, "hotspot"
);
uuid_id!(
    /// An alert.
    AlertId, "alert"
);
uuid_id!(
    /// A recommendation.
    RecommendationId, "recommendation"
);
uuid_id!(
    /// A saved scenario.
    ScenarioId, "scenario"
);
uuid_id!(
    /// A goal.
    GoalId, "goal"
);
uuid_id!(
    /// A notification channel.
    ChannelId, "notification channel"
);
uuid_id!(
    /// Somewhere measurements of a site are read from.
    SourceId, "source"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_ids_survive_their_opaque_form() {
        for number in [0, 1, 4_711, i64::MAX >> 1] {
            let id = EventId(number);
            assert_eq!(id.to_string().parse(), Ok(id));
            assert_eq!(id.to_uuid().get_version_num(), 8);
        }
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let supplier = SupplierId(7).to_string();
        assert_eq!(supplier.parse::<EventId>(), Err(ParseIdError("event")));
        assert!("7".parse::<EventId>().is_err());
    }
}
