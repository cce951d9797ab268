//! Levers on one side, the answer on the other, what was kept below.

use leptos::prelude::*;
use model::emissions::Change;
use model::ids::SupplierId;
use model::ingest::EventType;
use model::whatif::CHANGES_MAX;

use super::api::{About, Scope, open_scenario, preview_scenario};
use super::compare::{Draft, Kept};
use super::controls::Levers;
use super::outcome::OutcomeView;
use super::start::{Changes, Start};
use crate::components::{Notice, count, settled};
use crate::layout::{Skeleton, problem_card};
use crate::pages::emissions::category_word;
use crate::wire::load;
use crate::words::whatif as words;

/// The scenario being made up.
#[component]
pub(crate) fn WhatIfPanel(
    /// What it begins with.
    start: Start,
) -> impl IntoView {
    let about = RwSignal::new(start.about);
    let changes = RwSignal::new(start.changes);
    let draft = Draft::default();
    let settled = settled(changes);
    let scope = load(move || about.get(), open_scenario);
    let outcome = load(
        move || (about.get(), settled.get()),
        |(about, changes)| preview_scenario(about, listed(&changes)),
    );
    let address = move || {
        Start {
            about: about.get(),
            changes: changes.get(),
        }
        .href()
    };
    let is_full = move || changes.with(|changes| changes.len() > CHANGES_MAX);
    view! {
        <Transition fallback=|| view! { <Skeleton lines=8/> }>
            {move || Suspend::new(async move {
                match scope.await {
                    Ok(scope) => {
                        let kept = scope.kept.clone();
                        view! {
                            <div class="whatif">
                                <section class="inset" aria-label=words::WHAT_IS_DONE_DIFFERENTLY>
                                    {choose(&scope, about)}
                                    <Levers overview=scope.overview changes/>
                                </section>
                                <section
                                    aria-label=words::WHAT_IT_COMES_TO
                                    aria-live="polite"
                                    aria-atomic="false"
                                >
                                    <Show when=is_full>
                                        <Notice tone="warn">
                                            {words::at_most_changes_can_be_weighed(CHANGES_MAX)}
                                        </Notice>
                                    </Show>
                                    <Transition fallback=|| view! { <Skeleton lines=6/> }>
                                        {move || Suspend::new(async move {
                                            match outcome.await {
                                                Ok(outcome) => {
                                                    let events = about.get_untracked().events_address();
                                                    view! { <OutcomeView outcome events/> }.into_any()
                                                }
                                                Err(error) => {
                                                    view! { <Notice tone="critical">{error.message}</Notice> }
                                                        .into_any()
                                                }
                                            }
                                        })}
                                    </Transition>
                                    <p class="note">
                                        <a href=address>{words::ADDRESS_OF_THIS_SCENARIO}</a>
                                    </p>
                                </section>
                            </div>
                            <Kept kept about changes draft/>
                        }
                            .into_any()
                    }
                    Err(error) => problem_card(error),
                }
            })}
        </Transition>
    }
    .into_any()
}

/// The changes as the server reads them.
pub(super) fn listed(changes: &Changes) -> Vec<Change> {
    changes
        .iter()
        .map(|(lever, value)| Change {
            lever: *lever,
            value: value.clone(),
        })
        .collect()
}

/// Which events: the period is that of the page, type and supplier can be chosen.
fn choose(scope: &Scope, about: RwSignal<About>) -> AnyView {
    let types = EventType::ALL
        .iter()
        .map(|event_type| {
            let is_chosen = about.with_untracked(|about| about.event_type == Some(*event_type));
            view! {
                <option value=event_type.as_str() selected=is_chosen>
                    {category_word(*event_type)}
                </option>
            }
        })
        .collect_view();
    let suppliers = scope
        .suppliers
        .iter()
        .map(|(id, name)| {
            let is_chosen = about.with_untracked(|about| about.filter.supplier_id == Some(*id));
            view! { <option value=id.to_string() selected=is_chosen>{name.clone()}</option> }
        })
        .collect_view();
    let narrower = {
        let filter = about.get_untracked().filter;
        [
            (filter.site_id.is_some(), words::ONE_SITE),
            (filter.route_id.is_some(), words::ONE_ROUTE),
            (filter.vehicle_id.is_some(), words::ONE_VEHICLE),
        ]
        .into_iter()
        .filter_map(|(is_set, word)| is_set.then_some(word))
        .collect::<Vec<_>>()
        .join(", ")
    };
    let narrower = (!narrower.is_empty()).then(|| {
        view! {
            <p class="note">
                {words::only(narrower)}
                <button
                    type="button"
                    class="button button-quiet"
                    on:click=move |_| {
                        about
                            .update(|about| {
                                about.filter.site_id = None;
                                about.filter.route_id = None;
                                about.filter.vehicle_id = None;
                            });
                    }
                >
                    {words::ALL_OF_THEM}
                </button>
            </p>
        }
    });
    view! {
        <p class="note">
            {words::about_events(&scope.label, count(scope.overview.events))}
        </p>
        <div class="whatif-scope">
            <div class="field">
                <label for="whatif-type">{words::TYPE}</label>
                <select
                    id="whatif-type"
                    class="input"
                    on:change=move |event| {
                        let chosen = EventType::parse(&event_target_value(&event));
                        about.update(|about| about.event_type = chosen);
                    }
                >
                    <option value="">{words::ALL_TYPES}</option>
                    {types}
                </select>
            </div>
            <div class="field">
                <label for="whatif-supplier">{words::SUPPLIER}</label>
                <select
                    id="whatif-supplier"
                    class="input"
                    on:change=move |event| {
                        let chosen = event_target_value(&event).parse::<SupplierId>().ok();
                        about.update(|about| about.filter.supplier_id = chosen);
                    }
                >
                    <option value="">{words::ALL_SUPPLIERS}</option>
                    {suppliers}
                </select>
            </div>
        </div>
        {narrower}
    }
    .into_any()
}
