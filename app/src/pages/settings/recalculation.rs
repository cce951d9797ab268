//! All events calculated anew: where the calculations stand, and the button that begins the next.

use std::time::Duration;

use leptos::prelude::*;
use model::auth::Permission;
use model::emissions::Recalculation;

use super::api::{Recalculate, load_recalculation};
use crate::components::{Card, Meter, Notice, count};
use crate::layout::{Skeleton, viewer_may};
use crate::wire::load;
use crate::words::settings_running as words;

/// When a running calculation is looked at again.
const LOOK_AFTER: Duration = Duration::from_secs(2);

/// For administrators; empty for everybody else.
#[component]
pub(crate) fn RecalculationCard() -> impl IntoView {
    view! {
        <Suspense fallback=|| view! { <Skeleton lines=2/> }>
            {move || Suspend::new(async move {
                viewer_may(Permission::Administer).await.then(|| view! { <Calculations/> })
            })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Calculations() -> impl IntoView {
    let begin = ServerAction::<Recalculate>::new();
    let looks = RwSignal::new(0_u32);
    let state = load(
        move || (begin.version().get(), looks.get()),
        |_| load_recalculation(),
    );
    let refused = move || begin.value().get().and_then(Result::err);
    view! {
        <Card title=words::CALCULATION>
            {move || refused().map(|error| view! { <Notice tone="critical">{error.message}</Notice> })}
            <Transition fallback=|| view! { <Skeleton lines=2/> }>
                {move || Suspend::new(async move {
                    match state.await {
                        Ok(state) => view! { <Standing state begin looks/> }.into_any(),
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

#[component]
fn Standing(
    state: Recalculation,
    begin: ServerAction<Recalculate>,
    looks: RwSignal<u32>,
) -> impl IntoView {
    let is_running = state.next.is_some();
    if is_running {
        look_again(looks);
    }
    let shown = words::calculation_is_shown_events_of_them(
        state.active,
        count(state.events),
        count(state.no_factor_events),
    );
    let next = state.next.map(|number| {
        let share = (state.events > 0).then(|| state.done as f64 / state.events as f64);
        let so_far = words::calculation_is_being_made_of_events(
            number,
            count(state.done),
            count(state.events),
        );
        view! {
            <p role="status">{so_far}</p>
            <Meter label=words::CALCULATED_ANEW share=Signal::stored(share)/>
        }
    });
    view! {
        <div class="form form-wide">
            <p data-testid="calculation">{shown}</p>
            {next}
            <p class="note">
                {words::A_NEW_CALCULATION_TAKES_THE_FACTORS}
            </p>
            <ActionForm action=begin>
                <button
                    class="button"
                    type="submit"
                    disabled=move || is_running || begin.pending().get()
                >
                    {words::CALCULATE_ALL_EVENTS_ANEW}
                </button>
            </ActionForm>
        </div>
    }
    .into_any()
}

/// Asks again in a while, in the browser.
fn look_again(looks: RwSignal<u32>) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let again = set_timeout_with_handle(move || looks.update(|count| *count += 1), LOOK_AFTER);
        timer.set_value(again.ok());
    });
    on_cleanup(move || {
        if let Some(timer) = timer.try_get_value().flatten() {
            timer.clear();
        }
    });
}
