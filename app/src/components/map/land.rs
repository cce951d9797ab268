//! The land and its borders, as `scripts/vendor.mjs` writes them: each line as steps from one point to the
//! next, in whole parts of a degree.

use serde::Deserialize;

/// The file.
#[derive(Debug, Deserialize)]
pub(super) struct Land {
    /// Parts of a degree.
    per_degree: f64,
    /// Closed lines: longitude and latitude in turn.
    land: Vec<Vec<i32>>,
    /// Open ones.
    borders: Vec<Vec<i32>>,
}

/// Latitude and longitude in degrees.
type Points = Vec<(f64, f64)>;

impl Land {
    /// Reads the file's text.
    pub(super) fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(text.as_bytes())
    }

    /// The shores.
    pub(super) fn shores(&self) -> impl Iterator<Item = Points> {
        self.land.iter().map(|steps| self.points(steps))
    }

    /// The borders between countries.
    pub(super) fn borders(&self) -> impl Iterator<Item = Points> {
        self.borders.iter().map(|steps| self.points(steps))
    }

    fn points(&self, steps: &[i32]) -> Points {
        let mut at = (0, 0);
        steps
            .chunks_exact(2)
            .map(|step| {
                at = (at.0 + step[0], at.1 + step[1]);
                (
                    f64::from(at.1) / self.per_degree,
                    f64::from(at.0) / self.per_degree,
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_become_points() {
        let land = Land::read(r#"{"per_degree":10,"land":[[100,500,5,-10,-5,0]],"borders":[]}"#);
        let land = land.expect("a land");
        let shores: Vec<_> = land.shores().collect();
        assert_eq!(shores, [[(50.0, 10.0), (49.0, 10.5), (49.0, 10.0)]]);
        assert_eq!(land.borders().count(), 0);
    }
}
