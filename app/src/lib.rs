//! The screens of Carbon Nexus, drawn on the server and brought to life in the browser.
//!
//! Features: `ssr` draws pages and runs server functions, `hydrate` is the browser's half; they
//! exclude each other. Decisions are in `services`, words in `model`.

#![expect(
    unreachable_pub,
    reason = "the component and server macros make public types of private functions"
)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "the component macro hands a component its props by value"
)]

#[cfg(feature = "ssr")]
mod context;

pub mod error;

pub mod live;

mod components;

mod layout;

mod pages;

mod routes;

mod wire;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};

pub use error::AppError;

/// Fetches the program once the page has been painted: it can be read before, and its style and letters come
/// sooner without it beside them. Nothing is painted in a window that is not seen.
#[cfg(feature = "ssr")]
const START: &str = r#"
const start = () => import("/pkg/carbon-nexus.js")
  .then((program) => program.default({ module_or_path: "/pkg/carbon-nexus.wasm" }).then(() => program.hydrate()));
if (document.hidden) start();
else requestAnimationFrame(() => setTimeout(start));
"#;

/// The document around [`App`]. Only the server draws it.
#[cfg(feature = "ssr")]
#[must_use]
pub fn shell(options: LeptosOptions) -> AnyView {
    use leptos_meta::MetaTags;

    let theme = context::cookie(layout::THEME_COOKIE)
        .and_then(|value| layout::Theme::parse(&value))
        .and_then(layout::Theme::attribute);
    let mass_unit = context::cookie(layout::MASS_UNIT_COOKIE)
        .and_then(|value| components::MassUnit::parse(&value))
        .unwrap_or_default();
    provide_context(mass_unit);
    let mass_unit = mass_unit.as_str();
    // What it writes would fetch the program before the page's style and letters, see `START`; that it
    // tells which pieces the page needs is kept.
    let _ = view! { <HydrationScripts options=options.clone()/> };
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme data-mass-unit=mass_unit>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content="#0b6e69"/>
                <link
                    rel="preload"
                    href="/vendor/fonts/inter-latin-wght-normal.woff2"
                    r#as="font"
                    type="font/woff2"
                    crossorigin="anonymous"
                />
                <link rel="stylesheet" href="/vendor/fonts/inter.css"/>
                <link rel="stylesheet" href="/pkg/carbon-nexus.css"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <AutoReload options/>
                <script type="module" nonce=use_nonce()>
                    {START}
                </script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
    .into_any()
}

/// Everything inside `<body>`.
#[component]
#[must_use]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| match title.as_str() {
            "" => "Carbon Nexus".to_owned(),
            title => format!("{title} · Carbon Nexus"),
        }/>
        <routes::AppRoutes/>
    }
    .into_any()
}
