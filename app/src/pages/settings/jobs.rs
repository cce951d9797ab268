//! What runs by itself: when next, how the last run went, run now.

use leptos::prelude::*;
use model::auth::Permission;
use model::jobs::{Job, JobRun};

use super::api::{RunJob, load_jobs};
use super::frame::SettingsFrame;
use crate::components::{Badge, Card, Instant, Notice, ScrollTable, decimal};
use crate::layout::{Skeleton, problem_card, viewer_may};
use crate::wire::load;
use crate::words::settings_running as words;

/// The schedule with its last runs.
#[component]
pub(crate) fn JobsPage() -> impl IntoView {
    let run = ServerAction::<RunJob>::new();
    let jobs = load(move || run.version().get(), |_| load_jobs());
    let refused = move || run.value().get().and_then(Result::err);
    view! {
        <SettingsFrame current="/settings/jobs">
            {move || refused().map(|error| view! { <Notice tone="critical">{error.message}</Notice> })}
            <Transition fallback=|| view! { <Skeleton/> }>
                {move || Suspend::new(async move {
                    let may_run = viewer_may(Permission::Administer).await;
                    match jobs.await {
                        Ok(jobs) => table(jobs, may_run, run),
                        Err(error) => problem_card(error),
                    }
                })}
            </Transition>
        </SettingsFrame>
    }
    .into_any()
}

fn table(jobs: Vec<Job>, may_run: bool, run: ServerAction<RunJob>) -> AnyView {
    let rows = jobs
        .into_iter()
        .map(|job| row(job, may_run, run))
        .collect_view();
    view! {
        <Card title=words::JOBS>
            <ScrollTable label=words::JOBS csv="jobs">
                <thead>
                    <tr>
                        <th scope="col">{words::JOB}</th>
                        <th scope="col">{words::WHEN}</th>
                        <th scope="col">{words::NEXT}</th>
                        <th scope="col">{words::LAST_RUN}</th>
                        <th scope="col">{words::TOOK}</th>
                        <th scope="col">{words::HOW_IT_WENT}</th>
                        <th scope="col">
                            <span class="sr-only">{words::RUN_NOW}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </ScrollTable>
        </Card>
    }
    .into_any()
}

fn row(job: Job, may_run: bool, run: ServerAction<RunJob>) -> AnyView {
    let last = job.runs.first();
    let began = last.map(|last| view! { <Instant at=last.started_at/> });
    let took = last.map(duration);
    let outcome = last.map(|last| {
        let tone = match last.status.as_str() {
            "done" => "good",
            "running" => "info",
            "failed" | "timed_out" => "critical",
            _ => "plain",
        };
        let message = last.message.clone();
        view! {
            <Badge tone text=last.status.replace('_', " ")/>
            " "
            <span class="note">{message}</span>
        }
    });
    let next = job.next_at.map(|at| view! { <Instant at/> });
    let word = job.name.replace('_', " ");
    let name = words::run_now(&word);
    let now = may_run.then(|| {
        view! {
            <ActionForm action=run>
                <input type="hidden" name="name" value=job.name.clone()/>
                <button
                    class="button button-quiet"
                    type="submit"
                    disabled=move || run.pending().get()
                    aria-label=name
                >
                    {words::RUN_NOW}
                </button>
            </ActionForm>
        }
    });
    view! {
        <tr>
            <th scope="row">{word}</th>
            <td class="schedule">{job.schedule}</td>
            <td class="nowrap">{next}</td>
            <td class="nowrap">{began}</td>
            <td class="num">{took}</td>
            <td>{outcome}</td>
            <td>{now}</td>
        </tr>
    }
    .into_any()
}

/// How long a run took.
fn duration(run: &JobRun) -> String {
    let Some(finished_at) = run.finished_at else {
        return "…".to_owned();
    };
    let seconds = (finished_at - run.started_at).num_milliseconds() as f64 / 1_000.0;
    let decimals = if seconds < 10.0 { 1 } else { 0 };
    format!("{}\u{a0}s", decimal(seconds, decimals))
}
