//! The fields of the form, group by group.

use leptos::prelude::*;
use model::energy::Mounting;

use super::typed::{KEPT, NO_TARIFF, SetupForm, TYPED, TypedWindow};
use crate::components::{ScrollTable, SelectField, SelectOption, TextField};
use crate::error::AppError;

/// The faults of the form.
type Errors = Signal<Option<AppError>>;

fn minutes() -> Vec<SelectOption> {
    ["15", "30", "60"]
        .map(|minutes| SelectOption::new(minutes, format!("{minutes} minutes")))
        .into()
}

/// How it is measured, and what the connection bears.
pub(super) fn measuring(form: &SetupForm, errors: Errors) -> AnyView {
    view! {
        <h3>"Measuring"</h3>
        <div class="two-columns">
            <SelectField label="Interval" name="setup[interval_minutes]" options=minutes() value=form.interval_minutes.clone() hint="How long the meters count together; it cannot change once something is measured." errors/>
            <TextField label="Time zone" name="setup[time_zone]" value=form.time_zone.clone() hint="IANA name; days and tariffs are in it." required=true errors/>
            <TextField label="Most power taken, kW" name="setup[import_limit_kw]" value=form.import_limit_kw.clone() hint="Of the connection; empty: no limit." errors/>
            <TextField label="Most power fed in, kW" name="setup[export_limit_kw]" value=form.export_limit_kw.clone() hint="0 where none may be; empty: no limit." errors/>
        </div>
    }
    .into_any()
}

/// What is paid.
pub(super) fn tariff(form: &SetupForm, errors: Errors) -> AnyView {
    let mut kinds = vec![
        SelectOption::new(NO_TARIFF, "none: plans can mind carbon alone"),
        SelectOption::new(TYPED, "the one below"),
    ];
    if form.tariff == KEPT {
        kinds.push(SelectOption::new(
            KEPT,
            "as it is: set over the API, with parts that this form does not have",
        ));
    }
    let periods = ["month", "year"].map(|period| SelectOption::new(period, period));
    let lines = form
        .windows
        .iter()
        .enumerate()
        .map(|(at, window)| line(at, window))
        .collect_view();
    let fault = move || {
        errors.with(|error| {
            let fault = error.as_ref()?.of_field("setup[windows]")?;
            Some(view! { <p class="fault">{fault.message.clone()}</p> })
        })
    };
    view! {
        <h3>"Tariff"</h3>
        <SelectField label="Tariff" name="setup[tariff]" options=kinds value=form.tariff.clone() errors/>
        <div class="two-columns">
            <TextField label="Currency" name="setup[tariff_currency]" value=form.tariff_currency.clone() hint="ISO 4217, such as EUR." errors/>
            <TextField label="Price per kWh" name="setup[tariff_per_kwh]" value=form.tariff_per_kwh.clone() hint="Whenever no line below applies." errors/>
            <TextField label="Standing charge per day" name="setup[tariff_standing_charge_per_day]" value=form.tariff_standing_charge_per_day.clone() errors/>
            <TextField label="Paid per kWh fed in" name="setup[tariff_feed_in]" value=form.tariff_feed_in.clone() hint="Empty: nothing." errors/>
            <TextField label="Demand charge per kW" name="setup[tariff_demand_per_kw]" value=form.tariff_demand_per_kw.clone() hint="Of the highest mean power; empty: none." errors/>
            <SelectField label="Mean taken over" name="setup[tariff_demand_minutes]" options=minutes() value=form.tariff_demand_minutes.clone() errors/>
            <SelectField label="Paid per" name="setup[tariff_demand_period]" options=periods.into() value=form.tariff_demand_period.clone() errors/>
        </div>
        <ScrollTable label="Hours with a price of their own">
            <caption class="note">
                "Hours with a price of their own, such as a peak on Mon-Fri from 16:00 to 20:00. Empty lines count for nothing."
            </caption>
            <thead>
                <tr>
                    <th scope="col">"Name"</th>
                    <th scope="col">"Days"</th>
                    <th scope="col">"From"</th>
                    <th scope="col">"To"</th>
                    <th scope="col">"Per kWh"</th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </ScrollTable>
        {fault}
    }
    .into_any()
}

fn line(at: usize, window: &TypedWindow) -> AnyView {
    let cells = [
        ("name", "Name", &window.name, 10),
        ("days", "Days", &window.days, 10),
        ("from", "From", &window.from, 5),
        ("to", "To", &window.to, 5),
        ("per_kwh", "Price per kWh", &window.per_kwh, 7),
    ];
    let cells = cells
        .into_iter()
        .map(|(field, word, value, size)| {
            view! {
                <td>
                    <input
                        name=format!("setup[windows][{at}][{field}]")
                        value=value.clone()
                        size=size.to_string()
                        aria-label=format!("Line {}: {word}", at + 1)
                    />
                </td>
            }
        })
        .collect_view();
    view! { <tr>{cells}</tr> }.into_any()
}

/// What can be stored.
pub(super) fn battery(form: &SetupForm, errors: Errors) -> AnyView {
    view! {
        <h3>"Battery"</h3>
        <div class="two-columns">
            <TextField label="Capacity, kWh" name="setup[battery_capacity_kwh]" value=form.battery_capacity_kwh.clone() hint="Empty: there is no battery, and nothing below counts." errors/>
            <TextField label="Most it takes in, kW" name="setup[battery_charge_kw]" value=form.battery_charge_kw.clone() errors/>
            <TextField label="Most it gives out, kW" name="setup[battery_discharge_kw]" value=form.battery_discharge_kw.clone() errors/>
            <TextField label="Efficiency of charging" name="setup[battery_charge_efficiency]" value=form.battery_charge_efficiency.clone() hint="Stored per energy taken in, up to 1." errors/>
            <TextField label="Efficiency of discharging" name="setup[battery_discharge_efficiency]" value=form.battery_discharge_efficiency.clone() hint="Given out per stored energy, up to 1." errors/>
            <TextField label="Lowest state of charge" name="setup[battery_soc_min]" value=form.battery_soc_min.clone() hint="A share, 0 to 1." errors/>
            <TextField label="Highest state of charge" name="setup[battery_soc_max]" value=form.battery_soc_max.clone() hint="A share, 0 to 1." errors/>
            <TextField label="Wear, money per kWh" name="setup[battery_wear_per_kwh]" value=form.battery_wear_per_kwh.clone() hint="Per kWh of stored energy that is discharged." errors/>
            <TextField label="Wear, kg CO₂e per kWh" name="setup[battery_wear_kg_per_kwh]" value=form.battery_wear_kg_per_kwh.clone() hint="Of making a new one." errors/>
        </div>
    }
    .into_any()
}

/// What the sun yields.
pub(super) fn array(form: &SetupForm, has_place: bool, errors: Errors) -> AnyView {
    let mountings = Mounting::ALL.iter().map(|mounting| {
        let word = match mounting {
            Mounting::FreeStanding => "free-standing",
            Mounting::FlatRoof => "on a flat roof",
            Mounting::SlopedRoof => "on a sloped roof",
            Mounting::Integrated => "part of a roof or facade",
        };
        SelectOption::new(mounting.as_str(), word)
    });
    let nowhere = (!has_place).then(|| {
        view! {
            <p class="note">
                "The site has no coordinates, so nothing can be said of its sun. They are set over the API."
            </p>
        }
    });
    view! {
        <h3>"Solar array"</h3>
        {nowhere}
        <div class="two-columns">
            <TextField label="Rated power of the modules, kW" name="setup[solar_dc_kw]" value=form.solar_dc_kw.clone() hint="Empty: there is no array, and nothing below counts." errors/>
            <TextField label="Rated power of the inverter, kW" name="setup[solar_ac_kw]" value=form.solar_ac_kw.clone() errors/>
            <TextField label="Tilt, degrees" name="setup[solar_tilt_deg]" value=form.solar_tilt_deg.clone() hint="From the horizontal, 0 to 90." errors/>
            <TextField label="Direction, degrees" name="setup[solar_azimuth_deg]" value=form.solar_azimuth_deg.clone() hint="Clockwise from north: 180 is south." errors/>
            <SelectField label="Mounted" name="setup[solar_mounting]" options=mountings.collect() value=form.solar_mounting.clone() errors/>
            <TextField label="Efficiency of the inverter" name="setup[solar_inverter_efficiency]" value=form.solar_inverter_efficiency.clone() hint="At rated power, 0.5 to 1." errors/>
            <TextField label="Change per degree" name="setup[solar_gamma_per_c]" value=form.solar_gamma_per_c.clone() hint="A share: -0.004 of usual silicon." errors/>
            <TextField label="Losses" name="setup[solar_loss_share]" value=form.solar_loss_share.clone() hint="Dirt, shade, wires: a share, 0 to 1." errors/>
            <TextField label="Light the ground reflects" name="setup[solar_albedo]" value=form.solar_albedo.clone() hint="A share: 0.2 of grass." errors/>
            <TextField label="Altitude, m" name="setup[solar_altitude_m]" value=form.solar_altitude_m.clone() errors/>
            <TextField label="Linke turbidity of the air" name="setup[solar_linke_turbidity]" value=form.solar_linke_turbidity.clone() hint="2 very clean, 3 usual, 7 polluted." errors/>
        </div>
    }
    .into_any()
}
