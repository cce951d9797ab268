//! Which small number stands for which list of factors. Few distinct lists serve millions of
//! events, so all of them fit in memory.

use engine::emissions::{Catalogue, FactorIndex};
use hashbrown::HashMap;
use parking_lot::RwLock;
use smallvec::SmallVec;
use store::emissions::factor_sets::FactorSetId;

use crate::Services;
use crate::error::{Error, Result};

type Factors = SmallVec<[FactorIndex; 16]>;

/// The numbers known so far.
#[derive(Debug, Default)]
pub struct FactorSetCache {
    known: RwLock<HashMap<Factors, FactorSetId>>,
}

impl Services {
    /// The number of each list, created on first sight in a short transaction of its own. Call it
    /// before the transaction that uses the numbers is open.
    pub(crate) async fn factor_set_ids(
        &self,
        wanted: &[&Factors],
    ) -> Result<HashMap<Factors, FactorSetId>> {
        let mut found = HashMap::new();
        let mut missing: Vec<&Factors> = Vec::new();
        {
            let known = self.factor_sets().known.read();
            for factors in wanted {
                match known.get(*factors) {
                    Some(id) => {
                        found.insert((*factors).clone(), *id);
                    }
                    None if !missing.contains(factors) => missing.push(factors),
                    None => {}
                }
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let texts: Vec<Vec<String>> = missing
            .iter()
            .map(|factors| factor_ids(self.catalogue(), factors))
            .collect();
        let mut system = self.db().system_write().await?;
        let ids = store::emissions::factor_sets::resolve(&mut system, &texts).await?;
        system.commit().await?;
        let mut known = self.factor_sets().known.write();
        for (factors, id) in missing.into_iter().zip(ids) {
            known.insert(factors.clone(), id);
            found.insert(factors.clone(), id);
        }
        Ok(found)
    }

    /// The factors a stored list names.
    pub(crate) fn factor_indices(&self, ids: &[String]) -> Result<Vec<FactorIndex>> {
        ids.iter()
            .map(|id| {
                self.catalogue().by_id(id).ok_or_else(|| {
                    Error::internal(anyhow::anyhow!("factor {id} is not in the catalogue"))
                })
            })
            .collect()
    }
}

fn factor_ids(catalogue: &Catalogue, factors: &Factors) -> Vec<String> {
    factors
        .iter()
        .map(|index| catalogue.get(*index).id.clone())
        .collect()
}
