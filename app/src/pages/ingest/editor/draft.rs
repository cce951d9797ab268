//! Changes to a mapping, as plain functions.

use std::collections::BTreeMap;

use model::ingest::{ColumnMapping, Constant, EventType, FieldWord, FileFormat, Profile};

/// The choice that keeps a column as an extra number.
pub(super) const FEATURE: &str = "feature";

/// A mapping of nothing.
pub(super) fn empty_profile() -> Profile {
    Profile {
        name: String::new(),
        description: String::new(),
        event_type: None,
        format: FileFormat::default(),
        columns: Vec::new(),
        constants: BTreeMap::new(),
        time: None,
        end_time: None,
        skip_when: Vec::new(),
        warn_when: Vec::new(),
        cross_checks: Vec::new(),
        places: BTreeMap::new(),
    }
}

/// The first mapping of a column and its place in the profile.
pub(super) fn mapping<'p>(
    profile: &'p Profile,
    column: &str,
) -> Option<(usize, &'p ColumnMapping)> {
    profile
        .columns
        .iter()
        .enumerate()
        .find(|(_, mapping)| mapping.column == column)
}

/// Further mappings of a column: a file's column may feed several fields.
pub(super) fn further_fields(profile: &Profile, column: &str) -> Vec<String> {
    profile
        .columns
        .iter()
        .filter(|mapping| mapping.column == column)
        .skip(1)
        .map(|mapping| mapping.field.clone())
        .collect()
}

/// Maps a column to a field, to an extra number, or to nothing. What was said about its unit and
/// words is forgotten: it was about another field.
pub(super) fn set_field(profile: &mut Profile, column: &str, choice: &str) {
    let at = mapping(profile, column).map(|(at, _)| at);
    if choice.is_empty() {
        if let Some(at) = at {
            profile.columns.remove(at);
        }
        return;
    }
    let changed = ColumnMapping {
        column: column.to_owned(),
        field: if choice == FEATURE {
            format!("feature:{}", feature_name(column))
        } else {
            choice.to_owned()
        },
        unit: None,
        values: BTreeMap::new(),
        place_table: None,
    };
    match at.and_then(|at| profile.columns.get_mut(at)) {
        Some(slot) => *slot = changed,
        None => profile.columns.push(changed),
    }
}

/// Removes the mapping of `column` to `field`.
pub(super) fn remove_field(profile: &mut Profile, column: &str, field: &str) {
    profile
        .columns
        .retain(|mapping| mapping.column != column || mapping.field != field);
}

/// States a column's unit; none is the field's own.
pub(super) fn set_unit(profile: &mut Profile, column: &str, unit: &str) {
    if let Some(at) = mapping(profile, column).map(|(at, _)| at) {
        profile.columns[at].unit = (!unit.is_empty()).then(|| unit.to_owned());
    }
}

/// Says what a word of the file means; an empty meaning takes the word as it is.
pub(super) fn set_word(profile: &mut Profile, column: &str, word: &str, meaning: &str) {
    if let Some(at) = mapping(profile, column).map(|(at, _)| at) {
        let values = &mut profile.columns[at].values;
        if meaning.is_empty() {
            values.remove(word);
        } else {
            values.insert(word.to_owned(), meaning.to_owned());
        }
    }
}

/// A constant as it is typed: a number for a quantity, else a text.
pub(super) fn constant(field: Option<&FieldWord>, text: &str) -> Constant {
    let is_quantity = field.is_some_and(|field| !field.units.is_empty());
    match text.trim().parse::<f64>() {
        Ok(number) if is_quantity && number.is_finite() => Constant::Number(number),
        Ok(_) | Err(_) => Constant::Text(text.to_owned()),
    }
}

/// A constant as it is shown.
pub(super) fn constant_text(constant: &Constant) -> String {
    match constant {
        Constant::Number(number) => number.to_string(),
        Constant::Text(text) => text.clone(),
    }
}

/// Whether events of `event_type` have the field; all do as long as no type is chosen.
pub(super) fn is_for(field: &FieldWord, event_type: Option<EventType>) -> bool {
    field.event_types.is_empty()
        || event_type.is_none_or(|event_type| field.event_types.contains(&event_type))
}

/// A column's name as a feature's: lower case, words joined by `_`.
fn feature_name(column: &str) -> String {
    let mut name = String::with_capacity(column.len());
    for symbol in column.trim().chars() {
        if symbol.is_alphanumeric() {
            name.extend(symbol.to_lowercase());
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_matches('_');
    if name.is_empty() {
        "column".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choosing_another_field_forgets_the_unit() {
        let mut profile = empty_profile();
        set_field(&mut profile, "dist", "distance_km");
        set_unit(&mut profile, "dist", "mi");
        set_field(&mut profile, "dist", "load_kg");
        let (at, mapped) = mapping(&profile, "dist").expect("it is mapped");
        assert_eq!(
            (at, mapped.field.as_str(), &mapped.unit),
            (0, "load_kg", &None)
        );
        set_field(&mut profile, "dist", "");
        assert!(profile.columns.is_empty());
    }

    #[test]
    fn an_extra_number_is_named_after_its_column() {
        let mut profile = empty_profile();
        set_field(&mut profile, "CO2(tCO2) ", FEATURE);
        assert_eq!(profile.columns[0].field, "feature:co2_tco2");
    }

    #[test]
    fn words_get_a_meaning_and_lose_it() {
        let mut profile = empty_profile();
        set_field(&mut profile, "kind", "mode");
        set_word(&mut profile, "kind", "Truck", "road");
        assert_eq!(profile.columns[0].values["Truck"], "road");
        set_word(&mut profile, "kind", "Truck", "");
        assert!(profile.columns[0].values.is_empty());
    }

    #[test]
    fn only_quantities_take_numbers() {
        let quantity = FieldWord {
            field: "load_kg".to_owned(),
            label: String::new(),
            units: vec!["kg".to_owned()],
            words: Vec::new(),
            event_types: Vec::new(),
            is_required: false,
        };
        assert_eq!(constant(Some(&quantity), "1000"), Constant::Number(1000.0));
        assert_eq!(constant(None, "1000"), Constant::Text("1000".to_owned()));
    }
}
