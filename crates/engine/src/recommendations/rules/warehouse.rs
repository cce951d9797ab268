//! Warehouses: heat, and what runs when nobody is there.

use model::emissions::{Change, Lever};
use model::ingest::{Activity, EventType};

use super::{energy, towards};
use crate::emissions::levers::Setting;
use crate::recommendations::rule::{Draft, Rule, Work};
use crate::recommendations::saving::Ground;
use crate::recommendations::text::Figures;

/// Below it a warehouse is a cold store, whose power does not follow working hours.
const COLD_BELOW_C: f64 = 10.0;
/// Warmest a hall needs to be for physical work, and how far above it a set-point can be lowered.
const HALL_C: f64 = 16.0;
const HALL_MARGIN_C: f64 = 1.0;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "warehouse_idle_power",
        event_type: EventType::Warehouse,
        group: "idle_power",
        work: Work::Setting,
        title: "Switch off what runs at night and on weekends",
        body: "Outside working hours the warehouse draws {off}, against {working} in them. Its own \
               quietest nights and weekends manage with {quiet}. Holding that level over all such \
               hours ({off_hours} were looked at) saves {saving} each month, between {saving_low} and \
               {saving_high}.",
        sources: &[energy::OWN_HOURS],
        act: idle_power,
    },
    Rule {
        id: "warehouse_weekend_power",
        event_type: EventType::Warehouse,
        group: "idle_power",
        work: Work::Setting,
        title: "Shut down on weekends as on weekday nights",
        body: "On weekends the warehouse draws {weekend}, on weekday nights {night}. The same shutdown \
               on both saves {saving} each month, between {saving_low} and {saving_high}.",
        sources: &[energy::OWN_HOURS],
        act: |ground| energy::weekend(ground).filter(|_| !is_cold(ground)),
    },
    Rule {
        id: "warehouse_idle_heat",
        event_type: EventType::Warehouse,
        group: "heat",
        work: Work::Setting,
        title: "Set heating back when nobody is there",
        body: "Heating runs at {off} outside working hours, against {working} in them. The quietest \
               such hours manage with {quiet}. Holding that level over all of them ({off_hours} were \
               looked at) saves {saving} each month, between {saving_low} and {saving_high}.",
        sources: &[energy::OWN_HOURS],
        act: |ground| energy::idle(ground, ground.of.heat, energy::heat_times),
    },
    Rule {
        id: "warehouse_heating_set_point",
        event_type: EventType::Warehouse,
        group: "heat",
        work: Work::Setting,
        title: "Lower the heating by {degrees}",
        body: "The hall is kept at {temperature} on average; {needed} is enough for work in it. Lowering \
               the set-point by {degrees} saves {saving} each month, between {saving_low} and \
               {saving_high}.",
        sources: &[
            "Carbon Trust, heating guides, 2011: 8 % of the fuel for each degree",
            "HSE, Approved Code of Practice L24 to the Workplace Regulations 1992: 16 °C in workrooms, 13 °C for rigorous physical effort",
        ],
        act: heating_set_point,
    },
    Rule {
        id: "warehouse_heat_pump",
        event_type: EventType::Warehouse,
        group: "heat",
        work: Work::Investment,
        title: "Heat with a heat pump instead of gas",
        body: "Gas burnt for heat was {gas} in the window looked at. A heat pump with a seasonal \
               performance of {performance} gives the same heat with electricity of the site's grid \
               and saves {saving} each month, between {saving_low} and {saving_high}.",
        sources: &[
            "Energy Systems Catapult for DESNZ, Electrification of Heat Demonstration Project, 2023: median seasonal performance 2.80 over 742 heat pumps, 2.44 on the coldest days; boilers 84 % (Heat Pump Association on the final report)",
        ],
        act: heat_pump,
    },
    Rule {
        id: "warehouse_energy_per_tonne",
        event_type: EventType::Warehouse,
        group: "process",
        work: Work::Planning,
        title: "Hold {target} for each tonne moved",
        body: "At full throughput a tonne takes {mean} on average, while the better days need {target}. \
               Running the others like these saves {saving} each month, between {saving_low} and \
               {saving_high}.",
        sources: &["ISO 50006: energy performance indicators compared at like output"],
        act: |ground| energy::per_unit(ground, |activity| activity.throughput_t),
    },
    Rule {
        id: "warehouse_power_per_area",
        event_type: EventType::Warehouse,
        group: "process",
        work: Work::Investment,
        title: "Bring power down to {target} for each square metre and year",
        body: "The warehouse takes {mean} for each square metre and year, more than the upper end of what \
               is usual, {target}. Lighting, doors and conveyors that bring it there save {saving} each \
               month, between {saving_low} and {saving_high}.",
        sources: &[
            "Textbook range of warehouse energy, 40 to 120 kWh per m2 and year, as used for floor areas in docs/factors.md",
        ],
        act: power_per_area,
    },
];

fn is_cold(ground: &Ground<'_>) -> bool {
    let mean = ground.of.temperature_c.value();
    ground.of.leak_kg.n() > 0 || mean.is_some_and(|celsius| celsius < COLD_BELOW_C)
}

fn idle_power(ground: &Ground<'_>) -> Option<Draft> {
    // A cold store cools at night as well.
    if is_cold(ground) {
        return None;
    }
    energy::idle(ground, ground.of.power, energy::power_times)
}

fn heating_set_point(ground: &Ground<'_>) -> Option<Draft> {
    const DEGREES: f64 = 1.0;
    let is_warm = |celsius: f64| celsius >= HALL_C + HALL_MARGIN_C;
    let temperature = energy::mean_temperature(ground, |celsius| celsius > COLD_BELOW_C)?;
    let saving = ground.saving([1.0; 3], |event, _| {
        event
            .activity
            .temperature_c
            .filter(|celsius| is_warm(*celsius))
            .and_then(|_| ground.lever(event, &Setting::Temperature(-DEGREES)))
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .number("temperature", temperature, "°C")
            .number("needed", HALL_C, "°C")
            .number("degrees", DEGREES, "°C"),
        changes: vec![Change::number(Lever::Temperature, -DEGREES)],
    })
}

fn heat_pump(ground: &Ground<'_>) -> Option<Draft> {
    const PERFORMANCE: [f64; 3] = [2.44, 2.80, 2.93];
    const BOILER: f64 = 0.84;
    let gas_kwh = |activity: &Activity| {
        activity
            .gas_kwh_gross
            .or(activity.gas_kwh_net)
            .filter(|kwh| *kwh > 0.0)
    };
    let saving = ground.saving(PERFORMANCE, |event, performance| {
        let heat_kwh = gas_kwh(&event.activity)? * BOILER;
        energy::becomes(Activity {
            gas_kwh_gross: None,
            gas_kwh_net: None,
            gas_m3: None,
            electricity_kwh: Some(
                event.activity.electricity_kwh.unwrap_or(0.0) + heat_kwh / performance,
            ),
            ..event.activity.clone()
        })
    })?;
    let events = ground.of.sample.iter();
    let kwh: f64 = events.filter_map(|event| gas_kwh(&event.activity)).sum();
    let kwh = kwh * ground.of.events as f64 / ground.of.sample.len() as f64;
    Some(Draft {
        saving,
        figures: Figures::default().number("gas", kwh, "kWh").number(
            "performance",
            PERFORMANCE[1],
            "",
        ),
        changes: vec![],
    })
}

fn power_per_area(ground: &Ground<'_>) -> Option<Draft> {
    const USUAL: f64 = 120.0;
    let mean = ground.of.kwh_per_m2_year.of_at_least(1)?;
    if is_cold(ground) || mean <= USUAL {
        return None;
    }
    let times = USUAL / mean;
    let saving = ground.saving(towards(1.0, times), |event, times| {
        event.activity.floor_area_m2?;
        energy::power_times(event, times)
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .number("mean", mean, "kWh")
            .number("target", USUAL, "kWh"),
        changes: vec![],
    })
}
