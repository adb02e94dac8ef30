//! What tabs of one origin tell each other. Nothing is believed that the sealed record does not bear out, but
//! for the access token of the generation that both hold.

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
