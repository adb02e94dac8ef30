//! PocketBase as the backend: it keeps the accounts, and knows the identity providers.

use super::backend::Kind;
use super::check::{any, id, image, issuer, segment};
use super::reader::{Reader, indexed};
use super::{Icon, Problem};
use crate::json::Value;
use crate::text::clean;
use crate::url::Url;

/// Most entries.
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
    /// Fields of a record that is made at a first sign-in, with their values.
    pub create_data: Vec<(String, String)>,
    /// Is the token kept where PocketBase's JavaScript SDK looks for it as well, readable by every script of the origin?
    pub sdk_auth_store: bool,
    /// Do providers come back to PocketBase's own page, which tells this one by events?
    pub realtime: bool,
}

/// A provider of the backend: what the page shows of it. Of PocketBase's, only what is to be another thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What the backend calls it: `oidc`, `google`, …
    pub id: String,
    /// better-auth: is it one of `socialProviders` or `genericOAuth()`, not of `sso()`?
    pub is_social: bool,
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
    /// Reads what `backend` says of it besides its address.
    pub(super) fn read(file: &mut Reader<'_>, url: &Url) -> Self {
        let mut create_data = Vec::new();
        match file.take_nullable("backend.create_data") {
            None => {}
            Some(Value::Object(fields)) => {
                for (name, value) in fields {
                    let field = ["backend.create_data.", &clean(name, 40)].concat();
                    let value = file.checked(&field, value, any);
                    create_data.extend(value.map(|value| (name.clone(), value.to_owned())));
                }
            }
            Some(_) => file.fail("backend.create_data", Problem::Type),
        }
        Self {
            url: url.clone(),
            collection: file.str("backend.collection", segment).unwrap_or("users").to_owned(),
            providers: Shown::read_all(file, Kind::PocketBase),
            create_data,
            sdk_auth_store: file.flag("backend.sdk_auth_store", false),
            realtime: file.flag("backend.realtime", false),
        }
    }
}

impl Shown {
    /// The member `backend.providers`.
    pub(super) fn read_all(file: &mut Reader<'_>, kind: Kind) -> Vec<Self> {
        let mut providers = Vec::new();
        match file.take_nullable("backend.providers") {
            None => {}
            Some(Value::Array(values)) if values.len() <= MAX_PROVIDERS => {
                for (index, value) in values.iter().enumerate() {
                    let path = indexed("backend.providers", index);
                    let shown = Self::read(file, &path, value, kind);
                    if shown.as_ref().is_some_and(|it| providers.iter().any(|other: &Self| other.id == it.id))
                    {
                        file.fail(&[&path, ".id"].concat(), Problem::RepeatedId);
                    }
                    providers.extend(shown);
                }
            }
            Some(Value::Array(_)) => file.fail("backend.providers", Problem::ProviderCount),
            Some(_) => file.fail("backend.providers", Problem::Type),
        }
        providers
    }

    fn read<'a>(file: &mut Reader<'a>, path: &str, value: &'a Value, kind: Kind) -> Option<Self> {
        if !file.enter(path, value) {
            return None;
        }
        let prefix = std::mem::replace(&mut file.prefix, [path, "."].concat());
        let shown = Self {
            id: file.required("id", id).to_owned(),
            is_social: kind == Kind::BetterAuth && file.word("type", &["sso", "social"]) == 1,
            title: file.label("title", 60),
            description: file.label("description", 140),
            icon: file.ornament("icon", image).map(Icon::Image),
            issuer: if kind == Kind::PocketBase { file.text("issuer", issuer) } else { None },
        };
        file.prefix = prefix;
        Some(shown)
    }
}
