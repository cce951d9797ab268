//! The card of the last two days: as they were planned, and as they were measured.

use std::sync::Arc;

use charming::element::{LineStyleType, Symbol};
use leptos::prelude::*;
use model::energy::{Channel, FollowedSide, FollowedStep, PlanFollowed};
use model::ids::SiteId;

use super::super::api::load_followed;
use super::super::words::{energy, mode_word, power, share};
use crate::components::chart::{Chart, ChartBuilder, Palette, Panel, curve, spots, stacked};
use crate::components::{
    Badge, Card, Figures, Notice, ScrollTable, count, decimal, mass, significant,
};
use crate::layout::{Skeleton, ThemeVersion};
use crate::wire::load;
use crate::words::energy_quality as quality;
use crate::words::energy_site as words;

/// The card.
#[component]
pub(super) fn FollowedCard(id: SiteId, told: RwSignal<u32>) -> impl IntoView {
    let followed = load(move || told.get(), move |_| load_followed(id));
    view! {
        <Card title=words::PLAN_AGAINST_WHAT_HAPPENED corner=words::THE_LAST_48_HOURS>
            <Transition fallback=|| view! { <Skeleton lines=6/> }>
                {move || Suspend::new(async move {
                    match followed.await {
                        Ok(followed) => shown(followed),
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

fn shown(followed: PlanFollowed) -> AnyView {
    if let Some(why) = &followed.missing {
        return view! { <p class="note">{words::nothing_to_compare(why)}</p> }.into_any();
    }
    let theme = use_context::<ThemeVersion>().unwrap_or_default().0;
    let followed = Arc::new(followed);
    let drawn = Arc::clone(&followed);
    let make: ChartBuilder = Arc::new(move |palette| draw(&drawn, palette));
    let made = followed.plans.iter().map(|plan| {
        let from = if plan.is_soc_measured {
            words::FROM_THE_MEASURED_BATTERY
        } else {
            words::FROM_AN_ASSUMED_BATTERY
        };
        let line = words::planned_at(
            &plan.made_label,
            mode_word(plan.mode),
            share(plan.soc_initial),
            from,
        );
        view! { <li>{line}</li> }
    });
    let made = made.collect_view();
    let rows = followed.steps.iter().map(row).collect_view();
    let rests_on = followed.rests_on.as_ref().map(quality::these_sums_rest_on);
    let rests_on = rests_on.map(|words| view! { <Notice tone="warn">{words}</Notice> });
    view! {
        {sides(&followed)}
        {rests_on}
        <Chart
            make
            class="chart-tall"
            label=words::GRID_AND_BATTERY_AS_PLANNED
            value_text=significant
            theme
        />
        {legend()}
        <ul class="plain-list note">{made}</ul>
        <Figures name="plan-and-measured" summary=words::BOTH_INTERVAL_BY_INTERVAL>
            <ScrollTable label=words::PLANNED_AND_MEASURED>
                <thead>
                    <tr>
                        <th scope="col">{words::FROM}</th>
                        <th scope="col" class="num">{words::FROM_THE_GRID_PLANNED}</th>
                        <th scope="col" class="num">{words::FROM_THE_GRID_MEASURED}</th>
                        <th scope="col" class="num">{words::FED_IN_PLANNED}</th>
                        <th scope="col" class="num">{words::FED_IN_MEASURED}</th>
                        <th scope="col" class="num">{words::BATTERY_PLANNED}</th>
                        <th scope="col" class="num">{words::BATTERY_MEASURED}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </ScrollTable>
        </Figures>
    }
    .into_any()
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".to_owned())
}

fn row(step: &FollowedStep) -> AnyView {
    let measured = &step.measured;
    view! {
        <tr>
            <th scope="row">{measured.label.clone()}</th>
            <td class="num predicted">{power(step.planned_import_kw)}</td>
            <td class="num">{or_dash(measured.import_kw.map(power))}</td>
            <td class="num predicted">{power(step.planned_export_kw)}</td>
            <td class="num">{or_dash(measured.export_kw.map(power))}</td>
            <td class="num predicted">{share(step.planned_soc)}</td>
            <td class="num">{or_dash(measured.soc.map(share))}</td>
        </tr>
    }
    .into_any()
}

/// What the plan, what happened and doing nothing came to.
fn sides(followed: &PlanFollowed) -> AnyView {
    let sides = [
        (words::AS_PLANNED, "num predicted", &followed.planned),
        (words::AS_MEASURED, "num", &followed.actual),
        (words::BATTERY_LEFT_ALONE, "num", &followed.idle),
    ];
    let rows: Vec<AnyView> = sides
        .into_iter()
        .filter_map(|(name, class, side)| Some(side_row(name, class, side.as_ref()?)))
        .collect();
    if rows.is_empty() {
        return view! { <Notice tone="info">{words::NO_INTERVAL_IS_MEASURED_WHOLE}</Notice> }
            .into_any();
    }
    let cost = followed.currency.as_deref().map(words::cost);
    let intervals = words::intervals_of(followed.compared, count(followed.steps.len() as u64));
    view! {
        <div data-testid="followed-sides">
            <ScrollTable label=words::WHAT_BOTH_CAME_TO>
                <thead>
                    <tr>
                        <th scope="col">
                            {intervals}
                        </th>
                        <th scope="col" class="num">
                            {cost.unwrap_or_else(|| words::COST.to_owned())}
                        </th>
                        <th scope="col" class="num">{words::CARBON}</th>
                        <th scope="col" class="num">{words::FROM_THE_GRID}</th>
                        <th scope="col" class="num">{words::FED_IN}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </ScrollTable>
        </div>
        <p class="note">{words::ALL_ARE_VALUED_ALIKE}</p>
    }
    .into_any()
}

fn side_row(name: &'static str, class: &'static str, side: &FollowedSide) -> AnyView {
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class=class>{or_dash(side.cost.map(|cost| decimal(cost, 2)))}</td>
            <td class=class>{or_dash(side.carbon_kg.map(|kg| mass(kg).to_string()))}</td>
            <td class=class>{energy(side.import_kwh)}</td>
            <td class=class>{energy(side.export_kwh)}</td>
        </tr>
    }
    .into_any()
}

/// Which line is what: measured ones are solid, planned ones dashed.
fn legend() -> AnyView {
    let lines = [
        ("background: var(--measured)", words::LEGEND_FROM_THE_GRID),
        ("background: var(--warn)", words::LEGEND_FED_IN),
        ("background: var(--info)", words::LEGEND_BATTERY),
    ];
    let lines = lines.into_iter().map(|(style, word)| {
        view! {
            <li>
                <span class="swatch" style=style aria-hidden="true"></span>
                {word}
            </li>
        }
    });
    view! {
        <ul class="facts facts-row">
            {lines.collect_view()} <li>
                <Badge tone="measured" text=words::SOLID_MEASURED/>
            </li> <li>
                <Badge tone="predicted" text=words::DASHED_PLANNED/>
            </li>
        </ul>
    }
    .into_any()
}

fn draw(followed: &PlanFollowed, palette: &Palette) -> charming::Chart {
    let steps = &followed.steps;
    let labels: Vec<String> = steps
        .iter()
        .map(|step| step.measured.label.clone())
        .collect();
    let panels = [
        Panel {
            unit: "kW",
            height: 3.0,
        },
        Panel {
            unit: words::BATTERY_PERCENT,
            height: 1.5,
        },
    ];
    let (grid, fed, battery) = (
        palette.color("--measured"),
        palette.color("--warn"),
        palette.color("--info"),
    );
    let (solid, dashed) = (LineStyleType::Solid, LineStyleType::Dashed);
    type Value = fn(&FollowedStep) -> Option<f64>;
    let lines: [(&str, &str, &str, LineStyleType, usize, Value); 6] = [
        (
            "import",
            words::FROM_THE_GRID_MEASURED,
            &grid,
            solid,
            0,
            |one| one.measured.import_kw.filter(|_| !is_filled(one)),
        ),
        (
            "import-planned",
            words::FROM_THE_GRID_PLANNED,
            &grid,
            dashed,
            0,
            |one| Some(one.planned_import_kw),
        ),
        ("export", words::FED_IN_MEASURED, &fed, solid, 0, |one| {
            one.measured.export_kw
        }),
        (
            "export-planned",
            words::FED_IN_PLANNED,
            &fed,
            dashed,
            0,
            |one| Some(one.planned_export_kw),
        ),
        ("soc", words::BATTERY_MEASURED, &battery, solid, 1, |one| {
            Some(100.0 * one.measured.soc?)
        }),
        (
            "soc-planned",
            words::BATTERY_PLANNED,
            &battery,
            dashed,
            1,
            |one| Some(100.0 * one.planned_soc),
        ),
    ];
    let mut chart = stacked(&labels, &panels, palette);
    for (id, name, color, kind, panel, value) in lines {
        let at = panel as f64;
        let line = curve((id, name), color, kind, steps.iter().map(value));
        chart = chart.series(line.x_axis_index(at).y_axis_index(at));
    }
    if steps.iter().any(is_filled) {
        let filled = steps
            .iter()
            .map(|one| one.measured.import_kw.filter(|_| is_filled(one)));
        let name = ("import-filled", quality::FROM_THE_GRID_FILLED);
        chart = chart.series(spots(name, &grid, filled).symbol(Symbol::Diamond));
    }
    chart
}

/// Whether what was taken from the grid is filled in: no line, so that it does not look measured.
fn is_filled(step: &FollowedStep) -> bool {
    step.measured.filled.contains(&Channel::ImportKwh)
}
