//! The next seven days: what is expected, how sure that is, and which method says so.

use std::sync::Arc;

use leptos::prelude::*;
use model::forecasting::{
    BacktestScore, BandBasis, EmissionForecast, Forecast, ForecastBand, MethodChoice,
};
use model::ingest::EventType;
use model::problem::ErrorKind;

use super::api::{AnnotatedForecast, Mark, load_forecast};
use super::draw::draw;
use crate::components::chart::{Chart, ChartBuilder};
use crate::components::{Badge, Figures, Query, ScrollTable, decimal, kg_tick, mass, percent};
#[cfg(feature = "hydrate")]
use crate::components::{Reckoning, settled};
use crate::error::AppError;
use crate::layout::{ProblemView, Skeleton, ThemeVersion};
#[cfg(feature = "hydrate")]
use crate::live::Live;
use crate::wire::load;
use crate::words::forecasting as words;

/// The card; of one category, or of everything.
#[component]
pub(crate) fn ForecastCard(#[prop(into)] category: Signal<Option<EventType>>) -> impl IntoView {
    let forecast = load(move || category.get(), load_forecast);
    view! {
        <Transition fallback=|| {
            view! { <Skeleton lines=6/> }
        }>
            {move || Suspend::new(async move {
                match forecast.await {
                    Ok(answer) => view! { <Shown answer/> }.into_any(),
                    Err(error) => missing(error),
                }
            })}
        </Transition>
    }
    .into_any()
}

/// Why there is none: most often there is too little history yet.
fn missing(error: AppError) -> AnyView {
    if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Invalid) {
        view! { <p class="note">{error.message}</p> }.into_any()
    } else {
        view! { <ProblemView error/> }.into_any()
    }
}

#[component]
fn Shown(answer: AnnotatedForecast) -> impl IntoView {
    let theme = use_context::<ThemeVersion>().unwrap_or_default().0;
    let answer = RwSignal::new(answer);
    #[cfg(feature = "hydrate")]
    keep_up_to_date(answer);
    let make: ChartBuilder =
        Arc::new(move |palette| answer.with(|of| draw(&of.forecast, &of.marks, palette)));
    view! {
            {move || answer.with(|of| head(&of.forecast))}
            <Chart
                make
                class="chart-wide"
                label=words::EMISSIONS_OF_THE_LAST_SEVEN_DAYS
                value_text=kg_tick
                theme
            />
            <Figures name="forecast">
                {move || answer.with(|of| table(&of.forecast))}
            </Figures>
            {move || answer.with(|of| happened(&of.marks))}
            {move || answer.with(|of| compared(&of.forecast.forecast))}
    }
    .into_any()
}

/// Fetches it again when somebody or something was noticed, and when hours have passed into the past: the
/// drawing stays and takes what is new.
#[cfg(feature = "hydrate")]
fn keep_up_to_date(answer: RwSignal<AnnotatedForecast>) {
    const EVERY_MINUTES: u32 = 10;

    let live = Live::get();
    let turn = Reckoning::of_page().every(EVERY_MINUTES);
    let now = move || (live.alerts_told.get(), live.advice_told.get(), turn.get());
    // As it stands the answer at hand knows it already.
    let told = RwSignal::new(untrack(now));
    Effect::new(move |_| told.set(now()));
    let told = settled(told);
    Effect::watch(
        move || told.get(),
        move |_, _, _| {
            let category = answer.with_untracked(|of| of.forecast.category);
            leptos::task::spawn_local(async move {
                // What did not come leaves what is shown, which says when it was made.
                if let Ok(newer) = load_forecast(category).await {
                    let _ = answer.try_set(newer);
                }
            });
        },
        false,
    );
}

/// What is expected, in words.
fn head(forecast: &EmissionForecast) -> AnyView {
    let basics = words::next_days_kg_co2e_per_hour(forecast.horizon_days, &forecast.made_at_local);
    let total = mass(forecast.total_kg).to_string();
    let basis = basis(&forecast.forecast);
    let stale = forecast.is_stale.then(|| {
        let last = forecast.labels.get(forecast.recent.len().saturating_sub(1));
        words::no_events_have_come_since(last.cloned().unwrap_or_default())
    });
    let events = Query::default()
        .with("category", forecast.category.map(EventType::as_str))
        .at("/activity");
    view! {
        <p class="note">{basics}</p>
        <p>
            <a class="figure-link" href=events title=words::THE_EVENTS_IT_RESTS_ON>
                <strong data-testid="forecast-total">{total}</strong>
            </a>
            {words::EXPECTED_AFTER}
            {basis}
        </p>
        {stale.map(|text| view! { <p class="note">{text}</p> })}
    }
    .into_any()
}

/// Alerts and actions, which the drawing has as spots.
fn happened(marks: &[Mark]) -> Option<AnyView> {
    if marks.is_empty() {
        return None;
    }
    let entries = marks
        .iter()
        .map(|mark| {
            let (tone, word) = if mark.is_action {
                ("good", words::ACTION)
            } else {
                ("critical", words::ALERT)
            };
            view! {
                <li>
                    <Badge tone text=word/>
                    " "
                    <a href=mark.href.clone()>{mark.text.clone()}</a>
                </li>
            }
        })
        .collect_view();
    let title = words::alerts_and_actions_of_these_days(marks.len());
    let view = view! {
        <details class="data-table">
            <summary>{title}</summary>
            <ul class="plain-list">{entries}</ul>
        </details>
    };
    Some(view.into_any())
}

/// Method, its error and the band, as sentences.
fn basis(forecast: &Forecast) -> String {
    let chosen = forecast.backtest.iter().find(|score| score.is_chosen);
    let method = match (forecast.choice, chosen) {
        (MethodChoice::ShortHistory, _) | (_, None) => {
            words::method_the_history_is_too_short(&forecast.method_label)
        }
        (MethodChoice::BackTest | MethodChoice::Named, Some(score)) => {
            let error = score.mape_pct.map_or_else(
                || words::per_hour(mass(score.mae)),
                |error| percent(error).to_string(),
            );
            words::method_off_by_on_average_when(&forecast.method_label, &error)
        }
    };
    let band = match forecast.band {
        Some(ForecastBand {
            basis: BandBasis::BackTest,
            coverage: Some(share),
            ..
        }) => words::the_band_is_to_hold_nine(percent(share * 100.0)),
        Some(ForecastBand {
            basis: BandBasis::BackTest,
            coverage: None,
            ..
        }) => words::THE_BAND_IS_TO_HOLD_NINE.to_owned(),
        Some(ForecastBand {
            basis: BandBasis::DayPairs,
            ..
        }) => words::THE_BAND_SHOWS_HOW_FAR.to_owned(),
        None => words::NO_ERRORS_ARE_KNOWN_TO_MAKE.to_owned(),
    };
    let low = if forecast.is_low_history {
        words::THE_HISTORY_IS_SHORT_TAKE
    } else {
        ""
    };
    format!("{method}{band}{low}")
}

/// All methods that were tried.
fn compared(forecast: &Forecast) -> Option<AnyView> {
    let first = forecast.backtest.first()?;
    let caption = words::each_method_forecast_from_earlier(first.origins, first.points);
    let rows = forecast.backtest.iter().map(score).collect_view();
    let view = view! {
        <details class="data-table">
            <summary>{words::HOW_THE_METHOD_WAS_CHOSEN}</summary>
            <p class="note">{caption}</p>
            <ScrollTable label=words::METHODS_COMPARED>
                <thead>
                    <tr>
                        <th scope="col">{words::METHOD}</th>
                        <th scope="col" class="num">{words::MEAN_ERROR}</th>
                        <th scope="col" class="num">{words::IN_PERCENT}</th>
                        <th scope="col" class="num">{words::AGAINST_REPEATING_THE_LAST_DAY}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </ScrollTable>
        </details>
    };
    Some(view.into_any())
}

fn score(score: &BacktestScore) -> AnyView {
    let or_dash = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let chosen = score.is_chosen.then_some(words::USED);
    view! {
        <tr>
            <th scope="row">{score.label.clone()} {chosen}</th>
            <td class="num">{mass(score.mae).to_string()}</td>
            <td class="num">{or_dash(score.mape_pct.map(|error| percent(error).to_string()))}</td>
            <td class="num">{or_dash(score.mase.map(|error| format!("{} ×", decimal(error, 2))))}</td>
        </tr>
    }
    .into_any()
}

/// The text alternative of the days ahead.
fn table(forecast: &EmissionForecast) -> AnyView {
    let labels = forecast.labels.iter().skip(forecast.recent.len());
    let rows = forecast
        .forecast
        .points
        .iter()
        .zip(labels)
        .map(|(point, label)| {
            let band = match (point.low, point.high) {
                (Some(low), Some(high)) => words::low_to_high(mass(low), mass(high)),
                _ => "–".to_owned(),
            };
            view! {
                <tr>
                    <th scope="row">{label.clone()}</th>
                    <td class="num" data-value=point.value.to_string()>{mass(point.value).to_string()}</td>
                    <td class="num">{band}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ScrollTable label=words::FORECAST_BY_THE_HOUR>
            <thead>
                <tr>
                    <th scope="col">{words::WHEN}</th>
                    <th scope="col" class="num" data-value=words::EXPECTED_KG>{words::EXPECTED_LINE}</th>
                    <th scope="col" class="num">{words::NINE_OF_TEN}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}
