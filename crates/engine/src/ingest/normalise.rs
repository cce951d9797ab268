//! One row of a file becomes an event, is skipped by a rule, or is rejected with its reasons.
//!
//! Nothing here depends on other rows or on when it runs, except for `now`, which bounds times:
//! pass the moment the import was asked for, so that a resumed import decides as the first run did.
//! Ordinals among equal rows are given afterwards, a chunk at a time, by `identity::assign_keys`.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use model::ingest::{EventDraft, EventType, RejectedRow};
use smallvec::SmallVec;

use super::bind::{BoundCell, BoundProfile, BoundTime, Source};
use super::draft::{Fault, Parts};
use super::fields::{End, Field, Kind};
use super::identity::Content;
use super::limits::{self, shown};
use super::numbers;
use super::profile::{Target, not_for_type};
use super::rows::Record;
use super::time::expression::Moment;
use super::time::zone::Zone;

/// What a row became.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every row is an event: a box would be one more allocation for each"
)]
pub enum RowOutcome {
    Event {
        /// Without its key: see `identity::assign_keys`.
        draft: EventDraft,
        warnings: Warnings,
    },
    Skipped(SkipRule),
    /// Every fault of the row; it counts as one row.
    Rejected(Vec<RejectedRow>),
}

/// What was noticed about an accepted row.
pub type Warnings = SmallVec<[RowWarning; 2]>;

/// Something noticed about a row that rejects nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowWarning {
    /// A rule of the profile's `warn_when`, by its index.
    Rule(usize),
    /// Its local time occurs twice; the profile's `overlap` chose.
    RepeatedHour,
    /// A code that a table of places, by its index, does not have.
    UnknownPlace { table: usize, code: String },
}

/// Why a row was skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipRule {
    /// Every cell is empty.
    Blank,
    /// A rule of the profile's `skip_when`, by its index.
    Rule(usize),
}

/// Turns the rows of one file into events.
#[derive(Debug)]
pub struct Normaliser {
    profile: Arc<BoundProfile>,
    now: DateTime<Utc>,
    zone: Option<Zone>,
    end_zone: Option<Zone>,
    content: Content,
    time_text: String,
    faults: Vec<(usize, Fault)>,
}

/// Where a fault has no column of its own.
const NO_COLUMN: usize = usize::MAX;

impl Normaliser {
    /// A normaliser for one file; `now` bounds its times.
    #[must_use]
    pub fn new(profile: Arc<BoundProfile>, now: DateTime<Utc>) -> Self {
        Self {
            zone: profile.time.expression.zone(),
            end_zone: profile
                .end_time
                .as_ref()
                .and_then(|end| end.expression.zone()),
            profile,
            now,
            content: Content::default(),
            time_text: String::new(),
            faults: Vec::new(),
        }
    }

    /// What a record becomes.
    pub fn row(&mut self, record: &Record<'_>) -> RowOutcome {
        if let Some(rule) = self.skips(record) {
            return RowOutcome::Skipped(rule);
        }
        let profile = Arc::clone(&self.profile);
        let mut parts = profile.base.clone();
        let mut warnings = Warnings::new();
        self.faults.clear();
        let is_mixed = matches!(profile.event_type, Source::Cell(_));
        for cell in &profile.cells {
            if let Err(fault) = set(&profile, cell, record, is_mixed, &mut parts, &mut warnings) {
                self.faults.push((cell.at, fault));
            }
        }
        self.times(&profile, record, &mut parts, &mut warnings);
        match parts.finish(self.now) {
            Ok(mut draft) if self.faults.is_empty() => {
                draft.row_number = record.row_number;
                draft.raw = record.raw();
                if let Some(hash) = self.hash(record) {
                    draft.content_hash = hash;
                }
                let rules = profile.warn.iter().enumerate();
                warnings.extend(
                    rules
                        .filter(|(_, rule)| rule.holds(record, &profile.tables))
                        .map(|(at, _)| RowWarning::Rule(at)),
                );
                RowOutcome::Event { draft, warnings }
            }
            Ok(_) => RowOutcome::Rejected(self.rejected(record, Vec::new())),
            Err(more) => RowOutcome::Rejected(self.rejected(record, more)),
        }
    }

    /// The content hash of a row that may become an event and has no `external_id`: all that is
    /// needed to count equal rows again when an import resumes. Rows that are rejected count too,
    /// which changes nothing, because rows equal to them are rejected as well.
    pub fn content_hash(&mut self, record: &Record<'_>) -> Option<[u8; 16]> {
        let profile = Arc::clone(&self.profile);
        let has_external_id = profile
            .external_id
            .is_some_and(|at| !profile.cells[at].read(record).is_empty());
        if has_external_id || self.skips(record).is_some() {
            return None;
        }
        self.hash(record)
    }

    fn skips(&self, record: &Record<'_>) -> Option<SkipRule> {
        if record.is_blank() {
            return Some(SkipRule::Blank);
        }
        let tables = &self.profile.tables;
        self.profile
            .skip
            .iter()
            .position(|rule| rule.holds(record, tables))
            .map(SkipRule::Rule)
    }

    fn hash(&mut self, record: &Record<'_>) -> Option<[u8; 16]> {
        let profile = &self.profile;
        let read = |source: &'_ Source| -> String {
            match source {
                Source::Constant(text) => text.clone(),
                Source::Cell(at) => profile.cells[*at].read(record).to_owned(),
            }
        };
        let event_type = match &profile.event_type {
            Source::Constant(word) => EventType::parse(word)?,
            Source::Cell(_) => {
                let word = read(&profile.event_type);
                EventType::parse(&word).or_else(|| EventType::parse(&word.to_lowercase()))?
            }
        };
        match &profile.supplier {
            Source::Constant(text) => self.content.begin(event_type, text),
            Source::Cell(at) => self
                .content
                .begin(event_type, profile.cells[*at].read(record)),
        }
        for (name, at) in &profile.hashed {
            self.content.push(name, record.cell(*at));
        }
        Some(self.content.hash())
    }

    fn times(
        &mut self,
        profile: &BoundProfile,
        record: &Record<'_>,
        parts: &mut Parts,
        warnings: &mut Warnings,
    ) {
        let text = &mut self.time_text;
        match moment(
            &profile.time,
            record,
            text,
            self.zone.as_mut(),
            "occurred_at",
        ) {
            Ok(None) => {}
            Ok(Some(moment)) => {
                let (from, to) = moment
                    .slot
                    .map_or((moment.at, None), |(from, to)| (from, Some(to)));
                parts.occurred_at = Some(model::time::to_micros(from));
                parts.ends_at = to.map(model::time::to_micros);
                if moment.twice {
                    warnings.push(RowWarning::RepeatedHour);
                }
            }
            Err(fault) => self.faults.push((NO_COLUMN, fault)),
        }
        let Some(end_time) = &profile.end_time else {
            return;
        };
        match moment(end_time, record, text, self.end_zone.as_mut(), "ends_at") {
            Ok(None) => {}
            Ok(Some(moment)) => {
                parts.ends_at = Some(model::time::to_micros(moment.at));
                if moment.twice && !warnings.contains(&RowWarning::RepeatedHour) {
                    warnings.push(RowWarning::RepeatedHour);
                }
            }
            Err(fault) => self.faults.push((NO_COLUMN, fault)),
        }
    }

    /// The faults of a row by column; those that only follow from another are left out.
    fn rejected(&mut self, record: &Record<'_>, more: Vec<Fault>) -> Vec<RejectedRow> {
        let profile = &self.profile;
        let follows = |fault: &Fault| {
            self.faults
                .iter()
                .any(|(_, first)| first.field == fault.field)
        };
        let more: Vec<(usize, Fault)> = more
            .into_iter()
            .filter(|fault| !follows(fault))
            .map(|fault| (NO_COLUMN, fault))
            .collect();
        let column = |at: usize, fault: &Fault| -> String {
            if let Some(name) = profile.columns.get(at) {
                return name.clone();
            }
            let of_cell = profile
                .cells
                .iter()
                .find(|cell| cell.target.is(fault.field));
            match (fault.field, of_cell, &profile.end_time) {
                (_, Some(cell), _) => profile.columns[cell.at].clone(),
                ("occurred_at", None, _) => profile.time.shown_as.clone(),
                ("ends_at", None, Some(end)) => end.shown_as.clone(),
                _ => fault.field.to_owned(),
            }
        };
        self.faults
            .iter()
            .chain(&more)
            .map(|(at, fault)| RejectedRow {
                row_number: record.row_number,
                column: column(*at, fault),
                value: fault.value.clone(),
                code: fault.code.to_owned(),
                reason: fault.message.clone(),
            })
            .collect()
    }
}

/// Reads a time; `None` when its cells are empty.
fn moment(
    time: &BoundTime,
    record: &Record<'_>,
    text: &mut String,
    zone: Option<&mut Zone>,
    field: &'static str,
) -> Result<Option<Moment>, Fault> {
    if !time.render(record, text) {
        return Ok(None);
    }
    let text = text.trim();
    time.expression
        .read(text, zone)
        .map(Some)
        .map_err(|(code, message)| Fault::new(field, text, code, message))
}

/// Takes one cell into the event.
fn set(
    profile: &BoundProfile,
    cell: &BoundCell,
    record: &Record<'_>,
    is_mixed: bool,
    parts: &mut Parts,
    warnings: &mut Warnings,
) -> Result<(), Fault> {
    let text = cell.read(record);
    if text.is_empty() {
        return Ok(());
    }
    match &cell.target {
        Target::Feature(name) => {
            let value = number("features", text, profile)?;
            if value.abs() > limits::FEATURE_ABS {
                let most = limits::FEATURE_ABS;
                let message = format!(
                    "the feature {name} must lie between -{most} and {most}; it is {value}"
                );
                return Err(Fault::new("features", text, "out_of_range", message));
            }
            parts.activity.features.push((name.clone(), value));
            Ok(())
        }
        Target::Number {
            field,
            number: bounds,
            conversion,
        } => {
            let value = conversion.apply(number(field.name, text, profile)?);
            match wrong_type(field, parts.event_type, is_mixed) {
                None => parts.set_number(field, bounds, value, text),
                // A number of another kind of event is an extra number of this one.
                Some(_) => {
                    parts.activity.features.push((field.name.to_owned(), value));
                    Ok(())
                }
            }
        }
        Target::Text { field, table } => {
            if let Some(event_type) = wrong_type(field, parts.event_type, is_mixed) {
                return Err(Fault::new(
                    field.name,
                    text,
                    "not_for_type",
                    not_for_type(field, event_type),
                ));
            }
            parts.set_text(field, text)?;
            if let Some(table) = table {
                locate(profile, field, *table, text, parts, warnings);
            }
            Ok(())
        }
    }
}

/// The event's type, when it lacks `field`. With one type for the whole file `compile` has checked.
fn wrong_type(field: &Field, event_type: Option<EventType>, is_mixed: bool) -> Option<EventType> {
    event_type.filter(|event_type| is_mixed && !field.types.contains(event_type))
}

fn number(field: &'static str, text: &str, profile: &BoundProfile) -> Result<f64, Fault> {
    numbers::parse(text, profile.decimal).map_err(|fault| {
        let code = match fault {
            numbers::NumberFault::NotANumber => "not_a_number",
            numbers::NumberFault::NotFinite => "not_finite",
            numbers::NumberFault::Ambiguous => "ambiguous_number",
        };
        Fault::new(field, text, code, format!("\"{}\" {fault}", shown(text)))
    })
}

/// Gives a place the position its table knows.
fn locate(
    profile: &BoundProfile,
    field: &Field,
    table: usize,
    code: &str,
    parts: &mut Parts,
    warnings: &mut Warnings,
) {
    let Some(entry) = profile.tables[table].1.get(code) else {
        let code = shown(code);
        warnings.push(RowWarning::UnknownPlace { table, code });
        return;
    };
    let Kind::Place(end) = &field.kind else {
        // A site's position is the event's own unless a column gives one.
        if let Some(name) = &entry.name {
            parts.site = Some(name.clone());
        }
        parts.lat = parts.lat.or(Some(entry.lat));
        parts.lon = parts.lon.or(Some(entry.lon));
        return;
    };
    let place = match end {
        End::First => &mut parts.origin,
        End::Last => &mut parts.destination,
    };
    if let Some(name) = &entry.name {
        place.name = Some(name.clone());
    }
    place.lat = place.lat.or(Some(entry.lat));
    place.lon = place.lon.or(Some(entry.lon));
}
