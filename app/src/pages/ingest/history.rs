//! The imports so far; those under way move live.

use leptos::prelude::*;
use model::ingest::IngestJob;
use model::page::Page;

use super::words::{progress, status_words};
use crate::components::{Badge, Instant, Query, ScrollTable, bytes, count, mass, percent};
use crate::layout::EmptyState;
use crate::live::Live;
use crate::words::ingest as words;

/// A page of imports.
#[component]
pub(super) fn HistoryTable(
    page: Page<IngestJob>,
    /// Whether newer imports are on a page before.
    is_later: bool,
) -> impl IntoView {
    if page.items.is_empty() && !is_later {
        return view! {
            <EmptyState
                title=words::EVERY_IMPORT_WILL_BE_HERE
                reason=words::NOTHING_HAS_BEEN_IMPORTED_YET_CHOOSE
            />
        }
        .into_any();
    }
    let next = page
        .next_cursor
        .map(|cursor| Query::default().with("cursor", Some(cursor)).at("/import"));
    let rows = page
        .items
        .into_iter()
        .map(|job| view! { <HistoryRow job/> })
        .collect_view();
    view! {
        <ScrollTable label=words::IMPORTS_SO_FAR csv="imports">
            <thead>
                <tr>
                    <th scope="col">{words::FILE}</th>
                    <th scope="col">{words::STATUS}</th>
                    <th scope="col" class="num">{words::ROWS}</th>
                    <th scope="col" class="num">{words::ACCEPTED}</th>
                    <th scope="col" class="num">{words::DUPLICATE}</th>
                    <th scope="col" class="num">{words::REJECTED}</th>
                    <th scope="col" class="num">{words::SKIPPED}</th>
                    <th scope="col" class="num">{words::CO2E}</th>
                    <th scope="col">{words::BY_WHEN}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
        <nav class="pager" aria-label=words::PAGES_OF_IMPORTS>
            {is_later
                .then(|| view! { <a class="button button-quiet" href="/import">{words::NEWEST_IMPORTS}</a> })}
            {next
                .map(|href| view! { <a class="button button-quiet" href=href rel="next">{words::OLDER_IMPORTS}</a> })}
        </nav>
    }
    .into_any()
}

#[component]
fn HistoryRow(job: IngestJob) -> impl IntoView {
    let live = Live::get();
    let id = job.id;
    let (created_at, created_by) = (job.created_at, job.created_by.clone());
    let (file_name, profile_name, size) = (
        job.file_name.clone(),
        job.profile_name.clone(),
        job.bytes_total,
    );
    // The newest of what the page came with and what the channel says.
    let now = Memo::new(move |_| live.job(id).unwrap_or_else(|| job.clone()));
    let rows = move |rows: fn(&IngestJob) -> u64| move || now.with(|job| count(rows(job)));
    view! {
        <tr>
            <td>
                <a class="row-link" href=format!("/import/{id}")>
                    {file_name}
                </a>
                <span class="note block">{words::size_and_profile(bytes(size), profile_name)}</span>
            </td>
            <td class="nowrap">{move || now.with(status_cell)}</td>
            <td class="num">{rows(|job| job.rows_read)}</td>
            <td class="num">{rows(|job| job.rows_accepted)}</td>
            <td class="num">{rows(|job| job.rows_duplicate)}</td>
            <td class="num">{rows(|job| job.rows_rejected)}</td>
            <td class="num">{rows(|job| job.rows_skipped)}</td>
            <td class="num">{move || now.with(|job| mass(job.co2e_kg).to_string())}</td>
            <td>
                {created_by} <span class="note block">
                    <Instant at=created_at/>
                </span>
            </td>
        </tr>
    }
    .into_any()
}

fn status_cell(job: &IngestJob) -> AnyView {
    let (word, tone) = status_words(job.status);
    let share = if job.status.is_final() {
        None
    } else {
        progress(job).map(|share| percent((share * 100.0).floor()))
    };
    view! {
        <Badge tone text=word/>
        <span class="note">" " {share}</span>
    }
    .into_any()
}
