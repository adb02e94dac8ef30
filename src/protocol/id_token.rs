//! The claims of an ID token, checked in the order of [OIDC Core §3.1.3.7].
//!
//! [OIDC Core §3.1.3.7]: https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::base64url;
use super::jws::{self, Jws};
use super::secret::{AccessToken, IdToken, Nonce};
use super::token::Tokens;
use super::{ClockSkew, Error};
use crate::config::Algorithm;
use crate::json::Value;
use crate::text::clean;

/// How far a time may be from what is taken for the server's clock, in seconds.
pub const CLOCK_TOLERANCE: i64 = 60;

/// What an ID token must say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Issuer of the transaction.
    pub issuer: &'a str,
    /// `client_id` of the transaction.
    pub client_id: &'a str,
    /// Algorithms of the transaction.
    pub algorithms: &'a [Algorithm],
    /// The nonce that was sent.
    pub nonce: &'a Nonce,
    /// `max_age` that was asked for, in seconds.
    pub max_age: Option<u32>,
    /// `acr_values` that were asked for.
    pub acr_values: Option<&'a str>,
    /// That it came with.
    pub tokens: &'a Tokens,
}

/// What a good ID token has told.
#[derive(Debug, PartialEq, Eq)]
pub struct Checked {
    /// `sub`
    pub subject: String,
    /// From the `Date` of the response, else from `iat`.
    pub clock_skew: ClockSkew,
}

/// Refuses an algorithm that was not agreed, before any key is looked for (step 7 and 8).
pub fn check_algorithm(jws: &Jws, algorithms: &[Algorithm]) -> Result<(), Error> {
    if algorithms.contains(&jws.algorithm) { Ok(()) } else { Err(Error::IdTokenAlgorithm) }
}

/// Checks the claims, as of the moment when they came: what takes long after that is this page's own doing. The signature
/// is the caller's to check, before anything is used.
pub fn check(jws: &Jws, expected: Expected<'_>) -> Result<Checked, Error> {
    check_algorithm(jws, expected.algorithms)?;
    let claims = &jws.claims;
    check_issuer(claims, expected.issuer)?;
    check_audience(claims, expected.client_id)?;
    let Tokens { received_at, clock_skew, access_token, .. } = expected.tokens;
    let issued = required(claims, "iat")?;
    // The nonce says that it is no older than the attempt, so `iat` will do where no `Date` can be read. But some servers
    // set it back by minutes (Entra): the response is the better witness, unless its clock (of a proxy, say) is behind what
    // the provider itself says.
    let by_date = clock_skew.filter(|skew| !is_ahead(issued, skew.server_time(*received_at)));
    let clock_skew = by_date.or_else(|| ClockSkew::between(issued, *received_at)).unwrap_or_default();
    let now = clock_skew.server_time(*received_at);
    required(claims, "exp")?;
    check_times(claims, now)?;

    let nonce = claims.str("nonce").ok_or(Error::IdTokenNonce)?;
    if !expected.nonce.is(nonce) {
        return Err(Error::IdTokenNonce);
    }
    if let Some(acr_values) = expected.acr_values
        && !claims.str("acr").is_some_and(|acr| acr_values.split(' ').any(|asked| asked == acr))
    {
        return Err(Error::IdTokenAcr);
    }
    if let Some(max_age) = expected.max_age {
        let auth_time = time(claims, "auth_time")?.ok_or(Error::IdTokenAuthTime)?;
        if auth_time + i64::from(max_age) + CLOCK_TOLERANCE < now || is_ahead(auth_time, now) {
            return Err(Error::IdTokenAuthTime);
        }
    }
    check_hash(jws, access_token)?;
    Ok(Checked { subject: subject(claims)?, clock_skew })
}

/// What a renewed ID token must say (OIDC Core §12.2): the same as the first one, as far as it says it.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "as in `Expected`, of the first ID token")]
pub struct Renewed<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub subject: &'a str,
    pub auth_time: Option<i64>,
    pub nonce: &'a Nonce,
    /// The last ID token.
    pub last: Option<&'a IdToken>,
    /// As it was known before.
    pub clock_skew: ClockSkew,
    /// That the renewed one came with.
    pub tokens: &'a Tokens,
}

/// Checks the claims of a renewed ID token, and returns the skew that it tells, if it does. One that is wrong about time
/// only ([`Error::is_about_time`]) is worth nothing, but says nothing against the session. The signature is the caller's
/// to check.
pub fn check_renewed(jws: &Jws, first: &Renewed<'_>) -> Result<Option<ClockSkew>, Error> {
    let claims = &jws.claims;
    check_issuer(claims, first.issuer)?;
    check_audience(claims, first.client_id)?;
    let Tokens { received_at, clock_skew, access_token, .. } = first.tokens;
    let issued = required(claims, "iat")?;
    let by_date = clock_skew.filter(|skew| !is_ahead(issued, skew.server_time(*received_at)));
    // One that is newer than the last is not replayed, and may say what time it is.
    let is_newer = Some(issued) > first.last.and_then(issued_at);
    let by_token = || is_newer.then(|| ClockSkew::between(issued, *received_at)).flatten();
    let clock_skew = by_date.or_else(by_token);
    let now = clock_skew.unwrap_or(first.clock_skew).server_time(*received_at);
    required(claims, "exp")?;
    check_hash(jws, access_token)?;
    if subject(claims)? != first.subject {
        return Err(Error::IdTokenSubject);
    }
    // It should have none; several servers repeat the first one.
    if claims.get("nonce").is_some_and(|nonce| !nonce.as_str().is_some_and(|nonce| first.nonce.is(nonce))) {
        return Err(Error::IdTokenNonce);
    }
    match (time(claims, "auth_time")?, first.auth_time) {
        (Some(now), Some(then)) if now != then => Err(Error::IdTokenAuthTime),
        // Last: whoever drops what is only wrong about time must know that it is only that.
        _ => check_times(claims, now).map(|()| clock_skew),
    }
}

/// `auth_time`, where the token says it.
pub fn auth_time(jws: &Jws) -> Option<i64> {
    time(&jws.claims, "auth_time").ok()?
}

/// `iat` of a token that was believed before.
fn issued_at(id_token: &IdToken) -> Option<i64> {
    time(&jws::parse(id_token.expose()).ok()?.claims, "iat").ok()?
}

/// OIDC Core §3.1.3.6, where the token says it.
fn check_hash(jws: &Jws, access_token: &AccessToken) -> Result<(), Error> {
    let Some(at_hash) = jws.claims.get("at_hash") else { return Ok(()) };
    let is_by = |algorithm| at_hash.as_str() == Some(&hash(algorithm, access_token));
    // No specification names the hash for EdDSA: oidc-provider takes SHA-512, fosite (Pocket ID, Hydra) SHA-256.
    let is_ours = is_by(jws.algorithm) || jws.algorithm == Algorithm::EdDsa && is_by(Algorithm::Es256);
    if is_ours { Ok(()) } else { Err(Error::IdTokenAtHash) }
}

/// Step 2: byte for byte.
pub(super) fn check_issuer(claims: &Value, issuer: &str) -> Result<(), Error> {
    let found = claims.str("iss").ok_or(Error::IdTokenClaim("iss"))?;
    if found == issuer {
        return Ok(());
    }
    Err(Error::IdTokenIssuer { expected: issuer.to_owned(), found: clean(found, 200) })
}

/// Steps 3 to 5: a string or an array; beside other audiences `azp` must say that the token is for us.
pub(super) fn check_audience(claims: &Value, client_id: &str) -> Result<(), Error> {
    let audiences: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => {
            all.iter().map(|one| one.as_str().ok_or(Error::IdTokenAudience)).collect::<Result<_, _>>()?
        }
        _ => return Err(Error::IdTokenAudience),
    };
    if !audiences.contains(&client_id) {
        return Err(Error::IdTokenAudience);
    }
    match claims.get("azp") {
        Some(azp) if azp.as_str() != Some(client_id) => Err(Error::IdTokenAzp),
        None if audiences.iter().any(|audience| *audience != client_id) => Err(Error::IdTokenAzp),
        _ => Ok(()),
    }
}

/// Steps 9 and 10, and `nbf` (RFC 7519 §4.1.5): those times that are there, at a time of the provider.
pub(super) fn check_times(claims: &Value, now: i64) -> Result<(), Error> {
    let is_ahead = |time| is_ahead(time, now);
    if time(claims, "exp")?.is_some_and(|expires| expires + CLOCK_TOLERANCE <= now) {
        return Err(Error::IdTokenExpired);
    }
    if time(claims, "iat")?.is_some_and(is_ahead) {
        return Err(Error::IdTokenIssuedAt);
    }
    if time(claims, "nbf")?.is_some_and(is_ahead) { Err(Error::IdTokenNotYetValid) } else { Ok(()) }
}

fn is_ahead(time: i64, now: i64) -> bool {
    time > now + CLOCK_TOLERANCE
}

fn required(claims: &Value, name: &'static str) -> Result<i64, Error> {
    time(claims, name)?.ok_or(Error::IdTokenClaim(name))
}

/// A NumericDate (RFC 7519 §2): a number, not necessarily whole; never a string.
fn time(claims: &Value, name: &'static str) -> Result<Option<i64>, Error> {
    /// The year 9999.
    const LATEST: f64 = 253_402_300_800.0;
    match claims.get(name) {
        None => Ok(None),
        #[expect(clippy::cast_possible_truncation, reason = "checked to be between 1970 and 9999")]
        Some(Value::Number(seconds)) if (0.0..=LATEST).contains(seconds) => Ok(Some(*seconds as i64)),
        Some(_) => Err(Error::IdTokenClaim(name)),
    }
}

/// OIDC Core §2: a string of 1 to 255 characters.
pub(super) fn subject(claims: &Value) -> Result<String, Error> {
    let subject = claims.str("sub").ok_or(Error::IdTokenSubject)?;
    // A line break would end its line in the record of the session.
    if subject.is_empty() || subject.chars().count() > 255 || subject.bytes().any(|byte| byte < b' ') {
        Err(Error::IdTokenSubject)
    } else {
        Ok(subject.to_owned())
    }
}

/// OIDC Core §3.1.3.6: the left half of the access token's hash, by the hash of the ID token's algorithm.
fn hash(algorithm: Algorithm, access_token: &AccessToken) -> String {
    use Algorithm as A;
    let token = access_token.expose();
    let left = |hash: &[u8]| base64url::encode(hash.get(..hash.len() / 2).unwrap_or(&[]));
    match algorithm {
        A::Rs256 | A::Ps256 | A::Es256 => left(&Sha256::digest(token)),
        A::Rs384 | A::Ps384 | A::Es384 => left(&Sha384::digest(token)),
        A::Rs512 | A::Ps512 | A::Es512 | A::EdDsa => left(&Sha512::digest(token)),
    }
}
