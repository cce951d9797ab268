//! Events as JSON: one, a list, or one per line.
//!
//! Field names are ours (or those of the original system), values are in canonical units, times are
//! ISO 8601 with an offset. A number under a name we do not know is kept as a feature, as an extra
//! column of a file would be; unless the name is so close to one of ours that it is a slip.
//! Anything else we do not know is refused, because it would be lost without a word.

mod tree;

use std::fmt;

use chrono::{DateTime, Duration, Utc};
use model::ingest::{EventDraft, EventType, SupplierRef};
use model::problem::FieldError;
use serde::Deserializer;
use serde::de::{Error, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::draft::{Fault, Parts};
use super::fields::{self, End, Field, Kind};
use super::identity::{Content, MemoryOrdinals, OrdinalStore, external_key, fingerprint, row_key};
use super::limits::{self, shown};
use super::profile::not_for_type;
use super::time::pattern::{PatternFault, read_iso8601};
use tree::Tree;

/// The elements of a batch in order, each an event or its faults.
pub type BatchEvents = Vec<Result<EventDraft, Vec<FieldError>>>;

/// The elements of a batch of questions in order, each a question or its faults.
pub type BatchQuestions = Vec<Result<Question, Vec<FieldError>>>;

/// What a prediction is asked for.
#[derive(Debug, Clone)]
pub struct Question {
    /// The event as it would be.
    pub draft: EventDraft,
    /// Whether it names its time; otherwise it is asked of the present moment.
    pub is_dated: bool,
}

/// Reads one event. Its key is that of a single post: ordinal 1.
pub fn parse_event(body: &[u8], now: DateTime<Utc>) -> Result<EventDraft, Vec<FieldError>> {
    let text = utf8(body)?;
    let mut draft = event(text, now)?;
    draft.row_number = 1;
    Ok(draft)
}

/// Reads a batch: a JSON array of events, one event, or one event per line. The outer error is for
/// a body that cannot be cut into events at all.
pub fn batch_events(body: &[u8], now: DateTime<Utc>) -> Result<BatchEvents, Vec<FieldError>> {
    let text = utf8(body)?;
    let pieces = pieces(text, limits::BATCH_EVENTS)?;
    let mut ordinals = MemoryOrdinals::default();
    let mut counts = Vec::with_capacity(1);
    let mut events = Vec::with_capacity(pieces.len());
    for (index, piece) in pieces.into_iter().enumerate() {
        let mut read = event(piece, now);
        if let Ok(draft) = &mut read {
            draft.row_number = index as u64 + 1;
            if draft.external_id.is_none() {
                counts.clear();
                ordinals
                    .next(&[fingerprint(&draft.content_hash)], &mut counts)
                    .map_err(|error| {
                        vec![FieldError::new("body", "internal", error.to_string())]
                    })?;
                draft.source_key =
                    row_key(&draft.content_hash, counts.first().copied().unwrap_or(1));
            }
        }
        events.push(read);
    }
    Ok(events)
}

/// Reads what a prediction is asked for: an event of this type that need not have happened. It may
/// lack supplier, time (now, then) and, of a factory, the energy, which is what is asked.
///
/// # Errors
/// As [`parse_event`].
pub fn parse_question(
    body: &[u8],
    event_type: EventType,
    now: DateTime<Utc>,
) -> Result<Question, Vec<FieldError>> {
    question(utf8(body)?, event_type, now)
}

/// Reads a batch of questions; see [`parse_question`] and [`batch_events`].
///
/// # Errors
/// As [`batch_events`].
pub fn batch_questions(
    body: &[u8],
    event_type: EventType,
    now: DateTime<Utc>,
) -> Result<BatchQuestions, Vec<FieldError>> {
    let pieces = pieces(utf8(body)?, limits::BATCH_QUESTIONS)?;
    Ok((pieces.into_iter())
        .map(|piece| question(piece, event_type, now))
        .collect())
}

fn pieces(text: &str, most: usize) -> Result<Vec<&str>, Vec<FieldError>> {
    let pieces =
        cut(text, most).map_err(|message| vec![FieldError::new("body", "bad_json", message)])?;
    if pieces.len() > most {
        let message = format!("a batch has at most {most} events; send the rest in another");
        return Err(vec![FieldError::new("body", "too_many", message)]);
    }
    Ok(pieces)
}

fn utf8(body: &[u8]) -> Result<&str, Vec<FieldError>> {
    std::str::from_utf8(body).map_err(|error| {
        let message = format!("the body is not UTF-8 at byte {}", error.valid_up_to());
        vec![FieldError::new("body", "invalid_encoding", message)]
    })
}

/// The texts of the events of a batch.
fn cut(text: &str, most: usize) -> Result<Vec<&str>, String> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(
            "the body is empty; send a JSON array of events or one event per line".to_owned(),
        );
    }
    if trimmed.starts_with('[') {
        let mut reader = serde_json::Deserializer::from_str(trimmed);
        let pieces = reader
            .deserialize_seq(Pieces { most })
            .map_err(|error| format!("the JSON array cannot be read: {error}"))?;
        reader
            .end()
            .map_err(|error| format!("the JSON array cannot be read: {error}"))?;
        return Ok(pieces.into_iter().map(RawValue::get).collect());
    }
    // One event may be written over several lines.
    if serde_json::from_str::<&RawValue>(trimmed).is_ok() {
        return Ok(vec![trimmed]);
    }
    Ok(trimmed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(most + 1)
        .collect())
}

/// Elements of an array as they stand, one more than allowed at most.
struct Pieces {
    most: usize,
}

impl<'de> Visitor<'de> for Pieces {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of events")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut pieces = Vec::new();
        while let Some(piece) = list.next_element()? {
            if pieces.len() >= self.most {
                return Err(A::Error::custom(format_args!(
                    "more than {} events in one batch",
                    self.most
                )));
            }
            pieces.push(piece);
        }
        Ok(pieces)
    }
}

fn event(text: &str, now: DateTime<Utc>) -> Result<EventDraft, Vec<FieldError>> {
    let mut reading = Reading::default();
    reading.members(members_of(text)?);
    let Reading {
        parts,
        mut faults,
        mut given,
        supplier,
    } = reading;
    let event_type = parts.event_type;
    match parts.finish(now) {
        Ok(mut draft) if faults.is_empty() => {
            given.sort();
            let mut content = Content::default();
            content.begin(event_type.unwrap_or(draft.event_type), &supplier);
            given
                .iter()
                .for_each(|(name, value)| content.push(name, value));
            draft.content_hash = content.hash();
            draft.source_key = draft
                .external_id
                .as_deref()
                .map_or_else(|| row_key(&draft.content_hash, 1), external_key);
            draft.raw = text.to_owned();
            Ok(draft)
        }
        Ok(_) => Err(faults),
        Err(more) => {
            add_faults(&mut faults, more);
            Err(faults)
        }
    }
}

fn question(
    text: &str,
    event_type: EventType,
    now: DateTime<Utc>,
) -> Result<Question, Vec<FieldError>> {
    let mut members = members_of(text)?;
    let noun = event_type.as_str();
    match members.iter().position(|(name, _)| name == "event_type") {
        Some(at) if members[at].1 != Tree::Text(noun.to_owned()) => {
            let message = format!("this address predicts {noun} events; leave event_type out");
            return Err(vec![FieldError::new("event_type", "not_for_type", message)]);
        }
        Some(_) => {}
        None => members.push(("event_type".to_owned(), Tree::Text(noun.to_owned()))),
    }
    let mut reading = Reading::default();
    reading.members(members);
    let Reading {
        mut parts,
        mut faults,
        ..
    } = reading;
    parts.wanted = Some(event_type);
    let is_dated = parts.occurred_at.is_some();
    parts.occurred_at = parts.occurred_at.or(Some(now));
    let nobody = || SupplierRef::Name(String::new());
    parts.supplier = parts.supplier.or_else(|| Some(nobody()));
    let ahead = now + Duration::days(limits::QUESTION_AHEAD_DAYS);
    match parts.finish(ahead) {
        Ok(draft) if faults.is_empty() => Ok(Question { draft, is_dated }),
        Ok(_) => Err(faults),
        Err(more) => {
            add_faults(&mut faults, more);
            Err(faults)
        }
    }
}

/// Adds faults of fields that nothing was said about yet.
fn add_faults(faults: &mut Vec<FieldError>, more: Vec<Fault>) {
    let more = more
        .into_iter()
        .filter(|fault| !faults.iter().any(|first| first.field == fault.field));
    let more: Vec<FieldError> = more.map(error_of).collect();
    faults.extend(more);
}

/// The members of an event's JSON object.
fn members_of(text: &str) -> Result<Vec<(String, Tree)>, Vec<FieldError>> {
    if text.len() > limits::EVENT_BYTES {
        let message = format!(
            "one event may have {} KiB; this one has {} bytes",
            limits::EVENT_BYTES / 1024,
            text.len()
        );
        return Err(vec![FieldError::new("body", "too_large", message)]);
    }
    let tree = Tree::read(text).map_err(|message| {
        vec![FieldError::new(
            "body",
            "bad_json",
            format!("the JSON cannot be read: {message}"),
        )]
    })?;
    let Tree::Object(members) = tree else {
        let message = format!("an event is a JSON object; this is {}", tree.described());
        return Err(vec![FieldError::new("body", "wrong_type", message)]);
    };
    Ok(members)
}

fn error_of(fault: Fault) -> FieldError {
    FieldError::new(fault.field, fault.code, fault.message)
}

/// An event as far as its members were read.
#[derive(Default)]
struct Reading {
    parts: Parts,
    faults: Vec<FieldError>,
    /// What was given, by canonical name: what identity is made of.
    given: Vec<(String, String)>,
    supplier: String,
}

impl Reading {
    fn fault(&mut self, field: &str, code: &str, message: impl Into<String>) {
        self.faults.push(FieldError::new(field, code, message));
    }

    fn members(&mut self, members: Vec<(String, Tree)>) {
        // The type decides what the others may hold.
        let (types, others): (Vec<_>, Vec<_>) = members
            .into_iter()
            .partition(|(name, _)| name == "event_type");
        for (name, value) in types.into_iter().chain(others) {
            if value == Tree::Null {
                continue;
            }
            match fields::find(&name) {
                Some(field) => self.field(field, &name, &value),
                None if name == "features" => self.features(value),
                None => self.unknown(&name, &value),
            }
        }
    }

    /// Notes that `name` is given; a second time, under an alias, is a fault.
    fn give(&mut self, name: &str, value: String) -> bool {
        if self.given.iter().any(|(given, _)| given == name) {
            self.fault(
                name,
                "given_twice",
                format!("{name} is given twice, under two of its names"),
            );
            return false;
        }
        self.given.push((name.to_owned(), value));
        true
    }

    fn field(&mut self, field: &'static Field, name: &str, value: &Tree) {
        let foreign_to = self
            .parts
            .event_type
            .filter(|event_type| !field.types.contains(event_type));
        match (&field.kind, value) {
            (Kind::Number(_), Tree::Number(number)) if foreign_to.is_some() => {
                self.feature(field.name, *number);
            }
            (_, _) if foreign_to.is_some() => {
                let event_type = foreign_to.unwrap_or(EventType::Logistics);
                self.fault(name, "not_for_type", not_for_type(field, event_type));
            }
            (Kind::Number(bounds), Tree::Number(number)) => {
                if self.give(field.name, number.to_string())
                    && let Err(fault) =
                        self.parts
                            .set_number(field, bounds, *number, &number.to_string())
                {
                    self.faults.push(error_of(fault));
                }
            }
            (Kind::Number(_), other) => {
                self.fault(
                    name,
                    "wrong_type",
                    format!("{name} must be a number; it is {}", other.described()),
                );
            }
            (Kind::Place(end), Tree::Object(members)) => self.place(field, *end, members),
            (_, Tree::Text(text)) => self.text(field, name, text.trim()),
            (Kind::Time(_), other) => {
                self.fault(
                    name,
                    "wrong_type",
                    format!(
                        "{name} must be a time such as \"2026-01-31T08:00:00Z\"; it is {}",
                        other.described()
                    ),
                );
            }
            (
                Kind::EventType | Kind::Supplier | Kind::Text(_) | Kind::Word(_) | Kind::Place(_),
                other,
            ) => {
                self.fault(
                    name,
                    "wrong_type",
                    format!("{name} must be a text; it is {}", other.described()),
                );
            }
        }
    }

    fn text(&mut self, field: &'static Field, name: &str, text: &str) {
        // An empty text says as much as no text.
        if text.is_empty() || !self.give(field.name, text.to_owned()) {
            return;
        }
        if let Kind::Time(end) = field.kind {
            match time(name, text) {
                Ok(at) if end == End::First => self.parts.occurred_at = Some(at),
                Ok(at) => self.parts.ends_at = Some(at),
                Err(error) => self.faults.push(error),
            }
            return;
        }
        if matches!(field.kind, Kind::Supplier) {
            text.clone_into(&mut self.supplier);
        }
        if let Err(fault) = self.parts.set_text(field, text) {
            self.faults.push(error_of(fault));
        }
    }

    fn place(&mut self, field: &'static Field, end: End, members: &[(String, Tree)]) {
        for (key, value) in members {
            let path = format!("{}.{key}", field.name);
            let coordinate = match (key.as_str(), end) {
                ("lat", End::First) => "origin_lat",
                ("lon", End::First) => "origin_lon",
                ("lat", End::Last) => "destination_lat",
                ("lon", End::Last) => "destination_lon",
                ("name", _) => field.name,
                _ => {
                    self.fault(&path, "unknown_field", "a place has name, lat and lon");
                    continue;
                }
            };
            match (fields::find(coordinate), value) {
                (_, Tree::Null) => {}
                (Some(_), Tree::Object(_)) | (None, _) => {
                    self.fault(
                        &path,
                        "wrong_type",
                        format!("{path} cannot be {}", value.described()),
                    );
                }
                (Some(own), value) => self.field(own, &path, value),
            }
        }
    }

    fn features(&mut self, value: Tree) {
        let Tree::Object(members) = value else {
            self.fault(
                "features",
                "wrong_type",
                format!(
                    "features must be an object of numbers; it is {}",
                    value.described()
                ),
            );
            return;
        };
        for (name, value) in members {
            match value {
                Tree::Number(number) => self.feature(&name, number),
                Tree::Null => {}
                other @ (Tree::Bool(_) | Tree::Text(_) | Tree::List | Tree::Object(_)) => {
                    let path = format!("features.{}", shown(&name));
                    self.fault(
                        &path,
                        "wrong_type",
                        format!("{path} must be a number; it is {}", other.described()),
                    );
                }
            }
        }
    }

    fn feature(&mut self, name: &str, value: f64) {
        let path = format!("features.{}", shown(name));
        let count = name.chars().count();
        if count == 0 || count > limits::FEATURE_NAME_CHARS || name.chars().any(char::is_control) {
            let most = limits::FEATURE_NAME_CHARS;
            self.fault(
                &path,
                "bad_name",
                format!("a feature's name has 1 to {most} printable characters"),
            );
        } else if value.abs() > limits::FEATURE_ABS {
            let most = limits::FEATURE_ABS;
            self.fault(
                &path,
                "out_of_range",
                format!("{path} must lie between -{most} and {most}; it is {value}"),
            );
        } else if self.parts.activity.features.len() >= limits::FEATURES {
            let most = limits::FEATURES;
            self.fault(
                &path,
                "too_many",
                format!("an event keeps at most {most} extra numbers"),
            );
        } else if self.give(&format!("feature:{name}"), value.to_string()) {
            self.parts.activity.features.push((name.to_owned(), value));
        }
    }

    fn unknown(&mut self, name: &str, value: &Tree) {
        let path = shown(name);
        if let Some(said) = fields::unsaid(name) {
            self.fault(
                &path,
                "left_unsaid",
                format!("\"{path}\" cannot be: {said}"),
            );
            return;
        }
        let nearest = fields::nearest(name, fields::all().iter().map(|field| field.name));
        match (value, nearest) {
            (Tree::Number(number), None) => self.feature(name, *number),
            (_, Some(nearest)) => self.fault(
                &path,
                "unknown_field",
                format!("\"{path}\" is none of our fields; did you mean {nearest}? An extra number of this name goes under features"),
            ),
            (_, None) => self.fault(
                &path,
                "unknown_field",
                format!("\"{path}\" is none of our fields; only numbers are kept under names of your own, and this is {}", value.described()),
            ),
        }
    }
}

/// An ISO 8601 time with its offset.
fn time(name: &str, text: &str) -> Result<DateTime<Utc>, FieldError> {
    let civil = read_iso8601(text).map_err(|fault| {
        let why = match fault {
            PatternFault::Form => "is not an ISO 8601 time such as 2026-01-31T08:00:00Z",
            PatternFault::NoSuchTime => "is no date or time of day that exists",
        };
        FieldError::new(name, "bad_time", format!("\"{}\" {why}", shown(text)))
    })?;
    let offset_s = civil.offset_s.ok_or_else(|| {
        let message = format!(
            "\"{}\" has no offset from UTC; add Z or one such as +01:00",
            shown(text)
        );
        FieldError::new(name, "no_offset", message)
    })?;
    let at = civil.local.and_utc() - Duration::seconds(i64::from(offset_s));
    Ok(model::time::to_micros(at))
}
