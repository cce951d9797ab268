//! How well a kilogram is known: relative half-widths, each with its source or the word
//! "assumption".
//!
//! The half-width of a part is the root of the sum of squares of what makes it uncertain; parts
//! of one event are taken as fully correlated, so their half-widths add. The intervals are
//! `factor_based`: they make no claim of coverage until they are calibrated against metered
//! events.

/// What a part rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    MeteredCo2e,
    MeteredFuel,
    Electricity,
    GridHour,
    GridForecast,
    Heat,
    Upstream,
    Leak,
    LoadModel,
    LorryTrip,
    LorryTonneKm,
    VanTrip,
    VanTonneKm,
    Courier,
    CargoBike,
    Rail,
    Sea,
    Air,
    FloorArea,
    /// Nothing is burnt, nothing is uncertain.
    Nothing,
}

impl Base {
    /// Relative half-width of the 90 % interval, and where it comes from.
    pub(super) fn half_width(self) -> (f64, &'static str) {
        match self {
            Self::MeteredCo2e => (
                0.05,
                "metered CO2e: tier 3 of continuous measurement in EU regulation 2018/2066, annex VIII",
            ),
            Self::MeteredFuel => (
                0.05,
                "metered fuel: tier 2 of fuel quantities in EU regulation 2018/2066, annex II",
            ),
            Self::Electricity => (
                0.10,
                "electricity: a year's average stands for this period (assumption)",
            ),
            Self::GridHour => (
                0.10,
                "electricity: the hour's intensity as its provider publishes it, itself a model of what was generated (assumption)",
            ),
            Self::GridForecast => (
                0.18,
                "electricity: the hour's intensity as forecast; Great Britain's forecasts of 2017 to 2023 were off by 7.1 % on average, and the intensity itself is a model (assumption)",
            ),
            Self::Heat => (0.15, "heat: national average of heat networks (assumption)"),
            Self::Upstream => (0.20, "well-to-tank and network losses (assumption)"),
            Self::Leak => (
                0.10,
                "refrigerant: weighing of the leak (assumption); warming potentials are fixed by convention",
            ),
            Self::LoadModel => (0.15, "linear load model of the vehicle class (assumption)"),
            Self::LorryTrip => (
                0.25,
                "class-average lorry trip of unknown load (assumption)",
            ),
            Self::LorryTonneKm => (
                0.30,
                "class-average tonne-km: this lorry's load is not known (assumption)",
            ),
            Self::VanTrip => (0.20, "class-average van kilometre (assumption)"),
            Self::VanTonneKm => (
                0.35,
                "class-average van tonne-km: this van's load is not known (assumption)",
            ),
            Self::Courier => (0.20, "class-average motorbike kilometre (assumption)"),
            Self::CargoBike => (
                0.60,
                "cargo bike: operators state 0 to 0.005 kg per km (assumption)",
            ),
            Self::Rail => (
                0.30,
                "average freight train, traction not known (assumption)",
            ),
            Self::Sea => (
                0.40,
                "average ship of its class, speed and load not known (assumption)",
            ),
            Self::Air => (0.30, "average aircraft of its distance band (assumption)"),
            Self::FloorArea => (
                0.50,
                "energy norm: the textbook range is 40 to 120 kWh per m2 and year",
            ),
            Self::Nothing => (0.0, "nothing is burnt"),
        }
    }

    /// Growth of the half-width per year between event and factor, and its most.
    fn per_year(self) -> (f64, f64) {
        match self {
            // Grids change fastest: the United Kingdom's fell by a quarter from 2025 to 2026.
            Self::Electricity | Self::FloorArea | Self::CargoBike => (0.03, 0.30),
            Self::MeteredCo2e
            | Self::GridHour
            | Self::GridForecast
            | Self::Leak
            | Self::Nothing => (0.0, 0.0),
            Self::MeteredFuel
            | Self::Heat
            | Self::Upstream
            | Self::LoadModel
            | Self::LorryTrip
            | Self::LorryTonneKm
            | Self::VanTrip
            | Self::VanTonneKm
            | Self::Courier
            | Self::Rail
            | Self::Sea
            | Self::Air => (0.01, 0.10),
        }
    }
}

/// Everything that makes a part uncertain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub(super) base: Base,
    /// The factor was read elsewhere than in the publisher's own file.
    pub(super) transcribed: bool,
    /// Years between the event and the factor.
    pub(super) years: u32,
    /// The grid of a country stands for one of its zones.
    pub(super) zone_by_country: bool,
    /// The class was not given and a default stands for it.
    pub(super) class_assumed: bool,
    /// Nothing is published upstream, so this part alone stands for the whole.
    pub(super) upstream_missing: bool,
    /// Load and load factor were both given and disagree.
    pub(super) loads_disagree: bool,
}

impl Spread {
    pub(super) fn of(base: Base) -> Self {
        Self {
            base,
            transcribed: false,
            years: 0,
            zone_by_country: false,
            class_assumed: false,
            upstream_missing: false,
            loads_disagree: false,
        }
    }

    /// What adds to the half-width beyond the base.
    fn additions(&self) -> [f64; 6] {
        let (per_year, most) = self.base.per_year();
        let when = |yes: bool, half_width: f64| if yes { half_width } else { 0.0 };
        [
            (per_year * f64::from(self.years)).min(most),
            when(self.transcribed, 0.02),
            when(self.zone_by_country, 0.25),
            when(self.class_assumed, 0.25),
            when(self.upstream_missing, 0.20),
            when(self.loads_disagree, 0.15),
        ]
    }

    /// Relative half-width of the 90 % interval.
    pub(super) fn relative(&self) -> f64 {
        let base = self.base.half_width().0;
        let more: f64 = self.additions().iter().map(|one| one * one).sum();
        if more > 0.0 {
            (base * base + more).sqrt()
        } else {
            base
        }
    }

    /// The same in words.
    pub(super) fn words(&self) -> String {
        const NAMES: [&str; 6] = [
            "years between event and factor (assumption)",
            "factor read in one transcription of the official table (assumption)",
            "country's grid for a zone (assumption)",
            "vehicle class not given (assumption)",
            "upstream not published (assumption)",
            "load and load factor disagree (assumption)",
        ];
        let (base, source) = self.base.half_width();
        let mut words = format!("± {} %: {source}", percent(base));
        for (addition, name) in self.additions().iter().zip(NAMES) {
            if *addition > 0.0 {
                words.push_str(&format!(" and ± {} %: {name}", percent(*addition)));
            }
        }
        words
    }
}

fn percent(share: f64) -> f64 {
    (share * 1000.0).round() / 10.0
}

/// Confidence in an estimate: clamp(1 - (high - low) / (2 x value), 0, 1), all in kg. A value of
/// exactly zero whose interval has no width is certain.
#[must_use]
pub fn confidence(value_kg: f64, low_kg: f64, high_kg: f64) -> f64 {
    let width = high_kg - low_kg;
    if value_kg == 0.0 {
        return if width == 0.0 { 1.0 } else { 0.0 };
    }
    let confidence = 1.0 - width / (2.0 * value_kg);
    if confidence.is_nan() {
        0.0
    } else {
        confidence.clamp(0.0, 1.0)
    }
}
