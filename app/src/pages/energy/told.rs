//! What is told of sites while a page is open.

use leptos::prelude::*;
use model::ids::SiteId;

use crate::components::settled;
use crate::live::Live;

/// Counts what was told of a site, or of any, some at once as one: who shows it asks again when it moves.
pub(super) fn told(of: Option<SiteId>) -> RwSignal<u32> {
    let live = Live::get();
    let told = RwSignal::new(0_u32);
    Effect::watch(
        move || live.energy_told.get(),
        move |site, _, _| {
            // Without a site it is about all of them.
            if site.is_none_or(|site| of.is_none_or(|of| of == site)) {
                told.update(|told| *told += 1);
            }
        },
        false,
    );
    settled(told)
}
