//! `/api/v1/language`: the language model that words recommendations.

use axum::Json;
use axum::extract::State;
use model::language::LanguageTest;
use model::problem::Problem;
use services::Services;

use crate::error::ApiResult;
use crate::extract::SignedIn;

/// Asks the language model one tiny question. 409 while none is set up.
#[utoipa::path(post, path = "/language/test", tag = "Settings",
    responses((status = 200, body = LanguageTest), (status = 409, body = Problem)))]
pub async fn test(
    State(services): State<Services>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<LanguageTest>> {
    Ok(Json(
        services::language::try_model(&services, &actor).await?,
    ))
}
