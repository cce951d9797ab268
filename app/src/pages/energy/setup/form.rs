//! The card of the set-up.

use leptos::prelude::*;
use model::energy::EnergySetup;

use super::super::api::SaveSetup;
use super::fields::{array, battery, events, lists, measuring, tariff};
use super::typed::SetupForm;
use crate::components::{Card, Notice, SaveButton};
use crate::words::energy_setup as words;

/// The form, filled with what is set. It works without script.
#[component]
pub(super) fn SetupCard(
    setup: EnergySetup,
    may_change: bool,
    /// Counts up when it was kept.
    saved: RwSignal<u32>,
    is_saved: Memo<bool>,
) -> impl IntoView {
    let save = ServerAction::<SaveSetup>::new();
    Effect::new(move |_| {
        if matches!(save.value().get(), Some(Ok(_))) {
            saved.update(|times| *times += 1);
        }
    });
    let errors = Signal::derive(move || save.value().get().and_then(Result::err));
    let form = SetupForm::of(&setup);
    let has_place = setup.site.lat.is_some() && setup.site.lon.is_some();
    let is_new = setup.settings.is_none();
    view! {
        <Card title=setup.site.name corner=words::SET_UP.to_owned()>
            {is_new
                .then(|| {
                    view! {
                        <p class="note">
                            {words::ONLY_INTERVAL_AND_TIME_ZONE_MUST}
                        </p>
                    }
                })}
            {(!may_change)
                .then(|| {
                    view! { <p class="note">{words::OPERATORS_CHANGE_THESE_THEY}</p> }
                })}
            <ActionForm action=save attr:class="form form-wide">
                <fieldset disabled=!may_change>
                    <legend class="sr-only">{words::SET_UP_LEGEND}</legend>
                    <input type="hidden" name="site" value=setup.site.id.to_string()/>
                    {measuring(&form, errors)}
                    {events(&form, errors)}
                    {tariff(&form, errors)}
                    {lists(&form, errors)}
                    {battery(&form, errors)}
                    {array(&form, has_place, errors)}
                    {move || {
                        errors
                            .get()
                            .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
                    }}
                    <Show when=move || is_saved.get() && errors.with(Option::is_none)>
                        <Notice tone="good">{words::SAVED}</Notice>
                    </Show>
                    <SaveButton may_change is_pending=save.pending()/>
                </fieldset>
            </ActionForm>
        </Card>
    }
    .into_any()
}
