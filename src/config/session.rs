//! How long a session lasts.

use super::reader::Reader;

/// Where the refresh token may live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "schema",
    derive(serde::Deserialize, schemars::JsonSchema),
    serde(rename_all = "snake_case")
)]
pub enum Persistence {
    /// Until no tab of this origin is left, in a sealed record that they share.
    #[default]
    Tabs,
    /// Until the page is left: nothing is stored.
    Memory,
    /// Until sign-out, or until the provider ends it, in the same record.
    Device,
}

impl Persistence {
    pub(super) fn read(file: &mut Reader<'_>) -> Self {
        file.object("session");
        match file.word("session.persistence", &["tabs", "memory", "device"]) {
            1 => Self::Memory,
            2 => Self::Device,
            _ => Self::Tabs,
        }
    }
}
