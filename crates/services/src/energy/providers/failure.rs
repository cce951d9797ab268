//! Why a provider gave nothing.

use std::time::Duration;

/// Repeats nothing of keys, addresses or answers: all of these end in logs.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    #[error("its {0} calls of today are used up")]
    Capped(u32),
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    #[error("it answered {status}")]
    Status {
        status: u16,
        /// How long it wants to be left alone.
        retry_after: Option<Duration>,
    },
    #[error("it had no answer within {} ms", .0.as_millis())]
    Slow(Duration),
    #[error("it sent more than {0} bytes")]
    TooLong(usize),
    #[error("its answer broke off")]
    BrokeOff,
    #[error("its answer is not in its format: {0}")]
    NotItsFormat(&'static str),
    #[error("its answer held no usable value")]
    Empty,
    #[error("the call could not be counted")]
    Uncounted(#[source] crate::Error),
}

impl ProviderError {
    /// Whether it is about the provider as a whole, and not about one zone or place.
    pub(super) fn is_of_all(&self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status, 401 | 403 | 429 | 500..=599),
            Self::Unreachable(_) | Self::Slow(_) => true,
            Self::Capped(_)
            | Self::TooLong(_)
            | Self::BrokeOff
            | Self::NotItsFormat(_)
            | Self::Empty
            | Self::Uncounted(_) => false,
        }
    }

    /// Whether this is asked for in vain with the key that is set.
    pub(super) fn is_not_in_plan(&self) -> bool {
        matches!(
            self,
            Self::Status {
                status: 401..=404,
                ..
            }
        )
    }
}
