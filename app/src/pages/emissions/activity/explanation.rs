//! The explanation panel: every line can be checked with a pocket calculator.

use leptos::prelude::*;
use model::emissions::{
    EstimateSummary, Explanation, ExplanationStep, Factor, FactorQuality, MethodTier,
};

use super::super::words::{basis_words, contribution_words, method_words};
use crate::components::{Badge, Card, ScrollTable, full_kg, mass, percent};
use crate::words::activity as words;

/// Headline, arithmetic, interval, choices and factors.
#[component]
pub(super) fn ExplanationPanel(explanation: Explanation) -> impl IntoView {
    let Explanation {
        headline,
        estimate,
        no_factor_reason,
        inputs,
        steps,
        choices,
        interval_basis,
        factors,
        ..
    } = explanation;
    let figures = match estimate {
        Some(estimate) => {
            view! { <EstimateFigures estimate=estimate.clone() interval_basis/> <Steps steps estimate/> }
                .into_any()
        }
        None => view! {
            <div class="notice notice-warn">
                {words::no_kilograms(no_factor_reason.unwrap_or_else(|| words::NO_FACTOR_WAS_FOUND.to_owned()))}
            </div>
        }
        .into_any(),
    };
    view! {
        <Card title=words::HOW_THE_KILOGRAMS_CAME_ABOUT class="span-8 explanation">
            <p class="lead" data-testid="headline">{headline}</p>
            {figures}
            <div class="two-columns">
                <div>
                    <h3>{words::READ_FROM_THE_EVENT}</h3>
                    {list(inputs, words::NOTHING_BUT_THE_TIME)}
                </div>
                <div>
                    <h3>{words::CHOICES_MADE_ON_THE_WAY}</h3>
                    {list(choices, words::NONE_EVERY_FIGURE_WAS_GIVEN)}
                </div>
            </div>
            <h3>{words::FACTORS_USED}</h3>
            <Factors factors/>
        </Card>
    }
    .into_any()
}

fn list(items: Vec<String>, none: &'static str) -> AnyView {
    if items.is_empty() {
        return view! { <p class="note">{none}</p> }.into_any();
    }
    let items = items
        .into_iter()
        .map(|item| view! { <li>{item}</li> })
        .collect_view();
    view! { <ul class="bullets">{items}</ul> }.into_any()
}

/// The total, its two parts, and how well it is known.
#[component]
fn EstimateFigures(estimate: EstimateSummary, interval_basis: String) -> impl IntoView {
    let total = mass(estimate.co2e_kg);
    let share = |part: f64| {
        if estimate.co2e_kg > 0.0 {
            (part / estimate.co2e_kg * 100.0).clamp(0.0, 100.0)
        } else {
            0.0
        }
    };
    let tone = match estimate.method {
        MethodTier::Metered => "measured",
        MethodTier::Activity | MethodTier::Modelled => "plain",
        MethodTier::GapFilled => "predicted",
    };
    view! {
        <p class="figure">
            <strong>{total.figure}</strong>
            <span class="unit">{format!("{} CO₂e", total.unit)}</span>
            " "
            <Badge tone text=method_words(estimate.method)/>
        </p>
        <div class="shares" aria-hidden="true">
            <span class="share-ttw" style=format!("width: {:.2}%", share(estimate.ttw_kg))></span>
            <span class="share-wtt" style=format!("width: {:.2}%", share(estimate.wtt_kg))></span>
        </div>
        <ul class="facts facts-row">
            <li>
                <span class="swatch share-ttw" aria-hidden="true"></span>
                {words::kg_tank_to_wheel(full_kg(estimate.ttw_kg), percent(share(estimate.ttw_kg)))}
            </li>
            <li>
                <span class="swatch share-wtt" aria-hidden="true"></span>
                {words::kg_well_to_tank(full_kg(estimate.wtt_kg), percent(share(estimate.wtt_kg)))}
            </li>
        </ul>
        <IntervalBar estimate interval_basis/>
    }
    .into_any()
}

/// Low, value, high on one scale from zero.
#[component]
fn IntervalBar(estimate: EstimateSummary, interval_basis: String) -> impl IntoView {
    let (low, high) = (estimate.interval_low_kg, estimate.interval_high_kg);
    // A little room to the right, so that the end of the bar can be seen.
    let scale = high.max(estimate.co2e_kg).max(f64::MIN_POSITIVE) * 1.08;
    let at = |kg: f64| (kg / scale * 100.0).clamp(0.0, 100.0);
    let band = format!("left: {:.2}%; width: {:.2}%", at(low), at(high) - at(low));
    let mark = format!("left: {:.2}%", at(estimate.co2e_kg));
    view! {
        <div class="interval">
            <div class="interval-track" aria-hidden="true">
                <span class="interval-band" style=band></span>
                <span class="interval-mark" style=mark></span>
            </div>
            <p>
                {words::between_and_kg_confidence(full_kg(low), full_kg(high), estimate.confidence)}
            </p>
            <p class="note"><strong>{basis_words(estimate.interval_basis)}</strong> " " {interval_basis}</p>
        </div>
    }
    .into_any()
}

/// The arithmetic, line by line, and its sum.
#[component]
fn Steps(steps: Vec<ExplanationStep>, estimate: EstimateSummary) -> impl IntoView {
    let rows = steps
        .into_iter()
        .map(|step| {
            view! {
                <tr>
                    <th scope="row">{contribution_words(step.kind)}</th>
                    <td>{step.part}</td>
                    <td class="arithmetic">{step.arithmetic}</td>
                    <td class="num">{step.co2e_kg_exact}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ScrollTable label=words::ARITHMETIC class="steps" is_in_order=true>
            <thead>
                <tr>
                    <th scope="col">{words::PART}</th>
                    <th scope="col">{words::STAGE}</th>
                    <th scope="col">{words::ARITHMETIC}</th>
                    <th scope="col" class="num">{words::KG_CO2E}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row" colspan="3">{words::TOTAL}</th>
                    <td class="num">
                        <strong>{exact(estimate.co2e_kg)}</strong>
                    </td>
                </tr>
            </tfoot>
        </ScrollTable>
    }
    .into_any()
}

/// All six decimals, as the steps show them.
fn exact(kg: f64) -> String {
    model::units::Milligrams::from_kg(kg).map_or_else(|| full_kg(kg), |mg| mg.to_string())
}

/// Publisher, table, year, unit, GWP set and licence of each.
#[component]
fn Factors(factors: Vec<Factor>) -> impl IntoView {
    if factors.is_empty() {
        return view! { <p class="note">{words::NONE_THE_CO2E_ITSELF_WAS_METERED}</p> }.into_any();
    }
    let rows = factors
        .into_iter()
        .map(|factor| {
            let doubt = match factor.quality {
                FactorQuality::OfficialDump | FactorQuality::DerivedSum => None,
                FactorQuality::Secondary | FactorQuality::Recalled => {
                    Some(view! { <Badge tone="warn" text=factor.quality.as_str()/> })
                }
            };
            view! {
                <tr>
                    <th scope="row">
                        {factor.activity} <span class="note block">{factor.id}</span>
                    </th>
                    <td class="num">{factor.kg_co2e_per_unit.to_string()}</td>
                    <td>{words::kg_per(factor.unit)}</td>
                    <td>{factor.region} " " {factor.year}</td>
                    <td>
                        {factor.publisher}
                        <span class="note block">{factor.publisher_row} " " {doubt}</span>
                    </td>
                    <td>{factor.gwp_set}</td>
                    <td>{factor.licence}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ScrollTable label=words::FACTORS class="factors">
            <thead>
                <tr>
                    <th scope="col">{words::ACTIVITY}</th>
                    <th scope="col" class="num">{words::FACTOR}</th>
                    <th scope="col">{words::UNIT}</th>
                    <th scope="col">{words::REGION_YEAR}</th>
                    <th scope="col">{words::PUBLISHER}</th>
                    <th scope="col">{words::GWP}</th>
                    <th scope="col">{words::LICENCE}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}
