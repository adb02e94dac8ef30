//! Why a session may be lost, and how often that may be.

use super::provider::Habit;

/// What nobody can help. Everything else that ends a session is a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// By the person: no loss.
    SignedOut,
    /// By the provider, of its own accord.
    Revoked,
    /// The provider has rotated, and its answer did not arrive.
    AnswerLost,
    /// The same request reached the provider a second time.
    AskedTwice,
    /// A tab died between the answer and the write.
    Died,
    /// A result could not be stored.
    NotStored,
    /// The clock jumped while a dead tab's request was on its way, so its claim did not hold.
    ClaimMeasuredWrongly,
    /// A sign-in during which the device slept for more than an hour, or whose clock is wrong by more than that.
    SignedInTooLate,
}

impl Reason {
    pub(super) const ALL: [Self; 8] = [
        Self::SignedOut,
        Self::Revoked,
        Self::AnswerLost,
        Self::AskedTwice,
        Self::Died,
        Self::NotStored,
        Self::ClaimMeasuredWrongly,
        Self::SignedInTooLate,
    ];

    /// So many of 10,000 schedules may lose their session for it, by the habits in the order of [`Habit::ALL`]: about a
    /// third more than has been measured. So a machine that loses them more easily is found even if it always has a reason.
    pub(super) fn ceilings(self) -> [u64; Habit::ALL.len()] {
        match self {
            Self::SignedOut => [0; 4],
            Self::Revoked => [1_700; 4],
            Self::AnswerLost => [850, 700, 350, 0],
            Self::AskedTwice => [500, 100, 30, 0],
            Self::Died => [90, 90, 60, 0],
            Self::NotStored => [25, 25, 25, 0],
            Self::ClaimMeasuredWrongly => [5, 5, 5, 0],
            Self::SignedInTooLate => [520; 4],
        }
    }
}
