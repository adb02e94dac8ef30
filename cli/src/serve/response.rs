//! Answers that are no files.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::caching;

/// The configuration.
pub(super) fn json(text: String) -> Response {
    let response = with(Response::new(Body::from(text)), header::CONTENT_TYPE, "application/json");
    with(response, header::CACHE_CONTROL, caching::OF_OTHER)
}

/// The answer where nothing is served.
pub(super) fn not_found() -> Response {
    plain(StatusCode::NOT_FOUND, "not found\n")
}

/// An answer for a person who has asked for something that is not the page.
pub(super) fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    with(response, header::CONTENT_TYPE, "text/plain; charset=utf-8")
}

/// The response with a header more, or another value of it.
pub(super) fn with(mut response: Response, name: HeaderName, value: &'static str) -> Response {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}
