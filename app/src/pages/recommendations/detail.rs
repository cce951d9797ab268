//! One recommendation: what to do, what it rests on, what it costs, who does it, what it saved.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::auth::Permission;
use model::ids::RecommendationId;
use model::recommendations::Recommendation;

use super::super::whatif::{Start, WhatIfButton};
use super::api::load_recommendation;
use super::cause::{CauseCard, VerifiedCard};
use super::notes::{Notes, payback_words};
use super::steps::Steps;
use super::words::{cost_words, saving_words};
use crate::components::{Card, Instant, ScrollTable, decimal, percent};
use crate::layout::{NotFoundPage, TopBar, loaded};
use crate::live::Live;
use crate::wire::load;

/// The page of one recommendation.
#[component]
pub(crate) fn RecommendationPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id")?.parse::<RecommendationId>().ok())
    });
    move || match id.get() {
        Some(id) => view! { <Known id/> }.into_any(),
        None => view! { <NotFoundPage/> }.into_any(),
    }
}

#[component]
fn Known(id: RecommendationId) -> impl IntoView {
    let (steps, notes) = (Steps::new(), Notes::new());
    let told = Live::get().advice_told;
    let one = load(
        move || (steps.version(), notes.version(), told.get()),
        move |_| load_recommendation(id),
    );
    view! {
        <TopBar title="Recommendation"/>
        <p class="crumbs">
            <a href="/recommendations">"Recommendations"</a>
        </p>
        {steps.refused()}
        {loaded(one, Permission::Operate, 10, move |one, may_act| {
            view! { <Detail one may_act steps notes/> }.into_any()
        })}
    }
    .into_any()
}

#[component]
fn Detail(one: Recommendation, may_act: bool, steps: Steps, notes: Notes) -> impl IntoView {
    let cause = one.cause.clone();
    let saved = one.verified.clone();
    view! {
        <div class="columns">
            <div>
                {what(one.clone(), may_act, steps)}
                {saved.map(|saved| view! { <VerifiedCard saved/> })}
                {rests_on(one.clone())}
            </div>
            <div>
                {figures(one.clone(), may_act, notes)}
                {cause.map(|cause| view! { <CauseCard cause/> })}
                {history(one)}
            </div>
        </div>
    }
    .into_any()
}

fn what(one: Recommendation, may_act: bool, steps: Steps) -> AnyView {
    let scenario = (may_act && !one.changes.is_empty()).then(|| {
        let start = Start::advised(&one.entity, one.event_type, &one.changes);
        let start = Signal::derive(move || start.clone());
        view! { <WhatIfButton start label="Try it as a scenario" class="button button-quiet"/> }
    });
    let worded = one.worded_by.as_ref().map(|model| {
        view! {
            <details class="data-table">
                <summary>"Worded by " {model.clone()} "; figures are the rule's"</summary>
                <p>{one.rule_title.clone()}</p>
                <p>{one.rule_body.clone()}</p>
            </details>
        }
    });
    let reason = (one.reason.as_ref()).map(|reason| format!("Reason: {reason}"));
    view! {
        <Card title="What to do" corner=one.entity.name.clone()>
            <p class="hotspot-title">
                <strong class="lead">{one.title.clone()}</strong>
                {steps.badge(&one)}
            </p>
            <p>{one.body.clone()}</p>
            {reason.map(|text| view! { <p class="note">{text}</p> })}
            {worded}
            <div class="filter-actions">
                {may_act.then(|| steps.forms(&one))} {scenario}
            </div>
        </Card>
    }
    .into_any()
}

fn figures(one: Recommendation, may_act: bool, notes: Notes) -> AnyView {
    let missing = (!one.cost_missing.is_empty()).then(|| {
        view! {
            <p class="note">
                {format!("Money is not known: {}. ", one.cost_missing.join("; "))}
                <a href="/settings/prices">"Prices"</a>
            </p>
        }
    });
    view! {
        <Card title="What it brings">
            <dl class="facts-list">
                <div>
                    <dt>"Saving"</dt>
                    <dd>{saving_words(&one)}</dd>
                </div>
                <div>
                    <dt>"Money"</dt>
                    <dd>{cost_words(&one)}</dd>
                </div>
                <div>
                    <dt>"Payback"</dt>
                    <dd data-testid="payback">{payback_words(&one)}</dd>
                </div>
                <div>
                    <dt>"Feasibility"</dt>
                    <dd>{percent(one.feasibility_score * 100.0)}</dd>
                </div>
                <div>
                    <dt>"Confidence"</dt>
                    <dd>{percent(one.confidence * 100.0)}</dd>
                </div>
                <div>
                    <dt>"Who"</dt>
                    <dd>{one.assignee.clone().unwrap_or_else(|| "nobody yet".to_owned())}</dd>
                </div>
            </dl>
            {missing}
            {may_act
                .then(|| {
                    view! {
                        <div class="notes">
                            {notes.refused()} {notes.assignee(&one)} {notes.investment(&one)}
                        </div>
                    }
                })}
        </Card>
    }
    .into_any()
}

fn rests_on(one: Recommendation) -> AnyView {
    let facts = one
        .facts
        .iter()
        .map(|fact| {
            let value = if fact.text.is_empty() {
                format!("{} {}", decimal(fact.value, 3), fact.unit)
            } else {
                fact.text.clone()
            };
            view! {
                <tr>
                    <th scope="row">{fact.name.replace('_', " ")}</th>
                    <td class="num">{value}</td>
                </tr>
            }
        })
        .collect_view();
    let sources = one
        .sources
        .iter()
        .map(|source| view! { <li>{source.clone()}</li> })
        .collect_view();
    let hotspot = one.hotspot_id.map(|id| {
        view! {
            <p>
                <a href=format!("/hotspots/{id}")>"The hotspot it answers"</a>
            </p>
        }
    });
    view! {
        <Card title="What it rests on">
            {hotspot}
            <ScrollTable label="Facts">
                <thead>
                    <tr>
                        <th scope="col">"Fact"</th>
                        <th scope="col" class="num">"Figure"</th>
                    </tr>
                </thead>
                <tbody>{facts}</tbody>
            </ScrollTable>
            <h3>"Sources"</h3>
            <ul class="plain-list">{sources}</ul>
        </Card>
    }
    .into_any()
}

/// When it was found, decided on, measured.
fn history(one: Recommendation) -> AnyView {
    let decided = one
        .decided_by
        .as_ref()
        .zip(one.decided_at)
        .map(|(who, at)| {
            let word = if one.reason.is_some() {
                "Decided with a reason"
            } else {
                "Decided"
            };
            view! {
                <li>
                    {word} " by " {who.clone()} ", " <Instant at/>
                </li>
            }
        });
    let until = one.recommended_time_start.map(|at| {
        view! {
            <li>
                "Without a decision it expires, " <Instant at/>
            </li>
        }
    });
    let undo = one.undo_until.map(|at| {
        view! {
            <li>
                "The last step can be taken back until " <Instant at/>
            </li>
        }
    });
    view! {
        <Card title="History">
            <ul class="plain-list">
                <li>"Found " {one.created_text.clone()} " by the rule " {one.rule.replace('_', " ")}</li>
                {decided}
                {undo}
                {until}
            </ul>
            <p class="note">"Every step is in the audit log."</p>
        </Card>
    }
    .into_any()
}
