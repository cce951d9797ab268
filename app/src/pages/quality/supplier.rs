//! One supplier: what was found, what was filled in, and each day.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::ids::SupplierId;
use model::quality::{Finding, GapFill, QualityQuery, QualityWindow, SupplierQualityDetail};

use super::api::load_supplier_quality;
use super::figures::{Figures, kind, share};
use crate::components::{Card, ScrollTable, count, mass};
use crate::layout::{EmptyState, NotFoundPage, Skeleton, TopBar, problem_card};
use crate::pages::emissions::category_word;
use crate::wire::load;

/// The page of one supplier's data.
#[component]
pub(crate) fn SupplierQualityPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("supplier")?.parse::<SupplierId>().ok());
    move || match id() {
        Some(id) => view! { <Known id/> }.into_any(),
        None => view! { <NotFoundPage/> }.into_any(),
    }
}

#[component]
fn Known(id: SupplierId) -> impl IntoView {
    let detail = load(
        move || id,
        |id| load_supplier_quality(id, QualityQuery::default()),
    );
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
                match detail.await {
                    Ok(detail) => view! { <Detail detail/> }.into_any(),
                    Err(error) => problem_card(error),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Detail(detail: SupplierQualityDetail) -> impl IntoView {
    let SupplierQualityDetail {
        label,
        supplier,
        windows,
        findings,
        fills,
        ..
    } = detail;
    view! {
        <Card title=supplier.supplier corner=label>
            <Figures figures=supplier.figures/>
            <p class="note">
                <a href="/data-quality">"All suppliers"</a>
            </p>
        </Card>
        <Card title="Found">{found(findings)}</Card>
        {(!fills.is_empty()).then(|| view! { <Card title="Filled in">{filled(fills)}</Card> })}
        <Card title="Day by day">{days(windows)}</Card>
    }
    .into_any()
}

fn found(findings: Vec<Finding>) -> AnyView {
    if findings.is_empty() {
        return view! {
            <EmptyState
                title="Nothing odd"
                reason="No value was out of range or far from what is usual, no reading stuck, and no meter was silent."
            />
        }
        .into_any();
    }
    let entries = findings
        .into_iter()
        .map(|finding| {
            let place = [finding.site, finding.route].into_iter().flatten();
            let place: String = place.map(|name| format!(" · {name}")).collect();
            let head = format!(
                "{} · {}{place}",
                finding.when,
                category_word(finding.category)
            );
            let link = finding
                .event_id
                .map(|id| view! { <a href=format!("/activity/{id}")>"Open the event"</a> });
            view! {
                <li>
                    <p>
                        <strong>{kind(finding.kind)}</strong>
                        " "
                        <span class="note">{head}</span>
                    </p>
                    <p>{finding.detail} " " {link}</p>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="findings">{entries}</ul> }.into_any()
}

fn filled(fills: Vec<GapFill>) -> AnyView {
    let rows = fills
        .into_iter()
        .map(|fill| {
            let interval = format!(
                "{} to {}",
                mass(fill.interval_low_kg),
                mass(fill.interval_high_kg)
            );
            let real = match (fill.replaced_by, fill.real_co2e_kg) {
                (Some(id), real) => {
                    let text = real.map_or_else(
                        || "a value without a factor".to_owned(),
                        |kg| mass(kg).to_string(),
                    );
                    view! { <a href=format!("/activity/{id}")>{text}</a> }.into_any()
                }
                (None, _) => "–".into_any(),
            };
            view! {
                <tr>
                    <th scope="row">{fill.when}</th>
                    <td>{fill.site.unwrap_or_default()}</td>
                    <td class="num predicted">{mass(fill.co2e_kg).to_string()}</td>
                    <td class="num">{interval}</td>
                    <td>{fill.method}</td>
                    <td class="num">{real}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <p class="note">
            "Predicted from what the meter showed before and after, and usually shows at that hour. Each value stands until the real one comes."
        </p>
        <ScrollTable label="Filled values, newest first">
            <thead>
                <tr>
                    <th scope="col">"When"</th>
                    <th scope="col">"Site"</th>
                    <th scope="col" class="num">"Filled in"</th>
                    <th scope="col" class="num">"Nine of ten"</th>
                    <th scope="col">"Method"</th>
                    <th scope="col" class="num">"Real value"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}

fn days(windows: Vec<QualityWindow>) -> AnyView {
    let rows = windows
        .into_iter()
        .map(|window| {
            let figures = window.figures;
            view! {
                <tr>
                    <th scope="row">{window.day}</th>
                    <td>{category_word(window.category)}</td>
                    <td class="num">{share(figures.completeness_pct)}</td>
                    <td class="num">{share(figures.measured_pct)}</td>
                    <td class="num">{share(figures.predicted_pct)}</td>
                    <td class="num">{count(figures.anomalies_count).to_string()}</td>
                    <td class="num">{count(figures.events).to_string()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ScrollTable label="Days, newest first">
            <thead>
                <tr>
                    <th scope="col">"Day"</th>
                    <th scope="col">"Category"</th>
                    <th scope="col" class="num">"Complete"</th>
                    <th scope="col" class="num">"Measured"</th>
                    <th scope="col" class="num">"Predicted"</th>
                    <th scope="col" class="num">"Anomalies"</th>
                    <th scope="col" class="num">"Events"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}
