//! One site: what was measured and what comes, what its battery is to do, and when to run what can wait.

mod accuracy;

mod address;

mod advice;

mod draw;

mod followed;

mod outlook;

mod plan;

mod planned;

mod quality;

mod rollup;

mod shift;

mod sizes;

mod timeline;

mod tried;

pub(super) mod tries;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use model::auth::Permission;
use model::energy::EnergyPlan;
use model::ids::SiteId;

use self::accuracy::AccuracyCard;
use self::advice::AdviceCard;
use self::followed::FollowedCard;
use self::outlook::OutlookCard;
use self::plan::PlanCard;
use self::quality::QualityCard;
use self::rollup::RollupCard;
use self::shift::ShiftCard;
use self::sizes::SizesCard;
use super::api::load_outlook;
use super::told::told;
use crate::layout::{NotFoundPage, TopBar, loaded};
use crate::wire::load;
use crate::words::energy_site as words;

/// The plan that is shown, which the drawing of the site shows too.
type ShownPlan = RwSignal<Option<Arc<EnergyPlan>>>;

/// The page of one site.
#[component]
pub(crate) fn EnergySitePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("site")?.parse::<SiteId>().ok()));
    move || match id.get() {
        Some(id) => view! { <Known id/> }.into_any(),
        None => view! { <NotFoundPage/> }.into_any(),
    }
}

#[component]
fn Known(id: SiteId) -> impl IntoView {
    let outlook = load(move || id, load_outlook);
    let shown = ShownPlan::new(None);
    let told = told(Some(id));
    let query = use_query_map();
    view! {
        <TopBar title=words::ENERGY/>
        <p class="crumbs">
            <a href="/energy">{words::ALL_SITES}</a>
        </p>
        {loaded(outlook, Permission::Operate, 10, move |outlook, may_change| {
            let has_battery = outlook.state.settings.battery.is_some();
            let currency = outlook
                .state
                .settings
                .tariff
                .as_ref()
                .map(|tariff| tariff.currency.as_str().to_owned());
            let kept = outlook.state.settings.kept_plan();
            let step_minutes = outlook.state.settings.step_minutes();
            let expected = outlook.expected.clone();
            let is_measured = outlook.state.measurements > 0;
            let is_expected = !expected.is_empty();
            view! {
                <OutlookCard outlook shown may_change told/>
                {is_expected
                    .then(|| {
                        view! {
                            <PlanCard
                                id
                                has_battery
                                currency=currency.clone()
                                kept
                                may_change
                                shown
                                query
                                told
                            />
                            <ShiftCard
                                id
                                expected
                                step_minutes
                                currency=currency.clone()
                                query
                            />
                        }
                    })}
                {has_battery.then(|| view! { <FollowedCard id told/> })}
                {is_measured.then(|| view! { <SizesCard id currency query/> })}
                <RollupCard id query told/>
                <QualityCard id may_change told/>
                <AccuracyCard id told/>
                <AdviceCard id may_change/>
            }
            .into_any()
        })}
    }
    .into_any()
}
