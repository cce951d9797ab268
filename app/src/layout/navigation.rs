//! The navigation: only pages that exist.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::components::{Icon, IconName};
use crate::words::layout as words;

/// Address, word, icon.
const ENTRIES: [(&str, &str, IconName); 8] = [
    ("/", words::DASHBOARD, IconName::Dashboard),
    ("/activity", words::ACTIVITY, IconName::Activity),
    ("/hotspots", words::HOTSPOTS, IconName::Hotspot),
    ("/recommendations", words::RECOMMENDATIONS, IconName::Advice),
    ("/goals", words::GOALS, IconName::Goal),
    ("/energy", words::ENERGY, IconName::Energy),
    ("/import", words::IMPORT, IconName::Import),
    ("/settings", words::SETTINGS, IconName::Settings),
];

/// A list of links, the current one marked.
#[component]
pub(super) fn Navigation() -> impl IntoView {
    let path = use_location().pathname;
    let entries = ENTRIES
        .into_iter()
        .map(|(href, word, icon)| {
            let is_current = move || {
                let path = path.get();
                let is_below = path
                    .strip_prefix(href)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
                if href == "/" { path == "/" } else { is_below }
            };
            view! {
                <li>
                    <a
                        href=href
                        class="nav-link"
                        aria-current=move || is_current().then_some("page")
                    >
                        <Icon name=icon/>
                        <span>{word}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="nav" aria-label=words::MAIN>
            <a class="brand" href="/">
                <img src="/logo.svg" alt="" width="24" height="24"/>
                <span>{words::PRODUCT}</span>
            </a>
            <ul>{entries}</ul>
        </nav>
    }
    .into_any()
}
