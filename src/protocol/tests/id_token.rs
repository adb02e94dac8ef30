use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use proptest::prelude::*;

use super::super::id_token::{Checked, Expected, Renewed, check, check_renewed};
use super::super::jws::{self, Jws};
use super::super::secret::{AccessToken, IdToken, Nonce};
use super::super::token::Tokens;
use super::super::{ClockSkew, Error};
use crate::config::Algorithm;

const NOW: i64 = 1_800_000_000;

/// The access token of OIDC Core's example; its `at_hash` by SHA-256 is known.
const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
const AT_HASH: &str = "77QmUPtjPfzWtF2AnpK9RQ";

const CLAIMS: &str = r#"{"iss":"https://id.example","sub":"alice","aud":"spa","exp":1800000300,"iat":1800000000,"nonce":"no"}"#;

fn token(header: &str, claims: &str) -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    [&part(header), ".", &part(claims), ".AAAA"].concat()
}

fn parse(claims: &str) -> Result<Jws, Error> {
    jws::parse(&token(r#"{"alg":"RS256","kid":"k"}"#, claims))
}

/// That came now, by a clock that is right.
fn tokens() -> Tokens {
    Tokens {
        access_token: AccessToken::new(ACCESS_TOKEN),
        expires_in: None,
        refresh_token: None,
        id_token: None,
        received_at: NOW,
        clock_skew: None,
    }
}

fn check_with(claims: &str, change: impl Fn(&mut Expected<'_>)) -> Result<String, Error> {
    check_beside(&tokens(), claims, change).map(|checked| checked.subject)
}

fn check_beside(tokens: &Tokens, claims: &str, change: impl Fn(&mut Expected<'_>)) -> Result<Checked, Error> {
    let nonce = Nonce::new("no");
    let mut expected = Expected {
        issuer: "https://id.example",
        client_id: "spa",
        algorithms: &[Algorithm::Rs256],
        nonce: &nonce,
        max_age: None,
        acr_values: None,
        tokens,
    };
    change(&mut expected);
    check(&parse(claims)?, expected)
}

/// The claims with `replacement` in place of `part`.
#[track_caller]
fn changed(part: &str, replacement: &str) -> Result<String, Error> {
    assert!(CLAIMS.contains(part), "{part}");
    check_with(&CLAIMS.replace(part, replacement), |_| ())
}

fn with(claim: &str) -> Result<String, Error> {
    changed(r#","nonce""#, &format!(r#",{claim},"nonce""#))
}

#[test]
fn a_token_of_a_usual_server_passes() {
    assert_eq!(check_with(CLAIMS, |_| ()), Ok("alice".into()));
}

#[test]
fn omissions_and_shapes_of_real_servers_pass() {
    for claim in
        [r#""nbf":1800000000"#, r#""auth_time":0"#, r#""email":null"#, r#""groups":null"#, r#""azp":"spa""#]
    {
        assert_eq!(with(claim), Ok("alice".into()), "{claim}");
    }
    assert_eq!(changed(r#""aud":"spa""#, r#""aud":["spa"]"#), Ok("alice".into()));
    assert_eq!(changed(r#""aud":"spa""#, r#""aud":["api","spa"],"azp":"spa""#), Ok("alice".into()));
    assert_eq!(changed("1800000300", "1800000300.5"), Ok("alice".into()));
    assert_eq!(changed("1800000300", "1.8000003e9"), Ok("alice".into()));
}

#[test]
fn each_wrong_claim_has_its_own_name() {
    let issuer =
        |found: &str| Error::IdTokenIssuer { expected: "https://id.example".into(), found: found.into() };
    let iss = r#""iss":"https://id.example","#;
    assert_eq!(changed("id.example", "id.example1"), Err(issuer("https://id.example1")));
    assert_eq!(changed("id.example", "id.example/"), Err(issuer("https://id.example/")));
    assert_eq!(changed(iss, ""), Err(Error::IdTokenClaim("iss")));
    for aud in [r#""spa1""#, "[]", "7", r#"["api"]"#, r#"["spa",7]"#, "null", r#"{"spa":1}"#] {
        assert_eq!(
            changed(r#""aud":"spa""#, &format!(r#""aud":{aud}"#)),
            Err(Error::IdTokenAudience),
            "{aud}"
        );
    }
    assert_eq!(changed(r#""aud":"spa""#, r#""aud":["spa","other"]"#), Err(Error::IdTokenAzp));
    assert_eq!(with(r#""azp":"other""#), Err(Error::IdTokenAzp));
    assert_eq!(with(r#""azp":7"#), Err(Error::IdTokenAzp));
    assert_eq!(changed(r#""nonce":"no""#, r#""nonce":"no1""#), Err(Error::IdTokenNonce));
    assert_eq!(changed(r#","nonce":"no""#, ""), Err(Error::IdTokenNonce));
    for sub in [r#""""#, "7", "null", &format!(r#""{}""#, "a".repeat(256))] {
        assert_eq!(
            changed(r#""sub":"alice""#, &format!(r#""sub":{sub}"#)),
            Err(Error::IdTokenSubject),
            "{sub}"
        );
    }
    assert_eq!(changed(r#""sub":"alice""#, r#""sub":"a","sub":"b""#), Err(Error::IdTokenMalformed));
}

#[test]
fn times_are_numbers_within_reach_and_never_wrap() {
    let expired = NOW - 60;
    assert_eq!(changed("1800000300", &expired.to_string()), Err(Error::IdTokenExpired));
    assert_eq!(changed("1800000300", &(expired + 1).to_string()), Ok("alice".into()));
    assert_eq!(changed("1800000300", "0"), Err(Error::IdTokenExpired));
    for exp in [r#""9999999999""#, "true", "-1", "1e308", "9007199254740993", "{}"] {
        assert_eq!(changed("1800000300", exp), Err(Error::IdTokenClaim("exp")), "{exp}");
        let iat = format!(r#""iat":{exp}"#);
        assert_eq!(changed(r#""iat":1800000000"#, &iat), Err(Error::IdTokenClaim("iat")), "{iat}");
        assert_eq!(
            renew(&CLAIMS.replace(r#""iat":1800000000"#, &iat), &tokens(), 0).unwrap_err().code(),
            "id_token_claim"
        );
    }
    assert_eq!(changed("1800000300", "null"), Err(Error::IdTokenClaim("exp")));
    assert_eq!(changed(r#""iat":1800000000,"#, ""), Err(Error::IdTokenClaim("iat")));
    assert_eq!(changed(r#""iat":1800000000"#, r#""iat":"1800000000""#), Err(Error::IdTokenClaim("iat")));
    assert_eq!(changed(r#""iat":1800000000"#, r#""iat":1800086400"#), Err(Error::IdTokenIssuedAt));
    assert_eq!(changed(r#""iat":1800000000"#, r#""iat":1800000060"#), Ok("alice".into()));
    assert_eq!(with(r#""nbf":1800003600"#), Err(Error::IdTokenNotYetValid));
    assert_eq!(with(r#""nbf":"1""#), Err(Error::IdTokenClaim("nbf")));
}

/// Checks `claims` as a renewal of `CLAIMS`, by `tokens` that came with it.
fn renew(claims: &str, tokens: &Tokens, known: i64) -> Result<Option<ClockSkew>, Error> {
    let (nonce, last) = (Nonce::new("no"), IdToken::new(token(r#"{"alg":"RS256"}"#, CLAIMS)));
    let first = Renewed {
        issuer: "https://id.example",
        client_id: "spa",
        subject: "alice",
        auth_time: Some(7),
        nonce: &nonce,
        last: Some(&last),
        clock_skew: skew(known),
        tokens,
    };
    check_renewed(&parse(claims)?, &first)
}

/// The provider's clock is so many seconds ahead.
fn skew(seconds: i64) -> ClockSkew {
    ClockSkew::between(NOW + seconds, NOW).unwrap()
}

/// The claims, as if they were made so many seconds later.
fn later(seconds: i64) -> String {
    CLAIMS
        .replace("1800000300", &(NOW + seconds + 300).to_string())
        .replace("1800000000", &(NOW + seconds).to_string())
}

/// A renewed ID token is about the same person and the same sign-in (OIDC Core §12.2).
#[test]
fn a_renewed_token_says_what_the_first_one_said() {
    let check = |from: &str, to: &str| renew(&CLAIMS.replace(from, to), &tokens(), 0).map(|_| ());
    assert_eq!(check("", ""), Ok(()));
    assert_eq!(check(r#","nonce":"no""#, ""), Ok(()), "it need not repeat the nonce");
    assert_eq!(check(r#""nonce":"no""#, r#""auth_time":7"#), Ok(()));
    for (from, to, error) in [
        ("alice", "bob", Error::IdTokenSubject),
        (r#""nonce":"no""#, r#""nonce":"other""#, Error::IdTokenNonce),
        (r#""nonce":"no""#, r#""auth_time":8"#, Error::IdTokenAuthTime),
        (r#""nonce":"no""#, r#""at_hash":"x""#, Error::IdTokenAtHash),
        ("spa", "other", Error::IdTokenAudience),
        ("1800000300", "1799999900", Error::IdTokenExpired),
        (r#""exp":1800000300,"#, "", Error::IdTokenClaim("exp")),
        (r#""iat":1800000000,"#, "", Error::IdTokenClaim("iat")),
    ] {
        assert_eq!(check(from, to), Err(error), "{to}");
    }
    assert!(matches!(check("id.example", "evil.example"), Err(Error::IdTokenIssuer { .. })));
}

/// The token is right, and the clock of the device is wrong.
#[test]
fn at_sign_in_a_clock_that_is_an_hour_off_does_not_matter_and_more_does() {
    let by =
        |seconds: i64| check_beside(&tokens(), &later(seconds), |_| ()).map(|checked| checked.clock_skew);
    for seconds in [-3_660, -3_600, 0, 3_600, 3_660] {
        assert_eq!(by(seconds), Ok(skew(seconds)), "{seconds}");
    }
    assert_eq!(by(-3_661), Err(Error::IdTokenExpired));
    assert_eq!(by(3_661), Err(Error::IdTokenIssuedAt));
}

#[test]
fn the_date_of_the_response_is_believed_before_the_tokens_own() {
    let by = |date: i64, issued: i64| {
        let tokens = Tokens { clock_skew: Some(skew(date)), ..tokens() };
        let renewed = renew(&later(issued), &tokens, 0).map(|_| ());
        let max_age = r#","auth_time":1800000000,"nonce""#;
        let aged = later(issued).replace(r#","nonce""#, max_age);
        (
            check_beside(&tokens, &later(issued), |_| ()).map(|_| ()),
            renewed,
            check_beside(&tokens, &aged, |expected| expected.max_age = Some(100)).err(),
        )
    };
    assert_eq!(by(0, 0), (Ok(()), Ok(()), None));
    assert_eq!(by(300, 0), (Ok(()), Ok(()), Some(Error::IdTokenAuthTime)), "a token may be set back (Entra)");
    let expired = Error::IdTokenExpired;
    assert_eq!(by(1_000, 100), (Err(expired.clone()), Err(expired.clone()), Some(expired)));
    assert_eq!(
        by(0, 100),
        (Ok(()), Ok(()), None),
        "a clock that is behind the provider's is not the provider's"
    );
    assert_eq!(
        renew(&later(-1), &Tokens { clock_skew: Some(skew(-100)), ..tokens() }, -100),
        Err(Error::IdTokenIssuedAt)
    );
}

#[test]
fn a_renewed_token_that_is_newer_moves_the_estimate_within_its_bound() {
    for (seconds, is_near) in [(1, true), (3_600, true), (3_661, false), (86_400, false), (9_999_999, false)]
    {
        let is = |apart, error| if is_near { Ok(Some(skew(apart))) } else { Err(error) };
        let learned = renew(&later(seconds), &tokens(), 0);
        assert_eq!(learned, is(seconds, Error::IdTokenIssuedAt), "{seconds}");
        // The device's clock was set ahead.
        let ahead = Tokens { received_at: NOW + 2 * seconds, ..tokens() };
        assert_eq!(renew(&later(seconds), &ahead, 0), is(-seconds, Error::IdTokenExpired), "{seconds}");
    }
}

#[test]
fn a_replayed_token_has_no_say_in_what_time_it_is() {
    let at = |seconds: i64| Tokens { received_at: NOW + seconds, ..tokens() };
    for issued in [0, -1, -1_000] {
        // As long as it lives it is what the provider says.
        assert_eq!(renew(&later(issued), &at(issued + 359), 0), Ok(None), "{issued}");
        assert_eq!(renew(&later(issued), &at(issued + 360), 0), Err(Error::IdTokenExpired), "{issued}");
        // The same, on a device whose clock was known to be wrong.
        for known in [-3_600, 3_600] {
            let at = at(issued + 360 - known);
            assert_eq!(renew(&later(issued), &at, known), Err(Error::IdTokenExpired), "{issued} {known}");
        }
    }
    // Of a fraction of a second nothing depends.
    let newer = later(400).replace("1800000400,", "1800000400.75,");
    assert_eq!(renew(&newer, &at(400), 0), Ok(Some(skew(0))));
}

#[test]
fn at_hash_is_checked_where_it_is_and_by_the_hash_of_the_algorithm() {
    assert_eq!(with(&format!(r#""at_hash":"{AT_HASH}""#)), Ok("alice".into()));
    assert_eq!(with(r#""at_hash":"77QmUPtjPfzWtF2AnpK9RA""#), Err(Error::IdTokenAtHash));
    assert_eq!(with(r#""at_hash":7"#), Err(Error::IdTokenAtHash));
    // Left halves of SHA-384 and SHA-512 of the same token, from an independent implementation.
    for (name, at_hash) in [
        ("ES384", "jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs"),
        ("RS512", "q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM"),
        ("EdDSA", "q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM"),
        // fosite's, by SHA-256.
        ("EdDSA", AT_HASH),
    ] {
        let claims = CLAIMS.replace(r#","nonce""#, &format!(r#","at_hash":"{at_hash}","nonce""#));
        let jws = jws::parse(&token(&format!(r#"{{"alg":"{name}"}}"#), &claims)).unwrap();
        let (nonce, tokens) = (Nonce::new("no"), tokens());
        let expected = Expected {
            issuer: "https://id.example",
            client_id: "spa",
            algorithms: &Algorithm::ALL,
            nonce: &nonce,
            max_age: None,
            acr_values: None,
            tokens: &tokens,
        };
        assert!(check(&jws, expected).is_ok(), "{name}");
    }
}

#[test]
fn auth_time_and_acr_count_when_they_were_asked_for() {
    let aged = |claim: &str| {
        let claims = CLAIMS.replace(r#","nonce""#, &format!(r#",{claim},"nonce""#));
        check_with(&claims, |expected| expected.max_age = Some(100))
    };
    assert_eq!(check_with(CLAIMS, |expected| expected.max_age = Some(100)), Err(Error::IdTokenAuthTime));
    assert_eq!(aged(r#""auth_time":1799999840"#), Ok("alice".into()));
    assert_eq!(aged(r#""auth_time":1799999839.9"#), Err(Error::IdTokenAuthTime));
    assert_eq!(aged(r#""auth_time":0"#), Err(Error::IdTokenAuthTime));
    assert_eq!(aged(r#""auth_time":1800000061"#), Err(Error::IdTokenAuthTime), "of a time to come");
    assert_eq!(aged(r#""auth_time":"1799999990""#), Err(Error::IdTokenClaim("auth_time")));
    let acr = |claims: &str| check_with(claims, |expected| expected.acr_values = Some("gold silver"));
    assert_eq!(acr(&CLAIMS.replace('{', r#"{"acr":"silver","#)), Ok("alice".into()));
    assert_eq!(acr(&CLAIMS.replace('{', r#"{"acr":"bronze","#)), Err(Error::IdTokenAcr));
    assert_eq!(acr(CLAIMS), Err(Error::IdTokenAcr), "who asks for it relies on it");
}

#[test]
fn algorithms_that_prove_nothing_are_refused_before_any_key() {
    for name in ["none", "None", "NONE", "nOnE", "HS256", "HS512", "RS1", "rs256", ""] {
        let header = format!(r#"{{"alg":"{name}"}}"#);
        assert_eq!(jws::parse(&token(&header, CLAIMS)).unwrap_err(), Error::IdTokenAlgorithm, "{name}");
    }
    let other = jws::parse(&token(r#"{"alg":"RS384"}"#, CLAIMS)).unwrap();
    let result = super::super::id_token::check_algorithm(&other, &[Algorithm::Rs256]);
    assert_eq!(result, Err(Error::IdTokenAlgorithm));
}

#[test]
fn tokens_that_are_no_compact_jws_are_refused() {
    let good = token(r#"{"alg":"RS256"}"#, CLAIMS);
    let (head, _) = good.rsplit_once('.').unwrap();
    for (text, error) in [
        (String::new(), Error::IdTokenMalformed),
        ("a".into(), Error::IdTokenMalformed),
        ("a.b".into(), Error::IdTokenMalformed),
        ("a.b.c.d".into(), Error::IdTokenMalformed),
        ("a.b.c.d.e".into(), Error::IdTokenEncrypted),
        (".".repeat(50_000), Error::IdTokenMalformed),
        ("a".repeat(70_000), Error::IdTokenMalformed),
        (format!("{head}.AAA="), Error::IdTokenMalformed),
        (format!("{head}.AA A"), Error::IdTokenMalformed),
        (format!("{head}.AAA!"), Error::IdTokenMalformed),
        (format!("{head}.AB"), Error::IdTokenMalformed),
        (token("[]", CLAIMS), Error::IdTokenMalformed),
        (token(r#"{"alg":7}"#, CLAIMS), Error::IdTokenMalformed),
        (token(r#"{"alg":"RS256"}"#, "[]"), Error::IdTokenMalformed),
        (token(r#"{"alg":"RS256","crit":["b64"],"b64":false}"#, CLAIMS), Error::IdTokenUnsupported),
        (token(r#"{"alg":"RS256","typ":"at+JWT"}"#, CLAIMS), Error::IdTokenUnsupported),
    ] {
        assert_eq!(jws::parse(&text).unwrap_err(), error, "{text:.40}");
    }
    assert!(jws::parse(&format!("{head}.AA")).is_ok(), "only the loose bits of `AB` are wrong");
    assert_eq!(jws::parse(&good).unwrap().signing_input, head);
}

#[test]
fn keys_that_the_token_brings_along_are_not_looked_at() {
    let header = r#"{"alg":"RS256","kid":"k","jwk":{"kty":"oct"},"jku":"https://evil.example","x5u":"https://evil.example"}"#;
    let jws = jws::parse(&token(header, CLAIMS)).unwrap();
    assert!(!format!("{jws:?}").contains("evil"));
    assert_eq!(jws.key_id.as_deref(), Some("k"));
}

proptest! {
    #[test]
    fn any_text_is_parsed_without_a_panic(text in "[A-Za-z0-9_.=-]{0,80}") {
        let _ = jws::parse(&text);
    }

    #[test]
    fn any_claims_are_checked_without_a_panic(text in r#"\{("(iss|aud|exp|iat|nonce|sub|azp|nbf)":(1e99|-1|"x"|\[\]|null),?){0,5}\}"#) {
        prop_assert!(check_with(&text, |_| ()).is_err());
    }
}

/// Whoever drops a token that is only wrong about time relies on that.
#[test]
fn a_renewed_token_that_is_wrong_about_time_and_more_is_named_after_the_more() {
    let old = later(-1_000);
    assert_eq!(renew(&old, &tokens(), 0), Err(Error::IdTokenExpired));
    let other = old.replace(r#""sub":"alice""#, r#""sub":"mallory""#);
    assert_ne!(old, other);
    assert_eq!(renew(&other, &tokens(), 0), Err(Error::IdTokenSubject));
}
