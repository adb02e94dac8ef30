use super::super::list_accounts::{may_unlink, request, response};
use super::super::{Credential, Error, LinkedAccount, unlink_account};
use super::{answer, base, fixtures, is_by_bearer, is_by_cookie, object, posted, token};

fn accounts(ids: &[&str]) -> Vec<LinkedAccount> {
    let account = |id: &&str| LinkedAccount {
        id: (*id).to_owned(),
        provider_id: "pocketid".to_owned(),
        account_id: "alice".to_owned(),
    };
    ids.iter().map(account).collect()
}

#[test]
fn a_real_list_is_read() {
    let request = request(&base(), Credential::Cookie).unwrap();
    assert_eq!(request.url.as_str(), "https://app.example/api/auth/list-accounts");
    assert!(is_by_cookie(&request));
    let list = response(answer(200, fixtures::ACCOUNTS)).unwrap();
    assert_eq!(list, accounts(&["6tgMVeMcnSNWHc8A5M8fPTfmVHqkQzFQ"]));
    let password = &response(answer(200, fixtures::PASSWORD)).unwrap()[0];
    assert_eq!(password.provider_id, "credential");
}

#[test]
fn a_list_that_is_none_is_named() {
    for (body, error) in [
        ("null", Error::Malformed("document")),
        ("{}", Error::Malformed("document")),
        ("[7]", Error::Malformed("id")),
        (r#"[{"id":"x"}]"#, Error::Malformed("providerId")),
        (r#"[{"id":"x","providerId":"p","accountId":7}]"#, Error::Malformed("accountId")),
    ] {
        assert_eq!(response(answer(200, body)), Err(error), "{body}");
    }
    let many = vec![r#"{"id":"x","providerId":"p","accountId":"a"}"#; 101].join(",");
    assert_eq!(response(answer(200, &format!("[{many}]"))), Err(Error::TooMany("document")));
    assert_eq!(response(answer(200, "[]")), Ok(Vec::new()));
    assert_eq!(response(answer(401, fixtures::UNAUTHORIZED)), Err(Error::NotSignedIn));
}

/// Portabase's own page sends `providerId`, which better-auth 1.7 refuses.
#[test]
fn unlinking_names_the_link_and_nothing_else() {
    let one = &accounts(&["row"])[0];
    let request = unlink_account::request(&base(), one, Credential::Bearer(&token())).unwrap();
    assert_eq!(request.url.as_str(), "https://app.example/api/auth/unlink-account");
    assert_eq!(posted(&request), object(&[("accountId", "row")]));
    assert!(is_by_bearer(&request));
    assert!(is_by_cookie(&unlink_account::request(&base(), one, Credential::Cookie).unwrap()));
    assert_eq!(unlink_account::response(answer(200, fixtures::UNLINKED)), Ok(()));
    assert_eq!(unlink_account::response(answer(400, fixtures::VALIDATION)), Err(Error::RequestInvalid));
}

#[test]
fn the_last_identity_stays() {
    assert!(!may_unlink(&accounts(&["a"]), "a"));
    assert!(may_unlink(&accounts(&["a", "b"]), "a"));
    assert!(!may_unlink(&accounts(&["a", "b"]), "c"), "not one of them");
    for (status, code, error) in [
        (400, "FAILED_TO_UNLINK_LAST_ACCOUNT", Error::LastAccount),
        (400, "ACCOUNT_NOT_FOUND", Error::AccountMissing),
        (403, "SESSION_NOT_FRESH", Error::SessionNotFresh),
    ] {
        let body = fixtures::refusal(code, "x");
        assert_eq!(unlink_account::response(answer(status, &body)), Err(error), "{code}");
    }
}
