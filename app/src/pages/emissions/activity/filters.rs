//! What the list is limited to, as its address states it, and the form that changes it.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::ids::{JobId, RouteId, SiteId, SupplierId};
use model::ingest::{EventQuery, EventSort, EventType, QualityStatus};
use model::time::{RangePreset, TimeRange};

use super::super::look::{Look, preset_words};
use super::super::words::{category_word, quality_words};
use crate::components::{Query, QueryForm, SelectField, SelectOption, TextField};
use crate::words::activity as words;

/// Rows of one page.
const PAGE_ROWS: u32 = 50;

/// Filter, order and page of the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Filters {
    /// Range and category.
    pub(super) look: Look,
    supplier: Option<String>,
    supplier_id: Option<SupplierId>,
    site_id: Option<SiteId>,
    route_id: Option<RouteId>,
    quality: Option<QualityStatus>,
    no_factor: bool,
    job: Option<JobId>,
    /// The order of the rows.
    pub(super) sort: EventSort,
    cursor: Option<String>,
}

impl Filters {
    /// Reads an address; what it does not understand counts as not there.
    pub(super) fn read(query: &ParamsMap) -> Self {
        let word = |name: &str| query.get(name).filter(|text| !text.trim().is_empty());
        Self {
            look: Look::read(query),
            supplier: word("supplier"),
            supplier_id: word("supplier_id").and_then(|text| text.parse().ok()),
            site_id: word("site_id").and_then(|text| text.parse().ok()),
            route_id: word("route_id").and_then(|text| text.parse().ok()),
            quality: word("quality").and_then(|text| QualityStatus::parse(&text)),
            no_factor: word("no_factor").is_some(),
            job: word("job").and_then(|text| text.parse().ok()),
            sort: word("sort")
                .and_then(|text| EventSort::parse(&text))
                .unwrap_or(EventSort::Newest),
            cursor: word("cursor"),
        }
    }

    /// Whether anything but order and page is limited.
    pub(super) fn is_limited(&self) -> bool {
        let unlimited = Self {
            sort: self.sort,
            cursor: self.cursor.clone(),
            ..Self::read(&ParamsMap::new())
        };
        *self != unlimited
    }

    /// Whether this is not the first page.
    pub(super) fn is_later_page(&self) -> bool {
        self.cursor.is_some()
    }

    /// What the server is asked; days are sent apart.
    pub(super) fn event_query(&self) -> EventQuery {
        EventQuery {
            event_type: self.look.category,
            quality_status: self.quality,
            supplier_id: self.supplier_id,
            supplier: self.supplier.clone(),
            site_id: self.site_id,
            route_id: self.route_id,
            job_id: self.job,
            no_factor: self.no_factor.then_some(true),
            sort: Some(self.sort),
            limit: Some(PAGE_ROWS),
            cursor: self.cursor.clone(),
            ..EventQuery::default()
        }
    }

    /// The address of these filters in another order, from the first page.
    pub(super) fn sorted(&self, sort: EventSort) -> String {
        self.query(sort, None).at("/activity")
    }

    /// The address of the page that begins at `cursor`; `None` for the first.
    pub(super) fn page(&self, cursor: Option<String>) -> String {
        self.query(self.sort, cursor).at("/activity")
    }

    fn query(&self, sort: EventSort, cursor: Option<String>) -> Query {
        self.look
            .query()
            .with("supplier", self.supplier.clone())
            .with("supplier_id", self.supplier_id.map(|id| id.to_string()))
            .with("site_id", self.site_id.map(|id| id.to_string()))
            .with("route_id", self.route_id.map(|id| id.to_string()))
            .with("quality", self.quality.map(QualityStatus::as_str))
            .with("no_factor", self.no_factor.then_some("true"))
            .with("job", self.job.map(|id| id.to_string()))
            .with("sort", (sort != EventSort::Newest).then(|| sort.as_str()))
            .with("cursor", cursor)
    }

    /// Where the same events are to be had as a file.
    pub(super) fn csv_address(&self, range: Option<TimeRange>) -> String {
        Query::default()
            .with("from", range.map(|range| range.from.to_rfc3339()))
            .with("to", range.map(|range| range.to.to_rfc3339()))
            .with("event_type", self.look.category.map(EventType::as_str))
            .with("quality_status", self.quality.map(QualityStatus::as_str))
            .with("supplier_id", self.supplier_id.map(|id| id.to_string()))
            .with("supplier", self.supplier.clone())
            .with("site_id", self.site_id.map(|id| id.to_string()))
            .with("route_id", self.route_id.map(|id| id.to_string()))
            .with("job_id", self.job.map(|id| id.to_string()))
            .with("no_factor", self.no_factor.then_some("true"))
            .with("sort", Some(self.sort.as_str()))
            .at("/api/v1/events.csv")
    }
}

/// The form over the list. It only changes the address.
#[component]
pub(super) fn FilterForm(filters: Filters) -> impl IntoView {
    let anything = || SelectOption::new("", words::ALL);
    let types = std::iter::once(anything())
        .chain(
            EventType::ALL
                .iter()
                .map(|&category| SelectOption::new(category.as_str(), category_word(category))),
        )
        .collect();
    let qualities = std::iter::once(anything())
        .chain(
            QualityStatus::ALL
                .iter()
                // A rejected row is no event.
                .filter(|quality| **quality != QualityStatus::Rejected)
                .map(|&quality| SelectOption::new(quality.as_str(), quality_words(quality).0)),
        )
        .collect();
    let ranges = std::iter::once(SelectOption::new("", words::ANY_TIME))
        .chain(
            RangePreset::ALL
                .iter()
                .filter(|preset| **preset != RangePreset::All)
                .map(|&preset| SelectOption::new(preset.as_str(), preset_words(preset))),
        )
        .collect();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let Filters {
        look,
        supplier,
        supplier_id,
        site_id,
        route_id,
        quality,
        no_factor,
        job,
        sort,
        ..
    } = filters;
    let preset = look
        .range
        .preset
        .map(RangePreset::as_str)
        .unwrap_or_default();
    view! {
        <QueryForm action="/activity">
            <div class="filters" role="search" aria-label=words::EVENTS>
                <SelectField
                    label=words::TYPE
                    name="category"
                    options=types
                    value=look.category.map(EventType::as_str).unwrap_or_default()
                />
                <TextField
                    label=words::SUPPLIER
                    name="supplier"
                    kind="search"
                    value=supplier.unwrap_or_default()
                />
                <SelectField
                    label=words::QUALITY
                    name="quality"
                    options=qualities
                    value=quality.map(QualityStatus::as_str).unwrap_or_default()
                />
                <SelectField label=words::WHEN name="range" options=ranges value=preset/>
                <TextField label=words::FROM name="from" kind="date" value=day(look.range.first_day)/>
                <TextField label=words::TO name="to" kind="date" value=day(look.range.last_day)/>
                <label class="check">
                    <input type="checkbox" name="no_factor" value="true" checked=no_factor/>
                    {words::WITHOUT_A_FACTOR}
                </label>
                {supplier_id
                    .map(|id| {
                        view! { <input type="hidden" name="supplier_id" value=id.to_string()/> }
                    })}
                {site_id
                    .map(|id| view! { <input type="hidden" name="site_id" value=id.to_string()/> })}
                {route_id
                    .map(|id| view! { <input type="hidden" name="route_id" value=id.to_string()/> })}
                {job.map(|id| view! { <input type="hidden" name="job" value=id.to_string()/> })}
                {(sort != EventSort::Newest)
                    .then(|| view! { <input type="hidden" name="sort" value=sort.as_str()/> })}
                <div class="filter-actions">
                    <button class="button" type="submit">
                        {words::FILTER}
                    </button>
                    <a class="button button-quiet" href="/activity">
                        {words::CLEAR}
                    </a>
                </div>
            </div>
        </QueryForm>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Filters {
        let mut query = ParamsMap::new();
        for (name, value) in pairs {
            query.insert((*name).to_owned(), (*value).to_owned());
        }
        Filters::read(&query)
    }

    #[test]
    fn order_and_page_are_no_limit() {
        assert!(!read(&[("sort", "largest"), ("cursor", "abc")]).is_limited());
        assert!(read(&[("no_factor", "true")]).is_limited());
    }

    #[test]
    fn another_order_starts_at_the_first_page() {
        let filters = read(&[("supplier", "A & B"), ("cursor", "abc")]);
        assert_eq!(
            filters.sorted(EventSort::Oldest),
            "/activity?supplier=A%20%26%20B&sort=oldest"
        );
    }
}
