//! The sun, clear skies and yields of a year of hours beside pvlib.

use chrono::{DateTime, TimeDelta};
use engine::energy::solar::{
    Array, Mounting, Place, Plane, SkyModel, SkyState, Sun, clear, haurwitz, yields,
};
use engine::energy::{Steps, Width};

use super::peer::{self, Chain};
use super::{Gates, say};

/// Largest error beside pvlib, in per cent of the mean by day.
const NRMSE_PCT_MAX: f64 = 1.0;

pub(crate) fn solar(gates: &mut Gates) -> Result<(), String> {
    let chain: Chain = peer::chain()?;
    let place = Place {
        latitude_deg: chain.latitude_deg,
        longitude_deg: chain.longitude_deg,
        altitude_m: chain.altitude_m,
        linke_turbidity: 3.0,
    };
    let array = Array {
        plane: Plane {
            tilt_deg: 30.0,
            azimuth_deg: 180.0,
        },
        dc_kw: 10.0,
        ac_kw: 8.0,
        inverter_efficiency: 0.96,
        gamma_per_c: -0.004,
        mounting: Mounting::FreeStanding,
        loss_share: 0.14,
        albedo: 0.2,
    };
    let start = DateTime::from_timestamp(chain.hours.first().ok_or("no hours")?.0, 0);
    let start = start.ok_or("the first hour is no time")?;
    let steps = Steps::new(start, Width::Hour, chain.hours.len()).map_err(|e| e.to_string())?;
    let sky: Vec<SkyState> = chain
        .hours
        .iter()
        .map(|(_, ghi, air_c)| SkyState {
            ghi: *ghi,
            beam: None,
            air_c: *air_c,
        })
        .collect();
    say(&format!(
        "solar: {} hours of a typical year, beside pvlib",
        sky.len()
    ));
    sky_beside_pvlib(&place, &steps, &chain, gates)?;
    for (name, model) in [
        ("isotropic", SkyModel::Isotropic),
        ("haydavies", SkyModel::HayDavies),
        ("reindl", SkyModel::Hdkr),
        ("perez", SkyModel::Perez),
    ] {
        let expected = chain.models.get(name).ok_or(name)?;
        let ours = yields(&place, &array, model, &steps, &sky).map_err(|e| e.to_string())?;
        let by_day: Vec<(f64, f64)> = ours
            .iter()
            .zip(expected)
            .filter(|(one, expected)| one.zenith_deg < 90.0 || **expected > 0.0)
            .map(|(one, expected)| (one.kwh, *expected))
            .collect();
        let sum: f64 = by_day.iter().map(|pair| pair.0).sum();
        let theirs: f64 = by_day.iter().map(|pair| pair.1).sum();
        say(&format!(
            "  {name:9}: {sum:.1} kWh, pvlib {theirs:.1}, {} hours of daylight",
            by_day.len()
        ));
        gates.at_most(
            &format!("nRMSE, {name}, %"),
            nrmse_pct(&by_day),
            NRMSE_PCT_MAX,
        );
    }
    Ok(())
}

/// The sun's place by day, and what a sky without clouds lets through.
fn sky_beside_pvlib(
    place: &Place,
    steps: &Steps,
    chain: &Chain,
    gates: &mut Gates,
) -> Result<(), String> {
    let middles = steps.iter().map(|at| at + TimeDelta::minutes(30));
    let suns: Vec<Sun> = middles
        .map(|at| {
            Sun::at(
                at,
                place.latitude_deg,
                place.longitude_deg,
                place.altitude_m,
            )
        })
        .collect();
    if chain.sun.len() != suns.len() {
        return Err(format!("{} suns of {} hours", chain.sun.len(), suns.len()));
    }
    let by_day = || {
        let pairs = suns.iter().zip(&chain.sun);
        pairs.filter(|(_, (zenith_deg, _))| *zenith_deg < 90.0)
    };
    let zeniths: Vec<(f64, f64)> = by_day()
        .map(|(ours, (zenith_deg, _))| (ours.zenith_deg, *zenith_deg))
        .collect();
    let azimuths: Vec<(f64, f64)> = by_day()
        .map(|(ours, (_, azimuth_deg))| {
            // Just before north and just after are next to each other.
            let apart = (ours.azimuth_deg - azimuth_deg + 180.0).rem_euclid(360.0) - 180.0;
            (azimuth_deg + apart, *azimuth_deg)
        })
        .collect();
    let haurwitzes = suns.iter().map(|sun| haurwitz(sun.zenith_deg)).collect();
    let skies = [
        ("ineichen", clear(place, steps).map_err(|e| e.to_string())?),
        ("haurwitz", haurwitzes),
    ];
    let mut compared = vec![
        ("zenith", zeniths, "degrees"),
        ("azimuth", azimuths, "degrees"),
    ];
    for (name, ours) in skies {
        let theirs = chain.clear.get(name).ok_or(name)?;
        let pairs = ours.into_iter().zip(theirs.iter().copied());
        let lit = pairs.filter(|(ours, theirs)| *ours > 0.0 || *theirs > 0.0);
        compared.push((name, lit.collect(), "W/m2"));
    }
    for (name, pairs, unit) in compared {
        let apart = pairs.iter().map(|(a, b)| (a - b).abs());
        let farthest = apart.fold(0.0, f64::max);
        say(&format!(
            "  {name:9}: at most {farthest:.4} {unit} off in {} hours",
            pairs.len()
        ));
        gates.at_most(
            &format!("nRMSE, {name}, %"),
            nrmse_pct(&pairs),
            NRMSE_PCT_MAX,
        );
    }
    Ok(())
}

/// The root of the mean squared difference, in per cent of the mean of the second.
fn nrmse_pct(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let mean = pairs.iter().map(|pair| pair.1).sum::<f64>() / n;
    let squares: f64 = pairs.iter().map(|(a, b)| (a - b).powi(2)).sum();
    100.0 * (squares / n).sqrt() / mean
}
