//! The suppliers that emitted most.

use leptos::prelude::*;
use model::emissions::SummaryRow;

use super::super::look::Look;
use super::store::DashboardStore;
use crate::components::{Card, count, mass, percent};
use crate::words::dashboard as words;

/// How many are shown; all are among the events.
const SHOWN: usize = 8;

/// A ranked list; each entry leads to its events.
#[component]
pub(super) fn TopSuppliersCard(store: DashboardStore) -> impl IntoView {
    let rows = Memo::new(move |_| {
        store.data.with(|data| {
            let rows = &data.top_suppliers.rows;
            rows[..rows.len().min(SHOWN)].to_vec()
        })
    });
    let corner = Signal::derive(move || store.data.with(|data| data.range.label.clone()));
    view! {
        <Card title=words::TOP_SUPPLIERS corner class="span-8 suppliers-card">
            <Show
                when=move || rows.with(|rows| !rows.is_empty())
                fallback=|| view! { <p class="note">{words::NO_EVENTS_IN_THIS_RANGE}</p> }
            >
                <ol class="ranking">
                    {move || {
                        let look = store.look.get();
                        let most = rows
                            .with(|rows| {
                                rows.iter().map(|row| row.co2e_kg).fold(f64::MIN_POSITIVE, f64::max)
                            });
                        rows.with(|rows| {
                            rows.iter().map(|row| entry(row, most, &look)).collect_view()
                        })
                    }}
                </ol>
            </Show>
        </Card>
    }
    .into_any()
}

fn entry(row: &SummaryRow, most: f64, look: &Look) -> AnyView {
    let query = look.events().with("supplier_id", Some(row.key.clone()));
    let href = query.at("/activity");
    let width = format!(
        "width: {:.1}%",
        (row.co2e_kg / most * 100.0).clamp(0.0, 100.0)
    );
    view! {
        <li>
            <a class="rank-entry" href=href>
                <span class="rank-word">{row.label.clone()}</span>
                <strong>{mass(row.co2e_kg).to_string()}</strong>
                <span class="rank-bar" aria-hidden="true">
                    <span style=width></span>
                </span>
                <span class="note">
                    {words::of_the_total_events(percent(row.share * 100.0), count(row.events))}
                </span>
            </a>
        </li>
    }
    .into_any()
}
