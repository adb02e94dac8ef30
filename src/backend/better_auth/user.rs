//! `user`: who is signed in, as better-auth tells it.

use super::Error;
use crate::json::{self, Value};
use crate::text::clean;
use crate::url::Url;

/// A user of the backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The backend's id, not the provider's `sub`.
    pub id: String,
    /// What people call them.
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Has the backend seen that it is theirs? `sso()` says no unless `trustEmailVerified` is set.
    pub email_verified: bool,
    /// An image of them.
    pub image: Option<Url>,
    /// From the plugin `admin()`; several are separated by commas. To be shown, never to decide by.
    pub role: Option<String>,
    /// From the plugin `admin()`. A session may be older than the ban.
    pub banned: bool,
    /// The JSON of the user, as it came: with the members that are the backend's own.
    pub text: String,
}

/// Reads the member `user` of a document, whose text is `text`.
pub(super) fn parse(document: &Value, text: &str) -> Result<User, Error> {
    let user = document.get("user").ok_or(Error::Malformed("user"))?;
    let id =
        user.str("id").filter(|id| !id.is_empty() && id.len() <= 255).ok_or(Error::Malformed("user.id"))?;
    let shown = |name, max| user.str(name).map(|text| clean(text, max)).filter(|text| !text.is_empty());
    let is = |name| user.get(name) == Some(&Value::Bool(true));
    let image = user.str("image").and_then(|text| Url::parse(text).ok());
    Ok(User {
        id: id.to_owned(),
        name: shown("name", 100),
        email: shown("email", 254),
        email_verified: is("emailVerified"),
        image: image.filter(|url| url.origin().is_secure()),
        role: shown("role", 100),
        banned: is("banned"),
        text: json::member(text, "user").ok_or(Error::Malformed("user"))?.to_owned(),
    })
}
