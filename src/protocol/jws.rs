//! JSON Web Signature in compact form ([RFC 7515 §3.1, §4, §7.1]).
//!
//! [RFC 7515 §3.1, §4, §7.1]: https://www.rfc-editor.org/rfc/rfc7515

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::Error;
use crate::config::Algorithm;
use crate::json::{self, Value};

/// Longest token that is read, in bytes.
const MAX_LENGTH: usize = 64 * 1024;

/// A signed token whose signature is not checked yet.
pub struct Jws {
    /// `alg`: one that a public client can verify.
    pub algorithm: Algorithm,
    /// `kid`
    pub key_id: Option<String>,
    /// The payload: believed by nobody before the signature fits.
    pub claims: Value,
    /// What is signed: `header.payload`.
    pub signing_input: String,
    /// The signature's bytes.
    pub signature: Vec<u8>,
}

impl std::fmt::Debug for Jws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jws").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// What became of checking a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// One of the keys fits.
    Valid,
    /// None does.
    Invalid,
    /// This browser does not know the algorithm: Ed25519 is younger than WebCrypto.
    Unknown,
}

/// Splits and decodes a token. `jwk`, `jku`, `x5u` and `x5c` of the header are never looked at: the keys of
/// the server are the only ones.
pub fn parse(token: &str) -> Result<Jws, Error> {
    if token.len() > MAX_LENGTH {
        return Err(Error::IdTokenMalformed);
    }
    let mut parts = token.splitn(6, '.');
    let (header, payload, signature) =
        match (parts.next(), parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(header), Some(payload), Some(signature), None, None) => (header, payload, signature),
            (.., Some(_)) if parts.next().is_none() => return Err(Error::IdTokenEncrypted),
            _ => return Err(Error::IdTokenMalformed),
        };
    let header_value = object(header)?;
    let algorithm = header_value.str("alg").ok_or(Error::IdTokenMalformed)?;
    let algorithm = Algorithm::parse(algorithm).ok_or(Error::IdTokenAlgorithm)?;
    // Extensions that must be understood (RFC 7515 §4.1.11): none is.
    if header_value.get("crit").is_some() || is_access_token(header_value.str("typ")) {
        return Err(Error::IdTokenUnsupported);
    }
    Ok(Jws {
        algorithm,
        key_id: header_value.str("kid").map(str::to_owned),
        claims: object(payload)?,
        signing_input: [header, ".", payload].concat(),
        signature: decode(signature)?,
    })
}

/// `at+jwt` (RFC 9068 §2.1): signed by the same keys, and no ID token.
fn is_access_token(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| {
        kind.eq_ignore_ascii_case("at+jwt") || kind.eq_ignore_ascii_case("application/at+jwt")
    })
}

/// The JSON object in one part of a token.
pub(crate) fn object(part: &str) -> Result<Value, Error> {
    let text = String::from_utf8(decode(part)?).map_err(|_| Error::IdTokenMalformed)?;
    let value = json::parse(&text).map_err(|_| Error::IdTokenMalformed)?;
    if value.as_object().is_some() { Ok(value) } else { Err(Error::IdTokenMalformed) }
}

/// Strict: no padding, no other alphabet, no loose bits at the end.
fn decode(part: &str) -> Result<Vec<u8>, Error> {
    BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| Error::IdTokenMalformed)
}
