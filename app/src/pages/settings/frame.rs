//! The tabs of the settings and the overview behind them.

use leptos::prelude::*;
use model::auth::{Permission, Role};

use crate::components::{Tab, Tabs};
use crate::layout::{MassUnitForm, Skeleton, TopBar, use_viewer};
use crate::words::settings as words;

/// Address, word, what it is for, what it takes.
const TABS: [(&str, &str, &str, Permission); 10] = [
    (
        "/settings/users",
        words::USERS,
        words::WHO_MAY_SIGN,
        Permission::Administer,
    ),
    (
        "/settings/tokens",
        words::API_TOKENS,
        words::SECRETS_FOR_PROGRAMS_THAT_POST,
        Permission::ManageOwnTokens,
    ),
    (
        "/settings/profiles",
        words::IMPORT_PROFILES,
        words::SAVED_MAPPINGS_FROM_SOMEBODYS,
        Permission::ReadOwn,
    ),
    (
        "/settings/factors",
        words::EMISSION_FACTORS,
        words::THE_PUBLISHED_FIGURES_EVERY_KILOGRAM,
        Permission::ReadOwn,
    ),
    (
        "/settings/organisation",
        words::ORGANISATION,
        words::NAME_TIME_ZONE_CURRENCY_DEFAULT_GRID,
        Permission::Read,
    ),
    (
        "/settings/prices",
        words::PRICES,
        words::WHAT_ENERGY_AND_FREIGHT_COST,
        Permission::Read,
    ),
    (
        "/settings/models",
        words::MODELS,
        words::WHAT_LEARNED_FROM_METERED_EVENTS,
        Permission::Read,
    ),
    (
        "/settings/notifications",
        words::NOTIFICATIONS,
        words::WHO_IS_TOLD_OF_ALERTS,
        Permission::Administer,
    ),
    (
        "/settings/jobs",
        words::JOBS,
        words::WHAT_RUNS_BY_ITSELF_WHEN,
        Permission::Read,
    ),
    (
        "/settings/audit",
        words::AUDIT_LOG,
        words::WHO_CHANGED_WHAT_AND_WHEN,
        Permission::Administer,
    ),
];

/// Why a tab is closed to `role`, if it is.
fn closed(role: Option<Role>, permission: Permission) -> Option<&'static str> {
    if role.is_none_or(|role| role.may(permission)) {
        return None;
    }
    Some(match permission {
        Permission::Administer => words::FOR_ADMINISTRATORS,
        Permission::Read
        | Permission::ReadOwn
        | Permission::Import
        | Permission::Operate
        | Permission::ManageOwnTokens => words::NOT_OPEN_TO_YOUR_ROLE,
    })
}

/// The bar, the tabs, and a tab's content.
#[component]
pub(super) fn SettingsFrame(
    /// The current tab's address.
    current: &'static str,
    children: Children,
) -> impl IntoView {
    let viewer = use_viewer();
    view! {
        <TopBar title=words::SETTINGS/>
        <Suspense>
            {move || Suspend::new(async move {
                let role = viewer.load().await.ok().map(|viewer| viewer.user.role);
                let tabs = TABS
                    .into_iter()
                    .map(|(href, label, _, permission)| Tab {
                        href,
                        label,
                        closed: closed(role, permission),
                    })
                    .collect();
                view! { <Tabs label=words::SETTINGS tabs current/> }
            })}
        </Suspense>
        {children()}
    }
    .into_any()
}

/// The overview.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let viewer = use_viewer();
    view! {
        <TopBar title=words::SETTINGS/>
        <Suspense fallback=|| view! { <Skeleton/> }>
            {move || Suspend::new(async move {
                let role = viewer.load().await.ok().map(|viewer| viewer.user.role);
                let cards = TABS
                    .into_iter()
                    .map(|(href, label, about, permission)| {
                        let reason = closed(role, permission);
                        view! {
                            <li>
                                <a class="card settings-card" href=href>
                                    <strong>{label}</strong>
                                    <span>{about}</span>
                                    <span class="note">{reason}</span>
                                </a>
                            </li>
                        }
                    })
                    .collect_view();
                view! { <ul class="settings-grid">{cards}</ul> }
            })}
        </Suspense>
        <MassUnitForm/>
    }
    .into_any()
}
