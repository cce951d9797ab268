//! A button that opens a panel. Native `<details>`: it works without script; with it, Escape and
//! a click elsewhere close it.

use leptos::ev;
use leptos::html::Details;
use leptos::prelude::*;

/// A summary and the panel below it.
#[component]
pub(crate) fn Menu(
    /// What it opens, for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
    /// What the button shows.
    #[prop(into)]
    summary: ViewFn,
    /// More classes of the panel.
    #[prop(optional)]
    panel_class: &'static str,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<Details>::new();
    close_when_left(node);
    view! {
        <details class="menu" node_ref=node>
            <summary class="pill" aria-label=move || label.get()>
                {summary.run()}
            </summary>
            <div class=format!("menu-panel {panel_class}")>{children()}</div>
        </details>
    }
    .into_any()
}

/// Closes the panel on Escape, on a click elsewhere and after a link in it was followed.
#[cfg(feature = "hydrate")]
fn close_when_left(node: NodeRef<Details>) {
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlElement, Node};

    let close = move |has_focus: bool| {
        if let Some(details) = node.get_untracked() {
            if has_focus && details.has_attribute("open") {
                // Back to where the panel was opened from.
                if let Ok(Some(summary)) = details.query_selector("summary")
                    && let Some(summary) = summary.dyn_ref::<HtmlElement>()
                {
                    let _ = summary.focus();
                }
            }
            let _ = details.remove_attribute("open");
        }
    };
    let on_key = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            close(true);
        }
    });
    let on_click = window_event_listener(ev::click, move |event| {
        let Some(target) = event.target().and_then(|t| t.dyn_into::<Node>().ok()) else {
            return;
        };
        let Some(details) = node.get_untracked() else {
            return;
        };
        let is_inside = details.contains(Some(&target));
        let is_link = target
            .dyn_ref::<Element>()
            .and_then(|element| element.closest("a").ok().flatten())
            .is_some();
        if !is_inside || is_link {
            close(false);
        }
    });
    on_cleanup(move || {
        on_key.remove();
        on_click.remove();
    });
}

#[cfg(not(feature = "hydrate"))]
fn close_when_left(_node: NodeRef<Details>) {
    let _ = ev::click;
}
