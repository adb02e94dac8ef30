//! The JSON Schema of `config.json`, published beside the page for editors.

/// The schema as JSON text, ending with a newline.
pub fn schema() -> String {
    let schema = schemars::schema_for!(super::file::ConfigFile);
    let mut text = crate::json::parse(&schema.to_value().to_string()).map_or_else(
        // schemars writes JSON; a text that is not would be caught by the drift check.
        |error| error.to_string(),
        |value| crate::json::pretty(&value),
    );
    text.push('\n');
    text
}
