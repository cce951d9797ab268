//! Tariffs that could be had, as they are typed: a price, and one for hours of their own.

use model::energy::TariffOffer;
use serde::{Deserialize, Serialize};

use super::lines::{Column, Line, Lines};
use super::typed::{SetupForm, TypedWindow, lines_for};
use crate::words::energy_setup as words;

/// One tariff on offer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedOffer {
    pub name: String,
    pub per_kwh: String,
    /// Hours with a price of their own; carried along: what they are called.
    pub hours: TypedWindow,
    pub standing_charge_per_day: String,
    pub feed_in: String,
    pub demand_per_kw: String,
    /// Name of an offer that a line cannot show; it stays as it is, until its name is emptied.
    pub kept: String,
}

impl TypedOffer {
    /// The lines of what is set, and some to type into. `form` says how demand is charged.
    pub(super) fn of(offers: &[TariffOffer], form: &SetupForm) -> Vec<Self> {
        lines_for(offers.iter().map(|offer| {
            let shown = Self::shown(offer, form);
            shown.unwrap_or_else(|| Self {
                name: offer.name.clone(),
                kept: offer.name.clone(),
                ..Self::default()
            })
        }))
    }

    /// An offer in a line; `None` where it has parts that a line does not.
    fn shown(offer: &TariffOffer, form: &SetupForm) -> Option<Self> {
        let mut typed = SetupForm {
            windows: vec![TypedWindow::default()],
            tariff_demand_minutes: form.tariff_demand_minutes.clone(),
            tariff_demand_period: form.tariff_demand_period.clone(),
            ..SetupForm::default()
        };
        typed.take_tariff(&offer.tariff)?;
        let is_alike = typed.tariff_series.is_empty()
            && typed.tariff_currency == form.tariff_currency
            && typed.tariff_demand_minutes == form.tariff_demand_minutes
            && typed.tariff_demand_period == form.tariff_demand_period;
        is_alike.then(|| Self {
            name: offer.name.clone(),
            per_kwh: typed.tariff_per_kwh,
            hours: typed.windows.swap_remove(0),
            standing_charge_per_day: typed.tariff_standing_charge_per_day,
            feed_in: typed.tariff_feed_in,
            demand_per_kw: typed.tariff_demand_per_kw,
            kept: String::new(),
        })
    }

    fn texts(&self) -> [&String; 9] {
        [
            &self.name,
            &self.per_kwh,
            &self.hours.days,
            &self.hours.from,
            &self.hours.to,
            &self.hours.per_kwh,
            &self.standing_charge_per_day,
            &self.feed_in,
            &self.demand_per_kw,
        ]
    }

    /// Whether something was typed, or is to stay.
    #[cfg(feature = "ssr")]
    pub(super) fn is_there(&self) -> bool {
        self.texts().iter().any(|text| !text.trim().is_empty())
    }

    /// Reads a line; a fault begins with its name. `kept` is what is set already.
    #[cfg(feature = "ssr")]
    pub(super) fn read(
        &self,
        form: &SetupForm,
        kept: &[TariffOffer],
    ) -> Result<TariffOffer, crate::error::AppError> {
        use super::read::malformed;

        let name = self.name.trim().to_owned();
        if !self.kept.is_empty() {
            let same = kept.iter().find(|offer| offer.name == self.kept);
            let same = same.ok_or_else(|| malformed("offers", words::is_gone(&self.kept)))?;
            return Ok(TariffOffer {
                name,
                tariff: same.tariff.clone(),
            });
        }
        let mut hours = self.hours.clone();
        let has_hours = [&hours.days, &hours.from, &hours.to, &hours.per_kwh]
            .iter()
            .any(|text| !text.trim().is_empty());
        if has_hours && hours.name.trim().is_empty() {
            words::OWN_HOURS.clone_into(&mut hours.name);
        }
        let or_zero = |text: &String| {
            if text.trim().is_empty() {
                "0".to_owned()
            } else {
                text.clone()
            }
        };
        let typed = SetupForm {
            tariff_currency: form.tariff_currency.clone(),
            tariff_per_kwh: self.per_kwh.clone(),
            tariff_standing_charge_per_day: or_zero(&self.standing_charge_per_day),
            tariff_feed_in: self.feed_in.clone(),
            tariff_demand_per_kw: self.demand_per_kw.clone(),
            tariff_demand_minutes: form.tariff_demand_minutes.clone(),
            tariff_demand_period: form.tariff_demand_period.clone(),
            windows: if has_hours { vec![hours] } else { Vec::new() },
            ..SetupForm::default()
        };
        let tariff = typed.read_tariff().map_err(|mut error| {
            for fault in &mut error.errors {
                "setup[offers]".clone_into(&mut fault.field);
                fault.message = format!("{name}: {}", fault.message);
            }
            error
        })?;
        Ok(TariffOffer { name, tariff })
    }
}

/// The lines of the form.
pub(super) fn lines(offers: &[TypedOffer]) -> Lines {
    let line = |offer: &TypedOffer| Line {
        is_kept: !offer.kept.is_empty(),
        carried: vec![
            ("kept", offer.kept.clone()),
            ("hours][name", offer.hours.name.clone()),
        ],
        texts: offer.texts().map(Clone::clone).into(),
    };
    Lines {
        list: "offers",
        label: words::TARIFFS_ON_OFFER,
        about: words::ABOUT_TARIFFS_ON_OFFER,
        columns: vec![
            Column::new("name", words::NAME, 14),
            Column::new("per_kwh", words::PER_KWH, 7),
            Column::new("hours][days", words::DAYS, 10),
            Column::new("hours][from", words::FROM, 5),
            Column::new("hours][to", words::TO, 5),
            Column::new("hours][per_kwh", words::PER_KWH_THEN, 7),
            Column::new("standing_charge_per_day", words::PER_DAY, 6),
            Column::new("feed_in", words::FED_IN_PER_KWH, 7),
            Column::new("demand_per_kw", words::PER_KW, 6),
        ],
        lines: offers.iter().map(line).collect(),
    }
}
