//! Emissions over time: stacked areas by the hour, stacked bars by the day.

use std::sync::Arc;

use charming::element::{AreaStyle, ItemStyle, LineStyle, Symbol};
use charming::series::{Bar, Line};
use chrono::Months;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::emissions::{Bucket, Series, SeriesLine};
use model::time::RangeChoice;

use super::super::look::Look;
use super::super::words::category_color;
use super::store::DashboardStore;
use crate::components::chart::{Chart, ChartBuilder, Palette, over_time};
use crate::components::{Card, Figures, Reckoning, ScrollTable, kg_tick, mass};
use crate::layout::ThemeVersion;
use crate::words::dashboard as words;

/// How many rows the table shows at most, newest first.
const TABLE_ROWS_MAX: usize = 200;

/// The chart and its table.
#[component]
pub(super) fn SeriesCard(store: DashboardStore) -> impl IntoView {
    let series = Memo::new(move |_| store.data.with(|data| data.series.clone()));
    // What cannot be seen need not be drawn: that would keep a processor busy all day.
    let minute = Reckoning::of_page().every(1);
    let is_aimed_at = RwSignal::new(false);
    let drawn = Memo::new(move |before: Option<&(u32, Series)>| {
        let (minute, now) = (minute.get(), series.get());
        let is_due =
            |(at, was): &(u32, Series)| *at != minute || is_aimed_at.get() || stands_out(was, &now);
        match before.filter(|before| !is_due(before)) {
            Some(before) => before.clone(),
            None => (minute, now),
        }
    });
    let make: ChartBuilder =
        Arc::new(move |palette| drawn.with(|(_, series)| draw(series, palette)));
    let corner = Signal::derive(move || {
        let per = series.with(|series| match series.bucket {
            Bucket::Hour => words::KG_CO2E_PER_HOUR,
            Bucket::Day => words::KG_CO2E_PER_DAY,
            Bucket::Month => words::KG_CO2E_PER_MONTH,
        });
        store.data.with(|data| {
            let default = if data.range.is_default {
                words::LATEST_30_DAYS_WITH_DATA
            } else {
                ""
            };
            format!("{per} · {}{default}", data.range.label)
        })
    });
    let is_open = RwSignal::new(false);
    // Nobody sees the rows of a closed table: they move when it is opened.
    let tabled = Memo::new(move |before: Option<&Series>| match before {
        Some(before) if !is_open.get() => before.clone(),
        _ => series.get(),
    });
    let navigate = use_navigate();
    let pick = Callback::new(move |index: usize| {
        let look = store.look.get_untracked();
        if let Some(href) = series.with_untracked(|series| events_of(series, index, look)) {
            navigate(&href, NavigateOptions::default());
        }
    });
    let theme = use_context::<ThemeVersion>().unwrap_or_default().0;
    view! {
        <Card title=words::EMISSIONS_OVER_TIME corner class="span-8 series-card">
            <Chart
                make
                class="chart-wide"
                label=words::EMISSIONS_OVER_TIME_BY_CATEGORY
                value_text=kg_tick
                theme
                pick
                is_aimed_at
            />
            <ul class="legend legend-row">
                {move || {
                    series
                        .with(|series| {
                            series
                                .lines
                                .iter()
                                .map(|line| {
                                    let color = category_color(&line.key);
                                    view! {
                                        <li>
                                            <span
                                                class="swatch"
                                                style=format!("background: var({color})")
                                                aria-hidden="true"
                                            ></span>
                                            {line.label.clone()}
                                        </li>
                                    }
                                })
                                .collect_view()
                        })
                }}
            </ul>
            <Figures name="emissions-over-time" is_open>
                {move || {
                    let look = store.look.get_untracked();
                    tabled.with(|series| table(series, look))
                }}
            </Figures>
        </Card>
    }
    .into_any()
}

/// Whether a drawing shows the difference at a glance: another axis, other lines, or a step that grew or shrank by a
/// twentieth of the tallest.
fn stands_out(before: &Series, now: &Series) -> bool {
    let keys = |series: &Series| -> Vec<String> {
        series.lines.iter().map(|line| line.key.clone()).collect()
    };
    if before.labels != now.labels || keys(before) != keys(now) {
        return true;
    }
    let steps = now.labels.len();
    let total = |series: &Series, step: usize| -> f64 {
        let lines = series.lines.iter();
        lines.filter_map(|line| line.kg.get(step)).sum()
    };
    let tallest = (0..steps).map(|step| total(now, step)).fold(0.0, f64::max);
    (0..steps).any(|step| (total(now, step) - total(before, step)).abs() > tallest / 20.0)
}

/// The text alternative, newest first.
fn table(series: &Series, look: Look) -> AnyView {
    let heads = series
        .lines
        .iter()
        .map(|line| {
            let with_unit = format!("{} kg", line.label);
            view! { <th scope="col" class="num" data-value=with_unit>{line.label.clone()}</th> }
        })
        .collect_view();
    let rows = series
        .labels
        .iter()
        .enumerate()
        .rev()
        .take(TABLE_ROWS_MAX)
        .map(|(index, label)| {
            let cells = series
                .lines
                .iter()
                .map(|line| {
                    let kg = line.kg.get(index).copied().unwrap_or_default();
                    view! { <td class="num" data-value=kg.to_string()>{mass(kg).to_string()}</td> }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{row_head(series, index, label, look)}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    let left_out = series.labels.len().saturating_sub(TABLE_ROWS_MAX);
    view! {
        <ScrollTable label=words::EMISSIONS_OVER_TIME>
            <thead>
                <tr>
                    <th scope="col">{words::WHEN}</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
        {(left_out > 0)
            .then(|| {
                view! {
                    <p class="note">
                        {words::older_rows_are_not_listed_choose(left_out)}
                    </p>
                }
            })}
    }
    .into_any()
}

/// When a row is of, leading to its events.
fn row_head(series: &Series, index: usize, label: &str, look: Look) -> AnyView {
    let text = label.to_owned();
    match events_of(series, index, look) {
        Some(href) => view! { <a href=href>{text}</a> }.into_any(),
        None => text.into_any(),
    }
}

/// Where the events of a bucket's days are listed; hours share their days with others.
fn events_of(series: &Series, index: usize, look: Look) -> Option<String> {
    let &first = series.days.get(index)?;
    let last = match series.bucket {
        Bucket::Hour | Bucket::Day => Some(first),
        Bucket::Month => first
            .checked_add_months(Months::new(1))
            .and_then(|next| next.pred_opt()),
    };
    let days = RangeChoice {
        preset: None,
        first_day: Some(first),
        last_day: last,
    };
    Some(look.over(days).query().at("/activity"))
}

fn draw(series: &Series, palette: &Palette) -> charming::Chart {
    let chart = over_time(&series.labels, palette);
    series
        .lines
        .iter()
        .fold(chart, |chart, line| match series.bucket {
            Bucket::Hour => chart.series(area(line, palette)),
            Bucket::Day | Bucket::Month => chart.series(bar(line, palette)),
        })
}

fn area(line: &SeriesLine, palette: &Palette) -> Line {
    let color = palette.color(category_color(&line.key));
    Line::new()
        .id(line.key.as_str())
        .name(line.label.as_str())
        .stack("co2e")
        .symbol(Symbol::None)
        .line_style(LineStyle::new().width(1.2).color(color.as_str()))
        .item_style(ItemStyle::new().color(color.as_str()))
        .area_style(AreaStyle::new().color(color.as_str()).opacity(0.32))
        .data(rounded(&line.kg))
}

fn bar(line: &SeriesLine, palette: &Palette) -> Bar {
    let color = palette.color(category_color(&line.key));
    Bar::new()
        .id(line.key.as_str())
        .name(line.label.as_str())
        .stack("co2e")
        .item_style(ItemStyle::new().color(color.as_str()))
        .data(rounded(&line.kg))
}

/// To the gram: what a drawing can show, in fewer characters.
fn rounded(kg: &[f64]) -> Vec<f64> {
    kg.iter()
        .map(|kg| (kg * 1_000.0).round() / 1_000.0)
        .collect()
}

#[cfg(test)]
mod tests {
    use model::emissions::GroupBy;

    use super::*;

    fn series(labels: &[&str], lines: &[(&str, &[f64])]) -> Series {
        let line = |&(key, kg): &(&str, &[f64])| SeriesLine {
            key: key.to_owned(),
            label: key.to_owned(),
            kg: kg.to_vec(),
        };
        Series {
            bucket: Bucket::Day,
            group_by: GroupBy::Category,
            labels: labels.iter().map(|&label| label.to_owned()).collect(),
            lines: lines.iter().map(line).collect(),
            at: Vec::new(),
            days: Vec::new(),
        }
    }

    #[test]
    fn a_step_stands_out_by_a_twentieth_of_the_tallest() {
        let days = ["1 June", "2 June"];
        let before = series(&days, &[("a", &[60.0, 10.0]), ("b", &[40.0, 0.0])]);
        let grown = |kg| series(&days, &[("a", &[60.0, kg]), ("b", &[40.0, 0.0])]);
        assert!(!stands_out(&before, &before));
        assert!(!stands_out(&before, &grown(14.9)));
        assert!(stands_out(&before, &grown(15.1)));
        assert!(stands_out(&before, &grown(4.9)));
    }

    #[test]
    fn other_lines_or_another_axis_stand_out() {
        let before = series(&["1 June"], &[("a", &[1.0])]);
        assert!(stands_out(&before, &series(&["2 June"], &[("a", &[1.0])])));
        assert!(stands_out(&before, &series(&["1 June"], &[("b", &[1.0])])));
        let longer = series(&["1 June", "2 June"], &[("a", &[1.0, 0.0])]);
        assert!(stands_out(&before, &longer));
    }

    #[test]
    fn of_nothing_nothing_stands_out() {
        assert!(!stands_out(&series(&[], &[]), &series(&[], &[])));
        let quiet = series(&["1 June"], &[("a", &[0.0])]);
        assert!(!stands_out(&quiet, &quiet));
    }
}
