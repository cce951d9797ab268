//! Import profiles: how the columns of somebody's file become our fields.
//!
//! A profile is a JSON document. It is suggested from a preview, corrected by a person, saved under
//! a name and reused from page, API and command line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::EventType;
use crate::problem::FieldError;

/// How a file is read and mapped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Letters, digits, `-` and `_`; the name it is saved under.
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The kind of event every row becomes, unless a column is mapped to `event_type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_type: Option<EventType>,
    #[serde(default)]
    pub format: FileFormat,
    /// Column -> field.
    #[serde(default)]
    pub columns: Vec<ColumnMapping>,
    /// Field -> the same value for every row, such as `mode` -> `air`.
    #[serde(default)]
    pub constants: BTreeMap<String, Constant>,
    /// How `occurred_at` (and `ends_at`) come about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeExpression>,
    /// How `ends_at` comes about where the file has a column for it; `label` and `slot_minutes`
    /// belong to `time` alone. With `midnight = end_of_date` a bare date is its last day, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<TimeExpression>,
    /// A row for which any of these rules holds is skipped and counted apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skip_when: Vec<RowRule>,
    /// A row for which one of these rules holds is taken, and the job carries the warning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warn_when: Vec<RowRule>,
    /// A column against which the result is compared, reported on the job.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cross_checks: Vec<CrossCheck>,
    /// Tables the profile carries: table name -> key -> place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<String, BTreeMap<String, PlaceEntry>>,
}

/// A place of a table that a profile carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceEntry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub lat: f64,
    pub lon: f64,
}

/// How the bytes become rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FileFormat {
    /// `,`, `;` or a tab; found out from the header when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// `utf-8` or `windows-1252`; found out from the bytes when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// `.` or `,`; a `.` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<char>,
}

/// One column and what it means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    pub column: String,
    /// One of our fields, or `feature:<name>` for an extra numeric column.
    pub field: String,
    /// Unit of the column, such as `mi`; the field's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// File's word -> our word, such as `Light_Load` -> `light`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// For `origin`, `destination` and `site`: look the value up in this table of the profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_table: Option<String>,
}

/// A constant: a word or a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Constant {
    Number(f64),
    Text(String),
}

/// How a row's time comes about. Day-first or month-first is stated in `pattern`, never guessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TimeExpression {
    /// Text with `{column}` or `{column:04}` (padded with zeros), such as
    /// `{year}-{month:02}-{day:02} {sched_dep_time:04}`.
    pub template: String,
    /// A strftime pattern for the text the template gives; or `iso8601`, `epoch_s`, `epoch_ms`.
    pub pattern: String,
    /// IANA zone of local times; required unless the pattern carries an offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Whether the time is the start or the end of the row's slot.
    #[serde(default)]
    pub label: SlotLabel,
    /// Length of the slot; required with `label = end`, makes `ends_at` with `label = start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot_minutes: Option<u32>,
    /// What a time of exactly 00:00 means: the start of its date, or (where a file labels the last
    /// slot of a day with the same date) its end.
    #[serde(default)]
    pub midnight: Midnight,
    /// Which of two instants a local time means that occurs twice, when clocks go back.
    #[serde(default)]
    pub overlap: Overlap,
}

/// Which end of its slot a time labels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SlotLabel {
    #[default]
    Start,
    End,
}

/// What 00:00 means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Midnight {
    #[default]
    StartOfDate,
    EndOfDate,
}

/// Which instant a local time means that occurs twice. Whichever it is, the job says how many rows
/// it concerned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// The first, before the clocks go back.
    #[default]
    Earlier,
    /// The second.
    Later,
    /// Neither: such a row is rejected.
    Reject,
}

/// A rule about a row's raw columns. All its conditions must hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RowRule {
    pub all: Vec<Condition>,
    /// Why, in words, shown on the job with the count.
    pub reason: String,
}

/// A condition on one raw column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub column: String,
    pub is: Test,
}

/// What is asked of a cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Test {
    Empty,
    NotEmpty,
    Equals(String),
    NotInTable(String),
}

/// Compares the estimate of each row, or its total, with a column of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CrossCheck {
    /// A column mapped to `feature:<name>`: its name.
    pub feature: String,
    /// Kilograms of CO2e per unit of the column.
    pub kg_per_unit: f64,
    /// Half of the last digit the file rounds to, in the column's unit.
    #[serde(default)]
    pub rounding: f64,
    pub note: String,
}

/// A stored profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoredProfile {
    pub profile: Profile,
    /// Shipped with the product: can be copied, not changed.
    pub is_built_in: bool,
    pub updated_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// One column of a previewed file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewColumn {
    pub name: String,
    /// Values of the first rows, at most eight distinct ones, shortened.
    pub samples: Vec<String>,
    /// How many of the previewed rows leave it empty.
    pub empty: u32,
    /// What it looks like: `number`, `integer`, `timestamp`, `text`, `empty`.
    pub looks_like: String,
}

/// Answer of `POST /ingest/preview`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    pub file_name: String,
    pub bytes: u64,
    pub delimiter: char,
    pub encoding: String,
    pub columns: Vec<PreviewColumn>,
    /// The first rows as they are, at most 20.
    pub rows: Vec<Vec<String>>,
    /// What we would make of it; may be incomplete.
    pub suggested: Profile,
    /// A stored profile whose columns are all there.
    pub matching_profiles: Vec<String>,
    /// What the suggestion still lacks.
    pub missing: Vec<FieldError>,
}

/// What the first rows would become, for the mapping editor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrialRow {
    pub row_number: u64,
    pub outcome: TrialOutcome,
}

/// What a row would become.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TrialOutcome {
    /// Accepted: its summary and its kilograms, `None` without a factor.
    Event {
        occurred_at_local: String,
        supplier: String,
        summary: String,
        co2e_kg: Option<f64>,
    },
    Skipped {
        reason: String,
    },
    Rejected {
        errors: Vec<FieldError>,
    },
}

/// Answer to a trial of a profile on a preview.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Trial {
    /// Faults of the profile itself; with any of them no row is tried.
    pub profile_errors: Vec<FieldError>,
    pub rows: Vec<TrialRow>,
}

/// A field an import may map a column to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldWord {
    /// Our name, such as `distance_km`.
    pub field: String,
    /// What it is, in a few words.
    pub label: String,
    /// Units a column of it may have; empty for words and times.
    pub units: Vec<String>,
    /// Words it accepts, when it is limited to some.
    pub words: Vec<String>,
    /// Event types that use it; empty for all.
    pub event_types: Vec<EventType>,
    /// Whether those event types cannot do without it.
    pub is_required: bool,
}

/// The words a mapping editor offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Vocabulary {
    pub fields: Vec<FieldWord>,
    /// IANA zones, for times without an offset.
    pub time_zones: Vec<String>,
}
