//! Goals: how much a period may emit at most, or shall save at least, and how far along it is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::GoalId;
use crate::ingest::{EventType, words};

words!(
    /// What a goal counts.
    GoalKind {
        /// A budget: the period emits at most so many kilograms.
        Emissions = "emissions",
        /// The period saves at least so many kilograms, measured.
        Saving = "saving",
    }
);
words!(
    /// How a goal stands. What is open is said by the interval of its landing.
    GoalStatus {
        /// Its period has not begun.
        Upcoming = "upcoming",
        /// The whole interval keeps the goal.
        OnTrack = "on_track",
        /// The interval holds both.
        AtRisk = "at_risk",
        /// The whole interval misses it.
        OffTrack = "off_track",
        /// Kept: the period is over, or so much is saved already.
        Met = "met",
        /// Not kept: the period is over, or the budget is used up already.
        Missed = "missed",
        /// Too little is known to say where it lands.
        Unknown = "unknown",
    }
);
words!(
    /// What the landing of a goal rests on.
    GoalMethod {
        /// Nothing is to come any more: what is booked.
        Booked = "booked",
        /// The organisation's forecast reaches its end.
        Forecast = "forecast",
        /// The mean of the same weekdays of the last four whole weeks.
        Weekdays = "weekdays",
        /// The forecast as far as it reaches, the same weekdays beyond.
        ForecastThenWeekdays = "forecast_then_weekdays",
        /// What decided recommendations promise a month, times the months left.
        Promises = "promises",
    }
);

/// Longest label, in characters.
pub const LABEL_CHARS_MAX: usize = 100;
/// Goals of an organisation.
pub const GOALS_MAX: usize = 50;
/// Largest goal, in kg: a thousand million tonnes.
pub const GOAL_KG_MAX: f64 = 1e12;

/// A goal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Goal {
    pub id: GoalId,
    pub label: String,
    /// First day inside, in the organisation's zone.
    pub from: NaiveDate,
    /// First day after.
    pub to: NaiveDate,
    pub kind: GoalKind,
    /// Of a budget: only what this category emits; `None` means everything.
    pub category: Option<EventType>,
    /// Kilograms CO2e of the whole period.
    pub kg: f64,
}

/// A goal as somebody sets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewGoal {
    /// The goal it replaces; without it a new one.
    #[serde(default)]
    pub id: Option<GoalId>,
    /// 1 to 100 characters.
    pub label: String,
    /// First day inside, in the organisation's zone.
    pub from: NaiveDate,
    /// First day after; at most 3,660 days later.
    pub to: NaiveDate,
    pub kind: GoalKind,
    /// Of a budget alone.
    #[serde(default)]
    pub category: Option<EventType>,
    /// Above 0, at most 1,000,000,000,000 kg CO2e.
    pub kg: f64,
}

/// `PUT /goals`: all goals there are to be, at most 50.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GoalList {
    /// The one that was read: refused when somebody changed the goals since. Without it whatever is
    /// there is replaced.
    #[serde(default)]
    pub revision: Option<String>,
    pub goals: Vec<NewGoal>,
}

/// Kilograms CO2e with the bounds of their 90 % interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Kilograms {
    pub kg: f64,
    pub low_kg: f64,
    pub high_kg: f64,
}

/// The period as a line: kilograms since its first day, at the end of each day named. `None` where a
/// line has no value; the measured one ends where the expected one begins.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GoalPath {
    /// Days, as short text.
    pub labels: Vec<String>,
    pub measured_kg: Vec<Option<f64>>,
    pub expected_kg: Vec<Option<f64>>,
    pub low_kg: Vec<Option<f64>>,
    pub high_kg: Vec<Option<f64>>,
}

/// How far along a goal is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GoalProgress {
    pub status: GoalStatus,
    /// Booked, or saved and verified, since the first day. The interval is that of the factors, or of
    /// the measurements.
    pub so_far: Kilograms,
    /// `so_far` of the goal, 0 to 1 and beyond.
    pub share: f64,
    /// Days gone of the period's, 0 to 1.
    pub time_share: f64,
    /// The goal times `time_share`.
    pub even_pace_kg: f64,
    /// What is expected until the end, or promised.
    pub to_come: Option<Kilograms>,
    /// Where the period is expected to end, in the books: emissions are compared with the budget by the
    /// same factors, so the interval is that of what is to come.
    pub landing: Option<Kilograms>,
    /// The goal minus `so_far`: what is left of a budget, or still to be saved. Below zero: beyond it.
    pub left_kg: f64,
    /// What the landing rests on.
    pub method: GoalMethod,
    /// Days ahead that the forecast covers, and whole weeks of history that the spread of the others is
    /// taken from.
    pub forecast_days: u32,
    pub history_weeks: u32,
    /// Why there is no landing.
    pub missing: Option<String>,
    /// What else one should know.
    pub notes: Vec<String>,
    pub path: GoalPath,
}

/// A goal and how far along it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GoalState {
    pub goal: Goal,
    /// `1 Jan - 31 Dec 2026`.
    pub period: String,
    pub progress: GoalProgress,
}

/// `GET /goals`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GoalOverview {
    /// Of the goals as they were read; hand it back with a change.
    pub revision: String,
    /// Today in the organisation's zone.
    pub today: NaiveDate,
    /// The period that ends first comes first, of several the shortest.
    pub goals: Vec<GoalState>,
}
