//! Which factors an estimate used, as one small number: few distinct sets serve millions of events.

use crate::db::run;
use crate::ids::IdKind;
use crate::{Conn, Error, Result, SystemConn, ids};

/// A set of factor ids, in the order they were used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactorSetId(pub i32);

/// The number of each set, created on first sight; the answer has the order of `sets`. Run it in a
/// `system_write` of its own **before** the chunk's transaction, and cache the numbers.
pub async fn resolve(conn: &mut SystemConn, sets: &[Vec<String>]) -> Result<Vec<FactorSetId>> {
    const FIND: &str = "select id from factor_sets where factor_ids = $1";
    const CREATE: &str = "
        insert into factor_sets (id, factor_ids)
        values ($1, $2)
        on conflict (factor_ids) do nothing";
    let mut numbers = Vec::with_capacity(sets.len());
    for set in sets {
        let joined = join(set)?;
        let found = run!(conn, scalar_optional i32, FIND, &joined)?;
        let number = match found {
            Some(number) => number,
            None => {
                let id = ids::reserve_system(conn, IdKind::FactorSet, 1).await?;
                let id = i32::try_from(id).map_err(|_| Error::OutOfRange("factor_sets.id"))?;
                run!(conn, exec, CREATE, id, &joined)?;
                // Somebody else may have been faster: the stored number counts.
                run!(conn, scalar i32, FIND, &joined)?
            }
        };
        numbers.push(FactorSetId(number));
    }
    Ok(numbers)
}

/// The factor ids of a set.
pub async fn get(conn: &mut Conn, id: FactorSetId) -> Result<Option<Vec<String>>> {
    const SQL: &str = "select factor_ids from factor_sets where id = $1";
    let joined = run!(conn, scalar_optional String, SQL, id.0)?;
    Ok(joined.map(|joined| split(&joined)))
}

/// All sets, to fill a cache at start.
pub async fn all(conn: &mut SystemConn) -> Result<Vec<(FactorSetId, Vec<String>)>> {
    let sql = "select id, factor_ids from factor_sets order by id";
    let rows: Vec<(i32, String)> = run!(conn, all(i32, String), sql)?;
    Ok(rows
        .into_iter()
        .map(|(id, joined)| (FactorSetId(id), split(&joined)))
        .collect())
}

fn join(set: &[String]) -> Result<String> {
    let is_plain = |id: &String| !id.is_empty() && !id.contains([' ', '\0']);
    if set.iter().all(is_plain) {
        Ok(set.join(" "))
    } else {
        Err(Error::OutOfRange("factor id"))
    }
}

fn split(joined: &str) -> Vec<String> {
    joined
        .split(' ')
        .filter(|id| !id.is_empty())
        .map(str::to_owned)
        .collect()
}
