//! Freight: what engines and cooling units burn.

use model::emissions::{Change, Lever};
use model::ingest::{Activity, EventType, Mode, TemperatureControl};

use super::DESNZ;
use crate::emissions::levers::Setting;
use crate::recommendations::facts::Sampled;
use crate::recommendations::rule::{Draft, Rule, Work};
use crate::recommendations::saving::{Effect, Ground};
use crate::recommendations::text::Figures;
use crate::vocabulary;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "logistics_hvo",
        event_type: EventType::Logistics,
        group: "fuel",
        work: Work::Contract,
        title: "Fill up with renewable diesel",
        body: "Diesel emitted {diesel_share} of the freight's kilograms. Hydrotreated vegetable oil in \
               the same engines would save {saving} each month, between {saving_low} and \
               {saving_high}; its biogenic carbon is outside the scopes.",
        sources: &[DESNZ],
        act: renewable_diesel,
    },
    Rule {
        id: "logistics_no_cooling_when_empty",
        event_type: EventType::Logistics,
        group: "refrigeration",
        work: Work::Setting,
        title: "Switch cooling off on empty runs",
        body: "Refrigerated trips emitted {cooled_share} of the freight's kilograms, and their lorries \
               ran {empty_share} of the distance empty. Without cooling on the empty way {saving} \
               less each month would be emitted, between {saving_low} and {saving_high}.",
        sources: &[DESNZ],
        act: no_cooling_when_empty,
    },
];

fn renewable_diesel(ground: &Ground<'_>) -> Option<Draft> {
    let hvo = vocabulary::fuel("hvo")?;
    let burns_diesel = |event: &Sampled| {
        event.is_by(Mode::Road)
            && matches!(event.activity.fuel.as_deref().and_then(vocabulary::fuel),
                Some(fuel) if matches!(fuel.word, "diesel" | "diesel_mineral"))
    };
    let saving = ground.saving([1.0; 3], |event, _| {
        burns_diesel(event)
            .then(|| ground.lever(event, &Setting::Fuel(hvo)))
            .flatten()
    })?;
    let diesel_kg = ground.of.by_fuel.kg("diesel") + ground.of.by_fuel.kg("diesel_mineral");
    Some(Draft {
        saving,
        figures: Figures::default().share("diesel_share", diesel_kg / ground.of.co2e.kg()),
        changes: vec![Change::text(Lever::Fuel, hvo.word)],
    })
}

/// What cooling adds to the empty distance: the difference cooling makes, less the difference it makes
/// to the same trip without empty distance.
fn cooled_empty_kg(ground: &Ground<'_>, event: &Sampled) -> Option<(f64, f64)> {
    let trip = Activity {
        fuel_used_l: None,
        fuel: None,
        co2e_kg_metered: None,
        ..event.activity.clone()
    };
    let with = |cooling, empty_distance_factor| {
        let activity = Activity {
            temperature_control: Some(cooling),
            empty_distance_factor,
            ..trip.clone()
        };
        ground.kg_of(event, &activity)
    };
    let (cooled, ambient) = (
        TemperatureControl::Refrigerated,
        TemperatureControl::Ambient,
    );
    let share = trip.empty_distance_factor;
    let whole = with(cooled, share)?;
    let saved = (whole - with(ambient, share)?) - (with(cooled, None)? - with(ambient, None)?);
    Some((saved, whole))
}

fn no_cooling_when_empty(ground: &Ground<'_>) -> Option<Draft> {
    let is_cooled = |event: &Sampled| {
        event.activity.temperature_control == Some(TemperatureControl::Refrigerated)
            && event.activity.load_factor.is_some()
            && event
                .activity
                .empty_distance_factor
                .is_some_and(|share| share > 0.0)
    };
    let saving = ground.saving([1.0; 3], |event, _| {
        let (saved, whole) = is_cooled(event).then(|| cooled_empty_kg(ground, event))??;
        (saved > 0.0).then_some(Effect::Times(1.0 - saved / whole))
    })?;
    Some(Draft {
        saving,
        figures: Figures::default()
            .share(
                "cooled_share",
                ground.of.refrigerated.kg() / ground.of.co2e.kg(),
            )
            .share("empty_share", ground.of.empty_share.value()?),
        changes: vec![],
    })
}
