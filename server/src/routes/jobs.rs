//! `/api/v1/jobs`: the schedule, its runs, run now.

use axum::Json;
use axum::extract::{Path, State};
use model::jobs::{Job, JobRun};
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::SignedIn;

/// The schedule with the last runs of each job.
#[utoipa::path(get, path = "/jobs", tag = "Jobs", responses((status = 200, body = Vec<Job>)))]
pub async fn list(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<Job>>> {
    Ok(Json(services::jobs::jobs(&services, &actor).await?))
}

/// Runs a job now and answers when it has ended. 409 while it is running elsewhere.
#[utoipa::path(post, path = "/jobs/{name}/run", tag = "Jobs", params(("name" = String, Path)),
    responses((status = 200, body = JobRun), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn run(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(name): Path<String>,
) -> ApiResult<Json<JobRun>> {
    Ok(Json(
        services::jobs::run_now(&services, &actor, &name).await?,
    ))
}
