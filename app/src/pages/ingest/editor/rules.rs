//! Rules about a row's raw cells: which rows are skipped, which are taken with a warning.

use leptos::prelude::*;
use model::ingest::{Condition, Profile, RowRule, Test};

use super::state::{EditorState, FaultAt};
use crate::components::{Icon, IconName};
use crate::words::ingest_editor as words;

/// Which list of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RuleList {
    Skip,
    Warn,
}

impl RuleList {
    fn path(self) -> &'static str {
        match self {
            Self::Skip => "skip_when",
            Self::Warn => "warn_when",
        }
    }

    fn get(self, profile: &Profile) -> &Vec<RowRule> {
        match self {
            Self::Skip => &profile.skip_when,
            Self::Warn => &profile.warn_when,
        }
    }

    fn get_mut(self, profile: &mut Profile) -> &mut Vec<RowRule> {
        match self {
            Self::Skip => &mut profile.skip_when,
            Self::Warn => &mut profile.warn_when,
        }
    }
}

/// The place of a rule.
#[derive(Debug, Clone, Copy)]
struct RuleAt {
    state: EditorState,
    list: RuleList,
    at: usize,
}

impl RuleAt {
    fn read<T: Default>(self, read: impl Fn(&RowRule) -> T) -> T {
        self.state.profile.with(|profile| {
            self.list
                .get(profile)
                .get(self.at)
                .map(read)
                .unwrap_or_default()
        })
    }

    fn change(self, change: impl FnOnce(&mut RowRule)) {
        self.state.profile.update(|profile| {
            if let Some(rule) = self.list.get_mut(profile).get_mut(self.at) {
                change(rule);
            }
        });
    }

    fn path(self, part: &str) -> String {
        format!("{}[{}].{part}", self.list.path(), self.at)
    }
}

/// The rules of one list.
#[component]
pub(super) fn RulesEditor(state: EditorState, list: RuleList) -> impl IntoView {
    let count = Memo::new(move |_| state.profile.with(|profile| list.get(profile).len()));
    let add = move |_| {
        let column = state.column_names().into_iter().next().unwrap_or_default();
        state.profile.update(|profile| {
            list.get_mut(profile).push(RowRule {
                all: vec![Condition {
                    column,
                    is: Test::Empty,
                }],
                reason: String::new(),
            });
        });
    };
    view! {
        <ul class="plain stack">
            <For each=move || 0..count.get() key=|at| *at let:at>
                <RuleRow rule=RuleAt { state, list, at }/>
            </For>
        </ul>
        <button type="button" class="button button-quiet" on:click=add>
            <Icon name=IconName::Plus/>
            {words::ADD_A_RULE}
        </button>
    }
    .into_any()
}

#[component]
fn RuleRow(rule: RuleAt) -> impl IntoView {
    let conditions = Memo::new(move |_| rule.read(|rule| rule.all.len()));
    // A memo: setting the value again, though it is the same, would take what is being typed.
    let reason = Memo::new(move |_| rule.read(|rule| rule.reason.clone()));
    let id = format!("{}-{}-reason", rule.list.path(), rule.at);
    let add = move |_| {
        let column = rule
            .state
            .column_names()
            .into_iter()
            .next()
            .unwrap_or_default();
        rule.change(|rule| {
            rule.all.push(Condition {
                column,
                is: Test::Empty,
            });
        });
    };
    let remove = move |_| {
        rule.state.profile.update(|profile| {
            let rules = rule.list.get_mut(profile);
            if rule.at < rules.len() {
                rules.remove(rule.at);
            }
        });
    };
    view! {
        <li class="rule-row inset">
            <For each=move || 0..conditions.get() key=|at| *at let:at>
                <ConditionRow rule at/>
            </For>
            <div class="form-row">
                <div class="field grow">
                    <label for=id.clone()>{words::REASON_SHOWN_WITH_THE_COUNT}</label>
                    <input
                        id=id
                        type="text"
                        prop:value=move || reason.get()
                        on:change=move |event| {
                            let reason = event_target_value(&event);
                            rule.change(|rule| rule.reason = reason);
                        }
                    />
                    <FaultAt state=rule.state path=rule.path("reason")/>
                </div>
                <button type="button" class="button button-quiet" on:click=add>
                    {words::AND}
                </button>
                <button type="button" class="button button-quiet" on:click=remove>
                    {words::REMOVE_THIS_RULE}
                </button>
            </div>
            <FaultAt state=rule.state path=rule.path("all")/>
        </li>
    }
    .into_any()
}

/// The word a test is chosen by.
fn test_word(test: &Test) -> &'static str {
    match test {
        Test::Empty => "empty",
        Test::NotEmpty => "not_empty",
        Test::Equals(_) => "equals",
        Test::NotInTable(_) => "not_in_table",
    }
}

fn test_of(word: &str, before: &Test) -> Test {
    let text = match before {
        Test::Equals(text) | Test::NotInTable(text) => text.clone(),
        Test::Empty | Test::NotEmpty => String::new(),
    };
    match word {
        "not_empty" => Test::NotEmpty,
        "equals" => Test::Equals(text),
        "not_in_table" => Test::NotInTable(text),
        _ => Test::Empty,
    }
}

#[component]
fn ConditionRow(rule: RuleAt, at: usize) -> impl IntoView {
    let condition = Memo::new(move |_| rule.read(|rule| rule.all.get(at).cloned()));
    let change = move |change: &dyn Fn(&mut Condition)| {
        rule.change(|rule| {
            if let Some(condition) = rule.all.get_mut(at) {
                change(condition);
            }
        });
    };
    let columns = move || {
        let current = condition.with(|c| c.as_ref().map(|c| c.column.clone()).unwrap_or_default());
        let mut names = rule.state.column_names();
        if !names.contains(&current) {
            names.push(current.clone());
        }
        names
            .into_iter()
            .map(|name| {
                let is_chosen = name == current;
                let shown = name.clone();
                view! { <option value=name prop:selected=is_chosen>{shown}</option> }
            })
            .collect_view()
    };
    let word =
        Memo::new(move |_| condition.with(|c| c.as_ref().map_or("empty", |c| test_word(&c.is))));
    let tests = [
        ("empty", words::IS_EMPTY),
        ("not_empty", words::IS_NOT_EMPTY),
        ("equals", words::EQUALS),
        ("not_in_table", words::IS_NOT_IN_THE_TABLE),
    ]
    .into_iter()
    .map(|(test, label)| {
        view! { <option value=test prop:selected=move || word.get() == test>{label}</option> }
    })
    .collect_view();
    let text = Memo::new(move |_| {
        condition.with(|c| match c.as_ref().map(|c| &c.is) {
            Some(Test::Equals(text) | Test::NotInTable(text)) => text.clone(),
            Some(Test::Empty | Test::NotEmpty) | None => String::new(),
        })
    });
    view! {
        <div class="condition-row">
            <span class="note">{if at == 0 { words::WHEN } else { words::AND_ALSO }}</span>
            <select
                aria-label=words::COLUMN
                on:change=move |event| {
                    let column = event_target_value(&event);
                    change(&|condition| condition.column.clone_from(&column));
                }
            >
                {columns}
            </select>
            <select
                aria-label=words::TEST
                on:change=move |event| {
                    let word = event_target_value(&event);
                    change(&|condition| condition.is = test_of(&word, &condition.is));
                }
            >
                {tests}
            </select>
            <Show when=move || matches!(word.get(), "equals" | "not_in_table")>
                <input
                    type="text"
                    aria-label=words::VALUE
                    prop:value=move || text.get()
                    on:change=move |event| {
                        let text = event_target_value(&event);
                        change(
                            &|condition| match &mut condition.is {
                                Test::Equals(value) | Test::NotInTable(value) => {
                                    value.clone_from(&text);
                                }
                                Test::Empty | Test::NotEmpty => {}
                            },
                        );
                    }
                />
            </Show>
        </div>
    }
    .into_any()
}
