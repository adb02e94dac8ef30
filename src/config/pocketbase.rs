//! PocketBase as the backend: it keeps the accounts, and knows the identity providers.

use super::check::{id, image, issuer, segment};
use super::reader::{Reader, indexed};
use super::{Icon, Problem};
use crate::json::Value;
use crate::url::Url;

/// Most entries that change what PocketBase says of its providers.
const MAX_PROVIDERS: usize = 100;

/// A collection of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PocketBase {
    /// Where PocketBase is; the API is at `api/` below.
    pub url: Url,
    /// Name or id of the auth collection.
    pub collection: String,
    /// What the page shows of providers instead of what PocketBase says.
    pub providers: Vec<Shown>,
}

/// What the page shows of a provider of PocketBase, as far as it is another thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What PocketBase calls it: `oidc`, `google`, …
    pub id: String,
    /// What the button says.
    pub title: Option<String>,
    /// Second line of the button.
    pub description: Option<String>,
    /// What stands before the title.
    pub icon: Option<Icon>,
    /// Who must send the response (RFC 9207): PocketBase does not tell.
    pub issuer: Option<String>,
}

impl PocketBase {
    /// Reads what `backend` says of it besides its address. Everything is asked for, whatever the kind is.
    pub(super) fn read(file: &mut Reader<'_>, url: &Url) -> Self {
        let collection = file.str("backend.collection", segment).unwrap_or("users").to_owned();
        let mut providers = Vec::new();
        match file.take_nullable("backend.providers") {
            None => {}
            Some(Value::Array(values)) if values.len() <= MAX_PROVIDERS => {
                for (index, value) in values.iter().enumerate() {
                    providers.extend(Shown::read(file, &indexed("backend.providers", index), value));
                }
            }
            Some(Value::Array(_)) => file.fail("backend.providers", Problem::ProviderCount),
            Some(_) => file.fail("backend.providers", Problem::Type),
        }
        Self { url: url.clone(), collection, providers }
    }
}

impl Shown {
    fn read<'a>(file: &mut Reader<'a>, path: &str, value: &'a Value) -> Option<Self> {
        if !file.enter(path, value) {
            return None;
        }
        let prefix = std::mem::replace(&mut file.prefix, [path, "."].concat());
        let shown = Self {
            id: file.required("id", id).to_owned(),
            title: file.label("title", 60),
            description: file.label("description", 140),
            icon: file.ornament("icon", image).map(Icon::Image),
            issuer: file.text("issuer", issuer),
        };
        file.prefix = prefix;
        Some(shown)
    }
}
