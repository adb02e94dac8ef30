//! Everything that a page keeps or shows, to be searched for secrets.

use super::Browser;

/// One thing that the page keeps or shows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stored {
    /// Where it is: `localStorage`, `dom`, `indexedDB/<database>/<store>`, …
    pub place: String,
    /// The key, where there are keys.
    pub key: String,
    /// What it holds, bytes as Latin-1.
    pub text: String,
}

const SCRIPT: &str = include_str!("storage.js");

impl Browser {
    /// What the page in the current tab keeps and shows.
    pub async fn stored(&self) -> Vec<Stored> {
        let found = self.client.execute_async(SCRIPT, Vec::new()).await.expect("the page can be scanned");
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let entries = found.as_array().cloned().unwrap_or_default();
        entries
            .iter()
            .map(|entry| Stored { place: text(&entry[0]), key: text(&entry[1]), text: text(&entry[2]) })
            .collect()
    }

    /// The keys of what is kept of sign-ins under way. Marks of used ones, and which provider was
    /// used last, may stay.
    pub async fn transactions(&self) -> Vec<String> {
        let may_stay = ["indexedDB/portico/used: ", "localStorage: portico.last_used"];
        let kept = self.kept().await;
        kept.into_iter().filter(|it| !may_stay.iter().any(|place| it.starts_with(place))).collect()
    }

    /// The keys of what survives the page: web storage, IndexedDB, caches, cookies.
    pub async fn kept(&self) -> Vec<String> {
        let lasting = ["localStorage", "sessionStorage", "indexedDB", "cache", "cookie"];
        self.stored()
            .await
            .into_iter()
            .filter(|it| lasting.iter().any(|place| it.place.starts_with(place)))
            .map(|it| format!("{}: {}", it.place, it.key))
            .collect()
    }
}
