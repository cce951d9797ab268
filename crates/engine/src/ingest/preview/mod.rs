//! A first look at a file nobody has described yet: its columns, and the profile we would suggest.
//!
//! The suggestion comes from names (`names`), values (`columns`) and times (`dates`). What it cannot
//! tell is left out and listed under `missing`, never filled with a likely value.

mod columns;
mod dates;
mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use model::ingest::{ColumnMapping, Constant, EventType, FileFormat, Mode, Preview, Profile};
use model::problem::FieldError;

use super::bind::BoundProfile;
use super::draft::Parts;
use super::fields::{self, Kind, Word};
use super::limits::{self, shown};
use super::normalise::{Normaliser, RowOutcome};
use super::numbers::Decimal;
use super::profile::compile;
use super::rows::Row;
use super::sniff::{NotCsv, Sniffed, sniff};
use crate::vocabulary;
use columns::Seen;

/// Words of value maps that are listed as unknown.
const UNKNOWN_WORDS: usize = 10;

/// Looks at the head of a file, at most `limits::HEAD_BYTES` of it; `stored` are the profiles it
/// may match.
pub fn preview(
    file_name: &str,
    bytes: u64,
    head: &[u8],
    stored: &[Profile],
) -> Result<Preview, NotCsv> {
    let head = &head[..head.len().min(limits::HEAD_BYTES)];
    let is_whole = bytes <= head.len() as u64;
    let sniffed = sniff(head, is_whole, &FileFormat::default())?;
    let seen = columns::look(head, is_whole, &sniffed);
    let decimal = columns::decimal(&seen, sniffed.delimiter);
    let time = dates::guess(&seen);
    let read_as = decimal.unwrap_or_default();
    let shown_columns = seen
        .columns
        .iter()
        .map(|column| {
            column.preview(
                read_as,
                time.columns.contains(&column.name) && !column.is_integer(),
            )
        })
        .collect();
    let (suggested, mut missing) = suggest(file_name, &sniffed, &seen, decimal, time);
    if let Err(faults) = compile(&suggested) {
        let known: BTreeSet<String> = missing.iter().map(|fault| fault.field.clone()).collect();
        // That a time is missing was said more precisely already.
        let is_news = |fault: &FieldError| {
            let is_told = fault.field == "time" && known.contains("time.pattern");
            !is_told && !known.contains(&fault.field)
        };
        missing.extend(faults.into_iter().filter(is_news));
    }
    missing.extend(
        sniffed
            .notices
            .iter()
            .map(|notice| FieldError::new("header", "changed_name", notice.clone())),
    );
    Ok(Preview {
        file_name: shown(file_name),
        bytes,
        delimiter: char::from(sniffed.delimiter),
        encoding: sniffed.encoding.name().to_owned(),
        columns: shown_columns,
        rows: seen.rows,
        suggested,
        matching_profiles: matching_profiles(&sniffed.columns, stored),
        missing,
    })
}

/// Names of the profiles all of whose columns a file has.
#[must_use]
pub fn matching_profiles(columns: &[String], stored: &[Profile]) -> Vec<String> {
    let fits =
        |profile: &&Profile| compile(profile).is_ok_and(|compiled| compiled.bind(columns).is_ok());
    stored
        .iter()
        .filter(fits)
        .map(|profile| profile.name.clone())
        .collect()
}

/// What the first `rows` rows of a head would become.
#[must_use]
pub fn trial(
    head: &[u8],
    is_whole: bool,
    sniffed: &Sniffed,
    profile: &Arc<BoundProfile>,
    now: DateTime<Utc>,
    rows: usize,
) -> Vec<(u64, RowOutcome)> {
    let mut normaliser = Normaliser::new(Arc::clone(profile), now);
    let mut tried = Vec::new();
    // Reading from memory does not fail.
    let _: std::io::Result<()> = columns::each_row(head, is_whole, sniffed, |row| {
        if tried.len() < rows {
            tried.push(match row {
                Row::Record(record) => (record.row_number, normaliser.row(&record)),
                Row::Broken(broken) => (broken.row_number, RowOutcome::Rejected(vec![broken])),
            });
        }
        tried.len() < rows
    });
    tried
}

fn suggest(
    file_name: &str,
    sniffed: &Sniffed,
    seen: &Seen,
    decimal: Option<Decimal>,
    time: dates::TimeGuess,
) -> (Profile, Vec<FieldError>) {
    let mut missing = time.missing;
    let mut columns = map_columns(seen, &time.columns, decimal.unwrap_or_default());
    let event_type = event_type(&columns);
    let mut grounds: Vec<String> = time.ground.into_iter().collect();
    let mut constants = BTreeMap::new();
    match event_type {
        None => missing.push(FieldError::new("event_type", "required", "the columns do not tell which kind of event a row is: logistics, factory, warehouse or delivery")),
        Some(event_type) => {
            keep_own_fields(&mut columns, event_type, seen, decimal.unwrap_or_default());
            let has_mode = columns.iter().any(|mapping| mapping.field == "mode");
            if event_type == EventType::Logistics && !has_mode
                && let Some((mode, hint)) = mode(seen)
            {
                constants.insert("mode".to_owned(), Constant::Text(mode.as_str().to_owned()));
                grounds.push(format!("Mode {}, because there is a column {hint}.", mode.as_str()));
            }
        }
    }
    if decimal.is_none() {
        missing.push(FieldError::new(
            "format.decimal",
            "ambiguous_number",
            "numbers such as 1,234 may have thousands or decimals: state the decimal sign",
        ));
    }
    missing.extend(unsaid_units(&columns));
    missing.extend(unknown_words(
        &columns,
        seen,
        event_type,
        constants.get("mode"),
    ));
    let profile = Profile {
        name: profile_name(file_name),
        description: grounds.join(" "),
        event_type,
        format: FileFormat {
            delimiter: Some(char::from(sniffed.delimiter)),
            encoding: Some(sniffed.encoding.name().to_owned()),
            decimal: decimal.map(|decimal| if decimal == Decimal::Comma { ',' } else { '.' }),
        },
        columns,
        constants,
        time: time.expression,
        end_time: None,
        skip_when: Vec::new(),
        warn_when: Vec::new(),
        cross_checks: Vec::new(),
        places: BTreeMap::new(),
    };
    (profile, missing)
}

/// Columns by what their names and values suggest. Numbers without a field become features.
fn map_columns(seen: &Seen, used: &[String], decimal: Decimal) -> Vec<ColumnMapping> {
    let mut taken = BTreeSet::new();
    let mut mappings = Vec::new();
    for column in &seen.columns {
        if used.contains(&column.name) || column.values.is_empty() {
            continue;
        }
        let is_number = column.is_number(decimal);
        let guess = names::guess(&column.name).filter(|guess| match &guess.field.kind {
            Kind::Number(_) => is_number,
            Kind::Time(_) => false,
            Kind::Word(
                Word::VehicleClass
                | Word::Fuel
                | Word::Refrigerant
                | Word::GridRegion
                | Word::Mode
                | Word::TemperatureControl,
            )
            | Kind::EventType => !is_number,
            // A key that repeats would make conflicts of different rows.
            Kind::Text(_) if guess.field.name == "external_id" => {
                column.distinct().len() == column.values.len()
            }
            Kind::Supplier | Kind::Text(_) | Kind::Place(_) => true,
        });
        let mapping = |field: String, unit: Option<&str>| ColumnMapping {
            column: column.name.clone(),
            field,
            unit: unit.map(str::to_owned),
            values: BTreeMap::new(),
            place_table: None,
        };
        match guess {
            Some(guess) if taken.insert(guess.field.name.to_owned()) => {
                mappings.push(mapping(guess.field.name.to_owned(), guess.unit));
            }
            _ if is_number => {
                let name = names::feature(&column.name);
                if taken.insert(format!("feature:{name}")) && mappings.len() < limits::FEATURES {
                    mappings.push(mapping(format!("feature:{name}"), None));
                }
            }
            _ => {}
        }
    }
    mappings
}

/// The kind of event whose own fields are there.
fn event_type(columns: &[ColumnMapping]) -> Option<EventType> {
    let has = |names: &[&str]| {
        columns
            .iter()
            .any(|mapping| names.contains(&mapping.field.as_str()))
    };
    if has(&["parcels", "stops", "failed_attempts"]) {
        return Some(EventType::Delivery);
    }
    if has(&["distance_km"]) {
        return Some(EventType::Logistics);
    }
    if has(&[
        "floor_area_m2",
        "refrigerant",
        "refrigerant_leak_kg",
        "throughput_t",
        "heating_kwh_gross",
    ]) {
        return Some(EventType::Warehouse);
    }
    has(&[
        "load_type",
        "process",
        "machine_hours",
        "output_units",
        "gas_kwh_net",
        "gas_kwh_gross",
        "gas_m3",
    ])
    .then_some(EventType::Factory)
}

/// Takes fields of other kinds of event out of the suggestion; their numbers stay as features.
fn keep_own_fields(
    columns: &mut Vec<ColumnMapping>,
    event_type: EventType,
    seen: &Seen,
    decimal: Decimal,
) {
    columns.retain_mut(|mapping| {
        let foreign =
            fields::find(&mapping.field).is_some_and(|field| !field.types.contains(&event_type));
        if !foreign {
            return true;
        }
        mapping.field = format!("feature:{}", names::feature(&mapping.column));
        mapping.unit = None;
        seen.columns
            .iter()
            .any(|column| column.name == mapping.column && column.is_number(decimal))
    });
}

/// The mode of transport that a column's name gives away, and that name.
fn mode(seen: &Seen) -> Option<(Mode, &str)> {
    const HINTS: &[(Mode, &[&str])] = &[
        (
            Mode::Air,
            &["flight", "tailnum", "airline", "airport", "aircraft", "air"],
        ),
        (Mode::Sea, &["vessel", "imo", "voyage", "pol", "pod"]),
        (Mode::Rail, &["train", "wagon", "locomotive"]),
        (
            Mode::Road,
            &[
                "truck",
                "trailer",
                "plate",
                "lorry",
                "driver",
                "kennzeichen",
            ],
        ),
    ];
    HINTS.iter().find_map(|(mode, hints)| {
        let is_hint = |name: &str| {
            names::words(name)
                .iter()
                .any(|word| hints.contains(&word.as_str()))
        };
        seen.columns
            .iter()
            .find(|column| is_hint(&column.name))
            .map(|column| (*mode, column.name.as_str()))
    })
}

/// Quantities whose column does not say its unit.
fn unsaid_units(columns: &[ColumnMapping]) -> Vec<FieldError> {
    let mut missing = Vec::new();
    for (at, mapping) in columns.iter().enumerate() {
        let Some(Kind::Number(number)) = fields::find(&mapping.field).map(|field| &field.kind)
        else {
            continue;
        };
        if mapping.unit.is_none()
            && mapping.column != mapping.field
            && number.quantity.units().len() > 1
        {
            let accepted: Vec<&str> = number
                .quantity
                .units()
                .iter()
                .map(|unit| unit.word)
                .collect();
            let message = format!(
                "the name \"{}\" does not say its unit; without one it is taken as {}. Accepted are {}",
                shown(&mapping.column),
                number.quantity.canonical().word,
                accepted.join(", ")
            );
            missing.push(FieldError::new(
                format!("columns[{at}].unit"),
                "unit_unsaid",
                message,
            ));
        }
    }
    missing
}

/// Words that a value map must translate.
fn unknown_words(
    columns: &[ColumnMapping],
    seen: &Seen,
    event_type: Option<EventType>,
    mode: Option<&Constant>,
) -> Vec<FieldError> {
    let mode = match mode {
        Some(Constant::Text(word)) => Mode::parse(word),
        Some(Constant::Number(_)) | None => None,
    };
    let mut missing = Vec::new();
    for (at, mapping) in columns.iter().enumerate() {
        let Some(field) = fields::find(&mapping.field) else {
            continue;
        };
        let Kind::Word(list) = field.kind else {
            continue;
        };
        let is_known = |word: &str| match (list, event_type) {
            (Word::VehicleClass, Some(event_type)) => {
                vocabulary::vehicle_class(event_type, mode, word).is_some()
            }
            _ => Parts::default().set_text(field, word).is_ok(),
        };
        let Some(column) = seen
            .columns
            .iter()
            .find(|column| column.name == mapping.column)
        else {
            continue;
        };
        let distinct = column.distinct();
        let unknown: Vec<String> = distinct
            .iter()
            .filter(|word| !is_known(word))
            .take(UNKNOWN_WORDS)
            .map(|word| shown(word))
            .collect();
        if !unknown.is_empty() {
            let message = format!(
                "these words are none of ours for {}, so a value map must translate them: {}",
                field.name,
                unknown.join(", ")
            );
            missing.push(FieldError::new(
                format!("columns[{at}].values"),
                "unknown_word",
                message,
            ));
        }
    }
    missing
}

/// A profile's name from a file's.
fn profile_name(file_name: &str) -> String {
    let stem = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let name: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .take(limits::PROFILE_NAME_CHARS)
        .collect();
    let name = name.trim_matches('-').to_owned();
    if name.is_empty() {
        "new-profile".to_owned()
    } else {
        name
    }
}
