//! The map as tables: places with their kilograms and hotspots, then routes.

use leptos::html::Details;
use leptos::prelude::*;
use model::emissions::{EmissionMap, MapHotspot, MapPoint, MapRoute};

use super::super::super::look::Look;
use super::scene::{above, belongs, events_of, kind_word, severity_words};
use crate::components::{Badge, ScrollTable, count, follow, mass};
use crate::words::dashboard as words;

/// Rows that are listed; the API has them all.
const ROWS_MAX: usize = 200;

/// The twin of the map. Rows are made while it is open.
#[component]
pub(super) fn Tables(
    map: Memo<Option<EmissionMap>>,
    /// What is looked at: the events of a place are those of the same days.
    look: Signal<Look>,
) -> impl IntoView {
    let node = NodeRef::<Details>::new();
    let is_open = RwSignal::new(false);
    view! {
        <details class="data-table" node_ref=node on:toggle=follow(node, is_open)>
            <summary>{words::SHOW_AS_TABLE}</summary>
            {move || {
                let is_open = is_open.get();
                let look = look.get_untracked();
                map.with(|map| map.as_ref().filter(|_| is_open).map(|map| tables(map, look)))
            }}
        </details>
    }
    .into_any()
}

fn tables(map: &EmissionMap, look: Look) -> AnyView {
    let places = map.points.iter().take(ROWS_MAX).map(|point| {
        let of_point = map.hotspots.iter().filter(|one| belongs(one, point));
        place(point, look, of_point)
    });
    let places = places.collect_view();
    // Those of no point that is drawn: vehicles, and what emitted nothing in this range.
    let elsewhere = map
        .hotspots
        .iter()
        .filter(|one| !map.points.iter().any(|point| belongs(one, point)));
    let elsewhere = elsewhere
        .map(|one| {
            view! {
                <tr>
                    <th scope="row">{hotspot_link(one)}</th>
                    <td>{if one.lat.is_some() { words::ON_THE_MAP } else { words::NO_POSITION }}</td>
                    <td class="num">"–"</td>
                    <td class="num">"–"</td>
                    <td>{badge(one)}</td>
                </tr>
            }
        })
        .collect_view();
    let routes = map.routes.iter().take(ROWS_MAX);
    let routes = routes.map(|one| route(one, look)).collect_view();
    let left_out = |all: usize| {
        let more = all.saturating_sub(ROWS_MAX);
        (more > 0).then(|| {
            let more = count(more as u64);
            view! { <p class="note">{words::smaller_ones_are_not_listed(more)}</p> }
        })
    };
    let has_routes = !map.routes.is_empty();
    view! {
        <ScrollTable label=words::PLACES_ON_THE_MAP csv="places">
            <thead>
                <tr>
                    <th scope="col">{words::PLACE}</th>
                    <th scope="col">{words::WHAT_IT_IS}</th>
                    <th scope="col" class="num">{words::CO2E_PER_HOUR}</th>
                    <th scope="col" class="num">{words::CO2E}</th>
                    <th scope="col">{words::HOTSPOT}</th>
                </tr>
            </thead>
            <tbody>{places} {elsewhere}</tbody>
        </ScrollTable>
        {left_out(map.points.len())}
        {has_routes
            .then(|| {
                view! {
                    <ScrollTable label=words::ROUTES_ON_THE_MAP csv="routes">
                        <thead>
                            <tr>
                                <th scope="col">{words::ROUTE_COUNTED_IN_ITS_PLACES}</th>
                                <th scope="col" class="num">{words::CO2E_PER_HOUR}</th>
                                <th scope="col" class="num">{words::CO2E}</th>
                                <th scope="col" class="num">{words::EVENTS}</th>
                            </tr>
                        </thead>
                        <tbody>{routes}</tbody>
                    </ScrollTable>
                }
            })}
        {left_out(map.routes.len())}
    }
    .into_any()
}

fn place<'a>(
    point: &MapPoint,
    look: Look,
    hotspots: impl Iterator<Item = &'a MapHotspot>,
) -> AnyView {
    let hotspots: Vec<_> = hotspots
        .map(|one| view! { <li>{badge(one)} " " {hotspot_link(one)}</li> })
        .collect();
    let hotspots = if hotspots.is_empty() {
        "–".into_any()
    } else {
        view! { <ul class="plain">{hotspots}</ul> }.into_any()
    };
    view! {
        <tr>
            <th scope="row">{events_link(point, look)}</th>
            <td>{kind_word(point.kind)}</td>
            <td class="num">{mass(point.kg_per_hour).to_string()}</td>
            <td class="num">{mass(point.co2e_kg).to_string()}</td>
            <td>{hotspots}</td>
        </tr>
    }
    .into_any()
}

/// The name of a place, leading to its events where they can be told from others.
fn events_link(point: &MapPoint, look: Look) -> AnyView {
    let name = point.name.clone();
    match events_of(point, look) {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => name.into_any(),
    }
}

fn hotspot_link(hotspot: &MapHotspot) -> AnyView {
    view! { <a href=format!("/hotspots/{}", hotspot.id)>{hotspot.entity.name.clone()}</a> }
        .into_any()
}

fn route(route: &MapRoute, look: Look) -> AnyView {
    let name = format!("{} → {}", route.origin.name, route.destination.name);
    let query = look.events().with("route_id", Some(route.id.to_string()));
    let href = query.at("/activity");
    view! {
        <tr>
            <th scope="row">
                <a href=href>{name}</a>
            </th>
            <td class="num">{mass(route.kg_per_hour).to_string()}</td>
            <td class="num">{mass(route.co2e_kg).to_string()}</td>
            <td class="num">{count(route.events)}</td>
        </tr>
    }
    .into_any()
}

fn badge(hotspot: &MapHotspot) -> AnyView {
    let (_, tone) = severity_words(hotspot.severity);
    view! { <Badge tone text=above(hotspot)/> }.into_any()
}
