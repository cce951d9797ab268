//! What a page is drawn from, while it comes, when it came, and when it did not.

use leptos::prelude::*;
use model::auth::Permission;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::frame::viewer_may;
use super::problem::{Skeleton, problem_card};
use crate::wire::Loaded;

/// A card of so many grey lines first, then what `draw` makes of the answer, which it is told together
/// with whether the viewer may `permission`; or the problem.
pub(crate) fn loaded<T>(
    answer: Loaded<T>,
    permission: Permission,
    lines: usize,
    draw: impl Fn(T, bool) -> AnyView + Copy + Send + Sync + 'static,
) -> AnyView
where
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=move || {
            view! {
                <div class="card">
                    <Skeleton lines/>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                let may = viewer_may(permission).await;
                match answer.await {
                    Ok(answer) => draw(answer, may),
                    Err(error) => problem_card(error),
                }
            })}
        </Transition>
    }
    .into_any()
}
