//! A site's set-up: how it is measured, what it pays, what it has, and its measurements and prices out of files.

mod api;

mod fields;

mod form;

mod import;

mod lines;

mod loads;

mod mapping;

mod new_source;

mod offers;

mod prices;

mod profiles;

#[cfg(feature = "ssr")]
mod read;

mod rejected;

mod sources;

mod typed;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::auth::Permission;
use model::energy::EnergySetup;
use model::ids::SiteId;

use self::form::SetupCard;
use self::import::ImportCard;
use self::prices::PricesCard;
use self::sources::SourcesCard;
pub(crate) use self::typed::SetupForm;
use super::api::load_setup;
use super::place::PlaceCard;
use crate::layout::{NotFoundPage, TopBar, loaded};
use crate::wire::load;
use crate::words::energy_setup as words;

/// The page of a site's set-up.
#[component]
pub(crate) fn EnergySetupPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("site")?.parse::<SiteId>().ok()));
    move || match id.get() {
        Some(id) => view! { <Known id/> }.into_any(),
        None => view! { <NotFoundPage/> }.into_any(),
    }
}

#[component]
fn Known(id: SiteId) -> impl IntoView {
    let saved = RwSignal::new(0_u32);
    let moved = RwSignal::new(0_u32);
    let setup = load(
        move || (id, saved.get(), moved.get()),
        |(id, _, _)| load_setup(id),
    );
    let is_saved = Memo::new(move |_| saved.get() > 0);
    view! {
        <TopBar title=words::ENERGY/>
        {loaded(setup, Permission::Operate, 10, move |setup, may_change| {
            let EnergySetup { site, settings, .. } = &setup;
            let currency = setup.currency.clone();
            let (site, site_id, name) = (site.clone(), site.id, site.name.clone());
            let zone = settings.as_ref().map(|settings| settings.time_zone.clone());
            let here = zone
                .is_some()
                .then(|| view! { <a href=format!("/energy/{site_id}")>{name.clone()}</a> });
            view! {
                <p class="crumbs">
                    <a href="/energy">{words::ALL_SITES}</a>
                    " "
                    {here}
                </p>
                <SetupCard setup may_change saved is_saved/>
                <PlaceCard site may_change saved=moved/>
                {zone
                    .map(|zone| {
                        view! {
                            <ImportCard id=site_id zone=zone.clone() may_change/>
                            <PricesCard site=site_id zone currency may_change/>
                            <SourcesCard site=site_id may_see=may_change/>
                        }
                    })}
            }
            .into_any()
        })}
    }
    .into_any()
}
