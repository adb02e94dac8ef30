//! What tabs of one origin tell each other. What the sealed record can bear out is looked up there; the access
//! token, the pauses and the signs of life are believed.

use crate::protocol::secret::AccessToken;

/// Goes to all other tabs, in memory; never to a storage.
#[derive(Clone, Debug)]
pub enum Message {
    /// A person has signed in; the record says who.
    SignedIn {
        /// Of the session.
        session: String,
    },
    /// The session was ended: everything of it must go.
    SignedOut {
        /// Of the session.
        session: String,
    },
    /// Somebody is there.
    Active {
        /// Of the session.
        session: String,
        /// Seconds since 1970.
        at: i64,
    },
    /// The provider has asked for a pause (`Retry-After`).
    Paused {
        /// Of the session.
        session: String,
        /// Seconds since 1970.
        from: i64,
        /// Seconds since 1970.
        until: i64,
    },
    /// Who has the access token of this generation?
    Wanted {
        /// Of the session.
        session: String,
        /// Of the record.
        generation: u32,
    },
    /// The session was renewed, or somebody asked.
    Renewed {
        /// Of the session.
        session: String,
        /// Of the record.
        generation: u32,
        /// For memory only.
        access_token: AccessToken,
        /// Seconds since 1970.
        expires_at: Option<i64>,
    },
}
