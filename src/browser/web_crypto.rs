//! `crypto.subtle`: checking signatures.

use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::object::set;
use crate::config::Algorithm;
use crate::protocol::jwk::{Jwk, Key};
use crate::protocol::jws::Verdict;

/// Is WebCrypto there?
pub fn is_available() -> bool {
    subtle().is_some()
}

/// Does the signature fit one of the keys? A key that the browser refuses (a point off its curve) fits nothing.
pub async fn verify(
    algorithm: Algorithm,
    keys: &[Rc<Jwk>],
    signing_input: &str,
    signature: &[u8],
) -> Verdict {
    let mut verdict = Verdict::Invalid;
    for key in keys {
        match verify_one(algorithm, &key.key, signing_input, signature).await {
            Ok(valid) if valid.is_truthy() => return Verdict::Valid,
            Err(error) if is_not_supported(&error) => verdict = Verdict::Unknown,
            _ => {}
        }
    }
    verdict
}

/// Is it the `DOMException` for an algorithm that the browser does not have (WebCrypto §18.4.4)?
fn is_not_supported(error: &JsValue) -> bool {
    Reflect::get(error, &"name".into()).is_ok_and(|name| name == "NotSupportedError")
}

async fn verify_one(
    algorithm: Algorithm,
    key: &Key,
    input: &str,
    signature: &[u8],
) -> Result<JsValue, JsValue> {
    let subtle = subtle().ok_or(JsValue::UNDEFINED)?;
    let parameters = parameters(algorithm);
    let key =
        subtle.import_key_with_object("jwk", &jwk(key), &parameters, false, &Array::of1(&"verify".into()))?;
    let key: CryptoKey = JsFuture::from(key).await?.unchecked_into();
    let valid = subtle.verify_with_object_and_u8_array_and_u8_array(
        &parameters,
        &key,
        signature,
        input.as_bytes(),
    )?;
    JsFuture::from(valid).await
}

/// `crypto.subtle`; `None` outside of secure contexts.
pub(super) fn subtle() -> Option<SubtleCrypto> {
    let subtle = web_sys::window()?.crypto().ok()?.subtle();
    // `undefined` outside of secure contexts, whatever its type says.
    subtle.is_object().then_some(subtle)
}

/// The parameters for importing a key and for verifying with it (WebCrypto §18).
fn parameters(algorithm: Algorithm) -> Object {
    use Algorithm as A;
    let (name, hash, curve, salt) = match algorithm {
        A::Rs256 => ("RSASSA-PKCS1-v1_5", "SHA-256", "", 0),
        A::Rs384 => ("RSASSA-PKCS1-v1_5", "SHA-384", "", 0),
        A::Rs512 => ("RSASSA-PKCS1-v1_5", "SHA-512", "", 0),
        A::Ps256 => ("RSA-PSS", "SHA-256", "", 32),
        A::Ps384 => ("RSA-PSS", "SHA-384", "", 48),
        A::Ps512 => ("RSA-PSS", "SHA-512", "", 64),
        A::Es256 => ("ECDSA", "SHA-256", "P-256", 0),
        A::Es384 => ("ECDSA", "SHA-384", "P-384", 0),
        A::Es512 => ("ECDSA", "SHA-512", "P-521", 0),
        A::EdDsa => ("Ed25519", "", "", 0),
    };
    let object = Object::new();
    // Members that an algorithm does not have are ignored (WebIDL dictionaries).
    set(&object, "name", &name.into());
    set(&object, "hash", &hash.into());
    set(&object, "namedCurve", &curve.into());
    set(&object, "saltLength", &salt.into());
    object
}

/// Only the members of the key itself: `alg`, `use` and `key_ops` were checked, and WebCrypto has its own rules
/// for them.
fn jwk(key: &Key) -> Object {
    let object = Object::new();
    let members = match key {
        Key::Rsa { n, e } => [("kty", "RSA"), ("n", n.as_str()), ("e", e.as_str()), ("", "")],
        Key::Ec { crv, x, y } => [("kty", "EC"), ("crv", crv.name()), ("x", x.as_str()), ("y", y.as_str())],
        Key::Ed25519 { x } => [("kty", "OKP"), ("crv", "Ed25519"), ("x", x.as_str()), ("", "")],
    };
    for (name, value) in members.into_iter().filter(|(name, _)| !name.is_empty()) {
        set(&object, name, &value.into());
    }
    object
}
