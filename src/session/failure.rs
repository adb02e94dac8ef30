//! Why a sign-in failed, for the failed screen.

use super::Error;
use super::screen::Via;
use crate::config::Page;
use crate::failure::{Blame, Retry};

/// The failed screen: what happened, whose side it is on, what can be done. Holds no secret.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What happened.
    pub error: Error,
    /// The provider it happened with, if one was involved.
    pub via: Option<Via>,
    /// When, in seconds since 1970.
    pub at: i64,
    /// Links and support contact; `None` if there is no usable configuration.
    pub page: Option<Page>,
    /// "Try again" starts over with this provider.
    pub can_retry: bool,
    /// "Choose another way" leads to a picker.
    pub can_choose: bool,
}

impl Failure {
    /// Stable name: the value of `data-portico-error`.
    pub fn code(&self) -> &'static str {
        self.error.code()
    }

    /// Whose side the cause is on.
    pub fn blame(&self) -> Blame {
        self.error.blame()
    }

    /// Does trying again help?
    pub fn retry(&self) -> Retry {
        self.error.retry()
    }
}
