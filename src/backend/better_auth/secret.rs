//! What better-auth knows a signed-in page by.

use crate::protocol::secret::{AccessToken, secret};

secret! {
    /// The token of a session: not the provider's access token, which is sent to better-auth beside it.
    SessionToken;
}

/// Longest token that is read, in bytes: what fits into a header everywhere.
const MAX_LENGTH: usize = 4096;

impl SessionToken {
    /// A text that can stand in a header. The signed form has a `.` in it and base64 with `+`, `/` and `=` behind that.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let fits = !text.is_empty() && text.len() <= MAX_LENGTH;
        (fits && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| Self::new(text))
    }

    /// For the `Authorization` header of calls.
    pub fn bearer(&self) -> AccessToken {
        AccessToken::new(self.expose())
    }
}
