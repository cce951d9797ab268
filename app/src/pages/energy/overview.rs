//! All sites: the power of their latest interval, their day against its forecast, their batteries.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use model::auth::Permission;
use model::energy::{EnergyDay, EnergyOverview, EnergySiteNow};
use model::places::Site;

use super::api::{AddSite, load_overview};
use super::flow::FlowDrawing;
use super::words::energy;
use crate::components::{
    Badge, Card, Meter, Notice, Query, TextField, count, percent, significant,
};
use crate::layout::{EmptyState, TopBar, loaded};
use crate::wire::load;

/// The page of all sites.
#[component]
pub(crate) fn EnergyPage() -> impl IntoView {
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor")));
    let turn = every_minute();
    let overview = load(
        move || (cursor.get(), turn.get()),
        |(cursor, _)| load_overview(cursor),
    );
    view! {
        <TopBar title="Energy"/>
        {loaded(overview, Permission::Operate, 8, |overview, may_change| {
            view! { <Shown overview may_change/> }.into_any()
        })}
    }
    .into_any()
}

/// Counts up each minute: meters send by themselves, and nobody announces it.
fn every_minute() -> ReadSignal<u32> {
    let (turn, set_turn) = signal(0_u32);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let minute = std::time::Duration::from_secs(60);
        let timer = set_interval_with_handle(move || set_turn.update(|turn| *turn += 1), minute);
        if let Ok(timer) = timer {
            on_cleanup(move || timer.clear());
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = set_turn;
    turn
}

#[component]
fn Shown(overview: EnergyOverview, may_change: bool) -> impl IntoView {
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
                    <nav class="pager" aria-label="Pages of sites">
                        <a class="button button-quiet" href=href rel="next">
                            "More sites"
                        </a>
                    </nav>
                }
            })}
        <Without without has_more=has_more_without may_change/>
        </div>
    }
    .into_any()
}

#[component]
fn Invitation(may_change: bool) -> impl IntoView {
    view! {
        <div class="card">
            <EmptyState
                title="No site's electricity is looked after yet"
                reason="Say how a site is measured and what it pays, and bring its meters' readings in. Then this page shows where its power comes from and goes to, and whether its day is as expected; its own page forecasts the load, plans the battery, and finds the best time for work that can wait."
            >
                {(!may_change)
                    .then(|| {
                        view! { <p class="note">"Operators of your organisation set sites up."</p> }
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
        Some(label) => format!("measured up to the interval of {label}"),
        None => "nothing measured yet".to_owned(),
    };
    let has_battery = state.settings.battery.is_some();
    let soc = flow.as_ref().and_then(|flow| flow.soc);
    let stale = (is_stale && flow.is_some()).then(|| {
        view! {
            <Notice tone="warn">
                "No measurement has come for more than two hours: these are the last figures, not those of now."
            </Notice>
        }
    });
    let drawing = flow.map(|flow| view! { <FlowDrawing flow/> });
    let nothing = drawing.is_none().then(|| {
        view! {
            <p class="note">
                "Its meters' readings are not in yet. Import a file, or send them over the API."
            </p>
        }
    });
    let battery = has_battery.then(|| match soc {
        Some(soc) => view! {
            <p class="note">"Battery"</p>
            <Meter label="State of charge of the battery" share=Signal::stored(Some(soc))/>
        }
        .into_any(),
        None => view! { <p class="note">"The battery's state of charge is not measured."</p> }
            .into_any(),
    });
    let (word, href) = if nothing.is_some() {
        ("Import measurements", format!("/energy/{id}/setup#import"))
    } else {
        ("Forecast and plan", format!("/energy/{id}"))
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
                                "Set-up"
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
        "today".to_owned()
    } else {
        format!("on {}", day.label)
    };
    let unit = format!("{unit} used {when} until {}", day.until_label);
    let expected = match (day.expected_kwh, day.missing) {
        (Some(expected), _) if expected > 0.0 => {
            let off = 100.0 * (day.measured_kwh - expected) / expected;
            let beside = if off.abs() < 0.05 {
                "as much as".to_owned()
            } else {
                let side = if off < 0.0 { "below" } else { "above" };
                format!("{} {side}", percent(off.abs()))
            };
            let whole = day
                .expected_day_kwh
                .map(|kwh| format!(", {} of the whole day", energy(kwh)));
            let text = format!(
                "{beside} the {} expected by then{}",
                energy(expected),
                whole.unwrap_or_default()
            );
            view! {
                <Badge tone="predicted" text="forecast"/>
                " "
                <span>{text}</span>
            }
            .into_any()
        }
        (_, missing) => {
            let why = missing.unwrap_or_else(|| "nothing was expected by then".to_owned());
            view! { <span class="note">{format!("No forecast to compare with: {why}.")}</span> }
                .into_any()
        }
    };
    let gaps = (day.known < day.intervals).then(|| {
        format!(
            "{} of {} intervals of the day are known whole.",
            count(day.known.into()),
            count(day.intervals.into())
        )
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
fn Without(without: Vec<Site>, has_more: bool, may_change: bool) -> impl IntoView {
    if !may_change {
        return ().into_any();
    }
    let entries = without
        .into_iter()
        .map(|site| {
            view! {
                <li>
                    <a href=format!("/energy/{}/setup", site.id)>{format!("Set up {}", site.name)}</a>
                </li>
            }
        })
        .collect_view();
    let more = has_more.then(|| {
        view! { <p class="note">"There are more; they follow when these are set up."</p> }
    });
    view! {
        <Card title="Not set up yet">
            <ul class="plain-list">{entries}</ul>
            {more}
            <details class="data-table">
                <summary>"Add a site"</summary>
                <NewSite/>
            </details>
        </Card>
    }
    .into_any()
}

#[component]
fn NewSite() -> impl IntoView {
    let add = ServerAction::<AddSite>::new();
    let errors = Signal::derive(move || add.value().get().and_then(Result::err));
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
        <ActionForm action=add attr:class="form">
            {move || {
                errors.get().map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
            }}
            <TextField label="Name" name="name" required=true errors/>
            <TextField
                label="Grid region"
                name="grid_region"
                hint="Whose electricity it takes, such as DEU or US-CAMX; empty: the organisation's."
                errors
            />
            <TextField
                label="Latitude"
                name="lat"
                hint="Degrees north, such as 52.52. The sun over an array is worked out from it."
                errors
            />
            <TextField label="Longitude" name="lon" hint="Degrees east, such as 13.40." errors/>
            <button class="button" type="submit" disabled=move || add.pending().get()>
                "Add the site"
            </button>
        </ActionForm>
    }
    .into_any()
}
