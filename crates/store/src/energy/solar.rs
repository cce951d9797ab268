//! What the meters of sites say about the yield of their arrays.

use chrono::{DateTime, Utc};
use model::ids::SiteId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;

use crate::codes::word;
use crate::db::run;
use crate::instant::Instant;
use crate::{Conn, Result, text};

/// What was learned of a site last, and when; a document.
pub async fn solar_model<M: DeserializeOwned>(
    conn: &mut Conn,
    site: SiteId,
) -> Result<Option<(DateTime<Utc>, M)>> {
    #[derive(Debug, sqlx::FromRow)]
    struct Row {
        learned_at: Instant,
        model: Json<serde_json::Value>,
    }
    const SQL: &str = "
        select learned_at, model from solar_models
        where org_id = $1 and site_id = $2";
    let row = run!(conn, optional Row, SQL, conn.org.0, site.0)?;
    row.map(|row| {
        let model = serde_json::from_value(row.model.0).ok();
        Ok((row.learned_at.0, word(model, "solar_models", "model")?))
    })
    .transpose()
}

/// Keeps it in the place of the last.
pub async fn put_solar_model<M: Serialize>(
    conn: &mut Conn,
    site: SiteId,
    learned_at: DateTime<Utc>,
    model: &M,
) -> Result<()> {
    const SQL: &str = "
        insert into solar_models (org_id, site_id, learned_at, model)
        values ($1, $2, $3, $4)
        on conflict (org_id, site_id) do update
        set learned_at = excluded.learned_at, model = excluded.model";
    let learned_at = Instant::from(learned_at);
    run!(
        conn,
        exec,
        SQL,
        conn.org.0,
        site.0,
        learned_at,
        text::json(model)?
    )?;
    Ok(())
}
