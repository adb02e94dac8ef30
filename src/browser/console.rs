//! The console: notes for the administrator. Never anything from a message of the protocol.

/// Writes a note about the configuration.
pub fn note(text: &str) {
    web_sys::console::info_1(&["Portico: config.json: ", text].concat().into());
}
