//! Where the sun stands.
//!
//! Apparent place by Meeus, "Astronomical Algorithms", chapter 25 (0.01 degrees), with the refraction
//! and parallax of the Solar Position Algorithm (Reda and Andreas, NREL/TP-560-34302).

use chrono::{DateTime, Datelike, Utc};

/// Dynamical time less universal time, as it is in the 2020s.
const DELTA_T_SECONDS: f64 = 69.0;
/// Mean pressure at sea level.
const SEA_LEVEL_PA: f64 = 101_325.0;

/// The sun's place in the sky.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sun {
    /// From overhead, as seen through the refracting air.
    pub zenith_deg: f64,
    /// Clockwise from north.
    pub azimuth_deg: f64,
}

impl Sun {
    /// The sun over a place on the ground.
    #[must_use]
    pub fn at(
        moment: DateTime<Utc>,
        latitude_deg: f64,
        longitude_deg: f64,
        altitude_m: f64,
    ) -> Self {
        // Days since noon of 1 January 2000.
        let days = moment.timestamp() as f64 / 86_400.0 - 10_957.5;
        let place = Ecliptic::at(days);
        let (declination, right_ascension) = place.equatorial();
        let hour_angle = (place.sidereal_deg(days) + longitude_deg).to_radians() - right_ascension;
        let latitude = latitude_deg.to_radians();
        let sine = latitude.sin() * declination.sin()
            + latitude.cos() * declination.cos() * hour_angle.cos();
        let azimuth = hour_angle
            .sin()
            .atan2(hour_angle.cos() * latitude.sin() - declination.tan() * latitude.cos());
        let seen_from_the_centre = sine.clamp(-1.0, 1.0).asin().to_degrees();
        // The observer stands on the ground, not at the Earth's centre.
        let parallax = 8.794 / 3600.0 * seen_from_the_centre.to_radians().cos();
        let elevation = seen_from_the_centre - parallax;
        Self {
            zenith_deg: 90.0 - elevation - refraction_deg(elevation, pressure_pa(altitude_m)),
            azimuth_deg: (azimuth.to_degrees() + 180.0).rem_euclid(360.0),
        }
    }

    /// The cosine of the zenith angle.
    #[must_use]
    pub fn cos_zenith(&self) -> f64 {
        self.zenith_deg.to_radians().cos()
    }
}

/// The sun's apparent place on the ecliptic, degrees.
struct Ecliptic {
    longitude_deg: f64,
    obliquity_deg: f64,
    nutation_deg: f64,
}

impl Ecliptic {
    fn at(days: f64) -> Self {
        let t = (days + DELTA_T_SECONDS / 86_400.0) / 36_525.0;
        let mean_longitude = 280.46646 + t * (36_000.769_83 + t * 0.0003032);
        let anomaly = (357.52911 + t * (35_999.050_29 - t * 0.0001537)).to_radians();
        let centre = (1.914602 - t * (0.004817 + t * 0.000014)) * anomaly.sin()
            + (0.019993 - t * 0.000101) * (2.0 * anomaly).sin()
            + 0.000289 * (3.0 * anomaly).sin();
        let node = (125.04 - 1934.136 * t).to_radians();
        let nutation_deg = -0.00478 * node.sin();
        let obliquity =
            23.0 + 26.0 / 60.0 + (21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))) / 3600.0;
        Self {
            // Light takes its time: the sun is seen where it was.
            longitude_deg: mean_longitude + centre - 0.00569 + nutation_deg,
            obliquity_deg: obliquity + 0.00256 * node.cos(),
            nutation_deg,
        }
    }

    /// Declination and right ascension, radians.
    fn equatorial(&self) -> (f64, f64) {
        let longitude = self.longitude_deg.to_radians();
        let obliquity = self.obliquity_deg.to_radians();
        (
            (obliquity.sin() * longitude.sin()).asin(),
            (obliquity.cos() * longitude.sin()).atan2(longitude.cos()),
        )
    }

    /// Apparent sidereal time at Greenwich.
    fn sidereal_deg(&self, days: f64) -> f64 {
        let t = days / 36_525.0;
        let mean = 280.460_618_37 + 360.985_647_366_29 * days + t * t * 0.000_387_933;
        mean + self.nutation_deg * self.obliquity_deg.to_radians().cos()
    }
}

/// How much higher the sun is seen than it stands, in air of 12 degrees; nothing once it has set.
fn refraction_deg(elevation_deg: f64, pressure_pa: f64) -> f64 {
    if elevation_deg < -0.8333 {
        return 0.0;
    }
    let bent = elevation_deg + 10.3 / (elevation_deg + 5.11);
    pressure_pa / 101_000.0 * 283.0 / 285.0 * 1.02 / (60.0 * bent.to_radians().tan())
}

/// Mean air pressure at an altitude (standard atmosphere).
#[must_use]
pub fn pressure_pa(altitude_m: f64) -> f64 {
    100.0 * ((44_331.514 - altitude_m) / 11_880.516).powf(1.0 / 0.190_263_2)
}

/// Air that light passes, in columns of air straight up (Kasten and Young, 1989); `None` with the sun
/// below the horizon.
#[must_use]
pub fn relative_airmass(zenith_deg: f64) -> Option<f64> {
    (zenith_deg <= 90.0).then(|| {
        1.0 / (zenith_deg.to_radians().cos() + 0.50572 * (96.07995 - zenith_deg).powf(-1.6364))
    })
}

/// The same in columns of air at sea level.
#[must_use]
pub fn absolute_airmass(zenith_deg: f64, altitude_m: f64) -> Option<f64> {
    Some(relative_airmass(zenith_deg)? * pressure_pa(altitude_m) / SEA_LEVEL_PA)
}

/// Irradiance above the air on a day of the year, W/m2 (Spencer, 1971; solar constant 1366.1).
#[must_use]
pub fn extra_radiation(moment: DateTime<Utc>) -> f64 {
    let angle = std::f64::consts::TAU * f64::from(moment.ordinal0()) / 365.0;
    let distance = 1.00011
        + 0.034221 * angle.cos()
        + 0.00128 * angle.sin()
        + 0.000719 * (2.0 * angle).cos()
        + 0.000077 * (2.0 * angle).sin();
    1366.1 * distance
}
