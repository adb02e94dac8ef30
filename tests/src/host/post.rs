//! A message that a page has posted.

use serde_json::Value;

/// What a page has said to another window, or into a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Post {
    /// The origin that it was meant for, as the page has written it; `None` for a channel.
    pub target_origin: Option<String>,
    /// The name of the channel; `None` for a window.
    pub channel: Option<String>,
    /// The message.
    pub message: Value,
}

impl Post {
    /// As `ahead.js` tells it.
    pub(super) fn read(told: &[u8]) -> Option<Self> {
        let told: Value = serde_json::from_slice(told).ok()?;
        let text = |name: &str| told[name].as_str().map(str::to_owned);
        Some(Self {
            target_origin: text("targetOrigin"),
            channel: text("channel"),
            message: told["message"].clone(),
        })
    }

    /// Whether it hands an authorization response to the window that waits for it.
    #[must_use]
    pub fn is_response(&self) -> bool {
        self.message["type"] == "authorization_response"
    }
}
