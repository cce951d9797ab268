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
use crate::words::quality as words;

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
        <TopBar title=words::DATA_QUALITY/>
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
                <a href="/data-quality">{words::ALL_SUPPLIERS}</a>
            </p>
        </Card>
        <Card title=words::FOUND>{found(findings)}</Card>
        {(!fills.is_empty()).then(|| view! { <Card title=words::FILLED_IN>{filled(fills)}</Card> })}
        <Card title=words::DAY_BY_DAY>{days(windows)}</Card>
    }
    .into_any()
}

fn found(findings: Vec<Finding>) -> AnyView {
    if findings.is_empty() {
        return view! {
            <EmptyState
                title=words::NOTHING_ODD
                reason=words::NO_VALUE_WAS_OUT_OF_RANGE
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
                .map(|id| view! { <a href=format!("/activity/{id}")>{words::OPEN_THE_EVENT}</a> });
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
            let interval =
                words::low_to_high(mass(fill.interval_low_kg), mass(fill.interval_high_kg));
            let real = match (fill.replaced_by, fill.real_co2e_kg) {
                (Some(id), real) => {
                    let text = real.map_or_else(
                        || words::A_VALUE_WITHOUT_A_FACTOR.to_owned(),
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
            {words::PREDICTED_FROM_WHAT_THE_METER_SHOWED}
        </p>
        <ScrollTable label=words::FILLED_VALUES_NEWEST_FIRST>
            <thead>
                <tr>
                    <th scope="col">{words::WHEN}</th>
                    <th scope="col">{words::SITE}</th>
                    <th scope="col" class="num">{words::FILLED_IN}</th>
                    <th scope="col" class="num">{words::NINE_OF_TEN}</th>
                    <th scope="col">{words::METHOD}</th>
                    <th scope="col" class="num">{words::REAL_VALUE}</th>
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
        <ScrollTable label=words::DAYS_NEWEST_FIRST>
            <thead>
                <tr>
                    <th scope="col">{words::DAY}</th>
                    <th scope="col">{words::CATEGORY}</th>
                    <th scope="col" class="num">{words::COMPLETE_COLUMN}</th>
                    <th scope="col" class="num">{words::MEASURED_COLUMN}</th>
                    <th scope="col" class="num">{words::PREDICTED_COLUMN}</th>
                    <th scope="col" class="num">{words::ANOMALIES_COLUMN}</th>
                    <th scope="col" class="num">{words::EVENTS_COLUMN}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}
