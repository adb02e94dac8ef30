//! What every error of this crate can say about itself.

/// Whose side the cause is on. Decides the wording and who is asked to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// This site: the page (a bug, or a browser without what it needs), or the backend whose accounts it is for.
    Us,
    /// The configuration of this page, or the registration at the provider: its administrator.
    Setup,
    /// The provider.
    Server,
    /// The person's own choice; no fault at all.
    User,
    /// The way to the server.
    Network,
}

/// Does trying again help?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Yes, at once.
    Now,
    /// Perhaps, after a while.
    Later,
    /// Not before somebody changed something.
    No,
}
