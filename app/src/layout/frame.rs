//! The frame of all signed-in pages: navigation on the left (at the bottom on a phone), the page
//! beside it. It knows who is looking and keeps the live socket open.

use leptos::prelude::*;
use leptos_router::components::Outlet;
use model::auth::{Permission, Viewer};

use super::keyboard::{Keyboard, KeyboardDialog};
use super::navigation::Navigation;
use super::theme::ThemeVersion;
use super::toast::{ToastRegion, Toasts};
use crate::components::Reckoning;
use crate::error::AppError;
use crate::live::Live;
use crate::pages::auth::api;
use crate::wire::{Loaded, load};
use crate::words::layout as words;

/// Who is looking, once it is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ViewerHandle(Loaded<Viewer>);

impl ViewerHandle {
    /// Waits for the viewer.
    pub(crate) async fn load(self) -> Result<Viewer, AppError> {
        self.0.await
    }

    /// Asks again, after the organisation changed.
    pub(crate) fn refetch(self) {
        self.0.refetch();
    }
}

/// The viewer of the surrounding frame.
pub(crate) fn use_viewer() -> ViewerHandle {
    expect_context()
}

/// Whether the viewer may do `permission`; `false` while unknown, the server decides anyway.
pub(crate) async fn viewer_may(permission: Permission) -> bool {
    match use_context::<ViewerHandle>() {
        Some(handle) => handle
            .load()
            .await
            .is_ok_and(|viewer| viewer.user.role.may(permission)),
        None => false,
    }
}

/// Navigation and the page.
#[component]
pub(crate) fn Frame() -> impl IntoView {
    let viewer = load(|| (), |()| api::load_viewer());
    provide_context(ViewerHandle(viewer));
    let reckoning = Reckoning::provide();
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        if let Some(Ok(viewer)) = viewer.get() {
            reckoning.in_zone(viewer.organisation.time_zone);
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = reckoning;
    ThemeVersion::provide();
    Live::provide();
    let (toasts, keyboard) = (Toasts::provide(), Keyboard::provide());
    view! {
        <a class="skip-link" href="#page">{words::SKIP_TO_THE_PAGE}</a>
        <div class="frame">
            <Navigation/>
            <main id="page" class="page" tabindex="-1">
                <Outlet/>
            </main>
        </div>
        <ToastRegion toasts/>
        <KeyboardDialog keyboard/>
    }
    .into_any()
}
