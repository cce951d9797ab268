//! The card of a site's last day and its next: drawing, table, and what the figures rest on.

use std::sync::Arc;

use leptos::prelude::*;
use model::energy::{
    EnergyOutlook, ExpectedStep, LoadBasis, PlanBasis, PowerFlow, SolarMethod, SolarModel,
};

use super::super::api::load_outlook;
use super::super::words::{channel_word, energy, power, share};
use super::ShownPlan;
use super::draw::draw;
use super::timeline::{Moment, hours, timeline};
use crate::components::chart::{Chart, ChartBuilder};
use crate::components::{Badge, Card, Figures, Notice, ScrollTable, count, decimal, significant};
use crate::layout::{EmptyState, ThemeVersion};
use crate::words::energy_quality as quality;
use crate::words::energy_site as words;

/// The last day and the next.
#[component]
pub(super) fn OutlookCard(
    outlook: EnergyOutlook,
    shown: ShownPlan,
    may_change: bool,
    told: RwSignal<u32>,
) -> impl IntoView {
    let id = outlook.state.site.id;
    let title = outlook.state.site.name.clone();
    let has_measured = !outlook.measured.is_empty();
    let legend = legend(&outlook);
    let now = newest(outlook, told);
    let is_measured = Memo::new(move |_| now.with(|outlook| !outlook.measured.is_empty()));
    let corner = Signal::derive(move || {
        now.with(|outlook| {
            let label = outlook.state.latest_label.as_ref();
            label.map_or_else(String::new, words::measured_up_to_the_interval_of)
        })
    });
    let set_up = may_change.then(|| {
        view! {
            <p class="card-foot">
                <a class="button button-quiet" href=format!("/energy/{id}/setup")>
                    {words::SET_UP_AND_IMPORT}
                </a>
            </p>
        }
    });
    let empty = move || {
        view! {
            <EmptyState
                title=words::NOTHING_IS_MEASURED_YET
                reason=words::BRING_THE_READINGS_OF_ITS_METERS
            >
                {may_change
                    .then(|| {
                        view! {
                            <a class="button" href=format!("/energy/{id}/setup#import")>
                                {words::IMPORT_MEASUREMENTS}
                            </a>
                        }
                    })}
            </EmptyState>
        }
        .into_any()
    };
    // A page that began without measurements and got some is asked for again as a whole.
    if !has_measured {
        return view! {
            <Card title>
                {move || {
                    if is_measured.get() {
                        view! { <a class="button" rel="external" href=format!("/energy/{id}")>{words::MEASUREMENTS_HAVE_COME}</a> }
                            .into_any()
                    } else {
                        empty()
                    }
                }}
            </Card>
        }
        .into_any();
    }
    let theme = use_context::<ThemeVersion>().unwrap_or_default().0;
    let make: ChartBuilder = Arc::new(move |palette| {
        let (outlook, plan) = (now.get(), shown.get());
        let tariff = outlook.state.settings.tariff.as_ref();
        let currency = tariff.map_or("", |tariff| tariff.currency.as_str());
        draw(&outlook, plan.as_deref(), currency, palette)
    });
    view! {
        <Card title corner>
            {move || notices(&now.get())}
            {move || {
                let outlook = now.get();
                (!outlook.expected.is_empty()).then(|| headline(&outlook))
            }}
            <Chart
                make
                class="chart-tall"
                label=words::THE_LAST_24_HOURS_AS_MEASURED
                value_text=plain
                theme
            />
            {legend}
            {move || marks(&now.get())}
            <Figures name="energy">{move || table(&now.get(), shown)}</Figures>
            <details class="data-table" data-testid="basis">
                <summary>{words::WHAT_THIS_RESTS_ON}</summary>
                {move || now.get().basis.as_ref().map(basis)}
            </details>
            {set_up}
        </Card>
    }
    .into_any()
}

/// What the card was drawn from, and what is known since something was told of the site.
fn newest(outlook: EnergyOutlook, told: RwSignal<u32>) -> RwSignal<Arc<EnergyOutlook>> {
    let id = outlook.state.site.id;
    let now = RwSignal::new(Arc::new(outlook));
    Effect::watch(
        move || told.get(),
        move |_, _, _| {
            leptos::task::spawn_local(async move {
                // What cannot be asked again stays as it was; the line of the connection says why.
                if let Ok(outlook) = load_outlook(id).await {
                    // The page may have gone by then.
                    let _ = now.try_set(Arc::new(outlook));
                }
            });
        },
        false,
    );
    now
}

/// What keeps the figures from being of now, or from being at all.
fn notices(outlook: &EnergyOutlook) -> AnyView {
    let stale = outlook.is_stale.then(|| {
        view! {
            <Notice tone="warn">
                {words::NO_MEASUREMENT_HAS_COME_FOR_MORE}
            </Notice>
        }
    });
    let missing = outlook.missing.as_ref().map(|why| {
        let sentence = words::nothing_is_forecast(why);
        view! { <Notice tone="info">{sentence}</Notice> }
    });
    view! {
        {stale}
        {missing}
    }
    .into_any()
}

/// Which line is what: measured ones are solid, expected and planned ones dashed.
fn legend(outlook: &EnergyOutlook) -> AnyView {
    let settings = &outlook.state.settings;
    let lines = [
        (
            true,
            "background: var(--measured)",
            words::LEGEND_LOAD_MEASURED,
        ),
        (
            settings.solar.is_some(),
            "background: var(--warn)",
            words::LEGEND_SOLAR,
        ),
        (
            settings.battery.is_some(),
            "background: var(--info)",
            words::LEGEND_BATTERY_MEASURED,
        ),
    ];
    let lines = lines
        .into_iter()
        .filter(|(is_there, ..)| *is_there)
        .map(|(_, style, word)| {
            view! {
                <li>
                    <span class="swatch" style=style aria-hidden="true"></span>
                    {word}
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="facts facts-row">
            {lines} <li>
                <Badge tone="predicted" text=words::DASHED_EXPECTED_OR_PLANNED/>
            </li>
        </ul>
    }
    .into_any()
}

/// Which mark is what, where there are any.
fn marks(outlook: &EnergyOutlook) -> AnyView {
    let any = |is: fn(&PowerFlow) -> bool| outlook.measured.iter().any(is);
    let filled = any(|flow| !flow.filled.is_empty());
    let odd = any(|flow| !flow.outliers.is_empty());
    let filled = filled.then(|| {
        view! {
            <li>
                <Badge tone="predicted" text=quality::DIAMOND_FILLED_IN/>
            </li>
        }
    });
    let odd = odd.then(|| {
        view! {
            <li>
                <Badge tone="critical" text=quality::TRIANGLE_OUTLIER/>
            </li>
        }
    });
    let is_any = filled.is_some() || odd.is_some();
    is_any
        .then(|| {
            view! {
                <ul class="facts facts-row" data-testid="marks">
                    {filled} {odd}
                </ul>
            }
        })
        .into_any()
}

/// A value at an axis: its unit stands above it.
fn plain(value: f64) -> String {
    let text = significant(value);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// What the next hours come to.
fn headline(outlook: &EnergyOutlook) -> AnyView {
    let load: f64 = outlook.expected.iter().map(|step| step.load_kwh).sum();
    let sun: f64 = outlook.expected.iter().map(|step| step.solar_kwh).sum();
    let until = outlook.expected.last().map(|step| step.label.clone());
    let (figure, unit) = if load >= 999.5 {
        (significant(load / 1_000.0), "MWh")
    } else {
        (significant(load), "kWh")
    };
    let has_sun = outlook.state.settings.solar.is_some();
    let unit = words::expected_until(
        unit,
        until.unwrap_or_default(),
        if has_sun {
            // A clear sky gives the most that can come; weather, or the site's own meter, says what is
            // expected.
            let is_clear = |step: &ExpectedStep| step.solar_method == SolarMethod::ClearSky;
            let is_corrected = outlook
                .basis
                .as_ref()
                .is_some_and(|basis| basis.solar.model == SolarModel::ChainAndResidual);
            let bound = if outlook.expected.iter().all(is_clear) && !is_corrected {
                words::AT_MOST
            } else {
                ""
            };
            words::of_the_array(energy(sun), bound)
        } else {
            String::new()
        },
    );
    view! {
        <p class="figure">
            <strong class="is-predicted" data-testid="expected-kwh">{figure}</strong>
            <span class="unit">{unit}</span>
        </p>
    }
    .into_any()
}

/// What each quantity rests on, in words.
fn basis(basis: &PlanBasis) -> AnyView {
    let entries = [
        (words::LOAD, load_words(&basis.load)),
        (words::SOLAR, basis.solar.words.clone()),
        (words::PRICES, basis.price.words.clone()),
        (words::CARBON, basis.intensity.words.clone()),
    ];
    let entries = entries
        .into_iter()
        .map(|(name, words)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{words}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="facts-list">{entries}</dl> }.into_any()
}

fn load_words(basis: &LoadBasis) -> String {
    let channels: Vec<_> = basis
        .channels
        .iter()
        .map(|channel| channel_word(*channel).to_lowercase())
        .collect();
    let mut words =
        words::made_of_intervals_of(&basis.words, count(basis.measured), channels.join(", "));
    match (basis.band_nominal, &basis.band_words) {
        (Some(nominal), Some(how)) => {
            words += &words::the_band_is_to_hold(share(nominal), how);
        }
        _ => words += words::THERE_IS_NO_BAND_NOTHING,
    }
    if let Some(coverage) = basis.band_coverage {
        words += &words::of_past_ones_it_held(share(coverage));
    }
    if let Some(temperature) = &basis.temperature {
        words += &words::temperature(&temperature.words);
    }
    if basis.low_history {
        words += words::LESS_THAN_A_WEEK_IS_KNOWN;
    }
    if basis.incomplete > 0 {
        words += &words::intervals_were_left_out_because(count(basis.incomplete));
    }
    if basis.contradictory > 0 {
        words += &words::intervals_were_left_out_because_more(count(basis.contradictory));
    }
    words
}

/// The same as a table, the oldest first.
fn table(outlook: &EnergyOutlook, shown: ShownPlan) -> AnyView {
    let plan = shown.get();
    let hours = hours(outlook);
    let rows = timeline(outlook, plan.as_deref())
        .into_iter()
        .filter(|one| one.measured.is_some() || one.expected.is_some())
        .map(|one| row(&one, hours))
        .collect_view();
    view! {
        <ScrollTable label=words::INTERVAL_BY_INTERVAL>
            <thead>
                <tr>
                    <th scope="col">{words::FROM}</th>
                    <th scope="col">{words::WHAT_IT_IS}</th>
                    <th scope="col" class="num">{words::LOAD}</th>
                    <th scope="col" class="num">{words::NINE_OF_TEN}</th>
                    <th scope="col" class="num">{words::SOLAR}</th>
                    <th scope="col" class="num">{words::EIGHT_OF_TEN}</th>
                    <th scope="col" class="num">{words::PRICE_PER_KWH}</th>
                    <th scope="col" class="num">{words::CARBON_G_PER_KWH}</th>
                    <th scope="col" class="num">{words::BATTERY}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}

fn row(one: &Moment<'_>, hours: f64) -> AnyView {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    let (kind, class, load, solar, soc) = match (one.measured, one.expected) {
        (Some(flow), _) if !flow.filled.is_empty() => (
            quality::MEASURED_IN_PART,
            "num predicted",
            flow.load_kw,
            flow.solar_kw,
            flow.soc,
        ),
        (Some(flow), _) => (
            if flow.outliers.is_empty() {
                words::MEASURED
            } else {
                quality::MEASURED_ODDLY
            },
            "num",
            flow.load_kw,
            flow.solar_kw,
            flow.soc,
        ),
        (None, Some(step)) => (
            words::EXPECTED,
            "num predicted",
            Some(step.load_kwh / hours),
            Some(step.solar_kwh / hours),
            one.planned.map(|planned| planned.soc),
        ),
        (None, None) => ("", "num", None, None, None),
    };
    let step = one.expected;
    let band = step.and_then(|step| step.load_low_kwh.zip(step.load_high_kwh));
    let band = band.map(|(low, high)| words::low_to_high(power(low / hours), power(high / hours)));
    let solar_band = step.and_then(|step| step.solar_p10_kwh.zip(step.solar_p90_kwh));
    let solar_band =
        solar_band.map(|(low, high)| words::low_to_high(power(low / hours), power(high / hours)));
    let price = step.and_then(|step| step.import_price_per_kwh);
    let carbon = step.and_then(|step| step.kg_per_kwh);
    view! {
        <tr>
            <th scope="row">{one.label.to_owned()}</th>
            <td>{kind}</td>
            <td class=class>{or_dash(load.map(power))}</td>
            <td class="num">{or_dash(band)}</td>
            <td class=class>{or_dash(solar.map(power))}</td>
            <td class="num">{or_dash(solar_band)}</td>
            <td class="num">{or_dash(price.map(|price| decimal(price, 4)))}</td>
            <td class="num">{or_dash(carbon.map(|kg| decimal(1_000.0 * kg, 0)))}</td>
            <td class=class>{or_dash(soc.map(share))}</td>
        </tr>
    }
    .into_any()
}
