//! An estimate in words that a person can check with a pocket calculator.

use model::emissions::{Explanation, ExplanationStep, HourIntensity};
use model::ids::EventId;
use model::ingest::Activity;

use super::catalogue::{Catalogue, FactorIndex};
use super::estimate::{Estimate, EstimateInput, settle};
use super::figure::{figure, rough};
use super::plan::{Part, Plan, Subject, write_plan};

/// Explains an event's estimate. With `stored`, the factors of an earlier estimate, it is
/// explained as it was made, whatever has been published since.
#[must_use]
pub fn explain(
    catalogue: &Catalogue,
    event_id: EventId,
    input: &EstimateInput<'_>,
    stored: Option<&[FactorIndex]>,
) -> Explanation {
    let input = EstimateInput {
        pinned: stored.or(input.pinned),
        ..*input
    };
    let mut plan = Plan::new(true);
    let settled = write_plan(catalogue, &input, &mut plan).and_then(|()| settle(&plan));
    let (estimate, shares) = match settled {
        Ok(settled) => settled,
        Err(reason) => {
            return Explanation {
                event_id,
                headline: format!("No estimate: {reason}."),
                estimate: None,
                no_factor_reason: Some(reason.to_string()),
                inputs: inputs(&input),
                steps: Vec::new(),
                choices: Vec::new(),
                interval_basis: "No estimate, so no interval.".to_owned(),
                factors: Vec::new(),
            };
        }
    };
    let steps = plan.terms.iter().zip(&shares).map(|(term, share)| {
        let mut factor_ids = Vec::new();
        term.formula
            .for_each_factor(|index| factor_ids.push(catalogue.get(index).id.clone()));
        ExplanationStep {
            kind: term.kind,
            part: part_words(term.part).to_owned(),
            arithmetic: term.formula.words(catalogue),
            co2e_kg: term.kg,
            co2e_kg_exact: share.to_string(),
            factor_ids,
        }
    });
    let hour = (input.activity.grid_intensity.as_ref())
        .filter(|_| plan.terms.iter().any(|term| term.formula.is_of_grid_hour()));
    Explanation {
        event_id,
        headline: headline(&plan, &estimate),
        no_factor_reason: None,
        inputs: inputs(&input),
        steps: steps.collect(),
        choices: plan
            .choices
            .iter()
            .flatten()
            .map(|choice| choice.words(catalogue))
            .chain(hour.map(grid_words))
            .collect(),
        interval_basis: interval_words(&plan, &estimate),
        factors: estimate
            .factors
            .iter()
            .map(|index| catalogue.get(*index).clone())
            .collect(),
        estimate: Some(estimate.summary()),
    }
}

/// Who says what the grid emitted in the hour, how they know, and what it counts.
fn grid_words(hour: &HourIntensity) -> String {
    format!(
        "The hour's intensity is {} kg CO2e per kWh, by {} for zone {}; {}; it counts {}.",
        figure(hour.kg_per_kwh),
        hour.provider.label(),
        hour.zone,
        hour.kind.words(),
        hour.scope.words()
    )
}

fn part_words(part: Part) -> &'static str {
    match part {
        Part::TankToWheel => "tank-to-wheel",
        Part::WellToTank => "well-to-tank",
    }
}

fn headline(plan: &Plan, estimate: &Estimate) -> String {
    let subject = match plan.subject {
        Subject::MeteredCo2e => "Metered CO2e".to_owned(),
        Subject::MeteredEnergy | Subject::Leak => metered_subject(plan),
        Subject::Load {
            class,
            km,
            load_factor,
        } => {
            format!(
                "{} km by {class} at load factor {}",
                figure(km),
                figure(load_factor)
            )
        }
        Subject::Shipment { class, km, load_kg } => {
            format!("{} kg over {} km by {class}", figure(load_kg), figure(km))
        }
        Subject::Trip { class, km } => format!("{} km by {class}", figure(km)),
        Subject::FloorArea { area_m2, hours } => {
            format!(
                "{} m2 of warehouse over {} hours",
                figure(area_m2),
                figure(hours)
            )
        }
    };
    format!(
        "{subject}: {} kg CO2e, of which {} tank-to-wheel and {} well-to-tank.",
        estimate.co2e, estimate.ttw, estimate.wtt
    )
}

/// `250 kWh gross of gas, 3.17 kWh of electricity`: each metered amount once.
fn metered_subject(plan: &Plan) -> String {
    let amounts = plan
        .terms
        .iter()
        .filter(|term| term.part == Part::TankToWheel)
        .filter_map(|term| Some((term.formula.metered_words()?, term.kind)))
        .map(|(amount, kind)| format!("{amount} ({})", kind.as_str().replace('_', " ")));
    format!("Metered {}", amounts.collect::<Vec<_>>().join(", "))
}

fn interval_words(plan: &Plan, estimate: &Estimate) -> String {
    let mut reasons: Vec<String> = Vec::new();
    for term in &plan.terms {
        let words = term.spread.words();
        if !reasons.contains(&words) {
            reasons.push(words);
        }
    }
    format!(
        "{} to {} kg, from stated half-widths of 90 % intervals, combined as root of the sum of squares within a line and added over lines (fully correlated); no claim of coverage. {}.",
        rough(estimate.interval_low_kg),
        rough(estimate.interval_high_kg),
        reasons.join(". ")
    )
}

/// What was read from the event, in canonical units.
fn inputs(input: &EstimateInput<'_>) -> Vec<String> {
    let activity = input.activity;
    let mut lines = vec![
        format!("event_type: {}", input.event_type.as_str()),
        format!(
            "occurred_at: {}",
            input.occurred_at.format("%Y-%m-%dT%H:%M:%SZ")
        ),
    ];
    lines.extend(
        input
            .ends_at
            .map(|end| format!("ends_at: {}", end.format("%Y-%m-%dT%H:%M:%SZ"))),
    );
    let words = [
        ("mode", activity.mode.map(model::ingest::Mode::as_str)),
        ("vehicle_class", activity.vehicle_class.as_deref()),
        ("fuel", activity.fuel.as_deref()),
        (
            "temperature_control",
            activity
                .temperature_control
                .map(model::ingest::TemperatureControl::as_str),
        ),
        ("grid_region", activity.grid_region.as_deref()),
        ("refrigerant", activity.refrigerant.as_deref()),
    ];
    lines.extend(
        words
            .iter()
            .filter_map(|(name, word)| word.map(|word| format!("{name}: {word}"))),
    );
    lines.extend(
        quantities(activity)
            .into_iter()
            .filter_map(|(name, value, unit)| {
                let unit = if unit.is_empty() {
                    String::new()
                } else {
                    format!(" {unit}")
                };
                value.map(|value| format!("{name}: {}{unit}", figure(value)))
            }),
    );
    lines
}

fn quantities(activity: &Activity) -> [(&'static str, Option<f64>, &'static str); 13] {
    [
        ("distance_km", activity.distance_km, "km"),
        ("load_kg", activity.load_kg, "kg"),
        ("load_factor", activity.load_factor, ""),
        ("empty_distance_factor", activity.empty_distance_factor, ""),
        ("fuel_used_l", activity.fuel_used_l, "L"),
        ("electricity_kwh", activity.electricity_kwh, "kWh"),
        ("gas_kwh_net", activity.gas_kwh_net, "kWh net"),
        ("gas_kwh_gross", activity.gas_kwh_gross, "kWh gross"),
        ("gas_m3", activity.gas_m3, "m3"),
        ("heating_kwh_gross", activity.heating_kwh_gross, "kWh"),
        ("floor_area_m2", activity.floor_area_m2, "m2"),
        ("refrigerant_leak_kg", activity.refrigerant_leak_kg, "kg"),
        ("co2e_kg_metered", activity.co2e_kg_metered, "kg"),
    ]
}
