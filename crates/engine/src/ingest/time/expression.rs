//! A profile's `TimeExpression`, compiled: template, pattern, zone, and what the time labels.

use chrono::{DateTime, Datelike, Duration, NaiveTime, Utc};
use chrono_tz::Tz;
use model::ingest::{Midnight, Overlap, SlotLabel, TimeExpression};
use model::problem::FieldError;

use super::pattern::{Civil, Pattern, PatternFault, read_iso8601};
use super::zone::{Resolved, Zone};
use crate::ingest::limits::shown;

/// Longest slot, in minutes: a year with some slack, as for any period.
const SLOT_MINUTES_MAX: u32 = 400 * 24 * 60;
/// Widest padding a template may ask for.
const PAD_MAX: usize = 20;

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Literal(String),
    /// A column by name, padded with zeros on the left to `pad` characters.
    Column {
        name: String,
        pad: usize,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Iso8601,
    EpochS,
    EpochMs,
    Strftime(Pattern),
}

/// How a time comes about, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    pub(crate) pieces: Vec<Piece>,
    pattern_text: String,
    form: Form,
    zone: Option<Tz>,
    overlap: Overlap,
    label: SlotLabel,
    slot: Option<Duration>,
    midnight: Midnight,
}

/// A row's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) at: DateTime<Utc>,
    /// Start and end of the slot it labels, where the profile says so.
    pub(crate) slot: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Whether the local time occurred twice.
    pub(crate) twice: bool,
}

impl Expression {
    /// Compiles `time`; faults name fields under `path`.
    pub(crate) fn compile(time: &TimeExpression, path: &str) -> Result<Self, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut fault = |field: &str, code: &str, message: String| {
            faults.push(FieldError::new(format!("{path}.{field}"), code, message));
        };
        let pieces = pieces(&time.template).unwrap_or_else(|message| {
            fault("template", "bad_template", message);
            Vec::new()
        });
        let form = form(&time.pattern).unwrap_or_else(|message| {
            fault("pattern", "bad_pattern", message);
            Form::Iso8601
        });
        let zone = match time.time_zone.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(name) => name.parse::<Tz>().map_or_else(
                |_| {
                    let message = format!(
                        "\"{}\" is no time zone; give an IANA name such as Europe/Berlin or UTC",
                        shown(name)
                    );
                    fault("time_zone", "unknown_zone", message);
                    None
                },
                Some,
            ),
        };
        let needs_zone = matches!(&form, Form::Strftime(pattern) if !pattern.has_offset());
        if needs_zone
            && zone.is_none()
            && time
                .time_zone
                .as_deref()
                .is_none_or(|name| name.trim().is_empty())
        {
            let message = "times without an offset need a time zone, such as Europe/Berlin or UTC";
            fault("time_zone", "required", message.to_owned());
        }
        match (time.label, time.slot_minutes) {
            (SlotLabel::End, None) => {
                let message = "a time that labels the end of its slot needs the slot's length";
                fault("slot_minutes", "required", message.to_owned());
            }
            (_, Some(minutes)) if !(1..=SLOT_MINUTES_MAX).contains(&minutes) => {
                let message =
                    format!("a slot lasts 1 to {SLOT_MINUTES_MAX} minutes; this says {minutes}");
                fault("slot_minutes", "out_of_range", message);
            }
            (SlotLabel::Start | SlotLabel::End, _) => {}
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            pieces,
            pattern_text: time.pattern.trim().to_owned(),
            form,
            zone,
            overlap: time.overlap,
            label: time.label,
            slot: time
                .slot_minutes
                .map(|minutes| Duration::minutes(i64::from(minutes))),
            midnight: time.midnight,
        })
    }

    /// The columns the template is made of.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Column { name, .. } => Some(name.as_str()),
            Piece::Literal(_) => None,
        })
    }

    /// The state that reading times of this expression needs.
    pub(crate) fn zone(&self) -> Option<Zone> {
        self.zone.map(|zone| Zone::new(zone, self.overlap))
    }

    /// The same for rows that follow others of the same local times: the second hour when clocks go back.
    /// `None` where the profile does not take the first for the first.
    pub(crate) fn second_zone(&self) -> Option<Zone> {
        let zone = self.zone.filter(|_| self.overlap == Overlap::Earlier)?;
        Some(Zone::new(zone, Overlap::Later))
    }

    /// The moment `text` means; the error is a code and a sentence.
    pub(crate) fn read(
        &self,
        text: &str,
        zone: Option<&mut Zone>,
    ) -> Result<Moment, (&'static str, String)> {
        let (at, twice) = match &self.form {
            Form::EpochS => (epoch(text, 1_000_000)?, false),
            Form::EpochMs => (epoch(text, 1_000)?, false),
            Form::Iso8601 => self.place(read_iso8601(text), text, zone)?,
            Form::Strftime(pattern) => self.place(pattern.read(text), text, zone)?,
        };
        let slot = self.slot.map(|length| match self.label {
            SlotLabel::Start => (at, at + length),
            SlotLabel::End => (at - length, at),
        });
        Ok(Moment { at, slot, twice })
    }

    fn place(
        &self,
        read: Result<Civil, PatternFault>,
        text: &str,
        zone: Option<&mut Zone>,
    ) -> Result<(DateTime<Utc>, bool), (&'static str, String)> {
        let mut civil = read.map_err(|fault| match fault {
            PatternFault::Form => {
                let pattern = &self.pattern_text;
                (
                    "bad_time",
                    format!("\"{}\" is not a time of the pattern {pattern}", shown(text)),
                )
            }
            PatternFault::NoSuchTime => (
                "no_such_time",
                format!("\"{}\" is no date or time of day that exists", shown(text)),
            ),
        })?;
        if self.midnight == Midnight::EndOfDate && civil.local.time() == NaiveTime::MIN {
            let next = civil.local.checked_add_signed(Duration::days(1));
            civil.local = next.ok_or((
                "no_such_time",
                "the date is beyond all calendars".to_owned(),
            ))?;
        }
        if let Some(offset_s) = civil.offset_s {
            return Ok((
                civil.local.and_utc() - Duration::seconds(i64::from(offset_s)),
                false,
            ));
        }
        let Some(zone) = zone else {
            let message = format!(
                "\"{}\" has no offset, and the profile states no time zone",
                shown(text)
            );
            return Err(("no_offset", message));
        };
        let name = self.zone.map_or("", Tz::name);
        match zone.resolve(civil.local) {
            Resolved::Once(at) => Ok((at, false)),
            Resolved::Twice(at) => Ok((at, true)),
            Resolved::Refused => Err((
                "ambiguous_time",
                format!(
                    "{} occurs twice in {name}: clocks went back; the profile refuses such times",
                    civil.local
                ),
            )),
            Resolved::Never => Err((
                "nonexistent_time",
                format!(
                    "{} does not exist in {name}: clocks went forward over it",
                    civil.local
                ),
            )),
        }
    }
}

/// A moment counted from 1970 in units of `micros` microseconds.
fn epoch(text: &str, micros: i64) -> Result<DateTime<Utc>, (&'static str, String)> {
    let total = epoch_micros(text, micros).ok_or_else(|| {
        let message = format!(
            "\"{}\" is not a number of seconds or milliseconds since 1970",
            shown(text)
        );
        ("bad_time", message)
    })?;
    let at = i64::try_from(total)
        .ok()
        .and_then(DateTime::from_timestamp_micros);
    at.filter(|at| (0..=9999).contains(&at.year()))
        .ok_or_else(|| {
            let message = format!(
                "\"{}\" is beyond the year 9999: are these other units since 1970?",
                shown(text)
            );
            ("time_out_of_range", message)
        })
}

/// Whole numbers and decimals go through integers: an f64 would lose microseconds of today's times.
fn epoch_micros(text: &str, micros: i64) -> Option<i128> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(i128::from(whole) * i128::from(micros));
    }
    let (whole, decimals) = text.split_once('.')?;
    let whole: u32 = whole.parse().ok()?;
    let is_plain =
        (1..=12).contains(&decimals.len()) && decimals.bytes().all(|b| b.is_ascii_digit());
    let kept = is_plain.then(|| &decimals[..decimals.len().min(6)])?;
    let part: i64 = kept.parse().ok()?;
    let scale = 10_i64.pow(u32::try_from(kept.len()).ok()?);
    Some(i128::from(whole) * i128::from(micros) + i128::from(part * micros / scale))
}

fn form(pattern: &str) -> Result<Form, String> {
    match pattern.trim() {
        "" => Err(
            "a pattern is needed: iso8601, epoch_s, epoch_ms or strftime such as %d/%m/%Y %H:%M"
                .to_owned(),
        ),
        "iso8601" => Ok(Form::Iso8601),
        "epoch_s" => Ok(Form::EpochS),
        "epoch_ms" => Ok(Form::EpochMs),
        strftime => Pattern::compile(strftime).map(Form::Strftime),
    }
}

/// Cuts a template into pieces. `{{` and `}}` stand for braces; `{column:04}` pads with zeros.
fn pieces(template: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        literal.push_str(&rest[..at]);
        let (brace, after) = rest[at..].split_at(1);
        if after.starts_with(brace) {
            literal.push_str(brace);
            rest = &after[1..];
            continue;
        }
        let Some((inside, tail)) = after.split_once('}').filter(|_| brace == "{") else {
            return Err("a brace of the template is not closed; write {column}".to_owned());
        };
        if !literal.is_empty() {
            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
        }
        pieces.push(column(inside)?);
        rest = tail;
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    if !pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Column { .. }))
    {
        return Err("the template names no column; write {column}".to_owned());
    }
    Ok(pieces)
}

fn column(inside: &str) -> Result<Piece, String> {
    let padded = inside.rsplit_once(':').and_then(|(name, pad)| {
        let digits = pad.strip_prefix('0')?;
        Some((name, digits.parse::<usize>().ok()?))
    });
    let (name, pad) = padded.unwrap_or((inside, 0));
    if pad > PAD_MAX {
        return Err(format!(
            "a padding of {pad} is more than the {PAD_MAX} that make sense"
        ));
    }
    let name = name.trim();
    if name.is_empty() {
        return Err("the template has an empty {}; name a column in it".to_owned());
    }
    Ok(Piece::Column {
        name: name.to_owned(),
        pad,
    })
}
