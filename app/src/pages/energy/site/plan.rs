//! The plan of the battery: what it makes least, what a kilogram is worth, and what comes of it beside
//! leaving the battery alone.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::energy::{EnergyPlan, PlanMode, PlanQuery};
use model::ids::SiteId;
use model::money::Amount;

use super::super::api::{ChoosePlan, plan_battery};
use super::super::words::mode_word;
use super::ShownPlan;
use super::address::{PLAN, beside, fields_beside};
use super::planned::Planned;
use crate::components::{Card, Notice, settled};
use crate::layout::Skeleton;
use crate::wire::load;
use crate::words::energy_site as words;

/// What a kilogram may be worth: fine where prices of carbon lie today, up to where it outweighs the
/// spread of any tariff.
const WORTHS: [&str; 13] = [
    "0", "0.01", "0.02", "0.05", "0.10", "0.20", "0.50", "1", "2", "5", "10", "20", "50",
];
/// Where the slider stands at first: near the price of an allowance.
const FIRST_WORTH: usize = 4;

/// What the plan is asked to do, as an address says it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Asked {
    mode: PlanMode,
    price: Option<Amount>,
}

impl Asked {
    /// Without a word in the address: as the site is planned.
    fn read(query: &ParamsMap, kept: &PlanQuery) -> Self {
        let mode = query.get("mode").and_then(|word| PlanMode::parse(&word));
        let price = query
            .get("price")
            .and_then(|text| Amount::parse(&text).ok());
        Self {
            mode: mode.unwrap_or(kept.mode),
            price: price.or(kept.price_per_kg),
        }
    }
}

/// The card of the plan.
#[component]
pub(super) fn PlanCard(
    id: SiteId,
    has_battery: bool,
    /// Of the tariff.
    currency: Option<String>,
    /// How the site is planned.
    kept: PlanQuery,
    may_change: bool,
    shown: ShownPlan,
    query: Memo<ParamsMap>,
    told: RwSignal<u32>,
) -> impl IntoView {
    if !has_battery {
        return view! {
            <Card title=words::BATTERY_PLAN>
                <p class="note">
                    {words::NO_BATTERY_BEFORE}
                    <a href=format!("/energy/{id}/setup")>{words::SET_ONE_LINK}</a>
                    {words::NO_BATTERY_AFTER}
                </p>
            </Card>
        }
        .into_any();
    }
    let has_prices = currency.is_some();
    let kept = RwSignal::new(kept);
    let first = kept.get_untracked();
    let asked = Memo::new(move |_| query.with(|query| Asked::read(query, &first)));
    let mode = Memo::new(move |_| asked.get().mode);
    let price = asked.get_untracked().price;
    let moving = RwSignal::new(price.unwrap_or_else(|| worth(FIRST_WORTH)));
    let resting = settled(moving);
    let plan = load(
        move || (mode.get(), resting.get(), told.get()),
        move |(mode, price, _)| {
            let price_per_kg = (mode == PlanMode::Balanced).then_some(price);
            plan_battery(id, PlanQuery { mode, price_per_kg })
        },
    );
    let unit = currency.clone().unwrap_or_default();
    view! {
        <Card title=words::BATTERY_PLAN>
            <div class="whatif">
                <section class="inset" aria-label=words::WHAT_THE_PLAN_IS_TO_DO>
                    {modes(id, query, mode, moving, has_prices)}
                    {move || {
                        (mode.get() == PlanMode::Balanced).then(|| slider(id, query, moving, unit.clone()))
                    }}
                    {keeping(id, mode, moving, kept, may_change)}
                </section>
                <section aria-label=words::WHAT_THE_PLAN_COMES_TO aria-live="polite" aria-atomic="false">
                    <Transition fallback=|| view! { <Skeleton lines=6/> }>
                        {move || Suspend::new(async move {
                            match plan.await {
                                Ok(plan) => result(plan, shown),
                                Err(error) => {
                                    shown.set(None);
                                    view! { <Notice tone="info">{error.message}</Notice> }.into_any()
                                }
                            }
                        })}
                    </Transition>
                </section>
            </div>
        </Card>
    }
    .into_any()
}

/// Whether the site is planned as it is shown, and the way to have it so.
fn keeping(
    id: SiteId,
    mode: Memo<PlanMode>,
    moving: RwSignal<Amount>,
    kept: RwSignal<PlanQuery>,
    may_change: bool,
) -> AnyView {
    let choose = ServerAction::<ChoosePlan>::new();
    let price = move || (mode.get() == PlanMode::Balanced).then(|| moving.get());
    let shown = Memo::new(move |_| PlanQuery {
        mode: mode.get(),
        price_per_kg: price(),
    });
    Effect::new(move |_| {
        if matches!(choose.value().get(), Some(Ok(()))) {
            kept.set(shown.get_untracked());
        }
    });
    view! {
        <div role="status">
            {move || {
                if shown.with(|shown| kept.with(|kept| kept == shown)) {
                    return Some(
                        view! { <p class="note">{words::THE_SITE_IS_PLANNED_SO}</p> }.into_any(),
                    );
                }
                match choose.value().get()? {
                    Ok(()) => None,
                    Err(error) => {
                        Some(view! { <Notice tone="critical">{error.message}</Notice> }.into_any())
                    }
                }
            }}
        </div>
        <Show when=move || may_change && shown.with(|shown| kept.with(|kept| kept != shown))>
            <ActionForm action=choose>
                <input type="hidden" name="site" value=id.to_string()/>
                <input type="hidden" name="mode" value=move || mode.get().as_str()/>
                <input
                    type="hidden"
                    name="price"
                    value=move || price().map(|price| price.to_string()).unwrap_or_default()
                />
                <button
                    class="button button-quiet"
                    type="submit"
                    disabled=move || choose.pending().get()
                >
                    {words::PLAN_THE_SITE_SO}
                </button>
            </ActionForm>
        </Show>
    }
    .into_any()
}

fn result(plan: EnergyPlan, shown: ShownPlan) -> AnyView {
    let plan = Arc::new(plan);
    shown.set(Some(Arc::clone(&plan)));
    view! { <Planned plan/> }.into_any()
}

fn worth(index: usize) -> Amount {
    let text = WORTHS.get(index).copied().unwrap_or("0");
    // The list is made of amounts.
    Amount::parse(text).unwrap_or_else(|_| Amount::from_micros(0))
}

/// Links, so that they lead somewhere without script too.
fn modes(
    id: SiteId,
    query: Memo<ParamsMap>,
    mode: Memo<PlanMode>,
    moving: RwSignal<Amount>,
    has_prices: bool,
) -> AnyView {
    let links = PlanMode::ALL
        .iter()
        .filter(|one| has_prices || **one == PlanMode::Carbon)
        .map(|one| {
            let one = *one;
            let href = move || {
                let price = (one == PlanMode::Balanced).then(|| moving.get().to_string());
                query
                    .with(|query| beside(query, PLAN))
                    .with("mode", Some(one.as_str()))
                    .with("price", price)
                    .at(&format!("/energy/{id}"))
            };
            view! {
                <a
                    class="button button-quiet"
                    href=href
                    // A plan is a view of the page: what was scrolled to stays.
                    data-noscroll="true"
                    aria-current=move || (mode.get() == one).then_some("true")
                >
                    {mode_word(one)}
                </a>
            }
        })
        .collect_view();
    let without = (!has_prices).then(|| {
        view! {
            <p class="note">
                {words::NO_TARIFF_BEFORE}
                <a href=format!("/energy/{id}/setup")>{words::SET_ONE_LINK}</a> {words::NO_TARIFF_AFTER}
            </p>
        }
    });
    view! {
        <p id="plan-mode">
            <strong>{words::MAKE_LEAST}</strong>
        </p>
        <nav class="filter-actions choices" aria-labelledby="plan-mode">
            {links}
        </nav>
        {without}
    }
    .into_any()
}

/// What a kilogram is worth, in steps that grow.
fn slider(
    id: SiteId,
    query: Memo<ParamsMap>,
    moving: RwSignal<Amount>,
    currency: String,
) -> AnyView {
    let words = move || words::per_kg(moving.get(), &currency);
    let said = words.clone();
    let index = move || {
        let now = moving.get();
        let steps = 0..WORTHS.len();
        steps
            .min_by_key(|index| (worth(*index).micros() - now.micros()).abs())
            .unwrap_or(FIRST_WORTH)
    };
    view! {
        <div class="levers with-script">
            <div class="lever">
                <label for="plan-price">{words::A_KILOGRAM_CO2E_IS_WORTH}</label>
                <input
                    id="plan-price"
                    type="range"
                    class="slider"
                    min="0"
                    max=(WORTHS.len() - 1).to_string()
                    step="1"
                    prop:value=move || index().to_string()
                    aria-valuetext=said
                    on:input=move |event| {
                        if let Ok(index) = event_target_value(&event).parse::<usize>() {
                            moving.set(worth(index));
                        }
                    }
                />
                <output class="lever-value" for="plan-price">
                    {words}
                </output>
            </div>
        </div>
        <form class="form without-script" method="get" action=format!("/energy/{id}")>
            {fields_beside(query, PLAN)}
            <input type="hidden" name="mode" value=PlanMode::Balanced.as_str()/>
            <div class="field">
                <label for="plain-price">{words::A_KILOGRAM_CO2E_IS_WORTH}</label>
                <input
                    id="plain-price"
                    name="price"
                    inputmode="decimal"
                    value=moving.get_untracked().to_string()
                />
            </div>
            <button class="button" type="submit">
                {words::PLAN}
            </button>
        </form>
    }
    .into_any()
}
