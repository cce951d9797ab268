//! What a changed event counts: its kilograms, whose errors they have, and what is bought for it.

use model::emissions::ContributionKind;
use model::ingest::Mode;
use model::money::Commodity;
use model::units::Milligrams;
use smallvec::SmallVec;

use super::{Changed, Frame, Note, fuel};
use crate::emissions::Catalogue;
use crate::emissions::catalogue::FactorIndex;
use crate::emissions::estimate::{Estimate, EstimateInput, settle};
use crate::emissions::formula::{Formula, HOURS_PER_YEAR, Unit, WAREHOUSE_KWH_PER_M2};
use crate::emissions::no_factor::NoFactor;
use crate::emissions::plan::{Part, Plan, Term};
use crate::emissions::tables::Series;
use crate::emissions::uncertainty::confidence;
use crate::vocabulary::{self, FuelKind, VehicleKind};

/// What can be wrong: kilograms with one source are wrong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A published factor, with what it stands for: its class, its year, its grid.
    Factor(FactorIndex),
    /// A meter of CO2e.
    Metering,
    /// A published rule that a change rests on.
    Rule(Note),
}

/// What an event counts after its changes, all trips together.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    pub estimate: Estimate,
    /// 90 % half-widths in kg, signed as the kilograms move with their source.
    pub errors: SmallVec<[(Source, f64); 16]>,
    /// What is bought, in units of the commodity.
    pub purchases: SmallVec<[(Commodity, f64); 4]>,
    /// Whether the purchases are all the energy it uses; metered CO2e names none.
    pub is_energy_known: bool,
}

impl Changed {
    /// The kilograms of all its trips; the interval holds what the derivation adds. Only the
    /// frame of `input` counts: type, times and fallback region.
    ///
    /// # Errors
    /// Says why the changed event has no factor.
    pub fn estimate(
        &self,
        catalogue: &Catalogue,
        input: &EstimateInput<'_>,
    ) -> Result<Estimate, NoFactor> {
        self.settled(&self.plan(&Frame::of(catalogue, input))?)
    }

    /// Everything an event counts.
    ///
    /// # Errors
    /// Says why the changed event has no factor.
    pub fn account(
        &self,
        catalogue: &Catalogue,
        input: &EstimateInput<'_>,
    ) -> Result<Account, NoFactor> {
        let frame = Frame::of(catalogue, input);
        let plan = self.plan(&frame)?;
        let mut bought = Bought::default();
        bought.add(&frame, self, &plan);
        Ok(Account {
            estimate: self.settled(&plan)?,
            errors: self.errors(&plan),
            purchases: bought.purchases,
            is_energy_known: bought.unknown_kg == 0.0,
        })
    }

    /// The kilograms alone.
    pub(crate) fn total(&self, frame: &Frame<'_>) -> Result<Milligrams, NoFactor> {
        let kg = self.plan(frame)?.terms.iter().map(|term| term.kg).sum();
        Milligrams::from_kg(kg).ok_or(NoFactor::TooLarge)
    }

    fn settled(&self, plan: &Plan) -> Result<Estimate, NoFactor> {
        let (mut estimate, _) = settle(plan)?;
        if !self.doubts.is_empty() {
            let more_kg: f64 = self.doubted_kg(plan).map(|(_, kg)| kg.abs()).sum();
            estimate.interval_low_kg = (estimate.interval_low_kg - more_kg).max(0.0);
            estimate.interval_high_kg += more_kg;
            estimate.confidence = confidence(
                estimate.co2e.kg(),
                estimate.interval_low_kg,
                estimate.interval_high_kg,
            );
        }
        Ok(estimate)
    }

    fn errors(&self, plan: &Plan) -> SmallVec<[(Source, f64); 16]> {
        let lines = plan.terms.iter().map(|term| {
            let reference = term.formula.reference();
            let source = reference.map_or(Source::Metering, Source::Factor);
            (source, term.kg * term.spread.relative())
        });
        let mut errors: SmallVec<[(Source, f64); 16]> = SmallVec::new();
        for (source, kg) in lines.chain(self.doubted_kg(plan)) {
            match errors.iter_mut().find(|one| one.0 == source) {
                Some(one) => one.1 += kg,
                None => errors.push((source, kg)),
            }
        }
        errors
    }

    /// The half-width in kg that each doubt adds, signed.
    fn doubted_kg(&self, plan: &Plan) -> impl Iterator<Item = (Source, f64)> {
        self.doubts.iter().map(|doubt| {
            let kinds = doubt.kinds;
            let lines = plan.terms.iter().filter(|term| kinds.contains(&term.kind));
            let kg: f64 = lines.map(|term| term.kg).sum();
            (doubt.source, kg * doubt.half_width)
        })
    }
}

/// Purchases being told from the lines of an event.
#[derive(Default)]
struct Bought {
    purchases: SmallVec<[(Commodity, f64); 4]>,
    /// Kilograms burnt of which nobody knows what was bought.
    unknown_kg: f64,
}

impl Bought {
    fn add(&mut self, frame: &Frame<'_>, changed: &Changed, plan: &Plan) {
        let trips = changed.trips;
        let mut vehicle = Burnt::default();
        for term in &plan.terms {
            if term.part == Part::WellToTank {
                if term.kind == ContributionKind::GridLosses {
                    vehicle.lost_kg += term.kg;
                }
                continue;
            }
            match term.formula {
                Formula::Metered { kg } => self.unknown_kg += kg,
                Formula::Zero { .. } => {}
                Formula::FloorArea { area_m2, hours, .. } => {
                    let kwh = area_m2 * WAREHOUSE_KWH_PER_M2 * hours / HOURS_PER_YEAR;
                    self.buy(Some(Commodity::ElectricityKwh), kwh * trips, term.kg);
                }
                Formula::GridHour { kwh, .. } => {
                    self.buy(Some(Commodity::ElectricityKwh), kwh * trips, term.kg);
                }
                Formula::Amount { amount, unit, .. } if unit != Unit::Km => {
                    self.amount(frame, changed, (amount * trips, unit), term);
                }
                _ => {
                    vehicle.ttw_kg += term.kg;
                    vehicle.source = vehicle.source.or(term.formula.reference());
                }
            }
        }
        if vehicle.source.is_some() {
            let (commodity, units) = vehicle.bought(frame, changed);
            self.buy(commodity, units, vehicle.ttw_kg);
        }
    }

    /// A metered amount.
    fn amount(
        &mut self,
        frame: &Frame<'_>,
        changed: &Changed,
        (amount, unit): (f64, Unit),
        term: &Term,
    ) {
        let kg = term.kg;
        let tables = &frame.catalogue.tables;
        let gross = &tables.gas_gross;
        match unit {
            Unit::Litre => {
                let word = changed.activity.fuel.as_deref();
                let fuel = word.and_then(vocabulary::fuel);
                self.buy(fuel.and_then(|fuel| by_litre(fuel.word)), amount, kg);
            }
            Unit::Kwh if term.kind == ContributionKind::Heat => {
                self.buy(Some(Commodity::HeatKwh), amount, kg);
            }
            Unit::Kwh => self.buy(Some(Commodity::ElectricityKwh), amount, kg),
            Unit::KwhGross => self.buy(Some(Commodity::GasKwhGross), amount, kg),
            // Gross kWh in another unit of gas: well-to-tank of that unit over that of a kWh.
            Unit::KwhNet | Unit::CubicMetre => {
                let other = if unit == Unit::KwhNet {
                    &tables.gas_net
                } else {
                    &tables.gas_m3
                };
                let kwh = quotient(frame, &other.wtt, &gross.wtt).map(|kwh| kwh * amount);
                let commodity = kwh.and(Some(Commodity::GasKwhGross));
                self.buy(commodity, kwh.unwrap_or(0.0), kg);
            }
            Unit::KgOfGas | Unit::Km => {}
        }
    }

    fn buy(&mut self, commodity: Option<Commodity>, units: f64, kg: f64) {
        let Some(commodity) = commodity.filter(|_| units.is_finite()) else {
            self.unknown_kg += kg;
            return;
        };
        match self.purchases.iter_mut().find(|one| one.0 == commodity) {
            Some(one) => one.1 += units,
            None => self.purchases.push((commodity, units)),
        }
    }
}

/// What a vehicle burnt that is counted by the kilometre or tonne-kilometre.
#[derive(Default)]
struct Burnt {
    ttw_kg: f64,
    /// Network losses of its electricity.
    lost_kg: f64,
    source: Option<FactorIndex>,
}

impl Burnt {
    /// Tank-to-wheel kilograms over the factor of the same fuel and vintage; freight that others
    /// carry is bought by the tonne-kilometre.
    fn bought(&self, frame: &Frame<'_>, changed: &Changed) -> (Option<Commodity>, f64) {
        let activity = &changed.activity;
        let by_tonne_km = match activity.mode {
            Some(Mode::Rail) => Some(Commodity::RailTonneKm),
            Some(Mode::Sea) => Some(Commodity::SeaTonneKm),
            Some(Mode::Air) => Some(Commodity::AirTonneKm),
            Some(Mode::Road | Mode::InlandWaterway) | None => None,
        };
        if let (Some(commodity), Some(km), Some(load_kg)) =
            (by_tonne_km, activity.distance_km, activity.load_kg)
        {
            return (Some(commodity), km * load_kg / 1000.0 * changed.trips);
        }
        let unknown = (None, 0.0);
        let Some(class) = frame.class(activity) else {
            return unknown;
        };
        let named = activity.fuel.as_deref().and_then(vocabulary::fuel);
        let word = match (class.kind, named) {
            (VehicleKind::Hgv, _) => "diesel",
            (VehicleKind::Motorbike, _) => "petrol",
            (VehicleKind::CargoBike, _) => "electric",
            (VehicleKind::Van, Some(fuel)) => fuel.word,
            // The average van burns the average of all fuels; the others are taken as diesel.
            (VehicleKind::Van, None) if class.word != "van_average" => "diesel",
            _ => return unknown,
        };
        let Some(fuel) = vocabulary::fuel(word) else {
            return unknown;
        };
        let per = |kg: f64, series: Option<FactorIndex>| {
            series.map(|index| kg / frame.catalogue.fact(index).value)
        };
        let tables = &frame.catalogue.tables;
        let vintage = self.source.map_or(0, |at| frame.catalogue.fact(at).year);
        let (commodity, units) = match fuel.kind {
            FuelKind::Liquid => (
                by_litre(fuel.word),
                fuel::litres(frame, self.ttw_kg, self.source, fuel),
            ),
            // The factor is per tonne.
            FuelKind::Gas if fuel.word == "cng" => (
                Some(Commodity::CngKg),
                per(self.ttw_kg * 1000.0, tables.cng.nearest(vintage)),
            ),
            // A van's network losses tell its kWh; a cargo bike's generation nearly does.
            FuelKind::Electricity => {
                let kwh = tables.grids.get("UK").and_then(|british| {
                    let grid = &british.parts;
                    if self.lost_kg > 0.0 {
                        per(self.lost_kg, grid.losses.nearest(vintage))
                    } else {
                        per(self.ttw_kg, grid.ttw.nearest(vintage))
                    }
                });
                (Some(Commodity::ElectricityKwh), kwh)
            }
            FuelKind::Gas | FuelKind::PlugInHybrid => (None, None),
        };
        match units {
            Some(units) => (commodity, units),
            None => unknown,
        }
    }
}

/// One series over another of the same year.
fn quotient(frame: &Frame<'_>, over: &Series, under: &Series) -> Option<f64> {
    fuel::ratio(frame, over.nearest(fuel::year(frame))?, under)
}

fn by_litre(word: &str) -> Option<Commodity> {
    Some(match word {
        "diesel" => Commodity::DieselL,
        "diesel_mineral" => Commodity::DieselMineralL,
        "petrol" => Commodity::PetrolL,
        "hvo" => Commodity::HvoL,
        "biodiesel" => Commodity::BiodieselL,
        "bioethanol" => Commodity::BioethanolL,
        "lpg" => Commodity::LpgL,
        "gas_oil" => Commodity::GasOilL,
        "fuel_oil" => Commodity::FuelOilL,
        "burning_oil" => Commodity::BurningOilL,
        "marine_gas_oil" => Commodity::MarineGasOilL,
        "marine_fuel_oil" => Commodity::MarineFuelOilL,
        _ => return None,
    })
}
