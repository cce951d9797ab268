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

mod piece;

#[cfg(feature = "ssr")]
mod program;

mod routes;

mod wire;

mod words;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};

pub use error::AppError;
#[cfg(feature = "ssr")]
pub use program::Program;

/// Fetches the program once the page has been painted: it can be read before, and its style and letters come
/// sooner without it beside them. Nothing is painted in a window that is not seen. Between the program's last step of
/// compilation and its first of its own, the page may answer.
#[cfg(feature = "ssr")]
const START: &str = r#"
const at = document.documentElement.dataset.program;
const start = () => import(`${at}/carbon-nexus.js`)
  .then((program) => program.default({ module_or_path: `${at}/carbon-nexus.wasm` }).then(() => setTimeout(program.hydrate)));
if (document.hidden) start();
else requestAnimationFrame(() => setTimeout(start));
"#;

/// The document around [`App`]. Only the server draws it.
#[cfg(feature = "ssr")]
#[must_use]
pub fn shell(options: LeptosOptions, program: &Program) -> AnyView {
    use leptos_meta::MetaTags;

    let theme = context::cookie(layout::THEME_COOKIE)
        .and_then(|value| layout::Theme::parse(&value))
        .and_then(layout::Theme::attribute);
    let mass_unit = context::cookie(layout::MASS_UNIT_COOKIE)
        .and_then(|value| components::MassUnit::parse(&value))
        .unwrap_or_default();
    provide_context(mass_unit);
    let mass_unit = mass_unit.as_str();
    // In place of `HydrationScripts`, which would fetch the program before the page's style and letters.
    provide_context(program.pieces.clone());
    let at = program.at.clone();
    let style = format!("{at}/carbon-nexus.css");
    view! {
        <!DOCTYPE html>
        <html lang=words::layout::LANGUAGE data-theme=theme data-mass-unit=mass_unit data-program=at>
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
                <link rel="stylesheet" href=style/>
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
            title => words::layout::window_title(title),
        }/>
        <routes::AppRoutes/>
    }
    .into_any()
}
