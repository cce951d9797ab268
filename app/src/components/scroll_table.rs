//! A table that is scrolled sideways where it is wider than its place, with the pointer and with keys.

use leptos::prelude::*;

/// The table, with what it holds as its name.
#[component]
pub(crate) fn ScrollTable(
    #[prop(into)] label: String,
    #[prop(optional)] class: Option<&'static str>,
    #[prop(optional)] testid: Option<&'static str>,
    /// Its head, body and foot.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=label>
            <table class=class data-testid=testid>
                {children()}
            </table>
        </div>
    }
    .into_any()
}
