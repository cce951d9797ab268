//! What markets charge: one row for each interval of a series.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Duration, Utc};
use model::energy::{MarketPrice, PriceSeries, Width};
use model::money::{Amount, Currency};
use sqlx::AssertSqlSafe;

use crate::db::{Bulk, Inner, run};
use crate::instant::Instant;
use crate::{Conn, Error, Result, text};

/// What became of prices that were to be stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PriceOutcome {
    /// Places in the list of prices of those that nothing stood in the way of.
    pub new: Vec<usize>,
    /// Places of those that stood there.
    pub equal: Vec<usize>,
    /// Places of those in whose time another price stands, and the first of these.
    pub different: Vec<(usize, MarketPrice)>,
}

const COLUMNS: &str =
    "insert into market_prices (org_id, series, starts_at, minutes, per_kwh_micros)";

static INSERT: LazyLock<Bulk> =
    LazyLock::new(|| Bulk::new(&format!("{COLUMNS} values"), "?1, ?2, *, *, *", "", 2));

#[derive(Debug, sqlx::FromRow)]
struct Row {
    starts_at: Instant,
    minutes: i16,
    per_kwh_micros: i64,
}

impl TryFrom<Row> for MarketPrice {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let interval = u32::try_from(row.minutes).ok().and_then(Width::of_minutes);
        Ok(Self {
            at: row.starts_at.0,
            interval: interval.ok_or(Error::Corrupt {
                table: "market_prices",
                column: "minutes",
            })?,
            per_kwh: Amount::from_micros(row.per_kwh_micros),
        })
    }
}

fn currency(text: &str) -> Result<Currency> {
    Currency::new(text).map_err(|_| Error::Corrupt {
        table: "price_series",
        column: "currency",
    })
}

/// Makes a series where there is none of that name, and keeps it from being written by others until the
/// transaction ends. Gives the currency that it has.
pub async fn price_series_to_write(
    conn: &mut Conn,
    name: &str,
    of: Currency,
    now: DateTime<Utc>,
) -> Result<Currency> {
    const SQL: &str = "
        insert into price_series (org_id, name, currency, changed_at)
        values ($1, $2, $3, $4)
        on conflict (org_id, name) do nothing";
    let name = text::clean(name);
    let (org, at) = (conn.org.0, Instant::from(now));
    run!(conn, exec, SQL, org, name.as_ref(), of.as_str(), at)?;
    // On SQLite, a transaction that writes is the only one.
    let lock = match &conn.session.inner {
        Inner::Sqlite(_) => "",
        Inner::Postgres(_) => " for update",
    };
    let sql = format!("select currency from price_series where org_id = $1 and name = $2{lock}");
    let stored = run!(conn, scalar String, AssertSqlSafe(sql), org, name.as_ref())?;
    currency(&stored)
}

/// Notes that prices of a series came.
pub async fn price_series_changed(conn: &mut Conn, name: &str, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "update price_series set changed_at = $3 where org_id = $1 and name = $2";
    let (org, name) = (conn.org.0, text::clean(name));
    run!(conn, exec, SQL, org, name.as_ref(), Instant::from(now))?;
    Ok(())
}

/// When prices of a series came last; `None` where there is none of that name.
pub async fn price_series_changed_at(conn: &mut Conn, name: &str) -> Result<Option<DateTime<Utc>>> {
    const SQL: &str = "select changed_at from price_series where org_id = $1 and name = $2";
    let name = text::clean(name);
    let at = run!(conn, scalar_optional Instant, SQL, conn.org.0, name.as_ref())?;
    Ok(at.map(|at| at.0))
}

/// The currency of a series; `None` where there is none of that name.
pub async fn price_currency(conn: &mut Conn, name: &str) -> Result<Option<Currency>> {
    const SQL: &str = "select currency from price_series where org_id = $1 and name = $2";
    let name = text::clean(name);
    let stored = run!(conn, scalar_optional String, SQL, conn.org.0, name.as_ref())?;
    stored.as_deref().map(currency).transpose()
}

/// How many series there are, those without prices too.
pub async fn count_price_series(conn: &mut Conn) -> Result<u64> {
    const SQL: &str = "select count(*) from price_series where org_id = $1";
    Ok(run!(conn, scalar i64, SQL, conn.org.0)?.unsigned_abs())
}

/// Series that have prices, by name, at most `limit`.
pub async fn price_series(conn: &mut Conn, limit: u32) -> Result<Vec<PriceSeries>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        name: String,
        currency: String,
        prices: i64,
        first_at: Instant,
        last_at: Instant,
        last_minutes: i16,
    }
    const SQL: &str = "
        select s.name, s.currency, e.prices, e.first_at, e.last_at, l.minutes as last_minutes
        from price_series s
        join (
            select org_id, series, count(*) as prices, min(starts_at) as first_at,
                max(starts_at) as last_at
            from market_prices
            where org_id = $1
            group by org_id, series
        ) e on e.org_id = s.org_id and e.series = s.name
        join market_prices l
            on l.org_id = e.org_id and l.series = e.series and l.starts_at = e.last_at
        where s.org_id = $1
        order by s.name
        limit $2";
    let rows = run!(conn, all Row, SQL, conn.org.0, i64::from(limit))?;
    rows.into_iter()
        .map(|row| {
            Ok(PriceSeries {
                currency: currency(&row.currency)?,
                name: row.name,
                count: row.prices.unsigned_abs(),
                first_at: row.first_at.0,
                until: row.last_at.0 + Duration::minutes(i64::from(row.last_minutes)),
            })
        })
        .collect()
}

/// Prices of a series whose intervals begin in `[from, to)`, oldest first.
pub async fn market_prices(
    conn: &mut Conn,
    series: &str,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Vec<MarketPrice>> {
    const SQL: &str = "
        select starts_at, minutes, per_kwh_micros
        from market_prices
        where org_id = $1 and series = $2 and starts_at >= $3 and starts_at < $4
        order by starts_at
        limit $5";
    let rows = run!(
        conn,
        all Row,
        SQL,
        conn.org.0,
        text::clean(series).as_ref(),
        Instant::of_range(from),
        Instant::of_range(to),
        i64::from(limit),
    )?;
    rows.into_iter().map(MarketPrice::try_from).collect()
}

/// What would become of prices, of which no two may overlap.
pub async fn compare_prices(
    conn: &mut Conn,
    series: &str,
    prices: &[MarketPrice],
) -> Result<PriceOutcome> {
    let mut outcome = PriceOutcome::default();
    let first = prices.iter().map(|price| price.at).min();
    let Some((first, end)) = first.zip(prices.iter().map(MarketPrice::end).max()) else {
        return Ok(outcome);
    };
    // One that began up to an hour earlier may last into the first.
    let range = (first - Duration::hours(1), end);
    let stored = market_prices(conn, series, range, u32::MAX).await?;
    let stored: BTreeMap<DateTime<Utc>, MarketPrice> =
        stored.into_iter().map(|price| (price.at, price)).collect();
    for (place, price) in prices.iter().enumerate() {
        let mut there = stored
            .range(price.at - Duration::hours(1)..price.end())
            .map(|(_, other)| other)
            .filter(|other| other.end() > price.at);
        match there.next() {
            None => outcome.new.push(place),
            Some(other) if other == price => outcome.equal.push(place),
            Some(other) => outcome.different.push((place, *other)),
        }
    }
    Ok(outcome)
}

/// Stores prices in whose time none stands.
pub async fn insert_prices(conn: &mut Conn, series: &str, prices: &[MarketPrice]) -> Result<()> {
    let org = conn.org.0;
    let series = text::clean(series);
    match &mut conn.session.inner {
        Inner::Sqlite(tx) => {
            INSERT
                .run(tx, prices.len(), |sql, range| {
                    let mut query = sqlx::query(sql).bind(org).bind(series.to_string());
                    for price in &prices[range] {
                        query = query
                            .bind(Instant::from(price.at))
                            .bind(i64::from(price.interval.minutes()))
                            .bind(price.per_kwh.micros());
                    }
                    query
                })
                .await?;
        }
        Inner::Postgres(tx) => {
            let sql = format!(
                "{COLUMNS}
                select $1, $2, t.* from unnest($3::timestamptz[], $4::smallint[], $5::bigint[]) as t"
            );
            let minutes = |price: &MarketPrice| i16::try_from(price.interval.minutes());
            let minutes = prices
                .iter()
                .map(minutes)
                .collect::<std::result::Result<Vec<i16>, _>>();
            let minutes = minutes.map_err(|_| Error::OutOfRange("minutes"))?;
            let times: Vec<Instant> = prices.iter().map(|one| Instant::from(one.at)).collect();
            let micros: Vec<i64> = prices.iter().map(|one| one.per_kwh.micros()).collect();
            sqlx::query(AssertSqlSafe(sql))
                .bind(org)
                .bind(series.as_ref())
                .bind(times)
                .bind(minutes)
                .bind(micros)
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

/// Removes the prices in whose time another is to stand.
pub async fn clear_prices(conn: &mut Conn, series: &str, of: &[MarketPrice]) -> Result<()> {
    const SQL: &str = "
        delete from market_prices
        where org_id = $1 and series = $2 and starts_at = $3";
    let (Some(first), Some(end)) = (
        of.iter().map(|price| price.at).min(),
        of.iter().map(MarketPrice::end).max(),
    ) else {
        return Ok(());
    };
    let of: BTreeMap<DateTime<Utc>, &MarketPrice> = of.iter().map(|one| (one.at, one)).collect();
    let range = (first - Duration::hours(1), end);
    for stored in market_prices(conn, series, range, u32::MAX).await? {
        let mut there = of.range(stored.at - Duration::hours(1)..stored.end());
        if there.any(|(_, price)| price.end() > stored.at) {
            let at = Instant::from(stored.at);
            run!(
                conn,
                exec,
                SQL,
                conn.org.0,
                text::clean(series).as_ref(),
                at
            )?;
        }
    }
    Ok(())
}

/// The names of all series.
pub async fn price_series_names(conn: &mut Conn) -> Result<Vec<String>> {
    const SQL: &str = "select name from price_series where org_id = $1 order by name";
    let rows = run!(conn, all(String,), SQL, conn.org.0)?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Beginning of the first price of a series that ended by then; `None` where all last longer.
pub async fn first_price_ended(
    conn: &mut Conn,
    series: &str,
    by: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    // The first of those that begin before has ended, or is the only one that has not.
    let first = market_prices(conn, series, (DateTime::<Utc>::MIN_UTC, by), 1).await?;
    let first = first.into_iter().find(|price| price.end() <= by);
    Ok(first.map(|price| price.at))
}

/// Removes the prices of a series whose intervals ended by then. Gives their number.
pub async fn forget_prices(conn: &mut Conn, series: &str, by: DateTime<Utc>) -> Result<u64> {
    const SQL: &str = "
        delete from market_prices
        where org_id = $1 and series = $2 and starts_at <= $3 and minutes = $4";
    let mut removed = 0;
    for width in Width::ALL {
        let minutes = width.minutes();
        let last = by - Duration::minutes(i64::from(minutes));
        let minutes = i16::try_from(minutes).map_err(|_| Error::OutOfRange("minutes"))?;
        let (org, name) = (conn.org.0, text::clean(series));
        let last = Instant::of_range(last);
        removed += run!(conn, exec, SQL, org, name.as_ref(), last, minutes)?;
    }
    Ok(removed)
}

/// Removes a series with its prices; whether there was one.
pub async fn remove_price_series(conn: &mut Conn, name: &str) -> Result<bool> {
    const PRICES: &str = "delete from market_prices where org_id = $1 and series = $2";
    const SERIES: &str = "delete from price_series where org_id = $1 and name = $2";
    let name = text::clean(name);
    run!(conn, exec, PRICES, conn.org.0, name.as_ref())?;
    Ok(run!(conn, exec, SERIES, conn.org.0, name.as_ref())? == 1)
}
