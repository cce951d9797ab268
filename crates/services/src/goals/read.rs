//! Goals with how far along they are.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use engine::goals::{HISTORY_WEEKS_MAX, Stage};
use model::auth::Permission;
use model::emissions::GroupBy;
use model::goals::{Goal, GoalKind, GoalOverview, GoalState};
use model::ingest::EventType;
use model::time::TimeRange;
use sha2::{Digest, Sha256};
use store::Conn;
use store::emissions::Calculation;
use store::emissions::figures::{self, BucketStart, Filter, Group, Span};
use store::goals::SavingRow;

use super::{budget, saving};
use crate::Services;
use crate::actor::Actor;
use crate::emissions::{range_label, start_of_day, zone_of};
use crate::error::{Error, Result};

/// All goals.
///
/// # Errors
/// `Forbidden` for supplier users.
pub async fn goals(services: &Services, actor: &Actor) -> Result<GoalOverview> {
    actor.must(Permission::Read)?;
    let mut conn = services.db().read(actor.org).await?;
    let goals = store::goals::goals(&mut conn).await?;
    let now = Now::of(services, &mut conn).await?;
    let savings = store::goals::savings(&mut conn).await?;
    let emitted = Emitted::read(&mut conn, &now, &goals).await?;
    let revision = revision(&goals);
    let mut booked = Vec::with_capacity(goals.len());
    for goal in goals {
        let of_goal = match goal.kind {
            GoalKind::Saving => None,
            GoalKind::Emissions => Some(emitted.booked(&mut conn, &now, &goal).await?),
        };
        booked.push((goal, of_goal));
    }
    // A forecast reads by itself: whoever kept this connection meanwhile could wait for another for ever.
    drop(conn);
    let mut states = Vec::with_capacity(booked.len());
    for (goal, booked) in booked {
        let progress = match booked {
            None => saving::progress(&now, &goal, &savings),
            Some(booked) => budget::progress(services, actor, &now, &goal, booked).await?,
        };
        states.push(GoalState {
            period: now.period(&goal),
            goal,
            progress,
        });
    }
    Ok(GoalOverview {
        revision,
        today: now.today,
        goals: states,
    })
}

/// The saving goal whose period it is; without one the next, then the last one.
///
/// # Errors
/// `Forbidden` for supplier users.
pub async fn saving_goal(services: &Services, actor: &Actor) -> Result<Option<GoalState>> {
    actor.must(Permission::Read)?;
    let mut conn = services.db().read(actor.org).await?;
    let now = Now::of(services, &mut conn).await?;
    let goals = store::goals::goals(&mut conn).await?;
    let of_saving: Vec<_> = goals
        .into_iter()
        .filter(|goal| goal.kind == GoalKind::Saving)
        .collect();
    let open = of_saving.iter().find(|goal| now.today < goal.to);
    let Some(goal) = open.or(of_saving.last()) else {
        return Ok(None);
    };
    let savings: Vec<SavingRow> = store::goals::savings(&mut conn).await?;
    Ok(Some(GoalState {
        period: now.period(goal),
        progress: saving::progress(&now, goal, &savings),
        goal: goal.clone(),
    }))
}

/// Names the goals as they are: differs whenever one differs.
pub(super) fn revision(goals: &[Goal]) -> String {
    let text = serde_json::to_vec(goals).unwrap_or_default();
    hex::encode(&Sha256::digest(text)[..8])
}

/// Where today lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now {
    pub(super) at: DateTime<Utc>,
    pub(super) zone: Tz,
    pub(super) today: NaiveDate,
    calculation: Calculation,
}

impl Now {
    async fn of(services: &Services, conn: &mut Conn) -> Result<Self> {
        let (at, zone) = (services.clock().now(), zone_of(conn).await?);
        Ok(Self {
            at,
            zone,
            today: at.with_timezone(&zone).date_naive(),
            calculation: store::organisations::active_calculation(conn).await?,
        })
    }

    fn period(&self, goal: &Goal) -> String {
        let range = TimeRange {
            from: start_of_day(self.zone, goal.from),
            to: start_of_day(self.zone, goal.to),
        };
        range_label(self.zone, &range)
    }

    /// The first day of the history that is learned from.
    fn history_begin(&self) -> NaiveDate {
        self.today - Days::new(7 * HISTORY_WEEKS_MAX as u64)
    }

    pub(super) fn stage(&self, goal: &Goal) -> Stage {
        if self.today < goal.from {
            Stage::Before
        } else if self.today < goal.to {
            Stage::Within
        } else {
            Stage::After
        }
    }

    /// Share of a goal's time that is gone.
    pub(super) fn time_share(&self, goal: &Goal) -> f64 {
        let (from, to) = (
            start_of_day(self.zone, goal.from),
            start_of_day(self.zone, goal.to),
        );
        let seconds = |from: DateTime<Utc>, to: DateTime<Utc>| (to - from).num_seconds() as f64;
        (seconds(from, self.at) / seconds(from, to)).clamp(0.0, 1.0)
    }
}

/// What was emitted each day, by category: from the first day that a budget asks for.
struct Emitted {
    first: NaiveDate,
    /// First and last hour that have anything.
    extent: Option<(DateTime<Utc>, DateTime<Utc>)>,
    kg: BTreeMap<(EventType, NaiveDate), f64>,
}

/// What a budget has emitted.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Booked {
    /// Each day of the period up to today.
    pub(super) days_kg: Vec<f64>,
    /// Half of the interval of their sum: errors of factors, fully correlated.
    pub(super) half_width_kg: f64,
    /// Events of it without a factor.
    pub(super) no_factor_events: i64,
    /// Whole days before today, oldest first; from the first one that emitted anything.
    pub(super) history_kg: Vec<f64>,
    /// First and last hour that the organisation has anything of.
    pub(super) extent: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Emitted {
    async fn read(conn: &mut Conn, now: &Now, goals: &[Goal]) -> Result<Self> {
        let budgets = (goals.iter()).filter(|goal| goal.kind == GoalKind::Emissions);
        let history = now.history_begin();
        let Some(first) = budgets.map(|goal| goal.from.min(history)).min() else {
            return Ok(Self {
                first: now.today,
                extent: None,
                kg: BTreeMap::new(),
            });
        };
        let span = Span::Days {
            from: first,
            to: now.today + Days::new(1),
        };
        let (all, calculation) = (Filter::default(), now.calculation);
        let cells = figures::series(conn, calculation, span, &all, GroupBy::Category).await?;
        let kg = cells
            .into_iter()
            .filter_map(|cell| match (cell.group, cell.at) {
                (Group::Category(category), BucketStart::Day(day)) => {
                    Some(((category, day), cell.co2e.kg()))
                }
                _ => None,
            });
        Ok(Self {
            first,
            extent: figures::extent(conn, calculation, None).await?,
            kg: kg.collect(),
        })
    }

    fn of_day(&self, category: Option<EventType>, day: NaiveDate) -> f64 {
        let categories = EventType::ALL.iter().copied();
        categories
            .filter(|one| category.is_none_or(|category| category == *one))
            .filter_map(|one| self.kg.get(&(one, day)))
            .sum()
    }

    async fn booked(&self, conn: &mut Conn, now: &Now, goal: &Goal) -> Result<Booked> {
        let days = |from: NaiveDate, to: NaiveDate| {
            let days = from.iter_days().take_while(move |day| *day < to);
            days.map(|day| self.of_day(goal.category, day))
        };
        let end = goal.to.min(now.today + Days::new(1));
        let filter = Filter {
            category: goal.category,
            ..Filter::default()
        };
        let span = Span::Days {
            from: goal.from,
            to: end.max(goal.from),
        };
        let sums = figures::total(conn, now.calculation, span, &filter).await?;
        let history = days(now.history_begin().max(self.first), now.today);
        Ok(Booked {
            days_kg: days(goal.from, end).collect(),
            half_width_kg: sums.half_width.kg(),
            no_factor_events: sums.no_factor_events,
            history_kg: history.skip_while(|kg| *kg == 0.0).collect(),
            extent: self.extent,
        })
    }
}

/// What could not be answered because too little came in yet; other errors stay.
pub(super) fn if_enough<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Conflict(_)) => Ok(None),
        Err(other) => Err(other),
    }
}
