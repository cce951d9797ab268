//! An import profile, checked and made ready: first by itself (`compile`), then against the columns
//! of a file (`bind`).
//!
//! Every fault names the part of the profile it is in, such as `columns[3].unit`, so that an editor
//! can show it there.

use std::collections::HashMap;

use model::ingest::{
    ColumnMapping, Constant, EventType, PlaceEntry, Profile, RowRule, Test, TimeExpression,
};
use model::problem::FieldError;

use super::draft::{self, Parts};
use super::fields::{self, End, Field, Kind};
use super::limits::{self, shown};
use super::numbers::Decimal;
use super::sniff::Encoding;
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

    fn sizes(&mut self) {
        let profile = self.profile;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if profile.name.is_empty()
            || profile.name.len() > limits::PROFILE_NAME_CHARS
            || !profile.name.chars().all(is_name)
        {
            let most = limits::PROFILE_NAME_CHARS;
            let name = shown(&profile.name);
            self.fault("name", "bad_name", format!("\"{name}\" cannot be a name: letters, digits, - and _ only, 1 to {most} of them"));
        }
        self.at_most(
            "description",
            "characters",
            profile.description.chars().count(),
            limits::PROFILE_TEXT_CHARS,
        );
        self.at_most("columns", "columns", profile.columns.len(), limits::COLUMNS);
        self.at_most(
            "constants",
            "constants",
            profile.constants.len(),
            fields::all().len(),
        );
        self.at_most("skip_when", "rules", profile.skip_when.len(), limits::RULES);
        self.at_most("warn_when", "rules", profile.warn_when.len(), limits::RULES);
        self.at_most(
            "cross_checks",
            "checks",
            profile.cross_checks.len(),
            limits::CROSS_CHECKS,
        );
        self.at_most(
            "places",
            "tables",
            profile.places.len(),
            limits::PLACE_TABLES,
        );
        let places = profile
            .places
            .values()
            .map(std::collections::BTreeMap::len)
            .sum();
        self.at_most("places", "places", places, limits::PLACES);
        for (at, column) in profile.columns.iter().enumerate() {
            self.at_most(
                &format!("columns[{at}].values"),
                "words",
                column.values.len(),
                limits::VALUE_MAP_WORDS,
            );
        }
    }

    fn format(&mut self) {
        let format = &self.profile.format;
        if let Some(delimiter) = format.delimiter.filter(|d| !matches!(d, ',' | ';' | '\t')) {
            self.fault(
                "format.delimiter",
                "unknown_delimiter",
                format!(
                    "{delimiter:?} cannot separate columns; known are comma, semicolon and tab"
                ),
            );
        }
        if let Some(name) = format
            .encoding
            .as_ref()
            .filter(|name| Encoding::parse(name).is_none())
        {
            let name = shown(name);
            self.fault(
                "format.encoding",
                "unknown_encoding",
                format!("\"{name}\" is not known; known are utf-8 and windows-1252"),
            );
        }
        if let Some(decimal) = format.decimal.filter(|d| !matches!(d, '.' | ',')) {
            self.fault(
                "format.decimal",
                "unknown_decimal",
                format!("{decimal:?} cannot separate decimals; known are . and ,"),
            );
        }
        if format.decimal == Some(',') && format.delimiter == Some(',') {
            self.fault(
                "format.decimal",
                "decimal_is_delimiter",
                "a comma cannot separate both columns and decimals",
            );
        }
    }

    fn tables(&mut self) -> Vec<Table> {
        let profile = self.profile;
        for (name, places) in &profile.places {
            let bad = places.iter().find(|(_, place)| {
                !(-90.0..=90.0).contains(&place.lat) || !(-180.0..=180.0).contains(&place.lon)
            });
            if let Some((key, place)) = bad {
                let (key, name) = (shown(key), shown(name));
                self.fault(
                    format!("places.{name}"),
                    "out_of_range",
                    format!(
                        "\"{key}\" lies at {}, {}, which is nowhere on earth",
                        place.lat, place.lon
                    ),
                );
            }
        }
        let table =
            |(name, places): (&String, &std::collections::BTreeMap<String, PlaceEntry>)| Table {
                name: name.clone(),
                places: places
                    .iter()
                    .map(|(key, place)| (key.trim().to_owned(), place.clone()))
                    .collect(),
            };
        profile.places.iter().map(table).collect()
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

    fn constants(&mut self) {
        let profile = self.profile;
        for (name, constant) in &profile.constants {
            let path = format!("constants.{}", shown(name));
            let Some(field) = self.field(name, &path) else {
                continue;
            };
            if !self.take(field.name, &path) {
                continue;
            }
            let set = match (&field.kind, constant) {
                (Kind::Number(number), Constant::Number(value)) => {
                    self.base
                        .set_number(field, number, *value, &value.to_string())
                }
                (Kind::Number(_), Constant::Text(text)) => {
                    self.fault(
                        &path,
                        "wrong_type",
                        format!("{name} is a number; \"{}\" is a text", shown(text)),
                    );
                    continue;
                }
                (Kind::Time(_), _) => {
                    self.fault(
                        &path,
                        "wrong_type",
                        "a time cannot be the same for every row",
                    );
                    continue;
                }
                (_, Constant::Number(value)) => {
                    self.fault(
                        &path,
                        "wrong_type",
                        format!("{name} is a text; {value} is a number"),
                    );
                    continue;
                }
                (_, Constant::Text(text)) if text.trim().is_empty() => {
                    self.fault(
                        &path,
                        "required",
                        "an empty constant says nothing; leave it out",
                    );
                    continue;
                }
                (_, Constant::Text(text)) => self.base.set_text(field, text.trim()),
            };
            if let Err(fault) = set {
                self.fault(&path, fault.code, fault.message);
            }
        }
    }

    /// The columns, and the expressions that bare `occurred_at` and `ends_at` columns stand for.
    fn columns(
        &mut self,
        tables: &[Table],
    ) -> (
        Vec<Column>,
        (Option<TimeExpression>, Option<TimeExpression>),
    ) {
        let profile = self.profile;
        let mut columns = Vec::new();
        let mut times = (None, None);
        let mut features = 0;
        for (at, mapping) in profile.columns.iter().enumerate() {
            let path = format!("columns[{at}]");
            if mapping.column.trim().is_empty() {
                self.fault(
                    format!("{path}.column"),
                    "required",
                    "the column's name is missing",
                );
            }
            let target = match mapping.field.trim().strip_prefix("feature:") {
                Some(name) => {
                    features += 1;
                    self.feature(mapping, name.trim(), &path)
                }
                None => match self.field(&mapping.field, &format!("{path}.field")) {
                    Some(field) if matches!(field.kind, Kind::Time(_)) => {
                        self.time_column(mapping, field, &path, &mut times);
                        None
                    }
                    Some(field) => self.column(mapping, field, &path, tables),
                    None => None,
                },
            };
            let Some(target) = target else { continue };
            let tidy =
                |(from, to): (&String, &String)| (from.trim().to_owned(), to.trim().to_owned());
            let values = mapping.values.iter().map(tidy).collect();
            columns.push(Column {
                name: mapping.column.trim().to_owned(),
                target,
                values,
            });
        }
        self.at_most("columns", "features", features, limits::FEATURES);
        (columns, times)
    }

    fn feature(&mut self, mapping: &ColumnMapping, name: &str, path: &str) -> Option<Target> {
        let count = name.chars().count();
        if count == 0 || count > limits::FEATURE_NAME_CHARS {
            let most = limits::FEATURE_NAME_CHARS;
            self.fault(
                format!("{path}.field"),
                "bad_name",
                format!("a feature's name has 1 to {most} characters"),
            );
            return None;
        }
        if mapping.unit.is_some() {
            self.fault(
                format!("{path}.unit"),
                "no_unit",
                "a feature is kept as it is; it takes no unit",
            );
        }
        if mapping.place_table.is_some() {
            self.fault(
                format!("{path}.place_table"),
                "no_place",
                "a feature is a number; it has no place",
            );
        }
        self.take(&format!("feature:{name}"), &format!("{path}.field"))
            .then(|| Target::Feature(name.to_owned()))
    }

    fn column(
        &mut self,
        mapping: &ColumnMapping,
        field: &'static Field,
        path: &str,
        tables: &[Table],
    ) -> Option<Target> {
        if !self.take(field.name, &format!("{path}.field")) {
            return None;
        }
        let table = match &mapping.place_table {
            None => None,
            Some(_) if !matches!(field.kind, Kind::Place(_)) && field.name != "site" => {
                self.fault(
                    format!("{path}.place_table"),
                    "no_place",
                    format!(
                        "{} is no place; only origin, destination and site are",
                        field.name
                    ),
                );
                None
            }
            Some(name) => {
                let found = tables.iter().position(|table| table.name == *name);
                if found.is_none() {
                    self.fault(
                        format!("{path}.place_table"),
                        "unknown_table",
                        format!("the profile carries no table \"{}\"", shown(name)),
                    );
                }
                found
            }
        };
        let unit = mapping
            .unit
            .as_deref()
            .map(str::trim)
            .filter(|unit| !unit.is_empty());
        let Kind::Number(number) = &field.kind else {
            if unit.is_some() {
                self.fault(
                    format!("{path}.unit"),
                    "no_unit",
                    format!("{} is no quantity; it takes no unit", field.name),
                );
            }
            return Some(Target::Text { field, table });
        };
        let conversion = match unit.map(|unit| number.quantity.unit(unit)) {
            None => Conversion::SAME,
            Some(Ok(unit)) => unit.to_canonical,
            Some(Err(message)) => {
                self.fault(
                    format!("{path}.unit"),
                    "unknown_unit",
                    format!("{}: {message}", field.name),
                );
                return None;
            }
        };
        Some(Target::Number {
            field,
            number,
            conversion,
        })
    }

    /// A column that is a time by itself is ISO 8601 with an offset; other forms need `time`.
    fn time_column(
        &mut self,
        mapping: &ColumnMapping,
        field: &'static Field,
        path: &str,
        times: &mut (Option<TimeExpression>, Option<TimeExpression>),
    ) {
        if !self.take(field.name, &format!("{path}.field")) {
            return;
        }
        let (slot, stated) = match field.kind {
            Kind::Time(End::Last) => (&mut times.1, self.profile.end_time.is_some()),
            _ => (&mut times.0, self.profile.time.is_some()),
        };
        *slot = Some(TimeExpression {
            template: format!(
                "{{{}}}",
                mapping.column.trim().replace('{', "{{").replace('}', "}}")
            ),
            pattern: "iso8601".to_owned(),
            time_zone: None,
            label: model::ingest::SlotLabel::Start,
            slot_minutes: None,
            midnight: model::ingest::Midnight::StartOfDate,
            overlap: model::ingest::Overlap::Earlier,
        });
        if stated {
            let other = if field.name == "ends_at" {
                "end_time"
            } else {
                "time"
            };
            self.fault(
                format!("{path}.field"),
                "mapped_twice",
                format!("{} has a value already, from {other}", field.name),
            );
        }
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
        if end.slot_minutes.is_some() || end.label != model::ingest::SlotLabel::Start {
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

    fn rules(&mut self, tables: &[Table]) {
        let profile = self.profile;
        for (list, rules) in [
            ("skip_when", &profile.skip_when),
            ("warn_when", &profile.warn_when),
        ] {
            for (at, rule) in rules.iter().enumerate() {
                self.rule(rule, &format!("{list}[{at}]"), tables);
            }
        }
        for (at, check) in profile.cross_checks.iter().enumerate() {
            let path = format!("cross_checks[{at}]");
            if !self
                .taken
                .contains_key(&format!("feature:{}", check.feature))
            {
                let name = shown(&check.feature);
                self.fault(
                    format!("{path}.feature"),
                    "unknown_feature",
                    format!("no column is mapped to feature:{name}"),
                );
            }
            let is_sound = check.kg_per_unit.is_finite()
                && check.kg_per_unit > 0.0
                && check.rounding.is_finite()
                && check.rounding >= 0.0;
            if !is_sound {
                self.fault(
                    path,
                    "out_of_range",
                    "kg_per_unit must be above 0 and rounding at least 0",
                );
            }
        }
    }

    fn rule(&mut self, rule: &RowRule, path: &str, tables: &[Table]) {
        if rule.reason.trim().is_empty() || rule.reason.chars().count() > limits::PROFILE_TEXT_CHARS
        {
            self.fault(
                format!("{path}.reason"),
                "required",
                "a rule needs a reason in words",
            );
        }
        if rule.all.is_empty() || rule.all.len() > limits::CONDITIONS {
            let most = limits::CONDITIONS;
            self.fault(
                format!("{path}.all"),
                "required",
                format!(
                    "a rule needs 1 to {most} conditions; without any it would hold for every row"
                ),
            );
        }
        for (at, condition) in rule.all.iter().enumerate() {
            if let Test::NotInTable(name) = &condition.is
                && !tables.iter().any(|table| table.name == *name)
            {
                self.fault(
                    format!("{path}.all[{at}].is"),
                    "unknown_table",
                    format!("the profile carries no table \"{}\"", shown(name)),
                );
            }
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
