//! Every address of the user interface.
//!
//! All routes are drawn completely before the first byte is sent (`SsrMode::Async`): statuses,
//! cookies and redirects are right, and a page without script is whole.

use leptos::prelude::*;
use leptos_router::SsrMode;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;

use crate::layout::{Frame, NotFoundPage};
use crate::pages::auth::{LoginPage, SetupPage};
use crate::pages::emissions::{ActivityPage, DashboardPage, EventPage};
use crate::pages::ingest::{ImportJobPage, ImportPage};
use crate::pages::settings::{
    AuditPage, FactorsPage, OrganisationPage, ProfilePage, ProfilesPage, SettingsPage, TokensPage,
    UsersPage,
};

/// The router.
#[component]
pub(crate) fn AppRoutes() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("") view=DashboardPage ssr=SsrMode::Async/>
                    <Route path=path!("/activity") view=ActivityPage ssr=SsrMode::Async/>
                    <Route path=path!("/activity/:id") view=EventPage ssr=SsrMode::Async/>
                    <Route path=path!("/import") view=ImportPage ssr=SsrMode::Async/>
                    <Route path=path!("/import/:job") view=ImportJobPage ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=SettingsPage ssr=SsrMode::Async/>
                    <Route path=path!("/settings/users") view=UsersPage ssr=SsrMode::Async/>
                    <Route path=path!("/settings/tokens") view=TokensPage ssr=SsrMode::Async/>
                    <Route path=path!("/settings/profiles") view=ProfilesPage ssr=SsrMode::Async/>
                    <Route
                        path=path!("/settings/profiles/:name")
                        view=ProfilePage
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/settings/factors") view=FactorsPage ssr=SsrMode::Async/>
                    <Route
                        path=path!("/settings/organisation")
                        view=OrganisationPage
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/settings/audit") view=AuditPage ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
    .into_any()
}
