use super::super::external_auths::{Known, may_unlink, request, response};
use super::super::{AuthMethods, Error, ExternalAuth, Provider, unlink};
use super::{NOW, alice, answer, base, fixtures};
use crate::protocol::form;
use crate::protocol::http::Method;

fn linked(providers: &[&str]) -> Vec<ExternalAuth> {
    let auth = |name: &&str| ExternalAuth { id: format!("id-{name}"), provider: (*name).to_owned() };
    providers.iter().map(auth).collect()
}

fn offered(providers: &[&str]) -> AuthMethods {
    let provider = |name: &&str| Provider {
        name: (*name).to_owned(),
        display_name: String::new(),
        logo: None,
        auth_url: None,
        has_pkce: true,
    };
    AuthMethods { password: None, providers: providers.iter().map(provider).collect(), otp: None, mfa: None }
}

#[test]
fn the_list_is_that_of_the_token_s_record() {
    let request = request(&base(), &alice(), NOW).unwrap();
    let (address, query) = request.url.as_str().split_once('?').unwrap();
    assert_eq!(address, "https://acme.example/pb/api/collections/_externalAuths/records");
    let filter = r#"recordRef="qzttoo4fpopsljl"&&collectionRef="_pb_users_auth_""#;
    assert_eq!(form::decode(query).first(), Some(&("filter".to_owned(), filter.to_owned())));
    assert_eq!(request.bearer.unwrap().expose(), alice().bearer().expose());
}

#[test]
fn a_real_list_is_read() {
    let list = response(answer(200, fixtures::EXTERNAL_AUTHS)).unwrap();
    let found: Vec<_> = list.iter().map(|it| (it.id.as_str(), it.provider.as_str())).collect();
    assert_eq!(found, [("1hbsgrdub76iwz6", "oidc"), ("oap51g1lzscahl6", "oidc2")]);
    for (body, error) in [
        ("{}", Error::Malformed("items")),
        (r#"{"items":[{}]}"#, Error::Malformed("id")),
        (r#"{"items":[{"id":"x","provider":7}]}"#, Error::Malformed("provider")),
    ] {
        assert_eq!(response(answer(200, body)).unwrap_err(), error, "{body}");
    }
    let many = vec![r#"{"id":"x","provider":"y"}"#; 101].join(",");
    assert_eq!(response(answer(200, &format!(r#"{{"items":[{many}]}}"#))), Err(Error::TooMany("items")));
}

/// PocketBase takes it for no token: 200 with an empty list, and 404.
#[test]
fn nothing_is_asked_with_a_token_that_makes_a_guest_of_its_owner() {
    assert_eq!(response(answer(200, fixtures::GUEST_LIST)), Ok(Vec::new()));
    let expired = 1_795_754_757;
    assert_eq!(request(&base(), &alice(), expired).unwrap_err(), Error::TokenExpired);
    let one = &linked(&["oidc"])[0];
    assert_eq!(unlink::request(&base(), one, &alice(), expired).unwrap_err(), Error::TokenExpired);
}

#[test]
fn unlinking_deletes_one_link() {
    let one = ExternalAuth { id: "x/../y?".to_owned(), provider: String::new() };
    let request = unlink::request(&base(), &one, &alice(), NOW).unwrap();
    assert_eq!(request.method, Method::Delete);
    assert_eq!(
        request.url.as_str(),
        "https://acme.example/pb/api/collections/_externalAuths/records/x%2F..%2Fy%3F"
    );
    assert!(request.bearer.is_some());
    assert_eq!(unlink::response(answer(204, "")), Ok(()));
    assert_eq!(unlink::response(answer(404, fixtures::GUEST_VIEW)), Err(Error::LinkMissing));
    assert_eq!(unlink::response(answer(500, "")), Err(Error::Http(500)));
}

#[test]
fn the_last_identity_stays() {
    let (one, two) = (linked(&["oidc"]), linked(&["oidc", "oidc2"]));
    let methods = offered(&["oidc", "oidc2"]);
    assert!(!may_unlink(&one, "id-oidc", &methods, Known::default()));
    assert!(may_unlink(&two, "id-oidc", &methods, Known::default()));
    // What is linked and not offered any more is no way in.
    assert!(!may_unlink(&two, "id-oidc", &offered(&["oidc"]), Known::default()));
}

#[test]
fn the_last_identity_may_go_where_another_way_is_known_to_work() {
    let one = linked(&["oidc"]);
    let plain = offered(&["oidc"]);
    let password = AuthMethods { password: Some(vec!["email".to_owned()]), ..plain.clone() };
    let otp = AuthMethods { otp: Some(180), ..plain.clone() };
    let known = Known { has_password: true, has_email: true };
    assert!(!may_unlink(&one, "id-oidc", &plain, known));
    assert!(may_unlink(&one, "id-oidc", &password, known));
    assert!(may_unlink(&one, "id-oidc", &otp, known));
    // The random password of an account that a provider made.
    assert!(!may_unlink(&one, "id-oidc", &password, Known { has_password: false, ..known }));
    assert!(!may_unlink(&one, "id-oidc", &otp, Known { has_email: false, ..known }));
}

#[test]
fn with_two_factors_two_kinds_stay() {
    let two = linked(&["oidc", "oidc2"]);
    let methods = AuthMethods { mfa: Some(600), otp: Some(180), ..offered(&["oidc", "oidc2"]) };
    assert!(may_unlink(&two, "id-oidc", &methods, Known { has_email: true, has_password: false }));
    assert!(!may_unlink(&two, "id-oidc", &methods, Known::default()));
    let three = linked(&["oidc", "oidc2", "oidc3"]);
    let methods = AuthMethods { otp: None, ..offered(&["oidc", "oidc2", "oidc3"]) };
    let methods = AuthMethods { mfa: Some(600), ..methods };
    assert!(!may_unlink(&three, "id-oidc", &methods, Known::default()), "all providers are one kind");
}
