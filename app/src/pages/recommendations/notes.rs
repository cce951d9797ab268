//! What people note on a recommendation: who is to do it, and what has to be bought once.

use leptos::prelude::*;
use model::recommendations::Recommendation;

use super::api::{Assign, Invest};
use super::words::positive;
use crate::components::{Notice, decimal};
use crate::layout::{Toasts, use_viewer};
use crate::words::recommendations as words;

/// The forms of a recommendation's page.
#[derive(Clone, Copy)]
pub(super) struct Notes {
    assign: ServerAction<Assign>,
    invest: ServerAction<Invest>,
}

impl Notes {
    pub(super) fn new() -> Self {
        let notes = Self {
            assign: ServerAction::new(),
            invest: ServerAction::new(),
        };
        let toasts = Toasts::get();
        toasts.after(*notes.assign, |one| match one.assignee {
            Some(who) => words::given_to(&who),
            None => words::GIVEN_TO_NOBODY.to_owned(),
        });
        toasts.after(*notes.invest, |_| words::INVESTMENT_NOTED.to_owned());
        notes
    }

    /// Counts what came back.
    pub(super) fn version(self) -> (usize, usize) {
        (self.assign.version().get(), self.invest.version().get())
    }

    /// What the server refused.
    pub(super) fn refused(self) -> AnyView {
        view! {
            {move || {
                let assign = self.assign.value().get().and_then(Result::err);
                let error = assign.or_else(|| self.invest.value().get().and_then(Result::err))?;
                let first = error.errors.first().map(|fault| fault.message.clone());
                let words = first.unwrap_or(error.message);
                Some(view! { <Notice tone="critical">{words}</Notice> })
            }}
        }
        .into_any()
    }

    /// Who is to do it.
    pub(super) fn assignee(self, one: &Recommendation) -> AnyView {
        let id = one.id.to_string();
        let viewer = use_viewer();
        let to_me = id.clone();
        let assignee = one.assignee.clone();
        let value = assignee.clone().unwrap_or_default();
        view! {
            <ActionForm action=self.assign>
                <input type="hidden" name="id" value=id/>
                <label class="field-row">
                    <span>{words::WHO_DOES_IT}</span>
                    <input
                        class="input"
                        name="assignee"
                        maxlength="200"
                        placeholder=words::ASSIGNEE_PLACEHOLDER
                        value=value
                    />
                </label>
                <button class="button button-quiet" type="submit">
                    {words::ASSIGN}
                </button>
            </ActionForm>
            <Suspense>
                {move || {
                    let (id, assignee) = (to_me.clone(), assignee.clone());
                    Suspend::new(async move {
                        let me = viewer.load().await.ok()?.user.email;
                        (assignee.as_ref() != Some(&me))
                            .then(|| {
                                view! {
                                    <ActionForm action=self.assign>
                                        <input type="hidden" name="id" value=id/>
                                        <input type="hidden" name="assignee" value=me/>
                                        <button class="button button-quiet" type="submit">
                                            {words::I_DO_IT}
                                        </button>
                                    </ActionForm>
                                }
                            })
                    })
                }}
            </Suspense>
        }
        .into_any()
    }

    /// What has to be bought once, and when that is paid back.
    pub(super) fn investment(self, one: &Recommendation) -> AnyView {
        let value = (one.investment).map_or_else(String::new, |money| money.amount.to_string());
        let id = one.id.to_string();
        view! {
            <ActionForm action=self.invest>
                <input type="hidden" name="id" value=id/>
                <label class="field-row">
                    <span>{words::TO_BUY_ONCE}</span>
                    <input
                        class="input"
                        name="investment"
                        inputmode="decimal"
                        maxlength="20"
                        placeholder=words::NOTHING
                        value=value
                    />
                </label>
                <button class="button button-quiet" type="submit">
                    {words::NOTE}
                </button>
            </ActionForm>
        }
        .into_any()
    }
}

/// When an investment is paid back, or why that is not known.
pub(super) fn payback_words(one: &Recommendation) -> String {
    match (one.investment, one.payback_months) {
        (None, _) => words::NO_INVESTMENT_NOTED.to_owned(),
        (Some(money), Some(months)) if months >= 24.0 => {
            words::paid_back_in_years(positive(money), decimal(months / 12.0, 1))
        }
        (Some(money), Some(months)) => {
            words::paid_back_in_months(positive(money), decimal(months, 1))
        }
        (Some(money), None) if one.cost_estimate.is_none() => {
            words::whether_it_pays_back_is_not(positive(money))
        }
        (Some(money), None) => words::is_not_paid_back(positive(money)),
    }
}
