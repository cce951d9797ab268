//! The import page: a new import above, the history below.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::auth::Permission;

use super::api::{load_history, load_workbench};
use super::editor::Editor;
use super::history::HistoryTable;
use crate::layout::{ProblemView, Skeleton, TopBar, problem_card, viewer_may};
use crate::wire::load;
use crate::words::ingest as words;

/// Import a file, and what was imported before.
#[component]
pub(crate) fn ImportPage() -> impl IntoView {
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor")));
    let workbench = load(|| (), |()| load_workbench());
    let history = load(move || cursor.get(), load_history);
    view! {
        <TopBar title=words::IMPORT/>
        <Suspense fallback=|| {
            view! {
                <div class="card">
                    <Skeleton/>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match workbench.await {
                    Ok(workbench) if viewer_may(Permission::Import).await => {
                        view! { <Editor workbench/> }.into_any()
                    }
                    Ok(_) => {
                        view! {
                            <div class="card">
                                <p class="note">
                                    {words::YOUR_ROLE_READS_TO_IMPORT_FILES}
                                </p>
                            </div>
                        }
                            .into_any()
                    }
                    Err(error) => problem_card(error),
                }
            })}
        </Suspense>
        <section class="card" aria-label=words::IMPORTS_SO_FAR>
            <header class="card-head">
                <h2>{words::IMPORTS_SO_FAR}</h2>
            </header>
            <Transition fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    match history.await {
                        Ok(page) => {
                            let is_later = cursor.get_untracked().is_some();
                            view! { <HistoryTable page is_later/> }.into_any()
                        }
                        Err(error) => view! { <ProblemView error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}
