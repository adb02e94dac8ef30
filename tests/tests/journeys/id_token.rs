//! The ID token: everything about it is checked before anything is asked with the access token.

use portico_tests::proxy::jwt::{Jwt, KID};
use portico_tests::proxy::{Endpoint, Fault, Rule, habits, on};
use portico_tests::stage::journey;
use serde_json::{Value, json};

use crate::rows::{SIGNED_IN, row, walk};

fn made(edit: impl Fn(Jwt) -> String + Send + Sync + 'static) -> [Rule; 1] {
    [on(Endpoint::Token).with(Fault::id_token(edit))]
}

fn claim(name: &'static str, value: Value) -> [Rule; 1] {
    [on(Endpoint::Token).with(Fault::claim(name, Some(value)))]
}

fn without(name: &'static str) -> [Rule; 1] {
    [on(Endpoint::Token).with(Fault::claim(name, None))]
}

/// A claim moved by so many seconds from the time of signing.
fn seconds_from_now(name: &'static str, seconds: i64) -> [Rule; 1] {
    made(move |mut jwt| {
        jwt.claims[name] = json!(jwt.claims["iat"].as_i64().unwrap_or_default() + seconds);
        jwt.signed()
    })
}

#[test]
fn a_signature_that_does_not_verify_is_refused() {
    journey(async |stage| {
        walk(
            stage,
            vec![
                row("one bit of the signature", made(|jwt| jwt.tampered()), "id_token_signature"),
                row(
                    "one claim, not signed again",
                    made(|jwt| {
                        let (head, signature) = jwt.original.rsplit_once('.').unwrap();
                        let header = head.split('.').next().unwrap();
                        let claims = Jwt::signed_over(&jwt.claims.to_string().replace("alice", "admin"));
                        format!("{header}.{}.{signature}", claims.split('.').nth(1).unwrap())
                    }),
                    "id_token_signature",
                ),
                row("none", made(|jwt| jwt.unsigned("none")), "id_token_alg"),
                row("None", made(|jwt| jwt.unsigned("None")), "id_token_alg"),
                row("nOnE", made(|jwt| jwt.unsigned("nOnE")), "id_token_alg"),
                row("none, with a signature", made(|jwt| jwt.signed_as(&json!({ "alg": "none" }))), "id_token_alg"),
                row("HS256 with the client id", made(|jwt| jwt.hs256(b"spa")), "id_token_alg"),
                row("HS256 with nothing", made(|jwt| jwt.hs256(b"")), "id_token_alg"),
                row("HS256, offered", habits::signed_with_hmac(), "algorithm_unsupported"),
                row(
                    "the key of another algorithm",
                    made(|jwt| jwt.signed_as(&json!({ "alg": "RS256", "kid": KID }))),
                    "key_not_found",
                ),
                row(
                    "a key in the header",
                    made(|jwt| {
                        let key = portico_tests::proxy::jwt::public_key();
                        jwt.signed_as(&json!({ "alg": "ES256", "kid": "es256", "jwk": key, "jku": "https://evil.example/" }))
                    }),
                    "id_token_signature",
                ),
                row(
                    "something critical",
                    made(|jwt| jwt.signed_as(&json!({ "alg": "ES256", "kid": KID, "crit": ["b64"], "b64": false }))),
                    "id_token_unsupported",
                ),
            ],
        )
        .await;
    });
}

#[test]
fn a_token_that_is_no_token_is_refused() {
    journey(async |stage| {
        walk(
            stage,
            vec![
                row("one part", made(|_| "eyJhbGciOiJFUzI1NiJ9".into()), "id_token_malformed"),
                row("two parts", made(|_| "eyJhbGciOiJFUzI1NiJ9.e30".into()), "id_token_malformed"),
                row("four parts", made(|jwt| format!("{}.x", jwt.signed())), "id_token_malformed"),
                row("encrypted", habits::encrypted(), "id_token_encrypted"),
                row("padded", made(|jwt| format!("{}=", jwt.signed())), "id_token_malformed"),
                row("a space", made(|jwt| format!("{} ", jwt.signed())), "id_token_malformed"),
                row("no JSON", made(|_| Jwt::signed_over("not json")), "id_token_malformed"),
                row("an array", made(|_| Jwt::signed_over("[]")), "id_token_malformed"),
                row(
                    "one sub, and another",
                    made(|jwt| {
                        let claims = jwt.claims.to_string();
                        Jwt::signed_over(&format!("{},\"sub\":\"admin\"}}", &claims[..claims.len() - 1]))
                    }),
                    "id_token_malformed",
                ),
                row(
                    "a number",
                    [on(Endpoint::Token).with(Fault::member("id_token", Some(json!(7))))],
                    "token_malformed",
                ),
            ],
        )
        .await;
    });
}

#[test]
fn a_token_for_or_from_somebody_else_is_refused() {
    journey(async |stage| {
        let issuer = stage.provider().issuer().to_owned();
        walk(
            stage,
            vec![
                row("another issuer", claim("iss", json!(format!("{issuer}1"))), "id_token_issuer"),
                row("an issuer with a slash", claim("iss", json!(format!("{issuer}/"))), "id_token_issuer"),
                row("no issuer", without("iss"), "id_token_claim"),
                row("another audience", claim("aud", json!("spa1")), "id_token_audience"),
                row("no audience", without("aud"), "id_token_audience"),
                row("an empty audience", claim("aud", json!([])), "id_token_audience"),
                row("a number", claim("aud", json!(7)), "id_token_audience"),
                row("somebody else beside us", claim("aud", json!(["spa", "other"])), "id_token_azp"),
                row("made for somebody else", claim("azp", json!("other")), "id_token_azp"),
                row("another nonce", claim("nonce", json!("another")), "id_token_nonce"),
                row("no nonce", without("nonce"), "id_token_nonce"),
                row("no subject", without("sub"), "id_token_subject"),
                row("an empty subject", claim("sub", json!("")), "id_token_subject"),
                row("a number as subject", claim("sub", json!(7)), "id_token_subject"),
                row("300 letters", claim("sub", json!("s".repeat(300))), "id_token_subject"),
                row(
                    "a hash of another token",
                    claim("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
                    "id_token_at_hash",
                ),
            ],
        )
        .await;
    });
}

#[test]
fn a_token_of_another_time_is_refused() {
    journey(async |stage| {
        walk(
            stage,
            vec![
                row("expired", seconds_from_now("exp", -120), "id_token_expired"),
                row("expired before 1970", claim("exp", json!(-1)), "id_token_claim"),
                row("exp as text", claim("exp", json!("9999999999")), "id_token_claim"),
                row("exp is true", claim("exp", json!(true)), "id_token_claim"),
                row("exp is null", claim("exp", Value::Null), "id_token_claim"),
                row("no exp", without("exp"), "id_token_claim"),
                row("exp without end", claim("exp", json!(1e308)), "id_token_claim"),
                row("not yet", seconds_from_now("nbf", 3600), "id_token_not_yet_valid"),
                row("nbf as text", claim("nbf", json!("soon")), "id_token_claim"),
                row("issued tomorrow", seconds_from_now("iat", 86_400), "id_token_issued_at"),
                row("iat as text", claim("iat", json!("now")), "id_token_claim"),
                row("no iat", without("iat"), "id_token_claim"),
            ],
        )
        .await;
    });
}

#[test]
fn an_earlier_token_of_the_same_person_is_refused() {
    journey(async |stage| {
        stage.sign_in().await;
        let earlier = stage.provider().proxy.requests(Endpoint::Token)[0].answer.clone().unwrap();
        let earlier = earlier["id_token"].as_str().unwrap().to_owned();
        stage.provider().play(made(move |_| earlier.clone()));
        stage.open_picker().await;
        stage.browser.press("Demo").await;
        stage.browser.see_error("id_token_nonce").await;
    });
}

#[test]
fn a_time_of_sign_in_that_was_asked_for_must_be_there_and_recent() {
    journey(async |stage| {
        stage.configure(|config| config["providers"][0]["max_age"] = json!(600));
        walk(
            stage,
            vec![
                row("recent", [], SIGNED_IN),
                row("absent", without("auth_time"), "id_token_auth_time"),
                row("0", habits::auth_time_zero(), "id_token_auth_time"),
                row("too long ago", seconds_from_now("auth_time", -3600), "id_token_auth_time"),
                row("as text", claim("auth_time", json!("today")), "id_token_claim"),
            ],
        )
        .await;
    });
}

#[test]
fn an_authentication_class_that_was_asked_for_must_be_there() {
    journey(async |stage| {
        stage.configure(|config| config["providers"][0]["acr_values"] = json!("urn:acme:two-factors"));
        stage.open_picker().await;
        stage.provider().play(claim("acr", json!("urn:acme:password")));
        stage.browser.sign_in_with("Demo", "alice").await;
        stage.browser.see_error("id_token_acr").await;
    });
}

#[test]
fn what_other_products_put_into_a_token_is_accepted() {
    journey(async |stage| {
        walk(
            stage,
            vec![
                row("signed again", made(|jwt| jwt.signed()), SIGNED_IN),
                row("aud as an array", habits::aud_as_array(), SIGNED_IN),
                row("float times", habits::float_times(), SIGNED_IN),
                row("groups is null", habits::groups_null(), SIGNED_IN),
                row("auth_time is 0, not asked for", habits::auth_time_zero(), SIGNED_IN),
                row("azp is us", claim("azp", json!("spa")), SIGNED_IN),
                row("no kid", habits::no_kid_in_header(), SIGNED_IN),
                row("email is missing", without("email"), SIGNED_IN),
                row(
                    "claims of any kind",
                    claim("address", json!({ "a": [null, 1.5, { "b": true }] })),
                    SIGNED_IN,
                ),
            ],
        )
        .await;
    });
}

/// Issued so many seconds earlier than it was, for five minutes.
fn earlier(seconds: i64) -> Fault {
    Fault::id_token(move |mut jwt| {
        let issued = jwt.claims["iat"].as_i64().unwrap_or_default() - seconds;
        (jwt.claims["iat"], jwt.claims["exp"]) = (json!(issued), json!(issued + 300));
        jwt.signed()
    })
}

#[test]
fn the_date_of_the_response_says_what_time_it_is_where_it_can_be_read() {
    journey(async |stage| {
        let exposed = Fault::Header("access-control-expose-headers", Some("Date"));
        walk(
            stage,
            vec![
                row("a clock that is right", [on(Endpoint::Token).with(exposed.clone())], SIGNED_IN),
                row("a token of another time, no date", [on(Endpoint::Token).with(earlier(1200))], SIGNED_IN),
                row(
                    "a token of another time",
                    [on(Endpoint::Token).with(exposed).with(earlier(1200))],
                    "id_token_expired",
                ),
            ],
        )
        .await;
    });
}
