//! Pieces of the browser's program, each fetched when it is first needed.

use std::sync::Arc;

use futures::future::BoxFuture;
use leptos::prelude::*;

use crate::layout::fetched_page;

/// A piece did not come: there is no connection, or the server runs another version by now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NotFetched;

#[cfg(feature = "hydrate")]
impl From<leptos::wasm_split::SplitLoaderError> for NotFetched {
    // The browser's console says more.
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// Makes a function the way into a piece of its own, named as the function is: it becomes `async`, and may not come.
/// The second name is a function that fetches the piece and does no more.
macro_rules! piece {
    ($vis:vis fn $name:ident / $fetch:ident($($arg:ident: $of:ty),*) -> $made:ty $body:block) => {
        #[cfg(feature = "hydrate")]
        #[leptos::wasm_split::wasm_split(
            $name,
            fallible,
            wasm_split_path = ::leptos::wasm_split,
            preload($fetch)
        )]
        $vis fn $name($($arg: $of),*) -> Result<$made, $crate::piece::NotFetched> {
            Ok($body)
        }

        #[cfg(not(feature = "hydrate"))]
        $vis async fn $name($($arg: $of),*) -> Result<$made, $crate::piece::NotFetched> {
            // The page's head names the piece, so that the browser has it before it is asked for.
            leptos::prefetch_lazy_fn_on_server(stringify!($name));
            Ok($body)
        }
    };
}

pub(crate) use piece;

/// Draws by a piece, each time it is asked to. Of one type for all pieces: what waits for them is in the program once.
pub(crate) type Draw =
    Arc<dyn Fn() -> BoxFuture<'static, Result<AnyView, NotFetched>> + Send + Sync>;

/// What draws by a call into a piece.
pub(crate) fn by<Drawn>(draw: impl Fn() -> Drawn + Send + Sync + 'static) -> Draw
where
    Drawn: Future<Output = Result<AnyView, NotFetched>> + Send + 'static,
{
    Arc::new(move || Box::pin(draw()))
}

/// A page that is a piece: drawn by the server, fetched when it is gone to, or the problem in its place.
pub(crate) async fn page(draw: Draw) -> AnyView {
    let is_hydrating =
        Owner::current_shared_context().is_some_and(|context| context.during_hydration());
    match draw().await {
        Ok(page) => page,
        // What the server drew can be read; taking it over with another view would break it.
        Err(NotFetched) if is_hydrating => std::future::pending().await,
        Err(NotFetched) => fetched_page(draw),
    }
}
