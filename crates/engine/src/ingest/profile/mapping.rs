//! Columns and constants: which field each becomes, in which unit.

use model::ingest::{ColumnMapping, Constant, Midnight, Overlap, SlotLabel, TimeExpression};

use super::{Column, Compiler, Table, Target};
use crate::ingest::fields::{End, Field, Kind};
use crate::ingest::limits::{self, shown};
use crate::ingest::units::Conversion;

/// What bare `occurred_at` and `ends_at` columns stand for.
pub(super) type TimeColumns = (Option<TimeExpression>, Option<TimeExpression>);

impl Compiler<'_> {
    pub(super) fn constants(&mut self) {
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
    pub(super) fn columns(&mut self, tables: &[Table]) -> (Vec<Column>, TimeColumns) {
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
        times: &mut TimeColumns,
    ) {
        if !self.take(field.name, &format!("{path}.field")) {
            return;
        }
        let (slot, is_stated) = if matches!(field.kind, Kind::Time(End::Last)) {
            (&mut times.1, self.profile.end_time.is_some())
        } else {
            (&mut times.0, self.profile.time.is_some())
        };
        *slot = Some(TimeExpression {
            template: format!(
                "{{{}}}",
                mapping.column.trim().replace('{', "{{").replace('}', "}}")
            ),
            pattern: "iso8601".to_owned(),
            time_zone: None,
            label: SlotLabel::Start,
            slot_minutes: None,
            midnight: Midnight::StartOfDate,
            overlap: Overlap::Earlier,
        });
        if is_stated {
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
}
