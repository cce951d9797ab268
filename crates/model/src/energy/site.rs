//! What is set about the electricity of a site.

use chrono::{DateTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

use super::interval::Interval;
use super::measurement::Channel;
use super::plan::{PlanMode, PlanQuery};
use super::tariff::Tariff;
use super::window::TimeOfDay;
use crate::ingest::{EventType, words};
use crate::money::Amount;
use crate::places::Site;

/// What holds for the electricity of a site. Only how finely and where it is measured must be said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EnergySite {
    /// How long the intervals are that are measured, a whole part of an hour: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30
    /// or 60 minutes. Everything is calculated by the shortest of 15, 30 and 60 minutes that holds whole ones.
    pub interval_minutes: u32,
    /// IANA name of the zone that days, weeks and tariffs are in.
    pub time_zone: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tariff: Option<Tariff>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub battery: Option<BatterySettings>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solar: Option<SolarArray>,
    /// Most power the connection gives, kW; none stated: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import_limit_kw: Option<f64>,
    /// Most power that may be fed in, kW, 0 where none may be; none stated: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export_limit_kw: Option<f64>,
    /// Whether plans count what is fed in as carbon avoided elsewhere, at the hour's intensity; it counts
    /// nothing unless stated. Figures of emissions never count it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub export_avoids_carbon: bool,
    /// Which events the metered import becomes, one per hour; none stated: it becomes none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<MeteredEvents>,
    /// What may run at another time of the day, such as charging vehicles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deferrable_loads: Vec<DeferrableLoad>,
    /// Tariffs that could be had instead of `tariff`, in its currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tariff_offers: Vec<TariffOffer>,
    /// What the plan that is kept for the battery makes least; none stated: cost where there is a tariff,
    /// carbon where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanQuery>,
}

impl EnergySite {
    /// How long the steps are that everything is calculated by, in minutes. Of an interval that is no whole
    /// part of an hour, which settings that were checked do not have, the interval itself.
    #[must_use]
    pub fn step_minutes(&self) -> u32 {
        let interval = Interval::of_minutes(self.interval_minutes);
        interval.map_or(self.interval_minutes, |interval| interval.step().minutes())
    }

    /// What the kept plan makes least.
    #[must_use]
    pub fn kept_plan(&self) -> PlanQuery {
        let first = || PlanQuery {
            mode: if self.tariff.is_some() {
                PlanMode::Cost
            } else {
                PlanMode::Carbon
            },
            price_per_kg: None,
        };
        self.plan.clone().unwrap_or_else(first)
    }
}

/// What the metered import of a site becomes in the figures of emissions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MeteredEvents {
    /// `factory` or `warehouse`.
    pub event_type: EventType,
    /// Name of the supplier the events are of; it is made where there is none of that name. Users of this
    /// supplier see them.
    pub supplier: String,
}

/// A run that can wait: it is started once on each of its days, and not interrupted. What it uses is a
/// part of the measured load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeferrableLoad {
    /// Unique at the site, 1 to 60 characters.
    pub name: String,
    /// Of one run, used evenly.
    pub energy_kwh: f64,
    /// How long a run takes: a whole number of the site's intervals, at most a day.
    pub minutes: u32,
    /// Days on which it is started.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>, example = json!(["Mon", "Fri"])))]
    pub days: Vec<Weekday>,
    /// When it is started now, on the wall's clock.
    pub usual_start: TimeOfDay,
    /// First time at which it may begin.
    pub earliest: TimeOfDay,
    /// Time at which it must have ended; on the next day where it is not after `earliest`.
    pub latest_end: TimeOfDay,
}

impl DeferrableLoad {
    /// Quarter-hours from the midnight of its day: the first start, the usual one, and the last end.
    #[must_use]
    pub fn quarters(&self) -> (usize, usize, usize) {
        let earliest = self.earliest.quarter();
        let on = |quarter: usize, is_next_day: bool| quarter + if is_next_day { 96 } else { 0 };
        let usual = self.usual_start.quarter();
        let end = self.latest_end.quarter();
        (
            earliest,
            on(usual, usual < earliest),
            on(end, end <= earliest),
        )
    }
}

/// A tariff somebody offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TariffOffer {
    /// Unique at the site, 1 to 60 characters.
    pub name: String,
    pub tariff: Tariff,
}

/// A battery, apart from what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BatterySettings {
    /// Stored energy between a state of charge of 0 and of 1.
    pub capacity_kwh: f64,
    /// Most power it takes in.
    pub charge_kw: f64,
    /// Most power it gives out.
    pub discharge_kw: f64,
    /// Stored energy per energy taken in, above 0 to 1.
    pub charge_efficiency: f64,
    /// Energy given out per stored energy, above 0 to 1.
    pub discharge_efficiency: f64,
    /// Share of the capacity below which it is not discharged, 0-1.
    pub soc_min: f64,
    /// Share of the capacity above which it is not charged, 0-1.
    pub soc_max: f64,
    /// What wear costs, in the tariff's currency per kWh of stored energy that is discharged.
    pub wear_per_kwh: Amount,
    /// The carbon of a new battery that wear stands for, kg CO2e per kWh of stored energy that is
    /// discharged.
    pub wear_kg_per_kwh: f64,
}

words!(
    /// How modules are mounted, which decides how warm they get.
    Mounting {
        FreeStanding = "free_standing",
        FlatRoof = "flat_roof",
        /// On a sloped roof, poorly ventilated.
        SlopedRoof = "sloped_roof",
        /// Part of a roof or facade, not ventilated.
        Integrated = "integrated",
    }
);

/// A solar array with its inverter, and the air above it. It stands where its site is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SolarArray {
    /// From the horizontal, 0-90.
    pub tilt_deg: f64,
    /// Where it faces, clockwise from north, 0-360: 180 is south.
    pub azimuth_deg: f64,
    /// Rated power of the modules at 1000 W/m2 and 25 degrees.
    pub dc_kw: f64,
    /// Rated power of the inverter's output.
    pub ac_kw: f64,
    /// Its efficiency at rated power, 0.5 to 1.
    pub inverter_efficiency: f64,
    /// Change of power per degree, a share: -0.004 of usual silicon.
    pub gamma_per_c: f64,
    pub mounting: Mounting,
    /// Lost to dirt, shade, wires and the like, 0-1; PVWatts uses 0.14.
    pub loss_share: f64,
    /// Share of light the ground reflects, 0-1: 0.2 of grass.
    pub albedo: f64,
    pub altitude_m: f64,
    /// Of the air, 1 to 10: 2 very clean, 3 usual in the country, 7 polluted.
    pub linke_turbidity: f64,
}

/// How much of a channel is stored.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelExtent {
    pub channel: Channel,
    pub count: u64,
    /// Beginnings of the first interval and of the last.
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
    /// What was measured in the last.
    pub last_value: f64,
}

/// A site whose electricity is looked after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnergySiteState {
    pub site: Site,
    pub settings: EnergySite,
    pub changed_at: DateTime<Utc>,
    /// Measurements of all channels.
    pub measurements: u64,
    /// Beginning of the latest interval of any channel, as time and as text in the site's zone.
    pub latest_at: Option<DateTime<Utc>>,
    pub latest_label: Option<String>,
    /// Those with at least one measurement.
    pub channels: Vec<ChannelExtent>,
}
