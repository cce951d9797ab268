//! The fields of the form, group by group.

use leptos::prelude::*;
use model::energy::{Interval, Mounting};

use super::lines::{Column, Line, Lines};
use super::typed::{
    AVOIDED, COUNTS_NOTHING, DYNAMIC, KEPT, NO_EVENTS, NO_TARIFF, SetupForm, TYPED, TypedWindow,
};
use super::{loads, offers};
use crate::components::{SelectField, SelectOption, TextField};
use crate::error::AppError;
use crate::words::energy_setup as words;

/// The faults of the form.
type Errors = Signal<Option<AppError>>;

/// Of meters.
fn intervals() -> Vec<SelectOption> {
    Interval::MINUTES
        .map(|minutes| SelectOption::new(minutes.to_string(), words::minutes(minutes)))
        .into()
}

/// Of a charge for peaks.
fn minutes() -> Vec<SelectOption> {
    ["15", "30", "60"]
        .map(|minutes| SelectOption::new(minutes, words::minutes(minutes)))
        .into()
}

fn avoided() -> Vec<SelectOption> {
    vec![
        SelectOption::new(COUNTS_NOTHING, words::COUNTS_NOTHING),
        SelectOption::new(AVOIDED, words::COUNTS_AS_AVOIDED),
    ]
}

/// How it is measured, and what the connection bears.
pub(super) fn measuring(form: &SetupForm, errors: Errors) -> AnyView {
    view! {
        <h3>{words::MEASURING}</h3>
        <div class="two-columns">
            <SelectField label=words::INTERVAL name="setup[interval_minutes]" options=intervals() value=form.interval_minutes.clone() hint=words::HOW_LONG_THE_METERS_COUNT_TOGETHER errors/>
            <TextField label=words::TIME_ZONE name="setup[time_zone]" value=form.time_zone.clone() hint=words::IANA_NAME_DAYS_AND_TARIFFS required=true errors/>
            <TextField label=words::MOST_POWER_TAKEN_KW name="setup[import_limit_kw]" value=form.import_limit_kw.clone() hint=words::OF_THE_CONNECTION_EMPTY_NO_LIMIT errors/>
            <TextField label=words::MOST_POWER_FED_IN_KW name="setup[export_limit_kw]" value=form.export_limit_kw.clone() hint=words::ZERO_WHERE_NONE_MAY_BE errors/>
            <SelectField label=words::CARBON_OF_WHAT_IS_FED_IN name="setup[export_carbon]" options=avoided() value=form.export_carbon.clone() hint=words::ABOUT_AVOIDED_CARBON errors/>
        </div>
    }
    .into_any()
}

/// What the measured import becomes in the figures of emissions.
pub(super) fn events(form: &SetupForm, errors: Errors) -> AnyView {
    let kinds = vec![
        SelectOption::new(NO_EVENTS, words::NO_EVENT),
        SelectOption::new("factory", words::A_FACTORY_EVENT),
        SelectOption::new("warehouse", words::A_WAREHOUSE_EVENT),
    ];
    view! {
        <h3>{words::EMISSIONS}</h3>
        <p class="note">{words::ABOUT_METERED_EVENTS}</p>
        <div class="two-columns">
            <SelectField label=words::EACH_METERED_HOUR_BECOMES name="setup[events_type]" options=kinds value=form.events_type.clone() hint=words::OF_WHAT_IS_TAKEN_FROM_THE_GRID errors/>
            <TextField label=words::SUPPLIER_OF_THESE_EVENTS name="setup[events_supplier]" value=form.events_supplier.clone() hint=words::BY_NAME_MADE_WHERE_THERE_IS_NONE errors/>
        </div>
    }
    .into_any()
}

/// What is paid.
pub(super) fn tariff(form: &SetupForm, errors: Errors) -> AnyView {
    let mut kinds = vec![
        SelectOption::new(NO_TARIFF, words::NONE_PLANS_CAN_MIND_CARBON_ALONE),
        SelectOption::new(TYPED, words::THE_ONE_BELOW),
        SelectOption::new(DYNAMIC, words::A_MARKETS_PRICE_AND_WHAT_IS_ADDED),
    ];
    if form.tariff == KEPT {
        kinds.push(SelectOption::new(KEPT, words::AS_IT_IS_SET_OVER));
    }
    let periods = [("month", words::MONTH), ("year", words::YEAR)]
        .map(|(period, word)| SelectOption::new(period, word));
    view! {
        <h3>{words::TARIFF}</h3>
        <SelectField label=words::TARIFF name="setup[tariff]" options=kinds value=form.tariff.clone() errors/>
        <div class="two-columns">
            <TextField label=words::CURRENCY name="setup[tariff_currency]" value=form.tariff_currency.clone() hint=words::ISO_4217_SUCH_AS_EUR errors/>
            <TextField label=words::PRICE_PER_KWH name="setup[tariff_per_kwh]" value=form.tariff_per_kwh.clone() hint=words::WHENEVER_NO_LINE_BELOW_APPLIES errors/>
            <TextField label=words::SERIES_OF_MARKET_PRICES name="setup[tariff_series]" value=form.tariff_series.clone() hint=words::NAME_THEY_ARE_KEPT_UNDER errors/>
            <TextField label=words::STANDING_CHARGE_PER_DAY name="setup[tariff_standing_charge_per_day]" value=form.tariff_standing_charge_per_day.clone() errors/>
            <TextField label=words::PAID_PER_KWH_FED_IN name="setup[tariff_feed_in]" value=form.tariff_feed_in.clone() hint=words::EMPTY_NOTHING errors/>
            <TextField label=words::DEMAND_CHARGE_PER_KW name="setup[tariff_demand_per_kw]" value=form.tariff_demand_per_kw.clone() hint=words::OF_THE_HIGHEST_MEAN_POWER_EMPTY errors/>
            <SelectField label=words::MEAN_TAKEN_OVER name="setup[tariff_demand_minutes]" options=minutes() value=form.tariff_demand_minutes.clone() errors/>
            <SelectField label=words::PAID_PER name="setup[tariff_demand_period]" options=periods.into() value=form.tariff_demand_period.clone() errors/>
        </div>
        {windows(&form.windows).draw(errors)}
    }
    .into_any()
}

fn windows(windows: &[TypedWindow]) -> Lines {
    let line = |window: &TypedWindow| {
        Line::typed(vec![
            window.name.clone(),
            window.days.clone(),
            window.from.clone(),
            window.to.clone(),
            window.per_kwh.clone(),
        ])
    };
    Lines {
        list: "windows",
        label: words::HOURS_WITH_A_PRICE,
        about: words::ABOUT_HOURS_WITH_A_PRICE,
        columns: vec![
            Column::new("name", words::NAME, 10),
            Column::new("days", words::DAYS, 10),
            Column::new("from", words::FROM, 5),
            Column::new("to", words::TO, 5),
            Column::new("per_kwh", words::PRICE_PER_KWH, 7),
        ],
        lines: windows.iter().map(line).collect(),
    }
}

/// What advice weighs: other tariffs, and runs that can wait.
pub(super) fn lists(form: &SetupForm, errors: Errors) -> AnyView {
    view! {
        <h3>{words::TARIFFS_ON_OFFER}</h3>
        {offers::lines(&form.offers).draw(errors)}
        <h3>{words::RUNS_THAT_CAN_WAIT}</h3>
        {loads::lines(&form.loads).draw(errors)}
    }
    .into_any()
}

/// What can be stored.
pub(super) fn battery(form: &SetupForm, errors: Errors) -> AnyView {
    view! {
        <h3>{words::BATTERY}</h3>
        <div class="two-columns">
            <TextField label=words::CAPACITY_KWH name="setup[battery_capacity_kwh]" value=form.battery_capacity_kwh.clone() hint=words::EMPTY_THERE_IS_NO_BATTERY errors/>
            <TextField label=words::MOST_IT_TAKES_IN_KW name="setup[battery_charge_kw]" value=form.battery_charge_kw.clone() errors/>
            <TextField label=words::MOST_IT_GIVES_OUT_KW name="setup[battery_discharge_kw]" value=form.battery_discharge_kw.clone() errors/>
            <TextField label=words::EFFICIENCY_OF_CHARGING name="setup[battery_charge_efficiency]" value=form.battery_charge_efficiency.clone() hint=words::STORED_PER_ENERGY_TAKEN_IN_UP errors/>
            <TextField label=words::EFFICIENCY_OF_DISCHARGING name="setup[battery_discharge_efficiency]" value=form.battery_discharge_efficiency.clone() hint=words::GIVEN_OUT_PER_STORED_ENERGY_UP errors/>
            <TextField label=words::LOWEST_STATE_OF_CHARGE name="setup[battery_soc_min]" value=form.battery_soc_min.clone() hint=words::A_SHARE errors/>
            <TextField label=words::HIGHEST_STATE_OF_CHARGE name="setup[battery_soc_max]" value=form.battery_soc_max.clone() hint=words::A_SHARE errors/>
            <TextField label=words::WEAR_MONEY_PER_KWH name="setup[battery_wear_per_kwh]" value=form.battery_wear_per_kwh.clone() hint=words::PER_KWH_OF_STORED_ENERGY errors/>
            <TextField label=words::WEAR_KG_CO2E_PER_KWH name="setup[battery_wear_kg_per_kwh]" value=form.battery_wear_kg_per_kwh.clone() hint=words::OF_MAKING_A_NEW_ONE errors/>
        </div>
    }
    .into_any()
}

/// What the sun yields.
pub(super) fn array(form: &SetupForm, has_place: bool, errors: Errors) -> AnyView {
    let mountings = Mounting::ALL.iter().map(|mounting| {
        let word = match mounting {
            Mounting::FreeStanding => words::FREE_STANDING,
            Mounting::FlatRoof => words::ON_A_FLAT_ROOF,
            Mounting::SlopedRoof => words::ON_A_SLOPED_ROOF,
            Mounting::Integrated => words::PART_OF_A_ROOF_OR_FACADE,
        };
        SelectOption::new(mounting.as_str(), word)
    });
    let nowhere = (!has_place).then(|| {
        view! {
            <p class="note">
                {words::THE_SITE_HAS_NO_COORDINATES_SO}
            </p>
        }
    });
    view! {
        <h3>{words::SOLAR_ARRAY}</h3>
        {nowhere}
        <div class="two-columns">
            <TextField label=words::RATED_POWER_OF_THE_MODULES_KW name="setup[solar_dc_kw]" value=form.solar_dc_kw.clone() hint=words::EMPTY_THERE_IS_NO_ARRAY errors/>
            <TextField label=words::RATED_POWER_OF_THE_INVERTER_KW name="setup[solar_ac_kw]" value=form.solar_ac_kw.clone() errors/>
            <TextField label=words::TILT_DEGREES name="setup[solar_tilt_deg]" value=form.solar_tilt_deg.clone() hint=words::FROM_THE_HORIZONTAL_0_TO_90 errors/>
            <TextField label=words::DIRECTION_DEGREES name="setup[solar_azimuth_deg]" value=form.solar_azimuth_deg.clone() hint=words::CLOCKWISE_FROM_NORTH_180_IS_SOUTH errors/>
            <SelectField label=words::MOUNTED name="setup[solar_mounting]" options=mountings.collect() value=form.solar_mounting.clone() errors/>
            <TextField label=words::EFFICIENCY_OF_THE_INVERTER name="setup[solar_inverter_efficiency]" value=form.solar_inverter_efficiency.clone() hint=words::AT_RATED_POWER_0_5 errors/>
            <TextField label=words::CHANGE_PER_DEGREE name="setup[solar_gamma_per_c]" value=form.solar_gamma_per_c.clone() hint=words::SHARE_OF_USUAL_SILICON errors/>
            <TextField label=words::LOSSES name="setup[solar_loss_share]" value=form.solar_loss_share.clone() hint=words::DIRT_SHADE_WIRES_A_SHARE_0 errors/>
            <TextField label=words::LIGHT_THE_GROUND_REFLECTS name="setup[solar_albedo]" value=form.solar_albedo.clone() hint=words::SHARE_OF_GRASS errors/>
            <TextField label=words::ALTITUDE_M name="setup[solar_altitude_m]" value=form.solar_altitude_m.clone() errors/>
            <TextField label=words::LINKE_TURBIDITY_OF_THE_AIR name="setup[solar_linke_turbidity]" value=form.solar_linke_turbidity.clone() hint=words::TURBIDITY_2_3_7 errors/>
        </div>
    }
    .into_any()
}
