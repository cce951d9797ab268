//! Why a change says nothing about an event, and what a changed event rests on.

use crate::emissions::NoFactor;

/// Why a change cannot be applied to an event; the event stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotApplicable {
    #[error("only transport has this lever")]
    NotTransport,
    #[error("only a logistics event has a mode that can change")]
    NotLogistics,
    #[error("the event names no distance_km")]
    NoDistance,
    #[error("the event names no load_kg, and no load_factor of a class with a published payload")]
    NoLoad,
    #[error("the event names no load_factor")]
    NoLoadFactor,
    #[error("no load model is published for {0}: only diesel lorries have one")]
    NoLoadModel(&'static str),
    #[error("the event has no mode or vehicle class that is known")]
    NoVehicle,
    #[error("{0} is no class of the event's mode")]
    ClassOfOtherMode(&'static str),
    #[error("the event names its load_kg, and no payload is published for {0}")]
    NoPayload(&'static str),
    #[error(
        "metered energy does not say how much of it was driven empty: empty_distance_factor is missing"
    )]
    EmptyShareNotStated,
    #[error("the event's CO2e was metered: it does not follow from fuel, grid or heat")]
    MeteredCo2e,
    #[error("the event names no fuel")]
    NoFuel,
    #[error("the event burns no fuel by the litre")]
    NoLitres,
    #[error("fuel and power were both metered: what another fuel would replace is not known")]
    FuelAndPower,
    #[error("{0} and {1} burn in different engines, whose efficiencies are not published")]
    OtherEngine(&'static str, &'static str),
    #[error("no energy content or factor per litre of {0} can be had from the catalogue")]
    NoEnergyContent(&'static str),
    #[error("no consumption is published for {0} with {1}")]
    NoConsumption(&'static str, &'static str),
    #[error("the event uses no electricity")]
    NoElectricity,
    #[error("the event has no metered heat (heating_kwh_gross)")]
    NoHeat,
    #[error("the event names no speed_kmh")]
    NoSpeed,
    #[error("speed of {0} has no published relation to what it burns")]
    NoSpeedRelation(&'static str),
    #[error("the published relation of speed and fuel holds from {0} to {1} km per hour only")]
    SpeedOutside(u16, u16),
    #[error("the published relation of speed and fuel holds for changes of at most a quarter")]
    SpeedTooFar,
    #[error("the energy norm of a floor area does not depend on throughput")]
    FloorArea,
    #[error(
        "the intensity of the event's grid is not known for its hours and those it would move to"
    )]
    NoHourlyFactor,
    #[error("the event as changed has no estimate: {0}")]
    NoFactor(#[from] NoFactor),
}

impl NotApplicable {
    /// The stable code of every reason.
    pub const CODE: &'static str = "not_applicable";
}

/// What a changed event rests on beyond its factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    SameTonnes,
    MeteredByLoadModel,
    MeteredDropped,
    DistanceKept,
    MoreTrips,
    SameRound,
    SameEnergyContent,
    LitresFromModel,
    VanConsumption,
    ElectricLorry,
    BritishElectricity,
    Boiler,
    HeatRule,
    ShipSpeed,
    LorrySpeed,
    Linear,
    MarketBased,
    MarketBasedLifeCycle,
    HourOfGrid,
}

impl Note {
    /// The note as a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SameTonnes => "The same tonnes go in fewer or more trips of the same length.",
            Self::MeteredByLoadModel => {
                "Metered energy was scaled as the published load model of the vehicle class scales; it is taken to cover loaded and empty distance."
            }
            Self::MeteredDropped => {
                "Energy metered with the other vehicle says nothing about this one; published averages stand instead."
            }
            Self::DistanceKept => {
                "Distance and tonnes stay as given; the other mode's own route, transhipment and first and last mile are not added."
            }
            Self::MoreTrips => {
                "The load exceeds the published average payload of the class, so it takes more trips."
            }
            Self::SameRound => {
                "The same round by another vehicle; no load is named that would have to fit."
            }
            Self::SameEnergyContent => {
                "The same energy in the tank, in the same engine; energy per litre from the publisher's own well-to-tank factors per litre and per kWh (net)."
            }
            Self::LitresFromModel => {
                "Litres were not metered: tank-to-wheel kilograms of the published class factor / factor per litre."
            }
            Self::VanConsumption => {
                "Consumption changes as the published factors of the van class with the two fuels say; kWh per km from its published network losses per km / per kWh."
            }
            Self::ElectricLorry => {
                "An electric lorry draws 1/7 to 2/7 of the energy in the diesel it replaces (California Air Resources Board, Battery Electric Truck and Bus Energy Efficiency Compared to Conventional Diesel Vehicles, 2018: 5 to 7 times as efficient in slow duty, 3.5 times at motorway speeds); the middle stands, both ends are the interval. Payload given up to the battery is not counted."
            }
            Self::BritishElectricity => {
                "The grid is not known: the published factor of electric vans holds British electricity."
            }
            Self::Boiler => {
                "The same energy is burnt; the boiler's efficiency is taken as unchanged (assumption)."
            }
            Self::HeatRule => {
                "Heat changes by 8 % per degree of set-point (Carbon Trust, heating guides of 2011; others publish 8 to 10 %), plus or minus 2 points."
            }
            Self::ShipSpeed => {
                "Fuel per distance changes with the square of speed (10 % slower, 19 % less: the cubic law of propulsion power; Taskar and Andersen 2020, doi 10.1016/j.trd.2020.102337, show that single ships differ); exponents 1 to 3 are the interval (assumption)."
            }
            Self::LorrySpeed => {
                "A combination lorry burns about 20 % less at 55 than at 65 miles per hour (American Trucking Associations, in US EPA, Green Transport Partnership, Reducing Highway Speed); half of the effect either way is the interval (assumption)."
            }
            Self::Linear => {
                "Everything that grows with activity changes in proportion; base loads are not known."
            }
            Self::MarketBased => {
                "Market-based (GHG Protocol Scope 2 Guidance, 2015, chapter 6): the contracted share counts as generation that emits nothing; upstream and network losses of the grid stay. The location-based result does not change with a contract."
            }
            Self::HourOfGrid => {
                "The same power at other hours: it counts as the mean intensity of the grid in those hours over that in its own, as the provider of the grid's hourly figures gave them."
            }
            Self::MarketBasedLifeCycle => {
                "The published intensity of this grid holds its upstream, which cannot be split off and vanishes with the contracted share: the saving is too large by the upstream of the contracted plants."
            }
        }
    }
}
