//! The tabs of the settings and the overview behind them.

use leptos::prelude::*;
use model::auth::{Permission, Role};

use crate::components::{Tab, Tabs};
use crate::layout::{MassUnitForm, Skeleton, TopBar, use_viewer};

/// Address, word, what it is for, what it takes.
const TABS: [(&str, &str, &str, Permission); 10] = [
    (
        "/settings/users",
        "Users",
        "Who may sign in, and what they may do.",
        Permission::Administer,
    ),
    (
        "/settings/tokens",
        "API tokens",
        "Secrets for programs that post events or read figures.",
        Permission::ManageOwnTokens,
    ),
    (
        "/settings/profiles",
        "Import profiles",
        "Saved mappings from somebody's columns to our fields.",
        Permission::ReadOwn,
    ),
    (
        "/settings/factors",
        "Emission factors",
        "The published figures every kilogram rests on.",
        Permission::ReadOwn,
    ),
    (
        "/settings/organisation",
        "Organisation",
        "Name, time zone, currency, default grid, target.",
        Permission::Read,
    ),
    (
        "/settings/prices",
        "Prices",
        "What energy and freight cost, for scenarios and advice.",
        Permission::Read,
    ),
    (
        "/settings/models",
        "Models",
        "What learned from metered events, and how good it is.",
        Permission::Read,
    ),
    (
        "/settings/notifications",
        "Notifications",
        "Who is told of alerts, by webhook or e-mail.",
        Permission::Administer,
    ),
    (
        "/settings/jobs",
        "Jobs",
        "What runs by itself, when, and how it went.",
        Permission::Read,
    ),
    (
        "/settings/audit",
        "Audit log",
        "Who changed what, and when.",
        Permission::Administer,
    ),
];

/// Why a tab is closed to `role`, if it is.
fn closed(role: Option<Role>, permission: Permission) -> Option<&'static str> {
    if role.is_none_or(|role| role.may(permission)) {
        return None;
    }
    Some(match permission {
        Permission::Administer => "For administrators",
        Permission::Read
        | Permission::ReadOwn
        | Permission::Import
        | Permission::Operate
        | Permission::ManageOwnTokens => "Not open to your role",
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
        <TopBar title="Settings"/>
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
                view! { <Tabs label="Settings" tabs current/> }
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
        <TopBar title="Settings"/>
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
