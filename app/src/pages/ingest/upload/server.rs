//! Nobody picks a file on the server; these only let the same views compile.

use leptos::ev::DragEvent;
use leptos::html::Input;
use leptos::prelude::NodeRef;
use model::ids::JobId;
use model::ingest::{Preview, Profile, Trial};
use model::problem::ErrorKind;

use crate::error::AppError;
use crate::words::ingest as words;

/// A file somebody picked.
#[derive(Debug, Clone)]
pub(crate) struct PickedFile {
    /// Its name.
    pub(crate) name: String,
    /// Its size.
    pub(crate) bytes: u64,
}

fn no_browser() -> AppError {
    AppError::new(ErrorKind::Unavailable, words::FILES_ARE_SENT_BY_THE_BROWSER)
}

pub(crate) fn dropped_file(_event: &DragEvent) -> Option<PickedFile> {
    None
}

pub(crate) fn input_file(_input: NodeRef<Input>) -> Option<PickedFile> {
    None
}

pub(crate) async fn preview(_file: &PickedFile) -> Result<Preview, AppError> {
    Err(no_browser())
}

pub(crate) async fn trial(_file: &PickedFile, _profile: &Profile) -> Result<Trial, AppError> {
    Err(no_browser())
}

pub(crate) async fn import(
    _file: &PickedFile,
    _profile: &str,
    _progress: impl Fn(f64) + 'static,
) -> Result<JobId, AppError> {
    Err(no_browser())
}

pub(crate) async fn send_csv<T>(_file: &PickedFile, _address: &str) -> Result<T, AppError> {
    Err(no_browser())
}
