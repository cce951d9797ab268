//! The bell in the bar: how many alerts nobody took notice of.

use leptos::prelude::*;

use super::api::load_alert_stats;
use crate::components::{Icon, IconName};
use crate::live::Live;
use crate::wire::load;
use crate::words::monitoring as words;

/// A link to the hotspots with the number that wait.
#[component]
pub(crate) fn AlertBell() -> impl IntoView {
    let told = Live::get().alerts_told;
    let stats = load(move || told.get(), |_| load_alert_stats());
    let seen = StoredValue::new(None::<u64>);
    view! {
        <Transition>
            {move || Suspend::new(async move {
                stats
                    .await
                    .ok()
                    .map(|stats| {
                        let waiting = stats.unacknowledged;
                        let words = match waiting {
                            0 => words::NO_NEW_ALERTS.to_owned(),
                            1 => words::ONE_NEW_ALERT.to_owned(),
                            more => words::new_alerts(more),
                        };
                        let before = seen.get_value();
                        seen.set_value(Some(waiting));
                        if before.is_some_and(|before| waiting > before) {
                            #[cfg(feature = "hydrate")]
                            super::desktop::tell(&words);
                        }
                        let title = words.clone();
                        view! {
                            <a class="pill bell" href="/hotspots" title=title>
                                <Icon name=IconName::Bell/>
                                <span class="sr-only">{words}</span>
                                {(waiting > 0)
                                    .then(|| {
                                        view! {
                                            <span class="bell-count" aria-hidden="true">
                                                {waiting}
                                            </span>
                                        }
                                    })}
                            </a>
                        }
                    })
            })}
        </Transition>
    }
    .into_any()
}
