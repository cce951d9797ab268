//! One import: its progress, what became of its rows, and taking it back.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::auth::Permission;
use model::ids::JobId;
use model::ingest::{IngestJob, JobStatus, RejectedRow};
use model::page::Page;
use model::problem::ErrorKind;

use super::api::{CancelJob, JobReport, RevertJob, load_job};
use super::words::{can_cancel, can_revert, progress, status_words};
use crate::components::{
    Badge, Card, ConfirmButton, Icon, IconName, Instant, Meter, Notice, ScrollTable, bytes, count,
    mass,
};
use crate::error::AppError;
use crate::layout::{Skeleton, TopBar, problem_card, viewer_may};
use crate::live::Live;
use crate::wire::load;
use crate::words::ingest as words;

/// How often an import under way is asked for, should the live channel be silent, in milliseconds.
#[cfg(feature = "hydrate")]
const POLL_MS: u32 = 2_000;

/// The page of one import.
#[component]
pub(crate) fn ImportJobPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("job")).unwrap_or_default());
    let report = load(
        move || id.get(),
        |id| async move {
            match id.parse::<JobId>() {
                Ok(id) => load_job(id).await,
                Err(_) => Err(not_an_import()),
            }
        },
    );
    view! {
        <TopBar title=words::IMPORT/>
        <p class="crumbs">
            <a href="/import">{words::ALL_IMPORTS}</a>
        </p>
        <Transition fallback=|| {
            view! {
                <div class="card">
                    <Skeleton lines=6/>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match report.await {
                    Ok(report) => {
                        let may_change = viewer_may(Permission::Import).await;
                        view! { <JobView report may_change/> }.into_any()
                    }
                    Err(error) => problem_card(error),
                }
            })}
        </Transition>
    }
    .into_any()
}

fn not_an_import() -> AppError {
    #[cfg(feature = "ssr")]
    crate::context::set_status(ErrorKind::NotFound);
    AppError::new(ErrorKind::NotFound, words::THIS_IS_NO_IMPORTS_ADDRESS)
}

#[component]
fn JobView(report: JobReport, may_change: bool) -> impl IntoView {
    let id = report.job.id;
    let job = RwSignal::new(report.job);
    let rejected = RwSignal::new(report.rejected);
    follow(id, job, rejected);
    let failure = RwSignal::new(None::<AppError>);
    view! {
        <div class="grid">
            <StatusCard job/>
            {move || {
                failure
                    .get()
                    .map(|error| {
                        view! {
                            <div class="span-12">
                                <Notice tone="critical">{error.message}</Notice>
                            </div>
                        }
                    })
            }}
            <CountsCard job/>
            {may_change.then(|| view! { <ActionsCard id job failure/> })}
            <RemarksCard job/>
            <RejectedCard id job rejected/>
        </div>
    }
    .into_any()
}

/// Keeps the import up to date: by the live channel, by asking now and then while it is silent.
#[cfg(feature = "hydrate")]
fn follow(id: JobId, job: RwSignal<IngestJob>, rejected: RwSignal<Page<RejectedRow>>) {
    use futures::future::abortable;
    use gloo_timers::future::TimeoutFuture;
    use leptos::task::spawn_local;

    let live = Live::get();
    Effect::new(move |_| {
        if let Some(news) = live.job(id) {
            job.set(news);
        }
    });
    // The refused rows belong to the end of the import; they are fetched when it is there.
    let is_final = Memo::new(move |_| job.with(|job| job.status.is_final()));
    Effect::new(move |before: Option<bool>| {
        let now = is_final.get();
        if now && before == Some(false) {
            spawn_local(async move {
                if let Ok(report) = load_job(id).await {
                    let _ = job.try_set(report.job);
                    let _ = rejected.try_set(report.rejected);
                }
            });
        }
        now
    });
    let (poll, handle) = abortable(async move {
        loop {
            TimeoutFuture::new(POLL_MS).await;
            let seen = job.with_untracked(|job| (job.status.is_final(), job.bytes_done));
            if seen.0 {
                continue;
            }
            if let Ok(report) = load_job(id).await {
                // A frame may have overtaken the answer.
                let is_newer = job.with_untracked(|job| {
                    !job.status.is_final() && report.job.bytes_done >= job.bytes_done
                });
                if is_newer {
                    job.set(report.job);
                }
            }
        }
    });
    spawn_local(async move {
        // It ends by being aborted.
        let _ = poll.await;
    });
    on_cleanup(move || handle.abort());
}

#[cfg(not(feature = "hydrate"))]
fn follow(_id: JobId, _job: RwSignal<IngestJob>, _rejected: RwSignal<Page<RejectedRow>>) {
    let _ = Live::get();
}

/// File, profile, who and when, and how far it is.
#[component]
fn StatusCard(job: RwSignal<IngestJob>) -> impl IntoView {
    let first = job.get_untracked();
    let status = move || {
        let (word, tone) = status_words(job.with(|job| job.status));
        view! { <Badge tone text=word/> }
    };
    view! {
        <Card title=words::FILE class="span-12">
            <p class="lead" data-testid="job-status">
                {first.file_name.clone()} " " {status}
            </p>
            <p class="note">
                {bytes(first.bytes_total)} {words::PROFILE_BEFORE} <strong>{first.profile_name.clone()}</strong>
                {words::by(first.created_by.clone())} <Instant at=first.created_at/>
            </p>
            <Meter
                label=words::PROGRESS_OF_THE_IMPORT
                share=Signal::derive(move || job.with(progress))
            />
            {move || {
                job.with(|job| job.message.clone()).map(|message| view! { <p>{message}</p> })
            }}
        </Card>
    }
    .into_any()
}

/// Rows read = accepted + duplicate + rejected + skipped, and the kilograms.
#[component]
fn CountsCard(job: RwSignal<IngestJob>) -> impl IntoView {
    let rows = move |rows: fn(&IngestJob) -> u64| move || job.with(|job| count(rows(job)));
    let total = move || job.with(|job| mass(job.co2e_kg));
    let events = job.with_untracked(|job| format!("/activity?job={}", job.id));
    view! {
        <Card title=words::WHAT_BECAME_OF_IT class="span-8">
            <p class="figure" data-testid="job-total">
                <strong>{move || total().figure}</strong>
                <span class="unit">{move || format!("{} CO₂e", total().unit)}</span>
            </p>
            <dl class="counts">
                <div>
                    <dt>{words::ROWS_READ}</dt>
                    <dd data-testid="rows-read">{rows(|job| job.rows_read)}</dd>
                </div>
                <div>
                    <dt>{words::SUM_ACCEPTED}</dt>
                    <dd data-testid="rows-accepted">{rows(|job| job.rows_accepted)}</dd>
                </div>
                <div>
                    <dt>{words::SUM_DUPLICATE}</dt>
                    <dd data-testid="rows-duplicate">{rows(|job| job.rows_duplicate)}</dd>
                </div>
                <div>
                    <dt>{words::SUM_REJECTED}</dt>
                    <dd data-testid="rows-rejected">{rows(|job| job.rows_rejected)}</dd>
                </div>
                <div>
                    <dt>{words::SUM_SKIPPED}</dt>
                    <dd data-testid="rows-skipped">{rows(|job| job.rows_skipped)}</dd>
                </div>
            </dl>
            {move || {
                let without = job.with(|job| job.rows_no_factor);
                (without > 0)
                    .then(|| {
                        view! {
                            <p class="note">
                                {words::accepted_rows_have_no_factor_yet(count(without))}
                            </p>
                        }
                    })
            }}
            <p class="card-foot">
                <a href=events>{words::SEE_ITS_EVENTS}</a>
            </p>
        </Card>
    }
    .into_any()
}

/// Stop it, take it back.
#[component]
fn ActionsCard(
    id: JobId,
    job: RwSignal<IngestJob>,
    failure: RwSignal<Option<AppError>>,
) -> impl IntoView {
    let cancel = ServerAction::<CancelJob>::new();
    let revert = ServerAction::<RevertJob>::new();
    let take = move |answer: Option<Result<IngestJob, AppError>>| match answer {
        Some(Ok(changed)) => {
            failure.set(None);
            job.set(changed);
        }
        Some(Err(error)) => failure.set(Some(error)),
        None => {}
    };
    Effect::new(move |_| take(cancel.value().get()));
    Effect::new(move |_| take(revert.value().get()));
    let on_cancel = Callback::new(move |()| {
        cancel.dispatch(CancelJob { id });
    });
    let on_revert = Callback::new(move |()| {
        revert.dispatch(RevertJob { id });
    });
    let may_cancel = Memo::new(move |_| job.with(can_cancel));
    let may_revert = Memo::new(move |_| job.with(can_revert));
    let state = move || {
        job.with(|job| match job.status {
            JobStatus::Reverting => words::ITS_EVENTS_ARE_LEAVING_FIGURES,
            JobStatus::Reverted => words::NONE_OF_ITS_EVENTS_COUNT_ANY,
            JobStatus::Queued | JobStatus::Running => words::YOU_MAY_LEAVE_THIS_PAGE,
            JobStatus::Done | JobStatus::Failed | JobStatus::Cancelled => {
                words::A_WRONG_MAPPING_IS_NO_HARM
            }
        })
    };
    view! {
        <Card title=words::CHANGE_IT class="span-4">
            <p class="note">{state}</p>
            <div class="actions">
                <Show when=move || may_cancel.get()>
                    <ConfirmButton
                        label=words::STOP_THE_IMPORT
                        question=words::STOP_THIS_IMPORT
                        consequence=words::ROWS_ALREADY_ACCEPTED_STAY_THEY_CAN
                        confirm=words::STOP_IT
                        on_confirm=on_cancel
                    />
                </Show>
                <Show when=move || may_revert.get()>
                    <ConfirmButton
                        label=words::TAKE_THIS_IMPORT_BACK
                        question=words::TAKE_BACK_QUESTION
                        consequence=words::ALL_EVENTS_IT_BROUGHT
                        confirm=words::TAKE_IT_BACK
                        on_confirm=on_revert
                    />
                </Show>
            </div>
        </Card>
    }
    .into_any()
}

/// Warnings, and why rows were skipped.
#[component]
fn RemarksCard(job: RwSignal<IngestJob>) -> impl IntoView {
    let warnings = move || {
        job.with(|job| {
            job.warnings
                .iter()
                .map(|warning| {
                    view! {
                        <li>
                            {warning.message.clone()}
                            <span class="note">
                                {words::rows_first_in_row(count(warning.rows), warning.first_row)}
                            </span>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    let skips = move || {
        job.with(|job| {
            job.skips
                .iter()
                .map(|skip| {
                    view! {
                        <li>
                            {skip.reason.clone()}
                            <span class="note">{words::rows(count(skip.rows))}</span>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    let has_warnings = Memo::new(move |_| job.with(|job| !job.warnings.is_empty()));
    let has_skips = Memo::new(move |_| job.with(|job| !job.skips.is_empty()));
    view! {
        <Show when=move || has_warnings.get()>
            <Card title=words::WARNINGS class="span-6">
                <ul class="bullets">{warnings}</ul>
            </Card>
        </Show>
        <Show when=move || has_skips.get()>
            <Card title=words::SKIPPED_BY_THE_PROFILES_RULES class="span-6">
                <ul class="bullets">{skips}</ul>
            </Card>
        </Show>
    }
    .into_any()
}

/// The first refused rows and the file with all of them.
#[component]
fn RejectedCard(
    id: JobId,
    job: RwSignal<IngestJob>,
    rejected: RwSignal<Page<RejectedRow>>,
) -> impl IntoView {
    let any = Memo::new(move |_| job.with(|job| job.rows_rejected > 0));
    let rows = move || {
        rejected.with(|page| {
            page.items
                .iter()
                .map(|row| {
                    view! {
                        <tr>
                            <td class="num">{row.row_number}</td>
                            <th scope="row">{row.column.clone()}</th>
                            <td>
                                <code>{row.value.clone()}</code>
                            </td>
                            <td>{row.reason.clone()}</td>
                        </tr>
                    }
                })
                .collect_view()
        })
    };
    let has_more = move || rejected.with(|page| page.next_cursor.is_some());
    view! {
        <Show when=move || any.get()>
            <Card title=words::REJECTED_ROWS class="span-12">
                <p>
                    <a
                        class="button button-quiet"
                        href=format!("/api/v1/ingest/jobs/{id}/errors.csv")
                        rel="external"
                        download="rejected-rows.csv"
                    >
                        <Icon name=IconName::Download/>
                        {words::ALL_REJECTED_ROWS_CSV}
                    </a>
                </p>
                <ScrollTable label=words::REJECTED_ROWS>
                    <thead>
                        <tr>
                            <th scope="col" class="num">{words::ROW}</th>
                            <th scope="col">{words::COLUMN}</th>
                            <th scope="col">{words::VALUE}</th>
                            <th scope="col">{words::WHY}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </ScrollTable>
                <Show when=has_more>
                    <p class="note">{words::THESE_ARE_THE_FIRST_THE_FILE}</p>
                </Show>
            </Card>
        </Show>
    }
    .into_any()
}
