//! The form that adds or changes a goal.

use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::goals::{Goal, GoalKind};
use model::ingest::EventType;

use super::super::emissions::category_word;
use super::api::SaveGoal;
use crate::components::{Card, Notice, SelectField, SelectOption, TextField};
use crate::words::goals as words;

/// A new goal, or one that is there.
#[component]
pub(super) fn GoalForm(
    goal: Option<Goal>,
    today: NaiveDate,
    revision: String,
    /// Counts up when it was kept.
    saved: RwSignal<u32>,
) -> impl IntoView {
    let save = ServerAction::<SaveGoal>::new();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if matches!(save.value().get(), Some(Ok(_))) {
            saved.update(|times| *times += 1);
            navigate("/goals", NavigateOptions::default());
        }
    });
    let errors = Signal::derive(move || save.value().get().and_then(Result::err));
    let typed = Typed::of(goal.as_ref(), today);
    let (title, word) = if goal.is_some() {
        (words::CHANGE_THE_GOAL, words::SAVE)
    } else {
        (words::NEW_GOAL, words::SET_THE_GOAL)
    };
    view! {
        <Card title class="narrow">
            <ActionForm action=save attr:class="form">
                {move || {
                    errors
                        .get()
                        .map(|error| view! { <Notice tone="critical">{error.message}</Notice> })
                }}
                <input type="hidden" name="revision" value=revision/>
                <input type="hidden" name="id" value=typed.id/>
                <TextField
                    label=words::NAME
                    name="label"
                    value=typed.label
                    hint=words::AS_PEOPLE_WILL_SPEAK_OF_IT
                    required=true
                    errors
                />
                <SelectField
                    label=words::COUNTS
                    name="counts"
                    options=counted()
                    value=typed.counts
                    hint=words::A_BUDGET_IS_WHAT_MAY
                    errors
                />
                <TextField label=words::FROM name="from" kind="date" value=typed.from required=true errors/>
                <TextField
                    label=words::UNTIL
                    name="until"
                    kind="date"
                    value=typed.until
                    hint=words::THE_LAST_DAY_THAT_COUNTS
                    required=true
                    errors
                />
                <TextField
                    label=words::TONNES_CO2E
                    name="tonnes"
                    value=typed.tonnes
                    hint=words::OF_THE_WHOLE_PERIOD_SUCH
                    required=true
                    errors
                />
                <div class="filter-actions">
                    <button class="button" type="submit" disabled=move || save.pending().get()>
                        {word}
                    </button>
                    <a class="button button-quiet" href="/goals">
                        {words::LEAVE_AS_IT_IS}
                    </a>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}

/// Everything a goal can count.
fn counted() -> Vec<SelectOption> {
    let budget = GoalKind::Emissions.as_str();
    let mut options = vec![SelectOption::new(
        budget,
        words::EMISSIONS_A_BUDGET_FOR_EVERYTHING,
    )];
    options.extend(EventType::ALL.iter().map(|category| {
        let value = format!("{budget}:{}", category.as_str());
        let word = words::emissions_a_budget_for(category_word(*category).to_ascii_lowercase());
        SelectOption::new(value, word)
    }));
    options.push(SelectOption::new(
        GoalKind::Saving.as_str(),
        words::SAVINGS_MEASURED,
    ));
    options
}

/// What the fields start with.
#[derive(Debug, Default)]
struct Typed {
    id: String,
    label: String,
    counts: String,
    from: String,
    until: String,
    tonnes: String,
}

impl Typed {
    /// Of a new goal: this year.
    fn of(goal: Option<&Goal>, today: NaiveDate) -> Self {
        let Some(goal) = goal else {
            let year = today.year();
            return Self {
                from: format!("{year}-01-01"),
                until: format!("{year}-12-31"),
                ..Self::default()
            };
        };
        let kind = goal.kind.as_str();
        Self {
            id: goal.id.to_string(),
            label: goal.label.clone(),
            counts: match goal.category {
                Some(category) => format!("{kind}:{}", category.as_str()),
                None => kind.to_owned(),
            },
            from: goal.from.to_string(),
            until: goal.to.pred_opt().unwrap_or(goal.to).to_string(),
            tonnes: (goal.kg / 1_000.0).to_string(),
        }
    }
}
