//! Pages that show, link and post are drawn by the server, always: the browser gets their HTML.
//!
//! Without script their links and forms are ordinary ones. With it, links are followed and forms
//! are sent without leaving the page, and faults are shown at their fields; nothing of such a page
//! is in the browser's program. Pages that move by themselves are components instead.

#[cfg(feature = "hydrate")]
mod browser;

use leptos::html::Div;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::problem::{ProblemView, Skeleton};
use crate::pages::api::draw_page;
use crate::wire::load;

/// What the server draws for the current address.
#[component]
pub(crate) fn Drawn(
    /// Counts up when it should be drawn anew.
    #[prop(into, optional)]
    version: Signal<u32>,
    /// The address to draw; the page's own when absent.
    #[prop(optional)]
    address: Option<&'static str>,
) -> impl IntoView {
    let location = use_location();
    let own_path = location.pathname.get_untracked();
    let wanted = Memo::new(move |before: Option<&String>| {
        if let Some(address) = address {
            return address.to_owned();
        }
        let (path, search) = (location.pathname.get(), location.search.get());
        // On the way to another page the address changes before this one goes.
        if path != own_path && let Some(before) = before {
            return before.clone();
        }
        if search.is_empty() {
            path
        } else {
            format!("{path}?{search}")
        }
    });
    let again = RwSignal::new(0_u32);
    let html = load(
        move || (wanted.get(), again.get(), version.get()),
        |(address, ..)| draw_page(address),
    );
    view! {
        <Transition fallback=|| {
            view! {
                <div class="card">
                    <Skeleton lines=6/>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match html.await {
                    Ok(html) => view! { <Html html again/> }.into_any(),
                    Err(error) => {
                        view! {
                            <div class="card">
                                <ProblemView error/>
                            </div>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Html(html: String, again: RwSignal<u32>) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    #[cfg(feature = "hydrate")]
    browser::enliven(node, again);
    #[cfg(not(feature = "hydrate"))]
    let _ = again;
    view! { <div class="drawn" node_ref=node inner_html=html></div> }
}
