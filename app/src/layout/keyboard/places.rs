//! Where the keyboard leads.

use crate::words::layout as words;

/// A page: its words, its address, and the letter after `g`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) words: &'static str,
    pub(super) href: &'static str,
    pub(super) key: Option<&'static str>,
}

const fn place(words: &'static str, href: &'static str, key: Option<&'static str>) -> Place {
    Place { words, href, key }
}

/// All of them, the most visited first.
pub(super) const PLACES: [Place; 24] = [
    place(words::DASHBOARD, "/", Some("d")),
    place(words::ACTIVITY_ALL_EVENTS, "/activity", Some("a")),
    place(words::HOTSPOTS, "/hotspots", Some("h")),
    place(
        words::HOTSPOTS_THAT_ARE_RESOLVED,
        "/hotspots?status=closed",
        None,
    ),
    place(
        words::RECOMMENDATIONS_WHAT_WAITS,
        "/recommendations",
        Some("r"),
    ),
    place(
        words::RECOMMENDATIONS_THE_BOARD,
        "/recommendations?view=board",
        Some("b"),
    ),
    place(
        words::RECOMMENDATIONS_THAT_ARE_CLOSED,
        "/recommendations?view=closed",
        None,
    ),
    place(words::GOALS, "/goals", Some("o")),
    place(words::ENERGY_SITES_FORECASTS_PLANS, "/energy", Some("e")),
    place(words::WHAT_IF_TRY_A_SCENARIO, "/what-if", Some("w")),
    place(words::DATA_QUALITY, "/data-quality", Some("q")),
    place(words::IMPORT_A_FILE, "/import", Some("i")),
    place(words::SETTINGS, "/settings", Some("s")),
    place(
        words::SETTINGS_ORGANISATION_THRESHOLDS,
        "/settings/organisation",
        None,
    ),
    place(words::SETTINGS_USERS, "/settings/users", None),
    place(words::SETTINGS_API_TOKENS, "/settings/tokens", None),
    place(words::SETTINGS_IMPORT_PROFILES, "/settings/profiles", None),
    place(words::SETTINGS_EMISSION_FACTORS, "/settings/factors", None),
    place(words::SETTINGS_PRICES, "/settings/prices", None),
    place(words::SETTINGS_MODELS, "/settings/models", None),
    place(
        words::SETTINGS_NOTIFICATION_CHANNELS,
        "/settings/notifications",
        None,
    ),
    place(words::SETTINGS_JOBS, "/settings/jobs", None),
    place(words::SETTINGS_AUDIT_LOG, "/settings/audit", None),
    place(words::API_DOCUMENTATION, "/api/docs", None),
];

/// Where `g` and a letter lead.
#[cfg(feature = "hydrate")]
pub(super) fn of_key(key: &str) -> Option<&'static str> {
    let place = PLACES.iter().find(|place| place.key == Some(key))?;
    Some(place.href)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::PLACES;

    #[test]
    fn every_key_leads_to_one_place() {
        let keys: Vec<_> = PLACES.iter().filter_map(|place| place.key).collect();
        let different: BTreeSet<_> = keys.iter().collect();
        assert_eq!(different.len(), keys.len());
    }
}
