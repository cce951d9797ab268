//! What a row must be before it may become kilograms.
//!
//! Every check stands for a mistake met in a published table of factors: carbon dioxide sold as
//! CO2e, a dropped unit column, a blank read as zero, potentials of another assessment report,
//! gas without its calorific value, rounded zeros of very small grids, a misplaced decimal point.

use csv::StringRecord;
use model::emissions::{Factor, FactorQuality, FactorScope};

use super::catalogue::LoadError;

/// Columns, in order.
const HEADER: [&str; 13] = [
    "id",
    "category",
    "activity",
    "unit",
    "kg_co2e_per_unit",
    "scope",
    "region",
    "year",
    "gwp_set",
    "publisher",
    "publisher_row",
    "licence",
    "quality",
];

/// Licences under which a row may ship. `unverified` is marked and listed in `docs/factors.md`.
const LICENCES: [&str; 4] = ["OGL-UK-3.0", "CC-BY-4.0", "US public domain", "unverified"];

/// Publishers that forbid redistribution.
const FORBIDDEN_PUBLISHERS: [&str; 4] = ["IEA", "International Energy Agency", "GLEC", "ISO 14083"];

/// Largest plausible kg CO2e per unit, above zero: category, unit, upper bound. The first line
/// that fits decides, `*` fits any category; a unit that is in no line is unknown.
const BOUNDS: &[(&str, &str, f64)] = &[
    ("fuel", "kWh-net-cv", 0.6),
    ("fuel", "kWh-gross-cv", 0.6),
    // The heaviest fuel oil holds 3.2 kg per litre.
    ("fuel", "litre", 4.0),
    ("fuel", "US-gallon", 15.0),
    ("fuel", "tonne", 5_000.0),
    ("fuel", "kg", 5.0),
    ("fuel", "m3", 4.0),
    ("fuel", "GJ", 150.0),
    ("fuel", "mmBtu-hhv", 150.0),
    ("electricity", "kWh", 1.5),
    ("heat_steam", "kWh", 0.6),
    ("heat_steam", "mmBtu", 150.0),
    ("road_hgv", "vehicle-km", 3.0),
    ("road_hgv_refrigerated", "vehicle-km", 3.0),
    ("road_lgv", "vehicle-km", 1.0),
    ("courier_motorbike", "vehicle-km", 0.5),
    ("cargo_bike", "vehicle-km", 0.05),
    ("air_freight", "tonne-km", 8.0),
    ("air_freight", "short-ton-mile", 12.0),
    ("*", "tonne-km", 2.0),
    ("*", "short-ton-mile", 3.0),
    // Sulphur hexafluoride: 23,500 in the fifth report, 25,200 in the sixth.
    ("refrigerant", "kg", 26_000.0),
    ("water", "m3", 2.0),
    ("spend_based", "USD-2022", 5.0),
];

/// Wrong figures that circulate: beginning of the id, the wrong figure, what it really is.
const KNOWN_MISTAKES: &[(&str, f64, &str)] = &[
    (
        "fuel-natural-gas-kwh-gross-ttw",
        0.182_59,
        "the carbon dioxide part alone; CO2e is 0.18296",
    ),
    (
        "grid-elec-output-rate-kwh-gen-us-camx-2023",
        0.254,
        "not eGRID2023, which says 0.19504",
    ),
    (
        "refrigerant-r-32-",
        675.0,
        "the potential of the fourth assessment report",
    ),
    (
        "refrigerant-r-125-",
        3_500.0,
        "the potential of the fourth assessment report",
    ),
    (
        "refrigerant-r-134a-",
        1_430.0,
        "the potential of the fourth assessment report",
    ),
    (
        "refrigerant-r-143a-",
        4_470.0,
        "the potential of the fourth assessment report",
    ),
    (
        "refrigerant-r-404a-",
        3_922.0,
        "the potential of the fourth assessment report",
    ),
    (
        "refrigerant-r-407a-",
        2_107.0,
        "the potential of the fourth assessment report",
    ),
    (
        "refrigerant-r-407c-",
        1_774.0,
        "the potential of the fourth assessment report",
    ),
    (
        "refrigerant-r-410a-",
        2_088.0,
        "the potential of the fourth assessment report",
    ),
];

/// The US average of lorries with its methane typed ten thousand times too large.
const US_LORRY_TOO_LARGE: (&str, f64) = ("road-hgv-us-medium-heavy-", 0.3);

/// Refuses a table whose columns are not ours.
pub(super) fn check_header(header: &StringRecord) -> Result<(), LoadError> {
    if header.iter().eq(HEADER) {
        return Ok(());
    }
    Err(LoadError {
        line: 1,
        id: String::new(),
        reason: format!("the columns must be {}, in this order", HEADER.join(", ")),
    })
}

/// Reads and checks one row.
pub(super) fn factor(line: u64, record: &StringRecord) -> Result<Factor, LoadError> {
    let field = |column: usize| record.get(column).unwrap_or_default().trim();
    let id = field(0).to_owned();
    let fault = |reason: String| LoadError {
        line,
        id: id.clone(),
        reason,
    };
    for (column, name) in HEADER.iter().enumerate() {
        if field(column).is_empty() {
            return Err(fault(match *name {
                "kg_co2e_per_unit" => "the value is blank, and blank is not zero".to_owned(),
                "unit" => "the unit is missing; a figure without its unit means nothing".to_owned(),
                _ => format!("`{name}` is blank"),
            }));
        }
    }
    let factor = Factor {
        id: id.clone(),
        category: field(1).to_owned(),
        activity: field(2).to_owned(),
        unit: field(3).to_owned(),
        kg_co2e_per_unit: field(4)
            .parse()
            .map_err(|_| fault(format!("`{}` is not a number", field(4))))?,
        scope: FactorScope::parse(field(5))
            .ok_or_else(|| fault(format!("`{}` is no scope we know", field(5))))?,
        region: field(6).to_owned(),
        year: field(7)
            .parse()
            .map_err(|_| fault(format!("`{}` is not a year", field(7))))?,
        gwp_set: field(8).to_owned(),
        publisher: field(9).to_owned(),
        publisher_row: field(10).to_owned(),
        licence: field(11).to_owned(),
        quality: FactorQuality::parse(field(12))
            .ok_or_else(|| fault(format!("`{}` is no quality we know", field(12))))?,
    };
    check_words(&factor).map_err(fault)?;
    check_magnitude(&factor).map_err(fault)?;
    Ok(factor)
}

fn check_words(factor: &Factor) -> Result<(), String> {
    match factor.gwp_set.as_str() {
        "AR5" | "AR6" | "not stated" => {}
        "CO2 only" => {
            return Err("counts carbon dioxide alone; a CO2e figure is needed".to_owned());
        }
        other => return Err(format!("`{other}` is no set of warming potentials we use")),
    }
    if !LICENCES.contains(&factor.licence.as_str()) {
        return Err(format!(
            "`{}` is no licence under which a factor may ship",
            factor.licence
        ));
    }
    if let Some(publisher) = FORBIDDEN_PUBLISHERS.iter().find(|name| {
        factor
            .publisher
            .split(|c: char| c.is_ascii_punctuation())
            .any(|part| part.trim() == **name)
    }) {
        return Err(format!("{publisher} forbids redistribution"));
    }
    if !(1990..=2100).contains(&factor.year) {
        return Err(format!(
            "the year {} is not between 1990 and 2100",
            factor.year
        ));
    }
    if factor.unit == "kWh" && factor.category == "fuel" {
        return Err(
            "kWh of a fuel must say kWh-net-cv or kWh-gross-cv: they differ by a tenth".to_owned(),
        );
    }
    Ok(())
}

fn check_magnitude(factor: &Factor) -> Result<(), String> {
    let value = factor.kg_co2e_per_unit;
    if !value.is_finite() || value < 0.0 {
        return Err(format!("{value} is not a mass"));
    }
    let bound = BOUNDS
        .iter()
        .find(|(category, unit, _)| {
            (*category == "*" || *category == factor.category) && *unit == factor.unit
        })
        .map(|(_, _, bound)| *bound)
        .ok_or_else(|| {
            format!(
                "`{}` is no unit we know for `{}`",
                factor.unit, factor.category
            )
        })?;
    if value > bound {
        return Err(format!(
            "{value} kg CO2e per {} is implausible: at most {bound} (is the unit right?)",
            factor.unit
        ));
    }
    // Ammonia warms nothing; everything else that ships emits something.
    if value == 0.0 && factor.category != "refrigerant" {
        return Err("0 is a rounded total or a blank, not an intensity".to_owned());
    }
    if factor.category == "electricity" && value == 1.0 {
        return Err("exactly 1 kg per kWh is a rounded total of a very small grid".to_owned());
    }
    if let Some((_, _, what)) = KNOWN_MISTAKES.iter().find(|(beginning, wrong, _)| {
        factor.id.starts_with(beginning) && (value - wrong).abs() < 1e-9 * wrong
    }) {
        return Err(format!("{value} is a known mistake: {what}"));
    }
    if factor.id.starts_with(US_LORRY_TOO_LARGE.0) && value > US_LORRY_TOO_LARGE.1 {
        return Err(format!(
            "{value} is a known mistake: methane typed 15 g instead of 0.0015 g"
        ));
    }
    Ok(())
}

/// Checks that need more than one row: net calorific value is below gross, so a factor per kWh
/// net must be above the one per kWh gross (by 11 % for natural gas, 4 to 8 % for liquids).
pub(super) fn check_together(factors: &[Factor]) -> Result<(), LoadError> {
    let find = |id: &str| {
        factors
            .binary_search_by(|factor| factor.id.as_str().cmp(id))
            .ok()
            .map(|at| &factors[at])
    };
    for (at, pair) in factors.windows(2).enumerate() {
        if pair[0].id >= pair[1].id {
            return Err(LoadError {
                line: at as u64 + 3,
                id: pair[1].id.clone(),
                reason: format!(
                    "rows must be ordered by id, each id once; it follows `{}`",
                    pair[0].id
                ),
            });
        }
    }
    for (at, net) in factors
        .iter()
        .enumerate()
        .filter(|(_, row)| row.unit == "kWh-net-cv")
    {
        let Some(gross) = find(&net.id.replace("kwh-net", "kwh-gross")) else {
            continue;
        };
        let ratio = net.kg_co2e_per_unit / gross.kg_co2e_per_unit;
        if !(1.0..1.25).contains(&ratio) {
            return Err(LoadError {
                line: at as u64 + 2,
                id: net.id.clone(),
                reason: format!(
                    "net and gross calorific value are mixed up: {} per kWh net against {} gross",
                    net.kg_co2e_per_unit, gross.kg_co2e_per_unit
                ),
            });
        }
    }
    Ok(())
}
