//! A look at a file before it is imported: its columns, a suggested mapping, and what the first
//! rows would become under it. Nothing is stored.

use std::io::Cursor;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use engine::emissions::{EstimateInput, estimate};
use engine::ingest::{Normaliser, Position, Row, RowOutcome, Rows, SkipRule, Tally};
use model::auth::Permission;
use model::ingest::{
    EventDraft, Preview, Profile, RejectedRow, SupplierRef, Trial, TrialOutcome, TrialRow,
};
use model::problem::FieldError;

use super::imports::ProfileChoice;
use super::profiles;
use super::reading;
use crate::Services;
use crate::actor::Actor;
use crate::emissions::{activity_text, grid_region, local_text, zone_of};
use crate::error::{Error, Result};

/// Rows a trial shows.
const TRIAL_ROWS: usize = 20;

/// What a file is and what we would make of it.
///
/// # Errors
/// `Invalid` with one sentence when it is no CSV.
pub async fn preview(
    services: &Services,
    actor: &Actor,
    file_name: &str,
    bytes_total: u64,
    head: Vec<u8>,
) -> Result<Preview> {
    actor.must(Permission::Import)?;
    let stored = profiles::profiles(services, actor).await?;
    let stored: Vec<Profile> = stored.into_iter().map(|stored| stored.profile).collect();
    let name = file_name.to_owned();
    tokio::task::spawn_blocking(move || engine::ingest::preview(&name, bytes_total, &head, &stored))
        .await
        .map_err(Error::internal)?
        .map_err(|fault| Error::invalid("file", fault.code, fault.message))
}

/// What the first rows of a file would become.
///
/// # Errors
/// `Invalid` when the file is no CSV at all; faults of the mapping are part of the answer.
pub async fn trial(
    services: &Services,
    actor: &Actor,
    profile: ProfileChoice,
    head: Vec<u8>,
) -> Result<Trial> {
    actor.must(Permission::Import)?;
    let profile = match profile {
        ProfileChoice::Named(name) => profiles::find(services, actor, &name).await?,
        ProfileChoice::Inline(profile) => *profile,
    };
    let now = services.clock().now();
    let tried = tokio::task::spawn_blocking(move || try_rows(&profile, &head, now))
        .await
        .map_err(Error::internal)??;
    let tried = match tried {
        Ok(tried) => tried,
        Err(profile_errors) => {
            return Ok(Trial {
                profile_errors,
                rows: Vec::new(),
            });
        }
    };
    let mut conn = services.db().read(actor.org).await?;
    let zone = zone_of(&mut conn).await?;
    let region = store::organisations::settings(&mut conn)
        .await?
        .default_grid_region;
    let sites: Vec<_> = tried
        .iter()
        .map(|row| match row {
            Tried::Event(draft) => draft.site.as_deref().unwrap_or_default(),
            Tried::Told(_) => "",
        })
        .collect();
    let sites = store::places::sites_named(&mut conn, &sites).await?;
    drop(conn);
    let rows = tried
        .iter()
        .zip(&sites)
        .map(|(row, site)| match row {
            Tried::Told(row) => row.clone(),
            Tried::Event(draft) => {
                let region = grid_region(site.as_ref(), region.as_deref());
                event_row(services, draft, zone, region)
            }
        })
        .collect();
    Ok(Trial {
        profile_errors: Vec::new(),
        rows,
    })
}

/// A row that was tried.
enum Tried {
    /// It becomes an event, whose estimate may depend on its site.
    Event(Box<EventDraft>),
    /// It does not.
    Told(TrialRow),
}

/// The first rows, or what is wrong with the mapping.
fn try_rows(
    profile: &Profile,
    head: &[u8],
    now: DateTime<Utc>,
) -> Result<std::result::Result<Vec<Tried>, Vec<FieldError>>> {
    let is_whole = head.len() < engine::ingest::limits::HEAD_BYTES;
    let source = match reading::open(head, is_whole, profile) {
        Ok(source) => source,
        Err(fault) => return Ok(Err(fault.errors)),
    };
    let start = Position::after_header(&source.sniffed);
    let body = usize::try_from(start.byte_offset)
        .ok()
        .and_then(|at| head.get(at..))
        .unwrap_or_default();
    let mut rows = Rows::new(Cursor::new(body), &source.sniffed, start);
    let mut normaliser = Normaliser::new(Arc::clone(&source.profile), now);
    let mut tried = Vec::new();
    while tried.len() < TRIAL_ROWS {
        let Some(row) = rows.next_row().map_err(Error::internal)? else {
            break;
        };
        tried.push(match row {
            Row::Broken(rejected) => Tried::Told(rejected_row(rejected.row_number, vec![rejected])),
            Row::Record(record) => {
                let row_number = record.row_number;
                match normaliser.row(&record) {
                    RowOutcome::Event { draft, .. } => Tried::Event(Box::new(draft)),
                    RowOutcome::Skipped(rule) => Tried::Told(TrialRow {
                        row_number,
                        outcome: TrialOutcome::Skipped {
                            reason: reason_of(&source, rule, row_number),
                        },
                    }),
                    RowOutcome::Rejected(reasons) => Tried::Told(rejected_row(row_number, reasons)),
                }
            }
        });
    }
    Ok(Ok(tried))
}

/// Why a rule skipped a row, in words.
fn reason_of(source: &reading::Source, rule: SkipRule, row_number: u64) -> String {
    let mut tally = Tally::default();
    tally.skipped(rule, row_number);
    tally
        .skips(&source.profile)
        .pop()
        .map_or_else(String::new, |skip| skip.reason)
}

fn event_row(services: &Services, draft: &EventDraft, zone: Tz, region: Option<&str>) -> TrialRow {
    let input = EstimateInput {
        event_type: draft.event_type,
        occurred_at: draft.occurred_at,
        ends_at: draft.ends_at,
        activity: &draft.activity,
        grid_region_fallback: region,
        pinned: None,
    };
    let co2e_kg = estimate(services.catalogue(), &input)
        .ok()
        .map(|made| made.co2e.kg());
    let supplier = match &draft.supplier {
        SupplierRef::Id(id) => id.to_string(),
        SupplierRef::Name(name) => name.clone(),
    };
    TrialRow {
        row_number: draft.row_number,
        outcome: TrialOutcome::Event {
            occurred_at_local: local_text(zone, draft.occurred_at),
            supplier,
            summary: activity_text(draft.event_type, &draft.activity),
            co2e_kg,
        },
    }
}

fn rejected_row(row_number: u64, reasons: Vec<RejectedRow>) -> TrialRow {
    let errors = reasons
        .into_iter()
        .map(|reason| FieldError::new(reason.column, reason.code, reason.reason))
        .collect();
    TrialRow {
        row_number,
        outcome: TrialOutcome::Rejected { errors },
    }
}
