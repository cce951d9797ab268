//! The queue: what is advised, on which figures, and the decision.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::auth::Permission;
use model::recommendations::{Recommendation, RecommendationAction, RecommendationStatus};

use super::super::whatif::{Start, WhatIfButton};
use super::api::{Queue, Step, load_recommendations};
use crate::components::{Card, Notice, Query, count, decimal, mass, percent};
use crate::layout::{EmptyState, Skeleton, TopBar, problem_card, viewer_may};
use crate::live::Live;
use crate::wire::load;

/// Open recommendations, or closed ones.
#[component]
pub(crate) fn RecommendationsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let word = |name: &str| query.get(name).filter(|word| !word.is_empty());
            (word("status"), word("cursor"))
        })
    });
    let step = ServerAction::<Step>::new();
    let told = Live::get().advice_told;
    let queue = load(
        move || (asked.get(), step.version().get(), told.get()),
        |((status, cursor), ..)| load_recommendations(status, cursor),
    );
    let refused = move || step.value().get().and_then(Result::err);
    view! {
        <TopBar title="Recommendations"/>
        {move || refused().map(|error| view! { <Notice tone="critical">{error.message}</Notice> })}
        <Transition fallback=|| {
            view! {
                <div class="card">
                    <Skeleton lines=8/>
                </div>
            }
        }>
            {move || Suspend::new(async move {
                let may_act = viewer_may(Permission::Operate).await;
                match queue.await {
                    Ok(queue) => {
                        let is_closed = asked
                            .with_untracked(|(status, _)| status.as_deref() == Some("closed"));
                        view! { <Shown queue is_closed may_act step/> }.into_any()
                    }
                    Err(error) => problem_card(error),
                }
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Shown(queue: Queue, is_closed: bool, may_act: bool, step: ServerAction<Step>) -> impl IntoView {
    let Queue { page, stats } = queue;
    let summary = format!(
        "{} wait for a decision. {} a month are promised by what is approved; {} were saved, measured.",
        count(stats.pending),
        mass(stats.promised_kg_per_month),
        mass(stats.verified_kg),
    );
    let next = page.next_cursor.map(|cursor| {
        Query::default()
            .with("status", is_closed.then(|| "closed".to_owned()))
            .with("cursor", Some(cursor))
            .at("/recommendations")
    });
    let is_empty = page.items.is_empty();
    let entries = page
        .items
        .into_iter()
        .map(|one| entry(one, may_act, step))
        .collect_view();
    view! {
        <Card title="Queue">
            <div class="filters">
                <p class="note">{summary}</p>
                <div class="filter-actions">
                    <a
                        class="button button-quiet"
                        href="/recommendations"
                        aria-current=(!is_closed).then_some("true")
                    >
                        "Open"
                    </a>
                    <a
                        class="button button-quiet"
                        href="/recommendations?status=closed"
                        aria-current=is_closed.then_some("true")
                    >
                        "Closed"
                    </a>
                </div>
            </div>
            {is_empty
                .then(|| {
                    view! {
                        <EmptyState
                            title="Nothing here"
                            reason="When a hotspot fires, the rules look at what its events could do differently, and what that would save. What they find is listed here."
                        />
                    }
                })}
            <ul class="findings">{entries}</ul>
            <nav class="pager" aria-label="Pages of recommendations">
                {next.map(|href| view! { <a class="button button-quiet" href=href rel="next">"Older"</a> })}
            </nav>
        </Card>
    }
    .into_any()
}

fn entry(one: Recommendation, may_act: bool, step: ServerAction<Step>) -> AnyView {
    let head = format!(
        "{} · {} · {}",
        one.entity.name,
        one.created_text,
        one.status.as_str().replace('_', " ")
    );
    let saving = format!(
        "{} a month ({} to {})",
        mass(one.co2_impact),
        mass(one.co2_impact_low_kg),
        mass(one.co2_impact_high_kg)
    );
    let cost = match &one.cost_estimate {
        Some(money) => format!("{} {} a month", money.amount, money.currency.as_str()),
        None => "cost not known".to_owned(),
    };
    let feasibility = format!("feasibility {}", percent(one.feasibility_score * 100.0));
    let verified = one.verified.as_ref().map(|saved| {
        format!(
            "Measured over {} days: {} saved ({} to {}).",
            saved.measured_days,
            mass(saved.saved_kg),
            mass(saved.low_kg),
            mass(saved.high_kg)
        )
    });
    let reason = one
        .reason
        .as_ref()
        .map(|reason| format!("Reason: {reason}"));
    let facts = one
        .facts
        .iter()
        .map(|fact| {
            let name = fact.name.replace('_', " ");
            let value = if fact.text.is_empty() {
                format!("{} {}", decimal(fact.value, 3), fact.unit)
            } else {
                fact.text.clone()
            };
            view! { <li>{name} ": " {value}</li> }
        })
        .collect_view();
    let sources = one
        .sources
        .iter()
        .map(|source| view! { <li>{source.clone()}</li> })
        .collect_view();
    let worded = one.worded_by.as_ref().map(|model| {
        view! {
            <details class="data-table">
                <summary>"Worded by " {model.clone()} "; figures are the rule's"</summary>
                <p>{one.rule_title.clone()}</p>
                <p>{one.rule_body.clone()}</p>
            </details>
        }
    });
    let actions = may_act.then(|| buttons(&one, step));
    let scenario = (may_act && !one.changes.is_empty()).then(|| {
        let start = Start::advised(&one.entity, one.event_type, &one.changes);
        let start = Signal::derive(move || start.clone());
        view! { <WhatIfButton start label="Try it as a scenario" class="button button-quiet"/> }
    });
    view! {
        <li data-testid="recommendation">
            <p>
                <strong>{one.title}</strong>
            </p>
            <p class="note">{head}</p>
            <p>{one.body}</p>
            {worded}
            <p class="note">{saving} " · " {cost} " · " {feasibility}</p>
            {verified.map(|text| view! { <p>{text}</p> })}
            {reason.map(|text| view! { <p class="note">{text}</p> })}
            <details class="data-table">
                <summary>"Figures and sources"</summary>
                <ul class="plain-list">{facts} {sources}</ul>
            </details>
            <div class="filter-actions">{scenario} {actions}</div>
        </li>
    }
    .into_any()
}

/// The steps that lead on from where it stands.
fn buttons(one: &Recommendation, step: ServerAction<Step>) -> AnyView {
    use RecommendationAction as Action;
    use RecommendationStatus as Status;

    let mut steps: Vec<(Action, &str)> = match one.status {
        Status::Pending => vec![(Action::Approve, "Approve")],
        Status::Approved => vec![(Action::Start, "Begin")],
        Status::InProgress => vec![(Action::Finish, "Done")],
        Status::Done | Status::Verified | Status::Dismissed | Status::Expired => Vec::new(),
    };
    if one.undo_until.is_some() {
        steps.push((Action::Undo, "Take back"));
    }
    let (id, title) = (one.id.to_string(), one.title.clone());
    let forms = steps
        .into_iter()
        .map(|(action, word)| {
            let (id, label) = (id.clone(), format!("{word}: {title}"));
            view! {
                <ActionForm action=step>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="action" value=action.as_str()/>
                    <button class="button" type="submit" aria-label=label>
                        {word}
                    </button>
                </ActionForm>
            }
        })
        .collect_view();
    let dismissal = (one.status == Status::Pending).then(|| {
        let (reason, label) = (
            format!("Reason to dismiss: {title}"),
            format!("Dismiss: {title}"),
        );
        view! {
            <ActionForm action=step>
                <input type="hidden" name="id" value=id.clone()/>
                <input type="hidden" name="action" value=Action::Dismiss.as_str()/>
                <input
                    class="input"
                    name="reason"
                    maxlength="500"
                    placeholder="Reason, if there is one"
                    aria-label=reason
                />
                <button
                    class="button button-quiet"
                    type="submit"
                    aria-label=label
                >
                    "Dismiss"
                </button>
            </ActionForm>
        }
    });
    view! {
        {forms}
        {dismissal}
    }
    .into_any()
}
