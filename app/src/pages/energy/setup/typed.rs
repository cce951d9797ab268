//! The set-up as it is typed: every field a text, empty where there is nothing.

use chrono::Weekday;
use model::energy::{
    BatterySettings, DemandPeriod, EnergyPrice, EnergySetup, FeedIn, SolarArray, Tariff, Window,
};
use serde::{Deserialize, Serialize};

use super::loads::TypedLoad;
use super::offers::TypedOffer;

/// Windows of a tariff that the form has lines for.
pub(super) const WINDOWS: usize = 6;
/// Lines that a list of loads or offers has at least, and may have.
const LINES_MIN: usize = 3;
const LINES_MAX: usize = 20;
/// What the choice of the tariff says.
pub(super) const NO_TARIFF: &str = "none";
pub(super) const TYPED: &str = "typed";
/// The price of a market, and what is added to it.
pub(super) const DYNAMIC: &str = "dynamic";
/// Leaves a tariff alone that the form cannot show.
pub(super) const KEPT: &str = "kept";

/// What the choice of events says where there are to be none.
pub(super) const NO_EVENTS: &str = "none";

/// What is fed in counts as carbon avoided elsewhere, or it counts nothing.
pub(super) const AVOIDED: &str = "avoided";
pub(super) const COUNTS_NOTHING: &str = "nothing";

/// The whole form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetupForm {
    pub interval_minutes: String,
    pub time_zone: String,
    pub import_limit_kw: String,
    pub export_limit_kw: String,
    /// `avoided` or `nothing`.
    pub export_carbon: String,
    /// `factory`, `warehouse` or `none`.
    pub events_type: String,
    pub events_supplier: String,
    pub tariff: String,
    pub tariff_currency: String,
    /// Of a tariff that moves with a market: what is added to its price.
    pub tariff_per_kwh: String,
    /// Name of the market's series; empty where the tariff does not move with one.
    pub tariff_series: String,
    pub tariff_standing_charge_per_day: String,
    /// Empty: nothing is paid for what is fed in.
    pub tariff_feed_in: String,
    /// Empty: there is no demand charge.
    pub tariff_demand_per_kw: String,
    pub tariff_demand_minutes: String,
    pub tariff_demand_period: String,
    pub windows: Vec<TypedWindow>,
    pub offers: Vec<TypedOffer>,
    pub loads: Vec<TypedLoad>,
    /// Empty: there is no battery.
    pub battery_capacity_kwh: String,
    pub battery_charge_kw: String,
    pub battery_discharge_kw: String,
    pub battery_charge_efficiency: String,
    pub battery_discharge_efficiency: String,
    pub battery_soc_min: String,
    pub battery_soc_max: String,
    pub battery_wear_per_kwh: String,
    pub battery_wear_kg_per_kwh: String,
    /// Empty: there is no array.
    pub solar_dc_kw: String,
    pub solar_ac_kw: String,
    pub solar_tilt_deg: String,
    pub solar_azimuth_deg: String,
    pub solar_inverter_efficiency: String,
    pub solar_gamma_per_c: String,
    pub solar_mounting: String,
    pub solar_loss_share: String,
    pub solar_albedo: String,
    pub solar_altitude_m: String,
    pub solar_linke_turbidity: String,
}

/// One line of the tariff.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedWindow {
    pub name: String,
    /// Such as `Mon-Fri, Sun`.
    pub days: String,
    pub from: String,
    pub to: String,
    pub per_kwh: String,
}

impl SetupForm {
    /// What the fields begin with. Of a site without settings: the organisation's zone and currency, and
    /// for battery and array what is usual, to be seen and changed.
    pub(super) fn of(setup: &EnergySetup) -> Self {
        let mut form = Self {
            interval_minutes: "15".to_owned(),
            time_zone: setup.time_zone.clone(),
            events_type: NO_EVENTS.to_owned(),
            tariff: NO_TARIFF.to_owned(),
            tariff_currency: setup.currency.clone(),
            tariff_standing_charge_per_day: "0".to_owned(),
            tariff_demand_minutes: "15".to_owned(),
            tariff_demand_period: "month".to_owned(),
            windows: vec![TypedWindow::default(); WINDOWS],
            offers: lines_for(std::iter::empty()),
            loads: lines_for(std::iter::empty()),
            ..Self::usual()
        };
        let Some(settings) = &setup.settings else {
            return form;
        };
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        form.interval_minutes = settings.interval_minutes.to_string();
        form.time_zone = settings.time_zone.clone();
        form.import_limit_kw = number(settings.import_limit_kw);
        form.export_limit_kw = number(settings.export_limit_kw);
        if settings.export_avoids_carbon {
            AVOIDED.clone_into(&mut form.export_carbon);
        }
        if let Some(events) = &settings.events {
            events.event_type.as_str().clone_into(&mut form.events_type);
            form.events_supplier.clone_from(&events.supplier);
        }
        match &settings.tariff {
            None => {}
            Some(tariff) if form.take_tariff(tariff).is_some() => {
                let moves = !form.tariff_series.is_empty();
                let choice = if moves { DYNAMIC } else { TYPED };
                choice.clone_into(&mut form.tariff);
            }
            Some(tariff) => {
                KEPT.clone_into(&mut form.tariff);
                form.tariff_currency = tariff.currency.as_str().to_owned();
            }
        }
        form.offers = TypedOffer::of(&settings.tariff_offers, &form);
        form.loads = TypedLoad::of(&settings.deferrable_loads);
        if let Some(battery) = &settings.battery {
            form.take_battery(battery);
        }
        if let Some(array) = &settings.solar {
            form.take_array(array);
        }
        form
    }

    /// Usual figures of lithium batteries and of silicon on a roof to the south.
    fn usual() -> Self {
        let text = str::to_owned;
        Self {
            battery_charge_efficiency: text("0.95"),
            battery_discharge_efficiency: text("0.95"),
            battery_soc_min: text("0.1"),
            battery_soc_max: text("0.9"),
            battery_wear_per_kwh: text("0"),
            battery_wear_kg_per_kwh: text("0"),
            solar_tilt_deg: text("30"),
            solar_azimuth_deg: text("180"),
            solar_inverter_efficiency: text("0.96"),
            solar_gamma_per_c: text("-0.004"),
            solar_mounting: text("sloped_roof"),
            solar_loss_share: text("0.14"),
            solar_albedo: text("0.2"),
            solar_altitude_m: text("0"),
            solar_linke_turbidity: text("3"),
            ..Self::default()
        }
    }

    /// Takes a tariff over; `None` where it has parts that the form has no fields for.
    pub(super) fn take_tariff(&mut self, tariff: &Tariff) -> Option<()> {
        let (windows, per_kwh, series) = match &tariff.import {
            EnergyPrice::Flat { per_kwh } => (&[][..], per_kwh, ""),
            EnergyPrice::TimeOfUse {
                windows,
                otherwise_per_kwh,
            } => (windows.as_slice(), otherwise_per_kwh, ""),
            EnergyPrice::Dynamic {
                added_per_kwh,
                series,
            } => (&[][..], added_per_kwh, series.as_deref()?),
        };
        let has_no_months = |window: &Window| window.months.is_empty();
        if windows.len() > self.windows.len() || !windows.iter().all(has_no_months) {
            return None;
        }
        self.tariff_feed_in = match &tariff.feed_in {
            FeedIn::Unpaid => String::new(),
            FeedIn::Paid {
                price: EnergyPrice::Flat { per_kwh },
            } => per_kwh.to_string(),
            FeedIn::Paid { .. } => return None,
        };
        self.tariff_currency = tariff.currency.as_str().to_owned();
        self.tariff_per_kwh = per_kwh.to_string();
        series.clone_into(&mut self.tariff_series);
        self.tariff_standing_charge_per_day = tariff.standing_charge_per_day.to_string();
        if let Some(charge) = tariff.demand_charge {
            self.tariff_demand_per_kw = charge.per_kw.to_string();
            self.tariff_demand_minutes = charge.interval.minutes().to_string();
            let period = match charge.period {
                DemandPeriod::Month => "month",
                DemandPeriod::Year => "year",
            };
            period.clone_into(&mut self.tariff_demand_period);
        }
        for (line, window) in self.windows.iter_mut().zip(windows) {
            *line = TypedWindow {
                name: window.name.clone(),
                days: days_words(&window.days),
                from: window.from.to_string(),
                to: window.to.to_string(),
                per_kwh: window.per_kwh.to_string(),
            };
        }
        Some(())
    }

    fn take_battery(&mut self, battery: &BatterySettings) {
        self.battery_capacity_kwh = battery.capacity_kwh.to_string();
        self.battery_charge_kw = battery.charge_kw.to_string();
        self.battery_discharge_kw = battery.discharge_kw.to_string();
        self.battery_charge_efficiency = battery.charge_efficiency.to_string();
        self.battery_discharge_efficiency = battery.discharge_efficiency.to_string();
        self.battery_soc_min = battery.soc_min.to_string();
        self.battery_soc_max = battery.soc_max.to_string();
        self.battery_wear_per_kwh = battery.wear_per_kwh.to_string();
        self.battery_wear_kg_per_kwh = battery.wear_kg_per_kwh.to_string();
    }

    fn take_array(&mut self, array: &SolarArray) {
        self.solar_dc_kw = array.dc_kw.to_string();
        self.solar_ac_kw = array.ac_kw.to_string();
        self.solar_tilt_deg = array.tilt_deg.to_string();
        self.solar_azimuth_deg = array.azimuth_deg.to_string();
        self.solar_inverter_efficiency = array.inverter_efficiency.to_string();
        self.solar_gamma_per_c = array.gamma_per_c.to_string();
        array.mounting.as_str().clone_into(&mut self.solar_mounting);
        self.solar_loss_share = array.loss_share.to_string();
        self.solar_albedo = array.albedo.to_string();
        self.solar_altitude_m = array.altitude_m.to_string();
        self.solar_linke_turbidity = array.linke_turbidity.to_string();
    }
}

/// Lines of what is set and some to type into, as many as a site may have of a list.
pub(super) fn lines_for<T: Clone + Default>(set: impl Iterator<Item = T>) -> Vec<T> {
    let mut lines: Vec<T> = set.collect();
    let count = (lines.len() + 2).clamp(LINES_MIN, LINES_MAX.max(lines.len()));
    lines.resize(count, T::default());
    lines
}

/// `Mon-Fri, Sun`: three and more days in a row as a range.
pub(super) fn days_words(days: &[Weekday]) -> String {
    let mut numbers: Vec<u32> = days.iter().map(Weekday::num_days_from_monday).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let runs = numbers.chunk_by(|one, next| one + 1 == *next);
    let word = |number: &u32| {
        let day = u8::try_from(*number)
            .ok()
            .and_then(|day| Weekday::try_from(day).ok());
        day.map(|day| day.to_string()).unwrap_or_default()
    };
    let words = runs.map(|run| match run {
        [first, .., last] if run.len() > 2 => format!("{}-{}", word(first), word(last)),
        _ => run.iter().map(word).collect::<Vec<_>>().join(", "),
    });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_a_row_are_a_range() {
        use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        for (days, words) in [
            (&[Mon, Tue, Wed, Thu, Fri][..], "Mon-Fri"),
            (&[Sun, Mon, Tue, Wed], "Mon-Wed, Sun"),
            (&[Sat, Sun], "Sat, Sun"),
            (&[], ""),
        ] {
            assert_eq!(days_words(days), words);
        }
    }
}
