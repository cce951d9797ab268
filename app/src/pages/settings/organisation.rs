//! The organisation's own choices.

use leptos::prelude::*;
use model::auth::Permission;
use model::settings::OrgSettings;

use super::api::{SaveSettings, load_settings};
use super::frame::SettingsFrame;
use crate::components::{Card, Notice, SaveButton, TextField};
use crate::layout::{Skeleton, problem_card, use_viewer, viewer_may};
use crate::wire::load;

/// The form; readers see the values.
#[component]
pub(crate) fn OrganisationPage() -> impl IntoView {
    let settings = load(|| (), |()| load_settings());
    view! {
        <SettingsFrame current="/settings/organisation">
            <Suspense fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match settings.await {
                        Ok(settings) => {
                            let may_change = viewer_may(Permission::Administer).await;
                            view! { <OrganisationForm settings may_change/> }.into_any()
                        }
                        Err(error) => problem_card(error),
                    }
                })}
            </Suspense>
        </SettingsFrame>
    }
    .into_any()
}

#[component]
fn OrganisationForm(settings: OrgSettings, may_change: bool) -> impl IntoView {
    let save = ServerAction::<SaveSettings>::new();
    let errors = Signal::derive(move || save.value().get().and_then(Result::err));
    let is_saved = Memo::new(move |_| matches!(save.value().get(), Some(Ok(_))));
    let viewer = use_viewer();
    Effect::new(move |_| {
        // The bar shows the organisation's name.
        if is_saved.get() {
            viewer.refetch();
        }
    });
    let thresholds = settings.thresholds.map_or_else(String::new, |limits| {
        let percents = [limits.info, limits.warn, limits.critical]
            .map(|limit| ((limit * 1e8).round() / 1e6).to_string());
        percents.join(", ")
    });
    let target = settings
        .target_kg_per_hour
        .map(|target| target.to_string())
        .unwrap_or_default();
    view! {
        <Card title="Organisation" class="narrow">
            {(!may_change)
                .then(|| {
                    view! {
                        <p class="note">
                            "Only administrators change these; they are shown for reference."
                        </p>
                    }
                })}
            <ActionForm action=save attr:class="form">
                {move || {
                    errors
                        .get()
                        .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
                }}
                <Show when=move || is_saved.get()>
                    <Notice tone="good">"Saved."</Notice>
                </Show>
                <fieldset disabled=!may_change>
                    <legend class="sr-only">"Organisation"</legend>
                    <TextField label="Name" name="name" value=settings.name required=true errors/>
                    <TextField
                        label="Time zone"
                        name="time_zone"
                        value=settings.time_zone
                        hint="Days and weeks are counted in it; changing it rebuilds the daily figures."
                        required=true
                        errors
                    />
                    <TextField
                        label="Currency"
                        name="currency"
                        value=settings.currency
                        hint="ISO 4217, such as EUR."
                        required=true
                        errors
                    />
                    <TextField
                        label="Default grid region"
                        name="default_grid_region"
                        value=settings.default_grid_region.unwrap_or_default()
                        hint="Used when neither event nor site names one, such as DEU; empty: such events get no factor."
                        errors
                    />
                    <TextField
                        label="Target, kg CO₂e per hour"
                        name="target_kg_per_hour"
                        value=target
                        hint="The emission pulse is compared with it; empty: no target."
                        errors
                    />
                    <TextField
                        label="Hotspot thresholds, % above the baseline"
                        name="thresholds"
                        value=thresholds
                        hint="From where on it is an info, a warning, critical: 80, 100, 150; empty: the installation's."
                        errors
                    />
                    <SaveButton may_change is_pending=save.pending()/>
                </fieldset>
            </ActionForm>
        </Card>
    }
    .into_any()
}
