//! What energy and freight cost: an organisation's own figures, each with where it comes from.

use leptos::prelude::*;
use model::auth::Permission;
use model::money::Commodity;
use model::settings::OrgSettings;

use super::api::{SavePrices, load_settings};
use super::frame::SettingsFrame;
use crate::components::{Card, Notice, SaveButton, ScrollTable};
use crate::layout::{Skeleton, problem_card, viewer_may};
use crate::wire::load;
use crate::words::settings as words;

/// The table of prices; readers see it.
#[component]
pub(crate) fn PricesPage() -> impl IntoView {
    let settings = load(|| (), |()| load_settings());
    view! {
        <SettingsFrame current="/settings/prices">
            <Suspense fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match settings.await {
                        Ok(sheet) => {
                            let may_change = viewer_may(Permission::Administer).await;
                            view! { <PricesForm settings=sheet.settings may_change/> }.into_any()
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
fn PricesForm(settings: OrgSettings, may_change: bool) -> impl IntoView {
    let save = ServerAction::<SavePrices>::new();
    let error = move || save.value().get().and_then(Result::err);
    let is_saved = Memo::new(move |_| matches!(save.value().get(), Some(Ok(_))));
    let currency = settings.currency.clone();
    let rows = Commodity::ALL
        .iter()
        .enumerate()
        .map(|(at, commodity)| row(at, *commodity, &settings))
        .collect_view();
    view! {
        <Card title=words::PRICES>
            <p class="note">
                {words::SCENARIOS_AND_RECOMMENDATIONS_SAY}
            </p>
            <ActionForm action=save attr:class="form form-wide">
                {move || {
                    error().map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
                }}
                <Show when=move || is_saved.get()>
                    <Notice tone="good">{words::SAVED}</Notice>
                </Show>
                <fieldset disabled=!may_change>
                    <legend class="sr-only">{words::PRICES}</legend>
                    <ScrollTable label=words::PRICES csv="prices">
                        <thead>
                            <tr>
                                <th scope="col">{words::WHAT}</th>
                                <th scope="col">{words::PER_COLUMN}</th>
                                <th scope="col">{currency}</th>
                                <th scope="col">{words::WHERE_THE_FIGURE_COMES_FROM}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </ScrollTable>
                    <SaveButton may_change is_pending=save.pending()/>
                </fieldset>
            </ActionForm>
        </Card>
    }
    .into_any()
}

fn row(at: usize, commodity: Commodity, settings: &OrgSettings) -> AnyView {
    let known = settings
        .prices
        .iter()
        .find(|price| price.commodity == commodity);
    let amount = known.map_or_else(String::new, |price| price.amount.to_string());
    let source = known.map_or_else(String::new, |price| price.source.clone());
    let (what, unit) = (commodity.name(), commodity.unit());
    let name = |field: &str| format!("rows[{at}][{field}]");
    view! {
        <tr>
            <th scope="row">{what}</th>
            <td>{unit}</td>
            <td>
                <input type="hidden" name=name("commodity") value=commodity.as_str()/>
                <input
                    class="input"
                    name=name("amount")
                    value=amount
                    inputmode="decimal"
                    size="9"
                    aria-label=words::price_per(what, unit)
                />
            </td>
            <td>
                <input
                    class="input"
                    name=name("source")
                    value=source
                    maxlength="300"
                    aria-label=words::source_of_the_price(what)
                />
            </td>
        </tr>
    }
    .into_any()
}
