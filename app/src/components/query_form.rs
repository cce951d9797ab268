//! A form whose fields become the query of an address.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// Without script the browser goes to the address, with it the router does.
#[component]
pub(crate) fn QueryForm(
    /// The address without a query.
    #[prop(into)]
    action: String,
    children: Children,
) -> impl IntoView {
    let navigate = use_navigate();
    let address = action.clone();
    let on_submit = move |event: SubmitEvent| {
        if let Some(query) = query_of(&event) {
            event.prevent_default();
            navigate(&format!("{address}?{query}"), Default::default());
        }
    };
    view! {
        <form method="get" action=action on:submit=on_submit>
            {children()}
        </form>
    }
    .into_any()
}

/// The fields as they stand; `None` leaves the form to the browser.
#[cfg(feature = "hydrate")]
fn query_of(event: &SubmitEvent) -> Option<String> {
    use wasm_bindgen::JsCast;
    use web_sys::{FormData, HtmlFormElement, UrlSearchParams};

    let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
    let fields = FormData::new_with_form(&form).ok()?;
    let query = UrlSearchParams::new_with_str_sequence_sequence(&fields).ok()?;
    Some(query.to_string().into())
}

/// The server submits nothing.
#[cfg(not(feature = "hydrate"))]
fn query_of(_event: &SubmitEvent) -> Option<String> {
    None
}
