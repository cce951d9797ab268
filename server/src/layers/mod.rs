//! What every request passes before it reaches a handler, outermost first: request id and log,
//! security headers, rate limit, origin, identity.

pub mod identity;

pub mod origin;

pub mod rate_limit;

pub mod request_id;

pub mod security_headers;
