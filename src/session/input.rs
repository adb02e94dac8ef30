//! What can happen to a page.

use super::asked::Asked;
use super::effect::{Found, Timer, Written};
use super::message::Message;
use super::opening::Opening;
use super::popup::Ended;
use super::transaction::Lookup;
use crate::backend::pocketbase::Password;
use crate::protocol::Entropy;
use crate::protocol::http::{Fetched, RequestId};
use crate::protocol::jws::Verdict;
use crate::protocol::secret::Body;
use crate::url::Url;

/// Something that happened. The driver makes them out of events and of the results of effects; the views
/// send those that a person causes.
#[derive(Debug)]
pub enum Input {
    /// The page was opened.
    Opened(Box<Opening>),
    /// The page came back out of the back/forward cache.
    Restored,

    /// A provider was chosen in the picker.
    Picked {
        /// `Via::id` of the choice.
        provider: String,
    },
    /// What the next choice is to be like.
    Asked(Box<Asked>),
    /// A provider is about to be chosen: pointer over, or focus on, its button.
    Hinted {
        /// `Via::id` of the choice.
        provider: String,
    },
    /// Something is about to be typed: one of the forms has the focus.
    FormHinted,
    /// A name and a password were typed.
    PasswordEntered {
        /// What stands in one of the identity fields.
        identity: String,
        /// The password.
        password: Password,
    },
    /// An e-mail with a one-time password is wanted.
    CodeRequested {
        /// Where it goes.
        email: String,
    },
    /// The digits of that e-mail were typed.
    CodeEntered {
        /// The digits.
        code: Password,
    },
    /// The list of linked accounts is wanted.
    LinkedRequested,
    /// A further account is to be linked.
    LinkRequested {
        /// `Via::id` of the choice.
        provider: String,
    },
    /// One of them is to be unlinked, which the person has to confirm.
    UnlinkRequested {
        /// `LinkedAccount::id`
        account: String,
    },
    /// Confirmed, or not.
    UnlinkAnswered {
        /// Yes?
        confirmed: bool,
    },
    /// "Try again" on the failed screen.
    RetryRequested,
    /// Back to the picker.
    PickerRequested,
    /// "Continue" on the account screen.
    ContinueRequested,
    /// "Stay signed in" of the warning before an end.
    StayRequested,
    /// On somebody else's page, before one of those that may leave it with nobody having pressed a provider: where the person is, a path of
    /// this origin.
    Remains {
        /// Path, query and fragment.
        address: String,
    },
    /// A key or a pointer was used.
    Active,
    /// "Sign out".
    SignOutRequested,

    /// A request was answered, or not.
    Fetched {
        /// Of `Effect::Fetch`.
        id: RequestId,
        /// The answer.
        result: Fetched,
    },
    /// A signature was checked.
    Verified {
        /// Of `Effect::Verify`.
        id: RequestId,
        /// Did one of the keys fit?
        verdict: Verdict,
    },
    /// A transaction was stored, or could not be.
    Stored {
        /// Of `Effect::StoreTransaction`.
        id: RequestId,
        /// `false`: the storage is denied or full.
        stored: bool,
    },
    /// A transaction was looked up.
    Taken {
        /// What was there.
        lookup: Lookup,
    },
    /// The record of the session was read.
    SessionRead {
        /// Of `Effect::ReadSession`.
        id: RequestId,
        /// What was there.
        found: Found,
    },
    /// The record of the session was written, or not.
    SessionWritten {
        /// Of `Effect::WriteSession`.
        id: RequestId,
        /// What came of it.
        written: Written,
    },
    /// The record of the session is deleted, as far as that is possible.
    SessionWiped {
        /// Of `Effect::WipeSession`.
        id: RequestId,
    },
    /// The lock was granted.
    Locked {
        /// Of `Effect::Lock`.
        id: RequestId,
    },
    /// A call to the backend needs an access token.
    TokenWanted {
        /// Comes back with `Effect::Give`.
        id: RequestId,
        /// Where it goes.
        url: Url,
        /// The generation of the token that was refused there.
        refused: Option<u32>,
    },
    /// A window of its own is there, or the browser did not open one.
    WindowOpened {
        /// Of `Effect::OpenWindow`.
        id: RequestId,
        /// Is it there?
        opened: bool,
    },
    /// A response has come from the window of a sign-in.
    PopupAnswered {
        /// Of `Effect::WatchWindow`.
        id: RequestId,
        /// The query of the redirect URI.
        query: Body,
    },
    /// Nothing comes from it any more.
    PopupEnded {
        /// Of `Effect::WatchWindow`.
        id: RequestId,
        /// Why.
        why: Ended,
    },
    /// An event of the server has come.
    Event {
        /// Of `Effect::OpenEvents`.
        id: RequestId,
        /// Its type.
        name: String,
        /// What it says; may hold a code.
        data: Body,
    },
    /// No more events will come.
    EventsClosed {
        /// Of `Effect::OpenEvents`.
        id: RequestId,
    },
    /// Another page of the origin has changed the entry of PocketBase's SDK; `None`: has removed it.
    SdkEntryChanged(Option<Body>),
    /// Another tab has spoken.
    Heard(Message),
    /// The page is visible, or the network is back: timers may be late.
    Woke,

    /// A timer fired.
    TimerFired(Timer),
}

/// What a step may know of the world besides its input.
#[derive(Debug)]
pub struct Now {
    /// Seconds since 1970, by the clock of the device.
    pub time: i64,
    /// Fresh random bytes for this step; `None` if the browser has none.
    pub entropy: Option<Entropy>,
    /// `navigator.onLine`: `false` is believed, `true` means little.
    pub online: bool,
    /// Seconds since 1970 of the last sign of life that `Effect::RememberActive` has kept, from any tab.
    pub active_at: Option<i64>,
}
