//! Factories: idle machines, energy per unit, compressed air, fans, and what boilers burn.

use model::emissions::{Change, Lever};
use model::ingest::EventType;

use super::{DESNZ, energy};
use crate::emissions::levers::Setting;
use crate::recommendations::facts::Sampled;
use crate::recommendations::rule::{Draft, Rule, Work};
use crate::recommendations::saving::Ground;
use crate::recommendations::text::Figures;
use crate::vocabulary;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "factory_idle_power",
        event_type: EventType::Factory,
        group: "idle_power",
        work: Work::Setting,
        title: "Switch off what runs at night and on weekends",
        body: "Without production the factory draws {off}, against {working} in working hours. Its own \
               quietest nights and weekends manage with {quiet}. Holding that level over all such \
               hours ({off_hours} were looked at) saves {saving} each month, between {saving_low} and \
               {saving_high}.",
        sources: &[energy::OWN_HOURS],
        act: |ground| energy::idle(ground, ground.of.power, energy::power_times),
    },
    Rule {
        id: "factory_weekend_power",
        event_type: EventType::Factory,
        group: "idle_power",
        work: Work::Setting,
        title: "Shut down on weekends as on weekday nights",
        body: "On weekends the factory draws {weekend}, on weekday nights {night}. The same shutdown on \
               both saves {saving} each month, between {saving_low} and {saving_high}.",
        sources: &[energy::OWN_HOURS],
        act: energy::weekend,
    },
    Rule {
        id: "factory_idle_heat",
        event_type: EventType::Factory,
        group: "idle_heat",
        work: Work::Setting,
        title: "Turn boilers down when nobody works",
        body: "Gas and heat run at {off} without production, against {working} in working hours. The \
               quietest such hours manage with {quiet}. Holding that level over all of them \
               ({off_hours} were looked at) saves {saving} each month, between {saving_low} and \
               {saving_high}.",
        sources: &[energy::OWN_HOURS],
        act: |ground| energy::idle(ground, ground.of.heat, energy::heat_times),
    },
    Rule {
        id: "factory_energy_per_unit",
        event_type: EventType::Factory,
        group: "process",
        work: Work::Planning,
        title: "Hold {target} for each unit made",
        body: "At full output a unit takes {mean} on average, while the better runs need {target}. \
               Running the others like these saves {saving} each month, between {saving_low} and \
               {saving_high}.",
        sources: &["ISO 50006: energy performance indicators compared at like output"],
        act: |ground| energy::per_unit(ground, |activity| activity.output_units),
    },
    Rule {
        id: "factory_energy_per_machine_hour",
        event_type: EventType::Factory,
        group: "process",
        work: Work::Planning,
        title: "Hold {target} for each machine hour",
        body: "A machine hour takes {mean} on average, while the better runs need {target}. Running the \
               others like these saves {saving} each month, between {saving_low} and {saving_high}.",
        sources: &["ISO 50006: energy performance indicators compared at like output"],
        act: |ground| energy::per_unit(ground, |activity| activity.machine_hours),
    },
    Rule {
        id: "factory_compressed_air",
        event_type: EventType::Factory,
        group: "process",
        work: Work::Setting,
        title: "Find and close leaks of compressed air",
        body: "Compressors drew {power} in the window looked at. Leaks often waste {wasted} of their \
               output, and a leak programme holds them at {held}. That saves {saving} each month, \
               between {saving_low} and {saving_high}.",
        sources: &[
            "US Department of Energy, Compressed Air Tip Sheet 3, 2004: leaks often waste 20 to 30 % of a compressor's output; 5 to 10 % is a reasonable target",
        ],
        act: compressed_air,
    },
    Rule {
        id: "factory_slower_fans",
        event_type: EventType::Factory,
        group: "process",
        work: Work::Investment,
        title: "Run fans and pumps {slower} slower",
        body: "Fans and pumps drew {power} in the window looked at. With variable speed, {slower} less \
               flow where the process allows it saves {saving} each month, between {saving_low} and \
               {saving_high}.",
        sources: &[
            "Carbon Trust, Variable speed drives (CTG006): power of fans and pumps follows the cube of speed",
        ],
        act: slower_fans,
    },
    Rule {
        id: "factory_renewable_boiler_fuel",
        event_type: EventType::Factory,
        group: "fuel",
        work: Work::Contract,
        title: "Fire boilers with renewable oil",
        body: "Heating and gas oils emitted {oil_share} of the factory's kilograms. Hydrotreated \
               vegetable oil with the same energy would save {saving} each month, between {saving_low} \
               and {saving_high}; its biogenic carbon is outside the scopes.",
        sources: &[DESNZ],
        act: renewable_boiler_fuel,
    },
];

/// Whether the event's process is named like one of `stems`.
fn process_is(event: &Sampled, stems: &[&str]) -> bool {
    let process = event.activity.process.as_deref().unwrap_or_default();
    let process = process.to_lowercase();
    stems.iter().any(|stem| process.contains(stem))
}

fn power_of(ground: &Ground<'_>, stems: &[&str]) -> f64 {
    let events = ground.of.sample.iter();
    let kwh: f64 = events
        .filter(|event| process_is(event, stems))
        .filter_map(|event| event.activity.electricity_kwh)
        .sum();
    kwh * ground.of.events as f64 / ground.of.sample.len() as f64
}

fn compressed_air(ground: &Ground<'_>) -> Option<Draft> {
    // Wasted less held, at both ends of either range and in their middles.
    const SAVED: [f64; 3] = [0.20 - 0.10, 0.25 - 0.075, 0.30 - 0.05];
    const AIR: &[&str] = &["compress", "druckluft", "air supply"];
    let saving = ground.saving(SAVED, |event, saved| {
        process_is(event, AIR)
            .then(|| energy::power_times(event, 1.0 - saved))
            .flatten()
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .number("power", power_of(ground, AIR), "kWh")
            .share("wasted", 0.25)
            .share("held", 0.075),
        changes: vec![],
    })
}

fn slower_fans(ground: &Ground<'_>) -> Option<Draft> {
    // How much less flow a process bears is an assumption; the cube law is not.
    const SLOWER: [f64; 3] = [0.05, 0.10, 0.20];
    const FANS: &[&str] = &["fan", "ventil", "pump", "blower", "extract"];
    let saving = ground.saving(SLOWER, |event, slower| {
        process_is(event, FANS)
            .then(|| energy::power_times(event, f64::powi(1.0 - slower, 3)))
            .flatten()
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .number("power", power_of(ground, FANS), "kWh")
            .share("slower", SLOWER[1]),
        changes: vec![],
    })
}

fn renewable_boiler_fuel(ground: &Ground<'_>) -> Option<Draft> {
    const OILS: [&str; 3] = ["gas_oil", "fuel_oil", "burning_oil"];
    let hvo = vocabulary::fuel("hvo")?;
    let saving = ground.saving([1.0; 3], |event, _| {
        let fuel = event.activity.fuel.as_deref().and_then(vocabulary::fuel)?;
        OILS.contains(&fuel.word)
            .then(|| ground.lever(event, &Setting::Fuel(hvo)))
            .flatten()
    })?;
    let oil_kg: f64 = OILS.iter().map(|oil| ground.of.by_fuel.kg(oil)).sum();
    Some(Draft {
        saving,
        figures: Figures::default().share("oil_share", oil_kg / ground.of.co2e.kg()),
        changes: vec![Change::text(Lever::Fuel, hvo.word)],
    })
}
