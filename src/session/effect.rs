//! What a page does: the machine asks for it, the driver does it.

use std::rc::Rc;

use super::call::Grant;
use super::destination::Destination;
use super::message::Message;
use crate::config::Algorithm;
use crate::protocol::http::{Request, RequestId};
use crate::protocol::jwk::Jwk;
use crate::protocol::secret::{Body, SecretUrl, State};
use crate::url::Url;

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
    /// Fetch what comes after a first visit: it is likely to be needed.
    Prepare,
    /// Leave the page.
    Navigate(SecretUrl),
    /// Let the address of the page be this one: the page stays, and its scripts are told.
    ShowAddress(Destination),
    /// Open an empty window of its own. Answer: `Input::WindowOpened`.
    OpenWindow {
        /// Comes back with the answer.
        id: RequestId,
        /// Whoever is in it at the end may speak to this page.
        speaks: bool,
    },
    /// Send the window that was opened last to this address, where it speaks no more.
    NavigateWindow(SecretUrl),
    /// Send it there, hear what is said from the redirect URI in it, and look whether it is closed. Answers:
    /// `Input::PopupAnswered`, `Input::PopupEnded`.
    WatchWindow {
        /// Comes back with the answer.
        id: RequestId,
        /// Where it goes.
        url: SecretUrl,
        /// Of the request; a response with another one is not heard.
        state: State,
        /// Seconds since 1970: afterwards no response counts.
        until: i64,
    },
    /// Close that window, and hear nothing of it any more.
    CloseWindow,
    /// Hear the events of a server (server-sent events), and no others any more. Answers: `Input::Event`.
    OpenEvents {
        /// Comes back with each event.
        id: RequestId,
        /// Where they are.
        url: Url,
    },
    /// Hear no events any more.
    CloseEvents,
    /// Load the page anew.
    Reload,
    /// Find the session that an earlier page has kept. Answer: `Input::SessionRead`.
    FindSession {
        /// Comes back with the answer.
        id: RequestId,
        /// May it be one that no tab was left of?
        outlives_tabs: bool,
    },
    /// Read the record of the session. Answer: `Input::SessionRead`.
    ReadSession {
        /// Comes back with the answer.
        id: RequestId,
    },
    /// Keep the record of the session, in one step with the comparison. Answer: `Input::SessionWritten`.
    WriteSession {
        /// Comes back with the answer.
        id: RequestId,
        /// The stamp of the record that may be replaced; `None`: any, or none.
        over: Option<String>,
        /// The stamp of this one.
        stamp: String,
        /// To be sealed.
        record: Body,
    },
    /// Delete the record of this session (any, if it has no name) and the key that it is sealed with.
    /// Answer: `Input::SessionWiped`.
    WipeSession {
        /// Comes back with the answer.
        id: RequestId,
        /// Its name.
        session: Option<String>,
    },
    /// Take the lock that one tab at a time renews under. Answer: `Input::Locked`.
    Lock {
        /// Comes back with the answer.
        id: RequestId,
    },
    /// Release the lock, or do not ask for it any longer.
    Unlock,
    /// Give a call its access token, or the reason why there is none.
    Give {
        /// Of `Input::TokenWanted`.
        id: RequestId,
        /// The error is a code: `not_signed_in`, `origin_not_allowed`, `renewal_failed`.
        grant: Result<Grant, &'static str>,
    },
    /// Tell the other tabs.
    Tell(Message),
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
        /// What [`Opening::signing_out`](super::Opening) is then; no secret.
        mark: String,
    },
    /// Remember, for all pages of this origin, when somebody was there: seconds since 1970.
    RememberActive(i64),
    /// Keep this where PocketBase's SDK looks for it, or (`None`) nothing. Only ever where the configuration says so: every
    /// script of the origin can read it.
    KeepSdkEntry(Option<Body>),
    /// Write a sentence for the administrator to the console.
    Note(String),
}

/// What a read of the record came to.
#[derive(Debug)]
pub enum Found {
    /// It is there, unsealed.
    Record(Body),
    /// There is none that can be unsealed.
    Nothing,
    /// The storage does not answer.
    Unavailable,
}

/// What a write of the record came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is there.
    Done,
    /// Another record, or none, is there than the one to be replaced.
    Overtaken,
    /// The storage does not answer, or is full.
    Unavailable,
}

/// The timers of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The session is due for renewal.
    Renewal {
        /// Of the session, when the timer was set.
        generation: u32,
        /// Seconds since 1970, when the timer was set.
        due_at: i64,
    },
    /// The other tabs have had their time to answer.
    Answer(RequestId),
    /// The lock has been waited for, by this request or by a later one.
    Lock(RequestId),
    /// The session ends by itself soon, or now.
    Ending,
    /// Revocation has had its time; sign-out goes on.
    SignOut,
    /// The provider's page has not come after sign-out.
    Stalled,
}

/// What a step asks for.
pub type Effects = Vec<Effect>;
