//! When there is nothing to show: error, empty, loading, and pages that do not exist.
//!
//! Each says what happened, what is still right, and what to do next.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_location;
use model::problem::ErrorKind;

use crate::components::{Icon, IconName};
use crate::error::AppError;
use crate::words::layout as words;

/// Heading and advice for a category of failure.
fn words(kind: ErrorKind) -> (&'static str, &'static str) {
    match kind {
        ErrorKind::Invalid => (
            words::THIS_CANNOT_BE_SHOWN,
            words::CORRECT_THE_FILTER_OR_THE_ADDRESS,
        ),
        ErrorKind::Unauthenticated => (words::SIGN_IN_HEADING, words::YOUR_SESSION_HAS_ENDED),
        ErrorKind::Forbidden => (words::NOT_OPEN_TO_YOUR_ROLE, words::AN_ADMINISTRATOR),
        ErrorKind::NotFound => (words::NOTHING_IS_HERE, words::IT_MAY_HAVE_BEEN_TAKEN_BACK),
        ErrorKind::Conflict => (
            words::THIS_CONTRADICTS_WHAT_IS_STORED,
            words::RELOAD_THE_PAGE_TO_SEE,
        ),
        ErrorKind::TooLarge => (words::TOO_LARGE, words::SPLIT_IT_OR_USE_THE_COMMAND),
        ErrorKind::TooManyRequests => (
            words::TOO_MANY_ATTEMPTS,
            words::WAIT_A_MOMENT_THEN_TRY_AGAIN,
        ),
        ErrorKind::Unavailable => (words::NO_ANSWER, words::YOUR_DATA_IS_SAFE_RELOAD),
        ErrorKind::Internal => (
            words::INTERNAL_HEADING,
            words::DATA_IS_SAFE_TELL_ADMINISTRATOR,
        ),
    }
}

/// An error in the place of a page's content, as a card of its own.
pub(crate) fn problem_card(error: AppError) -> AnyView {
    view! {
        <div class="card">
            <ProblemView error/>
        </div>
    }
    .into_any()
}

/// An error where content would have been. Somebody who is not signed in is sent to sign in.
#[component]
pub(crate) fn ProblemView(error: AppError) -> impl IntoView {
    if error.kind == ErrorKind::Unauthenticated {
        let location = use_location();
        let here = format!(
            "{}{}",
            location.pathname.get_untracked(),
            match location.search.get_untracked() {
                search if search.is_empty() => String::new(),
                search => format!("?{search}"),
            }
        );
        let target = if here == "/" {
            "/login".to_owned()
        } else {
            format!("/login?next={}", crate::components::encode(&here))
        };
        return view! { <GoTo path=target/> }.into_any();
    }
    let (heading, advice) = words(error.kind);
    let faults = error
        .errors
        .into_iter()
        .map(|fault| view! { <li>{fault.message}</li> })
        .collect_view();
    view! {
        <div class="state state-error" role="alert">
            <Icon name=IconName::Warning/>
            <h2>{heading}</h2>
            <p>{error.message}</p>
            <ul class="plain">{faults}</ul>
            <p class="note">{advice}</p>
        </div>
    }
    .into_any()
}

/// Sends the reader elsewhere: by status when the page is drawn, by the router afterwards.
#[component]
pub(crate) fn GoTo(#[prop(into)] path: String) -> impl IntoView {
    let elsewhere = view! { <Redirect path/> };
    // Whatever the request says it accepts: a page that leads elsewhere is no page.
    #[cfg(feature = "ssr")]
    crate::context::set_found();
    elsewhere
}

/// Nothing here yet: what will be here, why it is empty, what fills it.
#[component]
pub(crate) fn EmptyState(
    /// What will be here.
    #[prop(into)]
    title: String,
    /// Why it is empty.
    #[prop(into)]
    reason: String,
    /// The one button or link that fills it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state">
            <Icon name=IconName::Empty/>
            <h2>{title}</h2>
            <p>{reason}</p>
            {children.map(|children| view! { <div class="state-action">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// The shape of what is being loaded.
#[component]
pub(crate) fn Skeleton(
    /// How many lines.
    #[prop(default = 4)]
    lines: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status" aria-label=words::LOADING>
            {(0..lines).map(|_| view! { <span></span> }).collect_view()}
        </div>
    }
    .into_any()
}

/// An address nobody lives at, answered with 404.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::context::set_status(ErrorKind::NotFound);
    view! {
        <Title text=words::PAGE_NOT_FOUND/>
        <main class="lone">
            <div class="card lone-card">
                <div class="state">
                    <Icon name=IconName::Empty/>
                    <h1>{words::PAGE_NOT_FOUND}</h1>
                    <p>{words::THERE_IS_NO_PAGE}</p>
                    <div class="state-action">
                        <a class="button" href="/">{words::GO_TO_THE_DASHBOARD}</a>
                    </div>
                </div>
            </div>
        </main>
    }
    .into_any()
}
