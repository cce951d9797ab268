//! From what was typed to settings, on the server. What they have to be is `services`' to say; here is
//! only what a text has to look like.

use chrono::Weekday;
use model::energy::{
    BatterySettings, DemandCharge, DemandPeriod, EnergyPrice, EnergySite, FeedIn, MeteredEvents,
    Mounting, PlanMode, SolarArray, Tariff, TimeOfDay, Width, Window,
};
use model::ingest::EventType;
use model::money::{Amount, Currency};

use super::loads::TypedLoad;
use super::typed::{
    AVOIDED, COUNTS_NOTHING, DYNAMIC, KEPT, NO_EVENTS, NO_TARIFF, SetupForm, TYPED, TypedWindow,
};
use crate::error::AppError;
use crate::words::energy_setup as words;

/// Days as they are typed, in the order of a week.
const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

impl SetupForm {
    /// Reads the form. `kept` is what is set already, for the parts that the form cannot show.
    pub(crate) fn read(&self, kept: Option<&EnergySite>) -> Result<EnergySite, AppError> {
        let offers = self.offers.iter().filter(|line| line.is_there());
        let kept_offers = kept.map_or(&[][..], |kept| &kept.tariff_offers);
        let loads = self.loads.iter().filter(|line| line.is_there());
        let minutes = self.interval_minutes.trim();
        // It is chosen beside the plan; without a tariff, carbon alone can be made least.
        let plan = kept.and_then(|kept| kept.plan.clone());
        let plan = plan.filter(|plan| self.tariff != NO_TARIFF || plan.mode == PlanMode::Carbon);
        Ok(EnergySite {
            plan,
            interval_minutes: minutes.parse().map_err(|_| {
                malformed(
                    "interval_minutes",
                    words::CHOOSE_HOW_LONG_METERS_COUNT.to_owned(),
                )
            })?,
            time_zone: self.time_zone.trim().to_owned(),
            tariff: match self.tariff.as_str() {
                TYPED | DYNAMIC => Some(self.read_tariff()?),
                KEPT => kept.and_then(|kept| kept.tariff.clone()),
                NO_TARIFF => None,
                other => {
                    let message = words::is_no_choice_of_a_tariff(other);
                    return Err(malformed("tariff", message));
                }
            },
            battery: if self.battery_capacity_kwh.trim().is_empty() {
                None
            } else {
                Some(self.read_battery()?)
            },
            solar: if self.solar_dc_kw.trim().is_empty() {
                None
            } else {
                Some(self.read_array()?)
            },
            import_limit_kw: optional("import_limit_kw", &self.import_limit_kw)?,
            export_limit_kw: optional("export_limit_kw", &self.export_limit_kw)?,
            export_avoids_carbon: match self.export_carbon.as_str() {
                AVOIDED => true,
                COUNTS_NOTHING | "" => false,
                other => {
                    let message = words::is_no_choice_of_avoided_carbon(other);
                    return Err(malformed("export_carbon", message));
                }
            },
            events: match self.events_type.as_str() {
                NO_EVENTS | "" => None,
                other => Some(MeteredEvents {
                    event_type: EventType::parse(other).ok_or_else(|| {
                        malformed("events_type", words::is_no_choice_of_events(other))
                    })?,
                    supplier: self.events_supplier.trim().to_owned(),
                }),
            },
            deferrable_loads: loads.map(TypedLoad::read).collect::<Result<_, _>>()?,
            tariff_offers: offers
                .map(|line| line.read(self, kept_offers))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The faults of settings, at the fields of the form: the path of a fault is how its message begins.
    pub(crate) fn as_typed(&self, mut error: AppError) -> AppError {
        for fault in &mut error.errors {
            let path = fault.message.split(':').next().unwrap_or_default();
            let path = if path.starts_with(&fault.field) {
                path.to_owned()
            } else {
                fault.field.clone()
            };
            let field = if path.starts_with("tariff.import.windows") {
                "windows".to_owned()
            } else if path.starts_with("deferrable_loads") {
                let mut names = self.loads.iter().filter(|line| line.is_there());
                fault.message = of_line(&fault.message, |at| names.nth(at).map(|line| &*line.name));
                "loads".to_owned()
            } else if path.starts_with("tariff_offers") {
                let mut names = self.offers.iter().filter(|line| line.is_there());
                fault.message = of_line(&fault.message, |at| names.nth(at).map(|line| &*line.name));
                "offers".to_owned()
            } else {
                match path.as_str() {
                    "events.event_type" => "events_type".to_owned(),
                    "events.supplier" => "events_supplier".to_owned(),
                    "tariff.import.series" => "tariff_series".to_owned(),
                    "tariff.import.per_kwh" | "tariff.import.otherwise_per_kwh" => {
                        "tariff_per_kwh".to_owned()
                    }
                    "tariff.demand_charge.per_kw" => "tariff_demand_per_kw".to_owned(),
                    "tariff.demand_charge.interval" => "tariff_demand_minutes".to_owned(),
                    path if path.starts_with("tariff.feed_in") => "tariff_feed_in".to_owned(),
                    path => path.replace('.', "_"),
                }
            };
            fault.field = format!("setup[{field}]");
        }
        error
    }

    pub(super) fn read_tariff(&self) -> Result<Tariff, AppError> {
        let currency = Currency::new(self.tariff_currency.trim())
            .map_err(|fault| malformed("tariff_currency", fault.to_string()))?;
        let per_kwh = amount("tariff_per_kwh", &self.tariff_per_kwh)?;
        let is_there = |line: &&TypedWindow| {
            let fields = [&line.name, &line.days, &line.from, &line.to, &line.per_kwh];
            fields.into_iter().any(|field| !field.trim().is_empty())
        };
        let windows = self.windows.iter().filter(is_there).map(window);
        let windows: Vec<Window> = windows.collect::<Result<_, _>>()?;
        let demand_charge = if self.tariff_demand_per_kw.trim().is_empty() {
            None
        } else {
            let minutes = self.tariff_demand_minutes.trim().parse().ok();
            let interval = minutes.and_then(Width::of_minutes);
            let period = match self.tariff_demand_period.as_str() {
                "month" => DemandPeriod::Month,
                "year" => DemandPeriod::Year,
                other => {
                    let message = words::is_no_period_choose_month(other);
                    return Err(malformed("tariff_demand_period", message));
                }
            };
            Some(DemandCharge {
                per_kw: amount("tariff_demand_per_kw", &self.tariff_demand_per_kw)?,
                interval: interval.ok_or_else(|| {
                    let message = words::CHOOSE_15_30_OR_60_MINUTES.to_owned();
                    malformed("tariff_demand_minutes", message)
                })?,
                period,
            })
        };
        Ok(Tariff {
            currency,
            import: if self.tariff == DYNAMIC {
                self.market_price(per_kwh, &windows)?
            } else if windows.is_empty() {
                EnergyPrice::Flat { per_kwh }
            } else {
                EnergyPrice::TimeOfUse {
                    windows,
                    otherwise_per_kwh: per_kwh,
                }
            },
            feed_in: if self.tariff_feed_in.trim().is_empty() {
                FeedIn::Unpaid
            } else {
                FeedIn::Paid {
                    price: EnergyPrice::Flat {
                        per_kwh: amount("tariff_feed_in", &self.tariff_feed_in)?,
                    },
                }
            },
            demand_charge,
            standing_charge_per_day: amount(
                "tariff_standing_charge_per_day",
                &self.tariff_standing_charge_per_day,
            )?,
        })
    }

    fn market_price(
        &self,
        added_per_kwh: Amount,
        windows: &[Window],
    ) -> Result<EnergyPrice, AppError> {
        let series = self.tariff_series.trim();
        if series.is_empty() {
            let message = words::NAME_THE_SERIES_OF_MARKET_PRICES.to_owned();
            return Err(malformed("tariff_series", message));
        }
        if !windows.is_empty() {
            let message = words::A_MARKETS_PRICE_HAS_NO_HOURS.to_owned();
            return Err(malformed("windows", message));
        }
        Ok(EnergyPrice::Dynamic {
            added_per_kwh,
            series: Some(series.to_owned()),
        })
    }

    fn read_battery(&self) -> Result<BatterySettings, AppError> {
        Ok(BatterySettings {
            capacity_kwh: number("battery_capacity_kwh", &self.battery_capacity_kwh)?,
            charge_kw: number("battery_charge_kw", &self.battery_charge_kw)?,
            discharge_kw: number("battery_discharge_kw", &self.battery_discharge_kw)?,
            charge_efficiency: number(
                "battery_charge_efficiency",
                &self.battery_charge_efficiency,
            )?,
            discharge_efficiency: number(
                "battery_discharge_efficiency",
                &self.battery_discharge_efficiency,
            )?,
            soc_min: number("battery_soc_min", &self.battery_soc_min)?,
            soc_max: number("battery_soc_max", &self.battery_soc_max)?,
            wear_per_kwh: amount("battery_wear_per_kwh", &self.battery_wear_per_kwh)?,
            wear_kg_per_kwh: number("battery_wear_kg_per_kwh", &self.battery_wear_kg_per_kwh)?,
        })
    }

    fn read_array(&self) -> Result<SolarArray, AppError> {
        let mounting = Mounting::parse(&self.solar_mounting).ok_or_else(|| {
            let message = words::is_no_way_of_mounting(&self.solar_mounting);
            malformed("solar_mounting", message)
        })?;
        Ok(SolarArray {
            tilt_deg: number("solar_tilt_deg", &self.solar_tilt_deg)?,
            azimuth_deg: number("solar_azimuth_deg", &self.solar_azimuth_deg)?,
            dc_kw: number("solar_dc_kw", &self.solar_dc_kw)?,
            ac_kw: number("solar_ac_kw", &self.solar_ac_kw)?,
            inverter_efficiency: number(
                "solar_inverter_efficiency",
                &self.solar_inverter_efficiency,
            )?,
            gamma_per_c: number("solar_gamma_per_c", &self.solar_gamma_per_c)?,
            mounting,
            loss_share: number("solar_loss_share", &self.solar_loss_share)?,
            albedo: number("solar_albedo", &self.solar_albedo)?,
            altitude_m: number("solar_altitude_m", &self.solar_altitude_m)?,
            linke_turbidity: number("solar_linke_turbidity", &self.solar_linke_turbidity)?,
        })
    }
}

/// A fault of a list as its line is called: `list[1].minutes: ...` is `Name: minutes: ...`.
fn of_line<'n>(message: &str, name: impl FnOnce(usize) -> Option<&'n str>) -> String {
    let named = message.split_once('[').and_then(|(_, rest)| {
        let (at, rest) = rest.split_once("].")?;
        Some(format!("{}: {rest}", name(at.parse().ok()?)?))
    });
    named.unwrap_or_else(|| message.to_owned())
}

pub(super) fn malformed(field: &str, message: String) -> AppError {
    services::Error::invalid(&format!("setup[{field}]"), "malformed", message).into()
}

fn number(field: &str, text: &str) -> Result<f64, AppError> {
    let text = text.trim();
    text.parse().map_err(|_| {
        let message = words::is_no_number_one_looks_like(text);
        malformed(field, message)
    })
}

fn optional(field: &str, text: &str) -> Result<Option<f64>, AppError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    number(field, text).map(Some)
}

fn amount(field: &str, text: &str) -> Result<Amount, AppError> {
    Amount::parse(text.trim()).map_err(|fault| malformed(field, fault.to_string()))
}

fn window(line: &TypedWindow) -> Result<Window, AppError> {
    let fault = |message: String| malformed("windows", format!("{}: {message}", line.name));
    let time = |text: &str| TimeOfDay::parse(text.trim()).map_err(|wrong| fault(wrong.to_string()));
    Ok(Window {
        name: line.name.trim().to_owned(),
        months: Vec::new(),
        days: days(&line.days).map_err(fault)?,
        from: time(&line.from)?,
        to: time(&line.to)?,
        per_kwh: Amount::parse(line.per_kwh.trim()).map_err(|wrong| fault(wrong.to_string()))?,
    })
}

/// Reads `Mon-Fri, Sun`.
pub(super) fn days(text: &str) -> Result<Vec<Weekday>, String> {
    let place = |word: &str| {
        let word = word.trim().to_ascii_lowercase();
        DAYS.iter()
            .position(|(name, _)| *name == word)
            .ok_or_else(|| words::is_no_day_days_look_like(word))
    };
    let mut found = [false; 7];
    for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (place(first)?, place(last)?);
        let count = (last + 7 - first) % 7;
        for step in 0..=count {
            found[(first + step) % 7] = true;
        }
    }
    let days = DAYS.iter().zip(found);
    Ok(days
        .filter_map(|((_, day), is_found)| is_found.then_some(*day))
        .collect())
}

#[cfg(test)]
mod tests {
    use model::energy::EnergySetup;
    use model::ids::SiteId;
    use model::places::Site;

    use super::*;

    #[test]
    fn days_are_read_one_by_one_and_as_ranges() {
        use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        assert_eq!(days("Mon-Fri").unwrap(), [Mon, Tue, Wed, Thu, Fri]);
        assert_eq!(days("sat, SUN").unwrap(), [Sat, Sun]);
        assert_eq!(days("Sat-Mon").unwrap(), [Mon, Sat, Sun]);
        assert_eq!(days("").unwrap(), []);
        assert!(days("Mo").unwrap_err().contains("`mo`"));
    }

    fn setup(settings: Option<EnergySite>) -> EnergySetup {
        EnergySetup {
            site: Site {
                id: SiteId(1),
                name: "Works".to_owned(),
                lat: None,
                lon: None,
                grid_region: None,
            },
            settings,
            measurements: 0,
            time_zone: "Europe/Berlin".to_owned(),
            currency: "EUR".to_owned(),
        }
    }

    #[test]
    fn what_is_set_survives_the_form() {
        let text = r#"{"interval_minutes": 30, "time_zone": "Europe/Madrid",
            "tariff": {"currency": "EUR", "standing_charge_per_day": "0.40",
                "import": {"kind": "time_of_use", "otherwise_per_kwh": "0.20", "windows": [
                    {"name": "peak", "days": ["Mon", "Tue"], "from": "16:00", "to": "20:00", "per_kwh": "0.45"}]},
                "feed_in": {"kind": "paid", "price": {"kind": "flat", "per_kwh": "0.06"}},
                "demand_charge": {"per_kw": "9.50", "interval": "half_hour", "period": "year"}},
            "battery": {"capacity_kwh": 40.5, "charge_kw": 20.0, "discharge_kw": 20.0,
                "charge_efficiency": 0.95, "discharge_efficiency": 0.94, "soc_min": 0.1, "soc_max": 0.9,
                "wear_per_kwh": "0.01", "wear_kg_per_kwh": 0.002},
            "solar": {"tilt_deg": 30.0, "azimuth_deg": 180.0, "dc_kw": 12.0, "ac_kw": 10.0,
                "inverter_efficiency": 0.96, "gamma_per_c": -0.004, "mounting": "sloped_roof",
                "loss_share": 0.14, "albedo": 0.2, "altitude_m": 35.0, "linke_turbidity": 3.0},
            "export_limit_kw": 0.0, "export_avoids_carbon": true}"#;
        let settings: EnergySite = serde_json::from_str(text).unwrap();
        let form = SetupForm::of(&setup(Some(settings.clone())));
        assert_eq!(form.tariff, TYPED);
        assert_eq!(form.read(None).unwrap(), settings);
    }

    /// A site with a load and two offers, of which a line can show the first.
    fn with_lists() -> EnergySite {
        let text = r#"{"interval_minutes": 15, "time_zone": "Europe/Madrid",
            "tariff": {"currency": "EUR", "standing_charge_per_day": "0.40",
                "import": {"kind": "flat", "per_kwh": "0.20"}, "feed_in": {"kind": "unpaid"}},
            "deferrable_loads": [{"name": "charging", "energy_kwh": 90.5, "minutes": 180,
                "days": ["Mon", "Tue", "Wed"], "usual_start": "17:00", "earliest": "17:00",
                "latest_end": "05:45"}],
            "tariff_offers": [
                {"name": "night", "tariff": {"currency": "EUR", "standing_charge_per_day": "0",
                    "import": {"kind": "time_of_use", "otherwise_per_kwh": "0.25", "windows": [
                        {"name": "low", "days": ["Mon"], "from": "22:00", "to": "06:00", "per_kwh": "0.11"}]},
                    "feed_in": {"kind": "paid", "price": {"kind": "flat", "per_kwh": "0.06"}}}},
                {"name": "market", "tariff": {"currency": "EUR", "standing_charge_per_day": "0",
                    "import": {"kind": "dynamic", "added_per_kwh": "0.05"}, "feed_in": {"kind": "unpaid"}}}]}"#;
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn loads_and_offers_survive_the_form_and_go_with_their_name() {
        let settings = with_lists();
        let mut form = SetupForm::of(&setup(Some(settings.clone())));
        assert_eq!(form.offers[0].hours.per_kwh, "0.11");
        assert_eq!(form.offers[1].kept, "market");
        assert_eq!(form.read(Some(&settings)).unwrap(), settings);
        form.offers[1].name.clear();
        form.loads[0] = TypedLoad::default();
        let fewer = form.read(Some(&settings)).unwrap();
        assert_eq!(fewer.tariff_offers, settings.tariff_offers[..1]);
        assert_eq!(fewer.deferrable_loads, []);
    }

    #[test]
    fn faults_of_lists_name_the_line() {
        let mut form = SetupForm::of(&setup(Some(with_lists())));
        form.loads[0].minutes = "three hours".to_owned();
        let fault = form.read(None).unwrap_err();
        assert_eq!(fault.errors[0].field, "setup[loads]");
        assert!(
            fault.errors[0]
                .message
                .starts_with("charging: `three hours`")
        );
        form.loads[0].minutes = "180".to_owned();
        let gone = form.read(None).unwrap_err();
        assert!(gone.errors[0].message.contains("`market`"), "{gone:?}");
        let path = "deferrable_loads[0].minutes";
        let refused = services::Error::invalid(path, "out_of_range", format!("{path}: 100 must"));
        let shown = form.as_typed(refused.into());
        assert_eq!(shown.errors[0].field, "setup[loads]");
        assert_eq!(shown.errors[0].message, "charging: minutes: 100 must");
    }

    #[test]
    fn a_tariff_that_moves_with_a_market_survives_the_form() {
        let tariff: Tariff = serde_json::from_str(
            r#"{"currency": "EUR", "standing_charge_per_day": "0.40",
                "import": {"kind": "dynamic", "added_per_kwh": "-0.01", "series": "DE-LU"},
                "feed_in": {"kind": "unpaid"}}"#,
        )
        .unwrap();
        let mut settings = SetupForm::of(&setup(None)).read(None).unwrap();
        settings.tariff = Some(tariff);
        let mut form = SetupForm::of(&setup(Some(settings.clone())));
        assert_eq!((&*form.tariff, &*form.tariff_series), (DYNAMIC, "DE-LU"));
        assert_eq!(form.read(None).unwrap(), settings);
        let field = |form: &SetupForm| form.read(None).unwrap_err().errors[0].field.clone();
        form.windows[0] = TypedWindow {
            name: "night".into(),
            days: "Mon-Sun".into(),
            from: "22:00".into(),
            to: "06:00".into(),
            per_kwh: "0.1".into(),
        };
        assert_eq!(field(&form), "setup[windows]");
        form.tariff_series = " ".into();
        assert_eq!(field(&form), "setup[tariff_series]");
        let path = "tariff.import.series";
        let refused =
            services::Error::invalid("tariff", "not_meant", format!("{path}: `a/b` must"));
        assert_eq!(
            form.as_typed(refused.into()).errors[0].field,
            "setup[tariff_series]"
        );
    }

    #[test]
    fn a_tariff_that_the_form_cannot_show_is_kept() {
        let tariff: Tariff = serde_json::from_str(
            r#"{"currency": "EUR", "standing_charge_per_day": "0",
                "import": {"kind": "dynamic", "added_per_kwh": "0.05"}, "feed_in": {"kind": "unpaid"}}"#,
        )
        .unwrap();
        let mut settings = SetupForm::of(&setup(None)).read(None).unwrap();
        assert_eq!(settings.tariff, None);
        settings.tariff = Some(tariff.clone());
        let form = SetupForm::of(&setup(Some(settings.clone())));
        assert_eq!(form.tariff, KEPT);
        assert_eq!(form.read(Some(&settings)).unwrap(), settings);
    }
}
