//! Files: a look at the first rows, a trial of a mapping, and the upload itself, which is streamed
//! to disk however large it is.

use axum::Json;
use axum::extract::State;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use model::ids::JobId;
use model::ingest::{Preview, Profile, Trial};
use model::problem::Problem;
use serde::Serialize;
use services::ingest::{ProfileChoice, Upload};
use services::{Actor, Error, Services};
use tokio::io::AsyncWriteExt;

use crate::error::{ApiError, ApiResult};
use crate::extract::SignedIn;
use crate::idempotency::idempotent;
use crate::router::UploadLimit;

/// What a preview reads of a file.
const HEAD_BYTES_MAX: usize = 256 * 1024;
/// Largest profile.
const PROFILE_BYTES_MAX: usize = 1024 * 1024;
/// Longest file name kept.
const NAME_CHARS_MAX: usize = 200;

/// Answer of an upload.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Accepted {
    /// The import; follow it at `/ingest/jobs/{id}` or on the channel `ingest_jobs`.
    pub job_id: JobId,
}

/// A look at the first rows, with a suggested mapping. Only the first 256 KiB are needed; with
/// less than the whole file, send its size as `bytes` and its name as `file_name` before `file`.
#[utoipa::path(post, path = "/ingest/preview", tag = "Ingest",
    request_body(content = String, content_type = "multipart/form-data"),
    responses((status = 200, body = Preview), (status = 422, body = Problem)))]
pub async fn preview(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    form: Multipart,
) -> ApiResult<Json<Preview>> {
    let form = HeadForm::read(form).await?;
    let head = form.head.ok_or_else(no_file)?;
    let bytes_total = form.bytes_total.unwrap_or(head.len() as u64);
    Ok(Json(
        services::ingest::preview(&services, &actor, &form.file_name, bytes_total, head).await?,
    ))
}

/// What the first rows would become under a mapping.
#[utoipa::path(post, path = "/ingest/trial", tag = "Ingest",
    request_body(content = String, content_type = "multipart/form-data"),
    responses((status = 200, body = Trial), (status = 422, body = Problem)))]
pub async fn trial(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
    form: Multipart,
) -> ApiResult<Json<Trial>> {
    let form = HeadForm::read(form).await?;
    let head = form.head.ok_or_else(no_file)?;
    let profile = form.profile.ok_or_else(no_profile)?;
    Ok(Json(
        services::ingest::trial(&services, &actor, profile, head).await?,
    ))
}

/// Imports a file with a profile (a saved name, or JSON). 202 with the import's id.
#[utoipa::path(post, path = "/ingest/csv", tag = "Ingest",
    request_body(content = String, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = Accepted), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn upload_csv(
    State(services): State<Services>,
    State(limit): State<UploadLimit>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    form: Multipart,
) -> ApiResult<Response> {
    services::ingest::may_import(&actor)?;
    let work = idempotent(&services, &actor, &headers, "ingest/csv", &[], async {
        let job_id = receive(&services, &actor, limit, form).await?;
        Ok((StatusCode::ACCEPTED, Json(Accepted { job_id })).into_response())
    });
    // The whole use case lives in this future: too large for the stack of every caller.
    Box::pin(work).await
}

async fn receive(
    services: &Services,
    actor: &Actor,
    limit: UploadLimit,
    mut form: Multipart,
) -> ApiResult<JobId> {
    let mut profile = None;
    let mut received = None;
    while let Some(mut field) = form.next_field().await.map_err(bad_form)? {
        match field.name() {
            Some("profile") => profile = Some(read_profile(&mut field).await?),
            Some("file") if received.is_none() => {
                let name = file_name(&field);
                let mut upload = services::ingest::new_upload(services, name).await?;
                save(&mut field, &mut upload, limit).await?;
                received = Some(upload);
            }
            Some(_) | None => return Err(unknown_field(&field)),
        }
    }
    let upload = received.ok_or_else(no_file)?;
    let profile = profile.ok_or_else(no_profile)?;
    Ok(services::ingest::start_import(services, actor, upload, profile).await?)
}

async fn save(field: &mut Field<'_>, upload: &mut Upload, limit: UploadLimit) -> ApiResult<()> {
    let mut file = upload.create().await?;
    let mut bytes = 0_u64;
    while let Some(piece) = field.chunk().await.map_err(bad_form)? {
        bytes += piece.len() as u64;
        if bytes > limit.0 {
            return Err(Error::TooLarge(format!(
                "the file has more than {} bytes, the largest this server takes (NEXUS_UPLOAD_BYTES_MAX)",
                limit.0
            ))
            .into());
        }
        file.write_all(&piece).await.map_err(Error::internal)?;
    }
    file.sync_all().await.map_err(Error::internal)?;
    Ok(())
}

/// A form with the beginning of a file.
#[derive(Debug, Default)]
struct HeadForm {
    file_name: String,
    bytes_total: Option<u64>,
    head: Option<Vec<u8>>,
    profile: Option<ProfileChoice>,
}

impl HeadForm {
    async fn read(mut form: Multipart) -> ApiResult<Self> {
        let mut read = Self::default();
        while let Some(mut field) = form.next_field().await.map_err(bad_form)? {
            match field.name() {
                Some("file_name") => {
                    read.file_name = text(&mut field, 4 * NAME_CHARS_MAX).await?;
                    read.file_name = read.file_name.chars().take(NAME_CHARS_MAX).collect();
                }
                Some("bytes") => read.bytes_total = text(&mut field, 20).await?.parse().ok(),
                Some("profile") => read.profile = Some(read_profile(&mut field).await?),
                Some("file") => {
                    if read.file_name.is_empty() {
                        read.file_name = file_name(&field);
                    }
                    let (head, bytes) = head_of(&mut field).await?;
                    read.bytes_total.get_or_insert(bytes);
                    read.head = Some(head);
                }
                Some(_) | None => return Err(unknown_field(&field)),
            }
        }
        Ok(read)
    }
}

/// The first [`HEAD_BYTES_MAX`] bytes and how many came in all; the rest is let pass.
async fn head_of(field: &mut Field<'_>) -> ApiResult<(Vec<u8>, u64)> {
    let mut head = Vec::new();
    let mut bytes = 0_u64;
    while let Some(piece) = field.chunk().await.map_err(bad_form)? {
        bytes += piece.len() as u64;
        let room = HEAD_BYTES_MAX - head.len();
        head.extend_from_slice(&piece[..piece.len().min(room)]);
    }
    Ok((head, bytes))
}

async fn read_profile(field: &mut Field<'_>) -> ApiResult<ProfileChoice> {
    let text = text(field, PROFILE_BYTES_MAX).await?;
    let text = text.trim();
    if !text.starts_with('{') {
        return Ok(ProfileChoice::Named(text.to_owned()));
    }
    let profile: Profile = serde_json::from_str(text).map_err(|error| {
        Error::invalid(
            "profile",
            "malformed",
            format!("the profile is no valid JSON profile: {error}"),
        )
    })?;
    Ok(ProfileChoice::Inline(Box::new(profile)))
}

async fn text(field: &mut Field<'_>, bytes_max: usize) -> ApiResult<String> {
    let name = field.name().unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(bad_form)? {
        if bytes.len() + piece.len() > bytes_max {
            return Err(
                Error::TooLarge(format!("`{name}` has more than {bytes_max} bytes")).into(),
            );
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes)
        .map_err(|_| Error::invalid(&name, "encoding", format!("`{name}` is not UTF-8")).into())
}

fn file_name(field: &Field<'_>) -> String {
    let name = field.file_name().unwrap_or("upload.csv");
    name.chars()
        .filter(|symbol| !symbol.is_control())
        .take(NAME_CHARS_MAX)
        .collect()
}

fn unknown_field(field: &Field<'_>) -> ApiError {
    let name: String = field.name().unwrap_or_default().chars().take(64).collect();
    Error::invalid(
        "form",
        "unknown_field",
        format!("the form has a field `{name}`; it takes `profile` and one `file`"),
    )
    .into()
}

fn bad_form(error: MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Error::TooLarge(error.body_text()).into();
    }
    Error::invalid(
        "form",
        "malformed",
        format!("the form could not be read: {}", error.body_text()),
    )
    .into()
}

fn no_file() -> ApiError {
    Error::invalid("file", "required", "the form has no `file`").into()
}

fn no_profile() -> ApiError {
    Error::invalid(
        "profile",
        "required",
        "the form has no `profile`: a saved name, or JSON",
    )
    .into()
}
