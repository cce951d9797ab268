//! How the time of a row may come about, read from names and values.
//!
//! Day-first or month-first is decided only by a value that allows one of them alone; otherwise it
//! is left open, because 03/04 is two days of the year.

use model::ingest::{Midnight, Overlap, SlotLabel, TimeExpression};
use model::problem::FieldError;

use super::columns::{Seen, SeenColumn, is_most};
use super::names::words;
use crate::ingest::limits::shown;
use crate::ingest::time::pattern::{Pattern, read_iso8601};

/// What was found out about the rows' time.
#[derive(Debug, Default)]
pub(super) struct TimeGuess {
    pub(super) expression: Option<TimeExpression>,
    /// What a person must decide.
    pub(super) missing: Vec<FieldError>,
    /// On what ground something was decided.
    pub(super) ground: Option<String>,
    /// Columns that are used up by it.
    pub(super) columns: Vec<String>,
}

/// Times of day that follow a date.
const TIMES: [&str; 6] = [
    "",
    " %H:%M",
    " %H:%M:%S",
    " %H:%M:%S%.f",
    " %I:%M %p",
    " %I:%M:%S %p",
];
/// Dates that can be read in one way only.
const PLAIN_DATES: [&str; 6] = [
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d %b %Y",
    "%d-%b-%Y",
    "%b %d, %Y",
];
/// Signs between day, month and year.
const SIGNS: [char; 3] = ['/', '.', '-'];

/// Words that columns of times have in their names, the likeliest first.
const TIME_WORDS: [&str; 14] = [
    "occurred",
    "timestamp",
    "datetime",
    "start",
    "departure",
    "abfahrt",
    "time",
    "date",
    "datum",
    "at",
    "when",
    "begin",
    "day",
    "read",
];

/// Suggests a time expression.
pub(super) fn guess(seen: &Seen) -> TimeGuess {
    if let Some(parts) = of_parts(seen) {
        return parts;
    }
    let mut candidates: Vec<(&SeenColumn, Form)> = seen
        .columns
        .iter()
        .filter_map(|column| Some((column, form(column)?)))
        .collect();
    candidates.sort_by_key(|(column, form)| (rank(&column.name), matches!(form, Form::Epoch(_))));
    let Some((column, form)) = candidates.into_iter().next() else {
        return TimeGuess::default();
    };
    if let Form::Date(date) = &form
        && let Some(clock) = seen
            .columns
            .iter()
            .find(|other| other.name != column.name && is_clock(other))
    {
        return date_and_clock(column, date, clock);
    }
    let template = braced(&column.name, 0);
    let columns = vec![column.name.clone()];
    match form {
        Form::Iso { has_offset } => {
            let zone = || {
                let message = "the times have no offset from UTC, so a time zone must be stated, such as Europe/Berlin or UTC";
                FieldError::new("time.time_zone", "required", message)
            };
            TimeGuess {
                expression: Some(expression(template, "iso8601")),
                missing: if has_offset { Vec::new() } else { vec![zone()] },
                columns,
                ground: None,
            }
        }
        Form::Epoch(unit) => TimeGuess {
            expression: Some(expression(template, unit)),
            columns,
            ..TimeGuess::default()
        },
        Form::Pattern(pattern)
        | Form::Date(Order::Decided {
            pattern,
            ground: None,
        }) => TimeGuess {
            expression: Some(expression(template, &pattern)),
            columns,
            ..TimeGuess::default()
        },
        Form::Date(Order::Decided { pattern, ground }) => TimeGuess {
            expression: Some(expression(template, &pattern)),
            ground,
            columns,
            ..TimeGuess::default()
        },
        Form::Date(Order::Open {
            day_first,
            month_first,
            sample,
        }) => TimeGuess {
            missing: vec![open(&column.name, &sample, &day_first, &month_first)],
            columns,
            ..TimeGuess::default()
        },
    }
}

/// What the values of a column are.
enum Form {
    Iso { has_offset: bool },
    Epoch(&'static str),
    Pattern(String),
    Date(Order),
}

/// Which of day and month comes first.
enum Order {
    Decided {
        pattern: String,
        ground: Option<String>,
    },
    Open {
        day_first: String,
        month_first: String,
        sample: String,
    },
}

fn form(column: &SeenColumn) -> Option<Form> {
    if column.values.is_empty() {
        return None;
    }
    let values = &column.values;
    if column.is_iso8601() {
        let lacks_offset =
            |value: &String| read_iso8601(value).is_ok_and(|civil| civil.offset_s.is_none());
        let has_offset = !values.iter().any(lacks_offset);
        return Some(Form::Iso { has_offset });
    }
    if column.is_integer() {
        return epoch(column).map(Form::Epoch);
    }
    for date in PLAIN_DATES {
        for time in TIMES {
            let pattern = format!("{date}{time}");
            if fits(&pattern, values) {
                return Some(Form::Pattern(pattern));
            }
        }
    }
    SIGNS
        .iter()
        .find_map(|sign| order(*sign, values))
        .map(Form::Date)
}

/// Dates with the year last: one order, the other, or both.
fn order(sign: char, values: &[String]) -> Option<Order> {
    for time in TIMES {
        for year in ["%Y", "%y"] {
            let day_first = format!("%d{sign}%m{sign}{year}{time}");
            let month_first = format!("%m{sign}%d{sign}{year}{time}");
            let only_day_first = first_only(&day_first, &month_first, values);
            let only_month_first = first_only(&month_first, &day_first, values);
            return Some(
                match (fits(&day_first, values), fits(&month_first, values)) {
                    (false, false) => continue,
                    (true, _) if only_day_first.is_some() && only_month_first.is_none() => {
                        Order::Decided {
                            pattern: day_first,
                            ground: ground("Day first", only_day_first),
                        }
                    }
                    (_, true) if only_month_first.is_some() && only_day_first.is_none() => {
                        Order::Decided {
                            pattern: month_first,
                            ground: ground("Month first", only_month_first),
                        }
                    }
                    (_, _) => Order::Open {
                        day_first,
                        month_first,
                        sample: values[0].clone(),
                    },
                },
            );
        }
    }
    None
}

/// The first value that one pattern reads and the other does not.
fn first_only<'v>(one: &str, other: &str, values: &'v [String]) -> Option<&'v str> {
    let (one, other) = (Pattern::compile(one).ok()?, Pattern::compile(other).ok()?);
    let decides = |value: &&String| one.read(value).is_ok() && other.read(value).is_err();
    values.iter().find(decides).map(String::as_str)
}

fn ground(what: &str, deciding: Option<&str>) -> Option<String> {
    deciding.map(|value| {
        format!(
            "{what}, because {} can be read in no other way.",
            shown(value)
        )
    })
}

fn fits(pattern: &str, values: &[String]) -> bool {
    Pattern::compile(pattern).is_ok_and(|pattern| {
        is_most(
            values
                .iter()
                .filter(|value| pattern.read(value).is_ok())
                .count(),
            values.len(),
        )
    })
}

/// Seconds or milliseconds since 1970, where name and size say so.
fn epoch(column: &SeenColumn) -> Option<&'static str> {
    const FIRST_S: i64 = 631_152_000; // 1990
    const LAST_S: i64 = 4_102_444_800; // 2100
    if rank(&column.name) >= TIME_WORDS.len()
        && !words(&column.name)
            .iter()
            .any(|word| matches!(word.as_str(), "epoch" | "ts" | "unix"))
    {
        return None;
    }
    let within = |low: i64, high: i64| {
        column.values.iter().all(|value| {
            value
                .parse::<i64>()
                .is_ok_and(|number| (low..high).contains(&number))
        })
    };
    if within(FIRST_S, LAST_S) {
        return Some("epoch_s");
    }
    within(FIRST_S * 1000, LAST_S * 1000).then_some("epoch_ms")
}

/// Columns `year`, `month`, `day` and a time of day as `hhmm` or as hour and minute.
fn of_parts(seen: &Seen) -> Option<TimeGuess> {
    let column = |wanted: &str| {
        seen.columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(wanted) && column.is_integer())
    };
    let (year, month, day) = (column("year")?, column("month")?, column("day")?);
    let mut columns = vec![year.name.clone(), month.name.clone(), day.name.clone()];
    let date = format!(
        "{}-{}-{}",
        braced(&year.name, 0),
        braced(&month.name, 2),
        braced(&day.name, 2)
    );
    let clock = seen
        .columns
        .iter()
        .filter(|column| is_hhmm(column))
        .min_by_key(|column| clock_rank(&column.name));
    let (template, pattern) = if let Some(clock) = clock {
        columns.push(clock.name.clone());
        (
            format!("{date} {}", braced(&clock.name, 4)),
            "%Y-%m-%d %H%M",
        )
    } else if let (Some(hour), Some(minute)) = (column("hour"), column("minute")) {
        columns.extend([hour.name.clone(), minute.name.clone()]);
        (
            format!(
                "{date} {}:{}",
                braced(&hour.name, 2),
                braced(&minute.name, 2)
            ),
            "%Y-%m-%d %H:%M",
        )
    } else if let Some(hour) = column("hour") {
        columns.push(hour.name.clone());
        (
            format!("{date} {}:00", braced(&hour.name, 2)),
            "%Y-%m-%d %H:%M",
        )
    } else {
        (date, "%Y-%m-%d")
    };
    Some(TimeGuess {
        expression: Some(expression(template, pattern)),
        columns,
        ..TimeGuess::default()
    })
}

/// Whether a column holds times of day as numbers: 517 is 5:17.
fn is_hhmm(column: &SeenColumn) -> bool {
    let is_named = words(&column.name)
        .iter()
        .any(|word| matches!(word.as_str(), "time" | "hhmm"));
    let is_clock = |value: &String| {
        value
            .parse::<u32>()
            .is_ok_and(|number| number <= 2400 && number % 100 < 60)
    };
    is_named
        && column.is_integer()
        && column.values.iter().all(is_clock)
        && column.values.iter().any(|value| value.len() >= 3)
}

/// A scheduled departure stands for the start of a trip even where the actual one is missing.
fn clock_rank(name: &str) -> usize {
    let words = words(name);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    match (
        has(&["dep", "departure", "start"]),
        has(&["sched", "scheduled", "planned"]),
    ) {
        (true, true) => 0,
        (true, false) => 1,
        (false, true) => 3,
        (false, false) if has(&["arr", "arrival", "end", "air", "elapsed"]) => 4,
        (false, false) => 2,
    }
}

fn is_clock(column: &SeenColumn) -> bool {
    let with_date: Vec<String> = column
        .values
        .iter()
        .map(|value| format!("2000-01-01 {value}"))
        .collect();
    !column.values.is_empty()
        && column.values[0].contains(':')
        && (fits("%Y-%m-%d %H:%M", &with_date) || fits("%Y-%m-%d %H:%M:%S", &with_date))
}

fn date_and_clock(date: &SeenColumn, order: &Order, clock: &SeenColumn) -> TimeGuess {
    let with_seconds = clock
        .values
        .iter()
        .all(|value| value.matches(':').count() == 2);
    let time = if with_seconds { " %H:%M:%S" } else { " %H:%M" };
    let template = format!("{} {}", braced(&date.name, 0), braced(&clock.name, 0));
    let columns = vec![date.name.clone(), clock.name.clone()];
    match order {
        Order::Decided { pattern, ground } => TimeGuess {
            expression: Some(expression(template, &format!("{pattern}{time}"))),
            ground: ground.clone(),
            columns,
            ..TimeGuess::default()
        },
        Order::Open {
            day_first,
            month_first,
            sample,
        } => TimeGuess {
            missing: vec![open(
                &date.name,
                sample,
                &format!("{day_first}{time}"),
                &format!("{month_first}{time}"),
            )],
            columns,
            ..TimeGuess::default()
        },
    }
}

fn open(column: &str, sample: &str, day_first: &str, month_first: &str) -> FieldError {
    let message = format!(
        "\"{}\" in {column} may be day first ({day_first}) or month first ({month_first}); the first rows do not decide it, so state the pattern",
        shown(sample)
    );
    FieldError::new("time.pattern", "ambiguous_date", message)
}

fn expression(template: String, pattern: &str) -> TimeExpression {
    TimeExpression {
        template,
        pattern: pattern.to_owned(),
        time_zone: None,
        label: SlotLabel::Start,
        slot_minutes: None,
        midnight: Midnight::StartOfDate,
        overlap: Overlap::Earlier,
    }
}

fn braced(column: &str, pad: usize) -> String {
    let name = column.replace('{', "{{").replace('}', "}}");
    if pad == 0 {
        format!("{{{name}}}")
    } else {
        format!("{{{name}:0{pad}}}")
    }
}

/// How likely a column of this name holds the time of the event; small is likely.
fn rank(name: &str) -> usize {
    let words = words(name);
    let is_end = words
        .iter()
        .any(|word| matches!(word.as_str(), "end" | "ends" | "arrival" | "until"));
    let place = TIME_WORDS
        .iter()
        .position(|wanted| words.iter().any(|word| word.starts_with(wanted)));
    place.map_or(TIME_WORDS.len(), |place| {
        if is_end { TIME_WORDS.len() } else { place }
    })
}
