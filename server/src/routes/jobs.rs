//! `/api/v1/jobs`: the schedule, its runs, run now.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use model::jobs::{Job, JobRun};
use model::problem::Problem;
use services::{Error, Services};

use crate::error::ApiResult;
use crate::extract::SignedIn;
use crate::jobs::SCHEDULE;

/// The schedule with the last runs of each job.
#[utoipa::path(get, path = "/jobs", tag = "Jobs", responses((status = 200, body = Vec<Job>)))]
pub async fn list(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<Job>>> {
    let mut jobs = Vec::with_capacity(SCHEDULE.len());
    for scheduled in &SCHEDULE {
        jobs.push(Job {
            name: scheduled.name.to_owned(),
            schedule: scheduled.when.words(),
            runs: services::jobs::runs(&services, &actor, scheduled.name).await?,
        });
    }
    Ok(Json(jobs))
}

/// Runs a job now and answers when it has ended. 409 while it is running elsewhere.
#[utoipa::path(post, path = "/jobs/{name}/run", tag = "Jobs", params(("name" = String, Path)),
    responses((status = 200, body = JobRun), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn run(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(name): Path<String>,
) -> ApiResult<(StatusCode, Json<JobRun>)> {
    let scheduled = SCHEDULE
        .iter()
        .find(|scheduled| scheduled.name == name)
        .ok_or(Error::NotFound("job"))?;
    let run = scheduled.body(&services);
    let ended =
        services::jobs::run_now(&services, &actor, scheduled.name, scheduled.time_max, run).await?;
    Ok((StatusCode::OK, Json(ended)))
}
