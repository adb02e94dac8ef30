//! Whatever comes as an answer is read or refused, and nothing panics.

use proptest::prelude::*;

use super::super::{
    RecordToken, auth_methods, auth_refresh, auth_store, auth_with_oauth2, external_auths, file, realtime,
    record_auth, request_otp, unlink,
};
use super::{alice, answer, base, fixtures, jwt, written};
use crate::json::parse;
use crate::protocol::secret::State;

fn read_everything(status: u16, body: &str) {
    let _ = auth_methods::response(answer(status, body));
    let _ = record_auth::response(answer(status, body));
    let _ = auth_with_oauth2::response(answer(status, body)).map_err(|error| (error.detail(), error.code()));
    let _ = auth_with_oauth2::linked(answer(status, body), &alice());
    let _ = auth_refresh::response(answer(status, body), &alice());
    let _ = request_otp::response(answer(status, body));
    let _ = external_auths::response(answer(status, body));
    let _ = unlink::response(answer(status, body));
    let _ = realtime::response(answer(status, body));
    let _ = realtime::connected(body);
    let _ = realtime::event(body, &State::new("st"));
    let _ = auth_store::read(body);
    let _ = RecordToken::parse(body);
    let _ = RecordToken::parse(&jwt(body));
    if let Ok(record) = parse(body) {
        let _ = file::avatar(&base(), &record, "avatar");
    }
}

fn fixture() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        include_str!("data/auth_methods.json"),
        fixtures::SIGNED_UP,
        fixtures::EXTERNAL_AUTHS,
        fixtures::ALREADY_LINKED,
        fixtures::EMAIL_UNVERIFIED,
        fixtures::MFA,
    ])
}

proptest! {
    #[test]
    fn no_bytes_make_a_response_panic(status in 100..600u16, bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_everything(status, &String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_change_to_a_real_answer_makes_a_response_panic(
        status in prop::sample::select(vec![200, 204, 400, 401, 403, 404, 429, 500]),
        text in fixture(),
        cut in any::<prop::sample::Index>(),
        length in 0..40usize,
        put in "[\\[\\]{}\":,0-9a-z\\\\é]{0,8}",
    ) {
        let mut text: Vec<char> = text.chars().collect();
        let start = cut.index(text.len());
        let end = (start + length).min(text.len());
        text.splice(start..end, put.chars());
        read_everything(status, &text.into_iter().collect::<String>());
    }

    #[test]
    fn what_is_read_can_be_stored_and_read_again(name in any::<String>()) {
        let text = fixtures::REFRESHED.replace("\"From createData\"", &crate::json::quote(&name));
        let auth = auth_store::read(&text).unwrap();
        prop_assert_eq!(auth.record.str("name"), Some(name.as_str()));
        let again = auth_store::read(written(&auth).expose()).unwrap();
        prop_assert_eq!(again.record, auth.record);
    }

    #[test]
    fn no_name_leaves_its_place_in_an_address(collection in ".{0,20}", name in ".{0,20}") {
        if let Ok(url) = file::url(&base(), [&collection, "r", &name], None) {
            let browser = url::Url::parse(url.as_str()).unwrap();
            prop_assert_eq!(browser.path(), url.path());
            prop_assert_eq!(browser.path_segments().unwrap().count(), 6);
            prop_assert!(browser.query().is_none() && browser.fragment().is_none());
        }
    }
}
