//! The arithmetic of one part of an estimate: computed and printed from the same numbers.

use super::catalogue::{Catalogue, FactorIndex};
use super::figure::{figure, share_figure};

/// Hours in a year of 365 days.
pub(super) const HOURS_PER_YEAR: f64 = 8_760.0;
/// Energy norm of a warehouse in kWh per m2 and year: the middle of the textbook range 40 to 120.
pub(super) const WAREHOUSE_KWH_PER_M2: f64 = 80.0;
/// Kilograms in a tonne.
const KG_PER_TONNE: f64 = 1_000.0;

/// What is multiplied with a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Km,
    Litre,
    Kwh,
    KwhNet,
    KwhGross,
    CubicMetre,
    KgOfGas,
}

impl Unit {
    fn of_amount(self) -> &'static str {
        match self {
            Self::Km => "km",
            Self::Litre => "L",
            Self::Kwh => "kWh",
            Self::KwhNet => "kWh net",
            Self::KwhGross => "kWh gross",
            Self::CubicMetre => "m3",
            Self::KgOfGas => "kg of gas",
        }
    }

    fn of_factor(self) -> &'static str {
        match self {
            Self::Km => "kg CO2e per km",
            Self::Litre => "kg CO2e per litre",
            Self::Kwh => "kg CO2e per kWh",
            Self::KwhNet => "kg CO2e per kWh net",
            Self::KwhGross => "kg CO2e per kWh gross",
            Self::CubicMetre => "kg CO2e per m3",
            Self::KgOfGas => "kg CO2e per kg",
        }
    }
}

/// One line of arithmetic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Formula {
    /// Kilograms as metered.
    Metered { kg: f64 },
    /// Nothing is burnt.
    Zero { km: f64 },
    /// amount x factor
    Amount {
        amount: f64,
        unit: Unit,
        factor: FactorIndex,
    },
    /// kWh x what the grid emitted in that hour
    GridHour { kwh: f64, kg_per_kwh: f64 },
    /// km x (more - less)
    ExtraPerKm {
        km: f64,
        more: FactorIndex,
        less: FactorIndex,
    },
    /// km x kg / 1000 x factor
    TonneKm {
        km: f64,
        load_kg: f64,
        factor: FactorIndex,
    },
    /// km x kg / 1000 x (more - less)
    ExtraTonneKm {
        km: f64,
        load_kg: f64,
        more: FactorIndex,
        less: FactorIndex,
    },
    /// km x (full - empty) x load factor
    Load {
        km: f64,
        load_factor: f64,
        full: FactorIndex,
        empty: FactorIndex,
    },
    /// km x ((full - empty) - (ambient full - ambient empty)) x load factor
    ExtraLoad {
        km: f64,
        load_factor: f64,
        cooled: [FactorIndex; 2],
        ambient: [FactorIndex; 2],
    },
    /// km x ER / (1 - ER) x empty
    EmptyKm {
        km: f64,
        share: f64,
        empty: FactorIndex,
    },
    /// km x ER / (1 - ER) x (more - less)
    ExtraEmptyKm {
        km: f64,
        share: f64,
        more: FactorIndex,
        less: FactorIndex,
    },
    /// m2 x norm x hours / hours of a year x factor
    FloorArea {
        area_m2: f64,
        hours: f64,
        factor: FactorIndex,
    },
}

impl Formula {
    /// The result in kg.
    pub(super) fn kg(&self, catalogue: &Catalogue) -> f64 {
        let f = |index: FactorIndex| catalogue.fact(index).value;
        match *self {
            Self::Metered { kg } => kg,
            Self::Zero { .. } => 0.0,
            Self::Amount { amount, factor, .. } => amount * f(factor),
            Self::GridHour { kwh, kg_per_kwh } => kwh * kg_per_kwh,
            Self::ExtraPerKm { km, more, less } => km * (f(more) - f(less)),
            Self::TonneKm {
                km,
                load_kg,
                factor,
            } => km * load_kg / KG_PER_TONNE * f(factor),
            Self::ExtraTonneKm {
                km,
                load_kg,
                more,
                less,
            } => km * load_kg / KG_PER_TONNE * (f(more) - f(less)),
            Self::Load {
                km,
                load_factor,
                full,
                empty,
            } => km * (f(full) - f(empty)) * load_factor,
            Self::ExtraLoad {
                km,
                load_factor,
                cooled,
                ambient,
            } => {
                let slope = |[full, empty]: [FactorIndex; 2]| f(full) - f(empty);
                km * (slope(cooled) - slope(ambient)) * load_factor
            }
            Self::EmptyKm { km, share, empty } => km * share / (1.0 - share) * f(empty),
            Self::ExtraEmptyKm {
                km,
                share,
                more,
                less,
            } => km * share / (1.0 - share) * (f(more) - f(less)),
            Self::FloorArea {
                area_m2,
                hours,
                factor,
            } => area_m2 * WAREHOUSE_KWH_PER_M2 * hours / HOURS_PER_YEAR * f(factor),
        }
    }

    /// Whether it multiplies with what the grid emitted in an hour.
    pub(super) fn is_of_grid_hour(&self) -> bool {
        matches!(self, Self::GridHour { .. })
    }

    /// Every factor the line names, in the order it names them.
    pub(super) fn for_each_factor(&self, mut each: impl FnMut(FactorIndex)) {
        match *self {
            Self::Metered { .. } | Self::Zero { .. } | Self::GridHour { .. } => {}
            Self::Amount { factor, .. }
            | Self::TonneKm { factor, .. }
            | Self::EmptyKm { empty: factor, .. }
            | Self::FloorArea { factor, .. } => each(factor),
            Self::ExtraPerKm { more, less, .. }
            | Self::ExtraTonneKm { more, less, .. }
            | Self::ExtraEmptyKm { more, less, .. }
            | Self::Load {
                full: more,
                empty: less,
                ..
            } => {
                each(more);
                each(less);
            }
            Self::ExtraLoad {
                cooled, ambient, ..
            } => {
                cooled.into_iter().chain(ambient).for_each(each);
            }
        }
    }

    /// The factor whose error the whole line has: lines that differ from an ambient, empty or
    /// average row by a further one share the error of that row. `None`: no factor is used.
    pub(super) fn reference(&self) -> Option<FactorIndex> {
        let mut last = None;
        self.for_each_factor(|index| last = Some(index));
        last
    }

    /// What was metered, such as `3.17 kWh`; `None` for lines that multiply more than that.
    pub(super) fn metered_words(&self) -> Option<String> {
        match *self {
            Self::Amount { amount, unit, .. } => {
                Some(format!("{} {}", figure(amount), unit.of_amount()))
            }
            Self::GridHour { kwh, .. } => {
                Some(format!("{} {}", figure(kwh), Unit::Kwh.of_amount()))
            }
            Self::Metered { .. }
            | Self::Zero { .. }
            | Self::ExtraPerKm { .. }
            | Self::TonneKm { .. }
            | Self::ExtraTonneKm { .. }
            | Self::Load { .. }
            | Self::ExtraLoad { .. }
            | Self::EmptyKm { .. }
            | Self::ExtraEmptyKm { .. }
            | Self::FloorArea { .. } => None,
        }
    }

    /// The line as a person types it: numbers, `x`, `/`, `-`, parentheses, and words to skip.
    pub(super) fn words(&self, catalogue: &Catalogue) -> String {
        let f = |index: FactorIndex| figure(catalogue.fact(index).value);
        match *self {
            Self::Metered { kg } => format!("{} kg CO2e as metered", figure(kg)),
            Self::Zero { km } => format!("{} km x 0 kg CO2e per km", figure(km)),
            Self::Amount {
                amount,
                unit,
                factor,
            } => format!(
                "{} {} x {} {}",
                figure(amount),
                unit.of_amount(),
                f(factor),
                unit.of_factor()
            ),
            Self::GridHour { kwh, kg_per_kwh } => format!(
                "{} kWh x {} {} in this hour",
                figure(kwh),
                figure(kg_per_kwh),
                Unit::Kwh.of_factor()
            ),
            Self::ExtraPerKm { km, more, less } => {
                format!(
                    "{} km x ({} - {}) kg CO2e per km",
                    figure(km),
                    f(more),
                    f(less)
                )
            }
            Self::TonneKm {
                km,
                load_kg,
                factor,
            } => format!(
                "{} km x {} kg / 1000 x {} kg CO2e per tonne-km",
                figure(km),
                figure(load_kg),
                f(factor)
            ),
            Self::ExtraTonneKm {
                km,
                load_kg,
                more,
                less,
            } => format!(
                "{} km x {} kg / 1000 x ({} - {}) kg CO2e per tonne-km",
                figure(km),
                figure(load_kg),
                f(more),
                f(less)
            ),
            Self::Load {
                km,
                load_factor,
                full,
                empty,
            } => format!(
                "{} km x ({} - {}) kg CO2e per km x {} load factor",
                figure(km),
                f(full),
                f(empty),
                figure(load_factor)
            ),
            Self::ExtraLoad {
                km,
                load_factor,
                cooled,
                ambient,
            } => format!(
                "{} km x (({} - {}) - ({} - {})) kg CO2e per km x {} load factor",
                figure(km),
                f(cooled[0]),
                f(cooled[1]),
                f(ambient[0]),
                f(ambient[1]),
                figure(load_factor)
            ),
            Self::EmptyKm { km, share, empty } => format!(
                "{} km x {} / (1 - {}) empty x {} kg CO2e per km",
                figure(km),
                share_figure(share),
                share_figure(share),
                f(empty)
            ),
            Self::ExtraEmptyKm {
                km,
                share,
                more,
                less,
            } => format!(
                "{} km x {} / (1 - {}) empty x ({} - {}) kg CO2e per km",
                figure(km),
                share_figure(share),
                share_figure(share),
                f(more),
                f(less)
            ),
            Self::FloorArea {
                area_m2,
                hours,
                factor,
            } => format!(
                "{} m2 x {} kWh per m2 and year x {} h / {} h per year x {} kg CO2e per kWh",
                figure(area_m2),
                figure(WAREHOUSE_KWH_PER_M2),
                figure(hours),
                figure(HOURS_PER_YEAR),
                f(factor)
            ),
        }
    }
}
