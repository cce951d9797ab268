//! Times: patterns, zones, slots.

use chrono::Duration;
use model::ingest::{Midnight, Overlap, SlotLabel, TimeExpression};
use proptest::prelude::*;

use super::super::time::expression::{Expression, Moment};
use super::super::time::pattern::Pattern;
fn expression(pattern: &str, zone: Option<&str>) -> TimeExpression {
    TimeExpression {
        template: "{at}".to_owned(),
        pattern: pattern.to_owned(),
        time_zone: zone.map(str::to_owned),
        label: SlotLabel::Start,
        slot_minutes: None,
        midnight: Midnight::StartOfDate,
        overlap: Overlap::Earlier,
    }
}

fn read_with(time: &TimeExpression, text: &str) -> Result<Moment, &'static str> {
    let compiled = Expression::compile(time, "time").unwrap();
    compiled
        .read(text, compiled.zone().as_mut())
        .map_err(|(code, _)| code)
}

fn read(pattern: &str, zone: &str, text: &str) -> Result<String, &'static str> {
    read_with(&expression(pattern, Some(zone)), text).map(|moment| moment.at.to_rfc3339())
}

#[test]
fn patterns_read_what_they_say() {
    for (pattern, text, expected) in [
        (
            "%Y-%m-%d %H%M",
            "2013-01-01 0517",
            "2013-01-01T05:17:00+00:00",
        ),
        (
            "%d/%m/%Y %H:%M",
            "01/02/2018 0:15",
            "2018-02-01T00:15:00+00:00",
        ),
        (
            "%m/%d/%Y %H:%M",
            "01/02/2018 0:15",
            "2018-01-02T00:15:00+00:00",
        ),
        ("%d.%m.%y", "3.4.24", "2024-04-03T00:00:00+00:00"),
        ("%Y%m%d", "20240229", "2024-02-29T00:00:00+00:00"),
        (
            "%d %b %Y %I:%M %p",
            "5 Mar 2024 12:30 AM",
            "2024-03-05T00:30:00+00:00",
        ),
        ("%b %d, %Y", "March 5, 2024", "2024-03-05T00:00:00+00:00"),
        (
            "%A %d-%b-%Y %T%.f",
            "Tuesday 05-mar-2024 01:02:03.5",
            "2024-03-05T01:02:03.500+00:00",
        ),
        (
            "%F %R %z",
            "2024-03-05 01:30 +0530",
            "2024-03-04T20:00:00+00:00",
        ),
        (
            "%Y-%m-%d %H%M",
            "2013-12-31 2400",
            "2014-01-01T00:00:00+00:00",
        ),
        (
            "iso8601",
            "2024-03-05T01:30:00Z",
            "2024-03-05T01:30:00+00:00",
        ),
        ("iso8601", "2024-03-05 01:30", "2024-03-05T01:30:00+00:00"),
        ("iso8601", "2024-03-05", "2024-03-05T00:00:00+00:00"),
        (
            "iso8601",
            "2024-03-05T01:30:00.123456789+01:00",
            "2024-03-05T00:30:00.123456+00:00",
        ),
        ("epoch_s", "1709602200", "2024-03-05T01:30:00+00:00"),
        ("epoch_s", "1709602200.25", "2024-03-05T01:30:00.250+00:00"),
        ("epoch_ms", "1709602200250", "2024-03-05T01:30:00.250+00:00"),
    ] {
        assert_eq!(
            read(pattern, "UTC", text).as_deref(),
            Ok(expected),
            "{pattern} {text}"
        );
    }
}

#[test]
fn texts_that_are_no_such_time_are_refused() {
    for (pattern, text, code) in [
        ("%d/%m/%Y", "31/02/2024", "no_such_time"),
        ("%d/%m/%Y", "13/13/2024", "no_such_time"),
        ("%d/%m/%Y %H:%M", "01/02/2024 24:01", "no_such_time"),
        ("%d/%m/%Y %H:%M", "01/02/2024 10:60", "no_such_time"),
        ("%d/%m/%Y", "2024-02-01", "bad_time"),
        ("%d/%m/%Y", "01/02/2024x", "bad_time"),
        ("%d/%m/%Y", "01/02/24", "bad_time"),
        ("%d %b %Y %I:%M %p", "5 Mar 2024 13:30 PM", "no_such_time"),
        ("iso8601", "2024-02-30T00:00:00Z", "no_such_time"),
        ("iso8601", "yesterday", "bad_time"),
        ("iso8601", "2024-03-05T01:30:00+99:00", "bad_time"),
        ("epoch_s", "1709602200250", "time_out_of_range"),
        ("epoch_s", "1709602200250000", "time_out_of_range"),
        ("epoch_ms", "soon", "bad_time"),
        ("epoch_s", "99999999999999999999", "bad_time"),
    ] {
        assert_eq!(read(pattern, "UTC", text), Err(code), "{pattern} {text}");
    }
}

#[test]
fn local_times_that_do_not_exist_are_refused_and_those_that_exist_twice_are_told() {
    let pattern = "%Y-%m-%d %H:%M";
    assert_eq!(
        read(pattern, "Europe/Berlin", "2025-03-30 02:30"),
        Err("nonexistent_time")
    );
    assert_eq!(
        read(pattern, "Europe/Berlin", "2025-03-30 03:00").as_deref(),
        Ok("2025-03-30T01:00:00+00:00")
    );
    let mut time = expression(pattern, Some("Europe/Berlin"));
    let twice = "2025-10-26 02:30";
    for (overlap, expected) in [
        (Overlap::Earlier, "2025-10-26T00:30:00+00:00"),
        (Overlap::Later, "2025-10-26T01:30:00+00:00"),
    ] {
        time.overlap = overlap;
        let moment = read_with(&time, twice).unwrap();
        assert_eq!(
            (moment.at.to_rfc3339().as_str(), moment.twice),
            (expected, true)
        );
    }
    time.overlap = Overlap::Reject;
    assert_eq!(read_with(&time, twice), Err("ambiguous_time"));
    assert!(!read_with(&time, "2025-10-26 03:00").unwrap().twice);
}

#[test]
fn a_time_may_label_the_end_of_its_slot_and_midnight_the_end_of_its_date() {
    let mut time = expression("%d/%m/%Y %H:%M", Some("Asia/Seoul"));
    time.label = SlotLabel::End;
    time.slot_minutes = Some(15);
    time.midnight = Midnight::EndOfDate;
    let slot = |text| {
        read_with(&time, text)
            .unwrap()
            .slot
            .map(|(from, to)| (from.to_rfc3339(), to.to_rfc3339()))
    };
    let pair = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
    assert_eq!(
        slot("01/01/2018 0:15"),
        pair("2017-12-31T15:00:00+00:00", "2017-12-31T15:15:00+00:00")
    );
    assert_eq!(
        slot("01/01/2018 23:45"),
        pair("2018-01-01T14:30:00+00:00", "2018-01-01T14:45:00+00:00")
    );
    assert_eq!(
        slot("01/01/2018 0:00"),
        pair("2018-01-01T14:45:00+00:00", "2018-01-01T15:00:00+00:00")
    );
    time.label = SlotLabel::Start;
    time.midnight = Midnight::StartOfDate;
    let moment = read_with(&time, "01/01/2018 0:00").unwrap();
    assert_eq!(
        moment.slot,
        Some((moment.at, moment.at + Duration::minutes(15)))
    );
}

#[test]
fn faults_of_expressions_name_their_part() {
    let field = |time: &TimeExpression| {
        Expression::compile(time, "time").unwrap_err()[0]
            .field
            .clone()
    };
    assert_eq!(field(&expression("%Y-%m-%d", None)), "time.time_zone");
    assert_eq!(
        field(&expression("%Y-%m-%d", Some("Mars/Olympus"))),
        "time.time_zone"
    );
    assert_eq!(field(&expression("%Y-%m-%q", Some("UTC"))), "time.pattern");
    assert_eq!(field(&expression("%H:%M", Some("UTC"))), "time.pattern");
    assert_eq!(
        field(&expression("%Y-%m-%d %I:%M", Some("UTC"))),
        "time.pattern"
    );
    let mut time = expression("%Y-%m-%d", Some("UTC"));
    time.label = SlotLabel::End;
    assert_eq!(field(&time), "time.slot_minutes");
    for template in ["plain", "{open", "{}", "{a:099}", "}"] {
        time = expression("%Y-%m-%d", Some("UTC"));
        time.template = template.to_owned();
        assert_eq!(field(&time), "time.template", "{template}");
    }
}

#[test]
fn an_hour_remembered_gives_what_the_zone_gives() {
    let times = expression("%Y-%m-%d %H:%M", Some("Australia/Lord_Howe"));
    let compiled = Expression::compile(&times, "time").unwrap();
    let mut remembered = compiled.zone();
    // Half-hour changes of the clock: 6 April and 5 October 2025, at 2:00.
    for day in ["2025-04-06", "2025-10-05", "2025-07-01"] {
        for minute in 0..300 {
            let text = format!("{day} {:02}:{:02}", minute / 60, minute % 60);
            let fresh = compiled.read(&text, compiled.zone().as_mut());
            assert_eq!(compiled.read(&text, remembered.as_mut()), fresh, "{text}");
        }
    }
}

proptest! {
    #[test]
    fn patterns_agree_with_chrono(seconds in 0..4_000_000_000_i64) {
        let at = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        for pattern in ["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %I:%M:%S %p", "%b %d, %Y %H:%M:%S", "%Y%m%d%H%M%S", "%-d.%-m.%Y %-H:%M:%S"] {
            let text = at.format(pattern).to_string();
            let read = Pattern::compile(pattern).unwrap().read(&text).unwrap();
            prop_assert_eq!(read.local, at.naive_utc());
        }
    }

    #[test]
    fn any_pattern_and_text_end_in_a_time_or_a_fault(pattern in "[%YmdHMSzbpI:/ -]{0,20}", text in "\\PC{0,30}") {
        if let Ok(pattern) = Pattern::compile(&pattern) {
            let _ = pattern.read(&text);
        }
        let _ = super::super::time::pattern::read_iso8601(&text);
        for form in ["epoch_s", "epoch_ms"] {
            let _ = read(form, "UTC", &text);
        }
    }
}
