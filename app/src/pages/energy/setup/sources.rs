//! Where measurements are read from by themselves, how that goes, and what is done about it.

use leptos::prelude::*;
use model::auth::Permission;
use model::energy::{
    FileStatus, MeasurementSource, ReadCounts, RejectedMeasurement, SourceFile, SourceReads,
};
use model::ids::SiteId;

use super::api::{AddSource, ReadSource, RemoveSource, SourceList, load_sources};
use super::new_source::NewSourceForm;
use crate::components::{Badge, Card, Instant, Notice, ScrollTable, count};
use crate::layout::loaded;
use crate::wire::load;
use crate::words::energy_sources as words;

/// Files of a source that are listed.
const FILES: usize = 5;
/// Rejected rows that are listed.
const REJECTED: usize = 5;

/// The card; who may not change the site does not see it.
#[component]
pub(super) fn SourcesCard(site: SiteId, may_see: bool) -> impl IntoView {
    if !may_see {
        return ().into_any();
    }
    let add = ServerAction::<AddSource>::new();
    let read = ServerAction::<ReadSource>::new();
    let remove = ServerAction::<RemoveSource>::new();
    // One that is refused leaves the list, and the form with what was typed.
    let added = RwSignal::new(0_u32);
    Effect::new(move |_| {
        if matches!(add.value().get(), Some(Ok(_))) {
            added.update(|times| *times += 1);
        }
    });
    let versions = move || {
        let (read, remove) = (read.version().get(), remove.version().get());
        (added.get(), read, remove)
    };
    let list = load(versions, move |_| load_sources(site));
    let refused = move || {
        let reading = read.value().get().and_then(Result::err);
        reading.or_else(|| remove.value().get().and_then(Result::err))
    };
    view! {
        <div id="sources">
            {move || refused().map(|error| view! { <Notice tone="critical">{error.message}</Notice> })}
            {loaded(list, Permission::Administer, 4, move |list: SourceList, may_change| {
                let SourceList { sources, profiles } = list;
                let rows = sources
                    .into_iter()
                    .map(|source| row(site, source, may_change, read, remove))
                    .collect::<Vec<_>>();
                view! {
                    <Card title=words::SOURCES corner=words::EVERY_15_MINUTES.to_owned()>
                        <p class="note">{words::ABOUT_SOURCES}</p>
                        {table(rows)}
                        {may_change.then(|| view! { <NewSourceForm site profiles add/> })}
                    </Card>
                }
                .into_any()
            })}
        </div>
    }
    .into_any()
}

fn table(rows: Vec<AnyView>) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="note">{words::NO_SOURCES_YET}</p> }.into_any();
    }
    view! {
        <ScrollTable label=words::SOURCES>
            <thead>
                <tr>
                    <th scope="col">{words::SOURCE}</th>
                    <th scope="col">{words::STATE}</th>
                    <th scope="col">{words::LAST_READING}</th>
                    <th scope="col">
                        <span class="sr-only">{words::ACTIONS}</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}

fn row(
    site: SiteId,
    source: MeasurementSource,
    may_change: bool,
    read: ServerAction<ReadSource>,
    remove: ServerAction<RemoveSource>,
) -> AnyView {
    let id = source.id.to_string();
    let read_label = words::read_now(&source.name);
    let removing = may_change.then(|| removal(site, id.clone(), &source.name, remove));
    let counts = source.state.last_counts.map(counted);
    let rejected = rejected(&source.state.rejected);
    let files = files(source.files.clone());
    view! {
        <tr>
            <th scope="row">
                {source.name.clone()} <span class="note block break">{what(&source)}</span>
            </th>
            <td>{state(&source)}</td>
            <td>{counts} {rejected} {files}</td>
            <td>
                <div class="actions">
                    <ActionForm action=read>
                        <input type="hidden" name="site" value=site.to_string()/>
                        <input type="hidden" name="source" value=id/>
                        <button
                            class="button button-quiet"
                            type="submit"
                            disabled=move || read.pending().get()
                            aria-label=read_label
                        >
                            {words::READ_NOW}
                        </button>
                    </ActionForm>
                    {removing}
                </div>
            </td>
        </tr>
    }
    .into_any()
}

fn removal(site: SiteId, id: String, name: &str, remove: ServerAction<RemoveSource>) -> AnyView {
    let label = words::remove(name);
    view! {
        <details class="confirm">
            <summary class="button button-quiet">{words::REMOVE}</summary>
            <p class="note">{words::WHAT_IT_BROUGHT_STAYS}</p>
            <ActionForm action=remove>
                <input type="hidden" name="site" value=site.to_string()/>
                <input type="hidden" name="source" value=id/>
                <button class="button button-critical" type="submit" aria-label=label>
                    {words::REMOVE_CONFIRM}
                </button>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// What is read, and how.
fn what(source: &MeasurementSource) -> String {
    let place = match (&source.reads, &source.place) {
        (SourceReads::FileDrop { .. }, Some(place)) => words::files_go_to(place),
        (SourceReads::FileDrop { folder, .. }, None) => words::files_go_to(folder),
        (SourceReads::HttpPull { url, .. }, _) if source.has_secret => {
            format!("{url}{}", words::WITH_A_SECRET)
        }
        (SourceReads::HttpPull { url, .. }, _) => url.clone(),
    };
    let profile = source.reads.profile().unwrap_or(words::JSON_BATCH);
    let corrections = if source.replace {
        words::REPLACES
    } else {
        words::SHOWS_CONFLICTS
    };
    format!("{place} ({}) {corrections}", words::read_with(profile))
}

fn state(source: &MeasurementSource) -> AnyView {
    let state = source.state.clone();
    let (tone, word) = match (&state.failure, state.last_success_at) {
        (Some(_), _) => ("critical", words::FAILED),
        (None, Some(_)) => ("good", words::WORKS),
        (None, None) => ("plain", words::NOT_READ_YET),
    };
    let when = |word: &'static str, at| {
        view! {
            <span class="note block">
                {word} <Instant at/>
            </span>
        }
    };
    view! {
        <Badge tone text=word/>
        {state.failure.map(|why| view! { <span class="note block break">{why}</span> })}
        {state.last_success_at.map(|at| when(words::LAST_SUCCESS, at))}
        {state.last_failure_at.map(|at| when(words::LAST_FAILURE, at))}
        {state.not_before.map(|at| when(words::ASKED_AGAIN, at))}
    }
    .into_any()
}

fn counted(counts: ReadCounts) -> String {
    words::counts(
        count(counts.rows),
        count(counts.accepted),
        count(counts.duplicate),
        count(counts.replaced),
        count(counts.rejected),
    )
}

fn rejected(rows: &[RejectedMeasurement]) -> Option<AnyView> {
    let lines = rows.iter().take(REJECTED);
    let lines = lines
        .map(|one| view! { <li class="break">{words::row(count(one.index), &one.message)}</li> })
        .collect_view();
    (!rows.is_empty()).then(|| {
        view! {
            <details>
                <summary>{words::REJECTED}</summary>
                <ul class="note">{lines}</ul>
            </details>
        }
        .into_any()
    })
}

fn files(files: Vec<SourceFile>) -> Option<AnyView> {
    let is_any = !files.is_empty();
    let lines = files.into_iter().take(FILES);
    let lines = lines
        .map(|file| {
            let word = match file.status {
                FileStatus::Waiting => words::FILE_WAITING,
                FileStatus::Read => words::FILE_READ,
                FileStatus::Unreadable => words::FILE_UNREADABLE,
            };
            let why = file
                .fault
                .map(|fault| format!(": {fault}"))
                .unwrap_or_default();
            view! { <li class="break">{format!("{}, {word}{why}", file.name)}</li> }
        })
        .collect_view();
    is_any.then(|| {
        view! {
            <details>
                <summary>{words::FILES}</summary>
                <ul class="note">{lines}</ul>
            </details>
        }
        .into_any()
    })
}
