//! A model within limits.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::{LanguageError, LanguageModel, Remote, Request, Settings};

/// Time a question may take unless the settings say otherwise.
pub const TIME_MAX: Duration = Duration::from_secs(8);
/// Questions that a process asks side by side.
pub const QUESTIONS_AT_ONCE: usize = 4;

/// A model that is asked only so much at once, and only for so long.
#[derive(Debug)]
pub struct Writer {
    model: Arc<dyn LanguageModel>,
    time_max: Duration,
    places: Semaphore,
}

impl Writer {
    /// Limits of one's own.
    #[must_use]
    pub fn new(model: Arc<dyn LanguageModel>, time_max: Duration, at_once: usize) -> Self {
        Self {
            model,
            time_max,
            places: Semaphore::new(at_once.max(1)),
        }
    }

    /// The model of the settings.
    ///
    /// # Errors
    /// A sentence about the setting that cannot be used; it does not repeat the key.
    pub fn from_settings(settings: &Settings) -> Result<Self, String> {
        let model = Arc::new(Remote::new(settings)?);
        Ok(Self::new(model, settings.time_max, QUESTIONS_AT_ONCE))
    }

    /// Who answers.
    #[must_use]
    pub fn name(&self) -> String {
        self.model.name()
    }

    /// One question and its answer; waiting for a place counts.
    ///
    /// # Errors
    /// Those of the model, and `Slow`.
    pub async fn complete(&self, request: &Request) -> Result<String, LanguageError> {
        self.in_time(self.ask(request)).await
    }

    /// A question without a time limit of its own, for several within one limit.
    pub(super) async fn ask(&self, request: &Request) -> Result<String, LanguageError> {
        // The semaphore is never closed, so this is always a place.
        let _place = self.places.acquire().await;
        self.model.complete(request).await
    }

    /// Gives `work` the time of one question.
    pub(super) async fn in_time<T, E: From<LanguageError>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        match tokio::time::timeout(self.time_max, work).await {
            Ok(result) => result,
            Err(_) => Err(LanguageError::Slow(self.time_max).into()),
        }
    }
}
