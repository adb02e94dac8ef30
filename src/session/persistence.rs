//! How long a session lasts.

/// Where the refresh token may live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Persistence {
    /// In this page only.
    #[default]
    Memory,
    /// In a sealed record, until no tab of this origin is left.
    Tabs,
    /// In a sealed record, until sign-out or until the provider ends it.
    Device,
}
