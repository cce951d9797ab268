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
        <TopBar title="What if"/>
        <Card title="Some things done differently">
            <WhatIfPanel start/>
        </Card>
    }
    .into_any()
}
