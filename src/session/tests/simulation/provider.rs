//! A provider that rotates refresh tokens, and what it does about one that was used before.

use std::collections::HashMap;

/// What a provider does with refresh tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    /// A second use revokes everything (RFC 9700 §4.14.2).
    Revoking,
    /// A second use is refused.
    Refusing,
    /// A second use within 30 seconds gets new tokens as well.
    Lenient,
    /// The token stays the same.
    Static,
}

impl Habit {
    pub(super) const ALL: [Self; 4] = [Self::Revoking, Self::Refusing, Self::Lenient, Self::Static];
}

/// Milliseconds for which a lenient one takes a token again.
const GRACE: u64 = 30_000;

#[expect(clippy::struct_excessive_bools, reason = "each is a habit, or a trouble, by itself")]
pub(super) struct Provider {
    pub(super) habit: Habit,
    /// Refresh tokens, and when each was used first.
    issued: HashMap<String, Option<u64>>,
    pub(super) revoked: bool,
    pub(super) count: u32,
    /// Seconds that its clock is ahead of the true time.
    pub(super) ahead: i64,
    /// Its clock was set back once, so a token may be older than the one before.
    pub(super) was_set_back: bool,
    /// It lets its `Date` be read.
    pub(super) tells_time: bool,
    /// 503 to everything.
    pub(super) in_trouble: bool,
    /// The latest `iat`.
    last_issued: i64,
}

pub(super) enum Answer {
    /// The new refresh token, if there is one; what the tokens are numbered.
    Tokens(Option<String>, u32),
    Refused,
}

impl Provider {
    pub(super) fn new(habit: Habit, first: &str) -> Self {
        Self {
            habit,
            issued: HashMap::from([(first.to_owned(), None)]),
            revoked: false,
            count: 0,
            ahead: 0,
            was_set_back: false,
            tells_time: false,
            in_trouble: false,
            last_issued: 0,
        }
    }

    /// Acts on a refresh token at a time in milliseconds.
    pub(super) fn renew(&mut self, token: &str, now: u64) -> Answer {
        if !self.honours(token, now) {
            let is_known = self.issued.contains_key(token);
            self.revoked |= is_known && self.habit == Habit::Revoking;
            return Answer::Refused;
        }
        self.count += 1;
        if self.habit == Habit::Static {
            return Answer::Tokens(None, self.count);
        }
        let next = format!("rt-{}", self.count);
        self.issued.entry(token.to_owned()).or_default().get_or_insert(now);
        self.issued.insert(next.clone(), None);
        Answer::Tokens(Some(next), self.count)
    }

    /// Would it give new tokens for this one?
    pub(super) fn honours(&self, token: &str, now: u64) -> bool {
        match (self.issued.get(token), self.habit) {
            _ if self.revoked => false,
            (Some(None), _) | (Some(_), Habit::Static) => true,
            (Some(Some(used)), Habit::Lenient) => now - used <= GRACE,
            _ => false,
        }
    }

    /// Is it the newest one?
    pub(super) fn is_unused(&self, token: &str) -> bool {
        !self.revoked && matches!(self.issued.get(token), Some(None))
    }

    /// Corrects its clock by so many seconds.
    pub(super) fn correct_clock(&mut self, by: i64) {
        self.ahead += by;
        self.was_set_back |= by < 0;
    }

    /// The `iat` of an ID token of this second. Not two of the same second, as long as the clock goes forward.
    pub(super) fn issue(&mut self, time: i64) -> Option<i64> {
        let is_newer = time > self.last_issued;
        self.last_issued = self.last_issued.max(time);
        (is_newer || self.was_set_back).then_some(time)
    }
}
