//! `config.json`: parsing, checking, defaults.
//!
//! A wrong entry of the picker takes only itself out; a wrong icon or link only itself; everything else
//! that is wrong stops the page, because it would send people or tokens somewhere nobody meant.

#[cfg(test)]
#[cfg(feature = "schema")]
mod agreement;
mod algorithm;
pub mod auth_env;
mod backend;
mod better_auth;
mod check;
mod entry;
mod error;
#[cfg(feature = "schema")]
mod file;
mod origins;
mod page;
mod pocketbase;
mod provider;
mod reader;
mod roles;
#[cfg(feature = "schema")]
mod schema;
mod secret;
mod session;
#[cfg(test)]
mod tests;

pub use algorithm::Algorithm;
pub use backend::{Accounts, Backend, Linking, Method, Request};
pub use better_auth::BetterAuth;
pub use error::{Error, Problem};
pub use page::{DestinationPolicy, Icon, Links, Page};
pub use pocketbase::{PocketBase, Shown};
pub use provider::{Discovery, Overrides, Provider};
pub use roles::{Outcome, RoleRule, groups_of};
#[cfg(feature = "schema")]
pub use schema::schema;
pub use session::{Persistence, Session};

use self::backend::Kind;
use self::entry::entries;
use self::origins::origins;
use self::reader::Reader;
use crate::json::{self, Value};
use crate::later;
use crate::url::Origin;

/// Is this a `prompt` (OIDC Core §3.1.2.1) by which a person can sign in? `none` is not.
pub fn is_prompt(text: &str) -> bool {
    check::prompt(text).is_ok()
}

/// Largest file that is read, in bytes.
pub const MAX_SIZE: usize = 256 * 1024;

/// A checked configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Texts, links and the destination.
    pub page: Page,
    /// How long a session lasts.
    pub session: Session,
    /// The picker, in the order of the file.
    pub entries: Vec<Entry>,
    /// The API that gets the access token.
    pub backend: Option<Backend>,
    /// The only origins that may put the page into a frame.
    pub frame_ancestors: Vec<Origin>,
}

/// An entry of the picker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Can be signed in with.
    Provider(Box<Provider>),
    /// Has an error; shown, so that its absence is no riddle.
    Unusable {
        /// `title` of the entry, else its `id`, else its number.
        title: String,
        /// At least one.
        errors: Vec<Error>,
    },
}

impl Entry {
    /// What is wrong with it; nothing, if it can be signed in with.
    pub fn errors(&self) -> &[Error] {
        match self {
            Self::Unusable { errors, .. } => errors,
            Self::Provider(_) => &[],
        }
    }

    /// `id` of a provider that can be signed in with.
    fn id(&self) -> Option<&String> {
        if let Self::Provider(provider) = self { Some(&provider.id) } else { None }
    }
}

/// A configuration, and what was ignored in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The checked configuration.
    pub config: Config,
    /// Sentences for the console: unknown fields, and optional fields that were left out because they are wrong.
    pub notes: Vec<String>,
}

impl Config {
    fn read(file: &mut Reader<'_>) -> Self {
        file.str("$schema", check::any);
        let frame_ancestors = origins(file, "frame_ancestors").unwrap_or_default();
        let kind = Kind::read(file);
        let backend = kind.and_then(|kind| Backend::read(file, kind));
        // As in `boot.js`, which loads the parts of the program: providers of the page's own are wanted, or are there.
        let has_own = file.has("providers");
        let entries = match kind {
            Some(Kind::PocketBase) => {
                // It has the providers.
                if has_own {
                    file.take("providers");
                    file.fail("providers", Problem::ElsewhereProviders);
                }
                Vec::new()
            }
            Some(Kind::BetterAuth) if !has_own => later::better_auth(|| {
                let better_auth = backend.as_ref().and_then(Backend::better_auth);
                if better_auth.is_some_and(|it| it.providers.is_empty()) {
                    file.fail("providers", Problem::NoProviders);
                }
                better_auth.map_or_else(Vec::new, BetterAuth::entries)
            }),
            _ => later::oidc(|| entries(file)),
        };
        let session = Session::read(file);
        let keeps_entry = matches!(
            backend.as_ref().and_then(|backend| backend.accounts.as_ref()),
            Some(Accounts::PocketBase(base)) if base.sdk_auth_store
        );
        if keeps_entry && session.persistence != Persistence::Device {
            file.fail("backend.sdk_auth_store", Problem::NeedsDevice);
        }
        Self { page: Page::read(file), session, entries, backend, frame_ancestors }
    }

    /// The PocketBase that the accounts are at.
    pub fn pocketbase(&self) -> Option<&PocketBase> {
        match self.backend.as_ref()?.accounts.as_ref()? {
            Accounts::PocketBase(pocketbase) => Some(pocketbase),
            Accounts::BetterAuth(_) => None,
        }
    }

    /// The better-auth that the accounts are at.
    pub fn better_auth(&self) -> Option<&BetterAuth> {
        self.backend.as_ref()?.better_auth()
    }

    /// The providers that can be signed in with.
    pub fn providers(&self) -> impl Iterator<Item = &Provider> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Provider(provider) => Some(&**provider),
            Entry::Unusable { .. } => None,
        })
    }

    /// The provider with this `id`.
    pub fn provider(&self, id: &str) -> Option<&Provider> {
        self.providers().find(|provider| provider.id == id)
    }

    /// Every origin that the page may ask, for `connect-src` of the Content-Security-Policy: sorted, each once.
    /// A provider whose metadata names endpoints on other origins needs these as overrides.
    pub fn connect_origins(&self) -> Vec<String> {
        let providers = self.providers().flat_map(Provider::origins);
        let backend = self.backend.iter().flat_map(|backend| backend.allowed_origins.iter().cloned());
        let mut origins: Vec<String> =
            providers.chain(backend).map(|origin| origin.as_str().to_owned()).collect();
        origins.sort();
        origins.dedup();
        origins
    }
}

/// Reads a configuration. The errors are at least one of each part (page, backend, each provider) that is wrong.
pub fn parse(text: &str) -> Result<Parsed, Vec<Error>> {
    let root = document(text).map_err(|problem| vec![Error { field: String::new(), problem }])?;
    let mut file = Reader::default();
    secret::find("", &root, &mut file.errors);
    if !file.errors.is_empty() || !file.enter("", &root) {
        return Err(file.errors);
    }
    let config = Config::read(&mut file);
    file.note_rest();
    let Reader { errors, notes, .. } = file;
    if errors.is_empty() { Ok(Parsed { config, notes }) } else { Err(errors) }
}

fn document(text: &str) -> Result<Value, Problem> {
    if text.len() > MAX_SIZE {
        return Err(Problem::TooLarge);
    }
    json::parse(text).map_err(|error| match error {
        json::Error::Syntax(_) => Problem::NoJson,
        json::Error::Repeated(_) => Problem::RepeatedMember,
        json::Error::TooDeep | json::Error::TooManyMembers => Problem::TooDeep,
    })
}
