//! The last mile: what it is driven with.

use model::emissions::{Change, Lever};
use model::ingest::EventType;

use super::DESNZ;
use crate::emissions::levers::Setting;
use crate::recommendations::facts::Sampled;
use crate::recommendations::rule::{Draft, Rule, Work};
use crate::recommendations::saving::Ground;
use crate::recommendations::text::Figures;
use crate::vocabulary::{self, FuelKind, VehicleClass, VehicleKind};

/// Longest trip and heaviest load that goes by cargo bike.
const BIKE_KM: f64 = 7.0;
const BIKE_LOAD_KG: f64 = 200.0;
/// Fullest that a load planned for a smaller van may make it.
const FILLED_MOST: f64 = 0.9;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "delivery_electric_vans",
        event_type: EventType::Delivery,
        group: "fuel",
        work: Work::Investment,
        title: "Deliver with electric vans",
        body: "Vans with combustion engines emitted {van_share} of the deliveries' kilograms. Electric \
               vans of their class on the same rounds save {saving} each month, between {saving_low} \
               and {saving_high}.",
        sources: &[DESNZ],
        act: electric_vans,
    },
    Rule {
        id: "delivery_hvo",
        event_type: EventType::Delivery,
        group: "fuel",
        work: Work::Contract,
        title: "Run diesel vans on renewable diesel",
        body: "Diesel emitted {diesel_share} of the deliveries' kilograms. Hydrotreated vegetable oil in \
               the same vans would save {saving} each month, between {saving_low} and {saving_high}; \
               its biogenic carbon is outside the scopes.",
        sources: &[DESNZ],
        act: renewable_diesel,
    },
    Rule {
        id: "delivery_cargo_bikes",
        event_type: EventType::Delivery,
        group: "vehicle",
        work: Work::Investment,
        title: "Ride short rounds on cargo bikes",
        body: "Rounds of at most {bike_km} with at most {bike_load} on board were driven by van or \
               motorbike. By electric cargo bike they save {saving} each month, between {saving_low} \
               and {saving_high}.",
        sources: &[
            "CycleLogistics baseline study (European Union, Intelligent Energy Europe): trips below 7 km with at most 200 kg can be shifted to bicycles",
            "University of Westminster and Possible: 0.0045 kg per km of an electric cargo bike",
        ],
        act: cargo_bikes,
    },
    Rule {
        id: "delivery_smaller_vans",
        event_type: EventType::Delivery,
        group: "vehicle",
        work: Work::Planning,
        title: "Use smaller vans for small loads",
        body: "On {rounds} of the rounds looked at, the load fits the next smaller class of van, filled \
               to at most {filled}. Driven by it, these rounds save {saving} each month, between \
               {saving_low} and {saving_high}.",
        sources: &[DESNZ],
        act: smaller_vans,
    },
];

fn class(event: &Sampled) -> Option<&'static VehicleClass> {
    let word = event.activity.vehicle_class.as_deref()?;
    vocabulary::vehicle_class(EventType::Delivery, None, word)
}

fn is_van(event: &Sampled) -> bool {
    class(event).is_some_and(|class| class.kind == VehicleKind::Van)
}

fn electric_vans(ground: &Ground<'_>) -> Option<Draft> {
    let electric = vocabulary::fuel("electric")?;
    let burns = |event: &Sampled| {
        let fuel = event.activity.fuel.as_deref().and_then(vocabulary::fuel);
        is_van(event)
            && event.activity.electricity_kwh.is_none()
            && fuel.is_none_or(|fuel| fuel.kind != FuelKind::Electricity)
    };
    let saving = ground.saving([1.0; 3], |event, _| {
        burns(event)
            .then(|| ground.lever(event, &Setting::Fuel(electric)))
            .flatten()
    })?;
    Some(Draft {
        saving,
        figures: Figures::default().share("van_share", ground.kg_share(burns)),
        changes: vec![Change::text(Lever::Fuel, electric.word)],
    })
}

fn renewable_diesel(ground: &Ground<'_>) -> Option<Draft> {
    let hvo = vocabulary::fuel("hvo")?;
    let burns_diesel = |event: &Sampled| {
        let fuel = event.activity.fuel.as_deref().and_then(vocabulary::fuel);
        is_van(event) && fuel.is_some_and(|fuel| fuel.word == "diesel")
    };
    let saving = ground.saving([1.0; 3], |event, _| {
        burns_diesel(event)
            .then(|| ground.lever(event, &Setting::Fuel(hvo)))
            .flatten()
    })?;
    Some(Draft {
        saving,
        figures: Figures::default().share("diesel_share", ground.kg_share(burns_diesel)),
        changes: vec![Change::text(Lever::Fuel, hvo.word)],
    })
}

fn cargo_bikes(ground: &Ground<'_>) -> Option<Draft> {
    let bike = vocabulary::vehicle_class(EventType::Delivery, None, "cargo_bike")?;
    let saving = ground.saving([1.0; 3], |event, _| {
        let kind = class(event)?.kind;
        let km = event.activity.distance_km?;
        let fits = matches!(kind, VehicleKind::Van | VehicleKind::Motorbike)
            && km <= BIKE_KM
            && event.activity.load_kg.is_none_or(|kg| kg <= BIKE_LOAD_KG);
        if !fits {
            return None;
        }
        // No payload is published for bikes, and the load is known to fit.
        let mut light = event.clone();
        light.activity.load_kg = None;
        ground.lever(&light, &Setting::VehicleClass(bike))
    })?;
    Some(Draft {
        saving,
        figures: Figures::default().number("bike_km", BIKE_KM, "km").number(
            "bike_load",
            BIKE_LOAD_KG,
            "kg",
        ),
        changes: vec![Change::text(Lever::VehicleClass, bike.word)],
    })
}

fn smaller_vans(ground: &Ground<'_>) -> Option<Draft> {
    let smaller = |event: &Sampled| {
        let word = match class(event)?.word {
            "van_iii" => "van_ii",
            "van_ii" => "van_i",
            _ => return None,
        };
        let class = vocabulary::vehicle_class(EventType::Delivery, None, word)?;
        let fits = event.activity.load_kg? <= FILLED_MOST * class.payload_t? * 1000.0;
        fits.then_some(class)
    };
    let saving = ground.saving([1.0; 3], |event, _| {
        ground.lever(event, &Setting::VehicleClass(smaller(event)?))
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .count("rounds", saving.events)
            .share("filled", FILLED_MOST),
        changes: vec![],
    })
}
