//! Sizes of a battery as they are typed, and what the server says of them.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::energy::SizesAnswer;
use model::ids::SiteId;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::address::{CAPACITIES, POWERS, PRICES, YEARS};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::words::{energy, energy_sizes as words};

/// One size, as it was typed; an empty price or lifetime is none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TypedSize {
    pub capacity: String,
    pub power: String,
    pub price: String,
    pub years: String,
}

impl TypedSize {
    /// Whether something was typed.
    pub(super) fn is_there(&self) -> bool {
        let texts = [&self.capacity, &self.power, &self.price, &self.years];
        texts.iter().any(|text| !text.trim().is_empty())
    }
}

/// The sizes and what their days are planned for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TypedSizes {
    /// As many as the form has; empty ones count for nothing.
    pub lines: Vec<TypedSize>,
    /// A mode, and with `balanced` what a kilogram is worth.
    pub by: String,
    pub worth: String,
    /// Days that are looked at; the usual where nothing is said.
    pub days: String,
}

/// What the sizes would have saved.
#[server(prefix = "/fn", endpoint = "energy/battery-sizes", input = Json)]
pub async fn try_sizes(site: SiteId, tries: TypedSizes) -> Result<SizesAnswer, AppError> {
    use crate::context::{actor, services};

    let query = tries.read()?;
    let found = services::energy::battery_sizes(&services()?, &actor()?, site, query).await;
    found.map_err(|fault| tries.as_typed(fault.into()))
}

#[cfg(feature = "ssr")]
impl TypedSizes {
    /// Lines in which something was typed, with their places.
    fn typed(&self) -> impl Iterator<Item = (usize, &TypedSize)> {
        let lines = self.lines.iter().enumerate();
        lines.filter(|(_, line)| line.is_there())
    }

    fn read(&self) -> Result<model::energy::SizesQuery, AppError> {
        use model::energy::{BatterySize, PlanMode, SizesQuery};
        use model::money::Amount;

        let malformed = |field: &str, message: String| -> AppError {
            services::Error::invalid(field, "malformed", message).into()
        };
        let number = |names: &[&str], at: usize, column: &str, text: &str| {
            let field = names.get(at).copied().unwrap_or("try");
            let read = text.trim().parse::<f64>();
            read.map_err(|_| malformed(field, words::is_no_number(at + 1, column, text)))
        };
        let mut sizes = Vec::new();
        for (at, line) in self.typed() {
            let price = (!line.price.trim().is_empty()).then(|| Amount::parse(line.price.trim()));
            let price = price.transpose().map_err(|fault| {
                let field = PRICES.get(at).copied().unwrap_or("try");
                malformed(field, words::of_line(at + 1, fault))
            })?;
            let has_years = !line.years.trim().is_empty();
            let years = has_years.then(|| number(&YEARS, at, words::YEARS_IT_LASTS, &line.years));
            sizes.push(BatterySize {
                capacity_kwh: number(&CAPACITIES, at, words::CAPACITY_KWH, &line.capacity)?,
                power_kw: number(&POWERS, at, words::POWER_KW, &line.power)?,
                price,
                lifetime_years: years.transpose()?,
            });
        }
        let mode = PlanMode::parse(&self.by)
            .ok_or_else(|| malformed("try", energy::CHOOSE_WHAT_IS_TO_BE_LEAST.to_owned()))?;
        let price_per_kg = match mode {
            PlanMode::Balanced => {
                let worth = Amount::parse(self.worth.trim());
                Some(worth.map_err(|fault| malformed("try_worth", fault.to_string()))?)
            }
            PlanMode::Cost | PlanMode::Carbon => None,
        };
        let days = self.days.trim();
        let days = (!days.is_empty()).then(|| days.parse::<u32>());
        let days = days
            .transpose()
            .map_err(|_| malformed("try_days", words::CHOOSE_HOW_MANY_DAYS.to_owned()))?;
        Ok(SizesQuery {
            sizes,
            mode,
            price_per_kg,
            days,
        })
    }

    /// The same faults, at the fields of the form.
    fn as_typed(&self, mut error: AppError) -> AppError {
        let places: Vec<usize> = self.typed().map(|(at, _)| at).collect();
        for fault in &mut error.errors {
            let typed = match fault.field.as_str() {
                "price_per_kg" => Some("try_worth"),
                "days" => Some("try_days"),
                "sizes" => Some("try"),
                _ => None,
            };
            if let Some(typed) = typed {
                fault.field = typed.to_owned();
                continue;
            }
            let part = fault.field.strip_prefix("sizes[");
            let Some((index, name)) = part.and_then(|part| part.split_once("].")) else {
                continue;
            };
            let Some(at) = index
                .parse()
                .ok()
                .and_then(|index: usize| places.get(index))
            else {
                continue;
            };
            let names = match name {
                "power_kw" => &POWERS,
                "price" => &PRICES,
                "lifetime_years" => &YEARS,
                _ => &CAPACITIES,
            };
            let said = fault.message.split_once(": ").map(|(_, said)| said);
            let said = said.unwrap_or(&fault.message).to_owned();
            fault.message = words::of_line(at + 1, format!("{name}: {said}"));
            if let Some(field) = names.get(*at) {
                fault.field = (*field).to_owned();
            }
        }
        error
    }
}
