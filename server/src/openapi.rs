//! The OpenAPI document of the machine API.

use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// What the document says beside its routes.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Carbon Nexus",
        description = "Events in, explained kilograms out. Times are UTC, masses kilograms of CO2e; \
            faults are RFC 9457 problem documents with a request id. Lists come in pages: hand \
            `next_cursor` back as `cursor`. `Idempotency-Key` is honoured on POSTs that create. \
            Live frames come by WebSocket at `/ws`: send `{\"type\": \"subscribe\", \"channels\": [\"emissions\", \"hotspots\"]}`."
    ),
    security(("token" = []), ("session" = [])),
    modifiers(&Security)
)]
pub struct Document;

#[derive(Debug)]
struct Security;

impl Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme(
            "token",
            SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
        );
        components.add_security_scheme(
            "session",
            SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(
                crate::layers::origin::SESSION_COOKIE,
            ))),
        );
    }
}
