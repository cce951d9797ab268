//! What did best on the past of sites' loads.

use chrono::{DateTime, Utc};
use model::ids::SiteId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;

use crate::codes::word;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result, text};

/// What was chosen for a site last; a document.
pub async fn load_choice<C: DeserializeOwned>(conn: &mut Conn, site: SiteId) -> Result<Option<C>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        choice: Json<serde_json::Value>,
    }
    const SQL: &str = "select choice from load_choices where org_id = $1 and site_id = $2";
    let row = run!(conn, optional Row, SQL, conn.org.0, site.0)?;
    row.map(|row| {
        let choice = serde_json::from_value(row.choice.0).ok();
        word(choice, "load_choices", "choice")
    })
    .transpose()
}

/// Keeps it in the place of the last. `measured_until` is the end of the measurements it was made from.
pub async fn put_load_choice<C: Serialize>(
    conn: &mut Conn,
    site: SiteId,
    chosen_at: DateTime<Utc>,
    measured_until: DateTime<Utc>,
    choice: &C,
) -> Result<()> {
    const SQL: &str = "
        insert into load_choices (org_id, site_id, chosen_at, measured_until, choice)
        values ($1, $2, $3, $4, $5)
        on conflict (org_id, site_id) do update
        set chosen_at = excluded.chosen_at, measured_until = excluded.measured_until,
            choice = excluded.choice";
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        site.0,
        Instant::from(chosen_at),
        Instant::from(measured_until),
        text::json(choice)?,
    )?;
    Ok(())
}

/// Forgets it where it was made from measurements after a time.
pub async fn forget_load_choice(conn: &mut Conn, site: SiteId, after: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "
        delete from load_choices
        where org_id = $1 and site_id = $2 and measured_until > $3";
    let after = Instant::of_range(after);
    run!(conn, exec, SQL, conn.org.0, site.0, after)?;
    Ok(())
}
