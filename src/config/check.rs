//! What texts of the file must look like.

use super::{Algorithm, Problem};
use crate::text::clean;
use crate::url::Url;

/// What follows the issuer identifier in the address of the metadata (OIDC Discovery §4).
pub(super) const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// Says what is wrong with the text of a field.
pub(super) type Check = fn(&str) -> Result<(), Problem>;

/// `Ok` if it `holds`.
fn ensure(holds: bool, problem: Problem) -> Result<(), Problem> {
    if holds { Ok(()) } else { Err(problem) }
}

/// Any text.
#[expect(clippy::unnecessary_wraps, reason = "a `Check`")]
pub(super) fn any(_: &str) -> Result<(), Problem> {
    Ok(())
}

/// A text of which something can be seen.
pub(super) fn visible(text: &str) -> Result<(), Problem> {
    ensure(!clean(text, 1).is_empty(), Problem::Text)
}

pub(super) fn id(text: &str) -> Result<(), Problem> {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    ensure(plain && is_text(text, 64), Problem::Text)
}

pub(super) fn client_id(text: &str) -> Result<(), Problem> {
    ensure(is_text(text, 512), Problem::Text)
}

/// Scopes, with `openid` among them (OIDC Core §3.1.2.1).
pub(super) fn scope(text: &str) -> Result<(), Problem> {
    words(text)?;
    ensure(text.split(' ').any(|word| word == "openid"), Problem::ScopeWithoutOpenid)
}

/// Words of printable ASCII without `"` and `\`, one space between (RFC 6749 §3.3).
pub(super) fn words(text: &str) -> Result<(), Problem> {
    let words = text.split(' ').all(|word| is_text(word, 1024));
    ensure(words && text.len() <= 1024 && !text.contains('"') && !text.contains('\\'), Problem::Text)
}

/// `none` is no sign-in that a person could do.
pub(super) fn prompt(text: &str) -> Result<(), Problem> {
    let known = text.split(' ').all(|word| ["login", "consent", "select_account", "create"].contains(&word));
    ensure(known, Problem::Word)
}

/// Absolute URIs without a fragment (RFC 8707 §2), one space between; they need not be addresses.
pub(super) fn resources(text: &str) -> Result<(), Problem> {
    let uris = text.split(' ').all(|uri| is_text(uri, 1024) && uri.contains(':') && !uri.contains('#'));
    ensure(uris && text.len() <= 4096, Problem::Text)
}

pub(super) fn algorithm(text: &str) -> Result<(), Problem> {
    ensure(Algorithm::parse(text).is_some(), Problem::Algorithm)
}

pub(super) fn parameter(text: &str) -> Result<(), Problem> {
    ensure(text.len() <= 1024, Problem::Text)
}

pub(super) fn is_text(text: &str, max: usize) -> bool {
    !text.is_empty() && text.len() <= max && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A name that stands in a path.
pub(super) fn segment(text: &str) -> Result<(), Problem> {
    ensure(
        is_text(text, 100) && !text.contains(['/', '\\', '?', '#', '%']) && !text.starts_with('.'),
        Problem::Text,
    )
}

pub(super) fn email(text: &str) -> Result<(), Problem> {
    let parts = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let plain = text.len() <= 254 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"@.+-_".contains(&b));
    ensure(parts && plain, Problem::Text)
}

/// A URL that tokens may travel to.
pub(super) fn secure(text: &str) -> Result<Url, Problem> {
    let url = Url::parse(text).map_err(|_| Problem::Url)?;
    if !url.origin().is_secure() {
        return Err(Problem::Insecure);
    }
    if url.has_fragment() { Err(Problem::Url) } else { Ok(url) }
}

/// The same, to be parsed again where it is used.
pub(super) fn address(text: &str) -> Result<(), Problem> {
    secure(text).map(drop)
}

/// An origin alone: anything after the host would look as if it were compared.
pub(super) fn origin(text: &str) -> Result<(), Problem> {
    match Url::parse(text) {
        Ok(url) if url.path_and_rest() == "/" => ensure(url.origin().is_secure(), Problem::Insecure),
        _ => Err(Problem::Origin),
    }
}

/// An issuer identifier: no query, no fragment (RFC 8414 §2), and short enough that its metadata have an address.
pub(super) fn issuer(text: &str) -> Result<(), Problem> {
    ensure(!secure(text)?.path_and_rest().contains('?'), Problem::Issuer)?;
    address(&well_known(text))
}

/// The address of an issuer's metadata (OIDC Discovery §4).
pub(super) fn well_known(issuer: &str) -> String {
    [issuer.strip_suffix('/').unwrap_or(issuer), WELL_KNOWN].concat()
}

/// A path of this site; what it may lead to is decided where it is used.
pub(super) fn path(text: &str) -> Result<(), Problem> {
    ensure(text.starts_with('/') && is_relative(text), Problem::Path)
}

/// A link that a person may follow: https, http to this machine, or a path of this site.
pub(super) fn link(text: &str) -> Result<(), Problem> {
    let leads = || Url::parse(text).is_ok_and(|url| url.origin().is_secure());
    ensure(is_relative(text) || leads(), Problem::Url)
}

/// The source of an image. SVG is safe there: an `<img>` runs no script and loads nothing.
pub(super) fn image(text: &str) -> Result<(), Problem> {
    if text.starts_with("data:image/") && is_text(text, 32 * 1024) { Ok(()) } else { link(text) }
}

/// A relative reference that can neither name a scheme nor leave the origin.
fn is_relative(text: &str) -> bool {
    let scheme = text.bytes().find(|byte| b":/?#".contains(byte)) == Some(b':');
    is_text(text, 1024) && !text.starts_with("//") && !scheme && !text.contains('\\')
}
