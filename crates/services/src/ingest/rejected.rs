//! The rows an import refused, for reading and for downloading.

use bytes::Bytes;
use futures::Stream;
use model::auth::Permission;
use model::ids::JobId;
use model::ingest::RejectedRow;
use model::page::{Page, PageRequest};

use super::imports::visible;
use crate::Services;
use crate::actor::Actor;
use crate::csv_text::{ROWS, line, stream_pages};
use crate::error::Result;
use crate::page::limit_of;

/// A page of refused rows, by row number.
///
/// # Errors
/// `NotFound` when the import is not there, or not the caller's to see.
pub async fn rejected_rows(
    services: &Services,
    actor: &Actor,
    id: JobId,
    page: PageRequest,
) -> Result<Page<RejectedRow>> {
    actor.must(Permission::ReadOwn)?;
    let mut conn = services.db().read(actor.org).await?;
    visible(&mut conn, actor, id).await?;
    let limit = limit_of(page.limit);
    Ok(store::ingest::rejections::page(&mut conn, id, &page, limit).await?)
}

/// All of them as CSV.
///
/// # Errors
/// As [`rejected_rows`]; a fault later ends the stream.
pub async fn export_rejected_rows(
    services: &Services,
    actor: &Actor,
    id: JobId,
) -> Result<impl Stream<Item = std::io::Result<Bytes>> + Send + 'static> {
    actor.must(Permission::ReadOwn)?;
    let request = |cursor| PageRequest {
        limit: Some(ROWS),
        cursor,
    };
    let first = rejected_rows(services, actor, id, request(None)).await?;
    let header = line(["row_number", "column", "value", "code", "reason"]);
    let (services, actor) = (services.clone(), actor.clone());
    Ok(stream_pages(header, first, row, move |cursor| {
        let (services, actor) = (services.clone(), actor.clone());
        async move { rejected_rows(&services, &actor, id, request(Some(cursor))).await }
    }))
}

fn row(row: &RejectedRow) -> String {
    line([
        row.row_number.to_string(),
        row.column.clone(),
        row.value.clone(),
        row.code.clone(),
        row.reason.clone(),
    ])
}
