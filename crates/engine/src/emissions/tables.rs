//! Which factors belong to which words: looked up once when a catalogue loads, so that an
//! estimate neither builds nor compares text.
//!
//! A series is one activity, unit, scope and region over its years; a set of parts is what one
//! unit of an activity emits.

use std::collections::HashMap;

use model::emissions::Factor;
use model::ingest::{EventType, Mode};

use super::catalogue::FactorIndex;
use crate::vocabulary::{
    FuelKind, VehicleKind, WordMap, known_fuels, known_grid_regions, known_refrigerants,
    known_vehicle_classes,
};

/// One factor over its published years, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Series(Vec<(i32, FactorIndex)>);

impl Series {
    /// The factor of `year`, or of the published year nearest to it (the earlier of two equally
    /// near ones: it was known then).
    pub(super) fn nearest(&self, year: i32) -> Option<FactorIndex> {
        self.0
            .iter()
            .min_by_key(|(published, _)| published.abs_diff(year))
            .map(|(_, index)| *index)
    }

    /// The factor of this series that is among `pinned`.
    pub(super) fn among(&self, pinned: &[FactorIndex]) -> Option<FactorIndex> {
        self.0
            .iter()
            .map(|(_, index)| *index)
            .find(|index| pinned.contains(index))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What one unit of an activity emits.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    /// Burnt or generated.
    pub(super) ttw: Series,
    /// Upstream.
    pub(super) wtt: Series,
    /// Lost on the way in the network.
    pub(super) losses: Series,
    /// Upstream of what is lost.
    pub(super) losses_wtt: Series,
}

/// The published rows of a lorry class, ambient or refrigerated.
#[derive(Debug, Default)]
pub(super) struct LoadRows {
    /// Per vehicle-km, empty.
    pub(super) empty: Parts,
    /// Per vehicle-km, fully laden.
    pub(super) full: Parts,
    /// Per vehicle-km, class average.
    pub(super) trip: Parts,
    /// Per tonne-km, class average.
    pub(super) tonne_km: Parts,
}

/// A lorry class.
#[derive(Debug, Default)]
pub(super) struct Lorry {
    pub(super) ambient: LoadRows,
    pub(super) refrigerated: LoadRows,
}

/// A van class with one fuel.
#[derive(Debug)]
pub(super) struct Van {
    /// Word of the fuel; `unknown` for the average over fuels.
    pub(super) fuel: &'static str,
    pub(super) trip: Parts,
    pub(super) tonne_km: Parts,
}

/// On what basis a grid's intensity was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GridBasis {
    /// Generation, with upstream and losses published apart.
    Generation,
    /// Direct emissions of generation; upstream and losses are not published.
    Direct,
    /// Life cycle of generation: upstream is inside and cannot be split off.
    LifeCycle,
}

/// A grid.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) parts: Parts,
    pub(super) basis: GridBasis,
}

/// What the energy in a fuel can be told from: its well-to-tank factor in several units.
#[derive(Debug, Default)]
pub(super) struct Energy {
    pub(super) litre: Series,
    /// Per kWh of net calorific value.
    pub(super) kwh_net: Series,
    /// Per GJ of net calorific value; biofuels only.
    pub(super) gj: Series,
}

/// A refrigerant's potential.
#[derive(Debug)]
pub(super) struct Leak {
    pub(super) potential: Series,
    /// Published only for the sixth assessment report.
    pub(super) is_ar6: bool,
}

/// Every selection an estimate makes, by canonical word.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) lorries: WordMap<&'static str, Lorry>,
    pub(super) vans: WordMap<&'static str, Vec<Van>>,
    /// Motorbikes and cargo bikes, per vehicle-km.
    pub(super) couriers: WordMap<&'static str, Parts>,
    /// Trains, ships and aircraft (without radiative forcing), per tonne-km.
    pub(super) freight: WordMap<&'static str, Parts>,
    /// Per litre.
    pub(super) fuels: WordMap<&'static str, Parts>,
    pub(super) energies: WordMap<&'static str, Energy>,
    /// Compressed natural gas burnt, per tonne.
    pub(super) cng: Series,
    pub(super) gas_net: Parts,
    pub(super) gas_gross: Parts,
    pub(super) gas_m3: Parts,
    pub(super) heat: Parts,
    pub(super) grids: WordMap<&'static str, Grid>,
    pub(super) leaks: WordMap<&'static str, Leak>,
}

/// Series by id without the year.
struct Finder(HashMap<String, Series>);

impl Finder {
    fn new(factors: &[Factor]) -> Self {
        let mut series: HashMap<String, Series> = HashMap::new();
        for (at, factor) in factors.iter().enumerate() {
            let index = FactorIndex(u32::try_from(at).unwrap_or(u32::MAX));
            let stem = factor
                .id
                .strip_suffix(&format!("-{}", factor.year))
                .unwrap_or(&factor.id);
            series
                .entry(stem.to_owned())
                .or_default()
                .0
                .push((factor.year, index));
        }
        for one in series.values_mut() {
            one.0.sort_unstable();
        }
        Self(series)
    }

    fn series(&self, stem: &str) -> Series {
        self.0.get(stem).cloned().unwrap_or_default()
    }

    /// The parts of a UK activity; generation stands in for combustion where power is used.
    fn uk(&self, stem: &str) -> Parts {
        let burnt = self.series(&format!("{stem}-ttw-uk"));
        Parts {
            ttw: if burnt.is_empty() {
                self.series(&format!("{stem}-gen-uk"))
            } else {
                burnt
            },
            wtt: self.series(&format!("{stem}-wtt-uk")),
            losses: self.series(&format!("{stem}-td-uk")),
            losses_wtt: Series::default(),
        }
    }

    fn load_rows(&self, stem: &str) -> LoadRows {
        LoadRows {
            empty: self.uk(&format!("{stem}-diesel-load0-vkm")),
            full: self.uk(&format!("{stem}-diesel-load100-vkm")),
            trip: self.uk(&format!("{stem}-diesel-vkm")),
            tonne_km: self.uk(&format!("{stem}-diesel-tkm")),
        }
    }

    fn grid(&self, code: &str) -> Option<Grid> {
        let region = code.to_ascii_lowercase();
        let bases = [
            ("generation", GridBasis::Generation),
            ("output-rate", GridBasis::Direct),
            ("lifecycle", GridBasis::LifeCycle),
        ];
        bases.into_iter().find_map(|(word, basis)| {
            let ttw = self.series(&format!("grid-elec-{word}-kwh-gen-{region}"));
            (!ttw.is_empty()).then(|| Grid {
                basis,
                parts: Parts {
                    ttw,
                    wtt: self.series(&format!("grid-elec-{word}-kwh-wtt-{region}")),
                    losses: self.series(&format!("grid-elec-td-loss-kwh-td-{region}")),
                    losses_wtt: self.series(&format!("grid-elec-td-loss-kwh-wtt-{region}")),
                },
            })
        })
    }

    fn heat(&self) -> Parts {
        Parts {
            ttw: self.series("heat-onsite-or-district-kwh-gen-uk"),
            wtt: self.series("heat-district-kwh-wtt-uk"),
            losses: self.series("heat-district-loss-kwh-td-uk"),
            losses_wtt: self.series("heat-district-loss-kwh-wtt-uk"),
        }
    }

    fn leak(&self, stem: &str) -> Option<Leak> {
        let ar5 = self.series(&format!("{stem}-kg-ar5-uk"));
        let is_ar6 = ar5.is_empty();
        let potential = if is_ar6 {
            self.series(&format!("{stem}-kg-ar6-global"))
        } else {
            ar5
        };
        (!potential.is_empty()).then_some(Leak { potential, is_ar6 })
    }
}

/// Van fuels: our word and how factor ids call it.
const VAN_FUELS: [(&str, &str); 7] = [
    ("diesel", "diesel"),
    ("petrol", "petrol"),
    ("cng", "cng"),
    ("lpg", "lpg"),
    ("plug_in_hybrid", "phev"),
    ("electric", "bev"),
    ("unknown", "fuel-unknown"),
];

impl Tables {
    /// Looks every word of the vocabulary up in `factors`.
    pub(super) fn build(factors: &[Factor]) -> Self {
        let finder = Finder::new(factors);
        let mut tables = Self {
            gas_net: finder.uk("fuel-natural-gas-kwh-net"),
            gas_gross: finder.uk("fuel-natural-gas-kwh-gross"),
            gas_m3: finder.uk("fuel-natural-gas-m3"),
            heat: finder.heat(),
            cng: finder.series("fuel-cng-t-ttw-uk"),
            ..Self::default()
        };
        tables.add_vehicles(&finder);
        for fuel in known_fuels()
            .iter()
            .filter(|fuel| fuel.kind == FuelKind::Liquid)
        {
            let parts = finder.uk(&format!("fuel-{}-l", fuel.factor_stem));
            if !parts.ttw.is_empty() {
                tables.fuels.insert(fuel.word, parts);
            }
            let upstream =
                |unit| finder.series(&format!("fuel-{}-{unit}-wtt-uk", fuel.factor_stem));
            let energy = Energy {
                litre: upstream("l"),
                kwh_net: upstream("kwh-net"),
                gj: upstream("gj"),
            };
            tables.energies.insert(fuel.word, energy);
        }
        for region in known_grid_regions() {
            tables
                .grids
                .extend(finder.grid(region.code).map(|grid| (region.code, grid)));
        }
        for gas in known_refrigerants() {
            tables
                .leaks
                .extend(finder.leak(gas.factor_stem).map(|leak| (gas.word, leak)));
        }
        tables
    }

    fn add_vehicles(&mut self, finder: &Finder) {
        let classes = Mode::ALL
            .iter()
            .flat_map(|mode| known_vehicle_classes(EventType::Logistics, Some(*mode)));
        for class in classes {
            let stem = class.factor_stem;
            match class.kind {
                VehicleKind::Hgv => {
                    let ambient = finder.load_rows(&format!("road-hgv-{stem}"));
                    let refrigerated = finder.load_rows(&format!("road-hgv-reefer-{stem}"));
                    self.lorries.insert(
                        class.word,
                        Lorry {
                            ambient,
                            refrigerated,
                        },
                    );
                }
                VehicleKind::Van => {
                    let vans = VAN_FUELS.iter().filter_map(|(fuel, id)| {
                        let trip = finder.uk(&format!("road-van-{stem}-{id}-vkm"));
                        let tonne_km = finder.uk(&format!("road-van-{stem}-{id}-tkm"));
                        (!trip.ttw.is_empty()).then_some(Van {
                            fuel,
                            trip,
                            tonne_km,
                        })
                    });
                    self.vans.insert(class.word, vans.collect());
                }
                VehicleKind::Motorbike => {
                    self.couriers
                        .insert(class.word, finder.uk(&format!("motorbike-{stem}-vkm")));
                }
                VehicleKind::CargoBike => {
                    self.couriers
                        .insert(class.word, finder.uk("cargo-bike-electricity-vkm"));
                }
                VehicleKind::Train => {
                    self.freight
                        .insert(class.word, finder.uk(&format!("rail-{stem}-tkm")));
                }
                VehicleKind::Ship => {
                    self.freight
                        .insert(class.word, finder.uk(&format!("sea-{stem}-tkm")));
                }
                VehicleKind::Aircraft => {
                    let parts = finder.uk(&format!("air-freight-{stem}-norf-tkm"));
                    self.freight.insert(class.word, parts);
                }
                VehicleKind::Car | VehicleKind::OnFoot | VehicleKind::Barge => {}
            }
        }
    }
}
