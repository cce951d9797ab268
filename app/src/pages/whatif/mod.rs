//! What if: some things done differently, beside what was.

pub(crate) mod api;

mod button;

mod compare;

mod controls;

mod outcome;

mod panel;

mod start;

mod words;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::Card;
use crate::layout::TopBar;
use crate::words::whatif::{SOME_THINGS_DONE_DIFFERENTLY, WHAT_IF};

pub(crate) use api::About;
pub(crate) use button::WhatIfButton;
pub(crate) use panel::WhatIfPanel;
pub(crate) use start::Start;

/// Scenarios on a page of their own, whose address says what is asked.
#[component]
pub(crate) fn WhatIfPage() -> impl IntoView {
    let query = use_query_map();
    let start = query.with_untracked(Start::read);
    view! {
        <TopBar title=WHAT_IF/>
        <Card title=SOME_THINGS_DONE_DIFFERENTLY>
            <WhatIfPanel start/>
        </Card>
    }
    .into_any()
}
