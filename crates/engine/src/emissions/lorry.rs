//! Lorries: the linear load model, tonne-kilometres, or a class-average trip.
//!
//! The published rows follow EF(L) = EF_0 + (EF_100 - EF_0) x L exactly (a golden test checks all
//! of them). A trip with a load factor is the whole vehicle: loaded distance x EF(L), plus the
//! empty distance d x ER / (1 - ER) x EF_0. Refrigeration is the refrigerated rows less the
//! ambient ones, as a part of its own.

use model::emissions::{ContributionKind, MethodTier};
use model::ingest::TemperatureControl;

use super::catalogue::FactorIndex;
use super::choice::Choice;
use super::formula::{Formula, Unit};
use super::no_factor::NoFactor;
use super::plan::{Ledger, Marks, Part, Picked, Subject};
use super::tables::{LoadRows, Lorry, Parts, Series};
use super::uncertainty::{Base, Spread};
use crate::vocabulary::{self, VehicleClass};

/// Load and load factor disagree when they differ by more than this share of the payload.
const LOAD_TOLERANCE: f64 = 0.10;

/// Which published rows a trip uses.
type Choose = fn(&LoadRows) -> &Parts;
/// Which half of an activity's parts.
type Half = fn(&Parts) -> &Series;

/// A lorry without metered fuel.
pub(super) fn lorry(
    ledger: &mut Ledger<'_>,
    class: &'static VehicleClass,
    km: f64,
    marks: Marks,
) -> Result<(), NoFactor> {
    check_fuel(ledger)?;
    let activity = ledger.activity;
    let catalogue = ledger.catalogue;
    let rows = catalogue
        .tables
        .lorries
        .get(class.word)
        .ok_or(NoFactor::NotPublished)?;
    match (activity.load_factor, activity.load_kg) {
        (Some(load_factor), load_kg) => {
            let loads_disagree = check_loads(ledger, class, load_factor, load_kg);
            let marks = Marks {
                loads_disagree,
                ..marks
            };
            ledger.weaken(MethodTier::Modelled);
            ledger.plan.subject = Subject::Load {
                class: class.label,
                km,
                load_factor,
            };
            by_load_factor(ledger, rows, km, load_factor, marks)
        }
        (None, Some(load_kg)) => {
            ledger.weaken(MethodTier::Activity);
            ledger.plan.subject = Subject::Shipment {
                class: class.label,
                km,
                load_kg,
            };
            note_empty_share(ledger);
            let formulas = Formulas {
                kind: ContributionKind::TonneKm,
                base: Base::LorryTonneKm,
                plain: &|factor| Formula::TonneKm {
                    km,
                    load_kg,
                    factor,
                },
                extra: &|more, less| Formula::ExtraTonneKm {
                    km,
                    load_kg,
                    more,
                    less,
                },
            };
            average(ledger, rows, |rows| &rows.tonne_km, &formulas, marks)
        }
        (None, None) => {
            ledger.weaken(MethodTier::Activity);
            ledger.plan.subject = Subject::Trip {
                class: class.label,
                km,
            };
            ledger.choose(Choice::AverageLoad);
            note_empty_share(ledger);
            let formulas = Formulas {
                kind: ContributionKind::Distance,
                base: Base::LorryTrip,
                plain: &|factor| Formula::Amount {
                    amount: km,
                    unit: Unit::Km,
                    factor,
                },
                extra: &|more, less| Formula::ExtraPerKm { km, more, less },
            };
            average(ledger, rows, |rows| &rows.trip, &formulas, marks)
        }
    }
}

/// The published factors are of diesel; another fuel needs its litres.
fn check_fuel(ledger: &mut Ledger<'_>) -> Result<(), NoFactor> {
    match ledger.activity.fuel.as_deref() {
        None => ledger.choose(Choice::DieselLorry),
        Some(word) => {
            let fuel = vocabulary::fuel(word).ok_or(NoFactor::UnknownFuel)?;
            if fuel.word != "diesel" {
                return Err(NoFactor::LorryFuel(fuel.label));
            }
        }
    }
    Ok(())
}

fn note_empty_share(ledger: &mut Ledger<'_>) {
    if ledger.activity.empty_distance_factor.is_some() {
        ledger.choose(Choice::EmptySharePartOfAverage);
    }
}

/// Whether load and load factor disagree. The load factor stands: it is of this vehicle, while
/// the payload it is compared with is the average of its class.
fn check_loads(
    ledger: &mut Ledger<'_>,
    class: &'static VehicleClass,
    load_factor: f64,
    load_kg: Option<f64>,
) -> bool {
    let (Some(load_kg), Some(payload_t)) = (load_kg, class.payload_t) else {
        return false;
    };
    let payload_kg = payload_t * 1000.0;
    let by_factor_kg = load_factor * payload_kg;
    let disagree = (load_kg - by_factor_kg).abs() > LOAD_TOLERANCE * payload_kg;
    if disagree {
        ledger.choose(Choice::LoadsDisagree {
            load_kg,
            by_factor_kg,
        });
    }
    disagree
}

fn is_refrigerated(ledger: &Ledger<'_>) -> bool {
    ledger.activity.temperature_control == Some(TemperatureControl::Refrigerated)
}

/// How a class average becomes lines.
struct Formulas<'f> {
    kind: ContributionKind,
    base: Base,
    plain: &'f dyn Fn(FactorIndex) -> Formula,
    extra: &'f dyn Fn(FactorIndex, FactorIndex) -> Formula,
}

/// A class average, per km or per tonne-km, with refrigeration as the difference to ambient.
fn average(
    ledger: &mut Ledger<'_>,
    rows: &Lorry,
    choose: Choose,
    formulas: &Formulas<'_>,
    marks: Marks,
) -> Result<(), NoFactor> {
    let refrigerated = is_refrigerated(ledger);
    let (ambient, cooled) = (choose(&rows.ambient), choose(&rows.refrigerated));
    let halves: [(Part, Base, &Series, &Series); 2] = [
        (Part::TankToWheel, formulas.base, &ambient.ttw, &cooled.ttw),
        (Part::WellToTank, Base::Upstream, &ambient.wtt, &cooled.wtt),
    ];
    for (part, base, ambient, cooled) in halves {
        let plain = ledger.must_pick(ambient)?;
        let spread = ledger.spread(base, plain, marks);
        ledger.add(formulas.kind, part, (formulas.plain)(plain.index), spread);
        if refrigerated {
            let more = ledger.must_pick(cooled)?;
            let formula = (formulas.extra)(more.index, plain.index);
            let spread = ledger.spread(base, more, marks);
            ledger.add(ContributionKind::Refrigeration, part, formula, spread);
        }
    }
    Ok(())
}

/// The linear load model.
fn by_load_factor(
    ledger: &mut Ledger<'_>,
    rows: &Lorry,
    km: f64,
    load_factor: f64,
    marks: Marks,
) -> Result<(), NoFactor> {
    let share = ledger
        .activity
        .empty_distance_factor
        .filter(|share| *share > 0.0);
    ledger.choose(match ledger.activity.empty_distance_factor {
        Some(_) => Choice::EmptyRunning,
        None => Choice::NoEmptyRunning,
    });
    let trip = LoadedTrip {
        km,
        load_factor,
        share,
    };
    let halves: [(Part, Base, Half); 2] = [
        (Part::TankToWheel, Base::LoadModel, |parts| &parts.ttw),
        (Part::WellToTank, Base::Upstream, |parts| &parts.wtt),
    ];
    for (part, base, series) in halves {
        let ends = Ends {
            empty: ledger.must_pick(series(&rows.ambient.empty))?,
            full: ledger.must_pick(series(&rows.ambient.full))?,
        };
        let spread = ledger.spread(base, ends.empty, marks);
        trip.add_ambient(ledger, part, &ends, spread);
        if is_refrigerated(ledger) {
            let cooled = Ends {
                empty: ledger.must_pick(series(&rows.refrigerated.empty))?,
                full: ledger.must_pick(series(&rows.refrigerated.full))?,
            };
            let spread = ledger.spread(base, cooled.empty, marks);
            trip.add_cooling(ledger, part, &ends, &cooled, spread);
        }
    }
    Ok(())
}

/// The two ends of the load model's line.
struct Ends {
    empty: Picked,
    full: Picked,
}

struct LoadedTrip {
    km: f64,
    load_factor: f64,
    share: Option<f64>,
}

impl LoadedTrip {
    fn add_ambient(&self, ledger: &mut Ledger<'_>, part: Part, ends: &Ends, spread: Spread) {
        let Self {
            km,
            load_factor,
            share,
        } = *self;
        let (empty, full) = (ends.empty.index, ends.full.index);
        let base = Formula::Amount {
            amount: km,
            unit: Unit::Km,
            factor: empty,
        };
        ledger.add(ContributionKind::Distance, part, base, spread);
        let load = Formula::Load {
            km,
            load_factor,
            full,
            empty,
        };
        ledger.add(ContributionKind::Load, part, load, spread);
        if let Some(share) = share {
            let back = Formula::EmptyKm { km, share, empty };
            ledger.add(ContributionKind::EmptyRunning, part, back, spread);
        }
    }

    fn add_cooling(
        &self,
        ledger: &mut Ledger<'_>,
        part: Part,
        ambient: &Ends,
        cooled: &Ends,
        spread: Spread,
    ) {
        let Self {
            km,
            load_factor,
            share,
        } = *self;
        let (more, less) = (cooled.empty.index, ambient.empty.index);
        let kind = ContributionKind::Refrigeration;
        ledger.add(kind, part, Formula::ExtraPerKm { km, more, less }, spread);
        let slope = Formula::ExtraLoad {
            km,
            load_factor,
            cooled: [cooled.full.index, cooled.empty.index],
            ambient: [ambient.full.index, ambient.empty.index],
        };
        ledger.add(kind, part, slope, spread);
        if let Some(share) = share {
            ledger.add(
                kind,
                part,
                Formula::ExtraEmptyKm {
                    km,
                    share,
                    more,
                    less,
                },
                spread,
            );
        }
    }
}
