//! The answer as a scene: points and hotspots become marks, routes become lines.

use model::emissions::{EmissionMap, MapHotspot, MapPoint, MapPointKind};
use model::monitoring::{EntityKind, Severity};

use super::super::super::look::Look;
use crate::components::map::{Alarm, Line, Link, Mark, Scene};
use crate::components::{count, mass, percent_change};
use crate::words::dashboard as words;

/// Lines that are drawn: more would hide the map.
const LINES_MAX: usize = 200;

/// Word of a kind of point.
pub(super) fn kind_word(kind: MapPointKind) -> &'static str {
    match kind {
        MapPointKind::Site => words::SITE,
        MapPointKind::Place => words::START_OF_TRIPS,
        MapPointKind::Supplier => words::SUPPLIER,
    }
}

/// Word and tone of a severity.
pub(super) fn severity_words(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Info => (words::INFO, "info"),
        Severity::Warn => (words::WARNING, "warn"),
        Severity::Critical => (words::CRITICAL, "critical"),
    }
}

/// `Critical +168 %`.
pub(super) fn above(hotspot: &MapHotspot) -> String {
    let (word, _) = severity_words(hotspot.severity);
    format!("{word} {}", percent_change(hotspot.percent_above))
}

/// Whether a hotspot is of what a point stands for.
pub(super) fn belongs(hotspot: &MapHotspot, point: &MapPoint) -> bool {
    match (hotspot.entity.kind, point.kind) {
        (EntityKind::Site, MapPointKind::Site) | (EntityKind::Supplier, MapPointKind::Supplier) => {
            Some(hotspot.entity.id) == point.id
        }
        (EntityKind::Route, MapPointKind::Place) => {
            hotspot.lat == Some(point.lat) && hotspot.lon == Some(point.lon)
        }
        _ => false,
    }
}

/// Routes without a line.
pub(super) fn undrawn(map: &EmissionMap) -> u64 {
    map.routes_left_out + map.routes.len().saturating_sub(LINES_MAX) as u64
}

pub(super) fn scene(map: &EmissionMap, look: Look) -> Scene {
    let mut is_marked = vec![false; map.hotspots.len()];
    let mut marks: Vec<Mark> = map
        .points
        .iter()
        .map(|point| {
            let mut here = Vec::new();
            for (hotspot, is_marked) in map.hotspots.iter().zip(&mut is_marked) {
                if belongs(hotspot, point) {
                    *is_marked = true;
                    here.push(hotspot);
                }
            }
            mark(point, &here, look)
        })
        .collect();
    // What stands out now need not have emitted in the range that is looked at.
    let rest = map.hotspots.iter().zip(is_marked);
    marks.extend(rest.filter_map(|(hotspot, is_marked)| {
        if is_marked {
            return None;
        }
        Some(Mark {
            lat: hotspot.lat?,
            lon: hotspot.lon?,
            weight: 0.0,
            title: hotspot.entity.name.clone(),
            lines: Vec::new(),
            links: vec![hotspot_link(hotspot)],
            alarms: vec![alarm(hotspot)],
        })
    }));
    let lines = map.routes.iter().take(LINES_MAX).filter_map(|route| {
        let from = (route.origin.lat, route.origin.lon);
        let to = (route.destination.lat, route.destination.lon);
        let mut hotspots = map.hotspots.iter();
        let hotspot = hotspots.find(|hotspot| hotspot.entity.id == route.id.to_uuid());
        (from != to).then(|| Line {
            from,
            to,
            weight: route.kg_per_hour,
            tone: hotspot.map(|hotspot| severity_words(hotspot.severity).1),
        })
    });
    Scene {
        marks,
        lines: lines.collect(),
        of: look.query().at(""),
    }
}

fn mark(point: &MapPoint, hotspots: &[&MapHotspot], look: Look) -> Mark {
    let mut links: Vec<_> = hotspots.iter().map(|one| hotspot_link(one)).collect();
    links.push(match events_of(point, look) {
        Some(href) => Link {
            href,
            text: words::ITS_EVENTS.to_owned(),
        },
        None => Link {
            href: look.events().at("/activity"),
            text: words::EVENTS_OF_THIS_RANGE.to_owned(),
        },
    });
    Mark {
        lat: point.lat,
        lon: point.lon,
        weight: point.kg_per_hour,
        title: point.name.clone(),
        lines: vec![
            words::co2e_per_hour(mass(point.kg_per_hour)),
            words::in_events(
                mass(point.co2e_kg),
                count(point.events),
                kind_word(point.kind).to_ascii_lowercase(),
            ),
        ],
        links,
        alarms: hotspots.iter().map(|one| alarm(one)).collect(),
    }
}

/// Where the events of a point are listed, if they can be told from others.
pub(super) fn events_of(point: &MapPoint, look: Look) -> Option<String> {
    let id = Some(point.id?.to_string());
    let query = match point.kind {
        MapPointKind::Site => look.events().with("site_id", id),
        MapPointKind::Supplier => look.events().with("supplier_id", id),
        MapPointKind::Place => return None,
    };
    Some(query.at("/activity"))
}

fn alarm(hotspot: &MapHotspot) -> Alarm {
    Alarm {
        rank: hotspot.severity as u8,
        tone: severity_words(hotspot.severity).1,
        text: above(hotspot),
        what: hotspot.entity.name.clone(),
    }
}

fn hotspot_link(hotspot: &MapHotspot) -> Link {
    Link {
        href: format!("/hotspots/{}", hotspot.id),
        text: words::look_into_the_hotspot(&hotspot.entity.name),
    }
}
