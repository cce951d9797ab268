//! What sizes of a battery would have saved: bars, the figures, and what they rest on.

use leptos::prelude::*;
use model::energy::{
    DayLeftOut, MarginalGain, NoPayback, PlanMode, SizesAnswer, SizesBasis, TriedSize, YearlySaving,
};

use super::super::words::{energy, money, power, share, signed};
use crate::components::{Notice, ScrollTable, count, mass, significant};
use crate::words::energy_sizes as words;

/// Width of a bar's drawing, in units of its own.
const WIDTH: f64 = 1_000.0;

/// Draws an answer.
pub(super) fn tried(answer: &SizesAnswer) -> AnyView {
    let currency = answer
        .currency
        .map(|currency| currency.as_str().to_owned())
        .unwrap_or_default();
    let basis = &answer.basis;
    let few = basis
        .low_history
        .then(|| view! { <Notice tone="warn">{words::FEW_DAYS}</Notice> });
    view! {
        {few}
        {bars(answer, &currency)}
        {table(answer, &currency)}
        <p class="note">{format!("{}.", basis.words)}</p>
        <p class="note">{words::the_grids_intensity(&basis.intensity.words)}</p>
        {(!basis.is_hourly_intensity)
            .then(|| view! { <p class="note">{words::OF_A_YEARLY_FACTOR}</p> })}
        <p class="note">
            {if basis.battery.is_of_site {
                words::OF_THE_SITES_BATTERY
            } else {
                words::OF_USUAL_BATTERIES
            }}
        </p>
        {left_out(basis)}
    }
    .into_any()
}

fn name(one: &TriedSize) -> String {
    words::size(energy(one.size.capacity_kwh), power(one.size.power_kw))
}

fn co2e(kg: f64) -> String {
    format!("{} CO₂e", mass(kg))
}

/// A bar of each size: of what was made least, money where it is counted.
fn bars(answer: &SizesAnswer, currency: &str) -> AnyView {
    let by_money = answer.mode != PlanMode::Carbon && answer.currency.is_some();
    let saved = |one: &TriedSize| {
        let money = one.saved_per_year.filter(|_| by_money);
        money.unwrap_or(one.saved_kg_per_year).value
    };
    let most = answer
        .sizes
        .iter()
        .map(|one| saved(one).abs())
        .fold(f64::MIN_POSITIVE, f64::max);
    let rows = answer
        .sizes
        .iter()
        .map(|one| {
            let value = saved(one);
            let text = if by_money {
                money(value, currency)
            } else {
                co2e(value)
            };
            let tone = if value < 0.0 { "worse" } else { "predicted" };
            view! {
                <li>
                    <span>{name(one)}</span>
                    <svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
                        <rect
                            class=format!("fall fall-{tone}")
                            x="0"
                            y="0"
                            width=format!("{:.1}", (WIDTH * value.abs() / most).max(2.0))
                            height="12"
                        />
                    </svg>
                    <span class="fall-figure">{text}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <h3 id="sizes-bars">{words::SAVED_IN_A_YEAR}</h3>
        <ul class="waterfall" aria-labelledby="sizes-bars" data-testid="sizes-bars">
            {rows}
        </ul>
    }
    .into_any()
}

fn table(answer: &SizesAnswer, currency: &str) -> AnyView {
    let rows = answer
        .sizes
        .iter()
        .map(|one| row(one, currency))
        .collect_view();
    let own = answer.basis.self_consumption_share.map(share);
    let own = own.unwrap_or_else(|| "–".to_owned());
    let peak = power(answer.basis.peak_kw);
    view! {
        <ScrollTable label=words::WHAT_THEY_WOULD_HAVE_SAVED testid="sizes" csv="battery-sizes">
            <thead>
                <tr>
                    <th scope="col">{words::SIZE}</th>
                    <th scope="col" class="num">{words::SAVED_IN_A_YEAR}</th>
                    <th scope="col" class="num">{words::CARBON_SAVED_IN_A_YEAR}</th>
                    <th scope="col" class="num">{words::OWN_SUN_USED}</th>
                    <th scope="col" class="num">{words::FULL_CYCLES_IN_A_YEAR}</th>
                    <th scope="col" class="num">{words::HIGHEST_POWER}</th>
                    <th scope="col">{words::PAID_BACK_AFTER}</th>
                    <th scope="col" class="num">{words::LEFT_AT_ITS_END}</th>
                    <th scope="col">{words::BEYOND_THE_NEXT_SMALLER}</th>
                </tr>
            </thead>
            <tbody>
                <tr>
                    <th scope="row">{words::NO_BATTERY}</th>
                    <td class="num">"–"</td>
                    <td class="num">"–"</td>
                    <td class="num">{own}</td>
                    <td class="num">"–"</td>
                    <td class="num">{peak}</td>
                    <td>"–"</td>
                    <td class="num">"–"</td>
                    <td>"–"</td>
                </tr>
                {rows}
            </tbody>
        </ScrollTable>
    }
    .into_any()
}

fn row(one: &TriedSize, currency: &str) -> AnyView {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    let of_money = |value: f64| money(value, currency);
    let payback = match (one.payback_years, one.no_payback) {
        (Some(years), _) => words::years(significant(years)),
        (None, Some(NoPayback::NoPrice)) => words::NO_PRICE_GIVEN.to_owned(),
        (None, Some(NoPayback::NoMoney)) => words::PRICES_OF_A_KWH_NOT_KNOWN.to_owned(),
        (None, Some(NoPayback::SavesNothing)) => words::SAVES_NO_MONEY.to_owned(),
        (None, None) => "–".to_owned(),
    };
    let saved = one
        .saved_per_year
        .map_or_else(|| "–".into_any(), |saving| with_range(saving, of_money));
    view! {
        <tr>
            <th scope="row">{name(one)}</th>
            <td class="num predicted">{saved}</td>
            <td class="num predicted">{with_range(one.saved_kg_per_year, co2e)}</td>
            <td class="num predicted">{or_dash(one.self_consumption_share.map(share))}</td>
            <td class="num predicted">{significant(one.cycles_per_year)}</td>
            <td class="num predicted">{power(one.peak_kw)}</td>
            <td class="predicted">{payback}</td>
            <td class="num predicted">{or_dash(one.lifetime_gain.map(of_money))}</td>
            <td class="predicted">
                {or_dash(one.marginal.map(|marginal| beyond(&marginal, currency)))}
            </td>
        </tr>
    }
    .into_any()
}

/// A saving, and how far its weeks lie apart where that can be seen.
fn with_range(saving: YearlySaving, text: impl Fn(f64) -> String) -> AnyView {
    let [value, low, high] = [saving.value, saving.low, saving.high].map(text);
    let range = (low != high).then(|| {
        view! { <span class="note block">{words::range(low, high)}</span> }
    });
    view! {
        {value}
        {range}
    }
    .into_any()
}

/// What a size adds to the next smaller one.
fn beyond(of: &MarginalGain, currency: &str) -> String {
    let kg = signed(of.kg_per_year, co2e(of.kg_per_year));
    let Some(more) = of.money_per_year else {
        return kg;
    };
    let text = words::more(signed(more, money(more, currency)), kg);
    match of.money_per_year_and_kwh {
        Some(each) => format!("{text}; {}", words::per_kwh(money(each, currency))),
        None => text,
    }
}

fn left_out(basis: &SizesBasis) -> Option<AnyView> {
    if basis.left_out.is_empty() {
        return None;
    }
    let why = |why: DayLeftOut| match why {
        DayLeftOut::Incomplete => words::INCOMPLETE,
        DayLeftOut::NoPrice => words::WITHOUT_PRICE,
        DayLeftOut::NoIntensity => words::WITHOUT_INTENSITY,
        DayLeftOut::NoWholeWeek => words::NO_WHOLE_WEEK,
    };
    let items = basis
        .left_out
        .iter()
        .map(|one| {
            view! { <li>{format!("{}: {}", one.label, why(one.why))}</li> }
        })
        .collect_view();
    Some(
        view! {
            <details class="data-table">
                <summary>{words::days_left_out(count(basis.left_out.len() as u64))}</summary>
                <ul class="plain-list note">{items}</ul>
            </details>
        }
        .into_any(),
    )
}
