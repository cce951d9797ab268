//! The audit log: who changed what, and when.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use model::audit::{AuditEntry, AuditQuery};
use model::page::Page;

use super::api::load_audit;
use super::frame::SettingsFrame;
use crate::components::{Card, Icon, IconName, Instant, Query, QueryForm, ScrollTable, TextField};
use crate::layout::{EmptyState, Skeleton, problem_card};
use crate::wire::load;
use crate::words::settings_access as words;

/// Rows of one page.
const PAGE_ROWS: u32 = 50;

/// The list, newest first.
#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(read));
    let entries = load(move || asked.get(), load_audit);
    view! {
        <SettingsFrame current="/settings/audit">
            <Transition fallback=|| view! { <Skeleton lines=10/> }>
                {move || Suspend::new(async move {
                    match entries.await {
                        Ok(page) => {
                            view! { <AuditTable page asked=asked.get_untracked()/> }.into_any()
                        }
                        Err(error) => problem_card(error),
                    }
                })}
            </Transition>
        </SettingsFrame>
    }
    .into_any()
}

fn read(query: &ParamsMap) -> AuditQuery {
    let word = |name: &str| query.get(name).filter(|text| !text.trim().is_empty());
    AuditQuery {
        action: word("action"),
        actor: word("actor"),
        limit: Some(PAGE_ROWS),
        cursor: word("cursor"),
    }
}

fn address(asked: &AuditQuery, cursor: Option<String>) -> String {
    Query::default()
        .with("action", asked.action.clone())
        .with("actor", asked.actor.clone())
        .with("cursor", cursor)
        .at("/settings/audit")
}

#[component]
fn AuditTable(page: Page<AuditEntry>, asked: AuditQuery) -> impl IntoView {
    let first = asked.cursor.is_some().then(|| address(&asked, None));
    let next = page.next_cursor.map(|cursor| address(&asked, Some(cursor)));
    let export = Query::default()
        .with("action", asked.action.clone())
        .with("actor", asked.actor.clone())
        .at("/api/v1/audit.csv");
    let is_empty = page.items.is_empty();
    let rows = page.items.into_iter().map(row).collect_view();
    view! {
        <Card title=words::AUDIT_LOG>
            <QueryForm action="/settings/audit">
                <div class="filters" role="search" aria-label=words::AUDIT_LOG>
                    <TextField
                        label=words::ACTION
                        name="action"
                        kind="search"
                        value=asked.action.unwrap_or_default()
                    />
                    <TextField
                        label=words::WHO
                        name="actor"
                        kind="search"
                        value=asked.actor.unwrap_or_default()
                    />
                    <div class="filter-actions">
                        <button class="button" type="submit">
                            {words::FILTER}
                        </button>
                        <a
                            class="button button-quiet"
                            href=export
                            rel="external"
                            download="audit.csv"
                        >
                            <Icon name=IconName::Download/>
                            {words::EXPORT_CSV}
                        </a>
                    </div>
                </div>
            </QueryForm>
            {if is_empty {
                view! {
                    <EmptyState
                        title=words::NO_ENTRIES
                        reason=words::EVERY_CHANGE_IS_WRITTEN_HERE_NONE
                    />
                }
                    .into_any()
            } else {
                view! {
                    <ScrollTable label=words::AUDIT_LOG is_in_order=true>
                        <thead>
                            <tr>
                                <th scope="col">{words::WHEN}</th>
                                <th scope="col">{words::WHO}</th>
                                <th scope="col">{words::ACTION}</th>
                                <th scope="col">{words::WHAT}</th>
                                <th scope="col">{words::PARTICULARS}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </ScrollTable>
                }
                    .into_any()
            }}
            <nav class="pager" aria-label=words::PAGES_OF_THE_AUDIT_LOG>
                {first.map(|href| view! { <a class="button button-quiet" href=href>{words::NEWEST_ENTRIES}</a> })}
                {next.map(|href| view! { <a class="button button-quiet" href=href rel="next">{words::OLDER_ENTRIES}</a> })}
            </nav>
        </Card>
    }
    .into_any()
}

fn row(entry: AuditEntry) -> AnyView {
    let particulars = entry.metadata.to_string();
    view! {
        <tr>
            <td class="nowrap">
                <Instant at=entry.at/>
            </td>
            <td>{entry.actor}</td>
            <td>
                <code>{entry.action}</code>
            </td>
            <td class="break">{entry.subject}</td>
            <td>
                <details>
                    <summary>{words::SHOW}</summary>
                    <pre class="raw">{particulars}</pre>
                </details>
            </td>
        </tr>
    }
    .into_any()
}
