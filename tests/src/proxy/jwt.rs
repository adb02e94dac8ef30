//! ID tokens that the proxy takes apart, changes and signs again with keys of its own.
//!
//! The keys are constants: they protect nothing, and a failing journey is the same on each run.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use hmac::{Hmac, Mac as _};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::Sha256;

/// The `kid` of the key that the proxy adds to each JWKS.
pub const KID: &str = "proxy";

/// A JWS in parts.
#[derive(Clone)]
pub struct Jwt {
    /// The header.
    pub header: Value,
    /// The claims.
    pub claims: Value,
    /// The token as the provider signed it.
    pub original: String,
}

impl std::fmt::Debug for Jwt {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Jwt {}", self.header)
    }
}

impl Jwt {
    /// Takes a token apart; `None` if it is none. Nothing is verified.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.').map(|part| BASE64URL.decode(part).ok());
        let header = serde_json::from_slice(&parts.next()??).ok()?;
        let claims = serde_json::from_slice(&parts.next()??).ok()?;
        Some(Self { header, claims, original: text.to_owned() })
    }

    /// Signed with the proxy's published key, and a header that says so.
    #[must_use]
    pub fn signed(&self) -> String {
        self.signed_as(&json!({ "alg": "ES256", "kid": KID }))
    }

    /// Signed with the proxy's published key, whatever the header says.
    #[must_use]
    pub fn signed_as(&self, header: &Value) -> String {
        es256(header, &self.claims.to_string())
    }

    /// Signed with the proxy's published key over claims that are any text.
    #[must_use]
    pub fn signed_over(claims: &str) -> String {
        es256(&json!({ "alg": "ES256", "kid": KID }), claims)
    }

    /// Signed with HMAC SHA-256 and this key.
    #[must_use]
    pub fn hs256(&self, key: &[u8]) -> String {
        let input = input(&json!({ "alg": "HS256" }), &self.claims.to_string());
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        mac.update(input.as_bytes());
        format!("{input}.{}", BASE64URL.encode(mac.finalize().into_bytes()))
    }

    /// Not signed: the header names this algorithm, and the third part is empty.
    #[must_use]
    pub fn unsigned(&self, algorithm: &str) -> String {
        format!("{}.", input(&json!({ "alg": algorithm }), &self.claims.to_string()))
    }

    /// As the provider signed it, with one bit of the signature changed.
    #[must_use]
    pub fn tampered(&self) -> String {
        let (input, signature) = self.original.rsplit_once('.').expect("a JWS has three parts");
        let mut bytes = BASE64URL.decode(signature).expect("a signature is base64url");
        if let Some(byte) = bytes.first_mut() {
            *byte ^= 1;
        }
        format!("{input}.{}", BASE64URL.encode(bytes))
    }
}

/// The public half of the proxy's key, for a JWKS.
#[must_use]
pub fn public_key() -> Value {
    let point = key().verifying_key().to_encoded_point(false);
    let coordinate = |bytes: Option<&p256::FieldBytes>| BASE64URL.encode(bytes.expect("not compressed"));
    json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": KID,
        "x": coordinate(point.x()), "y": coordinate(point.y()) })
}

fn key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).expect("a scalar below the order of P-256")
}

fn input(header: &Value, claims: &str) -> String {
    format!("{}.{}", BASE64URL.encode(header.to_string()), BASE64URL.encode(claims))
}

fn es256(header: &Value, claims: &str) -> String {
    let input = input(header, claims);
    let signature: Signature = key().sign(input.as_bytes());
    format!("{input}.{}", BASE64URL.encode(signature.to_bytes()))
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::signature::Verifier as _;

    use super::*;

    #[test]
    fn what_is_signed_can_be_taken_apart_and_verified() {
        let text = Jwt::signed_over(r#"{"sub":"alice"}"#);
        let jwt = Jwt::parse(&text).unwrap();
        assert_eq!((jwt.header["kid"].as_str(), jwt.claims["sub"].as_str()), (Some(KID), Some("alice")));
        let verifies = |text: &str| {
            let (input, signature) = text.rsplit_once('.').unwrap();
            let signature = Signature::from_slice(&BASE64URL.decode(signature).unwrap()).unwrap();
            key().verifying_key().verify(input.as_bytes(), &signature).is_ok()
        };
        assert!(verifies(&text));
        assert!(!verifies(&jwt.tampered()));
    }
}
