//! What a scenario begins with, as an address states it: events, and changes to them.

use std::collections::BTreeMap;

use leptos_router::params::ParamsMap;
use model::emissions::{Change, Lever, LeverValue};
use model::ingest::EventType;
use model::monitoring::{Entity, EntityKind};
use model::time::{RangeChoice, RangePreset};
use model::whatif::ScenarioFilter;

use super::api::About;
use crate::components::Query;
use crate::pages::emissions::Look;

/// Changes by lever, each once.
pub(crate) type Changes = BTreeMap<Lever, LeverValue>;

/// Which events, and what is done differently.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Start {
    pub(crate) about: About,
    pub(crate) changes: Changes,
}

impl About {
    /// Where these events are listed; `None` where a list cannot be narrowed to them.
    pub(super) fn events_address(&self) -> Option<String> {
        let ScenarioFilter {
            supplier_id,
            site_id,
            route_id,
            vehicle_id,
        } = self.filter;
        if vehicle_id.is_some() {
            return None;
        }
        let look = Look {
            range: self.range,
            category: self.event_type,
        };
        let query = look
            .events()
            .with("supplier_id", supplier_id.map(|id| id.to_string()))
            .with("site_id", site_id.map(|id| id.to_string()))
            .with("route_id", route_id.map(|id| id.to_string()));
        Some(query.at("/activity"))
    }
}

impl Start {
    /// Reads an address; what it does not understand counts as not there.
    pub(crate) fn read(query: &ParamsMap) -> Self {
        let mut changes = Changes::new();
        for lever in Lever::ALL {
            if let Some(text) = query.get(lever.as_str()) {
                changes.insert(*lever, value_of(&text));
            }
        }
        let about = About {
            range: RangeChoice {
                preset: (query.get("range")).and_then(|word| RangePreset::parse(&word)),
                first_day: query.get("from").and_then(|day| day.parse().ok()),
                last_day: query.get("to").and_then(|day| day.parse().ok()),
            },
            event_type: query.get("type").and_then(|word| EventType::parse(&word)),
            filter: ScenarioFilter {
                supplier_id: query.get("supplier").and_then(|id| id.parse().ok()),
                site_id: query.get("site").and_then(|id| id.parse().ok()),
                route_id: query.get("route").and_then(|id| id.parse().ok()),
                vehicle_id: query.get("vehicle").and_then(|id| id.parse().ok()),
            },
        };
        Self { about, changes }
    }

    /// The address of the same.
    pub(crate) fn href(&self) -> String {
        let About {
            range,
            event_type,
            filter,
        } = self.about;
        let mut query = Query::default()
            .with("from", range.first_day.map(|day| day.to_string()))
            .with("to", range.last_day.map(|day| day.to_string()))
            .with("range", range.preset.map(RangePreset::as_str))
            .with("type", event_type.map(EventType::as_str))
            .with("supplier", filter.supplier_id.map(|id| id.to_string()))
            .with("site", filter.site_id.map(|id| id.to_string()))
            .with("route", filter.route_id.map(|id| id.to_string()))
            .with("vehicle", filter.vehicle_id.map(|id| id.to_string()));
        for (lever, value) in &self.changes {
            query = query.with(lever.as_str(), Some(text_of(value)));
        }
        query.at("/what-if")
    }

    /// The changes of an advice, on the events of whom it is about.
    pub(crate) fn advised(entity: &Entity, event_type: EventType, changes: &[Change]) -> Self {
        let of = |kind: EntityKind| (entity.kind == kind).then(|| entity.id.to_string());
        let id = |kind| of(kind).unwrap_or_default();
        let about = About {
            range: RangeChoice::default(),
            event_type: Some(event_type),
            filter: ScenarioFilter {
                supplier_id: id(EntityKind::Supplier).parse().ok(),
                site_id: id(EntityKind::Site).parse().ok(),
                route_id: id(EntityKind::Route).parse().ok(),
                vehicle_id: id(EntityKind::Vehicle).parse().ok(),
            },
        };
        let changes = changes
            .iter()
            .map(|change| (change.lever, change.value.clone()));
        Self {
            about,
            changes: changes.collect(),
        }
    }
}

fn value_of(text: &str) -> LeverValue {
    text.parse()
        .map_or_else(|_| LeverValue::Text(text.to_owned()), LeverValue::Number)
}

fn text_of(value: &LeverValue) -> String {
    match value {
        LeverValue::Number(number) => number.to_string(),
        LeverValue::Text(word) => word.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_reading_and_writing() {
        let mut query = ParamsMap::new();
        query.insert("range", "7d".to_owned());
        query.insert("type", "logistics".to_owned());
        query.insert("load_factor", "0.8".to_owned());
        query.insert("fuel", "hvo".to_owned());
        query.insert("supplier", "nonsense".to_owned());
        let start = Start::read(&query);
        assert_eq!(
            start.href(),
            "/what-if?range=7d&type=logistics&load_factor=0.8&fuel=hvo"
        );
    }
}
