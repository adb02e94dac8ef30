use super::super::Error;
use super::super::http::FetchError;
use super::super::metadata::{configured, request, response};
use super::{answer, json, no_answer, provider};
use crate::config::Algorithm;

const GOOD: &str = r#"{"issuer":"https://id.example","authorization_endpoint":"https://id.example/auth?t=1",
  "token_endpoint":"https://id.example/token","jwks_uri":"https://keys.example/jwks",
  "userinfo_endpoint":"https://id.example/me","end_session_endpoint":"https://id.example/end",
  "code_challenge_methods_supported":["plain","S256"],"id_token_signing_alg_values_supported":["none","HS256","ES256"],
  "authorization_response_iss_parameter_supported":true,"token_endpoint_auth_methods_supported":["client_secret_basic"]}"#;

#[track_caller]
fn refused(part: &str, replacement: &str) -> Error {
    assert!(GOOD.contains(part), "{part}");
    response(&provider(""), json(&GOOD.replace(part, replacement))).unwrap_err()
}

#[test]
fn the_document_of_a_usual_server_is_read() {
    let server = response(&provider(""), json(GOOD)).unwrap();
    assert_eq!(server.token_endpoint.as_str(), "https://id.example/token");
    assert_eq!(server.algorithms, [Algorithm::Es256]);
    assert!(server.sends_iss);
    let request = request(&provider(""));
    assert_eq!(request.url.as_str(), "https://id.example/.well-known/openid-configuration");
}

#[test]
fn what_real_servers_leave_out_is_not_missed() {
    let least = r#"{"issuer":"https://id.example","authorization_endpoint":"https://id.example/auth",
        "token_endpoint":"https://id.example/token","jwks_uri":"https://id.example/jwks",
        "code_challenge_methods_supported":null}"#;
    let server = response(&provider(""), json(least)).unwrap();
    assert_eq!(server.algorithms, Algorithm::ALL);
    assert!(!server.sends_iss);
    assert_eq!(server.end_session_endpoint, None);
}

#[test]
fn the_issuer_is_compared_byte_for_byte() {
    for found in [
        "https://id.example/",
        "https://ID.example",
        "https://id.example:443",
        "https://id.example1",
        "https://evil.example",
    ] {
        let error = refused(r#""issuer":"https://id.example""#, &format!(r#""issuer":"{found}""#));
        let expected =
            Error::DiscoveryIssuerMismatch { expected: "https://id.example".into(), found: found.into() };
        assert_eq!(error, expected);
    }
}

#[test]
fn a_repeated_member_is_no_way_around_the_issuer() {
    let error = refused(r#"{"issuer""#, r#"{"issuer":"https://evil.example","issuer""#);
    assert_eq!(error, Error::DiscoveryMalformed("document"));
}

#[test]
fn endpoints_that_lead_astray_are_refused() {
    let good = r#""authorization_endpoint":"https://id.example/auth?t=1""#;
    for bad in [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/auth",
        "https://a@evil.example",
        "http://id.example/auth",
        "http://localhost/auth",
        "https://id.example/auth#x",
        r"https:\\evil.example",
    ] {
        let replacement = format!(r#""authorization_endpoint":"{}""#, bad.replace('\\', "\\\\"));
        assert_eq!(refused(good, &replacement), Error::EndpointInvalid("authorization_endpoint"), "{bad}");
    }
    let error = refused(
        r#""token_endpoint":"https://id.example/token""#,
        r#""token_endpoint":"http://id.example/t""#,
    );
    assert_eq!(error, Error::EndpointInvalid("token_endpoint"));
    let error = refused(r#""jwks_uri":"https://keys.example/jwks","#, "");
    assert_eq!(error, Error::DiscoveryMalformed("jwks_uri"));
}

#[test]
fn a_wrong_endpoint_that_sign_in_does_not_need_is_never_used() {
    let text = GOOD.replace("https://id.example/end", "javascript:alert(1)");
    assert_eq!(response(&provider(""), json(&text)).unwrap().end_session_endpoint, None);
}

#[test]
fn a_server_without_s256_or_without_code_is_refused() {
    assert_eq!(refused(r#"["plain","S256"]"#, r#"["plain"]"#), Error::PkceUnsupported);
    assert_eq!(refused(r#"["plain","S256"]"#, r#""S256""#), Error::PkceUnsupported);
    let error = refused(r#"{"issuer""#, r#"{"response_types_supported":["id_token"],"issuer""#);
    assert_eq!(error, Error::DiscoveryMalformed("response_types_supported"));
}

#[test]
fn a_server_that_signs_with_a_shared_secret_only_is_refused_before_anyone_leaves() {
    assert_eq!(refused(r#"["none","HS256","ES256"]"#, r#"["HS256"]"#), Error::AlgorithmUnsupported);
    let pinned = provider(r#""id_token_signed_response_alg":"RS512""#);
    assert_eq!(response(&pinned, json(GOOD)).unwrap().algorithms, [Algorithm::Rs512]);
}

#[test]
fn the_endpoints_of_the_configuration_win() {
    let given = provider(r#""token_endpoint":"https://public.example/token""#);
    let text = GOOD.replace("https://id.example/token", "http://pocketid:3000/token");
    assert_eq!(
        response(&given, json(&text)).unwrap().token_endpoint.as_str(),
        "https://public.example/token"
    );
    let gone = Error::DiscoveryHttp(404);
    assert!(configured(&given, &gone).is_none());
    let all = provider(
        r#""token_endpoint":"https://i.example/t","authorization_endpoint":"https://i.example/a","jwks_uri":"https://i.example/k""#,
    );
    assert_eq!(configured(&all, &gone).unwrap().issuer, "https://id.example");
    assert!(configured(&all, &Error::PkceUnsupported).is_none(), "a refusal stands");
}

#[test]
fn no_answer_another_status_and_another_type_have_their_own_names() {
    let read = |fetched| response(&provider(""), fetched).unwrap_err();
    assert_eq!(read(no_answer()), Error::DiscoveryUnreachable(FetchError::Unreachable));
    assert_eq!(read(Err(FetchError::TooLarge)), Error::DiscoveryTooLarge);
    assert_eq!(read(answer(404, "text/html", "<h1>")), Error::DiscoveryHttp(404));
    for body in ["<html>", "", "{\"issuer\":", "[]", "null", "7", &"[".repeat(10_000)] {
        assert_eq!(read(json(body)).code(), "discovery_malformed", "{body:.20}");
    }
}
