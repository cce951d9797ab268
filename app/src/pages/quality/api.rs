//! What the data-quality panel asks of the server.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::ids::SupplierId;
use model::quality::{QualityOverview, QualityQuery, SupplierQualityDetail};

use crate::error::AppError;

/// All suppliers, least complete first.
#[server(prefix = "/fn", endpoint = "quality/overview", input = Json)]
pub async fn load_quality(query: QualityQuery) -> Result<QualityOverview, AppError> {
    use crate::context::{actor, services};

    Ok(services::quality::overview(&services()?, &actor()?, query).await?)
}

/// One supplier, day by day.
#[server(prefix = "/fn", endpoint = "quality/supplier", input = Json)]
pub async fn load_supplier_quality(
    supplier_id: SupplierId,
    query: QualityQuery,
) -> Result<SupplierQualityDetail, AppError> {
    use crate::context::{actor, services};

    Ok(services::quality::supplier_quality(&services()?, &actor()?, supplier_id, query).await?)
}
