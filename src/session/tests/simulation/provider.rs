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

pub(super) struct Provider {
    pub(super) habit: Habit,
    /// Refresh tokens, and when each was used first.
    issued: HashMap<String, Option<u64>>,
    pub(super) revoked: bool,
    pub(super) count: u32,
}

pub(super) enum Answer {
    /// The new refresh token, if there is one; what the tokens are numbered.
    Tokens(Option<String>, u32),
    Refused,
}

impl Provider {
    pub(super) fn new(habit: Habit, first: &str) -> Self {
        Self { habit, issued: HashMap::from([(first.to_owned(), None)]), revoked: false, count: 0 }
    }

    /// Acts on a refresh token at a time in milliseconds.
    pub(super) fn renew(&mut self, token: &str, now: u64) -> Answer {
        let Some(used) = self.issued.get_mut(token) else { return Answer::Refused };
        if self.revoked {
            return Answer::Refused;
        }
        let first = *used.get_or_insert(now);
        match (self.habit, first == now) {
            (Habit::Static, _) => {
                self.count += 1;
                return Answer::Tokens(None, self.count);
            }
            (Habit::Lenient, false) if now - first <= 30_000 => {}
            (Habit::Revoking, false) => {
                self.revoked = true;
                return Answer::Refused;
            }
            (_, false) => return Answer::Refused,
            (_, true) => {}
        }
        self.count += 1;
        let next = format!("rt-{}", self.count);
        self.issued.insert(next.clone(), None);
        Answer::Tokens(Some(next), self.count)
    }
}
