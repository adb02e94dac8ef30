//! How long a session lasts.

use super::Problem;
use super::reader::Reader;

/// Shortest `idle_timeout`, in seconds: people are warned 90 seconds before (WCAG 2.2.1).
const MIN_IDLE: u32 = 180;

/// How long a session lasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// Where the refresh token may live.
    pub persistence: Persistence,
    /// Seconds without a sign of life in any tab, after which the person is signed out; `None`: never.
    pub idle_timeout: Option<u32>,
}

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

impl Session {
    pub(super) fn read(file: &mut Reader<'_>) -> Self {
        file.object("session");
        let persistence = match file.word("session.persistence", &["tabs", "memory", "device"]) {
            1 => Persistence::Memory,
            2 => Persistence::Device,
            _ => Persistence::Tabs,
        };
        let idle_timeout = file.number("session.idle_timeout");
        if idle_timeout.is_some_and(|seconds| seconds < MIN_IDLE) {
            file.fail("session.idle_timeout", Problem::IdleTimeout);
        }
        Self { persistence, idle_timeout }
    }
}
