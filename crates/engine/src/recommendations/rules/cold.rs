//! Cold stores: refrigerants that leak, and freezers colder than they need to be.

use model::ingest::{Activity, EventType};

use super::energy;
use crate::recommendations::facts::Sampled;
use crate::recommendations::rule::{Draft, Rule, Work};
use crate::recommendations::saving::Ground;
use crate::recommendations::text::Figures;
use crate::vocabulary;

/// Temperature of frozen food, and how far below it a set-point can be raised.
const FROZEN_C: f64 = -18.0;
const FROZEN_MARGIN_C: f64 = 0.5;
/// Refrigerants banned from service as new since 2025: potentials of 2,500 and more.
const BANNED: [&str; 2] = ["r_404a", "r_507a"];
/// What they are commonly replaced by without new plant.
const RETROFIT: &str = "r_449a";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "warehouse_refrigerant_retrofit",
        event_type: EventType::Warehouse,
        group: "refrigerant",
        work: Work::Investment,
        title: "Replace the refrigerant that leaks",
        body: "Leaks of refrigerants that may no longer be topped up new emitted {leak_share} of the \
               site's kilograms. The same leaks of the common replacement would save {saving} \
               each month, between {saving_low} and {saving_high}.",
        sources: &[
            "Regulation (EU) 2024/573: no service with new refrigerants of a potential of 2,500 and more since 2025",
        ],
        act: refrigerant_retrofit,
    },
    Rule {
        id: "warehouse_leak_control",
        event_type: EventType::Warehouse,
        group: "refrigerant",
        work: Work::Planning,
        title: "Find refrigerant leaks before they are topped up",
        body: "Leaks of {leaked} in {leaks} reports emitted {leak_share} of the site's kilograms. Operators \
               with a leak programme lose {partner} of their charge in a year, others {typical}. At \
               that rate {saving} less would leak each month, between {saving_low} and {saving_high}.",
        sources: &[
            "US EPA, GreenChill: typical annual leak rate 25 %, partners' average 12.9 % (earlier years 14 %)",
        ],
        act: leak_control,
    },
    Rule {
        id: "warehouse_frozen_set_point",
        event_type: EventType::Warehouse,
        group: "cold",
        work: Work::Setting,
        title: "Store frozen goods at {needed}",
        body: "The cold store is kept at {temperature} on average; frozen food needs {needed}. Raising the \
               set-point to it saves {saving} each month, between {saving_low} and {saving_high}.",
        sources: &[
            "Nomad Foods and Campden BRI, 2023: 10 to 11 % less freezer energy for each 3 °C",
            "Directive 89/108/EEC, article 1: quick-frozen food at -18 °C",
        ],
        act: frozen_set_point,
    },
];

fn leaked_kg(event: &Sampled) -> Option<f64> {
    event.activity.refrigerant_leak_kg.filter(|kg| *kg > 0.0)
}

fn leak_share(ground: &Ground<'_>, words: Option<&[&str]>) -> f64 {
    let leaks = ground.of.by_refrigerant.iter();
    let kg: f64 = leaks
        .filter(|leak| words.is_none_or(|words| words.contains(&leak.word)))
        .map(|leak| leak.co2e.kg())
        .sum();
    kg / ground.of.co2e.kg()
}

fn refrigerant_retrofit(ground: &Ground<'_>) -> Option<Draft> {
    let saving = ground.saving([1.0; 3], |event, _| {
        leaked_kg(event)?;
        let gas = vocabulary::refrigerant(event.activity.refrigerant.as_deref()?)?;
        BANNED
            .contains(&gas.word)
            .then(|| {
                energy::becomes(Activity {
                    refrigerant: Some(RETROFIT.to_owned()),
                    ..event.activity.clone()
                })
            })
            .flatten()
    })?;
    Some(Draft {
        saving,
        figures: Figures::default().share("leak_share", leak_share(ground, Some(&BANNED))),
        changes: vec![],
    })
}

fn leak_control(ground: &Ground<'_>) -> Option<Draft> {
    const TYPICAL: f64 = 0.25;
    const PARTNER: f64 = 0.129;
    const TIMES: [f64; 3] = [0.14 / TYPICAL, PARTNER / TYPICAL, 0.10 / TYPICAL];
    let saving = ground.saving(TIMES, |event, times| {
        let kg = leaked_kg(event)?;
        energy::becomes(Activity {
            refrigerant_leak_kg: Some(kg * times),
            ..event.activity.clone()
        })
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .number("leaked", ground.of.leak_kg.sum(), "kg")
            .count("leaks", ground.of.leak_kg.n())
            .share("leak_share", leak_share(ground, None))
            .share("partner", PARTNER)
            .share("typical", TYPICAL),
        changes: vec![],
    })
}

fn frozen_set_point(ground: &Ground<'_>) -> Option<Draft> {
    // Of the energy, for each degree: a third of the published 10 to 11 % for three, and half as much
    // where not all power is refrigeration.
    const PER_DEGREE: [f64; 3] = [0.017, 0.033, 0.037];
    let is_colder = |celsius: f64| celsius < FROZEN_C - FROZEN_MARGIN_C;
    let temperature = energy::mean_temperature(ground, is_colder)?;
    let saving = ground.saving(PER_DEGREE, |event, per_degree| {
        let celsius = event.activity.temperature_c.filter(|one| is_colder(*one))?;
        let times = f64::powf(1.0 - per_degree, FROZEN_C - celsius);
        energy::power_times(event, times)
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .number("temperature", temperature, "°C")
            .number("needed", FROZEN_C, "°C"),
        changes: vec![],
    })
}
