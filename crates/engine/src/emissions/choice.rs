//! Choices made on the way from an event to its kilograms, in words. Only explanations keep them.

use super::catalogue::{Catalogue, FactorIndex};
use super::figure::figure;

/// A choice that a reader may want to question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Choice {
    /// Which warming potentials.
    Gwp,
    /// Factors are of another year than the event.
    FactorYear {
        published: i32,
        year: i32,
    },
    /// The factor is not of official quality.
    Quality {
        factor: FactorIndex,
    },
    NoUpstream,
    UpstreamInside,
    MeteredWins,
    AverageBiofuelBlend,
    OneGasFigure {
        used: &'static str,
    },
    LocationBased {
        region: &'static str,
    },
    RegionFromFallback {
        region: &'static str,
    },
    CountryForZone {
        region: &'static str,
    },
    /// The hour's intensity took the place of the yearly factor.
    GridHour,
    FloorAreaNorm,
    FloorAreaNotAdded,
    Ar6Potential,
    HeatNetwork,
    LorryClassAssumed,
    ShipClassAssumed,
    DieselLorry,
    VanFuelAssumed {
        fuel: &'static str,
    },
    NoEmptyRunning,
    EmptyRunning,
    EmptySharePartOfAverage,
    LoadsDisagree {
        load_kg: f64,
        by_factor_kg: f64,
    },
    LoadNotUsed,
    LoadFactorNotUsed,
    RefrigerationNotPublished,
    AverageLoad,
    NoRadiativeForcing,
    AirByDistance {
        class: &'static str,
    },
    DistanceAsGiven,
    UkFactors,
    BritishElectricityInside,
    OnFoot,
    MeteredCo2eHasNoUpstream,
    DistanceNotUsed,
}

impl Choice {
    /// The choice as a sentence.
    pub(super) fn words(self, catalogue: &Catalogue) -> String {
        match self {
            Self::FactorYear { published, year } => format!(
                "The event is of {year}; for some factors the nearest published year is {published}."
            ),
            Self::Quality { factor } => {
                let factor = catalogue.get(factor);
                format!(
                    "`{}` was read in one place other than the publisher's own file ({}); nothing better is published under an open licence{}.",
                    factor.id,
                    factor.quality.as_str(),
                    if factor.licence == "unverified" {
                        ", and its own licence is not verified"
                    } else {
                        ""
                    }
                )
            }
            Self::OneGasFigure { used } => {
                format!("Gas was given in more than one unit; it is the same gas, {used} was used.")
            }
            Self::LocationBased { region } => {
                format!("Location-based: the average grid of {region}, no contract is considered.")
            }
            Self::RegionFromFallback { region } => format!(
                "The event names no grid region; that of its site or organisation was used: {region}."
            ),
            Self::CountryForZone { region } => format!(
                "No intensity is published for the zone; that of its country was used: {region}."
            ),
            Self::VanFuelAssumed { fuel } => {
                format!("No fuel was given; {fuel} was used.")
            }
            Self::LoadsDisagree {
                load_kg,
                by_factor_kg,
            } => format!(
                "load_factor was used; load_kg says {} kg where load factor and class payload give {} kg, so the interval is wider.",
                figure(load_kg),
                figure(by_factor_kg)
            ),
            Self::AirByDistance { class } => format!(
                "No haul band was given; by distance (long haul from 3,700 km, as in the DESNZ methodology) it is {class}."
            ),
            Self::Gwp
            | Self::NoUpstream
            | Self::UpstreamInside
            | Self::MeteredWins
            | Self::AverageBiofuelBlend
            | Self::GridHour
            | Self::FloorAreaNorm
            | Self::FloorAreaNotAdded
            | Self::Ar6Potential
            | Self::HeatNetwork
            | Self::LorryClassAssumed
            | Self::ShipClassAssumed
            | Self::DieselLorry
            | Self::NoEmptyRunning
            | Self::EmptyRunning
            | Self::EmptySharePartOfAverage
            | Self::LoadNotUsed
            | Self::LoadFactorNotUsed
            | Self::RefrigerationNotPublished
            | Self::AverageLoad
            | Self::NoRadiativeForcing
            | Self::DistanceAsGiven
            | Self::UkFactors
            | Self::BritishElectricityInside
            | Self::OnFoot
            | Self::MeteredCo2eHasNoUpstream
            | Self::DistanceNotUsed => self.fixed_words().to_owned(),
        }
    }

    fn fixed_words(self) -> &'static str {
        match self {
            Self::Gwp => {
                "Warming potentials: 100 years, fifth assessment report (AR5), where the publisher states a set."
            }
            Self::NoUpstream => {
                "No well-to-tank figure is published beside this factor: the well-to-tank part is missing, not zero."
            }
            Self::UpstreamInside => {
                "The published intensity is of the life cycle: upstream is inside the tank-to-wheel figure and cannot be split off; network losses are not published."
            }
            Self::MeteredWins => {
                "CO2e was metered: fuel, energy and distance of the event were not counted beside it."
            }
            Self::AverageBiofuelBlend => {
                "The fuel is the average blend sold at filling stations, with its share of biofuel; name diesel_mineral for fuel without it."
            }
            Self::GridHour => {
                "Location-based: what the grid emitted in this hour on average was used, not the factor of a year; no contract is considered."
            }
            Self::FloorAreaNorm => {
                "No energy was metered: 80 kWh per m2 and year, the middle of the textbook range of 40 to 120 (assumption), all of it electricity."
            }
            Self::FloorAreaNotAdded => "Electricity was metered, so floor_area_m2 was not counted.",
            Self::Ar6Potential => {
                "Only a potential of the sixth assessment report (AR6) is published openly for this gas; it stands beside AR5 figures."
            }
            Self::HeatNetwork => {
                "Purchased heat counts as district heat with 5 % network loss (British factors)."
            }
            Self::LorryClassAssumed => {
                "No vehicle class was given; the average of all lorries was used."
            }
            Self::ShipClassAssumed => {
                "No vessel class was given; a container ship of average size was used."
            }
            Self::DieselLorry => {
                "No fuel was given; the published lorry factors are of diesel, average biofuel blend."
            }
            Self::NoEmptyRunning => {
                "No empty_distance_factor was given: no empty running was counted."
            }
            Self::EmptyRunning => "Empty distance = loaded distance x ER / (1 - ER), driven empty.",
            Self::EmptySharePartOfAverage => {
                "empty_distance_factor was not used: without load_factor the class average stands, which holds its own loading."
            }
            Self::LoadNotUsed => "load_kg was not used: this vehicle is counted per kilometre.",
            Self::LoadFactorNotUsed => {
                "load_factor was not used: no load model is published for this vehicle."
            }
            Self::RefrigerationNotPublished => {
                "No refrigerated factor is published for this vehicle: cooling was not counted."
            }
            Self::AverageLoad => "Neither load nor load factor was given: a class-average trip.",
            Self::NoRadiativeForcing => {
                "Air freight without radiative forcing; with it the published factors are about 1.7 times as large."
            }
            Self::DistanceAsGiven => "The distance was taken as given, without a detour added.",
            Self::UkFactors => "Transport factors are those published for the United Kingdom.",
            Self::BritishElectricityInside => {
                "The vehicle's electricity is counted at the British grid, as published."
            }
            Self::OnFoot => "Walking burns no fuel: counted as zero.",
            Self::MeteredCo2eHasNoUpstream => "Metered CO2e has no well-to-tank part.",
            Self::DistanceNotUsed => "Fuel or energy was metered: distance and load were not used.",
            Self::FactorYear { .. }
            | Self::Quality { .. }
            | Self::OneGasFigure { .. }
            | Self::LocationBased { .. }
            | Self::RegionFromFallback { .. }
            | Self::CountryForZone { .. }
            | Self::VanFuelAssumed { .. }
            | Self::LoadsDisagree { .. }
            | Self::AirByDistance { .. } => "",
        }
    }
}
