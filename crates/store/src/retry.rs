//! Doing a whole transaction again when the database was busy.

use std::time::Duration;

use crate::Error;

/// An error that knows whether trying again may help.
pub trait Retryable {
    /// Whether the whole transaction may be done again.
    fn is_retryable(&self) -> bool;
}

impl Retryable for Error {
    fn is_retryable(&self) -> bool {
        Error::is_retryable(self)
    }
}

/// Runs `attempt` up to `attempts` times while it fails with a retryable error, waiting 20 ms
/// longer each time. `attempt` opens and commits its own transaction.
pub async fn retrying<T, E, F, Fut>(attempts: u32, mut attempt: F) -> Result<T, E>
where
    E: Retryable,
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    let mut done = 0;
    loop {
        done += 1;
        match attempt().await {
            Err(error) if done < attempts && error.is_retryable() => {
                tokio::time::sleep(Duration::from_millis(20) * done).await;
            }
            result => return result,
        }
    }
}
