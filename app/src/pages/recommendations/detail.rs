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
use crate::words::recommendations as words;

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
        <TopBar title=words::RECOMMENDATION/>
        <p class="crumbs">
            <a href="/recommendations">{words::RECOMMENDATIONS}</a>
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
        view! { <WhatIfButton start label=words::TRY_IT_AS_A_SCENARIO class="button button-quiet"/> }
    });
    let worded = one.worded_by.as_ref().map(|model| {
        view! {
            <details class="data-table">
                <summary>{words::worded_by(model)}</summary>
                <p>{one.rule_title.clone()}</p>
                <p>{one.rule_body.clone()}</p>
            </details>
        }
    });
    let reason = (one.reason.as_ref()).map(words::reason);
    view! {
        <Card title=words::WHAT_TO_DO corner=one.entity.name.clone()>
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
                {words::money_is_not_known(one.cost_missing.join("; "))}
                <a href="/settings/prices">{words::PRICES}</a>
            </p>
        }
    });
    view! {
        <Card title=words::WHAT_IT_BRINGS>
            <dl class="facts-list">
                <div>
                    <dt>{words::SAVING}</dt>
                    <dd>{saving_words(&one)}</dd>
                </div>
                <div>
                    <dt>{words::MONEY}</dt>
                    <dd>{cost_words(&one)}</dd>
                </div>
                <div>
                    <dt>{words::PAYBACK}</dt>
                    <dd data-testid="payback">{payback_words(&one)}</dd>
                </div>
                <div>
                    <dt>{words::FEASIBILITY}</dt>
                    <dd>{percent(one.feasibility_score * 100.0)}</dd>
                </div>
                <div>
                    <dt>{words::CONFIDENCE}</dt>
                    <dd>{percent(one.confidence * 100.0)}</dd>
                </div>
                <div>
                    <dt>{words::WHO}</dt>
                    <dd>{one.assignee.clone().unwrap_or_else(|| words::NOBODY_YET.to_owned())}</dd>
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
                <a href=format!("/hotspots/{id}")>{words::THE_HOTSPOT_IT_ANSWERS}</a>
            </p>
        }
    });
    view! {
        <Card title=words::WHAT_IT_RESTS_ON>
            {hotspot}
            <ScrollTable label=words::FACTS>
                <thead>
                    <tr>
                        <th scope="col">{words::FACT}</th>
                        <th scope="col" class="num">{words::FIGURE}</th>
                    </tr>
                </thead>
                <tbody>{facts}</tbody>
            </ScrollTable>
            <h3>{words::SOURCES}</h3>
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
            let words = if one.reason.is_some() {
                words::decided_with_a_reason_by(who)
            } else {
                words::decided_by(who)
            };
            view! {
                <li>
                    {words} <Instant at/>
                </li>
            }
        });
    let until = one.recommended_time_start.map(|at| {
        view! {
            <li>
                {words::EXPIRES_BEFORE} <Instant at/>
            </li>
        }
    });
    let undo = one.undo_until.map(|at| {
        view! {
            <li>
                {words::THE_LAST_STEP_CAN_BE_TAKEN} <Instant at/>
            </li>
        }
    });
    view! {
        <Card title=words::HISTORY>
            <ul class="plain-list">
                <li>{words::found_by_the_rule(&one.created_text, one.rule.replace('_', " "))}</li>
                {decided}
                {undo}
                {until}
            </ul>
            <p class="note">{words::EVERY_STEP_IS_IN_THE_AUDIT}</p>
        </Card>
    }
    .into_any()
}
