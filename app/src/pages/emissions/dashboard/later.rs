//! Cards of other parts of the program, fetched after the first paint.

use leptos::prelude::*;

use crate::components::Card;

/// A card of another part of the program; without script a link to its page.
#[component]
pub(super) fn Later(
    title: &'static str,
    /// Its page, and what it holds.
    page: (&'static str, &'static str),
    /// Its place in the grid.
    class: &'static str,
    /// What the card says beside its title.
    #[prop(into, optional)]
    corner: Signal<String>,
    /// What is in it, once it is there.
    children: Children,
) -> impl IntoView {
    let (href, words) = page;
    view! {
        <Card title=title class=class corner>
            {children()}
            <noscript>
                <p class="note">
                    <a href=href>{words}</a>
                </p>
            </noscript>
        </Card>
    }
    .into_any()
}

/// The shape of what is to come; without script the link alone.
pub(super) fn waiting() -> AnyView {
    view! { <div class="later-space"></div> }.into_any()
}
