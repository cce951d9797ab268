//! Exponential smoothing with two seasons and an autoregressive error: J. W. Taylor, "Triple seasonal
//! methods for short-term electricity demand forecasting", European Journal of Operational Research
//! 204 (2010), the additive HWT form with two of its seasons.
//!
//! With the error `e(t) = y(t) - l(t-1) - d(t-m1) - w(t-m2)` the level moves by `level x e`, the day by
//! `day x e`, the week by `week x e`, and the forecast k steps on is `l + d + w + carry^k x e`. Unlike
//! there, the four are searched for the least error of forecasts a whole cycle ahead, as these are what
//! is wanted: one step ahead, following every error looks best.

/// How far level, day and week follow an error, and how much of it is carried to the next step, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Gains([f64; 4]);

/// The state after the last value.
#[derive(Debug, Clone)]
struct State {
    level: f64,
    /// What each step of the short season adds, and of the long one; empty for a season that is not
    /// modelled. The first is that of the next step.
    seasons: [Ring; 2],
    error: f64,
}

/// A season whose steps come round again.
#[derive(Debug, Clone)]
struct Ring {
    steps: Vec<f64>,
    next: usize,
}

impl Ring {
    fn new(steps: Vec<f64>) -> Self {
        Self { steps, next: 0 }
    }

    fn now(&self) -> f64 {
        self.steps.get(self.next).copied().unwrap_or_default()
    }

    fn ahead(&self, k: usize) -> f64 {
        if self.steps.is_empty() {
            return 0.0;
        }
        self.steps[(self.next + k) % self.steps.len()]
    }

    fn advance(&mut self, by: f64) {
        if let Some(step) = self.steps.get_mut(self.next) {
            *step += by;
            self.next = (self.next + 1) % self.steps.len();
        }
    }
}

impl State {
    fn step(&mut self, value: f64, gains: Gains) {
        let [level, day, week, _] = gains.0;
        let error = value - self.level - self.seasons[0].now() - self.seasons[1].now();
        self.level += level * error;
        self.seasons[0].advance(day * error);
        self.seasons[1].advance(week * error);
        self.error = error;
    }
}

/// Forecasts `horizon` steps with the seasons `short` and `long`, searched for forecasts of `ahead` steps,
/// no more than the shorter season has; a season of fewer than two cycles in `values` is left out.
pub(super) fn predict(
    values: &[f64],
    short: usize,
    long: usize,
    ahead: usize,
    horizon: usize,
) -> Option<Vec<f64>> {
    let modelled = |period: usize| period > 1 && values.len() >= 2 * period;
    let short = if modelled(short) { short } else { 0 };
    let long = if modelled(long) { long } else { 0 };
    let start = start(values, short, long);
    // The first cycle made the start: its errors say nothing about the gains.
    let skip = long.max(short).max(1);
    if values.len() < skip + 2 {
        return None;
    }
    let gains = search(&start, values, skip, ahead);
    let (_, end) = run(&start, values, skip, ahead, gains);
    let carry = gains.0[3];
    Some(
        (0..horizon)
            .map(|k| {
                let steps = i32::try_from(k + 1).unwrap_or(i32::MAX);
                end.level
                    + end.seasons[0].ahead(k)
                    + end.seasons[1].ahead(k)
                    + carry.powi(steps) * end.error
            })
            .collect(),
    )
}

/// The level and the seasons as the first cycles show them.
fn start(values: &[f64], short: usize, long: usize) -> State {
    let first = &values[..long.max(2 * short).max(1).min(values.len())];
    let level = first.iter().sum::<f64>() / first.len() as f64;
    let mean_of = |period: usize, at: usize| {
        let (sum, count) = first
            .iter()
            .skip(at)
            .step_by(period)
            .fold((0.0, 0.0), |(sum, count), one| (sum + one, count + 1.0));
        sum / count
    };
    let day: Vec<f64> = (0..short).map(|at| mean_of(short, at) - level).collect();
    let week: Vec<f64> = (0..long)
        .map(|at| {
            let of_day = if short > 0 { day[at % short] } else { 0.0 };
            first[at] - level - of_day
        })
        .collect();
    State {
        level,
        seasons: [Ring::new(day), Ring::new(week)],
        error: 0.0,
    }
}

/// Runs over all values: the mean squared error of forecasts `ahead` steps long, the first made after
/// `skip` values and one at each end of the last, and the state at the end.
fn run(start: &State, values: &[f64], skip: usize, ahead: usize, gains: Gains) -> (f64, State) {
    let mut state = start.clone();
    let carry = gains.0[3];
    let (mut sum, mut count) = (0.0, 0.0);
    let (mut level, mut off) = (0.0, 0.0);
    for (i, value) in values.iter().enumerate() {
        if let Some(since) = i.checked_sub(skip) {
            if since.is_multiple_of(ahead) {
                (level, off) = (state.level, state.error);
            }
            off *= carry;
            // The seasons move meanwhile, but none of their steps comes twice within a forecast that is
            // no longer than they are.
            let forecast = level + state.seasons[0].now() + state.seasons[1].now() + off;
            sum += (value - forecast).powi(2);
            count += 1.0;
        }
        state.step(*value, gains);
    }
    (sum / count, state)
}

/// Searches the gains by halving steps along each axis, from a slow start.
fn search(start: &State, values: &[f64], skip: usize, ahead: usize) -> Gains {
    let axes = [
        true,
        !start.seasons[0].steps.is_empty(),
        !start.seasons[1].steps.is_empty(),
        true,
    ];
    let mut best = Gains([0.05, 0.1, 0.1, 0.8]);
    let mut least = run(start, values, skip, ahead, best).0;
    let mut stride = 0.2;
    while stride > 0.01 {
        let mut moved = false;
        for axis in (0..4).filter(|axis| axes[*axis]) {
            for sign in [-1.0, 1.0] {
                let mut tried = best;
                tried.0[axis] =
                    (best.0[axis] + sign * stride).clamp(0.0, if axis == 3 { 0.99 } else { 1.0 });
                if tried == best {
                    continue;
                }
                let squared = run(start, values, skip, ahead, tried).0;
                if squared < least {
                    (best, least, moved) = (tried, squared, true);
                }
            }
        }
        if !moved {
            stride /= 2.0;
        }
    }
    best
}
