//! The panel: all suppliers, those first of which most is missing.

use leptos::prelude::*;
use model::quality::{QualityOverview, QualityQuery, SupplierQuality};

use super::api::load_quality;
use super::figures::{Figures, share};
use crate::components::{Card, ScrollTable, count};
use crate::layout::{EmptyState, Skeleton, TopBar, problem_card};
use crate::wire::load;
use crate::words::quality as words;

/// How far the data can be trusted, supplier by supplier.
#[component]
pub(crate) fn QualityPage() -> impl IntoView {
    let overview = load(QualityQuery::default, load_quality);
    view! {
        <TopBar title=words::DATA_QUALITY/>
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
            <Card title=words::ALL_SUPPLIERS>
                <EmptyState
                    title=words::NOTHING_WAS_LOOKED_AT_YET
                    reason=words::EVENTS_ARE_REVIEWED_EVERY_NIGHT
                >
                    <a class="button" href="/import">
                        {words::IMPORT_A_FILE}
                    </a>
                </EmptyState>
            </Card>
        }
        .into_any();
    };
    let fills = overview.fills;
    let filled = if fills.standing + fills.replaced == 0 {
        words::NO_VALUES_HAD_TO_BE_FILLED.to_owned()
    } else {
        let kept = match fills.replaced {
            0 => String::new(),
            replaced => words::gave_way_to_real_ones(count(replaced), count(fills.covered)),
        };
        words::filled_values_stand(count(fills.standing), &kept)
    };
    let rows = overview.suppliers.into_iter().map(row).collect_view();
    view! {
        <Card title=words::ALL_SUPPLIERS corner=words::reviewed(&overview.label, &reviewed)>
            <Figures figures=overview.figures/>
            <p class="note">{filled}</p>
        </Card>
        <Card title=words::BY_SUPPLIER>
            <ScrollTable label=words::SUPPLIERS_LEAST_COMPLETE_FIRST csv="data-quality" testid="quality-suppliers">
                <thead>
                    <tr>
                        <th scope="col">{words::SUPPLIER}</th>
                        <th scope="col" class="num">{words::COMPLETE_COLUMN}</th>
                        <th scope="col" class="num">{words::MEASURED_COLUMN}</th>
                        <th scope="col" class="num">{words::PREDICTED_COLUMN}</th>
                        <th scope="col" class="num">{words::OUTLIERS}</th>
                        <th scope="col" class="num">{words::ANOMALIES_COLUMN}</th>
                        <th scope="col" class="num">{words::EVENTS_COLUMN}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </ScrollTable>
            <p class="note">
                {words::COMPLETE_WHAT_CAME}
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
