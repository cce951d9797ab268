//! The published catalogue, mirrored into the database for queries and for people's own tools.

use model::emissions::{Factor, FactorQuality, FactorQuery, FactorScope};
use model::page::Page;
use sqlx::AssertSqlSafe;

use crate::cursor::{Reader, Writer, cut};
use crate::db::run;
use crate::{Conflict, Conn, Error, Result, SystemConn, text};

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: String,
    category: String,
    activity: String,
    unit: String,
    kg_co2e_per_unit: f64,
    scope: String,
    region: String,
    year: i32,
    gwp_set: String,
    publisher: String,
    publisher_row: String,
    licence: String,
    quality: String,
}

const TABLE: &str = "emission_factors";

impl TryFrom<Row> for Factor {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let corrupt = |column| Error::Corrupt {
            table: TABLE,
            column,
        };
        Ok(Self {
            scope: FactorScope::parse(&row.scope).ok_or_else(|| corrupt("scope"))?,
            quality: FactorQuality::parse(&row.quality).ok_or_else(|| corrupt("quality"))?,
            id: row.id,
            category: row.category,
            activity: row.activity,
            unit: row.unit,
            kg_co2e_per_unit: row.kg_co2e_per_unit,
            region: row.region,
            year: row.year,
            gwp_set: row.gwp_set,
            publisher: row.publisher,
            publisher_row: row.publisher_row,
            licence: row.licence,
        })
    }
}

macro_rules! columns {
    () => {
        "id, category, activity, unit, kg_co2e_per_unit, scope, region, year, gwp_set, publisher, \
         publisher_row, licence, quality"
    };
}

/// Adds what is missing. A published factor never changes: a row of the same id with other content
/// is refused as `Conflict::Changed`. How many were added.
pub async fn publish(conn: &mut SystemConn, factors: &[Factor]) -> Result<u64> {
    const INSERT: &str = concat!(
        "insert into emission_factors (",
        columns!(),
        ", search_text)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        on conflict (id) do nothing"
    );
    const STORED: &str = concat!(
        "select ",
        columns!(),
        " from emission_factors where id = $1"
    );
    let mut added = 0;
    for factor in factors {
        let inserted = run!(
            conn,
            exec,
            INSERT,
            &factor.id,
            &factor.category,
            &factor.activity,
            &factor.unit,
            factor.kg_co2e_per_unit,
            factor.scope.as_str(),
            &factor.region,
            factor.year,
            &factor.gwp_set,
            &factor.publisher,
            &factor.publisher_row,
            &factor.licence,
            factor.quality.as_str(),
            search_text(factor),
        )?;
        if inserted == 0 {
            let stored = Factor::try_from(run!(conn, one Row, STORED, &factor.id)?)?;
            if stored != *factor {
                return Err(Error::Conflict(Conflict::Changed));
            }
        }
        added += inserted;
    }
    Ok(added)
}

fn search_text(factor: &Factor) -> String {
    format!("{} {} {}", factor.id, factor.activity, factor.publisher).to_lowercase()
}

/// One by its id.
pub async fn get(conn: &mut Conn, id: &str) -> Result<Option<Factor>> {
    const SQL: &str = concat!(
        "select ",
        columns!(),
        " from emission_factors where id = $1"
    );
    run!(conn, optional Row, SQL, text::clean(id))?
        .map(Factor::try_from)
        .transpose()
}

/// Words of a search that are looked at.
const WORDS_MAX: usize = 8;

/// By id; `query.limit` is not read, `limit` counts. The catalogue has some thousand rows, so its
/// search reads them.
pub async fn page(conn: &mut Conn, query: &FactorQuery, limit: u32) -> Result<Page<Factor>> {
    let filter = FactorQuery {
        limit: None,
        cursor: None,
        ..query.clone()
    };
    let after = match &query.cursor {
        Some(cursor) => Reader::new(cursor, "factors", &filter)?.text()?,
        None => String::new(),
    };
    let mut words: Vec<String> = query
        .query
        .as_deref()
        .unwrap_or_default()
        .split_whitespace()
        .map(|word| text::containing(&word.to_lowercase()))
        .collect();
    if words.len() > WORDS_MAX {
        return Err(Error::OutOfRange("number of words searched for"));
    }
    let conditions: String = (0..words.len())
        .map(|index| format!(" and search_text like ${} escape '\\'", index + 7))
        .collect();
    // All eight are bound, whether the text asks for them or not.
    words.resize(WORDS_MAX, String::new());
    let sql = format!(
        "select {} from emission_factors
        where id > $1 and ($2 is null or region = $2) and ($3 is null or year = $3)
            and ($4 is null or unit = $4) and ($5 is null or category = $5){conditions}
        order by id
        limit $6",
        columns!(),
    );
    let mut rows = run!(
        conn,
        all Row,
        AssertSqlSafe(sql),
        after,
        query.region.as_deref().map(text::clean),
        query.year,
        query.unit.as_deref().map(text::clean),
        query.category.as_deref().map(text::clean),
        i64::from(limit) + 1,
        &words[0],
        &words[1],
        &words[2],
        &words[3],
        &words[4],
        &words[5],
        &words[6],
        &words[7],
    )?;
    let has_more = cut(&mut rows, limit);
    let next_cursor = rows
        .last()
        .filter(|_| has_more)
        .map(|row| Writer::new("factors", &filter).text(&row.id).finish());
    let items = rows
        .into_iter()
        .map(Factor::try_from)
        .collect::<Result<Vec<_>>>()?;
    Ok(Page { items, next_cursor })
}
