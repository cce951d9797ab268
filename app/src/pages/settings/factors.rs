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
use crate::words::settings as words;

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
            <Card title=words::EMISSION_FACTORS>
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
            <div class="filters" role="search" aria-label=words::FACTORS>
                <TextField
                    label=words::WORDS
                    name="query"
                    kind="search"
                    value=asked.query.unwrap_or_default()
                />
                <TextField label=words::REGION name="region" value=asked.region.unwrap_or_default()/>
                <TextField label=words::YEAR name="year" kind="number" value=year/>
                <TextField label=words::UNIT name="unit" value=asked.unit.unwrap_or_default()/>
                <div class="filter-actions">
                    <button class="button" type="submit">
                        {words::SEARCH}
                    </button>
                    <a class="button button-quiet" href="/settings/factors">
                        {words::CLEAR}
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
            <EmptyState title=words::NO_SUCH_FACTORS reason=words::NO_PUBLISHED_FACTOR_MATCHES>
                <a class="button" href="/settings/factors">
                    {words::SHOW_ALL}
                </a>
            </EmptyState>
        }
        .into_any();
    }
    let first = asked.cursor.is_some().then(|| address(&asked, None));
    let next = page.next_cursor.map(|cursor| address(&asked, Some(cursor)));
    let rows = page.items.into_iter().map(row).collect_view();
    view! {
        <ScrollTable label=words::FACTORS class="factors" csv="factors">
            <thead>
                <tr>
                    <th scope="col">{words::ACTIVITY}</th>
                    <th scope="col">{words::SCOPE}</th>
                    <th scope="col" class="num">{words::KG_CO2E}</th>
                    <th scope="col">{words::PER}</th>
                    <th scope="col">{words::REGION}</th>
                    <th scope="col">{words::YEAR}</th>
                    <th scope="col">{words::PUBLISHER}</th>
                    <th scope="col">{words::GWP}</th>
                    <th scope="col">{words::LICENCE}</th>
                    <th scope="col">{words::SOURCE}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
        <nav class="pager" aria-label=words::PAGES_OF_FACTORS>
            {first.map(|href| view! { <a class="button button-quiet" href=href>{words::BACK_TO_THE_FIRST_PAGE}</a> })}
            {next.map(|href| view! { <a class="button button-quiet" href=href rel="next">{words::NEXT_PAGE}</a> })}
        </nav>
    }
    .into_any()
}

fn row(factor: Factor) -> AnyView {
    let (tone, word) = match factor.quality {
        FactorQuality::OfficialDump => ("good", words::OFFICIAL),
        FactorQuality::DerivedSum => ("good", words::SUM_OF_OFFICIAL),
        FactorQuality::Secondary => ("warn", words::SECONDARY),
        FactorQuality::Recalled => ("critical", words::NOT_VERIFIED),
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
