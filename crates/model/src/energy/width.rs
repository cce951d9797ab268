//! How long the steps of a day are.

use serde::{Deserialize, Serialize};

/// How long a step is. All divide an hour, and all are whole quarter-hours, of which every local
/// time's distance to UTC is made today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Width {
    QuarterHour,
    HalfHour,
    Hour,
}

impl Width {
    /// All of them, the shortest first.
    pub const ALL: [Self; 3] = [Self::QuarterHour, Self::HalfHour, Self::Hour];

    /// The one that lasts so many minutes.
    #[must_use]
    pub fn of_minutes(minutes: u32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|width| width.minutes() == minutes)
    }

    /// Its length in minutes.
    #[must_use]
    pub fn minutes(self) -> u32 {
        match self {
            Self::QuarterHour => 15,
            Self::HalfHour => 30,
            Self::Hour => 60,
        }
    }

    /// Its length in hours: mean power in kW is energy in kWh divided by this.
    #[must_use]
    pub fn hours(self) -> f64 {
        f64::from(self.minutes()) / 60.0
    }

    /// Steps in a day of 24 hours.
    #[must_use]
    pub fn per_day(self) -> usize {
        match self {
            Self::QuarterHour => 96,
            Self::HalfHour => 48,
            Self::Hour => 24,
        }
    }
}
