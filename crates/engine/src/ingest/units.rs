//! Units a column may be in, and their exact conversion to the canonical unit of its field.
//!
//! Constants: international yard and pound agreement of 1959 (mile 1.609344 km, pound 0.45359237 kg),
//! nautical mile 1852 m, US gallon 231 in³ = 3.785411784 L, imperial gallon 4.54609 L, foot
//! 0.3048 m, kWh = 3.6 MJ, international-table Btu 1055.05585262 J (ISO 31-4), US therm
//! 105,480,400 J (NIST SP 811). Words that mean several things (`ton`, `gal`) are refused.

/// What a number measures; its canonical unit is the one of our field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// km
    Distance,
    /// kg
    Mass,
    /// t
    Tonnes,
    /// kWh
    Energy,
    /// L
    Liquid,
    /// m³ of gas
    GasVolume,
    /// °C
    Temperature,
    /// h
    Duration,
    /// m²
    Area,
    /// km/h
    Speed,
    /// a share between 0 and 1
    Share,
    /// a count
    Count,
    /// degrees
    Degrees,
}

/// `canonical = (x + plus) x times / over`. Both factors are kept, because dividing by 1000 is
/// exact where multiplying by 0.001 is not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conversion {
    pub plus: f64,
    pub times: f64,
    pub over: f64,
}

impl Conversion {
    /// Leaves a number as it is.
    pub const SAME: Self = Self {
        plus: 0.0,
        times: 1.0,
        over: 1.0,
    };

    /// The number in the canonical unit.
    #[must_use]
    pub fn apply(&self, x: f64) -> f64 {
        (x + self.plus) * self.times / self.over
    }

    /// The number in the column's own unit.
    #[must_use]
    pub fn undo(&self, canonical: f64) -> f64 {
        canonical * self.over / self.times - self.plus
    }
}

const fn times(times: f64) -> Conversion {
    Conversion {
        plus: 0.0,
        times,
        over: 1.0,
    }
}

const fn over(over: f64) -> Conversion {
    Conversion {
        plus: 0.0,
        times: 1.0,
        over,
    }
}

const fn ratio(times: f64, over: f64) -> Conversion {
    Conversion {
        plus: 0.0,
        times,
        over,
    }
}

/// A unit: the word a profile holds, other spellings, and its conversion.
#[derive(Debug, PartialEq)]
pub struct Unit {
    pub word: &'static str,
    pub aliases: &'static [&'static str],
    pub to_canonical: Conversion,
}

const fn unit(
    word: &'static str,
    aliases: &'static [&'static str],
    to_canonical: Conversion,
) -> Unit {
    Unit {
        word,
        aliases,
        to_canonical,
    }
}

static DISTANCE: &[Unit] = &[
    unit(
        "km",
        &["kilometre", "kilometres", "kilometer", "kilometers", "kms"],
        Conversion::SAME,
    ),
    unit("mi", &["mile", "miles"], times(1.609_344)),
    unit(
        "nmi",
        &["nautical mile", "nautical miles", "nm"],
        times(1.852),
    ),
    unit("m", &["metre", "metres", "meter", "meters"], over(1000.0)),
];
static MASS: &[Unit] = &[
    unit("kg", &["kilogram", "kilograms", "kgs"], Conversion::SAME),
    unit(
        "t",
        &["tonne", "tonnes", "metric ton", "metric tons"],
        times(1000.0),
    ),
    unit("lb", &["lbs", "pound", "pounds"], times(0.453_592_37)),
    unit(
        "short ton",
        &["short tons", "us ton", "us tons", "ton (us)"],
        times(907.184_74),
    ),
    unit(
        "long ton",
        &["long tons", "uk ton", "ton (uk)"],
        times(1_016.046_908_8),
    ),
    unit("g", &["gram", "grams"], over(1000.0)),
];
static TONNES: &[Unit] = &[
    unit(
        "t",
        &["tonne", "tonnes", "metric ton", "metric tons"],
        Conversion::SAME,
    ),
    unit("kg", &["kilogram", "kilograms", "kgs"], over(1000.0)),
    unit(
        "lb",
        &["lbs", "pound", "pounds"],
        ratio(0.453_592_37, 1000.0),
    ),
    unit(
        "short ton",
        &["short tons", "us ton", "us tons", "ton (us)"],
        times(0.907_184_74),
    ),
    unit(
        "long ton",
        &["long tons", "uk ton", "ton (uk)"],
        times(1.016_046_908_8),
    ),
    unit("g", &["gram", "grams"], over(1e6)),
];
static ENERGY: &[Unit] = &[
    unit(
        "kWh",
        &["kilowatt hour", "kilowatt hours", "kwhr"],
        Conversion::SAME,
    ),
    unit("MWh", &["megawatt hour", "megawatt hours"], times(1000.0)),
    unit("Wh", &["watt hour", "watt hours"], over(1000.0)),
    unit("GJ", &["gigajoule", "gigajoules"], ratio(1000.0, 3.6)),
    unit("MJ", &["megajoule", "megajoules"], over(3.6)),
    unit(
        "therm",
        &["therms", "thm", "therm (uk)", "therm (ec)"],
        ratio(105.505_585_262, 3.6),
    ),
    unit(
        "therm (US)",
        &["us therm", "us therms"],
        ratio(105.4804, 3.6),
    ),
];
static LIQUID: &[Unit] = &[
    unit(
        "L",
        &["litre", "litres", "liter", "liters", "ltr"],
        Conversion::SAME,
    ),
    unit(
        "gal (US)",
        &["us gal", "us gallon", "us gallons", "gallon (us)"],
        times(3.785_411_784),
    ),
    unit(
        "gal (UK)",
        &[
            "uk gal",
            "imperial gallon",
            "imperial gallons",
            "gallon (uk)",
            "imp gal",
        ],
        times(4.546_09),
    ),
    unit(
        "m3",
        &["cubic metre", "cubic metres", "cubic meters"],
        times(1000.0),
    ),
    unit("mL", &["millilitre", "millilitres"], over(1000.0)),
];
static GAS_VOLUME: &[Unit] = &[
    unit(
        "m3",
        &["m3 gas", "cubic metre", "cubic metres", "cubic meters"],
        Conversion::SAME,
    ),
    unit(
        "ft3",
        &["cubic foot", "cubic feet", "cf"],
        times(0.028_316_846_592),
    ),
];
static TEMPERATURE: &[Unit] = &[
    unit("C", &["°c", "degc", "celsius"], Conversion::SAME),
    unit(
        "F",
        &["°f", "degf", "fahrenheit"],
        Conversion {
            plus: -32.0,
            times: 5.0,
            over: 9.0,
        },
    ),
];
static DURATION: &[Unit] = &[
    unit("h", &["hour", "hours", "hr", "hrs"], Conversion::SAME),
    unit("min", &["minute", "minutes", "mins"], over(60.0)),
    unit("s", &["second", "seconds", "sec", "secs"], over(3600.0)),
    unit("d", &["day", "days"], times(24.0)),
];
static AREA: &[Unit] = &[
    unit(
        "m2",
        &["sqm", "sq m", "square metre", "square metres"],
        Conversion::SAME,
    ),
    unit(
        "ft2",
        &["sqft", "sq ft", "square foot", "square feet"],
        times(0.092_903_04),
    ),
];
static SPEED: &[Unit] = &[
    unit("km/h", &["kmh", "kph", "kmph"], Conversion::SAME),
    unit("mph", &["mi/h"], times(1.609_344)),
    unit("kn", &["knot", "knots", "kt"], times(1.852)),
    unit("m/s", &["mps"], times(3.6)),
];
static SHARE: &[Unit] = &[
    unit("share", &["ratio", "1"], Conversion::SAME),
    unit("%", &["percent", "pct"], over(100.0)),
];
static COUNT: &[Unit] = &[unit(
    "count",
    &["number", "pieces", "pcs"],
    Conversion::SAME,
)];
static DEGREES: &[Unit] = &[unit("deg", &["°", "degrees"], Conversion::SAME)];

impl Quantity {
    /// The units a column of this quantity may be in; the first is the canonical one.
    #[must_use]
    pub fn units(self) -> &'static [Unit] {
        match self {
            Self::Distance => DISTANCE,
            Self::Mass => MASS,
            Self::Tonnes => TONNES,
            Self::Energy => ENERGY,
            Self::Liquid => LIQUID,
            Self::GasVolume => GAS_VOLUME,
            Self::Temperature => TEMPERATURE,
            Self::Duration => DURATION,
            Self::Area => AREA,
            Self::Speed => SPEED,
            Self::Share => SHARE,
            Self::Count => COUNT,
            Self::Degrees => DEGREES,
        }
    }

    /// The unit our fields of this quantity are in.
    #[must_use]
    pub fn canonical(self) -> &'static Unit {
        &self.units()[0]
    }

    /// The unit called `word`, whatever its case; or a sentence naming what would be accepted.
    pub fn unit(self, word: &str) -> Result<&'static Unit, String> {
        let wanted = tidy(word);
        let found = self.units().iter().find(|unit| {
            tidy(unit.word) == wanted || unit.aliases.iter().any(|alias| *alias == wanted)
        });
        found.ok_or_else(|| {
            let accepted: Vec<&str> = self.units().iter().map(|unit| unit.word).collect();
            let accepted = accepted.join(", ");
            let why = match (self, wanted.as_str()) {
                (Self::Mass | Self::Tonnes, "ton" | "tons") => {
                    " may be metric, short or long, which must be said"
                }
                (Self::Liquid, "gal" | "gallon" | "gallons") => {
                    " may be US or UK, which must be said"
                }
                (Self::Energy, "m3" | "m3 gas" | "ft3") => {
                    " is a volume of gas: map the column to gas_m3"
                }
                (Self::GasVolume, "kwh" | "mwh" | "gj" | "mj" | "therm") => {
                    " is an energy: map the column to gas_kwh_net or gas_kwh_gross"
                }
                _ => " cannot be a unit of this field",
            };
            format!(
                "\"{}\"{why}; accepted are {accepted}",
                super::limits::shown(word)
            )
        })
    }
}

/// Lower case, single spaces, plain digits for superscripts.
fn tidy(word: &str) -> String {
    let lower = word
        .trim()
        .to_lowercase()
        .replace('²', "2")
        .replace('³', "3");
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}
