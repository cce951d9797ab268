//! The steps of a recommendation's life as forms, and where it is shown while the server decides.

use leptos::prelude::*;
use model::ids::RecommendationId;
use model::recommendations::{Recommendation, RecommendationAction, RecommendationStatus};

use super::api::Step;
use super::words::{leads_to, made_words, status_words};
use crate::components::{Badge, Notice};
use crate::layout::Toasts;
use crate::words::recommendations as words;

/// What the pages of recommendations share: the step that is being made.
#[derive(Clone, Copy)]
pub(super) struct Steps(ServerAction<Step>);

impl Steps {
    /// A step to come; what came of it is said once.
    pub(super) fn new() -> Self {
        let step = ServerAction::<Step>::new();
        Toasts::get().after(*step, |moved| {
            format!("{}: {}", made_words(moved.status), moved.title)
        });
        Self(step)
    }

    /// Counts the steps that came back.
    pub(super) fn version(self) -> usize {
        self.0.version().get()
    }

    /// What the server refused, until the next step.
    pub(super) fn refused(self) -> AnyView {
        view! {
            <div class="refusal">
                {move || {
                    let error = self.0.value().get().and_then(Result::err)?;
                    Some(view! { <Notice tone="critical">{error.message}</Notice> })
                }}
            </div>
        }
        .into_any()
    }

    /// How many steps had come back when something was drawn.
    pub(super) fn drawn_after(self) -> usize {
        self.0.version().get_untracked()
    }

    /// Where `one` is about to stand, or stands since after it was drawn; `None` when nothing is under way,
    /// or nobody knows where to.
    pub(super) fn aim(
        self,
        id: RecommendationId,
        drawn_after: usize,
    ) -> Option<RecommendationStatus> {
        if self.0.pending().get() {
            let input = self.0.input().get().filter(|input| input.id == id)?;
            return leads_to(&input.action);
        }
        let moved = self.0.value().get()?.ok()?;
        (moved.id == id && self.version() > drawn_after).then_some(moved.status)
    }

    /// Where `one` stands, or is about to.
    pub(super) fn badge(self, one: &Recommendation) -> AnyView {
        let (id, status) = (one.id, one.status);
        let drawn_after = self.drawn_after();
        view! {
            {move || match self.aim(id, drawn_after) {
                Some(aim) => view! { <Badge tone="plain" text=format!("{} …", status_words(aim).0)/> },
                None => {
                    let (word, tone) = status_words(status);
                    view! { <Badge tone text=word/> }
                }
            }}
        }
        .into_any()
    }

    /// The steps that lead on from where it stands.
    pub(super) fn forms(self, one: &Recommendation) -> AnyView {
        use RecommendationAction as Action;
        use RecommendationStatus as Status;

        let mut steps: Vec<(Action, &str)> = match one.status {
            Status::Pending => vec![(Action::Approve, words::APPROVE)],
            Status::Approved => vec![(Action::Start, words::BEGIN)],
            Status::InProgress => vec![(Action::Finish, words::DONE)],
            Status::Done | Status::Verified | Status::Dismissed | Status::Expired => Vec::new(),
        };
        if one.undo_until.is_some() {
            steps.push((Action::Undo, words::TAKE_BACK));
        }
        let forms = steps
            .into_iter()
            .map(|(action, word)| self.form(one, action, word))
            .collect_view();
        let dismissal = (one.status == Status::Pending).then(|| self.dismissal(one));
        view! {
            {forms}
            {dismissal}
        }
        .into_any()
    }

    fn form(
        self,
        one: &Recommendation,
        action: RecommendationAction,
        word: &'static str,
    ) -> AnyView {
        let class = match action {
            RecommendationAction::Undo => "button button-quiet",
            _ => "button",
        };
        let (id, label) = (one.id.to_string(), format!("{word}: {}", named(one)));
        let seen = one.status.as_str();
        view! {
            <ActionForm action=self.0>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="action" value=action.as_str()/>
                <input type="hidden" name="seen" value=seen/>
                <button
                    class=class
                    type="submit"
                    aria-label=label
                    disabled=move || self.0.pending().get()
                >
                    {word}
                </button>
            </ActionForm>
        }
        .into_any()
    }

    /// Asks for a reason first; none is needed.
    fn dismissal(self, one: &Recommendation) -> AnyView {
        let field = words::reason_to_dismiss(named(one));
        let (id, label) = (one.id.to_string(), words::dismiss(named(one)));
        let seen = one.status.as_str();
        view! {
            <details class="confirm ask">
                <summary class="button button-quiet" aria-label=label.clone()>
                    {words::DISMISS_MENU}
                </summary>
                <ActionForm action=self.0>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="action" value=RecommendationAction::Dismiss.as_str()/>
                    <input type="hidden" name="seen" value=seen/>
                    <input
                        class="input"
                        name="reason"
                        maxlength="500"
                        placeholder=words::REASON_IF_THERE_IS_ONE
                        aria-label=field
                    />
                    <button class="button button-critical" type="submit" aria-label=label>
                        {words::DISMISS}
                    </button>
                </ActionForm>
            </details>
        }
        .into_any()
    }
}

/// What tells one from the others: the same may be advised about several suppliers or routes.
fn named(one: &Recommendation) -> String {
    format!("{}, {}", one.title, one.entity.name)
}
