//! The pages that the browser fetches when they are visited: one piece of program for each kind of
//! work, so that the first page does not wait for an editor.
//!
//! The server draws all of them directly; which piece a page needs is announced in its head.

use leptos::prelude::*;
use leptos_router::LazyRoute;
use model::ingest::EventType;

use super::{
    auth, emissions, energy, forecasting, goals, ingest, monitoring, quality, recommendations,
    settings, whatif,
};
use crate::piece::{by, page, piece};

/// The pages of those who have not signed in.
#[derive(Debug, Clone, Copy)]
enum AuthPages {
    Login,
    Setup,
}

piece! {
    fn auth_pages / fetch_auth_pages(page: AuthPages) -> AnyView {
        match page {
            AuthPages::Login => view! { <auth::LoginPage/> }.into_any(),
            AuthPages::Setup => view! { <auth::SetupPage/> }.into_any(),
        }
    }
}

/// The pages of the daily work: what happened, how well it is known, what stands out, what could be done.
/// One piece, for they share much, and every piece more divides the others further.
#[derive(Debug, Clone, Copy)]
enum WorkPages {
    Activity,
    Event,
    Quality,
    SupplierQuality,
    Hotspots,
    Hotspot,
    Recommendations,
    Recommendation,
    Goals,
}

piece! {
    fn work_pages / fetch_work_pages(page: WorkPages) -> AnyView {
        match page {
            WorkPages::Activity => view! { <emissions::ActivityPage/> }.into_any(),
            WorkPages::Event => view! { <emissions::EventPage/> }.into_any(),
            WorkPages::Quality => view! { <quality::QualityPage/> }.into_any(),
            WorkPages::SupplierQuality => view! { <quality::SupplierQualityPage/> }.into_any(),
            WorkPages::Hotspots => view! { <monitoring::HotspotsPage/> }.into_any(),
            WorkPages::Hotspot => view! { <monitoring::HotspotPage/> }.into_any(),
            WorkPages::Recommendations => view! { <recommendations::RecommendationsPage/> }.into_any(),
            WorkPages::Recommendation => view! { <recommendations::RecommendationPage/> }.into_any(),
            WorkPages::Goals => view! { <goals::GoalsPage/> }.into_any(),
        }
    }
}

/// Cards of the dashboard whose program is fetched after the first paint.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LaterCard {
    Hotspots,
    Recommendations(Signal<Option<EventType>>),
    Saved(goals::Around),
}

piece! {
    pub(crate) fn later_cards / fetch_later_cards(card: LaterCard) -> AnyView {
        match card {
            LaterCard::Hotspots => view! { <monitoring::HotspotListCard/> }.into_any(),
            LaterCard::Recommendations(category) => {
                view! { <recommendations::RecommendationQueueCard category/> }.into_any()
            }
            LaterCard::Saved(around) => view! { <goals::Gauge around/> }.into_any(),
        }
    }
}

piece! {
    pub(crate) fn forecast_card / fetch_forecast_card(category: Signal<Option<EventType>>) -> AnyView {
        view! { <forecasting::ForecastCard category/> }.into_any()
    }
}

/// Scenarios, on a page of their own or over another.
#[derive(Debug, Clone)]
pub(crate) enum WhatIf {
    Page,
    Panel(whatif::Start),
}

piece! {
    pub(crate) fn whatif_pages / fetch_whatif_pages(shown: WhatIf) -> AnyView {
        match shown {
            WhatIf::Page => view! { <whatif::WhatIfPage/> }.into_any(),
            WhatIf::Panel(start) => view! { <whatif::WhatIfPanel start/> }.into_any(),
        }
    }
}

/// The pages of the imports.
#[derive(Debug, Clone, Copy)]
enum ImportPages {
    Editor,
    Job,
}

piece! {
    fn import_pages / fetch_import_pages(page: ImportPages) -> AnyView {
        match page {
            ImportPages::Editor => view! { <ingest::ImportPage/> }.into_any(),
            ImportPages::Job => view! { <ingest::ImportJobPage/> }.into_any(),
        }
    }
}

/// The pages of sites' electricity.
#[derive(Debug, Clone, Copy)]
enum EnergyPages {
    Overview,
    Site,
    Setup,
}

piece! {
    fn energy_pages / fetch_energy_pages(page: EnergyPages) -> AnyView {
        match page {
            EnergyPages::Overview => view! { <energy::EnergyPage/> }.into_any(),
            EnergyPages::Site => view! { <energy::EnergySitePage/> }.into_any(),
            EnergyPages::Setup => view! { <energy::EnergySetupPage/> }.into_any(),
        }
    }
}

/// The pages of the settings.
#[derive(Debug, Clone, Copy)]
enum SettingsPages {
    Overview,
    Users,
    Tokens,
    Profiles,
    Profile,
    Factors,
    Organisation,
    Prices,
    Models,
    Jobs,
    Audit,
    Notifications,
}

piece! {
    fn settings_pages / fetch_settings_pages(page: SettingsPages) -> AnyView {
        match page {
            SettingsPages::Overview => view! { <settings::SettingsPage/> }.into_any(),
            SettingsPages::Users => view! { <settings::UsersPage/> }.into_any(),
            SettingsPages::Tokens => view! { <settings::TokensPage/> }.into_any(),
            SettingsPages::Profiles => view! { <settings::ProfilesPage/> }.into_any(),
            SettingsPages::Profile => view! { <settings::ProfilePage/> }.into_any(),
            SettingsPages::Factors => view! { <settings::FactorsPage/> }.into_any(),
            SettingsPages::Organisation => view! { <settings::OrganisationPage/> }.into_any(),
            SettingsPages::Prices => view! { <settings::PricesPage/> }.into_any(),
            SettingsPages::Models => view! { <settings::ModelsPage/> }.into_any(),
            SettingsPages::Jobs => view! { <settings::JobsPage/> }.into_any(),
            SettingsPages::Audit => view! { <settings::AuditPage/> }.into_any(),
            SettingsPages::Notifications => view! { <settings::NotificationsPage/> }.into_any(),
        }
    }
}

/// Names the routes whose views are in one piece.
macro_rules! routes {
    ($pages:ident, $fetch:ident: $($route:ident => $page:expr),+ $(,)?) => {$(
        /// A page that is fetched when it is visited.
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct $route;

        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            async fn view(_this: Self) -> AnyView {
                page(by(|| $pages($page))).await
            }

            async fn preload() {
                // Drawing it asks again, and says so when it does not come.
                #[cfg(feature = "hydrate")]
                let _ = $fetch().await;
            }
        }
    )+};
}

routes! { auth_pages, fetch_auth_pages:
    Login => AuthPages::Login,
    Setup => AuthPages::Setup,
}

routes! { work_pages, fetch_work_pages:
    Activity => WorkPages::Activity,
    Event => WorkPages::Event,
    Quality => WorkPages::Quality,
    SupplierQuality => WorkPages::SupplierQuality,
    Hotspots => WorkPages::Hotspots,
    Hotspot => WorkPages::Hotspot,
    Recommendations => WorkPages::Recommendations,
    Recommendation => WorkPages::Recommendation,
    Goals => WorkPages::Goals,
}

routes! { whatif_pages, fetch_whatif_pages:
    Scenarios => WhatIf::Page,
}

routes! { import_pages, fetch_import_pages:
    Import => ImportPages::Editor,
    ImportJob => ImportPages::Job,
}

routes! { energy_pages, fetch_energy_pages:
    Energy => EnergyPages::Overview,
    EnergySite => EnergyPages::Site,
    EnergySetup => EnergyPages::Setup,
}

routes! { settings_pages, fetch_settings_pages:
    Settings => SettingsPages::Overview,
    Users => SettingsPages::Users,
    Tokens => SettingsPages::Tokens,
    Profiles => SettingsPages::Profiles,
    Profile => SettingsPages::Profile,
    Factors => SettingsPages::Factors,
    Organisation => SettingsPages::Organisation,
    Prices => SettingsPages::Prices,
    Models => SettingsPages::Models,
    Jobs => SettingsPages::Jobs,
    Audit => SettingsPages::Audit,
    Notifications => SettingsPages::Notifications,
}
