//! `DonutCategoryCard`: CO2e by category. A slice or a legend entry filters the page.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::emissions::SummaryRow;
use model::ingest::EventType;

use super::super::look::Look;
use super::super::words::category_color;
use super::store::DashboardStore;
use crate::components::{Card, Donut, Slice, count, mass, percent};
use crate::words::dashboard as words;

/// The donut, its total and its legend.
#[component]
pub(super) fn DonutCategoryCard(store: DashboardStore) -> impl IntoView {
    let summary = Memo::new(move |_| store.data.with(|data| data.by_category.clone()));
    let chosen = Memo::new(move |_| store.look.get().category);
    let slices = Memo::new(move |_| {
        let chosen = chosen.get();
        let slice = |row: &SummaryRow| Slice {
            value: row.co2e_kg,
            color: category_color(&row.key),
            is_faded: chosen.is_some_and(|chosen| chosen.as_str() != row.key),
        };
        summary.with(|summary| summary.rows.iter().map(slice).collect::<Vec<_>>())
    });
    // In the middle stands the total, or the slice under the pointer.
    let hovered = RwSignal::new(None::<usize>);
    let middle = move || {
        summary.with(|summary| {
            let row = hovered.get().and_then(|index| summary.rows.get(index));
            match row {
                Some(row) => (mass(row.co2e_kg), row.label.clone()),
                None => (mass(summary.total_kg), "CO₂e".to_owned()),
            }
        })
    };
    let navigate = use_navigate();
    let on_select = Callback::new(move |index: usize| {
        let key = summary.with_untracked(|s| s.rows.get(index).map(|row| row.key.clone()));
        let category = key.and_then(|key| EventType::parse(&key));
        let look = store.look.get_untracked();
        navigate(&toggled(&look, category), NavigateOptions::default());
    });
    let range = Signal::derive(move || store.data.with(|data| data.range.label.clone()));
    view! {
        <Card title=words::BY_CATEGORY corner=range class="span-5 donut-card">
            <div class="donut">
                <div class="donut-drawing">
                    <Donut
                        slices
                        label=words::CO2E_BY_CATEGORY_THE_LIST_BESIDE
                        hovered
                        on_select
                    />
                    <p class="donut-total">
                        <a
                            href=move || store.look.get().events().at("/activity")
                            title=words::EVENTS_IT_IS_MADE_OF
                        >
                            <strong data-testid="total">{move || middle().0.figure}</strong>
                            <span>
                                {move || {
                                    let (mass, of) = middle();
                                    format!("{} {of}", mass.unit)
                                }}
                            </span>
                        </a>
                    </p>
                </div>
                <ul class="legend">
                    {move || {
                        let look = store.look.get();
                        summary
                            .with(|summary| {
                                summary.rows.iter().map(|row| legend_entry(row, &look)).collect_view()
                            })
                    }}
                </ul>
            </div>
            {move || {
                let missing = summary.with(|summary| summary.no_factor_events);
                (missing > 0)
                    .then(|| {
                        view! {
                            <p class="note">
                                <a href=move || {
                                    let events = store.look.get().events();
                                    events.with("no_factor", Some("true")).at("/activity")
                                }>
                                    {words::events_without_a_factor(count(missing))}
                                </a> {words::EVENTS_WITHOUT_A_FACTOR_AFTER}
                            </p>
                        }
                    })
            }}
        </Card>
    }
    .into_any()
}

/// A legend entry: a link that filters the page, or lifts the filter. Nothing in it listens by itself: it is
/// drawn anew with each frame, and a signal that seldom changes keeps a place for every listener it had.
fn legend_entry(row: &SummaryRow, look: &Look) -> AnyView {
    let category = EventType::parse(&row.key);
    let is_chosen = category.is_some() && look.category == category;
    let color = category_color(&row.key);
    view! {
        <li>
            <a
                class="legend-entry"
                href=toggled(look, category)
                aria-current=is_chosen.then_some("true")
            >
                <span
                    class="swatch"
                    style=format!("background: var({color})")
                    aria-hidden="true"
                ></span>
                <span class="legend-word">{row.label.clone()}</span>
                <strong>{mass(row.co2e_kg).to_string()}</strong>
                <span class="note">{percent(row.share * 100.0)}</span>
            </a>
        </li>
    }
    .into_any()
}

/// The address with the category chosen, or with none if it was chosen already.
fn toggled(look: &Look, category: Option<EventType>) -> String {
    let next = if look.category == category {
        None
    } else {
        category
    };
    look.of(next).query().at("/")
}
