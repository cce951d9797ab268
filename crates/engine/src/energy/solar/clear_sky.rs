//! What would reach the ground from a sky without clouds.

/// Irradiance of a moment, W/m2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Irradiance {
    /// Global, on the horizontal.
    pub ghi: f64,
    /// Direct, facing the sun.
    pub dni: f64,
    /// Diffuse, on the horizontal.
    pub dhi: f64,
}

impl Irradiance {
    /// A night.
    pub const NONE: Self = Self {
        ghi: 0.0,
        dni: 0.0,
        dhi: 0.0,
    };
}

/// Global irradiance by the zenith angle alone (Haurwitz, 1945; the best of such in SAND2012-2389).
#[must_use]
pub fn haurwitz(zenith_deg: f64) -> f64 {
    let cosine = zenith_deg.to_radians().cos();
    if cosine <= 0.0 {
        return 0.0;
    }
    1098.0 * cosine * (-0.059 / cosine).exp()
}

/// Irradiance by Ineichen and Perez (Solar Energy 73, 2002): absolute airmass, Linke turbidity (2 of very
/// clean air, 7 of a polluted city), altitude in metres, irradiance above the air in W/m2.
#[must_use]
pub fn ineichen(
    zenith_deg: f64,
    absolute_airmass: f64,
    linke_turbidity: f64,
    altitude_m: f64,
    extra_radiation: f64,
) -> Irradiance {
    let cosine = zenith_deg.to_radians().cos();
    if cosine <= 0.0 {
        return Irradiance::NONE;
    }
    let (near, far) = ((-altitude_m / 8000.0).exp(), (-altitude_m / 1250.0).exp());
    let gain = 5.09e-5 * altitude_m + 0.868;
    let loss = 3.92e-5 * altitude_m + 0.0387;
    let haze = linke_turbidity - 1.0;
    let ghi =
        gain * extra_radiation * cosine * (-loss * absolute_airmass * (near + far * haze)).exp();
    let beam = extra_radiation * (0.664 + 0.163 / near) * (-0.09 * absolute_airmass * haze).exp();
    // Under high turbidity the beam is bounded by what its share of the global leaves.
    let diffuse_share = (0.1 - 0.2 * (-linke_turbidity).exp()) / (0.1 + 0.882 / near);
    let dni = beam.min(ghi * (1.0 - diffuse_share) / cosine).max(0.0);
    Irradiance {
        ghi,
        dni,
        dhi: ghi - dni * cosine,
    }
}

/// Global irradiance under clouds that cover a share of the sky, 0-1 (Kasten and Czeplak, Solar Energy 24,
/// 1980).
#[must_use]
pub fn clouded(clear_ghi: f64, cloud_cover: f64) -> f64 {
    clear_ghi * (1.0 - 0.75 * cloud_cover.clamp(0.0, 1.0).powf(3.4))
}
