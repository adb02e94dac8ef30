//! Renewal: one owner at a time uses the refresh token, whatever happens to it.
//!
//! ```text
//! Idle ─► Locking ─► Reading ─► Claiming ─► Posting ─► Writing ─► Proving ─► Keeping ─► Idle
//!   ▲                   │                      │                    (with an ID token)
//!   └── a newer one ◄───┘   transient, final ◄─┘
//! ```
//!
//! The lock keeps the other tabs out; the record that is read under it says what the others have done; the
//! claim in it says that an owner died on the way; the stamp that a write must find keeps a session that was
//! ended meanwhile ended. Without a shared record ([`Persistence::Memory`](super::Persistence::Memory)) only the posting remains.

mod due;
mod others;
mod post;
mod proof;
mod turn;

pub(super) use due::{LONGEST_TIMER, begin, schedule, timer_fired, woke};
pub(super) use others::{ask, heard, unanswered};
pub(super) use post::posted;
pub(super) use proof::{keys_came, verified};
pub(super) use turn::{lock_watched, locked, look_again, read, written};

use crate::protocol::http::RequestId;
use crate::protocol::jws::Jws;
use crate::protocol::token::Tokens;

/// Where a tab is in renewing its session.
#[derive(Debug, Default)]
pub(super) struct Renewal {
    phase: Phase,
    /// Seconds since 1970; `None` if nothing is due ever.
    due_at: Option<i64>,
    /// The server's `Retry-After`: not between these, whatever happens. Both, because a clock that is set back
    /// must not make the pause longer.
    pause: (i64, i64),
    failures: u8,
    is_lock_watched: bool,
    /// Our own claim whose request was answered, so that nothing of it is under way any more.
    answered: Option<i64>,
    /// What an access token is asked for by the renewal under way, if it is not the sign-in's own.
    resource: Option<String>,
}

/// What is waited for. An answer for anything else changes nothing.
#[derive(Debug, Default)]
enum Phase {
    #[default]
    Idle,
    /// For another tab's access token.
    Asking(RequestId),
    Locking(RequestId),
    /// Out of the back/forward cache: is the session still there?
    LookingAgain(RequestId),
    Reading(RequestId),
    Claiming(RequestId),
    Posting,
    /// Refused for good: has another tab been faster?
    Rereading(RequestId),
    Writing(RequestId, Box<Tokens>),
    Proving(Box<Proof>),
    /// The latest ID token into the record, before the lock is given back.
    Keeping(RequestId),
}

/// Tokens whose ID token must hold before any of them is used.
#[derive(Debug)]
struct Proof {
    tokens: Tokens,
    jws: Jws,
    /// The keys of today were asked for.
    has_asked: bool,
    verifying: Option<RequestId>,
}

impl Renewal {
    /// The end of the pause that the server asked for, or now.
    fn earliest(&self, now: i64) -> i64 {
        let (from, until) = self.pause;
        if (from..until).contains(&now) { until } else { now }
    }

    /// Nothing is under way any more. Answers what it was for.
    fn rest(&mut self) -> Option<String> {
        self.phase = Phase::Idle;
        self.resource.take()
    }

    /// Is nothing under way?
    pub(super) fn is_idle(&self) -> bool {
        matches!(self.phase, Phase::Idle)
    }

    /// Is there nothing to be had before that is due?
    pub(super) fn is_waiting(&self, now: i64) -> bool {
        self.failures > 0 && self.due_at.is_some_and(|due_at| due_at > now)
    }

    /// Has it failed more than once in a row?
    pub(super) fn is_in_trouble(&self) -> bool {
        self.failures > 1
    }

    /// Is something under way that holds the lock, or asks for it?
    fn is_busy(&self) -> bool {
        !matches!(self.phase, Phase::Idle | Phase::Asking(_))
    }

    /// Is the refresh token claimed, so that another tab can't have been faster?
    fn is_committed(&self) -> bool {
        !matches!(
            self.phase,
            Phase::Idle | Phase::Asking(_) | Phase::LookingAgain(_) | Phase::Locking(_) | Phase::Reading(_)
        )
    }
}
