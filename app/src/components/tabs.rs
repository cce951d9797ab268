//! Tabs that are pages of their own: plain links, the current one marked.

use crate::words::components as words;
use leptos::prelude::*;

/// One tab.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tab {
    /// Where it leads.
    pub(crate) href: &'static str,
    /// Its word.
    pub(crate) label: &'static str,
    /// Why it is closed to the viewer, if it is.
    pub(crate) closed: Option<&'static str>,
}

/// A row of tabs.
#[component]
pub(crate) fn Tabs(
    /// What they divide.
    label: &'static str,
    tabs: Vec<Tab>,
    /// `href` of the current one.
    current: &'static str,
) -> impl IntoView {
    let items = tabs
        .into_iter()
        .map(|tab| {
            let is_current = tab.href == current;
            let mark = tab
                .closed
                .map(|_| view! { <span class="tab-lock">{words::ADMIN}</span> });
            view! {
                <li>
                    <a
                        class="tab"
                        href=tab.href
                        title=tab.closed
                        aria-current=is_current.then_some("page")
                    >
                        {tab.label}
                        {mark}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=label>
            <ul>{items}</ul>
        </nav>
    }
    .into_any()
}
