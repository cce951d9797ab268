//! Freight: what else could carry it.

use model::emissions::{Change, Lever};
use model::ingest::{EventType, Mode};

use super::DESNZ;
use crate::emissions::levers::Setting;
use crate::recommendations::facts::Sampled;
use crate::recommendations::rule::{Draft, Rule, Work};
use crate::recommendations::saving::{Ground, Saving};
use crate::recommendations::text::Figures;

/// Distance from which freight is meant to leave the road.
const RAIL_FROM_KM: f64 = 300.0;
/// A day's driving (9 h) at a lorry's average of 78 km/h: a flight no longer than that arrives no
/// earlier than a lorry that leaves the evening before.
const ROAD_WITHIN_KM: f64 = 700.0;
/// From here on a flight crosses an ocean more often than not (long haul of the factor table).
const SEA_FROM_KM: f64 = 3_700.0;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "logistics_road_to_rail",
        event_type: EventType::Logistics,
        group: "mode",
        work: Work::Contract,
        title: "Move {moved} of long-distance lorry freight to rail",
        body: "Lorry trips of {from_km} and more emitted {long_share} of the freight's kilograms. With \
               {moved} of that freight on rail, {saving} less each month would be emitted, between \
               {saving_low} and {saving_high}; the distance is taken as it is, the way to the \
               terminal is not counted.",
        sources: &[
            DESNZ,
            "European Commission, White Paper COM(2011) 144: 30 % of road freight over 300 km to rail or water by 2030, more than 50 % by 2050",
        ],
        act: road_to_rail,
    },
    Rule {
        id: "logistics_air_to_sea",
        event_type: EventType::Logistics,
        group: "mode",
        work: Work::Planning,
        title: "Send {moved} of the air freight by sea",
        body: "Flights of {from_km} and more emitted {long_share} of the freight's kilograms. With \
               {moved} of it by sea, planned ahead, {saving} less each month would be emitted, between \
               {saving_low} and {saving_high}; the distance is taken as it is.",
        sources: &[DESNZ],
        act: air_to_sea,
    },
    Rule {
        id: "logistics_air_to_road",
        event_type: EventType::Logistics,
        group: "mode",
        work: Work::Contract,
        title: "Replace short flights by lorries",
        body: "Flights of at most {to_km} emitted {short_share} of the freight's kilograms, over \
               distances a lorry drives in a day. By lorry {saving} less each month would be emitted, \
               between {saving_low} and {saving_high}.",
        sources: &[
            DESNZ,
            "Regulation (EC) 561/2006, article 6: 9 hours of driving a day",
        ],
        act: air_to_road,
    },
];

fn is_over(event: &Sampled, km: f64) -> bool {
    event.activity.distance_km.is_some_and(|one| one >= km)
}

/// Freight that `fits`, carried by another mode.
fn by_mode(ground: &Ground<'_>, mode: Mode, fits: impl Fn(&Sampled) -> bool) -> Option<Saving> {
    ground.saving([1.0; 3], |event, _| {
        fits(event)
            .then(|| ground.lever(event, &Setting::Mode(mode)))
            .flatten()
    })
}

fn road_to_rail(ground: &Ground<'_>) -> Option<Draft> {
    const MOVED: f64 = 0.30;
    let fits = |event: &Sampled| event.is_by(Mode::Road) && is_over(event, RAIL_FROM_KM);
    let saving = by_mode(ground, Mode::Rail, fits)?;
    Some(Draft {
        // Either way by half of the distance to the later target.
        saving: saving.of_share(0.20, MOVED, 0.50),
        figures: Figures::default()
            .share("moved", MOVED)
            .number("from_km", RAIL_FROM_KM, "km")
            .share("long_share", ground.kg_share(fits)),
        changes: vec![Change::text(Lever::Mode, Mode::Rail.as_str())],
    })
}

fn air_to_sea(ground: &Ground<'_>) -> Option<Draft> {
    // What can wait is not known: a tenth is an assumption, a twentieth to a fifth its bounds.
    const MOVED: f64 = 0.10;
    let fits = |event: &Sampled| event.is_by(Mode::Air) && is_over(event, SEA_FROM_KM);
    let saving = by_mode(ground, Mode::Sea, fits)?;
    Some(Draft {
        saving: saving.of_share(0.05, MOVED, 0.20),
        figures: Figures::default()
            .share("moved", MOVED)
            .number("from_km", SEA_FROM_KM, "km")
            .share("long_share", ground.kg_share(fits)),
        changes: vec![Change::text(Lever::Mode, Mode::Sea.as_str())],
    })
}

fn air_to_road(ground: &Ground<'_>) -> Option<Draft> {
    let fits = |event: &Sampled| event.is_by(Mode::Air) && !is_over(event, ROAD_WITHIN_KM);
    let saving = by_mode(ground, Mode::Road, fits)?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .number("to_km", ROAD_WITHIN_KM, "km")
            .share("short_share", ground.kg_share(fits)),
        changes: vec![Change::text(Lever::Mode, Mode::Road.as_str())],
    })
}
