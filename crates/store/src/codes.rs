//! The small numbers that stand for words in event, estimate and roll-up rows.
//!
//! They are stored: never change one, only add. `code_words` holds the same for people who read the
//! tables with their own tools; a test compares the two.

use model::emissions::{ContributionKind, IntervalBasis, MethodTier};
use model::energy::Channel;
use model::ingest::{DataSource, EventType, Mode, QualityStatus};
use model::monitoring::EntityKind;

use crate::{Error, Result};

/// A word stored as a number.
pub trait Code: Copy + 'static {
    /// Its kind in `code_words`.
    const KIND: &'static str;

    /// Every word.
    fn all() -> &'static [Self];

    /// Its number.
    fn code(self) -> i16;

    /// The word itself.
    fn word(self) -> &'static str;

    /// The word behind a stored number; `Corrupt` when there is none.
    fn from_code(code: i16, table: &'static str, column: &'static str) -> Result<Self> {
        Self::all()
            .iter()
            .copied()
            .find(|word| word.code() == code)
            .ok_or(Error::Corrupt { table, column })
    }
}

macro_rules! codes {
    ($name:ident, $kind:literal { $($variant:ident = $code:literal),+ $(,)? }) => {
        impl Code for $name {
            const KIND: &'static str = $kind;

            fn all() -> &'static [Self] {
                Self::ALL
            }

            fn code(self) -> i16 {
                match self { $(Self::$variant => $code),+ }
            }

            fn word(self) -> &'static str {
                self.as_str()
            }
        }
    };
}

codes!(EventType, "event_type" { Logistics = 1, Factory = 2, Warehouse = 3, Delivery = 4 });
// 0 stands for none, because a key of a roll-up has no room for NULL.
codes!(Mode, "mode" { Road = 1, Rail = 2, Sea = 3, Air = 4, InlandWaterway = 5 });
codes!(DataSource, "data_source" { Csv = 1, Api = 2, Stream = 3, Meter = 4, GapFill = 5, Demo = 6 });
codes!(QualityStatus, "quality_status" {
    Measured = 1, Estimated = 2, GapFilled = 3, Outlier = 4, Rejected = 5, Superseded = 6,
});
codes!(MethodTier, "method" { Metered = 1, Activity = 2, Modelled = 3, GapFilled = 4 });
codes!(IntervalBasis, "interval_basis" { Calibrated = 1, FactorBased = 2 });
codes!(EntityKind, "entity_kind" { Supplier = 3, Site = 4, Route = 1, Vehicle = 2 });
codes!(Channel, "channel" {
    ImportKwh = 1, ExportKwh = 2, SolarKwh = 3, BatteryChargeKwh = 4, BatteryDischargeKwh = 5, Soc = 6,
});
codes!(ContributionKind, "contribution" {
    Fuel = 1, Distance = 2, Load = 3, EmptyRunning = 4, Refrigeration = 5, TonneKm = 6,
    Electricity = 7, GridLosses = 8, Gas = 9, Heat = 10, RefrigerantLeak = 11, FloorArea = 12,
    MeteredCo2e = 13,
});

/// A stored word that was parsed; `Corrupt` when it is none.
pub(crate) fn word<T>(parsed: Option<T>, table: &'static str, column: &'static str) -> Result<T> {
    parsed.ok_or(Error::Corrupt { table, column })
}

/// The number of a mode, 0 for none.
pub(crate) fn mode_code(mode: Option<Mode>) -> i16 {
    mode.map_or(0, Code::code)
}

/// The mode behind a number, `None` for 0.
pub(crate) fn mode_from(code: i16, table: &'static str) -> Result<Option<Mode>> {
    if code == 0 {
        Ok(None)
    } else {
        Mode::from_code(code, table, "mode").map(Some)
    }
}
