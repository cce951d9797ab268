//! How far a site's measurements can be trusted, channel by channel.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use model::auth::Permission;
use model::energy::{
    ChannelExtent, ChannelQuality, ChannelWindow, FlaggedMeasurement, MeasurementQuality,
};
use model::ids::SiteId;
use store::Conn;
use store::energy::Task;

use super::super::sites::{grid, seen};
use crate::Services;
use crate::actor::Actor;
use crate::error::Result;

const WEEK_DAYS: u32 = 7;
const FOUR_WEEKS_DAYS: u32 = 28;
/// Outliers that are listed.
const FLAGGED: u32 = 20;
/// Intervals after which a channel is late.
const LATE: i32 = 2;
/// Most sites that wait for a review.
const SITES: u32 = 1_000;

/// Completeness of the last 7 and 28 days, outliers, filled values, and how old the newest value is.
///
/// # Errors
/// `NotFound`.
pub async fn measurement_quality(
    services: &Services,
    actor: &Actor,
    id: SiteId,
) -> Result<MeasurementQuality> {
    actor.must(Permission::ReadOwn)?;
    let now = services.clock().now();
    let mut conn = services.db().read(actor.org).await?;
    let stored = seen(&mut conn, actor, id).await?;
    let (width, zone) = grid(&stored.settings)?;
    let of = Asked {
        id,
        zone,
        step: Duration::minutes(i64::from(width.minutes())),
        now,
    };
    let mut channels = Vec::new();
    for extent in store::energy::extents(&mut conn, id).await? {
        channels.push(of.channel(&mut conn, &extent).await?);
    }
    let since = now - Duration::days(FOUR_WEEKS_DAYS.into());
    let flagged = store::energy::latest_outliers(&mut conn, id, since, FLAGGED).await?;
    let flagged = flagged.into_iter().map(|(one, reason)| FlaggedMeasurement {
        channel: one.channel,
        at: one.at,
        label: of.label(one.at),
        value: one.value,
        reason,
    });
    let pending = store::energy::pending(&mut conn, Task::Review, SITES).await?;
    Ok(MeasurementQuality {
        interval_minutes: width.minutes(),
        time_zone: zone.name().to_owned(),
        channels,
        flagged: flagged.collect(),
        is_review_due: pending.iter().any(|one| one.site_id == id),
    })
}

struct Asked {
    id: SiteId,
    zone: Tz,
    step: Duration,
    now: DateTime<Utc>,
}

impl Asked {
    async fn channel(&self, conn: &mut Conn, of: &ChannelExtent) -> Result<ChannelQuality> {
        let age = (self.now - of.last_at - self.step).max(Duration::zero());
        Ok(ChannelQuality {
            channel: of.channel,
            newest_at: of.last_at,
            newest_label: self.label(of.last_at),
            age_minutes: u32::try_from(age.num_minutes()).unwrap_or(u32::MAX),
            is_late: age > self.step * LATE,
            week: self.window(conn, of, WEEK_DAYS).await?,
            four_weeks: self.window(conn, of, FOUR_WEEKS_DAYS).await?,
        })
    }

    /// Whole intervals up to now; a channel that is younger is expected from its first one on.
    async fn window(
        &self,
        conn: &mut Conn,
        of: &ChannelExtent,
        days: u32,
    ) -> Result<ChannelWindow> {
        let seconds = self.step.num_seconds();
        let over = self.now.timestamp().div_euclid(seconds) * seconds;
        let to = DateTime::from_timestamp(over, 0).unwrap_or(self.now);
        let from = (to - Duration::days(days.into())).max(of.first_at);
        let expected = u64::try_from((to - from).num_seconds() / seconds).unwrap_or_default();
        let counts = store::energy::channel_counts(conn, self.id, of.channel, (from, to)).await?;
        Ok(ChannelWindow {
            days,
            expected,
            came: counts.came,
            outliers: counts.outliers,
            filled: counts.filled,
            completeness_pct: engine::quality::completeness(expected, counts.came),
        })
    }

    fn label(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.zone);
        local.format("%a %-d %b %H:%M").to_string()
    }
}
