//! Mappings that come with the program. `steel-industry` is the layout of the UCI data set 851, "Steel Industry
//! Energy Consumption" (Sathishkumar V E, Shin C, Cho Y; CC BY 4.0): each row is the quarter-hour that ends at
//! its time, and 00:00 stands at the end of its own date, as in the import profile of events of that name.

use std::sync::LazyLock;

use model::energy::{CsvQuery, MeasurementProfile, Width};
use model::problem::FieldError;

/// Documents by name; a test reads each.
const DOCUMENTS: [(&str, &str); 1] = [(
    "steel-industry",
    include_str!("profiles/steel-industry.json"),
)];

static PROFILES: LazyLock<Vec<MeasurementProfile>> = LazyLock::new(|| {
    let parse = |text: &str| serde_json::from_str(text).expect("a test parses every document");
    DOCUMENTS
        .iter()
        .map(|(name, text)| MeasurementProfile {
            name: (*name).to_owned(),
            mapping: parse(text),
            is_built_in: true,
            updated_at: None,
        })
        .collect()
});

/// The shipped profiles; they can be used, not changed.
#[must_use]
pub fn built_in() -> &'static [MeasurementProfile] {
    &PROFILES
}

/// What is wrong with a mapping whatever file it is for: the pattern, the zone, the decimal, no channel.
///
/// # Errors
/// Names each field at fault.
pub fn check_mapping(mapping: &CsvQuery) -> Result<(), Vec<FieldError>> {
    super::decimal(mapping.decimal)?;
    super::expression(mapping, Width::QuarterHour.into(), "UTC")?;
    if mapping.columns().next().is_none() {
        return Err(vec![super::no_channel()]);
    }
    Ok(())
}
