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
use crate::components::{Badge, Figures, ScrollTable, decimal, kg_tick, mass, percent};
use crate::error::AppError;
use crate::layout::{ProblemView, Skeleton, ThemeVersion};
use crate::wire::load;

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
                    Ok(AnnotatedForecast { forecast, marks }) => {
                        view! { <Shown forecast marks/> }.into_any()
                    }
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
fn Shown(forecast: EmissionForecast, marks: Vec<Mark>) -> impl IntoView {
    let theme = use_context::<ThemeVersion>().unwrap_or_default().0;
    let basics = format!(
        "next {} days · kg CO₂e per hour · made {}",
        forecast.horizon_days, forecast.made_at_local
    );
    let total = mass(forecast.total_kg).to_string();
    let basis = basis(&forecast.forecast);
    let stale = forecast.is_stale.then(|| {
        let last = forecast.labels.get(forecast.recent.len().saturating_sub(1));
        format!(
            "No events have come since {}: the forecast begins there, not today.",
            last.cloned().unwrap_or_default()
        )
    });
    let happened = happened(&marks);
    let rows = table(&forecast);
    let scores = compared(&forecast.forecast);
    let make: ChartBuilder = Arc::new(move |palette| draw(&forecast, &marks, palette));
    view! {
            <p class="note">{basics}</p>
            <p>
                <strong data-testid="forecast-total">{total}</strong>
                " expected. "
                {basis}
            </p>
            {stale.map(|text| view! { <p class="note">{text}</p> })}
            <Chart
                make
                class="chart-wide"
                label="Emissions of the last seven days and the seven expected ones, with the band of nine in ten; the table below has the figures"
                value_text=kg_tick
                theme
            />
            <Figures name="forecast">
                {rows}
            </Figures>
            {happened}
            {scores}
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
                ("good", "action")
            } else {
                ("critical", "alert")
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
    let title = format!("Alerts and actions of these days ({})", marks.len());
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
        (MethodChoice::ShortHistory, _) | (_, None) => format!(
            "Method: {}; the history is too short to try methods on it.",
            forecast.method_label
        ),
        (MethodChoice::BackTest | MethodChoice::Named, Some(score)) => {
            let error = score.mape_pct.map_or_else(
                || format!("{} per hour", mass(score.mae)),
                |error| percent(error).to_string(),
            );
            format!(
                "Method: {}, off by {error} on average when tried on the past.",
                forecast.method_label
            )
        }
    };
    let band = match forecast.band {
        Some(ForecastBand {
            basis: BandBasis::BackTest,
            coverage: Some(share),
            ..
        }) => format!(
            " The band is to hold nine of ten values; of past ones it held {}.",
            percent(share * 100.0)
        ),
        Some(ForecastBand {
            basis: BandBasis::BackTest,
            coverage: None,
            ..
        }) => " The band is to hold nine of ten values.".to_owned(),
        Some(ForecastBand {
            basis: BandBasis::DayPairs,
            ..
        }) => " The band shows how far the days so far lie apart; it is not calibrated.".to_owned(),
        None => " No errors are known to make a band from.".to_owned(),
    };
    let low = if forecast.is_low_history {
        " The history is short: take it as a first idea."
    } else {
        ""
    };
    format!("{method}{band}{low}")
}

/// All methods that were tried.
fn compared(forecast: &Forecast) -> Option<AnyView> {
    let first = forecast.backtest.first()?;
    let caption = format!(
        "Each method forecast from {} earlier moments; {} values were compared with what came.",
        first.origins, first.points
    );
    let rows = forecast.backtest.iter().map(score).collect_view();
    let view = view! {
        <details class="data-table">
            <summary>"How the method was chosen"</summary>
            <p class="note">{caption}</p>
            <ScrollTable label="Methods compared">
                <thead>
                    <tr>
                        <th scope="col">"Method"</th>
                        <th scope="col" class="num">"Mean error"</th>
                        <th scope="col" class="num">"In percent"</th>
                        <th scope="col" class="num">"Against repeating the last day"</th>
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
    let chosen = score.is_chosen.then_some(" (used)");
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
                (Some(low), Some(high)) => format!("{} to {}", mass(low), mass(high)),
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
        <ScrollTable label="Forecast by the hour">
            <thead>
                <tr>
                    <th scope="col">"When"</th>
                    <th scope="col" class="num" data-value="Expected kg">"Expected"</th>
                    <th scope="col" class="num">"Nine of ten"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}
