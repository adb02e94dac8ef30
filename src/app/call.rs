//! Calls of the API with the bearer token, which the application does not handle.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Request, Response};

use super::page;
use crate::browser::session_fetch;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// `backend.allowed_origins` of the configuration does not have the origin of the request.
    #[error("the origin of the request gets no access token")]
    OriginNotAllowed,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// There is no access token, and none can be had now.
    #[error("the access token could not be renewed")]
    RenewalFailed,
    /// The body of the request was read before.
    #[error("the body of the request can't be sent")]
    BodyNotReplayable,
    /// No answer: the network, the API, or its CORS; or the signal of the request has ended the call.
    #[error("there is no answer")]
    Unreachable,
}

impl CallError {
    /// Stable name, as `docs/ERRORS.md` has it.
    pub fn code(self) -> &'static str {
        match self {
            Self::OriginNotAllowed => "origin_not_allowed",
            Self::NotSignedIn => "not_signed_in",
            Self::RenewalFailed => "renewal_failed",
            Self::BodyNotReplayable => "body_not_replayable",
            Self::Unreachable => "backend_unreachable",
        }
    }

    /// From what a promise of `fetch` is rejected with.
    fn of(reason: &JsValue) -> Self {
        let code = Reflect::get(reason, &"code".into()).unwrap_or_default();
        let own = [Self::OriginNotAllowed, Self::NotSignedIn, Self::RenewalFailed, Self::BodyNotReplayable];
        own.into_iter().find(|it| code == it.code()).unwrap_or(Self::Unreachable)
    }
}

pub(super) async fn fetch(request: &Request) -> Result<Response, CallError> {
    if request.body_used() {
        return Err(CallError::BodyNotReplayable);
    }
    page::at_rest().await;
    let answer = session_fetch::fetch(&page::handle(), request, &JsValue::UNDEFINED).await;
    answer.map(JsCast::unchecked_into).map_err(|reason| CallError::of(&reason))
}
