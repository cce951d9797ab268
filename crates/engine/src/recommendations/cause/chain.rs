//! The chain of products that kilograms are, and one group's increase along it.

use model::ingest::EventType;
use model::recommendations::{ActivityUnit, Driver};

use super::tally::{Amounts, Quantity};

/// The links of a chain: the activity, then what each further quantity is per one of the last.
pub(super) struct Chain {
    pub(super) unit: ActivityUnit,
    /// `None`: each group has the carrier alone.
    pub(super) activity: Option<Quantity>,
    pub(super) links: &'static [(Quantity, Driver)],
    /// Whether groups share the activity instead of dividing it.
    pub(super) is_shared: bool,
}

/// The most telling chain that both windows state.
pub(super) fn chain(event_type: EventType, recent: &Amounts, before: &Amounts) -> Chain {
    use Quantity::{Carrier, DrivenKm, Km, MachineHours, Output, Parcels, Stops, Throughput};
    const ROAD: &[(Quantity, Driver)] = &[(Km, Driver::Length), (DrivenKm, Driver::EmptyRunning)];
    const FREIGHT: &[(Quantity, Driver)] = &[
        (Quantity::Trips, Driver::Load),
        (Km, Driver::Length),
        (DrivenKm, Driver::EmptyRunning),
    ];
    const ROUND: &[(Quantity, Driver)] = &[(Km, Driver::Length)];
    const SITE: &[(Quantity, Driver)] = &[(Carrier, Driver::EnergyUse)];
    let both = |quantity| recent.knows(quantity) && before.knows(quantity);
    let transport = |unit, activity, links| Chain {
        unit,
        activity: Some(activity),
        links,
        is_shared: false,
    };
    let site = |unit, activity| Chain {
        unit,
        activity,
        links: SITE,
        is_shared: true,
    };
    match event_type {
        EventType::Logistics | EventType::Delivery if !both(Km) => {
            transport(ActivityUnit::Trips, Quantity::Trips, &[])
        }
        EventType::Logistics if both(Quantity::Tonnes) => {
            transport(ActivityUnit::Tonnes, Quantity::Tonnes, FREIGHT)
        }
        EventType::Logistics => transport(ActivityUnit::Trips, Quantity::Trips, ROAD),
        EventType::Delivery if both(Parcels) => transport(ActivityUnit::Parcels, Parcels, ROUND),
        EventType::Delivery if both(Stops) => transport(ActivityUnit::Stops, Stops, ROUND),
        EventType::Delivery => transport(ActivityUnit::Trips, Quantity::Trips, ROUND),
        EventType::Factory if both(Output) => site(ActivityUnit::OutputUnits, Some(Output)),
        EventType::Factory if both(MachineHours) => {
            site(ActivityUnit::MachineHours, Some(MachineHours))
        }
        EventType::Warehouse if both(Throughput) => {
            site(ActivityUnit::ThroughputTonnes, Some(Throughput))
        }
        EventType::Factory | EventType::Warehouse => site(ActivityUnit::Days, None),
    }
}

/// One group's increase by LMDI-I.
pub(super) fn decompose(
    chain: &Chain,
    whole: (&Amounts, &Amounts),
    group: (&Amounts, &Amounts),
    add: &mut impl FnMut(Driver, f64),
) {
    let (now, then) = group;
    let increase = now.kg - then.kg;
    let needed = chain.links.iter().map(|(quantity, _)| *quantity);
    let own = chain.activity.filter(|_| !chain.is_shared);
    let mut is_complete = now.kg > 0.0 && then.kg > 0.0;
    for quantity in needed.chain(own) {
        is_complete &= now.get(quantity) > 0.0 && then.get(quantity) > 0.0;
    }
    if !is_complete {
        add(Driver::Mix, increase);
        return;
    }
    let weight = logarithmic_mean(now.kg, then.kg);
    // The chain telescopes: each link is the growth of one quantity over that of the last.
    let growth = |pair: (&Amounts, &Amounts), quantity| {
        f64::ln(pair.0.get(quantity)) - f64::ln(pair.1.get(quantity))
    };
    let mut last = 0.0;
    if let Some(activity) = chain.activity {
        last = growth(whole, activity);
        add(Driver::Activity, weight * last);
        if let Some(own) = own {
            let of_group = growth(group, own);
            add(Driver::Mix, weight * (of_group - last));
            last = of_group;
        }
    }
    for (quantity, driver) in chain.links {
        let next = growth(group, *quantity);
        add(*driver, weight * (next - last));
        last = next;
    }
    let kg = f64::ln(now.kg) - f64::ln(then.kg);
    add(Driver::Intensity, weight * (kg - last));
}

/// (a - b) / ln(a / b), and a where both are the same; `a` and `b` are positive.
fn logarithmic_mean(a: f64, b: f64) -> f64 {
    let logarithm = f64::ln(a) - f64::ln(b);
    if logarithm.abs() < 1e-12 {
        f64::midpoint(a, b)
    } else {
        (a - b) / logarithm
    }
}
