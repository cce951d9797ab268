//! Money: exact decimals of one currency, and what energy and freight cost an organisation.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ingest::words;

/// Millionths in a unit of currency.
const MICROS: i64 = 1_000_000;
/// Longest source of a price, in characters.
pub const PRICE_SOURCE_CHARS_MAX: usize = 300;

/// An ISO 4217 code: three capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "EUR"))]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The currency with this code.
    ///
    /// # Errors
    /// Says what a code looks like.
    pub fn new(code: &str) -> Result<Self, MoneyError> {
        match *code.as_bytes() {
            [a, b, c] if code.bytes().all(|byte| byte.is_ascii_uppercase()) => Ok(Self([a, b, c])),
            _ => Err(MoneyError::Currency(code.chars().take(10).collect())),
        }
    }

    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(code: String) -> Result<Self, MoneyError> {
        Self::new(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

/// Why a text is no money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("`{0}` is no ISO 4217 code; one looks like EUR")]
    Currency(String),
    #[error("`{0}` is no amount; one looks like 12.34, with at most six decimals")]
    Amount(String),
}

/// A decimal of at most six places, exact: nine trillion units either way.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "12.34"))]
#[serde(try_from = "String", into = "String")]
pub struct Amount(i64);

impl Amount {
    /// So many millionths of a unit.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Millionths of a unit.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Reads `12`, `-12.34`, `0.000001`.
    ///
    /// # Errors
    /// Says what an amount looks like.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        Self::read(text).ok_or_else(|| MoneyError::Amount(text.chars().take(40).collect()))
    }

    fn read(text: &str) -> Option<Self> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !are_digits(whole) || !are_digits(decimals) || decimals.len() > 6 {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let decimals: i64 = format!("{decimals:0<6}").parse().ok()?;
        let micros = whole.checked_mul(MICROS)?.checked_add(decimals)?;
        Some(Self(sign * micros))
    }
}

impl fmt::Display for Amount {
    /// At least two decimals, and as many more as it has.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let micros = self.0.unsigned_abs();
        let (whole, decimals) = (micros / 1_000_000, micros % 1_000_000);
        let decimals = format!("{decimals:06}");
        let kept = decimals.trim_end_matches('0').len().max(2);
        write!(f, "{sign}{whole}.{}", &decimals[..kept])
    }
}

impl TryFrom<String> for Amount {
    type Error = MoneyError;
    fn try_from(text: String) -> Result<Self, MoneyError> {
        Self::parse(&text)
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.to_string()
    }
}

/// `{"amount": "12.34", "currency": "EUR"}`; above zero is spending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    pub amount: Amount,
    pub currency: Currency,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency.as_str())
    }
}

words!(
    /// What is bought: a fuel, energy, or freight by the tonne-kilometre, with its unit.
    Commodity {
        DieselL = "diesel_l",
        DieselMineralL = "diesel_mineral_l",
        PetrolL = "petrol_l",
        HvoL = "hvo_l",
        BiodieselL = "biodiesel_l",
        BioethanolL = "bioethanol_l",
        LpgL = "lpg_l",
        GasOilL = "gas_oil_l",
        FuelOilL = "fuel_oil_l",
        BurningOilL = "burning_oil_l",
        MarineGasOilL = "marine_gas_oil_l",
        MarineFuelOilL = "marine_fuel_oil_l",
        CngKg = "cng_kg",
        ElectricityKwh = "electricity_kwh",
        /// Natural gas by its gross calorific value.
        GasKwhGross = "gas_kwh_gross",
        /// Purchased heat or steam.
        HeatKwh = "heat_kwh",
        RailTonneKm = "rail_tonne_km",
        SeaTonneKm = "sea_tonne_km",
        AirTonneKm = "air_tonne_km",
    }
);

impl Commodity {
    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::DieselL => "Diesel",
            Self::DieselMineralL => "Diesel, all mineral",
            Self::PetrolL => "Petrol",
            Self::HvoL => "HVO",
            Self::BiodieselL => "Biodiesel",
            Self::BioethanolL => "Bioethanol",
            Self::LpgL => "LPG",
            Self::GasOilL => "Gas oil",
            Self::FuelOilL => "Fuel oil",
            Self::BurningOilL => "Burning oil",
            Self::MarineGasOilL => "Marine gas oil",
            Self::MarineFuelOilL => "Marine fuel oil",
            Self::CngKg => "CNG",
            Self::ElectricityKwh => "Electricity",
            Self::GasKwhGross => "Natural gas, gross",
            Self::HeatKwh => "Heat and steam",
            Self::RailTonneKm => "Rail freight",
            Self::SeaTonneKm => "Sea freight",
            Self::AirTonneKm => "Air freight",
        }
    }

    /// The unit its price is per.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::DieselL
            | Self::DieselMineralL
            | Self::PetrolL
            | Self::HvoL
            | Self::BiodieselL
            | Self::BioethanolL
            | Self::LpgL
            | Self::GasOilL
            | Self::FuelOilL
            | Self::BurningOilL
            | Self::MarineGasOilL
            | Self::MarineFuelOilL => "litre",
            Self::CngKg => "kg",
            Self::ElectricityKwh | Self::GasKwhGross | Self::HeatKwh => "kWh",
            Self::RailTonneKm | Self::SeaTonneKm | Self::AirTonneKm => "tonne-km",
        }
    }
}

/// What a unit of something costs, and who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Price {
    pub commodity: Commodity,
    /// Per unit of the commodity, not below zero.
    pub amount: Amount,
    /// Where the figure comes from: a contract, an invoice, a publication.
    pub source: String,
}

/// The prices of an organisation, each commodity once. There are no built-in prices: they differ
/// by contract, tax and month, and a wrong one would decide between scenarios.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Prices {
    pub currency: Currency,
    #[serde(default)]
    pub prices: Vec<Price>,
}

impl Prices {
    /// The price of a commodity.
    #[must_use]
    pub fn of(&self, commodity: Commodity) -> Option<&Price> {
        self.prices.iter().find(|one| one.commodity == commodity)
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, Currency, Money};

    #[test]
    fn amounts_are_exact_decimals() {
        for (text, micros, shown) in [
            ("12.34", 12_340_000, "12.34"),
            ("-0.5", -500_000, "-0.50"),
            ("7", 7_000_000, "7.00"),
            ("0.000001", 1, "0.000001"),
            ("1.415800", 1_415_800, "1.4158"),
        ] {
            let amount = Amount::parse(text);
            assert_eq!(amount, Ok(Amount::from_micros(micros)), "{text}");
            assert_eq!(Amount::from_micros(micros).to_string(), shown);
        }
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "1e3",
            "1,5",
            "+1",
            "0.0000001",
            "9999999999999999999",
            "--1",
        ] {
            assert!(Amount::parse(text).is_err(), "{text}");
        }
        assert_eq!(
            Amount::from_micros(i64::MIN).to_string(),
            "-9223372036854.775808"
        );
    }

    #[test]
    fn money_reads_as_it_is_written() {
        let json = r#"{"amount":"12.34","currency":"EUR"}"#;
        let money: Money = serde_json::from_str(json).unwrap();
        assert_eq!(money.amount.micros(), 12_340_000);
        assert_eq!(serde_json::to_string(&money).unwrap(), json);
        assert_eq!(money.to_string(), "12.34 EUR");
        assert!(Currency::new("euro").is_err() && Currency::new("eu").is_err());
        assert!(Currency::new("é1").is_err());
    }
}
