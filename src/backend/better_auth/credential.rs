//! By what a request is known to be of somebody who is signed in.

use super::SessionToken;
use crate::protocol::http::Request;

/// How better-auth knows who asks.
#[derive(Clone, Copy, Debug)]
pub enum Credential<'a> {
    /// By the cookie `better-auth.session_token`, which no script sees: a page of the backend's own origin.
    Cookie,
    /// By a bearer token: a page of any other origin. Needs better-auth's plugin `bearer()`, and CORS.
    Bearer(&'a SessionToken),
}

impl Credential<'_> {
    /// The request with it. Never both: the cookie may be somebody else's.
    pub(super) fn on(self, request: Request) -> Request {
        match self {
            Self::Cookie => Request { cookies: true, ..request },
            Self::Bearer(token) => request.with_bearer(&token.bearer()),
        }
    }
}
