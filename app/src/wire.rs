//! How answers travel with a drawn page: as JSON, read the same way as those fetched later.
//!
//! The framework's own codec reads from text and its server functions from bytes; with both, every
//! type's reader would be in the browser's program twice.

use std::future::{Future, IntoFuture};
use std::ops::Deref;

use futures::future::{Either, Pending, pending};
use leptos::prelude::*;
use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::AppError;

/// JSON, read from bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageJson;

impl<T: Serialize> Encoder<T> for PageJson {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, serde_json::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for PageJson {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, serde_json::Error> {
        serde_json::from_slice(text.as_bytes())
    }
}

/// An answer of the server as it is kept.
type Answer<T> = Resource<Result<T, AppError>, PageJson>;

/// An answer of the server that a page is drawn from.
#[derive(Debug)]
pub(crate) struct Loaded<T: Send + Sync + 'static>(Answer<T>);

impl<T: Send + Sync> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for Loaded<T> {}

impl<T: Send + Sync> Deref for Loaded<T> {
    type Target = Answer<T>;

    fn deref(&self) -> &Answer<T> {
        &self.0
    }
}

impl<T: Clone + Send + Sync> IntoFuture for Loaded<T> {
    type Output = Result<T, AppError>;
    type IntoFuture = Either<<Answer<T> as IntoFuture>::IntoFuture, Pending<Self::Output>>;

    /// Waits for the answer. On a page that was left meanwhile nobody waits for one: it never comes.
    fn into_future(self) -> Self::IntoFuture {
        if self.0.is_disposed() {
            Either::Right(pending())
        } else {
            Either::Left(self.0.into_future())
        }
    }
}

/// Asks the server while the page is drawn, and again when `source` changes.
pub(crate) fn load<S, T, Fut>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetcher: impl Fn(S) -> Fut + Send + Sync + 'static,
) -> Loaded<T>
where
    S: Send + Sync + Clone + PartialEq + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = Result<T, AppError>> + Send + 'static,
{
    Loaded(Resource::new_with_options(source, fetcher, true))
}
