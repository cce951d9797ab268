//! What a page looks at, as its address states it: a range and a category.
//!
//! The address is the state: it can be bookmarked, sent on, and works without script.

use chrono::NaiveDate;
use leptos_router::params::ParamsMap;
use model::ingest::EventType;
use model::time::{RangeChoice, RangePreset};

use crate::components::Query;
use crate::words::emissions as words;

/// Range and category.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// Which days, or how far back.
    pub(crate) range: RangeChoice,
    /// The only category shown.
    pub(crate) category: Option<EventType>,
}

impl Look {
    /// Reads an address; what it does not understand counts as not there.
    pub(crate) fn read(query: &ParamsMap) -> Self {
        let day = |name: &str| {
            query
                .get(name)
                .and_then(|text| text.parse::<NaiveDate>().ok())
        };
        Self {
            range: RangeChoice {
                preset: query
                    .get("range")
                    .and_then(|word| RangePreset::parse(&word)),
                first_day: day("from"),
                last_day: day("to"),
            },
            category: query
                .get("category")
                .and_then(|word| EventType::parse(&word)),
        }
    }

    /// The same look as parameters.
    pub(crate) fn query(self) -> Query {
        let has_days = self.range.first_day.is_some() || self.range.last_day.is_some();
        Query::default()
            .with("from", self.range.first_day.map(|day| day.to_string()))
            .with("to", self.range.last_day.map(|day| day.to_string()))
            .with(
                "range",
                self.range
                    .preset
                    .filter(|_| !has_days)
                    .map(RangePreset::as_str),
            )
            .with("category", self.category.map(EventType::as_str))
    }

    /// What leads to the events that the figures of this look are made of: where nothing is chosen, figures are of
    /// the latest days, and lists of events of all time.
    pub(crate) fn events(self) -> Query {
        let latest = RangeChoice {
            preset: Some(RangePreset::Latest),
            ..RangeChoice::default()
        };
        match self.range == RangeChoice::default() {
            true => self.over(latest).query(),
            false => self.query(),
        }
    }

    /// The same look at another range.
    pub(crate) fn over(self, range: RangeChoice) -> Self {
        Self { range, ..self }
    }

    /// The same range, one category or all.
    pub(crate) fn of(self, category: Option<EventType>) -> Self {
        Self { category, ..self }
    }
}

/// The words of a preset.
pub(crate) fn preset_words(preset: RangePreset) -> &'static str {
    match preset {
        RangePreset::Hour => words::LAST_HOUR,
        RangePreset::Day => words::LAST_24_HOURS,
        RangePreset::Week => words::LAST_7_DAYS,
        RangePreset::Month => words::LAST_30_DAYS,
        RangePreset::Quarter => words::LAST_90_DAYS,
        RangePreset::Year => words::LAST_12_MONTHS,
        RangePreset::Latest => words::LATEST_30_DAYS_WITH_DATA,
        RangePreset::All => words::ALL_DATA,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_reading_and_writing() {
        let mut query = ParamsMap::new();
        query.insert("from", "2026-11-01".to_owned());
        query.insert("to", "nonsense".to_owned());
        query.insert("category", "factory".to_owned());
        let look = Look::read(&query);
        assert_eq!(look.range.last_day, None);
        assert_eq!(look.query().at("/"), "/?from=2026-11-01&category=factory");
    }

    #[test]
    fn a_preset_is_kept_until_days_are_given() {
        let mut query = ParamsMap::new();
        query.insert("range", "7d".to_owned());
        let look = Look::read(&query);
        assert_eq!(look.query().at("/"), "/?range=7d");
        assert_eq!(look.over(RangeChoice::default()).query().at("/"), "/");
        assert_eq!(look.events().at("/activity"), "/activity?range=7d");
    }

    #[test]
    fn events_are_those_of_the_days_that_are_shown() {
        let look = Look::default().of(Some(EventType::Factory));
        assert_eq!(look.query().at("/"), "/?category=factory");
        assert_eq!(
            look.events().at("/activity"),
            "/activity?range=latest&category=factory"
        );
    }
}
