//! Cards, badges, notices, meters: the surfaces that things are shown on.

use leptos::prelude::*;

/// A card: a title that says what, a corner that says over which time.
#[component]
pub(crate) fn Card(
    /// What it shows.
    #[prop(into)]
    title: String,
    /// Over which time, or how many.
    #[prop(into, optional)]
    corner: Signal<String>,
    /// More classes, for its place in the grid.
    #[prop(optional)]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let name = title.clone();
    view! {
        <section class=format!("card {class}") aria-label=name>
            <header class="card-head">
                <h2>{title}</h2>
                <span class="corner">{move || corner.get()}</span>
            </header>
            {children()}
        </section>
    }
    .into_any()
}

/// A word in a coloured pill; the colour repeats the word, never replaces it.
#[component]
pub(crate) fn Badge(
    /// `good`, `info`, `warn`, `critical`, `measured`, `predicted`, `plain`.
    tone: &'static str,
    #[prop(into)] text: String,
) -> impl IntoView {
    view! { <span class=format!("badge badge-{tone}")>{text}</span> }
}

/// A sentence that stands out: advice, success, failure.
#[component]
pub(crate) fn Notice(
    /// `good`, `info`, `warn`, `critical`.
    tone: &'static str,
    children: Children,
) -> impl IntoView {
    let role = if tone == "critical" {
        "alert"
    } else {
        "status"
    };
    view! { <div class=format!("notice notice-{tone}") role=role>{children()}</div> }
}

/// A progress bar with its words.
#[component]
pub(crate) fn Meter(
    /// What is progressing.
    #[prop(into)]
    label: String,
    /// From 0 to 1; `None` while nobody knows.
    #[prop(into)]
    share: Signal<Option<f64>>,
) -> impl IntoView {
    let percent = move || {
        share
            .get()
            .map(|share| (share.clamp(0.0, 1.0) * 100.0).floor())
    };
    view! {
        <div class="meter">
            <progress
                max="100"
                value=move || percent().map(|value| format!("{value:.0}"))
                aria-label=label
            ></progress>
            <span class="meter-text">
                {move || percent().map_or_else(|| "…".to_owned(), |value| format!("{value:.0} %"))}
            </span>
        </div>
    }
    .into_any()
}
