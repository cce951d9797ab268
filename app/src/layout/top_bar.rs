//! The bar over a page: its title, what the page puts there, live status, organisation, user.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use model::auth::Viewer;

use super::frame::use_viewer;
use super::keyboard::GoButton;
use super::theme::ThemeToggle;
use crate::components::{Icon, IconName, Menu};
use crate::live::{Live, LiveStatus};
use crate::pages::auth::api::Logout;
use crate::pages::monitoring::AlertBell;
use crate::words::layout as words;

/// Title and tools of a page.
#[component]
pub(crate) fn TopBar(
    /// What the page is.
    #[prop(into)]
    title: String,
    /// What belongs to this page alone, such as the date range.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let viewer = use_viewer();
    view! {
        <Title text=title.clone()/>
        <header class="top-bar">
            <h1>{title}</h1>
            <div class="top-tools">
                <LivePill/>
                <NewVersion/>
                {children.map(|children| children())}
                <GoButton/>
                <AlertBell/>
                <Suspense>
                    {move || Suspend::new(async move {
                        viewer.load().await.ok().map(|viewer| view! { <UserMenu viewer/> })
                    })}
                </Suspense>
            </div>
        </header>
    }
    .into_any()
}

/// Whether the figures move by themselves.
#[component]
fn LivePill() -> impl IntoView {
    let status = Live::get().status;
    let word = move || match status.get() {
        LiveStatus::Connecting => words::CONNECTING,
        LiveStatus::Live => words::LIVE,
        LiveStatus::Reconnecting => words::RECONNECTING,
        LiveStatus::Offline => words::OFFLINE,
    };
    let explanation = move || match status.get() {
        LiveStatus::Connecting => words::FIGURES_ARE_AS_OF_LOADING,
        LiveStatus::Live => words::FIGURES_MOVE_AS_EVENTS_COME_IN,
        LiveStatus::Reconnecting => words::THE_CONNECTION_WAS_LOST_TRYING_AGAIN,
        LiveStatus::Offline => words::NO_CONNECTION_FIGURES,
    };
    view! {
        <span class="pill live-pill" data-status=word role="status" title=explanation>
            <span class="live-dot" aria-hidden="true"></span>
            {word}
        </span>
    }
    .into_any()
}

/// That the server was updated: what this page still has to fetch it may not get.
#[component]
fn NewVersion() -> impl IntoView {
    let is_replaced = Live::get().is_replaced;
    view! {
        <span class="new-version" role="status">
            <Show when=move || is_replaced.get()>
                <a
                    class="pill"
                    href=""
                    rel="external"
                    title=words::THE_SERVER_WAS_UPDATED_SINCE
                >
                    {words::NEW_VERSION_RELOAD}
                </a>
            </Show>
        </span>
    }
    .into_any()
}

/// Organisation, name, role, colours, sign out.
#[component]
fn UserMenu(viewer: Viewer) -> impl IntoView {
    let Viewer { user, organisation } = viewer;
    let initials: String = user
        .name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .collect();
    let label = words::account_of(&user.name, &organisation.name);
    view! {
        {organisation
            .is_demo
            .then(|| view! { <span class="pill demo-pill">{words::DEMO_DATA}</span> })}
        <Menu
            label=label
            summary=move || {
                view! {
                    <span class="org-name">{organisation.name.clone()}</span>
                    <span class="avatar" aria-hidden="true" data-initials=initials.clone()></span>
                }
                    .into_any()
            }
        >
            <div class="user-facts">
                <strong>{user.name.clone()}</strong>
                <span>{user.email.clone()}</span>
                <span>{words::role(user.role.as_str())}</span>
            </div>
            <ThemeToggle/>
            <form method="post" action=Logout::url()>
                <button class="menu-item" type="submit">
                    <Icon name=IconName::SignOut/>
                    {words::SIGN_OUT}
                </button>
            </form>
        </Menu>
    }
    .into_any()
}
