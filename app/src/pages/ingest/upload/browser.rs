//! The browser's half: forms to the REST door, with the session's cookie.

use gloo_net::http::{Request, Response};
use js_sys::Promise;
use leptos::ev::DragEvent;
use leptos::html::Input;
use leptos::prelude::*;
use model::ids::JobId;
use model::ingest::{Preview, Profile, Trial};
use model::problem::{ErrorKind, Problem};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FormData, ProgressEvent, XmlHttpRequest};

use crate::error::AppError;
use crate::words::ingest as words;

/// What preview and trial look at.
const HEAD_BYTES: f64 = 262_144.0;

/// A file somebody picked.
#[derive(Debug, Clone)]
pub(crate) struct PickedFile {
    /// Its name.
    pub(crate) name: String,
    /// Its size.
    pub(crate) bytes: u64,
    file: StoredValue<File, LocalStorage>,
}

impl PickedFile {
    fn new(file: File) -> Self {
        Self {
            name: file.name(),
            // A size is a whole number below 2^53.
            bytes: file.size() as u64,
            file: StoredValue::new_local(file),
        }
    }

    /// The first bytes; none once the page that picked the file has gone.
    fn head(&self) -> Result<Blob, JsValue> {
        self.file
            .try_with_value(|file| file.slice_with_f64_and_f64(0.0, HEAD_BYTES.min(file.size())))
            .unwrap_or_else(|| Err(JsValue::from_str("the page has gone")))
    }
}

/// The answer of an accepted upload.
#[derive(Deserialize)]
struct Accepted {
    job_id: JobId,
}

/// The first file that was dropped.
pub(crate) fn dropped_file(event: &DragEvent) -> Option<PickedFile> {
    let files = event.data_transfer()?.files()?;
    files.get(0).map(PickedFile::new)
}

/// The file of an input, once it is there. The input is emptied, so that the same file can be picked again.
pub(crate) fn input_file(input: NodeRef<Input>) -> Option<PickedFile> {
    let input = input.get()?;
    let file = input.files()?.get(0)?;
    input.set_value("");
    Some(PickedFile::new(file))
}

/// What the first rows look like and how they could be mapped.
pub(crate) async fn preview(file: &PickedFile) -> Result<Preview, AppError> {
    let form = || -> Result<FormData, JsValue> {
        let form = FormData::new()?;
        form.append_with_str("file_name", &file.name)?;
        form.append_with_str("bytes", &file.bytes.to_string())?;
        form.append_with_blob_and_filename("file", &file.head()?, &file.name)?;
        Ok(form)
    };
    post("/api/v1/ingest/preview", form().map_err(unreadable)?).await
}

/// What the first rows would become under `profile`.
pub(crate) async fn trial(file: &PickedFile, profile: &Profile) -> Result<Trial, AppError> {
    let profile = profile_json(profile)?;
    let form = || -> Result<FormData, JsValue> {
        let form = FormData::new()?;
        form.append_with_str("profile", &profile)?;
        form.append_with_blob_and_filename("file", &file.head()?, &file.name)?;
        Ok(form)
    };
    post("/api/v1/ingest/trial", form().map_err(unreadable)?).await
}

/// Sends the whole file. `profile` is a saved name or JSON; `progress` hears shares from 0 to 1.
pub(crate) async fn import(
    file: &PickedFile,
    profile: &str,
    progress: impl Fn(f64) + 'static,
) -> Result<JobId, AppError> {
    let form = || -> Result<FormData, JsValue> {
        let form = FormData::new()?;
        // Before the file: the server reads the form as it comes in.
        form.append_with_str("profile", profile)?;
        let blob = file.file.with_value(|file| Blob::from(file.clone()));
        form.append_with_blob_and_filename("file", &blob, &file.name)?;
        Ok(form)
    };
    let form = form().map_err(unreadable)?;
    let (status, body) = send(&form, progress).await.map_err(no_answer)?;
    if status == 202 {
        let accepted: Accepted =
            serde_json::from_slice(body.as_bytes()).map_err(|_| not_understood())?;
        return Ok(accepted.job_id);
    }
    Err(problem(status, &body))
}

/// Sends the whole file as it is to an address that takes CSV.
pub(crate) async fn send_csv<T: DeserializeOwned>(
    file: &PickedFile,
    address: &str,
) -> Result<T, AppError> {
    let blob = file
        .file
        .try_with_value(|file| Blob::from(file.clone()))
        .ok_or_else(|| unreadable(JsValue::NULL))?;
    let request = Request::post(address)
        .header("Accept", "application/json")
        .header("Content-Type", "text/csv")
        .body(blob)
        .map_err(|_| not_understood())?;
    answer(request).await
}

/// Sends a form with progress, which `fetch` does not report.
async fn send(form: &FormData, progress: impl Fn(f64) + 'static) -> Result<(u16, String), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async("POST", "/api/v1/ingest/csv", true)?;
    request.set_request_header("Accept", "application/json")?;
    let on_progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            progress(event.loaded() / event.total());
        }
    });
    request
        .upload()?
        .set_onprogress(Some(on_progress.as_ref().unchecked_ref()));
    let done = Promise::new(&mut |resolve, reject| {
        request.set_onload(Some(&resolve));
        request.set_onerror(Some(&reject));
        request.set_onabort(Some(&reject));
    });
    request.send_with_opt_form_data(Some(form))?;
    JsFuture::from(done).await?;
    Ok((
        request.status()?,
        request.response_text()?.unwrap_or_default(),
    ))
}

async fn post<T: DeserializeOwned>(url: &str, form: FormData) -> Result<T, AppError> {
    let request = Request::post(url)
        .header("Accept", "application/json")
        .body(form)
        .map_err(|_| not_understood())?;
    answer(request).await
}

/// Sends a request and reads what it is answered with.
async fn answer<T: DeserializeOwned>(request: Request) -> Result<T, AppError> {
    let response: Response = request.send().await.map_err(|_| no_answer(JsValue::NULL))?;
    let body = response.text().await.map_err(|_| not_understood())?;
    if response.ok() {
        serde_json::from_slice(body.as_bytes()).map_err(|_| not_understood())
    } else {
        Err(problem(response.status(), &body))
    }
}

/// A profile as the REST door takes it.
fn profile_json(profile: &Profile) -> Result<String, AppError> {
    serde_json::to_string(profile).map_err(|_| not_understood())
}

/// A problem document as the pages' error.
fn problem(status: u16, body: &str) -> AppError {
    let kind = match status {
        400 | 422 => ErrorKind::Invalid,
        401 => ErrorKind::Unauthenticated,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        409 => ErrorKind::Conflict,
        413 => ErrorKind::TooLarge,
        429 => ErrorKind::TooManyRequests,
        502..=504 => ErrorKind::Unavailable,
        _ => ErrorKind::Internal,
    };
    match serde_json::from_slice::<Problem>(body.as_bytes()) {
        Ok(problem) => AppError {
            kind,
            message: problem.detail,
            errors: problem.errors,
        },
        Err(_) => AppError::new(kind, words::the_server_answered_with_status(status)),
    }
}

fn unreadable(_: JsValue) -> AppError {
    AppError::new(ErrorKind::Invalid, words::THE_BROWSER_COULD_NOT_READ)
}

fn no_answer(_: JsValue) -> AppError {
    AppError::new(ErrorKind::Unavailable, words::THE_CONNECTION_BROKE_OFF_LOOK)
}

fn not_understood() -> AppError {
    AppError::new(ErrorKind::Internal, words::THE_SERVER_ANSWERED_IN_A_WAY)
}
