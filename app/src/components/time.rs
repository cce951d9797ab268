//! Instants. The server writes UTC; the browser, which knows the zones, writes the organisation's
//! or the reader's time over it once the page reacts.

use crate::words::components as words;
use chrono::{DateTime, Datelike, Timelike, Utc};
use leptos::prelude::*;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `21 Nov 2026, 10:04 UTC`.
pub(crate) fn utc_text(at: DateTime<Utc>) -> String {
    let month = usize::try_from(at.month0())
        .ok()
        .and_then(|index| MONTHS.get(index))
        .copied()
        .unwrap_or_default();
    words::utc_time(at.day(), month, at.year(), at.hour(), at.minute())
}

/// What browsers write instants by: the organisation's zone, and the minute it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reckoning {
    /// IANA name; the browser's own until it is known.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "only the browser knows the zones")
    )]
    zone: RwSignal<Option<String>>,
    /// `None` on the server.
    now: RwSignal<Option<DateTime<Utc>>>,
    /// Minutes that the program has been open.
    minutes: RwSignal<u32>,
}

impl Reckoning {
    /// Makes it known to the pages below.
    pub(crate) fn provide() -> Self {
        let reckoning = Self {
            zone: RwSignal::new(None),
            now: RwSignal::new(None),
            minutes: RwSignal::new(0),
        };
        provide_context(reckoning);
        #[cfg(feature = "hydrate")]
        Effect::new(move |_| {
            reckoning.now.set(now());
            let tick = move || {
                reckoning.now.set(now());
                reckoning.minutes.update(|minutes| *minutes += 1);
            };
            let minute = std::time::Duration::from_secs(60);
            if let Ok(timer) = set_interval_with_handle(tick, minute) {
                on_cleanup(move || timer.clear());
            }
        });
        reckoning
    }

    /// That of the pages above.
    pub(crate) fn of_page() -> Self {
        expect_context::<Self>()
    }

    /// Moves each time so many minutes have passed since the program was opened: what says that nothing
    /// has come announces nothing.
    pub(crate) fn every(self, minutes: u32) -> Memo<u32> {
        Memo::new(move |_| self.minutes.get() / minutes)
    }

    /// Days are those of this zone.
    #[cfg(feature = "hydrate")]
    pub(crate) fn in_zone(self, zone: String) {
        self.zone.set(Some(zone));
    }

    fn ago(self, at: DateTime<Utc>) -> Option<String> {
        ago(at, self.now.get()?)
    }
}

#[cfg(feature = "hydrate")]
fn now() -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64)
}

/// How long ago, or in how long; nothing where a week lies between.
fn ago(at: DateTime<Utc>, now: DateTime<Utc>) -> Option<String> {
    let minutes = (now - at).num_minutes();
    let (apart, unit) = match minutes.unsigned_abs() {
        0 => return Some(words::JUST_NOW.to_owned()),
        apart @ 1..60 => (apart, "min"),
        apart @ 60..1_440 => (apart / 60, "h"),
        apart @ 1_440..10_080 => (apart / 1_440, "d"),
        _ => return None,
    };
    Some(if minutes > 0 {
        words::ago(apart, unit)
    } else {
        words::ahead(apart, unit)
    })
}

/// An instant in words and how long ago that is: UTC as drawn, the organisation's zone once the page reacts.
#[component]
pub(crate) fn Instant(at: DateTime<Utc>) -> impl IntoView {
    let utc = utc_text(at);
    let text = RwSignal::new(utc.clone());
    let reckoning = use_context::<Reckoning>();
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let zone = reckoning.and_then(|reckoning| reckoning.zone.get());
        if let Some(local) = local_text(at, zone.as_deref()) {
            text.set(local);
        }
    });
    let ago = move || {
        let ago = reckoning?.ago(at)?;
        Some(view! { <span class="ago">" · " {ago}</span> })
    };
    view! {
        <time datetime=at.to_rfc3339() title=utc>
            {move || text.get()}
            {ago}
        </time>
    }
}

/// How long ago; the instant itself where that is long, and as it is drawn on the server.
#[component]
pub(crate) fn Ago(
    at: DateTime<Utc>,
    /// In the organisation's zone.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let reckoning = use_context::<Reckoning>();
    let shown = text.clone();
    let ago = move || reckoning.and_then(|reckoning| reckoning.ago(at));
    view! {
        <time datetime=at.to_rfc3339() title=text>
            {move || ago().unwrap_or_else(|| shown.clone())}
        </time>
    }
}

/// In a zone and the page's language; nothing where the browser does not know the zone.
#[cfg(feature = "hydrate")]
fn local_text(at: DateTime<Utc>, zone: Option<&str>) -> Option<String> {
    use js_sys::{Date, Function, Object, Reflect};
    use wasm_bindgen::{JsCast, JsValue};

    // Milliseconds of any sensible instant are far below 2^53.
    let date = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    let options = Object::new();
    for (key, value) in [
        ("day", "numeric"),
        ("month", "short"),
        ("year", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("timeZoneName", "short"),
    ] {
        Reflect::set(&options, &key.into(), &value.into()).ok()?;
    }
    if let Some(zone) = zone {
        Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
    }
    let write: Function = Reflect::get(&date, &"toLocaleString".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let text = write.call2(&date, &words::LOCALE.into(), &options);
    text.ok()?.as_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_told_in_its_largest_unit() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let said = |seconds| ago(now - chrono::TimeDelta::seconds(seconds), now);
        assert_eq!(said(59).as_deref(), Some("just now"));
        assert_eq!(said(60).as_deref(), Some("1 min ago"));
        assert_eq!(said(3_600 * 23 + 3_599).as_deref(), Some("23 h ago"));
        assert_eq!(said(-90 * 60).as_deref(), Some("in 1 h"));
        assert_eq!(said(6 * 86_400).as_deref(), Some("6 d ago"));
        assert_eq!(said(7 * 86_400), None);
    }
}
