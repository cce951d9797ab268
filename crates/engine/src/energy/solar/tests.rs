//! Every step of the chain beside pvlib 0.16.1: the values of its own tests, and positions of the sun on
//! three continents. `make bench` compares a year of yields.

use chrono::{TimeZone, Utc};

use super::transposition::perez;
use super::*;
use crate::energy::steps::{Steps, Width};

#[track_caller]
fn near(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} must be {expected}"
    );
}

#[test]
fn clear_sky_by_haurwitz() {
    for (elevation, ghi) in [
        (5.0, 48.6299),
        (10.0, 135.7417),
        (30.0, 487.8941),
        (50.0, 778.7667),
        (90.0, 1035.0920),
    ] {
        near(haurwitz(90.0 - elevation), ghi, 5e-5);
    }
    assert_eq!(haurwitz(90.0), 0.0);
    assert_eq!(haurwitz(120.0), 0.0);
}

#[test]
fn clear_sky_by_ineichen() {
    for (zenith, airmass, [ghi, dni, dhi]) in [
        (46.0467599, 1.32355476, [704.697, 888.901, 87.736]),
        (10.56413562, 0.93527685, [1044.123, 953.249, 107.031]),
    ] {
        let light = ineichen(zenith, airmass, 3.0, 0.0, 1364.0);
        near(light.ghi, ghi, 5e-4);
        near(light.dni, dni, 5e-4);
        near(light.dhi, dhi, 5e-4);
    }
    assert_eq!(ineichen(95.0, 40.0, 3.0, 0.0, 1364.0), Irradiance::NONE);
}

#[test]
fn clouds_leave_a_quarter() {
    near(clouded(800.0, 0.0), 800.0, 1e-9);
    near(clouded(800.0, 1.0), 200.0, 1e-9);
}

#[test]
fn light_taken_apart_by_erbs() {
    for (day, [dni, dhi, clearness]) in [
        (
            Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0),
            [794.2, 217.9, 0.718],
        ),
        (
            Utc.with_ymd_and_hms(2026, 6, 20, 0, 0, 0),
            [842.0, 170.8, 0.768],
        ),
    ] {
        let split = erbs(1000.0, 10.0, extra_radiation(day.unwrap()));
        near(split.irradiance.dni, dni, 0.05);
        near(split.irradiance.dhi, dhi, 0.05);
        near(split.clearness, clearness, 5e-4);
    }
    // A low sun: all of it is diffuse.
    let low = erbs(20.0, 88.0, 1367.0).irradiance;
    assert_eq!((low.dni, low.dhi), (0.0, 20.0));
}

#[test]
fn radiation_above_the_air() {
    for (month, day, expected) in [(1, 1, 1413.9818), (6, 20, 1321.8012), (10, 27, 1383.6362)] {
        let moment = Utc.with_ymd_and_hms(2026, month, day, 12, 0, 0).unwrap();
        near(extra_radiation(moment), expected, 1e-4);
    }
}

#[test]
fn air_passed() {
    for (zenith, expected) in [
        (0.0, 0.999712),
        (60.0, 1.994293),
        (85.0, 10.305791),
        (89.0, 26.310555),
    ] {
        near(relative_airmass(zenith).unwrap(), expected, 1e-6);
    }
    assert_eq!(relative_airmass(90.1), None);
    near(pressure_pa(273.0), 98_088.156, 1e-3);
}

/// pvlib's fixture: a night, two low suns and a high one, on a roof of 40 degrees to the south.
fn fixture() -> [(Sun, Irradiance); 4] {
    [
        (124.0390863, 352.69550699, 0.0, 0.0, 0.0),
        (
            82.85457044,
            66.71410338,
            79.73860422,
            316.1949056,
            40.46149818,
        ),
        (
            10.56413562,
            144.76567754,
            1042.48031487,
            939.95469881,
            118.45831879,
        ),
        (
            72.41687122,
            287.04104128,
            257.20751138,
            646.22886049,
            62.03376265,
        ),
    ]
    .map(|(zenith_deg, azimuth_deg, ghi, dni, dhi)| {
        (
            Sun {
                zenith_deg,
                azimuth_deg,
            },
            Irradiance { ghi, dni, dhi },
        )
    })
}

const EXTRA_RADIATION: f64 = 1321.1655834833093;

const ROOF: Plane = Plane {
    tilt_deg: 40.0,
    azimuth_deg: 180.0,
};

#[test]
fn diffuse_light_on_a_roof() {
    // Perez, with air masses of our own: pvlib's figures for the same light.
    for (model, expected, tolerance) in [
        (SkyModel::HayDavies, [0.0, 27.1775, 102.9949, 33.1909], 5e-5),
        (SkyModel::Hdkr, [0.0, 27.9412, 104.1317, 34.1663], 5e-5),
        (SkyModel::Perez, [0.0, 31.4635, 109.0843, 45.4598], 1e-4),
    ] {
        for ((sun, light), expected) in fixture().into_iter().zip(expected) {
            let diffuse = sky_diffuse(model, &ROOF, &sun, &light, EXTRA_RADIATION);
            near(diffuse, expected, tolerance);
        }
    }
    let even = Irradiance {
        ghi: 100.0,
        dni: 0.0,
        dhi: 100.0,
    };
    let (sun, _) = fixture()[2];
    near(
        sky_diffuse(SkyModel::Isotropic, &ROOF, &sun, &even, 1321.0),
        88.30222,
        5e-6,
    );
}

/// pvlib's test of Perez: its own air masses, and a beam that is unknown. The test prints 31.4605 and 45.4554 and
/// allows 0.01; pvlib 0.16.1 itself makes 31.4635 and 45.4598 of these inputs.
#[test]
fn perez_with_the_inputs_of_its_fixture() {
    let airmasses = [None, Some(7.58831596), Some(1.01688136), Some(3.27930443)];
    let mut found = [0.0; 4];
    for (step, ((sun, mut light), airmass)) in fixture().into_iter().zip(airmasses).enumerate() {
        if step == 2 {
            light.dni = f64::NAN;
        }
        found[step] = perez(&ROOF, &sun, &light, EXTRA_RADIATION, airmass);
    }
    assert_eq!(found[0], 0.0);
    near(found[1], 31.463_507_7, 5e-8);
    near(found[1], 31.4605, 1e-2);
    assert!(found[2].is_nan(), "{}", found[2]);
    near(found[3], 45.459_789_64, 5e-9);
    near(found[3], 45.4554, 1e-2);
}

#[test]
fn a_flat_plane_sees_what_is_horizontal() {
    let flat = Plane {
        tilt_deg: 0.0,
        azimuth_deg: 90.0,
    };
    for model in [
        SkyModel::Isotropic,
        SkyModel::HayDavies,
        SkyModel::Hdkr,
        SkyModel::Perez,
    ] {
        let (sun, light) = fixture()[2];
        let all = flat.irradiance(model, &sun, &light, 1321.17, 0.2);
        near(all, light.ghi, 0.01 * light.ghi);
    }
}

#[test]
fn power_by_pvwatts() {
    near(dc_kw(900.0, 30.0, 100.0, -0.003), 88.65, 1e-9);
    for (mounting, warming) in [
        (Mounting::FreeStanding, 0.0208),
        (Mounting::FlatRoof, 0.026),
        (Mounting::SlopedRoof, 0.0342),
        (Mounting::Integrated, 0.0563),
    ] {
        assert_eq!(ross(mounting), warming);
        near(cell_c(mounting, 20.0, 800.0), 20.0 + 800.0 * warming, 1e-12);
    }
    // evcc's one line: kWp * GTI / 1000 * (1 + alpha ((T + GTI k) - 25)) = 10 * 0.8 * (1 - 0.004 * 22.36).
    let cell = cell_c(Mounting::SlopedRoof, 20.0, 800.0);
    near(dc_kw(800.0, cell, 10.0, -0.004), 7.28448, 1e-12);
    // pvlib.inverter.pvwatts(pdc, pdc0 = 100 / 0.96, eta_inv_nom = 0.96).
    near(ac_kw(100.0, 100.0, 0.96), 96.040_062_26, 1e-8);
    near(ac_kw(20.0, 100.0, 0.96), 18.966_110_12, 1e-8);
    assert_eq!(ac_kw(0.0, 100.0, 0.96), 0.0);
    assert_eq!(ac_kw(150.0, 100.0, 0.96), 100.0);
    assert_eq!(dc_kw(0.0, 10.0, 100.0, -0.003), 0.0);
}

#[test]
fn the_suns_place() {
    for (latitude, longitude, altitude, (y, mo, d, h, mi, s), zenith, azimuth) in [
        (
            52.52,
            13.405,
            34.0,
            (2026, 1, 15, 9, 30, 0),
            77.0552,
            154.7816,
        ),
        (
            52.52,
            13.405,
            34.0,
            (2026, 3, 20, 12, 0, 0),
            53.4281,
            194.4276,
        ),
        (
            52.52,
            13.405,
            34.0,
            (2026, 6, 21, 18, 45, 0),
            84.8559,
            302.8449,
        ),
        (
            52.52,
            13.405,
            34.0,
            (2003, 10, 17, 19, 30, 30),
            120.7933,
            297.8741,
        ),
        (
            -33.87,
            151.21,
            58.0,
            (2026, 6, 21, 4, 0, 0),
            64.3185,
            328.6174,
        ),
        (
            -33.87,
            151.21,
            58.0,
            (2030, 7, 4, 6, 5, 0),
            81.2557,
            305.123,
        ),
        (
            36.1,
            -79.95,
            273.0,
            (2026, 9, 10, 15, 20, 0),
            41.2282,
            132.5132,
        ),
        (
            36.1,
            -79.95,
            273.0,
            (2026, 6, 21, 18, 45, 0),
            21.9884,
            240.5951,
        ),
        (
            0.5,
            100.0,
            10.0,
            (2026, 12, 21, 11, 15, 0),
            89.0871,
            246.5565,
        ),
        (0.5, 100.0, 10.0, (2030, 7, 4, 6, 5, 0), 24.4311, 336.914),
    ] {
        let moment = Utc.with_ymd_and_hms(y, mo, d, h, mi, s).unwrap();
        let sun = Sun::at(moment, latitude, longitude, altitude);
        near(sun.zenith_deg, zenith, 0.01);
        near(sun.azimuth_deg, azimuth, 0.02);
    }
}

fn place() -> Place {
    Place {
        latitude_deg: 48.1,
        longitude_deg: 11.6,
        altitude_m: 520.0,
        linke_turbidity: 3.0,
    }
}

fn array() -> Array {
    Array {
        plane: Plane {
            tilt_deg: 30.0,
            azimuth_deg: 180.0,
        },
        dc_kw: 10.0,
        ac_kw: 8.0,
        inverter_efficiency: 0.96,
        gamma_per_c: -0.004,
        mounting: Mounting::SlopedRoof,
        loss_share: 0.14,
        albedo: 0.2,
    }
}

fn june(count: usize) -> Steps {
    let start = Utc.with_ymd_and_hms(2026, 6, 1, 0, 0, 0).unwrap();
    Steps::new(start, Width::Hour, count).unwrap()
}

#[test]
fn a_clear_day_in_june() {
    let steps = june(24);
    let ghi = clear(&place(), &steps).unwrap();
    let sky: Vec<SkyState> = ghi
        .iter()
        .map(|ghi| SkyState {
            ghi: *ghi,
            beam: None,
            air_c: 22.0,
        })
        .collect();
    let made = yields(&place(), &array(), SkyModel::Hdkr, &steps, &sky).unwrap();
    let day: f64 = made.iter().map(|one| one.kwh).sum();
    // A clear day near midsummer yields some six hours of rated power.
    assert!((50.0..70.0).contains(&day), "{day}");
    assert_eq!(made[0].kwh, 0.0);
    assert!(made.iter().all(|one| one.kwh <= 8.0 && one.kwh.is_finite()));
    let best = made.iter().max_by(|a, b| a.kwh.total_cmp(&b.kwh)).unwrap();
    assert!(
        (10..=12).contains(&chrono::Timelike::hour(&best.at)),
        "{best:?}"
    );
}

#[test]
fn known_parts_take_the_place_of_the_split() {
    let steps = Steps::new(
        Utc.with_ymd_and_hms(2026, 6, 1, 10, 0, 0).unwrap(),
        Width::Hour,
        1,
    )
    .unwrap();
    let run = |beam| {
        let sky = [SkyState {
            ghi: 500.0,
            beam,
            air_c: 20.0,
        }];
        yields(&place(), &array(), SkyModel::HayDavies, &steps, &sky).unwrap()[0].kwh
    };
    let split = run(None);
    // The same light from everywhere, and the same from where the array faces.
    let diffuse = run(Some(Beam {
        dni: 0.0,
        dhi: 500.0,
    }));
    let direct = run(Some(Beam {
        dni: 600.0,
        dhi: 0.0,
    }));
    assert!(
        diffuse > 0.0 && (diffuse - split).abs() > 1e-3,
        "{diffuse} {split}"
    );
    assert!((direct - split).abs() > 1e-3, "{direct} {split}");
}

#[test]
fn what_cannot_be_is_named() {
    let steps = june(1);
    let run = |place: Place, array: Array, sky: &[SkyState]| {
        let made = yields(&place, &array, SkyModel::Perez, &steps, sky);
        made.unwrap_err().to_string()
    };
    let sky = [SkyState {
        ghi: 500.0,
        beam: None,
        air_c: 20.0,
    }];
    let north = Place {
        latitude_deg: 95.0,
        ..place()
    };
    assert_eq!(
        run(north, array(), &sky),
        "latitude_deg: 95 must be -90 to 90"
    );
    let lossy = Array {
        loss_share: f64::NAN,
        ..array()
    };
    assert_eq!(run(place(), lossy, &sky), "loss_share: NaN must be 0 to 1");
    let dark = [SkyState {
        ghi: -5.0,
        beam: None,
        air_c: 20.0,
    }];
    assert_eq!(
        run(place(), array(), &dark),
        "sky[0].ghi: -5 must be 0 to 2000"
    );
    assert_eq!(run(place(), array(), &[]), "sky: 0 values for 1 steps");
}

#[test]
fn a_meter_corrects_the_chain() {
    let pair = |kwh: f64, ratio: f64, is_morning: bool, clearness: f64| Pair {
        modelled: Yield {
            at: june(1).start(),
            kwh,
            plane_irradiance: 100.0 * kwh,
            clearness,
            zenith_deg: 50.0,
        },
        is_morning,
        measured_kwh: ratio * kwh,
    };
    // Shade takes a third in the morning; afternoons are as modelled, give or take a tenth.
    let mut pairs = Vec::new();
    for index in 0..100 {
        let off = f64::from(index % 21 - 10) / 100.0;
        pairs.push(pair(4.0, 0.667 + off, true, 0.7));
        pairs.push(pair(5.0, 1.0 + off, false, 0.7));
    }
    let residual = Residual::learn(&pairs).unwrap();
    assert_eq!(residual.pairs, 200);
    let morning = residual.band(&pairs[0].modelled, true);
    near(morning.p50_kwh, 2.668, 0.03);
    let afternoon = residual.band(&pairs[1].modelled, false);
    near(afternoon.p50_kwh, 5.0, 0.03);
    assert!(afternoon.p10_kwh < afternoon.p50_kwh && afternoon.p50_kwh < afternoon.p90_kwh);
    near(afternoon.p90_kwh, 5.4, 0.06);
    // A sky that was never seen has the band of all.
    let overcast = residual.band(&pair(4.0, 1.0, true, 0.1).modelled, true);
    assert!(overcast.p10_kwh < morning.p50_kwh && overcast.p90_kwh > 4.0);
    assert_eq!(Residual::learn(&pairs[..59]), None);
}
