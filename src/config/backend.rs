//! The API that gets the access token.

use super::check::{address, any, secure};
use super::origins::origins;
use super::reader::Reader;
use super::{BetterAuth, PocketBase, Problem};
use crate::later;
use crate::url::{Origin, Url};

/// The API that gets the access token as a bearer token ([RFC 6750 §2.1]).
///
/// [RFC 6750 §2.1]: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backend {
    /// Where the accounts are, if they are not those of the identity providers.
    pub accounts: Option<Accounts>,
    /// What people may do with the identities of their account there.
    pub linking: Linking,
    /// The only origins that ever get the token.
    pub allowed_origins: Vec<Origin>,
    /// The request whose answer the account screen shows.
    pub request: Option<Request>,
}

/// A backend with accounts of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accounts {
    /// PocketBase.
    PocketBase(PocketBase),
    /// better-auth, such as Portabase's.
    BetterAuth(BetterAuth),
}

/// A request to the backend; its URL is on an allowed origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// GET or POST.
    pub method: Method,
    /// Absolute.
    pub url: Url,
}

/// Method of the request to the backend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "schema",
    derive(serde::Deserialize, schemars::JsonSchema),
    serde(rename_all = "UPPERCASE")
)]
pub enum Method {
    /// GET
    #[default]
    Get,
    /// POST without a body
    Post,
}

/// Whose accounts and tokens a backend has. `boot.js` reads it as well: each kind has parts of the program of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Those of the identity providers. Also where there is no backend, or one of a kind that nobody knows.
    #[default]
    Api,
    /// PocketBase's own.
    PocketBase,
    /// better-auth's own.
    BetterAuth,
}

impl Kind {
    /// Enters `backend`; `None` if there is none.
    pub(super) fn read(file: &mut Reader<'_>) -> Option<Self> {
        if !file.nullable_object("backend") {
            return None;
        }
        Some(match file.word("backend.kind", &["api", "pocketbase", "better-auth"]) {
            1 => Self::PocketBase,
            2 => Self::BetterAuth,
            _ => Self::Api,
        })
    }
}

impl Backend {
    /// `None` only with an error. `backend` was entered.
    pub(super) fn read(file: &mut Reader<'_>, kind: Kind) -> Option<Self> {
        let base_url = file.required("backend.base_url", address);
        // Without the slash its last part would be replaced, not gone below.
        let slash = if base_url.ends_with('/') || base_url.contains('?') { "" } else { "/" };
        let base_url = secure(&[base_url, slash].concat()).ok()?;
        let allowed_origins = origins(file, "backend.allowed_origins");
        let allowed_origins = allowed_origins.unwrap_or_else(|| vec![base_url.origin().clone()]);
        let request = Request::read(file, &base_url, &allowed_origins);
        let accounts = match kind {
            Kind::Api => None,
            Kind::PocketBase => {
                Some(Accounts::PocketBase(later::pocketbase(|| PocketBase::read(file, &base_url))))
            }
            Kind::BetterAuth => Some(Accounts::BetterAuth(BetterAuth::read(file, &base_url)?)),
        };
        let linking = if accounts.is_some() { Linking::read(file) } else { Linking::default() };
        Some(Self { accounts, linking, allowed_origins, request })
    }
}

/// What people may do with the identities of their account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Linking {
    /// May they link further ones?
    pub allow_linking: bool,
    /// May they unlink them?
    pub allow_unlinking: bool,
}

impl Linking {
    fn read(file: &mut Reader<'_>) -> Self {
        Self {
            allow_linking: file.flag("backend.allow_linking", true),
            allow_unlinking: file.flag("backend.allow_unlinking", true),
        }
    }
}

impl Backend {
    /// The better-auth that the accounts are at.
    pub(super) fn better_auth(&self) -> Option<&BetterAuth> {
        match self.accounts.as_ref()? {
            Accounts::BetterAuth(better_auth) => Some(better_auth),
            Accounts::PocketBase(_) => None,
        }
    }
}

impl Request {
    /// `None` if there is none, or with an error.
    fn read(file: &mut Reader<'_>, base_url: &Url, allowed_origins: &[Origin]) -> Option<Self> {
        if !file.nullable_object("backend.request") {
            return None;
        }
        let method = match file.word("backend.request.method", &["GET", "POST"]) {
            1 => Method::Post,
            _ => Method::Get,
        };
        let path = file.required("backend.request.path", any);
        let problem = match base_url.join(path) {
            Ok(url) if allowed_origins.contains(url.origin()) => return Some(Self { method, url }),
            Ok(_) => Problem::NotAllowedOrigin,
            Err(_) => Problem::Path,
        };
        file.fail("backend.request.path", problem);
        None
    }
}
