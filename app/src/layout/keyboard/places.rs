//! Where the keyboard leads.

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
    place("Dashboard", "/", Some("d")),
    place("Activity: all events", "/activity", Some("a")),
    place("Hotspots", "/hotspots", Some("h")),
    place(
        "Hotspots that are resolved",
        "/hotspots?status=closed",
        None,
    ),
    place("Recommendations: what waits", "/recommendations", Some("r")),
    place(
        "Recommendations: the board",
        "/recommendations?view=board",
        Some("b"),
    ),
    place(
        "Recommendations that are closed",
        "/recommendations?view=closed",
        None,
    ),
    place("Goals", "/goals", Some("o")),
    place("Energy: sites, forecasts, plans", "/energy", Some("e")),
    place("What if: try a scenario", "/what-if", Some("w")),
    place("Data quality", "/data-quality", Some("q")),
    place("Import a file", "/import", Some("i")),
    place("Settings", "/settings", Some("s")),
    place(
        "Settings: organisation, thresholds, target",
        "/settings/organisation",
        None,
    ),
    place("Settings: users", "/settings/users", None),
    place("Settings: API tokens", "/settings/tokens", None),
    place("Settings: import profiles", "/settings/profiles", None),
    place("Settings: emission factors", "/settings/factors", None),
    place("Settings: prices", "/settings/prices", None),
    place("Settings: models", "/settings/models", None),
    place(
        "Settings: notification channels",
        "/settings/notifications",
        None,
    ),
    place("Settings: jobs", "/settings/jobs", None),
    place("Settings: audit log", "/settings/audit", None),
    place("API documentation", "/api/docs", None),
];

/// Where `g` and a letter lead.
#[cfg(feature = "hydrate")]
pub(super) fn of_key(key: &str) -> Option<&'static str> {
    let place = PLACES.iter().find(|place| place.key == Some(key))?;
    Some(place.href)
}

/// The places whose words hold all words of `text`, in any order.
pub(super) fn matching(text: &str) -> Vec<Place> {
    let text = text.to_ascii_lowercase();
    let holds = |place: &Place| {
        let words = place.words.to_ascii_lowercase();
        text.split_whitespace().all(|word| words.contains(word))
    };
    PLACES.iter().copied().filter(holds).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{PLACES, matching};

    #[test]
    fn words_are_found_in_any_order_and_case() {
        let found = matching("FACTORS set");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].href, "/settings/factors");
        assert_eq!(matching("").len(), PLACES.len());
        assert!(matching("no such page").is_empty());
    }

    #[test]
    fn every_key_leads_to_one_place() {
        let keys: Vec<_> = PLACES.iter().filter_map(|place| place.key).collect();
        let different: BTreeSet<_> = keys.iter().collect();
        assert_eq!(different.len(), keys.len());
    }
}
