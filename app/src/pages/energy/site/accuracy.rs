//! The card that says how good the forecasts of a site were.

use leptos::prelude::*;
use model::energy::{EnergyAccuracy, ForecastQuantity, ForecastScore, QuantityAccuracy};
use model::ids::SiteId;

use super::super::api::load_accuracy;
use super::super::words::share;
use crate::components::{Card, Notice, ScrollTable, count, significant};
use crate::layout::Skeleton;
use crate::wire::load;
use crate::words::energy_site as words;

/// The card of scores.
#[component]
pub(super) fn AccuracyCard(id: SiteId, told: RwSignal<u32>) -> impl IntoView {
    let accuracy = load(move || told.get(), move |_| load_accuracy(id));
    view! {
        <Card title=words::HOW_GOOD_THE_FORECASTS_WERE corner=words::AS_THEY_WERE_MADE>
            <Transition fallback=|| view! { <Skeleton lines=3/> }>
                {move || Suspend::new(async move {
                    match accuracy.await {
                        Ok(accuracy) => scores(&accuracy),
                        Err(error) => {
                            view! { <Notice tone="critical">{error.message}</Notice> }.into_any()
                        }
                    }
                })}
            </Transition>
        </Card>
    }
    .into_any()
}

fn scores(accuracy: &EnergyAccuracy) -> AnyView {
    let rows: Vec<AnyView> = accuracy.quantities.iter().flat_map(rows).collect();
    let waiting = accuracy
        .quantities
        .iter()
        .filter(|one| one.windows.iter().all(|window| window.score.is_none()))
        .map(|one| view! { <p class="note">{waits(one)}</p> })
        .collect_view();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <ScrollTable label=words::HOW_GOOD_THE_FORECASTS_WERE>
                <thead>
                    <tr>
                        <th scope="col">{words::FORECAST_OF}</th>
                        <th scope="col" class="num">{words::OFF_BY_PER_HOUR}</th>
                        <th scope="col" class="num">{words::OF_THE_MEAN}</th>
                        <th scope="col" class="num">{words::YESTERDAY_AGAIN}</th>
                        <th scope="col" class="num">{words::INSIDE_THE_BAND}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </ScrollTable>
            <p class="note">{words::OFF_BY_IS_THE_MEAN}</p>
        }
    });
    view! { <div data-testid="accuracy">{table} {waiting}</div> }.into_any()
}

fn quantity_word(quantity: ForecastQuantity) -> &'static str {
    match quantity {
        ForecastQuantity::Load => words::LOAD,
        ForecastQuantity::Solar => words::SOLAR,
    }
}

fn rows(of: &QuantityAccuracy) -> Vec<AnyView> {
    let word = quantity_word(of.quantity);
    let scored = of.windows.iter().filter_map(|window| {
        let score = window.score.as_ref()?;
        Some(row(
            words::of_days(word, window.days),
            score,
            of.band_nominal,
        ))
    });
    scored.collect()
}

fn row(name: String, score: &ForecastScore, nominal: f64) -> AnyView {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    let held = score
        .coverage
        .map(|held| words::held_of(share(held), count(score.banded), share(nominal)));
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="num">{or_dash(score.mae_kwh_per_hour.map(significant))}</td>
            <td class="num">{or_dash(score.mae_share.map(share))}</td>
            <td class="num">{or_dash(score.yesterday_mae_kwh_per_hour.map(significant))}</td>
            <td class="num">{or_dash(held)}</td>
        </tr>
    }
    .into_any()
}

/// From when on there will be a score.
fn waits(of: &QuantityAccuracy) -> String {
    let word = quantity_word(of.quantity);
    match &of.due_label {
        Some(due) if of.is_overdue => words::score_waits(word, due),
        Some(due) => words::score_from(word, due),
        None => {
            let why = match of.quantity {
                ForecastQuantity::Load => words::NO_FORECAST_IS_KEPT_YET,
                ForecastQuantity::Solar => words::NO_SOLAR_FORECAST_IS_KEPT_YET,
            };
            words::no_score(word, why)
        }
    }
}
