//! Every address of the user interface.
//!
//! All routes are drawn completely before the first byte is sent (`SsrMode::Async`): statuses,
//! cookies and redirects are right, and a page without script is whole. The first pages come with
//! the browser's program, the others are fetched when they are visited.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, SsrMode, path};

use crate::layout::{Frame, NotFoundPage};
use crate::pages::emissions::DashboardPage;
use crate::pages::lazy::{
    Activity, Audit, Energy, EnergySetup, EnergySite, Event, Factors, Goals, Hotspot, Hotspots,
    Import, ImportJob, Jobs, Login, Models, Notifications, Organisation, Prices, Profile, Profiles,
    Quality, Recommendation, Recommendations, Scenarios, Settings, Setup, SupplierQuality, Tokens,
    Users,
};

/// The router.
#[component]
pub(crate) fn AppRoutes() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/login") view={Lazy::<Login>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/setup") view={Lazy::<Setup>::new()} ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=DashboardPage ssr=SsrMode::Async/>
                    <Route path=path!("/activity") view={Lazy::<Activity>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/activity/:id") view={Lazy::<Event>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/data-quality") view={Lazy::<Quality>::new()} ssr=SsrMode::Async/>
                    <Route
                        path=path!("/data-quality/:supplier")
                        view={Lazy::<SupplierQuality>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/hotspots") view={Lazy::<Hotspots>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/hotspots/:id") view={Lazy::<Hotspot>::new()} ssr=SsrMode::Async/>
                    <Route
                        path=path!("/recommendations")
                        view={Lazy::<Recommendations>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/recommendations/:id")
                        view={Lazy::<Recommendation>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/what-if") view={Lazy::<Scenarios>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/goals") view={Lazy::<Goals>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/energy") view={Lazy::<Energy>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/energy/:site") view={Lazy::<EnergySite>::new()} ssr=SsrMode::Async/>
                    <Route
                        path=path!("/energy/:site/setup")
                        view={Lazy::<EnergySetup>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/import") view={Lazy::<Import>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/import/:job") view={Lazy::<ImportJob>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view={Lazy::<Settings>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/users") view={Lazy::<Users>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/tokens") view={Lazy::<Tokens>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/profiles") view={Lazy::<Profiles>::new()} ssr=SsrMode::Async/>
                    <Route
                        path=path!("/settings/profiles/:name")
                        view={Lazy::<Profile>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/settings/factors") view={Lazy::<Factors>::new()} ssr=SsrMode::Async/>
                    <Route
                        path=path!("/settings/organisation")
                        view={Lazy::<Organisation>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/settings/notifications")
                        view={Lazy::<Notifications>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/settings/prices") view={Lazy::<Prices>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/models") view={Lazy::<Models>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/jobs") view={Lazy::<Jobs>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/audit") view={Lazy::<Audit>::new()} ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
    .into_any()
}
