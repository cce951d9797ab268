//! `/api/v1/energy`: how files of measurements are read, and where measurements are read from by themselves.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use model::energy::{CsvAnswer, CsvQuery, MeasurementProfile, MeasurementSource, NewSource};
use model::ids::{SiteId, SourceId};
use model::problem::Problem;
use serde::Deserialize;
use services::Services;

use crate::error::ApiResult;
use crate::extract::{Id, Json as Body, Query, SignedIn};

/// What a file is besides its profile.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByProfile {
    #[serde(default)]
    replace: bool,
}

/// How files of measurements are read, by name: shipped mappings first, then the organisation's own.
#[utoipa::path(get, path = "/energy/profiles", tag = "Energy",
    responses((status = 200, body = Vec<MeasurementProfile>)))]
pub async fn profiles(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<MeasurementProfile>>> {
    Ok(Json(services::energy::profiles(&services, &actor).await?))
}

/// Keeps a mapping under a name, in the place of what was kept there.
#[utoipa::path(put, path = "/energy/profiles/{name}", tag = "Energy", params(("name" = String, Path)),
    request_body = CsvQuery,
    responses((status = 200, body = MeasurementProfile), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn put_profile(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(name): Path<String>,
    Body(mapping): Body<CsvQuery>,
) -> ApiResult<Json<MeasurementProfile>> {
    Ok(Json(
        services::energy::put_profile(&services, &actor, &name, mapping).await?,
    ))
}

/// Removes a mapping. Sources that read with it fail from then on, and say so.
#[utoipa::path(delete, path = "/energy/profiles/{name}", tag = "Energy", params(("name" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn delete_profile(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(name): Path<String>,
) -> ApiResult<StatusCode> {
    services::energy::delete_profile(&services, &actor, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A file of measurements, read as the profile of that name says.
#[utoipa::path(post, path = "/energy/sites/{id}/measurements/csv/{profile}", tag = "Energy",
    params(("id" = String, Path), ("profile" = String, Path), ("replace" = Option<bool>, Query)),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = CsvAnswer), (status = 404, body = Problem),
        (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn add_csv_by_profile(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path((site, profile)): Path<(String, String)>,
    Query(query): Query<ByProfile>,
    file: Bytes,
) -> ApiResult<Json<CsvAnswer>> {
    let site: SiteId = id(&site, "site")?;
    // The whole use case lives in this future: too large for the stack of every caller.
    let work = Box::pin(services::energy::add_csv_by_profile(
        &services,
        &actor,
        site,
        &profile,
        query.replace,
        file,
    ));
    Ok(Json(work.await?))
}

/// Where measurements of a site are read from every 15 minutes, and how the last readings ended.
#[utoipa::path(get, path = "/energy/sites/{id}/sources", tag = "Energy", params(("id" = String, Path)),
    responses((status = 200, body = Vec<MeasurementSource>), (status = 404, body = Problem)))]
pub async fn sources(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(site): Id<SiteId>,
) -> ApiResult<Json<Vec<MeasurementSource>>> {
    Ok(Json(
        services::energy::sources(&services, &actor, site).await?,
    ))
}

/// Another one: a folder of the server that files are put into, or an address that is asked. A site may have five.
#[utoipa::path(post, path = "/energy/sites/{id}/sources", tag = "Energy", params(("id" = String, Path)),
    request_body = NewSource,
    responses((status = 201, body = MeasurementSource), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_source(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Id(site): Id<SiteId>,
    Body(new): Body<NewSource>,
) -> ApiResult<(StatusCode, Json<MeasurementSource>)> {
    let added = services::energy::add_source(&services, &actor, site, new).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Puts what is read, and how, in the place of what was. Without a secret the one that is kept stays, as long as the host does.
#[utoipa::path(put, path = "/energy/sites/{id}/sources/{source}", tag = "Energy",
    params(("id" = String, Path), ("source" = String, Path)), request_body = NewSource,
    responses((status = 200, body = MeasurementSource), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change_source(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(ids): Path<(String, String)>,
    Body(new): Body<NewSource>,
) -> ApiResult<Json<MeasurementSource>> {
    let (site, source) = both(&ids)?;
    let work = services::energy::change_source(&services, &actor, site, source, new);
    Ok(Json(work.await?))
}

/// Removes one. What it brought stays.
#[utoipa::path(delete, path = "/energy/sites/{id}/sources/{source}", tag = "Energy",
    params(("id" = String, Path), ("source" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn remove_source(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(ids): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    let (site, source) = both(&ids)?;
    services::energy::remove_source(&services, &actor, site, source).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads one now. A reading that fails is an answer too: its state says why. One that takes longer than 20 s goes on.
#[utoipa::path(post, path = "/energy/sites/{id}/sources/{source}/run", tag = "Energy",
    params(("id" = String, Path), ("source" = String, Path)),
    responses((status = 200, body = MeasurementSource), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn run_source(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    Path(ids): Path<(String, String)>,
) -> ApiResult<Json<MeasurementSource>> {
    let (site, source) = both(&ids)?;
    let work = services::energy::read_source_now(&services, &actor, site, source);
    Ok(Json(work.await?))
}

fn both((site, source): &(String, String)) -> services::Result<(SiteId, SourceId)> {
    Ok((id(site, "site")?, id(source, "source")?))
}

/// An id that cannot be one is simply not found.
fn id<T: std::str::FromStr>(text: &str, noun: &'static str) -> services::Result<T> {
    text.parse().map_err(|_| services::Error::NotFound(noun))
}
