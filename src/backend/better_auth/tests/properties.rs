//! Whatever comes as an answer is read or refused, and nothing panics.

use proptest::prelude::*;

use super::super::{
    callback_error, get_session, link_social, list_accounts, sign_in_id_token, sign_in_social, sign_in_sso,
    sign_out, unlink_account,
};
use super::{answer, fixtures};

fn read_everything(status: u16, body: &str) {
    let _ = sign_in_sso::response(answer(status, body)).map_err(|error| (error.detail(), error.code()));
    let _ = sign_in_social::response(answer(status, body)).map_err(|error| (error.blame(), error.retry()));
    let _ = link_social::response(answer(status, body));
    let _ = sign_in_id_token::response(answer(status, body));
    let _ = get_session::response(answer(status, body));
    let _ = list_accounts::response(answer(status, body));
    let _ = unlink_account::response(answer(status, body));
    let _ = sign_out::response(answer(status, body));
    let _ = callback_error::find(body);
}

fn fixture() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        fixtures::SSO,
        fixtures::SESSION,
        fixtures::ACCOUNTS,
        fixtures::ID_TOKEN,
        fixtures::DISCOVERY,
        fixtures::NO_ROLE,
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

    /// What a link claims is one of our own words, or nothing.
    #[test]
    fn no_link_says_anything_of_its_own(error in "[a-zA-Z_ ]{1,30}canary", description in ".{0,30}canary") {
        let query = crate::protocol::form::encode([("error", error.as_str()), ("error_description", &description)]);
        let found = callback_error::find(&query).unwrap();
        let shown = format!("{found:?}{found}{:?}", found.detail());
        prop_assert!(!shown.contains("canary"));
    }
}
