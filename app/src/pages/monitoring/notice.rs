//! Taking notice of an alert, and putting its notifications off.

use leptos::prelude::*;
use model::ids::AlertId;
use model::monitoring::Alert;

use super::api::{Acknowledge, Snooze};
use crate::components::Notice;
use crate::layout::Toasts;
use crate::words::monitoring as words;

/// Minutes a snooze may last, and their words.
const SNOOZES: [(u32, &str); 4] = [
    (60, words::FOR_AN_HOUR),
    (480, words::FOR_8_HOURS),
    (1_440, words::FOR_A_DAY),
    (10_080, words::FOR_A_WEEK),
];

/// The two actions of a page.
#[derive(Clone, Copy)]
pub(super) struct Notices {
    acknowledge: ServerAction<Acknowledge>,
    snooze: ServerAction<Snooze>,
}

impl Notices {
    pub(super) fn new() -> Self {
        let notices = Self {
            acknowledge: ServerAction::new(),
            snooze: ServerAction::new(),
        };
        let toasts = Toasts::get();
        toasts.after(*notices.acknowledge, |alert| {
            words::acknowledged(&alert.entity.name)
        });
        toasts.after(*notices.snooze, |alert| match alert.snoozed_text {
            Some(until) => words::is_quiet_until(&alert.entity.name, &until),
            None => words::is_heard_again(&alert.entity.name),
        });
        notices
    }

    /// Counts what came back.
    pub(super) fn version(self) -> (usize, usize) {
        (
            self.acknowledge.version().get(),
            self.snooze.version().get(),
        )
    }

    /// What the server refused.
    pub(super) fn refused(self) -> AnyView {
        view! {
            <div class="refusal">
                {move || {
                    let taken = self.acknowledge.value().get().and_then(Result::err);
                    let error = taken.or_else(|| self.snooze.value().get().and_then(Result::err))?;
                    Some(view! { <Notice tone="critical">{error.message}</Notice> })
                }}
            </div>
        }
        .into_any()
    }

    /// Who took notice, and the buttons to do so.
    pub(super) fn view(self, alert: Alert, may_act: bool) -> AnyView {
        let is_open = alert.resolved_at.is_none();
        let taken = alert.acknowledged_by.as_ref().map(|who| {
            let when = alert.acknowledged_text.clone().unwrap_or_default();
            view! { <p class="note">{words::acknowledged_by(who, when)}</p> }
        });
        let quiet = alert
            .snoozed_text
            .as_ref()
            .map(|until| view! { <p class="note">{words::nothing_is_sent_until(until)}</p> });
        view! {
            {taken}
            {quiet}
            {(may_act && is_open).then(|| self.actions(&alert))}
        }
        .into_any()
    }

    fn actions(self, alert: &Alert) -> AnyView {
        let id = alert.id.to_string();
        let name = alert.entity.name.clone();
        let is_new = alert.acknowledged_by.is_none();
        let snooze = if alert.snoozed_text.is_some() {
            self.end_snooze(id.clone(), &name)
        } else {
            self.begin_snooze(id.clone(), &name)
        };
        view! {
            <div class="hotspot-actions">
                {is_new.then(|| self.acknowledge_button(alert.id, &name))}
                {snooze}
            </div>
        }
        .into_any()
    }

    /// Takes notice.
    pub(super) fn acknowledge_button(self, id: AlertId, name: &str) -> AnyView {
        let label = words::acknowledge(name);
        view! {
            <ActionForm action=self.acknowledge>
                <input type="hidden" name="id" value=id.to_string()/>
                <button
                    class="button button-quiet button-small"
                    type="submit"
                    aria-label=label
                    disabled=move || self.acknowledge.pending().get()
                >
                    {words::ACKNOWLEDGE}
                </button>
            </ActionForm>
        }
        .into_any()
    }

    fn begin_snooze(self, id: String, name: &str) -> AnyView {
        let options = SNOOZES
            .into_iter()
            .map(|(minutes, words)| view! { <option value=minutes.to_string()>{words}</option> })
            .collect_view();
        let (choice, label) = (words::how_long_to_snooze(name), words::snooze(name));
        view! {
            <ActionForm action=self.snooze>
                <input type="hidden" name="id" value=id/>
                <select name="minutes" class="input" aria-label=choice>
                    {options}
                </select>
                <button
                    class="button button-quiet button-small"
                    type="submit"
                    aria-label=label
                >
                    {words::SNOOZE}
                </button>
            </ActionForm>
        }
        .into_any()
    }

    fn end_snooze(self, id: String, name: &str) -> AnyView {
        let label = words::end_the_snooze(name);
        view! {
            <ActionForm action=self.snooze>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="minutes" value="0"/>
                <button
                    class="button button-quiet button-small"
                    type="submit"
                    aria-label=label
                >
                    {words::END_THE_SNOOZE}
                </button>
            </ActionForm>
        }
        .into_any()
    }
}
