//! Hotspots and alerts.

use std::fmt::Display;

// Said in `pages/monitoring/bell.rs`.

pub(crate) const NO_NEW_ALERTS: &str = "No new alerts";
pub(crate) const ONE_NEW_ALERT: &str = "1 new alert";

pub(crate) fn new_alerts(more: impl Display) -> String {
    format!("{more} new alerts")
}

// Said in `pages/monitoring/desktop.rs`.

pub(crate) const TELL_ME_OF_NEW_ALERTS_WHEN: &str =
    "Tell me of new alerts when I look elsewhere, in this browser";
pub(crate) const THIS_BROWSER_DOES_NOT_ALLOW: &str =
    "This browser does not allow it, or has none; its settings for this site may.";

#[cfg(feature = "hydrate")]
pub(crate) fn window_title_with_alerts(words: impl Display) -> String {
    format!("{words} · Carbon Nexus")
}

// Said in `pages/monitoring/detail.rs`.

pub(crate) const HOTSPOT: &str = "Hotspot";
pub(crate) const HOTSPOTS: &str = "Hotspots";
pub(crate) const NARROWER_ONE_BEFORE: &str = "A narrower one explains most of it: ";
pub(crate) const NARROWER_ONE_LINK: &str = "open that one";
/// Follows a percentage that stands out; `direction` is one of [`ABOVE_ITS_BASELINE`], [`BELOW_ITS_BASELINE`].
pub(crate) fn beside_its_baseline(
    direction: impl Display,
    emitted: impl Display,
    baseline: impl Display,
) -> String {
    format!(" {direction}: {emitted} in 60 minutes instead of {baseline}.")
}

pub(crate) const WHAT_IT_IS_MADE_OF: &str = "What it is made of";
pub(crate) const BEFORE: &str = "Before";
pub(crate) const WHAT_COULD_BE_DONE: &str = "What could be done";
pub(crate) const NO_RULE_HAS_FOUND_ANYTHING: &str =
    "No rule has found anything to do here that is still open.";
pub(crate) const THE_EVENTS_BEHIND_IT_ARE_NO: &str = "The events behind it are no longer kept.";
pub(crate) const LARGEST_EVENTS: &str = "Largest events";
pub(crate) const EVENT: &str = "Event";
pub(crate) const CO2E: &str = "CO₂e";
pub(crate) const IT_DID_NOT_STAND_OUT_BEFORE: &str = "It did not stand out before.";

pub(crate) const SINCE_BEFORE: &str = "since";

pub(crate) fn since(when: impl Display) -> String {
    format!("since {when}")
}

pub(crate) fn from_to_resolved(detected: impl Display, resolved: impl Display) -> String {
    format!("{detected} to {resolved}")
}

pub(crate) fn nine_of_ten_such_hours_lie(
    low: impl Display,
    high: impl Display,
    weeks: impl Display,
    confidence: impl Display,
) -> String {
    format!(
        "Nine of ten such hours lie between {low} and {high}, from {weeks} weeks; confidence {confidence}."
    )
}

pub(crate) fn a_month(co2_impact: impl Display) -> String {
    format!(" {co2_impact} a month")
}

pub(crate) fn at_its_last_scan(percent_above: impl Display) -> String {
    format!(" {percent_above} at its last scan")
}

// Said in `pages/monitoring/hotspot.rs`.

pub(crate) fn per_hour_instead_of_nine(
    metric_value: impl Display,
    baseline: impl Display,
    baseline_low: impl Display,
    baseline_high: impl Display,
    baseline_samples: impl Display,
) -> String {
    format!(
        "{metric_value} per hour instead of {baseline} (nine of ten such hours: {baseline_low} to {baseline_high}, from {baseline_samples} weeks)"
    )
}

pub(crate) fn detected(when: impl Display) -> String {
    format!("detected {when}")
}

pub(crate) fn kg_co2e_per_hour_of_over(entity: impl Display) -> String {
    format!(
        "kg CO2e per hour of {entity} over the last 24 whole hours and the last 60 minutes, with its baseline"
    )
}

// Said in `pages/monitoring/notice.rs`.

pub(crate) const FOR_AN_HOUR: &str = "for an hour";
pub(crate) const FOR_8_HOURS: &str = "for 8 hours";
pub(crate) const FOR_A_DAY: &str = "for a day";
pub(crate) const FOR_A_WEEK: &str = "for a week";
pub(crate) fn acknowledged_by(who: impl Display, when: impl Display) -> String {
    format!("Acknowledged by {who}, {when}.")
}

pub(crate) fn nothing_is_sent_until(until: impl Display) -> String {
    format!("Nothing is sent until {until}.")
}

pub(crate) const ACKNOWLEDGE: &str = "Acknowledge";
pub(crate) const SNOOZE: &str = "Snooze";
pub(crate) const END_THE_SNOOZE: &str = "End the snooze";

pub(crate) fn acknowledged(entity: impl Display) -> String {
    format!("Acknowledged: {entity}")
}

pub(crate) fn is_quiet_until(entity: impl Display, until: impl Display) -> String {
    format!("{entity} is quiet until {until}")
}

pub(crate) fn is_heard_again(entity: impl Display) -> String {
    format!("{entity} is heard again")
}

pub(crate) fn acknowledge(name: impl Display) -> String {
    format!("Acknowledge: {name}")
}

pub(crate) fn how_long_to_snooze(name: impl Display) -> String {
    format!("How long to snooze {name}")
}

pub(crate) fn snooze(name: impl Display) -> String {
    format!("Snooze: {name}")
}

pub(crate) fn end_the_snooze(name: impl Display) -> String {
    format!("End the snooze: {name}")
}

// Said in `pages/monitoring/page.rs`.

pub(crate) const NOT_SCANNED_YET: &str = "not scanned yet";
pub(crate) const ABOVE_THEIR_BASELINES: &str = "Above their baselines";
pub(crate) const OPEN: &str = "Open";
pub(crate) const RESOLVED: &str = "Resolved";
pub(crate) const SCAN_NOW: &str = "Scan now";
pub(crate) const SILENT: &str = "Silent";
pub(crate) const PAGES_OF_HOTSPOTS: &str = "Pages of hotspots";
pub(crate) const OLDER: &str = "Older";
pub(crate) const NOTHING_RESOLVED_YET: &str = "Nothing resolved yet";
pub(crate) const HOTSPOTS_THAT_WENT_BACK_TO_NORMAL: &str =
    "Hotspots that went back to normal are listed here.";
pub(crate) const NO_BASELINES_YET: &str = "No baselines yet";
pub(crate) const WHAT_IS_NORMAL_IS_LEARNED: &str = "What is normal is learned from the same hour of at least three weeks. Until then nothing can stand out.";
pub(crate) const NOTHING_STANDS_OUT: &str = "Nothing stands out";
pub(crate) const EVERY_SUPPLIER_SITE_ROUTE: &str = "Every supplier, site, route and vehicle with a baseline emits about what it normally does in this hour of the week.";

pub(crate) fn scanned_looked_at_above_new(
    entities: impl Display,
    above: impl Display,
    opened: impl Display,
) -> String {
    format!("Scanned: {entities} looked at, {above} above, {opened} new")
}

pub(crate) fn last_scan(text: impl Display) -> String {
    format!("last scan {text}")
}

pub(crate) fn open_critical_warnings_infos_per(
    open: impl Display,
    critical: impl Display,
    warn: impl Display,
    info: impl Display,
    excess: impl Display,
    baselines: impl Display,
) -> String {
    format!(
        "{open} open: {critical} critical, {warn} warnings, {info} infos; {excess} per hour above their baselines. {baselines} baselines known."
    )
}

// Said in `pages/monitoring/top.rs`.

pub(crate) const NOTHING_STANDS_OUT_EVERYONE_EMITS: &str =
    "Nothing stands out: everyone emits about what is normal in this hour.";
pub(crate) const WHAT_STOOD_OUT_BEFORE: &str = "What stood out before";

pub(crate) fn all_hotspots(open: impl Display) -> String {
    format!("All hotspots ({open})")
}

pub(crate) fn instead_of_in_60_minutes(
    metric_value: impl Display,
    baseline: impl Display,
) -> String {
    format!("{metric_value} instead of {baseline} in 60 minutes")
}

pub(crate) fn kg_co2e_per_hour_of_last(entity: impl Display) -> String {
    format!("kg CO2e per hour of {entity}, last 24 hours")
}

// Said in `pages/monitoring/week.rs`.

pub(crate) const THE_BAND_HOLDS_NINE_OF_TEN: &str = "The band holds nine of ten such hours of the last weeks; the dashed line is their middle. Both are today's.";
pub(crate) const THERE_IS_NO_BASELINE_YET: &str =
    "There is no baseline yet to compare these hours with.";
pub(crate) const ITS_WEEK: &str = "Its week";
pub(crate) const KG_CO2E_PER_HOUR: &str = "kg CO₂e per hour";
pub(crate) const KG_CO2E_OF_EACH_HOUR: &str =
    "kg CO2e of each hour of a week beside what is normal in it; the table below has the figures";
pub(crate) const NORMAL: &str = "Normal";
pub(crate) const EMITTED: &str = "Emitted";
pub(crate) const HOURS_OF_THE_WEEK: &str = "Hours of the week";
pub(crate) const WHEN: &str = "When";
pub(crate) const EMITTED_KG: &str = "Emitted kg";
pub(crate) const NORMAL_KG: &str = "Normal kg";
pub(crate) const NINE_OF_TEN: &str = "Nine of ten";

// Said in `pages/monitoring/words.rs`.

pub(crate) const INFO: &str = "info";
pub(crate) const WARNING: &str = "warning";
pub(crate) const CRITICAL: &str = "critical";
pub(crate) const SEEN_ONCE: &str = "seen once";
pub(crate) const FIRING: &str = "firing";
pub(crate) const RECOVERING: &str = "recovering";
pub(crate) const RESOLVED_STATUS: &str = "resolved";
pub(crate) const SUPPLIER: &str = "Supplier";
pub(crate) const SITE: &str = "Site";
pub(crate) const ROUTE: &str = "Route";
pub(crate) const VEHICLE: &str = "Vehicle";
pub(crate) const ABOVE_ITS_BASELINE: &str = "above its baseline";
pub(crate) const BELOW_ITS_BASELINE: &str = "below its baseline";

pub(crate) fn explains(names: impl Display) -> String {
    format!("Explains {names}.")
}
