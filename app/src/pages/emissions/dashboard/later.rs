//! Cards of other parts of the program, fetched after the first paint.

use leptos::prelude::*;

use super::super::super::lazy::{LaterCard, later_cards};
use crate::components::Card;
use crate::layout::after_paint;

/// A card of another part of the program; without script a link to its page.
#[component]
pub(super) fn Later(
    title: &'static str,
    /// Its page, and what it holds.
    page: (&'static str, &'static str),
    card: LaterCard,
    /// Its place in the grid.
    class: &'static str,
    /// What the card says beside its title.
    #[prop(into, optional)]
    corner: Signal<String>,
) -> impl IntoView {
    let (href, words) = page;
    view! {
        <Card title=title class=class corner>
            {after_paint(waiting, move || later_cards(card))}
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
fn waiting() -> AnyView {
    view! { <div class="later-space"></div> }.into_any()
}
