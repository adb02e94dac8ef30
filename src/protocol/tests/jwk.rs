use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use std::rc::Rc;

use super::super::Error;
use super::super::http::FetchError;
use super::super::jwk::{Jwk, response, select};
use super::{answer, json, no_answer};
use crate::config::Algorithm;

fn rsa(bytes: usize, exponent: &str, more: &str) -> String {
    let modulus = BASE64_URL_SAFE_NO_PAD.encode(vec![0xc5; bytes]);
    format!(r#"{{"kty":"RSA","n":"{modulus}","e":"{exponent}"{more}}}"#)
}

fn ec(curve: &str, more: &str) -> String {
    format!(r#"{{"kty":"EC","crv":"{curve}","x":"AAAA","y":"AAAA"{more}}}"#)
}

fn keys(keys: &[String]) -> Vec<Rc<Jwk>> {
    response(json(&format!(r#"{{"keys":[{}]}}"#, keys.join(",")))).unwrap()
}

#[test]
fn keys_that_are_not_for_signatures_or_too_weak_are_skipped() {
    for skipped in [
        rsa(128, "AQAB", ""),
        rsa(256, "AQ", ""),
        rsa(256, "Ag", ""),
        rsa(256, "AQAB", r#","use":"enc""#),
        rsa(256, "AQAB", r#","key_ops":["encrypt"]"#),
        rsa(256, "AQAB", r#","alg":"RSA-OAEP-256""#),
        rsa(256, "AQ=B", ""),
        ec("secp256k1", ""),
        r#"{"kty":"EC","crv":"P-256","x":"AAAA"}"#.into(),
        r#"{"kty":"oct","k":"AAAA"}"#.into(),
        r#"{"kty":"OKP","crv":"X25519","x":"AAAA"}"#.into(),
        r#"{"kty":"AKP","alg":"ML-DSA-44","pub":"AAAA"}"#.into(),
        "7".into(),
        "{}".into(),
    ] {
        assert_eq!(keys(std::slice::from_ref(&skipped)).len(), 0, "{skipped}");
        assert_eq!(keys(&[skipped, rsa(256, "AQAB", "")]).len(), 1, "a usable key beside it stays");
    }
}

#[test]
fn unknown_members_and_missing_ones_do_no_harm() {
    let all = keys(&[
        rsa(256, "AQAB", r#","x5c":["…"],"use":"sig","key_ops":["verify"],"alg":"RS256","kid":"a""#),
        ec("P-256", ""),
    ]);
    assert_eq!(all.len(), 2);
    assert_eq!(response(json("{}")).unwrap(), []);
    assert_eq!(response(json(r#"{"keys":null}"#)).unwrap(), []);
}

#[test]
fn a_key_must_fit_kind_curve_algorithm_and_name() {
    let all = keys(&[
        rsa(256, "AQAB", r#","kid":"rsa""#),
        rsa(256, "AQAB", r#","kid":"bound","alg":"RS512""#),
        ec("P-256", r#","kid":"p256""#),
        ec("P-384", ""),
    ]);
    let names = |algorithm, key_id| -> Vec<Option<String>> {
        select(&all, algorithm, key_id).into_iter().map(|key| key.key_id.clone()).collect()
    };
    assert_eq!(names(Algorithm::Rs256, Some("rsa")), [Some("rsa".into())]);
    assert_eq!(names(Algorithm::Rs256, None), [Some("rsa".into())]);
    assert_eq!(names(Algorithm::Rs512, None), [Some("rsa".into()), Some("bound".into())]);
    assert_eq!(names(Algorithm::Es256, Some("rsa")), []);
    assert_eq!(names(Algorithm::Es384, Some("unknown")), [None], "a key without a name may be the one");
    assert_eq!(names(Algorithm::EdDsa, None), []);
}

#[test]
fn of_many_keys_eight_are_tried() {
    let many: Vec<String> = (0..50).map(|_| ec("P-256", "")).collect();
    assert_eq!(select(&keys(&many), Algorithm::Es256, None).len(), 8);
}

#[test]
fn no_answer_and_no_set_have_their_own_names() {
    assert_eq!(response(no_answer()).unwrap_err(), Error::KeysUnreachable(FetchError::Unreachable));
    assert_eq!(response(answer(500, "", "")).unwrap_err(), Error::KeysHttp(500));
    assert_eq!(response(Err(FetchError::TooLarge)).unwrap_err(), Error::KeysTooLarge);
    assert_eq!(response(json("<html>")).unwrap_err(), Error::KeysMalformed);
    assert_eq!(response(json("[]")).unwrap_err(), Error::KeysMalformed);
}
