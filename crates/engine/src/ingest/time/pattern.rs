//! strftime patterns, compiled once and read by hand, because a row has a few hundred nanoseconds.
//!
//! Only specifiers that say one thing are known. A number may lack its leading zeros where another
//! character ends it. `%y` follows POSIX: 69-99 are 1969-1999, 00-68 are 2000-2068.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// A time as written, before any zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) local: NaiveDateTime,
    /// Seconds east of UTC, when the text says so.
    pub(crate) offset_s: Option<i32>,
}

/// Why a text gives no time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PatternFault {
    /// It does not have the pattern's form.
    Form,
    /// It has the form, but there is no such date or time of day.
    NoSuchTime,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Year4,
    Year2,
    Month,
    MonthName,
    Day,
    Hour24,
    Hour12,
    AmPm,
    Minute,
    Second,
    /// Decimals of a second, with the point before them.
    Fraction,
    /// `Z`, `+hh:mm`, `+hhmm` or `+hh`.
    Offset,
    WeekdayName,
    Literal(u8),
    /// Any white space, or none.
    Space,
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    items: Vec<Item>,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const KNOWN: &str = "%Y %y %m %b %d %H %I %p %M %S %.f %z %a %T %R %F %%";

impl Pattern {
    /// Compiles a strftime pattern; the error is a sentence.
    pub(crate) fn compile(pattern: &str) -> Result<Self, String> {
        let mut items = Vec::new();
        let bytes = pattern.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            if byte.is_ascii_whitespace() {
                items.push(Item::Space);
                continue;
            }
            if byte != b'%' {
                items.push(Item::Literal(byte));
                continue;
            }
            // `%-d` and `%e` differ from `%d` only in what they print.
            let mut specifier = bytes.get(at).copied().unwrap_or(b' ');
            if matches!(specifier, b'-' | b'_' | b'0') {
                at += 1;
                specifier = bytes.get(at).copied().unwrap_or(b' ');
            }
            if specifier == b'.' && bytes.get(at + 1) == Some(&b'f') {
                at += 1;
                specifier = b'f';
            }
            at += 1;
            items.extend_from_slice(expand(specifier).ok_or_else(|| {
                format!(
                    "%{} is not a part of a time we can read; known are {KNOWN}",
                    char::from(specifier)
                )
            })?);
        }
        let pattern = Self { items };
        pattern.check()?;
        Ok(pattern)
    }

    /// Whether texts of this pattern say their own offset from UTC.
    pub(crate) fn has_offset(&self) -> bool {
        self.items.contains(&Item::Offset)
    }

    fn check(&self) -> Result<(), String> {
        let count = |wanted: &[Item]| {
            self.items
                .iter()
                .filter(|item| wanted.contains(item))
                .count()
        };
        let parts = [
            ("a year (%Y)", count(&[Item::Year4, Item::Year2])),
            ("a month (%m or %b)", count(&[Item::Month, Item::MonthName])),
            ("a day (%d)", count(&[Item::Day])),
        ];
        for (part, times) in parts {
            if times != 1 {
                return Err(format!(
                    "a pattern needs {part} exactly once; this one has it {times} times"
                ));
            }
        }
        let hours = count(&[Item::Hour24, Item::Hour12]);
        let at_most_once = [
            count(&[Item::Minute]),
            count(&[Item::Second]),
            count(&[Item::Fraction]),
            count(&[Item::Offset]),
            count(&[Item::AmPm]),
            hours,
        ];
        if at_most_once.iter().any(|times| *times > 1) {
            return Err("a pattern has a part of the time of day twice".to_owned());
        }
        if count(&[Item::Hour12]) != count(&[Item::AmPm]) {
            return Err(
                "%I and %p belong together: without %p the half of the day is unsaid".to_owned(),
            );
        }
        if hours == 0 && count(&[Item::Minute, Item::Second]) > 0 {
            return Err("a pattern with minutes needs %H".to_owned());
        }
        Ok(())
    }

    /// The time `text` says. 24:00 is the end of its date.
    pub(crate) fn read(&self, text: &str) -> Result<Civil, PatternFault> {
        let mut cursor = Cursor {
            bytes: text.as_bytes(),
            at: 0,
        };
        let mut read = Read::default();
        for item in &self.items {
            cursor.item(*item, &mut read).ok_or(PatternFault::Form)?;
        }
        if cursor.at != cursor.bytes.len() {
            return Err(PatternFault::Form);
        }
        read.civil().ok_or(PatternFault::NoSuchTime)
    }
}

fn expand(specifier: u8) -> Option<&'static [Item]> {
    const COLON: Item = Item::Literal(b':');
    const DASH: Item = Item::Literal(b'-');
    Some(match specifier {
        b'Y' => &[Item::Year4],
        b'y' => &[Item::Year2],
        b'm' => &[Item::Month],
        b'b' | b'B' | b'h' => &[Item::MonthName],
        b'd' | b'e' => &[Item::Day],
        b'H' | b'k' => &[Item::Hour24],
        b'I' | b'l' => &[Item::Hour12],
        b'p' | b'P' => &[Item::AmPm],
        b'M' => &[Item::Minute],
        b'S' => &[Item::Second],
        b'f' => &[Item::Fraction],
        b'z' => &[Item::Offset],
        b'a' | b'A' => &[Item::WeekdayName],
        b'T' => &[Item::Hour24, COLON, Item::Minute, COLON, Item::Second],
        b'R' => &[Item::Hour24, COLON, Item::Minute],
        b'F' => &[Item::Year4, DASH, Item::Month, DASH, Item::Day],
        b'%' => &[Item::Literal(b'%')],
        _ => return None,
    })
}

#[derive(Default)]
struct Read {
    year: i32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    micros: u32,
    /// Of a time on the 12-hour clock.
    is_afternoon: Option<bool>,
    offset_s: Option<i32>,
}

impl Read {
    fn civil(&self) -> Option<Civil> {
        let date = NaiveDate::from_ymd_opt(self.year, self.month, self.day)?;
        let hour = match self.is_afternoon {
            None => self.hour,
            Some(_) if !(1..=12).contains(&self.hour) => return None,
            Some(is_afternoon) => self.hour % 12 + if is_afternoon { 12 } else { 0 },
        };
        if hour == 24 && self.minute == 0 && self.second == 0 && self.micros == 0 {
            let local = date.succ_opt()?.and_time(NaiveTime::MIN);
            return Some(Civil {
                local,
                offset_s: self.offset_s,
            });
        }
        let local = date.and_hms_micro_opt(hour, self.minute, self.second, self.micros)?;
        Some(Civil {
            local,
            offset_s: self.offset_s,
        })
    }
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn item(&mut self, item: Item, read: &mut Read) -> Option<()> {
        match item {
            Item::Year4 => read.year = i32::try_from(self.digits(4, 4)?).ok()?,
            Item::Year2 => {
                let year = i32::try_from(self.digits(2, 2)?).ok()?;
                read.year = year + if year < 69 { 2000 } else { 1900 };
            }
            Item::Month => read.month = self.digits(1, 2)?,
            Item::MonthName => read.month = self.name(&MONTHS)? + 1,
            Item::Day => read.day = self.digits(1, 2)?,
            Item::Hour24 | Item::Hour12 => read.hour = self.digits(1, 2)?,
            Item::AmPm => read.is_afternoon = Some(self.name(&["am", "pm"])? == 1),
            Item::Minute => read.minute = self.digits(2, 2)?,
            Item::Second => read.second = self.digits(2, 2)?,
            Item::Fraction => read.micros = self.fraction()?,
            Item::Offset => read.offset_s = Some(self.offset()?),
            Item::WeekdayName => {
                self.name(&WEEKDAYS)?;
            }
            Item::Literal(byte) => {
                if self.bytes.get(self.at) != Some(&byte) {
                    return None;
                }
                self.at += 1;
            }
            Item::Space => {
                while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
                    self.at += 1;
                }
            }
        }
        Some(())
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let mut value = 0;
        let mut count = 0;
        while count < most
            && let Some(digit) = self.bytes.get(self.at + count)
            && digit.is_ascii_digit()
        {
            value = value * 10 + u32::from(digit - b'0');
            count += 1;
        }
        self.at += count;
        (count >= least).then_some(value)
    }

    /// The index of the name that stands here, in full or as its first three letters.
    fn name(&mut self, names: &[&str]) -> Option<u32> {
        let rest = self.bytes.get(self.at..)?;
        let length = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let word = rest.get(..length)?;
        let found = names.iter().position(|name| {
            let name = name.as_bytes();
            word.eq_ignore_ascii_case(name)
                || (length == 3 && word.eq_ignore_ascii_case(&name[..3.min(name.len())]))
        })?;
        self.at += length;
        u32::try_from(found).ok()
    }

    /// Decimals of a second, or nothing; beyond microseconds they are cut off.
    fn fraction(&mut self) -> Option<u32> {
        if !matches!(self.bytes.get(self.at), Some(b'.' | b',')) {
            return Some(0);
        }
        self.at += 1;
        let mut micros = 0;
        let mut count = 0;
        while let Some(digit) = self.bytes.get(self.at)
            && digit.is_ascii_digit()
        {
            if count < 6 {
                micros = micros * 10 + u32::from(digit - b'0');
            }
            count += 1;
            self.at += 1;
        }
        (1..=12)
            .contains(&count)
            .then(|| micros * 10_u32.pow(6_u32.saturating_sub(count)))
    }

    fn offset(&mut self) -> Option<i32> {
        let sign = match self.bytes.get(self.at)? {
            b'Z' | b'z' => {
                self.at += 1;
                return Some(0);
            }
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        self.at += 1;
        let hours = self.digits(2, 2)?;
        let has_colon = self.bytes.get(self.at) == Some(&b':');
        let minutes = if has_colon {
            self.at += 1;
            self.digits(2, 2)?
        } else if self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.digits(2, 2)?
        } else {
            0
        };
        if hours > 14 || minutes > 59 {
            return None;
        }
        Some(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?)
    }
}

/// An ISO 8601 time: a date, `T` or a space, hours and minutes, perhaps seconds, decimals and an
/// offset. A bare date is its first moment.
pub(crate) fn read_iso8601(text: &str) -> Result<Civil, PatternFault> {
    let mut cursor = Cursor {
        bytes: text.as_bytes(),
        at: 0,
    };
    let mut read = Read::default();
    iso_items(&mut cursor, &mut read).ok_or(PatternFault::Form)?;
    if cursor.at != cursor.bytes.len() {
        return Err(PatternFault::Form);
    }
    read.civil().ok_or(PatternFault::NoSuchTime)
}

fn iso_items(cursor: &mut Cursor<'_>, read: &mut Read) -> Option<()> {
    const DATE: [Item; 2] = [Item::Literal(b'-'), Item::Month];
    cursor.item(Item::Year4, read)?;
    DATE.iter().try_for_each(|item| cursor.item(*item, read))?;
    cursor.item(Item::Literal(b'-'), read)?;
    cursor.item(Item::Day, read)?;
    match cursor.bytes.get(cursor.at) {
        None => return Some(()),
        Some(b'T' | b't' | b' ') => cursor.at += 1,
        Some(_) => return None,
    }
    read.hour = cursor.digits(2, 2)?;
    cursor.item(Item::Literal(b':'), read)?;
    cursor.item(Item::Minute, read)?;
    if cursor.bytes.get(cursor.at) == Some(&b':') {
        cursor.at += 1;
        cursor.item(Item::Second, read)?;
        cursor.item(Item::Fraction, read)?;
    }
    if cursor.bytes.get(cursor.at) == Some(&b' ') {
        cursor.at += 1;
    }
    if cursor.at < cursor.bytes.len() {
        cursor.item(Item::Offset, read)?;
    }
    Some(())
}
