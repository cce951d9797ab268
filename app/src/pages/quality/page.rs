//! The panel: all suppliers, those first of which most is missing.

use leptos::prelude::*;
use model::quality::{QualityOverview, QualityQuery, SupplierQuality};

use super::api::load_quality;
use super::figures::{Figures, share};
use crate::components::{Card, ScrollTable, count};
use crate::layout::{EmptyState, Skeleton, TopBar, problem_card};
use crate::wire::load;

/// How far the data can be trusted, supplier by supplier.
#[component]
pub(crate) fn QualityPage() -> impl IntoView {
    let overview = load(QualityQuery::default, load_quality);
    view! {
        <TopBar title="Data quality"/>
        <Transition fallback=|| {
            view! {
                <div class="card">
                    <Skeleton lines=8/>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                match overview.await {
                    Ok(overview) => view! { <Overview overview/> }.into_any(),
                    Err(error) => problem_card(error),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Overview(overview: QualityOverview) -> impl IntoView {
    let Some(reviewed) = overview.reviewed_at_local else {
        return view! {
            <Card title="All suppliers">
                <EmptyState
                    title="Nothing was looked at yet"
                    reason="Events are reviewed every night, and within minutes of an import: outliers are found, the gaps of meters filled, and completeness counted."
                />
            </Card>
        }
        .into_any();
    };
    let fills = overview.fills;
    let filled = if fills.standing + fills.replaced == 0 {
        "No values had to be filled in.".to_owned()
    } else {
        let kept = match fills.replaced {
            0 => String::new(),
            replaced => format!(
                " {} gave way to real ones; of those {} lay in the interval of nine in ten.",
                count(replaced),
                count(fills.covered)
            ),
        };
        format!("{} filled values stand.{kept}", count(fills.standing))
    };
    let rows = overview.suppliers.into_iter().map(row).collect_view();
    view! {
        <Card title="All suppliers" corner=format!("{} · reviewed {reviewed}", overview.label)>
            <Figures figures=overview.figures/>
            <p class="note">{filled}</p>
        </Card>
        <Card title="By supplier">
            <ScrollTable label="Suppliers, least complete first" testid="quality-suppliers">
                <thead>
                    <tr>
                        <th scope="col">"Supplier"</th>
                        <th scope="col" class="num">"Complete"</th>
                        <th scope="col" class="num">"Measured"</th>
                        <th scope="col" class="num">"Predicted"</th>
                        <th scope="col" class="num">"Outliers"</th>
                        <th scope="col" class="num">"Anomalies"</th>
                        <th scope="col" class="num">"Events"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </ScrollTable>
            <p class="note">
                "Complete: what came of what the supplier usually sends at that time. A dash: no regularity is known yet."
            </p>
        </Card>
    }
    .into_any()
}

fn row(one: SupplierQuality) -> AnyView {
    let figures = one.figures;
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/data-quality/{}", one.supplier_id)>{one.supplier}</a>
            </th>
            <td class="num">{share(figures.completeness_pct)}</td>
            <td class="num">{share(figures.measured_pct)}</td>
            <td class="num">{share(figures.predicted_pct)}</td>
            <td class="num">{count(figures.outliers).to_string()}</td>
            <td class="num">{count(figures.anomalies_count).to_string()}</td>
            <td class="num">{count(figures.events).to_string()}</td>
        </tr>
    }
    .into_any()
}
