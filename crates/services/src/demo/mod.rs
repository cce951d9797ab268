//! The demo: an organisation with 90 days of history, known accounts, and a live stream with a
//! planned hotspot. Everything in it is made up, from the published load model and a fixed seed,
//! and is marked as demo wherever it is shown.

mod electricity;

use std::time::Duration as StdDuration;

use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, Utc};
use engine::demo::{self, HotspotPlan};
use model::auth::{NewUser, Role};
use model::goals::{GoalKind, GoalList, NewGoal};
use model::ids::OrgId;
use model::ingest::{DataSource, EventDraft};
use model::money::{Amount, Commodity, Price};
use model::places::PlaceChange;
use model::settings::OrgSettings;
use store::organisations::NewOrganisation;

use self::electricity::Meters;
use crate::actor::Actor;
use crate::error::Result;
use crate::{Services, auth, goals, ingest, places};

/// Name of the demo organisation.
const ORGANISATION: &str = "Demo Operations";
/// Password of every demo account; it is public, and works only while the demo runs.
const PASSWORD: &str = "demo-carbon-nexus";
/// What the demo aims at, in kg CO2e per hour: a little under what it emits on average.
const TARGET_KG_PER_HOUR: f64 = 6_400.0;
/// What the demo's measures shall save: about half of what is advised at first.
const SAVED_KG_PER_MONTH: f64 = 20_000.0;
/// Pace of the world at which one event a second comes in; measured on its history.
const PACE_OF_ONE_A_SECOND: f64 = 192.0;
/// Events landed together while history is filled.
const TOGETHER: usize = 2_000;
/// How often the live stream looks for events that are due.
const TICK: StdDuration = StdDuration::from_secs(1);
/// How long the hotspot takes to be well above its baseline.
const HOTSPOT_SHOWS_AFTER: Duration = Duration::minutes(10);
/// How often monitoring scans in the demo; the planned alert fires at the second scan after it shows.
pub const SCAN_EVERY: StdDuration = StdDuration::from_secs(30);

/// What was chosen for the demo.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Events per second of the live stream, about; 0 stops it.
    pub speed: f64,
    /// Days of history.
    pub history_days: u32,
    /// Minutes from the start to the planned hotspot; negative when it is there already.
    pub hotspot_minutes: i32,
}

/// Makes the demo organisation when it is missing, fills its history up to now, and starts the
/// live stream.
///
/// # Errors
/// When the database does not answer.
pub async fn start(services: &Services, plan: &Plan) -> Result<()> {
    let org = organisation(services).await?;
    let now = services.clock().now();
    let begins_at = now + Duration::minutes(i64::from(plan.hotspot_minutes));
    let hotspot = HotspotPlan::starting(begins_at);
    fill(services, org, now, plan.history_days, hotspot).await?;
    let mut meters = electricity::install(services, org, now).await?;
    meters.read(services, org, now).await?;
    let (origin, destination) = HotspotPlan::ROUTE;
    tracing::info!(
        %begins_at,
        alert_due_by = %(begins_at + HOTSPOT_SHOWS_AFTER + 2 * SCAN_EVERY),
        supplier = HotspotPlan::SUPPLIER,
        route = %format!("{origin} -> {destination}"),
        "the demo's hotspot is planned"
    );
    if plan.speed > 0.0 {
        let stream = services.clone();
        let speed = plan.speed;
        services
            .tasks()
            .spawn(async move { run(&stream, org, now, speed, hotspot, meters).await });
    }
    Ok(())
}

/// Prices of the demo: made up as everything in it, in the order of magnitude of Central Europe.
fn prices() -> Vec<Price> {
    use Commodity::{DieselL, ElectricityKwh, GasKwhGross, HvoL, RailTonneKm};
    let per_unit = [
        (DieselL, 1_350_000),
        (HvoL, 1_650_000),
        (ElectricityKwh, 180_000),
        (GasKwhGross, 60_000),
        (RailTonneKm, 45_000),
    ];
    let priced = per_unit.into_iter().map(|(commodity, micros)| Price {
        commodity,
        amount: Amount::from_micros(micros),
        source: "made up for the demo".to_owned(),
    });
    priced.collect()
}

/// The demo organisation with its accounts, made on first start.
async fn organisation(services: &Services) -> Result<OrgId> {
    let mut system = services.db().system().await?;
    let known = store::organisations::find_by_name(&mut system, ORGANISATION).await?;
    drop(system);
    if let Some(organisation) = known {
        return Ok(organisation.id);
    }
    let new = NewOrganisation {
        settings: OrgSettings {
            name: ORGANISATION.to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            currency: "EUR".to_owned(),
            default_grid_region: Some("DEU".to_owned()),
            target_kg_per_hour: Some(TARGET_KG_PER_HOUR),
            thresholds: None,
            prices: prices(),
            shows_map_tiles: true,
            market_price_days: None,
        },
        is_demo: true,
        created_at: services.clock().now(),
    };
    let mut system = services.db().system_write().await?;
    let org = store::organisations::create(&mut system, &new).await?;
    system.commit().await?;
    place_on_the_map(services, org).await?;
    set_goals(services, org).await?;
    for (name, role) in [
        ("admin", Role::Admin),
        ("operator", Role::Operator),
        ("viewer", Role::Viewer),
        ("supplier", Role::Supplier),
    ] {
        let user = NewUser {
            email: format!("{name}@demo.example"),
            name: format!("Demo {name}"),
            password: PASSWORD.to_owned(),
            role,
            supplier: (role == Role::Supplier).then(|| HotspotPlan::SUPPLIER.to_owned()),
        };
        auth::add_user(services, org, user).await?;
    }
    Ok(org)
}

/// A budget for this quarter, at the pace of the pulse's target, and savings until the year's end.
async fn set_goals(services: &Services, org: OrgId) -> Result<()> {
    let today = (services
        .clock()
        .now()
        .with_timezone(&chrono_tz::Europe::Berlin))
    .date_naive();
    let first_of = |month: u32| NaiveDate::from_ymd_opt(today.year(), month, 1).unwrap_or(today);
    let later = |day: NaiveDate, months: u32| day + Months::new(months);
    let (month, quarter) = (
        first_of(today.month()),
        first_of(today.month0() / 3 * 3 + 1),
    );
    let (quarter_end, year_end) = (later(quarter, 3), later(first_of(1), 12));
    let hours = 24.0 * (quarter_end - quarter).num_days() as f64;
    let months = f64::from(13 - today.month());
    let goal = |label: &str, kind: GoalKind, (from, to): (NaiveDate, NaiveDate), kg: f64| NewGoal {
        id: None,
        label: label.to_owned(),
        from,
        to,
        kind,
        category: None,
        kg,
    };
    let budget = TARGET_KG_PER_HOUR * hours;
    let goals = vec![
        goal(
            "This quarter's emissions",
            GoalKind::Emissions,
            (quarter, quarter_end),
            budget,
        ),
        goal(
            "Saved until New Year",
            GoalKind::Saving,
            (month, year_end),
            SAVED_KG_PER_MONTH * months,
        ),
    ];
    let list = GoalList {
        revision: None,
        goals,
    };
    goals::put_goals(services, &Actor::system(org), list).await?;
    Ok(())
}

/// Suppliers and sites with their positions, and the sites' grid regions.
async fn place_on_the_map(services: &Services, org: OrgId) -> Result<()> {
    let actor = Actor::system(org);
    for supplier in demo::suppliers() {
        let place = PlaceChange {
            name: Some(supplier.name.to_owned()),
            location: Some(supplier.city.to_owned()),
            lat: Some(supplier.lat),
            lon: Some(supplier.lon),
            grid_region: None,
        };
        places::create_supplier(services, &actor, place).await?;
    }
    for site in demo::sites() {
        let place = PlaceChange {
            name: Some(site.name.to_owned()),
            location: None,
            lat: Some(site.lat),
            lon: Some(site.lon),
            grid_region: Some(site.grid_region.to_owned()),
        };
        places::create_site(services, &actor, place).await?;
    }
    Ok(())
}

/// Fills what is missing between the last event and now.
async fn fill(
    services: &Services,
    org: OrgId,
    now: DateTime<Utc>,
    days: u32,
    hotspot: HotspotPlan,
) -> Result<()> {
    let mut conn = services.db().read(org).await?;
    let last = store::ingest::events::last_event_at(&mut conn, None).await?;
    drop(conn);
    let first = now - Duration::days(i64::from(days));
    let from = last.map_or(first, |last| (last + Duration::microseconds(1)).max(first));
    let mut events = 0_usize;
    let mut drafts = Vec::with_capacity(TOGETHER);
    for draft in demo::history(demo::SEED, from, now, Some(hotspot)) {
        drafts.push(draft);
        if drafts.len() == TOGETHER {
            events += drafts.len();
            land(services, org, std::mem::take(&mut drafts)).await?;
        }
    }
    events += drafts.len();
    land(services, org, drafts).await?;
    tracing::info!(events, "the demo's history is filled");
    Ok(())
}

/// Streams events as they come due, until the process stops.
async fn run(
    services: &Services,
    org: OrgId,
    start: DateTime<Utc>,
    speed: f64,
    hotspot: HotspotPlan,
    mut meters: Meters,
) {
    // The world knows its own bounds and keeps to them.
    let pace = (speed * PACE_OF_ONE_A_SECOND)
        .round()
        .clamp(1.0, f64::from(demo::FASTEST_PACE)) as u32;
    let mut from = start;
    loop {
        tokio::select! {
            () = services.stop().cancelled() => return,
            () = tokio::time::sleep(TICK) => {}
        }
        let to = services.clock().now();
        if to <= from {
            continue;
        }
        let drafts = demo::live(demo::SEED, from, to, pace, Some(&hotspot));
        if let Err(error) = land(services, org, drafts).await {
            tracing::warn!(error = ?error, "demo events could not be stored; they are tried again");
            continue;
        }
        from = to;
        if let Err(error) = meters.read(services, org, to).await {
            tracing::warn!(error = ?error, "the demo's meters could not be stored; they are read again");
        }
    }
}

async fn land(services: &Services, org: OrgId, drafts: Vec<EventDraft>) -> Result<()> {
    ingest::land(services, &Actor::system(org), DataSource::Demo, drafts).await?;
    Ok(())
}
