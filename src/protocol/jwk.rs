//! JSON Web Keys and the set of them ([RFC 7517]; RSA and EC members: [RFC 7518 §6]; Ed25519: [RFC 8037]).
//!
//! A key that can't be used is skipped, never an error: sets hold encryption keys, symmetric keys and keys of
//! algorithms to come.
//!
//! [RFC 7517]: https://www.rfc-editor.org/rfc/rfc7517
//! [RFC 7518 §6]: https://www.rfc-editor.org/rfc/rfc7518#section-6
//! [RFC 8037]: https://www.rfc-editor.org/rfc/rfc8037

use std::rc::Rc;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::Error;
use super::http::{FetchError, Fetched, Request};
use crate::config::Algorithm;
use crate::json::{self, Value};
use crate::url::Url;

/// Largest set that is read, in bytes.
const MAX_SIZE: usize = 256 * 1024;

/// Most keys that are tried for one token.
const MAX_TRIES: usize = 8;

/// A public key that can verify a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    /// `kid`
    pub key_id: Option<String>,
    /// `alg`, where the key is bound to one.
    pub algorithm: Option<Algorithm>,
    /// The key itself.
    pub key: Key,
}

/// The members of a public key, base64url as in the set.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of RFC 7518 §6 and RFC 8037 §2")]
pub enum Key {
    Rsa { n: String, e: String },
    Ec { crv: Curve, x: String, y: String },
    Ed25519 { x: String },
}

/// `crv` of an EC key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of RFC 7518 §6.2.1.1")]
pub enum Curve {
    P256,
    P384,
    P521,
}

impl Curve {
    /// The registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }
}

/// Asks for the keys.
pub fn request(jwks_uri: &Url) -> Request {
    Request::get(jwks_uri.clone(), MAX_SIZE)
}

/// Reads the answer. `{}` is a set without keys (authentik without a signing key sends it).
pub fn response(fetched: Fetched) -> Result<Vec<Rc<Jwk>>, Error> {
    let response = fetched.map_err(|error| match error {
        FetchError::TooLarge => Error::KeysTooLarge,
        other => Error::KeysUnreachable(other),
    })?;
    if response.status != 200 {
        return Err(Error::KeysHttp(response.status));
    }
    let document = json::parse(response.body.expose()).map_err(|_| Error::KeysMalformed)?;
    if document.as_object().is_none() {
        return Err(Error::KeysMalformed);
    }
    let keys = document.get("keys").and_then(Value::as_array).unwrap_or(&[]);
    Ok(keys.iter().filter_map(Jwk::parse).map(Rc::new).collect())
}

impl Jwk {
    /// Reads a key; `None` if it is not a public key for signatures that is strong enough.
    fn parse(value: &Value) -> Option<Self> {
        let for_signatures = value.get("use").is_none_or(|purpose| purpose.as_str() == Some("sig"));
        let for_verifying = value.get("key_ops").is_none_or(|operations| {
            operations.as_array().is_some_and(|all| all.iter().any(|one| one.as_str() == Some("verify")))
        });
        if !for_signatures || !for_verifying {
            return None;
        }
        let algorithm = match value.get("alg") {
            None => None,
            // Of an algorithm that is not verified here, or a misspelt one.
            Some(name) => Some(Algorithm::parse(name.as_str()?)?),
        };
        let member = |name: &str| {
            let text = value.str(name)?;
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
            Some((text.to_owned(), bytes))
        };
        let key = match (value.str("kty")?, value.str("crv")) {
            ("RSA", _) => {
                let ((n, modulus), (e, exponent)) = (member("n")?, member("e")?);
                // 2,048 bits at least (RFC 7518 §3.3); an exponent of 1 signs everything.
                let bits = modulus.iter().skip_while(|byte| **byte == 0).count() * 8;
                let odd_and_not_one = exponent.last().is_some_and(|last| last % 2 == 1) && exponent != [1];
                if !(2048..=8192).contains(&bits) || !odd_and_not_one {
                    return None;
                }
                Key::Rsa { n, e }
            }
            ("EC", Some(name)) => {
                let crv =
                    [Curve::P256, Curve::P384, Curve::P521].into_iter().find(|curve| curve.name() == name)?;
                Key::Ec { crv, x: member("x")?.0, y: member("y")?.0 }
            }
            ("OKP", Some("Ed25519")) => Key::Ed25519 { x: member("x")?.0 },
            _ => return None,
        };
        Some(Self { key_id: value.str("kid").map(str::to_owned), algorithm, key })
    }

    /// Can the key verify this algorithm: same key type and curve, and no other `alg`?
    fn fits(&self, algorithm: Algorithm) -> bool {
        use Algorithm as A;
        let kind = matches!(
            (&self.key, algorithm),
            (Key::Rsa { .. }, A::Rs256 | A::Rs384 | A::Rs512 | A::Ps256 | A::Ps384 | A::Ps512)
                | (Key::Ec { crv: Curve::P256, .. }, A::Es256)
                | (Key::Ec { crv: Curve::P384, .. }, A::Es384)
                | (Key::Ec { crv: Curve::P521, .. }, A::Es512)
                | (Key::Ed25519 { .. }, A::EdDsa)
        );
        kind && self.algorithm.is_none_or(|own| own == algorithm)
    }
}

/// The keys to try for a token, at most eight. With a `kid` only keys of that name, or without a name, are
/// fit; without one every key of the algorithm is (OIDC Core §10.1).
pub fn select(keys: &[Rc<Jwk>], algorithm: Algorithm, key_id: Option<&str>) -> Vec<Rc<Jwk>> {
    let fitting = keys.iter().filter(|key| key.fits(algorithm));
    let named = fitting.filter(|key| match (key_id, &key.key_id) {
        (Some(wanted), Some(own)) => wanted == own,
        _ => true,
    });
    named.take(MAX_TRIES).cloned().collect()
}
