use super::super::auth_with_oauth2::{self, Exchange};
use super::super::{Error, RecordAuth, Step, auth_store, auth_with_password, file};
use super::{NOW, alice, answer, base, body, fixtures, jwt, pairs, token, url, written};
use crate::json::parse;
use crate::protocol::http::Method;
use crate::protocol::secret::{Code, CodeVerifier};

#[track_caller]
fn signed_in(text: &str) -> Box<RecordAuth> {
    match auth_with_oauth2::response(answer(200, text)).unwrap() {
        Step::SignedIn(auth) => auth,
        Step::SecondFactor(_) => panic!("a second factor"),
    }
}

/// An exchange, and what its request holds.
fn sent(create_data: &[(String, String)], verifier: Option<&str>) -> Vec<(String, String)> {
    let (code, verifier) = (Code::new("c"), verifier.map(CodeVerifier::new));
    let exchange = Exchange {
        provider: "oidc",
        code: &code,
        code_verifier: verifier.as_ref(),
        redirect_uri: &url("https://acme.example/login"),
        create_data,
        mfa_id: None,
    };
    let request = auth_with_oauth2::request(&base(), "users", &exchange).unwrap();
    assert!(request.method == Method::Post && request.bearer.is_none());
    assert!(request.timeout > 30_000, "PocketBase gives the provider thirty seconds");
    body(&request)
}

fn link(now: i64) -> Result<crate::protocol::http::Request, Error> {
    let code = Code::new("c");
    let exchange = Exchange {
        provider: "oidc",
        code: &code,
        code_verifier: None,
        redirect_uri: &url("https://acme.example/"),
        create_data: &[],
        mfa_id: None,
    };
    auth_with_oauth2::link(&base(), &exchange, &alice(), now)
}

#[test]
fn the_exchange_is_a_form_with_what_the_request_had() {
    let expected = [("provider", "oidc"), ("code", "c"), ("redirectURL", "https://acme.example/login")];
    assert_eq!(sent(&[], None), pairs(&expected));
    let verifier = [expected[0], expected[1], expected[2], ("codeVerifier", "v")];
    assert_eq!(sent(&[], Some("v")), pairs(&verifier));
}

#[test]
fn create_data_are_json_in_the_form_and_stay_values() {
    let data = pairs(&[("name", r#"A","role":"admin"#), ("emailVisibility", "true")]);
    let sent = sent(&data, None);
    let (name, payload) = sent.last().unwrap();
    assert_eq!(name, "@jsonPayload");
    let payload = parse(payload).unwrap();
    let data = payload.get("createData").unwrap();
    assert_eq!(data.as_object().unwrap().len(), 2);
    assert_eq!((data.str("name"), data.str("emailVisibility")), (Some(r#"A","role":"admin"#), Some("true")));
}

#[test]
fn the_tokens_of_the_provider_are_neither_asked_for_nor_kept() {
    let request = link(NOW).unwrap();
    assert!(request.url.as_str().ends_with("?fields=token,record"));
    // The answer without `fields`, as a proxy that drops the query would bring it.
    let printed = format!("{:?}", signed_in(fixtures::SIGNED_UP));
    assert!(!printed.contains("TtI2LM85oKbzi5g_5cTZrPIVooupo8o83IosjH4_Soc"));
}

#[test]
fn a_new_account_is_read() {
    let auth = signed_in(fixtures::SIGNED_UP);
    assert_eq!(auth.record.str("email"), Some("alice@example.test"));
    assert_eq!(auth.token.id(), "qzttoo4fpopsljl");
}

#[test]
fn a_token_beside_the_record_of_somebody_else_is_refused() {
    for text in [
        fixtures::REFRESHED.replace("qzttoo4fpopsljl", "bob"),
        fixtures::REFRESHED.replace("_pb_users_auth_", "_superusers"),
        fixtures::REFRESHED.replace("\"id\":", "\"ID\":"),
    ] {
        assert_eq!(
            auth_with_password::response(answer(200, &text)).unwrap_err(),
            Error::TokenMismatch,
            "{text}"
        );
    }
}

#[test]
fn an_incomplete_answer_is_named() {
    for (text, name) in [
        ("<html>", "document"),
        ("[]", "document"),
        ("{}", "token"),
        (r#"{"token":7}"#, "token"),
        (&format!(r#"{{"token":"{}"}}"#, alice().bearer().expose()), "record"),
        (&format!(r#"{{"token":"{}","record":null}}"#, alice().bearer().expose()), "record"),
    ] {
        assert_eq!(
            auth_with_password::response(answer(200, text)).unwrap_err(),
            Error::Malformed(name),
            "{text}"
        );
    }
}

#[test]
fn an_identity_is_linked_with_a_token_for_the_collection_of_the_token() {
    let request = link(NOW).unwrap();
    let address = "https://acme.example/pb/api/collections/_pb_users_auth_/auth-with-oauth2?";
    assert!(request.url.as_str().starts_with(address));
    assert_eq!(request.bearer.unwrap().expose(), alice().bearer().expose());
}

/// PocketBase would take it for no token, and make an account.
#[test]
fn nothing_is_linked_with_an_expired_token() {
    assert_eq!(link(1_795_754_757).unwrap_err(), Error::TokenExpired);
}

/// PocketBase answers 200 with the other record, and a token for it.
#[test]
fn an_identity_of_somebody_else_signs_nobody_else_in() {
    let linked = |id| auth_with_oauth2::linked(answer(200, fixtures::SIGNED_UP), &token(id));
    assert!(matches!(linked("qzttoo4fpopsljl"), Ok(Some(_))));
    assert_eq!(linked("bob").unwrap_err(), Error::OtherRecord);
}

/// PocketBase has linked it, and asks for the second factor of a sign-in that nobody wanted.
#[test]
fn linking_where_two_factors_are_wanted_is_no_sign_in() {
    assert!(matches!(auth_with_oauth2::linked(answer(401, fixtures::MFA), &alice()), Ok(None)));
}

#[test]
fn the_javascript_sdk_reads_what_is_stored_and_is_read() {
    let auth = signed_in(fixtures::SIGNED_UP);
    let stored = written(&auth);
    let value: serde_json::Value = serde_json::from_str(stored.expose()).unwrap();
    assert_eq!(value["token"], auth.token.bearer().expose());
    assert_eq!(value["record"]["id"], "qzttoo4fpopsljl");
    assert_eq!(value.as_object().unwrap().len(), 2, "no `meta`");
    assert_eq!(auth_store::read(stored.expose()).unwrap().record, auth.record);
    // SDKs before 0.22.
    let old = stored.expose().replace("\"record\"", "\"model\"");
    assert_eq!(auth_store::read(&old).unwrap().record, auth.record);
}

#[test]
fn numbers_of_a_record_are_stored_as_they_came() {
    let long = "\"n\":12345678901234567890.000000125,\"id\":\"qzttoo4fpopsljl\"";
    let text = fixtures::REFRESHED.replace("\"id\":\"qzttoo4fpopsljl\"", long);
    assert!(written(&signed_in(&text)).expose().contains("12345678901234567890.000000125"));
}

#[test]
fn what_else_lies_in_the_store_is_refused() {
    let forged = format!(r#"{{"token":"{}","record":{{"id":"i"}}}}"#, jwt(r#"{"type":"auth","id":"x"}"#));
    for text in ["", "null", "{}", r#"{"token":"","record":null}"#, &forged] {
        assert!(auth_store::read(text).is_err(), "{text}");
    }
    assert_eq!(auth_store::read(&" ".repeat(256 * 1024 + 1)).unwrap_err(), Error::TooLarge);
}

#[test]
fn files_lie_below_their_record() {
    let record = parse(
        r#"{"collectionId":"_pb_users_auth_","id":"qz","avatar":"a b_1.png","more":["x.png"],"no":""}"#,
    )
    .unwrap();
    let avatar = |field| file::avatar(&base(), &record, field).map(|url| url.as_str().to_owned());
    let files = "https://acme.example/pb/api/files/_pb_users_auth_/qz/";
    assert_eq!(avatar("avatar"), Some([files, "a%20b_1.png?thumb=100x100"].concat()));
    assert_eq!(avatar("more"), Some([files, "x.png?thumb=100x100"].concat()));
    assert_eq!((avatar("no"), avatar("missing"), avatar("id").is_some()), (None, None, true));
    let evil = file::url(&base(), ["c", "r", "../../x?token=y"], None).unwrap();
    assert_eq!(evil.as_str(), "https://acme.example/pb/api/files/c/r/..%2F..%2Fx%3Ftoken%3Dy");
    let thumb = file::url(&base(), ["c", "r", "f"], Some("1x1&token=y")).unwrap();
    assert!(thumb.as_str().ends_with("?thumb=1x1%26token%3Dy"));
}
