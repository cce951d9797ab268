//! All sites: the power of their latest interval, their day against its forecast, their batteries.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use model::auth::Permission;
use model::energy::{EnergyDay, EnergyOverview, EnergySiteNow};
use model::places::Site;

use super::api::load_overview;
use super::flow::FlowDrawing;
use super::place::{AddSite, place_fields};
use super::told::told;
use super::words::energy;
use crate::components::{
    Badge, Card, Meter, Notice, Query, Reckoning, count, percent, significant,
};
use crate::layout::{EmptyState, TopBar, loaded};
use crate::wire::load;
use crate::words::energy as words;

/// The page of all sites.
#[component]
pub(crate) fn EnergyPage() -> impl IntoView {
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor")));
    let turn = Reckoning::of_page().every(1);
    let told = told(None);
    let overview = load(
        move || (cursor.get(), turn.get(), told.get()),
        |(cursor, _, _)| load_overview(cursor),
    );
    // Not a part of what is drawn again with each measurement: its answer would come to nobody.
    let add = ServerAction::<AddSite>::new();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(site)) = add.value().get() {
            navigate(
                &format!("/energy/{}/setup", site.id),
                NavigateOptions::default(),
            );
        }
    });
    view! {
        <TopBar title=words::ENERGY/>
        {loaded(overview, Permission::Operate, 8, move |overview, may_change| {
            view! { <Shown overview may_change add/> }.into_any()
        })}
    }
    .into_any()
}

#[component]
fn Shown(overview: EnergyOverview, may_change: bool, add: ServerAction<AddSite>) -> impl IntoView {
    let EnergyOverview {
        sites,
        without,
        has_more_without,
    } = overview;
    let is_empty = sites.items.is_empty();
    let next = sites
        .next_cursor
        .map(|cursor| Query::default().with("cursor", Some(cursor)).at("/energy"));
    let cards = sites
        .items
        .into_iter()
        .map(|now| view! { <SiteCard now may_change/> })
        .collect_view();
    view! {
        <div class="stack">
        {is_empty.then(|| view! { <Invitation may_change/> })}
        <div class="grid">{cards}</div>
        {next
            .map(|href| {
                view! {
                    <nav class="pager" aria-label=words::PAGES_OF_SITES>
                        <a class="button button-quiet" href=href rel="next">
                            {words::MORE_SITES}
                        </a>
                    </nav>
                }
            })}
        <Without without has_more=has_more_without may_change add/>
        </div>
    }
    .into_any()
}

#[component]
fn Invitation(may_change: bool) -> impl IntoView {
    view! {
        <div class="card">
            <EmptyState
                title=words::NO_SITES_ELECTRICITY_IS_LOOKED_AFTER
                reason=words::SAY_HOW_A_SITE_IS_MEASURED
            >
                {(!may_change)
                    .then(|| {
                        view! { <p class="note">{words::OPERATORS_OF_YOUR_ORGANISATION_SET}</p> }
                    })}
            </EmptyState>
        </div>
    }
    .into_any()
}

/// A site as it stands.
#[component]
fn SiteCard(now: EnergySiteNow, may_change: bool) -> impl IntoView {
    let EnergySiteNow {
        state,
        is_stale,
        flow,
        day,
    } = now;
    let id = state.site.id;
    let corner = match &state.latest_label {
        Some(label) => words::measured_up_to_the_interval_of(label),
        None => words::NOTHING_MEASURED_YET.to_owned(),
    };
    let has_battery = state.settings.battery.is_some();
    let soc = flow.as_ref().and_then(|flow| flow.soc);
    let stale = (is_stale && flow.is_some()).then(|| {
        view! {
            <Notice tone="warn">
                {words::NO_MEASUREMENT_HAS_COME_FOR_MORE}
            </Notice>
        }
    });
    let drawing = flow.map(|flow| view! { <FlowDrawing flow/> });
    let nothing = drawing.is_none().then(|| {
        view! {
            <p class="note">
                {words::ITS_METERS_READINGS_ARE_NOT}
            </p>
        }
    });
    let battery = has_battery.then(|| match soc {
        Some(soc) => view! {
            <p class="note">{words::BATTERY}</p>
            <Meter label=words::STATE_OF_CHARGE_OF_THE_BATTERY share=Signal::stored(Some(soc))/>
        }
        .into_any(),
        None => view! { <p class="note">{words::THE_BATTERYS_STATE_OF_CHARGE}</p> }.into_any(),
    });
    let (word, href) = if nothing.is_some() {
        (
            words::IMPORT_MEASUREMENTS,
            format!("/energy/{id}/setup#import"),
        )
    } else {
        (words::FORECAST_AND_PLAN, format!("/energy/{id}"))
    };
    view! {
        <Card title=state.site.name corner=corner class="span-6">
            {stale}
            {day.map(|day| view! { <Day day/> })}
            {drawing}
            {nothing}
            {battery}
            <p class="card-foot filter-actions">
                <a class="button" href=href>
                    {word}
                </a>
                {may_change
                    .then(|| {
                        view! {
                            <a class="button button-quiet" href=format!("/energy/{id}/setup")>
                                {words::SET_UP}
                            </a>
                        }
                    })}
            </p>
        </Card>
    }
    .into_any()
}

/// What was used, beside what was to be expected.
#[component]
fn Day(day: EnergyDay) -> impl IntoView {
    let (figure, unit) = if day.measured_kwh >= 999.5 {
        (significant(day.measured_kwh / 1_000.0), "MWh")
    } else {
        (significant(day.measured_kwh), "kWh")
    };
    let when = if day.is_today {
        words::TODAY.to_owned()
    } else {
        words::on(&day.label)
    };
    let unit = words::used_until(unit, &when, &day.until_label);
    let expected = match (day.expected_kwh, day.missing) {
        (Some(expected), _) if expected > 0.0 => {
            let off = 100.0 * (day.measured_kwh - expected) / expected;
            let beside = if off.abs() < 0.05 {
                words::AS_MUCH_AS.to_owned()
            } else {
                let apart = percent(off.abs());
                if off < 0.0 {
                    words::apart_below(apart)
                } else {
                    words::apart_above(apart)
                }
            };
            let whole = day
                .expected_day_kwh
                .map(|kwh| words::of_the_whole_day(energy(kwh)));
            let text =
                words::the_expected_by_then(&beside, energy(expected), whole.unwrap_or_default());
            view! {
                <Badge tone="predicted" text=words::FORECAST/>
                " "
                <span>{text}</span>
            }
            .into_any()
        }
        (_, missing) => {
            let why = missing.unwrap_or_else(|| words::NOTHING_WAS_EXPECTED_BY_THEN.to_owned());
            view! { <span class="note">{words::no_forecast_to_compare_with(&why)}</span> }
                .into_any()
        }
    };
    let gaps = (day.known < day.intervals).then(|| {
        words::of_intervals_of_the_day(count(day.known.into()), count(day.intervals.into()))
    });
    view! {
        <p class="figure">
            <strong data-testid="day-kwh">{figure}</strong>
            <span class="unit">{unit}</span>
        </p>
        <p class="compare">{expected}</p>
        {gaps.map(|text| view! { <p class="note">{text}</p> })}
    }
    .into_any()
}

/// Sites where nothing is set yet, and the way to a new one.
#[component]
fn Without(
    without: Vec<Site>,
    has_more: bool,
    may_change: bool,
    add: ServerAction<AddSite>,
) -> impl IntoView {
    if !may_change {
        return ().into_any();
    }
    let entries = without
        .into_iter()
        .map(|site| {
            view! {
                <li>
                    <a href=format!("/energy/{}/setup", site.id)>{words::set_up(&site.name)}</a>
                </li>
            }
        })
        .collect_view();
    let more = has_more.then(|| {
        view! { <p class="note">{words::THERE_ARE_MORE_THEY_FOLLOW_WHEN}</p> }
    });
    view! {
        <Card title=words::NOT_SET_UP_YET>
            <ul class="plain-list">{entries}</ul>
            {more}
            <details class="data-table">
                <summary>{words::ADD_A_SITE}</summary>
                <NewSite add/>
            </details>
        </Card>
    }
    .into_any()
}

#[component]
fn NewSite(add: ServerAction<AddSite>) -> impl IntoView {
    let errors = Signal::derive(move || add.value().get().and_then(Result::err));
    view! {
        <ActionForm action=add attr:class="form">
            {move || {
                errors.get().map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
            }}
            {place_fields(None, errors)}
            <button class="button" type="submit" disabled=move || add.pending().get()>
                {words::ADD_THE_SITE}
            </button>
        </ActionForm>
    }
    .into_any()
}
