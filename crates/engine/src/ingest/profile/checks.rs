//! Sizes, file format, tables of places, rules and cross-checks of a profile.

use std::collections::BTreeMap;

use model::ingest::{PlaceEntry, RowRule, Test};

use super::{Compiler, Table};
use crate::ingest::fields;
use crate::ingest::limits::{self, shown};
use crate::ingest::sniff::Encoding;

impl Compiler<'_> {
    pub(super) fn sizes(&mut self) {
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
        let places = profile.places.values().map(BTreeMap::len).sum();
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

    pub(super) fn format(&mut self) {
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

    pub(super) fn tables(&mut self) -> Vec<Table> {
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
        let table = |(name, places): (&String, &BTreeMap<String, PlaceEntry>)| Table {
            name: name.clone(),
            places: places
                .iter()
                .map(|(key, place)| (key.trim().to_owned(), place.clone()))
                .collect(),
        };
        profile.places.iter().map(table).collect()
    }

    pub(super) fn rules(&mut self, tables: &[Table]) {
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
}
