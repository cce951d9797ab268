//! The card of the last 31 days or 12 months: bars, and the same as a table. What is shown stands in the
//! address, so it works without script.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::emissions::Bucket;
use model::energy::{Channel, EnergyRollup, RolledChannel, RolledStep};
use model::ids::SiteId;

use super::super::api::load_rollup;
use super::super::words::{channel_word, energy, power, share};
use super::address::{ROLLUP, beside};
use crate::components::chart::{Chart, ChartBuilder, Palette, bars, over_time};
use crate::components::{Badge, Card, Figures, Notice, ScrollTable, count, significant};
use crate::layout::{Skeleton, ThemeVersion};
use crate::wire::load;
use crate::words::energy_rollup as words;

/// Days, unless months are asked for.
fn asked(query: &ParamsMap) -> Bucket {
    match query.get("step").as_deref() {
        Some("month") => Bucket::Month,
        _ => Bucket::Day,
    }
}

/// The card.
#[component]
pub(super) fn RollupCard(id: SiteId, query: Memo<ParamsMap>, told: RwSignal<u32>) -> impl IntoView {
    let step = Memo::new(move |_| query.with(asked));
    let rollup = load(
        move || (told.get(), step.get()),
        move |(_, step)| load_rollup(id, step),
    );
    let corner = Signal::derive(move || {
        let text = match step.get() {
            Bucket::Month => words::KWH_PER_MONTH,
            Bucket::Day | Bucket::Hour => words::KWH_PER_DAY,
        };
        text.to_owned()
    });
    view! {
        <Card title=words::DAY_BY_DAY_MONTH_BY_MONTH corner>
            {switch(id, step, query)}
            <Transition fallback=|| view! { <Skeleton lines=6/> }>
                {move || Suspend::new(async move {
                    match rollup.await {
                        Ok(rollup) => shown(rollup),
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

/// Links, so that they lead somewhere without script too.
fn switch(id: SiteId, step: Memo<Bucket>, query: Memo<ParamsMap>) -> AnyView {
    let choices = [
        (Bucket::Day, words::THE_LAST_31_DAYS),
        (Bucket::Month, words::THE_LAST_12_MONTHS),
    ];
    let links = choices.map(|(one, word)| {
        let href = move || {
            query
                .with(|query| beside(query, ROLLUP))
                .with("step", Some(one.as_str()))
                .at(&format!("/energy/{id}"))
        };
        view! {
            <a
                class="button button-quiet"
                href=href
                // A view of the page: what was scrolled to stays.
                data-noscroll="true"
                aria-current=move || (step.get() == one).then_some("true")
            >
                {word}
            </a>
        }
    });
    view! {
        <nav class="filter-actions choices" aria-label=words::WHAT_IS_SHOWN>
            {links.into_iter().collect_view()}
        </nav>
    }
    .into_any()
}

fn shown(mut rollup: EnergyRollup) -> AnyView {
    let has_any = |step: &RolledStep| {
        step.channels
            .iter()
            .any(|one| one.measured + one.filled > 0)
    };
    let Some(first) = rollup.steps.iter().position(has_any) else {
        return view! { <p class="note">{words::NOTHING_IS_MEASURED_YET}</p> }.into_any();
    };
    // Before the first measurement there is nothing to miss.
    rollup.steps.drain(..first);
    let theme = use_context::<ThemeVersion>().unwrap_or_default().0;
    let rollup = Arc::new(rollup);
    let drawn = Arc::clone(&rollup);
    let make: ChartBuilder = Arc::new(move |palette| draw(&drawn, palette));
    let over = || rollup.steps.iter().filter(|step| step.is_over);
    let incomplete = over().filter(|step| !is_whole(step)).count();
    let incomplete = (incomplete > 0).then(|| {
        let unit = match rollup.step {
            Bucket::Month => words::MONTHS,
            Bucket::Day | Bucket::Hour => words::DAYS,
        };
        let text = words::incomplete_steps(incomplete, over().count(), unit);
        view! { <Notice tone="warn">{text}</Notice> }
    });
    view! {
        <div data-testid="rollup">
            {incomplete}
            <Chart
                make
                class="chart-wide"
                label=words::BARS_OF_THE_GRID_AND_THE_SUN
                value_text=significant
                theme
            />
            {legend(&rollup)}
            <Figures name="measured-by-step" summary=words::AS_A_TABLE>
                {table(&rollup)}
            </Figures>
            <p class="note">{words::SUMS_REST_ON}</p>
        </div>
    }
    .into_any()
}

/// Whether every channel was measured in every interval.
fn is_whole(step: &RolledStep) -> bool {
    let mut channels = step.channels.iter();
    channels.all(|one| one.is_whole(step.expected))
}

fn legend(rollup: &EnergyRollup) -> AnyView {
    let has_sun = rollup
        .steps
        .iter()
        .any(|step| step.of(Channel::SolarKwh).is_some());
    let import = Channel::ImportKwh;
    let has_filled = (rollup.steps.iter())
        .any(|step| step.of(import).is_some_and(|one| one.filled_kwh.is_some()));
    let colors = [
        (
            true,
            "background: var(--measured)",
            words::LEGEND_FROM_THE_GRID,
        ),
        (
            has_filled,
            "background: var(--predicted)",
            words::LEGEND_FILLED_IN,
        ),
        (has_sun, "background: var(--warn)", words::LEGEND_SOLAR),
    ];
    let colors = colors.into_iter().filter(|(is_drawn, _, _)| *is_drawn);
    let colors = colors.map(|(_, style, word)| {
        view! {
            <li>
                <span class="swatch" style=style aria-hidden="true"></span>
                {word}
            </li>
        }
    });
    view! {
        <ul class="facts facts-row">
            {colors.collect_view()} <li>
                <Badge tone="plain" text=words::HOLLOW_IN_PART/>
            </li>
        </ul>
    }
    .into_any()
}

/// The same in figures, newest first.
fn table(rollup: &EnergyRollup) -> AnyView {
    let channels = rollup.steps.first().map(|step| &step.channels);
    let channels: Vec<Channel> = (channels.into_iter().flatten())
        .map(|one| one.channel)
        .collect();
    let has = |channel: Channel| channels.contains(&channel);
    let (has_import, has_soc) = (has(Channel::ImportKwh), has(Channel::Soc));
    let energies = channels.iter().filter(|one| **one != Channel::Soc);
    let heads = energies.map(|one| view! { <th scope="col" class="num">{channel_word(*one)}</th> });
    let heads = heads.collect_view();
    let rows = rollup.steps.iter().rev();
    let rows = rows
        .map(|step| row(step, has_import, has_soc))
        .collect_view();
    view! {
        <ScrollTable label=words::DAY_BY_DAY_MONTH_BY_MONTH>
            <thead>
                <tr>
                    <th scope="col">{words::WHEN}</th>
                    {heads}
                    {has_import
                        .then(|| {
                            view! { <th scope="col" class="num">{words::PEAK_FROM_THE_GRID}</th> }
                        })}
                    {has_soc
                        .then(|| view! { <th scope="col" class="num">{words::MEAN_BATTERY}</th> })}
                    <th scope="col">{words::INTERVALS_MEASURED}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}

fn row(step: &RolledStep, has_import: bool, has_soc: bool) -> AnyView {
    let energies = step
        .channels
        .iter()
        .filter(|one| one.channel != Channel::Soc);
    let cells = energies
        .map(|one| {
            let value = one.kwh.map(|kwh| kwh.to_string()).unwrap_or_default();
            view! { <td class="num" data-value=value>{sum(one)}</td> }
        })
        .collect_view();
    let peak = step.of(Channel::ImportKwh).and_then(|one| {
        let label = one.peak_label.as_ref()?;
        Some(words::peak_at(power(one.peak_kw?), label))
    });
    let held = step
        .of(Channel::Soc)
        .and_then(|one| one.mean_soc.map(share));
    let fewest = step.channels.iter().map(|one| one.measured).min();
    let measured = words::measured_of(count(fewest.unwrap_or_default()), count(step.expected));
    let outliers: u64 = step.channels.iter().map(|one| one.outliers).sum();
    let outliers = (outliers > 0).then(|| {
        view! { <span class="note">{words::outliers_left_out(outliers)}</span> }
    });
    let mark = (!is_whole(step)).then(|| {
        if step.is_over {
            view! { <Badge tone="warn" text=words::INCOMPLETE/> }.into_any()
        } else {
            view! { <Badge tone="info" text=words::SO_FAR/> }.into_any()
        }
    });
    view! {
        <tr>
            <th scope="row" class="nowrap">{step.label.clone()}</th>
            {cells}
            {has_import.then(|| view! { <td class="num">{or_dash(peak)}</td> })}
            {has_soc.then(|| view! { <td class="num">{or_dash(held)}</td> })}
            <td>{measured} " " {mark} " " {outliers}</td>
        </tr>
    }
    .into_any()
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".to_owned())
}

/// What was measured, and what was filled in beside it.
fn sum(one: &RolledChannel) -> String {
    let sum = or_dash(one.kwh.map(energy));
    match one.filled_kwh {
        Some(filled) => words::with_filled(sum, energy(filled)),
        None => sum,
    }
}

/// What stands below the bars: a month of days needs no year.
fn foot(step: &RolledStep) -> String {
    let words: Vec<&str> = step.label.split(' ').collect();
    words[..words.len().min(3)].join(" ")
}

fn draw(rollup: &EnergyRollup, palette: &Palette) -> charming::Chart {
    let labels: Vec<String> = rollup.steps.iter().map(foot).collect();
    let (grid, filled, sun) = (
        palette.color("--measured"),
        palette.color("--predicted"),
        palette.color("--warn"),
    );
    // Of a channel where it is known whole, and where it is not.
    let known = |channel: Channel, whole: bool| {
        rollup.steps.iter().map(move |step| {
            let of = step.of(channel)?;
            of.kwh.filter(|_| of.is_whole(step.expected) == whole)
        })
    };
    let import = Channel::ImportKwh;
    let of = (rollup.steps.iter()).map(|step| step.of(import)?.filled_kwh);
    let (whole, part) = (
        ("import", words::FROM_THE_GRID),
        ("import-part", words::FROM_THE_GRID_IN_PART),
    );
    let mut chart = over_time(&labels, palette)
        .series(bars(whole, "import", &grid, false, known(import, true)))
        .series(bars(part, "import", &grid, true, known(import, false)));
    if of.clone().any(|kwh| kwh.is_some()) {
        let name = ("import-filled", words::FROM_THE_GRID_FILLED);
        chart = chart.series(bars(name, "import", &filled, false, of));
    }
    let solar = Channel::SolarKwh;
    if rollup.steps.iter().any(|step| step.of(solar).is_some()) {
        let (whole, part) = (
            ("solar", words::SOLAR),
            ("solar-part", words::SOLAR_IN_PART),
        );
        chart = chart
            .series(bars(whole, "solar", &sun, false, known(solar, true)))
            .series(bars(part, "solar", &sun, true, known(solar, false)));
    }
    chart
}
