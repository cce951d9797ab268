//! The factor store: the published figures every kilogram rests on.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use model::emissions::{Factor, FactorQuality, FactorQuery};
use model::page::Page;

use super::api::load_factors;
use super::frame::SettingsFrame;
use super::recalculation::RecalculationCard;
use crate::components::{Badge, Card, Query, QueryForm, ScrollTable, TextField};
use crate::layout::{EmptyState, ProblemView, Skeleton};
use crate::wire::load;

/// Rows of one page.
const PAGE_ROWS: u32 = 50;

/// Search and browse.
#[component]
pub(crate) fn FactorsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(read));
    let factors = load(move || asked.get(), load_factors);
    view! {
        <SettingsFrame current="/settings/factors">
            <RecalculationCard/>
            <Card title="Emission factors">
                {move || view! { <FactorForm asked=asked.get()/> }}
                <Transition fallback=|| view! { <Skeleton lines=10/> }>
                    {move || Suspend::new(async move {
                        match factors.await {
                            Ok(page) => {
                                view! { <FactorTable page asked=asked.get_untracked()/> }.into_any()
                            }
                            Err(error) => view! { <ProblemView error/> }.into_any(),
                        }
                    })}
                </Transition>
            </Card>
        </SettingsFrame>
    }
    .into_any()
}

fn read(query: &ParamsMap) -> FactorQuery {
    let word = |name: &str| query.get(name).filter(|text| !text.trim().is_empty());
    FactorQuery {
        query: word("query"),
        region: word("region"),
        year: word("year").and_then(|text| text.trim().parse().ok()),
        unit: word("unit"),
        category: word("category"),
        limit: Some(PAGE_ROWS),
        cursor: word("cursor"),
    }
}

fn address(asked: &FactorQuery, cursor: Option<String>) -> String {
    Query::default()
        .with("query", asked.query.clone())
        .with("region", asked.region.clone())
        .with("year", asked.year.map(|year| year.to_string()))
        .with("unit", asked.unit.clone())
        .with("category", asked.category.clone())
        .with("cursor", cursor)
        .at("/settings/factors")
}

#[component]
fn FactorForm(asked: FactorQuery) -> impl IntoView {
    let year = asked.year.map(|year| year.to_string()).unwrap_or_default();
    view! {
        <QueryForm action="/settings/factors">
            <div class="filters" role="search" aria-label="Factors">
                <TextField
                    label="Words"
                    name="query"
                    kind="search"
                    value=asked.query.unwrap_or_default()
                />
                <TextField label="Region" name="region" value=asked.region.unwrap_or_default()/>
                <TextField label="Year" name="year" kind="number" value=year/>
                <TextField label="Unit" name="unit" value=asked.unit.unwrap_or_default()/>
                <div class="filter-actions">
                    <button class="button" type="submit">
                        "Search"
                    </button>
                    <a class="button button-quiet" href="/settings/factors">
                        "Clear"
                    </a>
                </div>
            </div>
        </QueryForm>
    }
    .into_any()
}

#[component]
fn FactorTable(page: Page<Factor>, asked: FactorQuery) -> impl IntoView {
    if page.items.is_empty() {
        return view! {
            <EmptyState title="No such factors" reason="No published factor matches this search.">
                <a class="button" href="/settings/factors">
                    "Show all"
                </a>
            </EmptyState>
        }
        .into_any();
    }
    let first = asked.cursor.is_some().then(|| address(&asked, None));
    let next = page.next_cursor.map(|cursor| address(&asked, Some(cursor)));
    let rows = page.items.into_iter().map(row).collect_view();
    view! {
        <ScrollTable label="Factors" class="factors">
            <thead>
                <tr>
                    <th scope="col">"Activity"</th>
                    <th scope="col">"Scope"</th>
                    <th scope="col" class="num">"kg CO₂e"</th>
                    <th scope="col">"per"</th>
                    <th scope="col">"Region"</th>
                    <th scope="col">"Year"</th>
                    <th scope="col">"Publisher"</th>
                    <th scope="col">"GWP"</th>
                    <th scope="col">"Licence"</th>
                    <th scope="col">"Source"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
        <nav class="pager" aria-label="Pages of factors">
            {first.map(|href| view! { <a class="button button-quiet" href=href>"Back to the first page"</a> })}
            {next.map(|href| view! { <a class="button button-quiet" href=href rel="next">"Next page"</a> })}
        </nav>
    }
    .into_any()
}

fn row(factor: Factor) -> AnyView {
    let (tone, word) = match factor.quality {
        FactorQuality::OfficialDump => ("good", "official"),
        FactorQuality::DerivedSum => ("good", "sum of official"),
        FactorQuality::Secondary => ("warn", "secondary"),
        FactorQuality::Recalled => ("critical", "not verified"),
    };
    view! {
        <tr>
            <th scope="row">
                {factor.activity} <span class="note block">{factor.id}</span>
            </th>
            <td>{factor.scope.as_str()}</td>
            <td class="num">{factor.kg_co2e_per_unit.to_string()}</td>
            <td>{factor.unit}</td>
            <td>{factor.region}</td>
            <td>{factor.year}</td>
            <td>
                {factor.publisher} <span class="note block">{factor.publisher_row}</span>
            </td>
            <td>{factor.gwp_set}</td>
            <td>{factor.licence}</td>
            <td>
                <Badge tone text=word/>
            </td>
        </tr>
    }
    .into_any()
}
