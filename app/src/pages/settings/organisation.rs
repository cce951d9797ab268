//! The organisation's own choices.

use leptos::prelude::*;
use model::auth::Permission;
use model::settings::MapTiles;

use super::api::{SaveSettings, SettingsSheet, load_settings};
use super::frame::SettingsFrame;
use crate::components::{Card, Notice, SaveButton, TextField};
use crate::layout::{Skeleton, problem_card, use_viewer, viewer_may};
use crate::wire::load;
use crate::words::settings as words;

/// The form; readers see the values.
#[component]
pub(crate) fn OrganisationPage() -> impl IntoView {
    let save = ServerAction::<SaveSettings>::new();
    let kept = RwSignal::new(0_u32);
    Effect::new(move |_| {
        if matches!(save.value().get(), Some(Ok(_))) {
            kept.update(|times| *times += 1);
        }
    });
    // What was kept is drawn anew, as the bar is that shows the name; what was refused stays as it was typed.
    let settings = load(move || kept.get(), |_| load_settings());
    view! {
        <SettingsFrame current="/settings/organisation">
            <Suspense fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match settings.await {
                        Ok(sheet) => {
                            let may_change = viewer_may(Permission::Administer).await;
                            view! { <OrganisationForm sheet may_change save/> }.into_any()
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
fn OrganisationForm(
    sheet: SettingsSheet,
    may_change: bool,
    save: ServerAction<SaveSettings>,
) -> impl IntoView {
    let SettingsSheet {
        settings,
        tiles,
        market_price_days,
    } = sheet;
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
        <Card title=words::ORGANISATION class="narrow">
            {(!may_change)
                .then(|| {
                    view! {
                        <p class="note">
                            {words::ONLY_ADMINISTRATORS_CHANGE}
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
                    <Notice tone="good">{words::SAVED}</Notice>
                </Show>
                <fieldset disabled=!may_change>
                    <legend class="sr-only">{words::ORGANISATION}</legend>
                    <TextField label=words::NAME name="name" value=settings.name required=true errors/>
                    <TextField
                        label=words::TIME_ZONE
                        name="time_zone"
                        value=settings.time_zone
                        hint=words::DAYS_AND_WEEKS_ARE_COUNTED
                        required=true
                        errors
                    />
                    <TextField
                        label=words::CURRENCY
                        name="currency"
                        value=settings.currency
                        hint=words::ISO_4217_SUCH_AS_EUR
                        required=true
                        errors
                    />
                    <TextField
                        label=words::DEFAULT_GRID_REGION
                        name="default_grid_region"
                        value=settings.default_grid_region.unwrap_or_default()
                        hint=words::USED_WHEN_NEITHER_EVENT_NOR_SITE
                        errors
                    />
                    <TextField
                        label=words::TARGET_KG_CO2E_PER_HOUR
                        name="target_kg_per_hour"
                        value=target
                        hint=words::THE_EMISSION_PULSE_IS_COMPARED
                        errors
                    />
                    <TextField
                        label=words::HOTSPOT_THRESHOLDS_PERCENT_ABOVE
                        name="thresholds"
                        value=thresholds
                        hint=words::FROM_WHERE
                        errors
                    />
                    <TextField
                        label=words::DAYS_THAT_MARKET_PRICES_ARE_KEPT
                        name="market_price_days"
                        value=settings
                            .market_price_days
                            .map(|days| days.to_string())
                            .unwrap_or_default()
                        hint=words::EMPTY_AS_THE_INSTALLATION_SAYS
                        errors
                    />
                    <p class="note">{words::the_installation_keeps_prices(market_price_days)}</p>
                    {map_tiles(tiles, settings.shows_map_tiles)}
                    <SaveButton may_change is_pending=save.pending()/>
                </fieldset>
            </ActionForm>
        </Card>
    }
    .into_any()
}

/// Whether maps show tiles. Where the installation has none, what is chosen stays as it is.
fn map_tiles(tiles: Option<MapTiles>, is_chosen: bool) -> AnyView {
    match tiles {
        Some(tiles) => view! {
            <label class="check">
                <input type="checkbox" name="shows_map_tiles" value="true" checked=is_chosen/>
                <span>{words::show_the_maps_tiles_of(host(&tiles.url))}</span>
            </label>
            <p class="note">{words::BROWSERS_ASK_THE_TILES_HOST}</p>
        }
        .into_any(),
        None => view! {
            <input type="hidden" name="shows_map_tiles" value=is_chosen.to_string()/>
            <p class="note">{words::THE_MAP_HAS_THE_BUILT_IN_LAND}</p>
        }
        .into_any(),
    }
}

/// The host of an address.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}
