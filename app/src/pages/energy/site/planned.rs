//! What a plan comes to, beside leaving the battery alone, and when the battery does what.

use std::sync::Arc;

use leptos::prelude::*;
use model::energy::{EnergyPlan, PlanTotals, PlannedStep};

use super::super::words::{energy, power, share, signed};
use crate::components::{Badge, Notice, ScrollTable, decimal, mass};
use crate::words::energy_site as words;

/// Less than this in an interval is nothing, kWh.
const NOTHING_KWH: f64 = 1e-3;

/// Both sides, the runs of the battery, and what had to be changed to plan at all.
#[component]
pub(super) fn Planned(plan: Arc<EnergyPlan>) -> impl IntoView {
    let currency = plan.basis.price.currency;
    let currency = currency.as_ref().map_or("", |currency| currency.as_str());
    let idle = plan.is_idle.then(|| {
        view! {
            <Notice tone="info">
                {words::NOTHING_FOUND_IS_BETTER_THAN_LEAVING}
            </Notice>
        }
    });
    let adjustments = plan
        .adjustments
        .iter()
        .map(|one| view! { <li>{one.message.clone()}</li> })
        .collect_view();
    let adjusted = (!plan.adjustments.is_empty()).then(|| {
        view! {
            <h3>{words::PLANNED_WITH}</h3>
            <ul class="bullets" data-testid="adjustments">{adjustments}</ul>
        }
    });
    let (planned, alone) = (&plan.planned, &plan.idle);
    let more = [
        (
            words::HIGHEST_POWER,
            power(alone.peak_kw),
            power(planned.peak_kw),
        ),
        (
            words::FROM_THE_GRID,
            energy(alone.import_kwh),
            energy(planned.import_kwh),
        ),
        (
            words::FED_IN,
            energy(alone.export_kwh),
            energy(planned.export_kwh),
        ),
        (words::OWN_SUN_USED, own(alone), own(planned)),
    ];
    let more = more
        .into_iter()
        .map(|(name, alone, planned)| {
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td class="num">{alone}</td>
                    <td class="num predicted">{planned}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        {idle}

        {sides(
            words::cost(currency),
            "plan-cost",
            alone.cost,
            planned.cost,
            |cost| decimal(cost, 2),
            words::NO_PRICES_ARE_SET,
        )}
        {sides(
            words::CARBON.to_owned(),
            "plan-carbon",
            alone.carbon_kg,
            planned.carbon_kg,
            |kg| mass(kg).to_string(),
            words::THE_GRIDS_IS_NOT_KNOWN,
        )}
        <p class="note">
            <Badge tone="predicted" text=words::PLAN_BADGE/>
            {words::from_to_starting_at_cost_without(plan.steps.first().map(|step| step.label.clone()).unwrap_or_default(), plan.steps.last().map(|step| step.label.clone()).unwrap_or_default(), share(plan.soc_initial))}
        </p>
        {stored_carbon(&plan)}
        {runs(&plan)}
        {adjusted}
        <details class="data-table">
            <summary>{words::MORE_OF_BOTH}</summary>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words::IN_ALL}</th>
                        <th scope="col" class="num">{words::LEFT_ALONE}</th>
                        <th scope="col" class="num">{words::PLANNED}</th>
                    </tr>
                </thead>
                <tbody>{more}</tbody>
            </table>
        </details>
    }
    .into_any()
}

/// What a stored kilowatt-hour carries at first and at last.
fn stored_carbon(plan: &EnergyPlan) -> Option<AnyView> {
    let first = plan.stored_kg_per_kwh_initial?;
    let last = plan.steps.last()?.stored_kg_per_kwh?;
    let grams = |kg: f64| decimal(1_000.0 * kg, 0);
    let text =
        words::a_stored_kwh_carries(grams(first), plan.is_stored_carbon_tracked, grams(last));
    Some(view! { <p class="note" data-testid="stored-carbon">{text}</p> }.into_any())
}

fn own(totals: &PlanTotals) -> String {
    totals
        .self_consumption_share
        .map_or_else(|| "–".to_owned(), share)
}

/// A quantity left alone, planned, and between.
fn sides(
    name: String,
    id: &'static str,
    alone: Option<f64>,
    planned: Option<f64>,
    text: impl Fn(f64) -> String,
    unknown: &'static str,
) -> AnyView {
    let Some((alone, planned)) = alone.zip(planned) else {
        return view! { <p class="note">{format!("{name}: {unknown}.")}</p> }.into_any();
    };
    let difference = planned - alone;
    view! {
        <dl class="sides" data-testid=id>
            <div>
                <dt>{words::left_alone(&name)}</dt>
                <dd>{text(alone)}</dd>
            </div>
            <div>
                <dt>{words::PLANNED}</dt>
                <dd class="is-predicted">{text(planned)}</dd>
            </div>
            <div>
                <dt>{words::DIFFERENCE}</dt>
                <dd>{signed(difference, text(difference))}</dd>
            </div>
        </dl>
    }
    .into_any()
}

/// What the battery does from when to when.
struct Run<'a> {
    is_charge: bool,
    from: &'a str,
    /// Beginning of the first interval after it, where there is one.
    until: Option<&'a str>,
    kwh: f64,
}

fn runs_of(steps: &[PlannedStep]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for step in steps {
        let (is_charge, kwh) = if step.charge_kwh > NOTHING_KWH {
            (true, step.charge_kwh)
        } else if step.discharge_kwh > NOTHING_KWH {
            (false, step.discharge_kwh)
        } else {
            if let Some(open) = runs.last_mut().filter(|run| run.until.is_none()) {
                open.until = Some(&step.label);
            }
            continue;
        };
        if let Some(open) = runs.last_mut().filter(|run| run.until.is_none()) {
            if open.is_charge == is_charge {
                open.kwh += kwh;
                continue;
            }
            open.until = Some(&step.label);
        }
        runs.push(Run {
            is_charge,
            from: &step.label,
            until: None,
            kwh,
        });
    }
    runs
}

fn runs(plan: &EnergyPlan) -> Option<AnyView> {
    let runs = runs_of(&plan.steps);
    if runs.is_empty() {
        return None;
    }
    let count = runs.len();
    let rows = runs
        .into_iter()
        .map(|run| {
            let word = if run.is_charge {
                words::CHARGE
            } else {
                words::DISCHARGE
            };
            view! {
                <tr>
                    <th scope="row">{word}</th>
                    <td>{run.from.to_owned()}</td>
                    <td>{run.until.unwrap_or(words::THE_END).to_owned()}</td>
                    <td class="num predicted">{energy(run.kwh)}</td>
                </tr>
            }
        })
        .collect_view();
    let view = view! {
        <details class="data-table" open=count <= 8>
            <summary>{words::what_the_battery_does(count)}</summary>
            <ScrollTable label=words::WHAT_THE_BATTERY_DOES>
                <thead>
                    <tr>
                        <th scope="col">{words::WHAT}</th>
                        <th scope="col">{words::FROM}</th>
                        <th scope="col">{words::UNTIL}</th>
                        <th scope="col" class="num">{words::ENERGY}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </ScrollTable>
        </details>
    };
    Some(view.into_any())
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};
    use model::energy::{IntensityMethod, SolarMethod};

    use super::*;

    #[test]
    fn steps_of_the_same_kind_are_one_run() {
        let step = |label: &str, charge_kwh: f64, discharge_kwh: f64| PlannedStep {
            at: Utc.timestamp_opt(0, 0).unwrap(),
            label: label.to_owned(),
            load_kwh: 1.0,
            load_low_kwh: None,
            load_high_kwh: None,
            solar_kwh: 0.0,
            solar_method: SolarMethod::None,
            solar_p10_kwh: None,
            solar_p90_kwh: None,
            import_price_per_kwh: None,
            export_price_per_kwh: None,
            kg_per_kwh: None,
            intensity_method: IntensityMethod::None,
            charge_kwh,
            discharge_kwh,
            import_kwh: 0.0,
            export_kwh: 0.0,
            curtailed_kwh: 0.0,
            soc: 0.5,
            stored_kg_per_kwh: None,
        };
        let steps = [
            step("a", 1.0, 0.0),
            step("b", 2.0, 0.0),
            step("c", 0.0, 4.0),
            step("d", 0.0, 0.0),
            step("e", 0.0, 3.0),
        ];
        let runs = runs_of(&steps);
        let shown: Vec<_> = runs
            .iter()
            .map(|run| (run.is_charge, run.from, run.until, run.kwh))
            .collect();
        assert_eq!(
            shown,
            [
                (true, "a", Some("c"), 3.0),
                (false, "c", Some("d"), 4.0),
                (false, "e", None, 3.0)
            ]
        );
    }
}
