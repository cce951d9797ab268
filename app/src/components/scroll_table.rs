//! A table that is scrolled sideways where it is wider than its place, with the pointer and with keys, and put in
//! order by its heads.

use leptos::html::Table;
use leptos::prelude::*;

use super::figures::CsvButton;

/// The table, with what it holds as its name.
#[component]
pub(crate) fn ScrollTable(
    #[prop(into)] label: String,
    #[prop(optional)] class: Option<&'static str>,
    #[prop(optional)] testid: Option<&'static str>,
    /// Its order says something, or the server gives it.
    #[prop(optional)]
    is_in_order: bool,
    /// The name of a file of it, without an ending, where it can be had as one.
    #[prop(optional)]
    csv: Option<&'static str>,
    /// Its head, body and foot.
    children: Children,
) -> impl IntoView {
    let table = NodeRef::<Table>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let Some(element) = table.get().filter(|_| !is_in_order) else {
            return;
        };
        // A table that is drawn anew is waited for anew.
        leptos::task::spawn_local_scoped_with_cancellation(async move {
            super::near::near(&element).await;
            // Without it the rows stay as they are.
            let _ = super::arranged::arrange(table).await;
        });
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = is_in_order;
    view! {
        {csv.map(|name| view! { <CsvButton table name/> })}
        <div class="table-scroll" tabindex="0" role="group" aria-label=label>
            <table class=class data-testid=testid node_ref=table>
                {children()}
            </table>
        </div>
    }
    .into_any()
}
