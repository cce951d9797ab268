//! An import profile, checked and made ready: first by itself (`compile`), then against the columns
//! of a file (`bind`).
//!
//! Every fault names the part of the profile it is in, such as `columns[3].unit`, so that an editor
//! can show it there.

mod checks;
mod mapping;

use std::collections::HashMap;

use model::ingest::{EventType, PlaceEntry, Profile, SlotLabel, TimeExpression};
use model::problem::FieldError;

use super::draft::{self, Parts};
use super::fields::{self, Field};
use super::limits::shown;
use super::numbers::Decimal;
use super::time::expression::Expression;
use super::units::Conversion;

/// What a column becomes.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    Number {
        field: &'static Field,
        number: &'static fields::Number,
        conversion: Conversion,
    },
    /// A text or a word; `table` gives it a position.
    Text {
        field: &'static Field,
        table: Option<usize>,
    },
    Feature(String),
}

impl Target {
    pub(crate) fn is(&self, field: &str) -> bool {
        matches!(self, Self::Number { field: own, .. } | Self::Text { field: own, .. } if own.name == field)
    }
}

/// A column and what it becomes.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) target: Target,
    pub(crate) values: HashMap<String, String>,
}

/// Places by key.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) places: HashMap<String, PlaceEntry>,
}

/// A profile without faults.
#[derive(Debug, Clone)]
pub struct CompiledProfile {
    pub(crate) source: Profile,
    /// The constants.
    pub(crate) base: Parts,
    pub(crate) columns: Vec<Column>,
    pub(crate) time: Expression,
    pub(crate) end_time: Option<Expression>,
    pub(crate) tables: Vec<Table>,
    pub(crate) decimal: Decimal,
}

impl CompiledProfile {
    /// The profile this was made of.
    #[must_use]
    pub fn source(&self) -> &Profile {
        &self.source
    }
}

/// Checks a profile. All faults are found at once.
pub fn compile(profile: &Profile) -> Result<CompiledProfile, Vec<FieldError>> {
    let mut compiler = Compiler {
        profile,
        faults: Vec::new(),
        taken: HashMap::new(),
        base: Parts::default(),
    };
    compiler.sizes();
    compiler.format();
    let tables = compiler.tables();
    compiler.base.event_type = profile.event_type;
    if profile.event_type.is_some() {
        compiler
            .taken
            .insert("event_type".to_owned(), "event_type".to_owned());
    }
    compiler.constants();
    let (mut columns, stated_time) = compiler.columns(&tables);
    let time = compiler.time(profile.time.as_ref().or(stated_time.0.as_ref()), "time");
    let end_time = compiler.time(
        profile.end_time.as_ref().or(stated_time.1.as_ref()),
        "end_time",
    );
    compiler.times();
    compiler.rules(&tables);
    compiler.required();
    compiler.types();
    // The type decides what other columns may hold, so it comes first.
    columns.sort_by_key(|column| !column.target.is("event_type"));
    match time {
        Some(time) if compiler.faults.is_empty() => Ok(CompiledProfile {
            source: profile.clone(),
            base: compiler.base,
            columns,
            time,
            end_time,
            tables,
            decimal: if profile.format.decimal == Some(',') {
                Decimal::Comma
            } else {
                Decimal::Point
            },
        }),
        _ => Err(compiler.faults),
    }
}

struct Compiler<'p> {
    profile: &'p Profile,
    faults: Vec<FieldError>,
    /// Field -> where in the profile it got its value.
    taken: HashMap<String, String>,
    base: Parts,
}

impl Compiler<'_> {
    fn fault(&mut self, path: impl Into<String>, code: &str, message: impl Into<String>) {
        self.faults.push(FieldError::new(path, code, message));
    }

    fn at_most(&mut self, path: &str, what: &str, count: usize, most: usize) {
        if count > most {
            self.fault(
                path,
                "too_many",
                format!("there are {count} {what}; at most {most} are taken"),
            );
        }
    }

    /// Marks a field as having a value; a second one is a fault.
    fn take(&mut self, field: &str, path: &str) -> bool {
        if let Some(other) = self.taken.get(field) {
            let message = format!("{field} has a value already, from {other}");
            self.fault(path, "mapped_twice", message);
            return false;
        }
        self.taken.insert(field.to_owned(), path.to_owned());
        true
    }

    fn field(&mut self, name: &str, path: &str) -> Option<&'static Field> {
        let name = name.trim();
        if let Some(field) = fields::find(name) {
            return Some(field);
        }
        let (code, message) = match fields::unsaid(name) {
            Some(said) => ("left_unsaid", format!("\"{name}\" cannot be: {said}")),
            None => {
                let nearest = fields::nearest(name, fields::all().iter().map(|field| field.name));
                let hint = nearest
                    .map_or_else(String::new, |nearest| format!("; did you mean {nearest}?"));
                let name = shown(name);
                (
                    "unknown_field",
                    format!(
                        "\"{name}\" is none of our fields{hint}; a number without a field of ours is kept as feature:{name}"
                    ),
                )
            }
        };
        self.fault(path, code, message);
        None
    }

    fn time(&mut self, time: Option<&TimeExpression>, path: &str) -> Option<Expression> {
        match Expression::compile(time?, path) {
            Ok(expression) => Some(expression),
            Err(faults) => {
                self.faults.extend(faults);
                None
            }
        }
    }

    /// What `time` and `end_time` may not say together.
    fn times(&mut self) {
        let Some(end) = &self.profile.end_time else {
            return;
        };
        if end.slot_minutes.is_some() || end.label != SlotLabel::Start {
            self.fault(
                "end_time.label",
                "not_here",
                "label and slot_minutes belong to time, not to end_time",
            );
        }
        if self
            .profile
            .time
            .as_ref()
            .is_some_and(|time| time.slot_minutes.is_some())
        {
            self.fault(
                "end_time",
                "mapped_twice",
                "ends_at comes from time.slot_minutes already",
            );
        }
    }

    fn required(&mut self) {
        if self.profile.time.is_none() && !self.taken.contains_key("occurred_at") {
            self.fault("time", "required", "when it happened must be said: map a column to occurred_at or give a time expression");
        }
        for field in ["event_type", "supplier"] {
            if !self.taken.contains_key(field) {
                self.fault(
                    field,
                    "required",
                    format!("{field} must be mapped to a column or given as a constant"),
                );
            }
        }
        let Some(event_type) = self.base.event_type else {
            return;
        };
        for group in draft::required(event_type) {
            if !group.iter().any(|name| self.taken.contains_key(*name)) {
                let fault = draft::missing_of(group, event_type);
                self.fault(
                    fault.field,
                    fault.code,
                    format!("{}: map a column to it or give a constant", fault.message),
                );
            }
        }
    }

    /// With one type for every row, a field that this type lacks is a mistake.
    fn types(&mut self) {
        let Some(event_type) = self.base.event_type else {
            return;
        };
        let wrong = fields::all()
            .iter()
            .filter(|field| !field.types.contains(&event_type));
        for field in wrong {
            if let Some(path) = self.taken.get(field.name).cloned() {
                self.fault(path, "not_for_type", not_for_type(field, event_type));
            }
        }
    }
}

/// A sentence on a field that events of a type do not have.
pub(crate) fn not_for_type(field: &Field, event_type: EventType) -> String {
    let types: Vec<&str> = field
        .types
        .iter()
        .map(|event_type| event_type.as_str())
        .collect();
    let noun = event_type.as_str();
    let own = types.join(" and ");
    format!("{} belongs to {own} events, not to {noun}", field.name)
}
