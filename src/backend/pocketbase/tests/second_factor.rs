use super::super::auth_with_oauth2::{self, Exchange};
use super::super::{Error, MfaId, OtpId, Password, Step};
use super::super::{auth_with_otp, auth_with_password, record_auth, request_otp};
use super::{answer, base, body, fixtures, pairs, url};
use crate::protocol::secret::Code;

#[test]
fn the_wish_for_a_second_factor_is_a_step_and_no_error() {
    match record_auth::response(answer(401, fixtures::MFA)) {
        Ok(Step::SecondFactor(id)) => assert_eq!(id.expose(), "ue74t33oxa5zivz"),
        other => panic!("{other:?}"),
    }
    // Only a 401 is.
    assert_eq!(record_auth::response(answer(200, fixtures::MFA)).unwrap_err(), Error::Malformed("token"));
    assert_eq!(record_auth::response(answer(400, fixtures::MFA)).unwrap_err(), Error::Http(400));
    for body in [r#"{"mfaId":""}"#, r#"{"mfaId":7}"#, "{}", "<html>", ""] {
        assert_eq!(record_auth::response(answer(401, body)).unwrap_err(), Error::Http(401), "{body}");
    }
}

#[test]
fn every_way_to_sign_in_can_be_the_second_factor() {
    let (id, password, code) = (MfaId::new("m"), Password::new("p&w"), Code::new("c"));
    let by_password =
        auth_with_password::request(&base(), "users", "a@b.example", &password, Some(&id)).unwrap();
    assert_eq!(
        body(&by_password),
        pairs(&[("identity", "a@b.example"), ("password", "p&w"), ("mfaId", "m")])
    );
    let by_otp = auth_with_otp::request(&base(), "users", &OtpId::new("o"), &password, Some(&id)).unwrap();
    assert_eq!(body(&by_otp), pairs(&[("otpId", "o"), ("password", "p&w"), ("mfaId", "m")]));
    let exchange = Exchange {
        provider: "oidc",
        code: &code,
        code_verifier: None,
        redirect_uri: &url("https://acme.example/"),
        create_data: &[],
        mfa_id: Some(&id),
    };
    let by_provider = auth_with_oauth2::request(&base(), "users", &exchange).unwrap();
    assert!(body(&by_provider).contains(&("mfaId".to_owned(), "m".to_owned())));
    for request in [by_password, by_otp, by_provider] {
        assert!(request.bearer.is_none() && !format!("{request:?}").contains("p%26w"), "a simple request");
    }
}

#[test]
fn what_is_wrong_with_a_factor_is_named() {
    let read = |body| record_auth::response(answer(400, body)).unwrap_err();
    assert_eq!(read(fixtures::MFA_REUSED), Error::MfaExpired);
    assert_eq!(read(fixtures::SAME_METHOD), Error::MfaSameMethod);
    assert_eq!(read(fixtures::WRONG_OTP), Error::OtpWrong);
    assert_eq!(read(fixtures::WRONG_PASSWORD), Error::Credentials);
}

/// The same sentence, where nobody has typed a password.
#[test]
fn a_sign_in_at_a_provider_never_fails_for_a_wrong_password() {
    let read = auth_with_oauth2::response(answer(400, fixtures::WRONG_PASSWORD));
    assert_eq!(read.unwrap_err(), Error::SignInFailed);
}

#[test]
fn a_one_time_password_is_asked_for_by_address() {
    let request = request_otp::request(&base(), "users", "a+b@c.example").unwrap();
    assert_eq!(
        request.url.as_str(),
        "https://acme.example/pb/api/collections/users/request-otp?fields=otpId"
    );
    assert_eq!(body(&request), pairs(&[("email", "a+b@c.example")]));
    assert_eq!(
        request_otp::response(answer(200, r#"{"otpId":"05auaobya4digl9"}"#)).unwrap().expose(),
        "05auaobya4digl9"
    );
    for body in ["{}", r#"{"otpId":""}"#, r#"{"otpId":7}"#] {
        assert_eq!(
            request_otp::response(answer(200, body)).unwrap_err(),
            Error::Malformed("otpId"),
            "{body}"
        );
    }
    let error = request_otp::response(answer(400, fixtures::NO_EMAIL)).unwrap_err();
    assert_eq!(error, Error::RequestInvalid { fields: vec!["email".to_owned()] });
}

#[test]
fn secrets_are_not_printed() {
    let printed =
        format!("{:?}{:?}{:?}", Password::new("canary"), MfaId::new("canary"), OtpId::new("canary"));
    assert_eq!(printed, "Password(..)MfaId(..)OtpId(..)");
}
