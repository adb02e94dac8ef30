//! `auth-methods`: the ways to sign in to a collection.
//!
//! The answer is made for whoever asks, with a `state` and a `code_verifier` that PocketBase does not remember. They
//! are neither asked for nor used: this page has its own.

use super::address::address;
use super::{Error, refusal};
use crate::json::Value;
use crate::protocol::form;
use crate::protocol::http::{Fetched, Request};
use crate::text::clean;
use crate::url::Url;

/// Largest answer that is read, in bytes. Thirty-two providers with their logos come to 34 kB.
const MAX_SIZE: usize = 256 * 1024;

/// Most providers; PocketBase knows some thirty.
const MAX_PROVIDERS: usize = 64;

/// Most fields that name a person.
const MAX_IDENTITY_FIELDS: usize = 16;

const PROVIDERS: &str = "providers";
const FIELD_NAMES: &str = "identityFields";

/// Largest logo, in bytes of SVG. PocketBase's own have up to 4 kB.
const MAX_LOGO: usize = 16 * 1024;

/// Leaves out the half of the answer that is for clients of old, and what this page makes itself.
const FIELDS: &str = "fields=password,otp,mfa,oauth2.enabled,oauth2.providers.name,oauth2.providers.displayName,\
                      oauth2.providers.logo,oauth2.providers.authURL,oauth2.providers.codeChallengeMethod";

/// The ways to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthMethods {
    /// The fields that name a person beside a password, such as `email`; `None`: no passwords.
    pub password: Option<Vec<String>>,
    /// In the order of the collection's settings.
    pub providers: Vec<Provider>,
    /// Seconds for which a one-time password is good; `None`: there are none.
    pub otp: Option<u32>,
    /// Seconds between the first factor and the second; `None`: one is enough.
    pub mfa: Option<u32>,
}

/// An identity provider of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// What PocketBase calls it: `oidc`, `google`, …
    pub name: String,
    /// What people call it.
    pub display_name: String,
    /// An SVG as a `data:` URL. For `<img>` only, where no script of it runs.
    pub logo: Option<String>,
    /// Where to ask for a code; `None`: the address can't be used, and neither can the provider.
    pub auth_url: Option<Url>,
    /// Does PocketBase pass the `code_verifier` on?
    pub has_pkce: bool,
}

/// Asks for the ways to sign in.
pub fn request(base: &Url, collection: &str) -> Result<Request, Error> {
    Ok(Request::get(address(base, &["collections", collection, "auth-methods"], FIELDS)?, MAX_SIZE))
}

/// Reads the answer.
pub fn response(fetched: Fetched) -> Result<AuthMethods, Error> {
    let document = document(fetched)?;
    let (password, oauth2) = (method(&document, "password")?, method(&document, "oauth2")?);
    let mut fields = None;
    if let Some(password) = password {
        let mut names = Vec::new();
        for element in elements(password, FIELD_NAMES, MAX_IDENTITY_FIELDS)? {
            names.push(field(element).ok_or(Error::Malformed(FIELD_NAMES))?);
        }
        fields = Some(names);
    }
    let mut providers = Vec::new();
    if let Some(oauth2) = oauth2 {
        for element in elements(oauth2, PROVIDERS, MAX_PROVIDERS)? {
            providers.push(provider(element).ok_or(Error::Malformed(PROVIDERS))?);
        }
    }
    Ok(AuthMethods {
        password: fields,
        providers,
        otp: method(&document, "otp")?.map(duration).transpose()?,
        mfa: method(&document, "mfa")?.map(duration).transpose()?,
    })
}

/// Nobody is refused here: a collection is there, or it is not.
fn document(fetched: Fetched) -> Result<Value, Error> {
    let response = refusal::answered(fetched)?;
    match response.status {
        200..=299 => refusal::parse(response.body.expose()),
        404 => Err(Error::CollectionMissing),
        429 => Err(refusal::rate_limited(&response, false)),
        status => Err(Error::Http(status)),
    }
}

/// `None` if it is switched off. A missing one is no answer of PocketBase, or one from before 0.23.
fn method<'a>(document: &'a Value, name: &'static str) -> Result<Option<&'a Value>, Error> {
    let method = document.get(name).ok_or(Error::Malformed(name))?;
    match method.get("enabled") {
        Some(Value::Bool(enabled)) => Ok(enabled.then_some(method)),
        _ => Err(Error::Malformed(name)),
    }
}

/// The elements of a member that is an array of at most `max`.
fn elements<'a>(value: &'a Value, name: &'static str, max: usize) -> Result<&'a [Value], Error> {
    let elements = value.get(name).and_then(Value::as_array).ok_or(Error::Malformed(name))?;
    if elements.len() > max { Err(Error::TooMany(name)) } else { Ok(elements) }
}

fn field(value: &Value) -> Option<String> {
    value.as_str().map(|field| clean(field, 60)).filter(|field| !field.is_empty())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be between 0 and a day"
)]
fn duration(method: &Value) -> Result<u32, Error> {
    match method.get("duration") {
        Some(Value::Number(seconds)) if (0.0..=86_400.0).contains(seconds) => Ok(*seconds as u32),
        _ => Err(Error::Malformed("duration")),
    }
}

fn provider(value: &Value) -> Option<Provider> {
    let name = value.str("name").filter(|name| is_name(name))?;
    let title = clean(value.str("displayName").unwrap_or(""), 60);
    let url = value.str("authURL").and_then(|text| Url::parse(text).ok());
    Some(Provider {
        name: name.to_owned(),
        display_name: if title.is_empty() { name.to_owned() } else { title },
        logo: value.str("logo").and_then(logo),
        auth_url: url.filter(|url| url.origin().is_secure() && !url.has_fragment()),
        has_pkce: value.str("codeChallengeMethod").is_some_and(|method| !method.is_empty()),
    })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_graphic())
}

/// # Security
/// The markup comes from the server: as HTML it could run script here, as an image it can't.
fn logo(svg: &str) -> Option<String> {
    let svg = svg.trim();
    let fits = svg.starts_with("<svg") && svg.len() <= MAX_LOGO;
    let text = form::segment(svg).filter(|_| fits)?;
    Some(["data:image/svg+xml,", &text].concat())
}
