//! The list of events: filter, order, page, export.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::ingest::{EventItem, EventSort};

use super::super::api::{EventList, load_events};
use super::super::words::{
    category_icon, category_word, event_title, partly_metered, quality_words,
};
use super::filters::{FilterForm, Filters};
use crate::components::{Badge, Icon, IconName, ScrollTable, mass};
use crate::layout::{EmptyState, ProblemView, Skeleton, TopBar};
use crate::wire::load;
use crate::words::activity as words;

/// All events, newest first unless asked otherwise.
#[component]
pub(crate) fn ActivityPage() -> impl IntoView {
    let query = use_query_map();
    let filters = Memo::new(move |_| query.with(Filters::read));
    let list = load(
        move || filters.get(),
        |filters| load_events(filters.look.range, filters.event_query()),
    );
    view! {
        <TopBar title=words::ACTIVITY/>
        <section class="card" aria-label=words::FILTER>
            {move || view! { <FilterForm filters=filters.get()/> }}
        </section>
        <section class="card" aria-label=words::EVENTS>
            <Transition fallback=|| view! { <Skeleton lines=10/> }>
                {move || Suspend::new(async move {
                    match list.await {
                        Ok(list) => view! { <EventTable list filters=filters.get_untracked()/> }.into_any(),
                        Err(error) => view! { <ProblemView error/> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

#[component]
fn EventTable(list: EventList, filters: Filters) -> impl IntoView {
    let EventList { page, range } = list;
    if page.items.is_empty() {
        return no_events(&filters);
    }
    let next = page.next_cursor.map(|cursor| filters.page(Some(cursor)));
    let first = filters.is_later_page().then(|| filters.page(None));
    let rows = page.items.into_iter().map(row).collect_view();
    view! {
        <div class="table-tools">
            <a
                class="button button-quiet"
                href=filters.csv_address(range)
                rel="external"
                download="events.csv"
            >
                <Icon name=IconName::Download/>
                {words::EXPORT_CSV}
            </a>
        </div>
        <ScrollTable label=words::EVENTS class="events" is_in_order=true>
            <thead>
                <tr>
                    <SortHead
                        filters=filters.clone()
                        word=words::WHEN
                        down=EventSort::Newest
                        up=EventSort::Oldest
                        numeric=false
                    />
                    <th scope="col">{words::WHAT}</th>
                    <th scope="col">{words::TYPE}</th>
                    <th scope="col">{words::SUPPLIER}</th>
                    <th scope="col">{words::QUALITY}</th>
                    <SortHead
                        filters=filters.clone()
                        word=words::CO2E
                        down=EventSort::Largest
                        up=EventSort::Smallest
                        numeric=true
                    />
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
        <nav class="pager" aria-label=words::PAGES>
            {first.map(|href| view! { <a class="button button-quiet" href=href>{words::BACK_TO_THE_FIRST_PAGE}</a> })}
            {next.map(|href| view! { <a class="button button-quiet" href=href rel="next">{words::NEXT_PAGE}</a> })}
        </nav>
    }
    .into_any()
}

/// A heading whose link turns the order.
#[component]
fn SortHead(
    filters: Filters,
    word: &'static str,
    /// From the top down: newest, largest.
    down: EventSort,
    up: EventSort,
    numeric: bool,
) -> impl IntoView {
    let (state, arrow, next) = if filters.sort == down {
        ("descending", " ▼", up)
    } else if filters.sort == up {
        ("ascending", " ▲", down)
    } else {
        ("none", "", down)
    };
    view! {
        <th scope="col" class=numeric.then_some("num") aria-sort=state>
            <a href=filters.sorted(next) title=words::order_first(next.as_str())>
                {word}
                <span aria-hidden="true">{arrow}</span>
            </a>
        </th>
    }
    .into_any()
}

fn row(event: EventItem) -> AnyView {
    let (quality, tone) = quality_words(event.quality_status);
    let metered = partly_metered(event.metered_share);
    let title = event_title(&event);
    let kilograms = match event.estimate {
        Some(estimate) => {
            view! { <strong>{mass(estimate.co2e_kg).to_string()}</strong> }.into_any()
        }
        None => {
            let reason = event
                .no_factor_reason
                .unwrap_or_else(|| words::NO_FACTOR.to_owned());
            view! {
                <span title=reason.clone()>"-"</span>
                <span class="sr-only">{reason}</span>
            }
            .into_any()
        }
    };
    view! {
        <tr>
            <td class="nowrap">{event.occurred_at_local}</td>
            <td>
                <a class="row-link" href=format!("/activity/{}", event.id)>
                    {title}
                </a>
                <span class="note block">{event.summary}</span>
            </td>
            <td class="nowrap">
                <Icon name=category_icon(event.event_type)/>
                " "
                {category_word(event.event_type)}
            </td>
            <td>{event.supplier}</td>
            <td>
                <Badge tone text=quality/>
                {metered}
            </td>
            <td class="num">{kilograms}</td>
        </tr>
    }
    .into_any()
}

fn no_events(filters: &Filters) -> AnyView {
    if filters.is_limited() || filters.is_later_page() {
        return view! {
            <EmptyState title=words::NO_SUCH_EVENTS reason=words::NO_EVENT_MATCHES_THIS_FILTER>
                <a class="button" href="/activity">
                    {words::CLEAR_THE_FILTER}
                </a>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState
            title=words::EVERY_EVENT_WILL_BE_HERE
            reason=words::NO_EVENTS_HAVE_COME_IN_YET
        >
            <a class="button" href="/import">
                {words::IMPORT_A_FILE}
            </a>
        </EmptyState>
    }
    .into_any()
}
