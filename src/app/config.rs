//! Where the configuration comes from.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/public/config.js")]
extern "C" {
    #[wasm_bindgen(js_name = readConfig, catch)]
    async fn read_config(address: &str) -> Result<JsValue, JsValue>;
}

/// The configuration: what `config.json` says, as `config.schema.json` describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Config {
    /// Its address, found by that of the document. If the document has a `<script type="application/json" id="portico-config">`, that counts.
    At(String),
    /// Its text.
    Text(String),
}

impl Default for Config {
    fn default() -> Self {
        Self::At("config.json".to_owned())
    }
}

impl From<&str> for Config {
    fn from(address: &str) -> Self {
        Self::At(address.to_owned())
    }
}

impl Config {
    /// `None`: it did not arrive.
    pub(super) async fn read(self) -> Option<String> {
        match self {
            Self::At(address) => read_config(&address).await.ok()?.as_string(),
            Self::Text(text) => Some(text),
        }
    }
}
