//! Degrees to pixels of the world at a zoom, as web maps have it (EPSG:3857, tiles of 256 pixels).

use std::f64::consts::PI;

/// Beyond this latitude the projection has no room.
const LAT_MAX: f64 = 85.051_128_779_8;

/// Pixels from the upper left corner of the world.
pub(super) fn project(lat: f64, lon: f64, zoom: f64) -> (f64, f64) {
    let side = 256.0 * zoom.exp2();
    let lat = lat.clamp(-LAT_MAX, LAT_MAX).to_radians();
    let x = (lon + 180.0) / 360.0;
    let y = 0.5 - (lat.tan() + 1.0 / lat.cos()).ln() / (2.0 * PI);
    (x * side, y * side)
}

/// The degrees of a pixel.
pub(super) fn unproject(x: f64, y: f64, zoom: f64) -> (f64, f64) {
    let side = 256.0 * zoom.exp2();
    let lat = ((0.5 - y / side) * 2.0 * PI).sinh().atan().to_degrees();
    (lat, x / side * 360.0 - 180.0)
}

/// A line that bends a little to its right, so that there and back are two lines.
pub(super) fn bent(from: (f64, f64), to: (f64, f64)) -> Vec<(f64, f64)> {
    const STEPS: u32 = 24;
    const BEND: f64 = 0.12;
    let ((x0, y0), (x1, y1)) = (project(from.0, from.1, 0.0), project(to.0, to.1, 0.0));
    let middle = (
        f64::midpoint(x0, x1) - BEND * (y1 - y0),
        f64::midpoint(y0, y1) + BEND * (x1 - x0),
    );
    (0..=STEPS)
        .map(|step| {
            let t = f64::from(step) / f64::from(STEPS);
            let along = |a: f64, b: f64, c: f64| {
                (1.0 - t).powi(2) * a + 2.0 * t * (1.0 - t) * b + t * t * c
            };
            unproject(along(x0, middle.0, x1), along(y0, middle.1, y1), 0.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_places_lie_where_tiles_have_them() {
        // Tile 8/136/84 of the usual scheme holds Berlin.
        let (x, y) = project(52.52, 13.405, 8.0);
        assert_eq!(((x / 256.0) as u32, (y / 256.0) as u32), (137, 83));
        let (x, y) = project(0.0, 0.0, 1.0);
        assert!((x - 256.0).abs() < 1e-9 && (y - 256.0).abs() < 1e-9);
    }

    #[test]
    fn there_and_back_again() {
        for (lat, lon) in [(51.9, 4.5), (-33.9, 151.2), (84.9, -179.9)] {
            let (x, y) = project(lat, lon, 5.0);
            let (lat_again, lon_again) = unproject(x, y, 5.0);
            assert!((lat - lat_again).abs() < 1e-9 && (lon - lon_again).abs() < 1e-9);
        }
    }

    #[test]
    fn poles_stay_on_the_map() {
        let (_, y) = project(90.0, 0.0, 0.0);
        assert!(y.abs() < 1e-6);
        assert!(project(-90.0, 0.0, 0.0).1.is_finite());
    }

    #[test]
    fn a_bent_line_keeps_its_ends_and_goes_another_way_back() {
        let (a, b) = ((51.9, 4.5), (53.6, 10.0));
        let (there, back) = (bent(a, b), bent(b, a));
        assert!((there[0].0 - a.0).abs() < 1e-9 && (there[24].1 - b.1).abs() < 1e-9);
        assert!((there[12].0 - back[12].0).abs() > 0.1);
    }
}
