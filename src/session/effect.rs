//! What a page does: the machine asks for it, the driver does it.

use std::rc::Rc;

use crate::config::Algorithm;
use crate::protocol::http::{Request, RequestId};
use crate::protocol::jwk::Jwk;
use crate::protocol::secret::{Body, SecretUrl, State};

/// Something to do. The driver runs effects in their order and sends what comes of them as inputs.
#[derive(Debug)]
pub enum Effect {
    /// Send a request, after a wait of so many milliseconds. Answer: `Input::Fetched`.
    Fetch {
        /// Comes back with the answer.
        id: RequestId,
        /// What to send.
        request: Box<Request>,
        /// Milliseconds.
        delay: u32,
    },
    /// Check a signature with WebCrypto. Answer: `Input::Verified`.
    Verify {
        /// Comes back with the answer.
        id: RequestId,
        /// The algorithm that the token's header names.
        algorithm: Algorithm,
        /// At least one; valid if it fits any of them.
        keys: Vec<Rc<Jwk>>,
        /// What is signed.
        signing_input: Body,
        /// The signature's bytes.
        signature: Vec<u8>,
    },
    /// Store a transaction. Answer: `Input::Stored`.
    StoreTransaction {
        /// Comes back with the answer.
        id: RequestId,
        /// The key.
        state: State,
        /// The value.
        record: Body,
    },
    /// Take a transaction out: read and delete in one step, leaving a mark that it was used.
    /// Answer: `Input::Taken`.
    TakeTransaction {
        /// The key.
        state: State,
        /// What remains: a hash, so that the value itself is stored nowhere any more.
        mark: String,
    },
    /// Delete the records of attempts that nobody came back from.
    SweepTransactions,
    /// Leave the page.
    Navigate(SecretUrl),
    /// Load the page anew.
    Reload,
    /// Wait. Answer: `Input::TimerFired`.
    SetTimer {
        /// Comes back.
        timer: Timer,
        /// Milliseconds.
        after: u32,
    },
    /// Remember which provider was used last (its `id`, nothing about the person).
    RememberProvider(String),
    /// Remember in this tab that the person is signing out, until the page is opened again.
    RememberSignOut {
        /// `id` of the provider.
        provider: String,
    },
    /// Write a sentence for the administrator to the console.
    Note(String),
}

/// The timers of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// Revocation has had its time; sign-out goes on.
    SignOut,
    /// The provider's page has not come after sign-out.
    Stalled,
}

/// What a step asks for.
pub type Effects = Vec<Effect>;
