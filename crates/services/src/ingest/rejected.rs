//! The rows an import refused, for reading and for downloading.

use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream};
use model::auth::Permission;
use model::ids::JobId;
use model::ingest::RejectedRow;
use model::page::{Page, PageRequest};

use super::imports::visible;
use crate::Services;
use crate::actor::Actor;
use crate::csv_text::line;
use crate::error::{Error, Result};
use crate::page::limit_of;

/// Rows read at a time.
const ROWS: u32 = 500;

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
    let request = PageRequest {
        limit: Some(ROWS),
        cursor: None,
    };
    let first = rejected_rows(services, actor, id, request).await?;
    let header = Bytes::from(line(["row_number", "column", "value", "code", "reason"]));
    let start = (services.clone(), actor.clone(), Some(first));
    let pages = stream::try_unfold(start, move |(services, actor, page)| async move {
        let Some(page) = page else {
            return Ok::<_, Error>(None);
        };
        let text: String = page.items.iter().map(row).collect();
        let next = match page.next_cursor {
            Some(cursor) => {
                let request = PageRequest {
                    limit: Some(ROWS),
                    cursor: Some(cursor),
                };
                Some(rejected_rows(&services, &actor, id, request).await?)
            }
            None => None,
        };
        Ok(Some((Bytes::from(text), (services, actor, next))))
    });
    let body = stream::once(async move { Ok(header) }).chain(pages);
    Ok(body.map_err(|error| {
        tracing::error!(error = ?error, "an export ended early");
        std::io::Error::other("the export ended early")
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
