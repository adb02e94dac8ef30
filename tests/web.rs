//! The web APIs as they really are, in a browser: `wasm-bindgen-test` in headless Chromium.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test")]

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use portico::browser::web_locks::Lock;
use portico::browser::{
    clock, fetch, location, random, session_store, tabs, timer, transactions, web_crypto, web_storage,
};
use portico::config::Algorithm;
use portico::protocol::http::{FetchError, Request, Response};
use portico::protocol::jwk::{self, Jwk};
use portico::protocol::jws::Verdict;
use portico::protocol::secret::{Body, State};
use portico::session::Lookup;
use portico::session::effect::{Found, Written};
use portico::url::Url;

wasm_bindgen_test_configure!(run_in_browser);

/// RFC 7520 §4, RFC 8037 Appendix A: key, token.
const KNOWN: [(Algorithm, &str, &str); 4] = [
    (
        Algorithm::Rs256,
        r#"{"kty":"RSA","use":"sig","e":"AQAB","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw"}"#,
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg",
    ),
    (
        Algorithm::Ps384,
        r#"{"kty":"RSA","use":"sig","e":"AQAB","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw"}"#,
        "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw",
    ),
    (
        Algorithm::Es512,
        r#"{"kty":"EC","use":"sig","crv":"P-521","x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt","y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"}"#,
        "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2",
    ),
    (
        Algorithm::EdDsa,
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
    ),
];

fn keys(keys: &str) -> Vec<Rc<Jwk>> {
    let body = Body::new(["{\"keys\":[", keys, "]}"].concat());
    jwk::response(Ok(Response {
        status: 200,
        retry_after: None,
        date: None,
        www_authenticate: None,
        set_auth_token: None,
        content_type: String::new(),
        body,
    }))
    .unwrap()
}

/// What is signed, and the signature.
fn parts(token: &str) -> (&str, Vec<u8>) {
    let (input, signature) = token.rsplit_once('.').unwrap();
    (input, BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap())
}

#[wasm_bindgen_test]
async fn signatures_of_the_specifications_fit() {
    for (algorithm, key, token) in KNOWN {
        let (input, signature) = parts(token);
        let keys = keys(key);
        assert_eq!(keys.len(), 1);
        assert_eq!(
            Verdict::Valid,
            web_crypto::verify(algorithm, &keys, input, &signature).await,
            "{}",
            algorithm.name()
        );
    }
}

#[wasm_bindgen_test]
async fn a_changed_byte_anywhere_fits_nothing() {
    for (algorithm, key, token) in KNOWN {
        let (input, mut signature) = parts(token);
        let keys = keys(key);
        assert_eq!(
            Verdict::Invalid,
            web_crypto::verify(algorithm, &keys, &[input, "A"].concat(), &signature).await
        );
        signature[10] ^= 1;
        assert_eq!(
            Verdict::Invalid,
            web_crypto::verify(algorithm, &keys, input, &signature).await,
            "{}",
            algorithm.name()
        );
        assert_eq!(Verdict::Invalid, web_crypto::verify(algorithm, &keys, input, &[]).await);
        assert_eq!(Verdict::Invalid, web_crypto::verify(algorithm, &[], input, &signature).await);
    }
}

/// Ed25519 in a browser of before 2025.
#[wasm_bindgen_test]
async fn an_algorithm_that_the_browser_does_not_know_is_no_wrong_signature() {
    let (algorithm, key, token) = KNOWN[3];
    let (input, signature) = parts(token);
    let subtle = web_sys::window().unwrap().crypto().unwrap().subtle();
    let refuse = Function::new_no_args("return Promise.reject(new DOMException('', 'NotSupportedError'))");
    Reflect::set(&subtle, &"importKey".into(), &refuse).unwrap();
    let verdict = web_crypto::verify(algorithm, &keys(key), input, &signature).await;
    Reflect::delete_property(&subtle, &"importKey".into()).unwrap();
    assert_eq!(verdict, Verdict::Unknown);
}

/// Wycheproof's special values of ECDSA: r and s of 0, 1, n.
#[wasm_bindgen_test]
async fn ecdsa_signatures_that_need_no_key_fit_nothing() {
    let key = keys(
        r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
    );
    assert_eq!(key.len(), 1);
    let n = BASE64_URL_SAFE_NO_PAD.decode("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE").unwrap();
    let number = |last: u8| [vec![0; 31], vec![last]].concat();
    for r in [&number(0), &number(1), &n] {
        for s in [&number(0), &number(1), &n] {
            let signature = [r.as_slice(), s].concat();
            assert_eq!(
                Verdict::Invalid,
                web_crypto::verify(Algorithm::Es256, &key, "e30.e30", &signature).await
            );
        }
    }
}

#[wasm_bindgen_test]
async fn a_key_that_the_browser_refuses_does_not_hide_the_one_that_fits() {
    let (algorithm, key, token) = KNOWN[2];
    let off_curve = r#"{"kty":"EC","crv":"P-521","x":"AAAA","y":"AAAA"}"#;
    let (input, signature) = parts(token);
    let both = keys(&[off_curve, ",", key].concat());
    assert_eq!(both.len(), 2);
    assert_eq!(Verdict::Valid, web_crypto::verify(algorithm, &both, input, &signature).await);
    assert_eq!(Verdict::Invalid, web_crypto::verify(algorithm, &both[..1], input, &signature).await);
}

#[wasm_bindgen_test]
async fn a_transaction_is_taken_once() {
    let state = State::new(["once-", &js_sys::Math::random().to_string()].concat());
    let mark = state.digest();
    assert!(matches!(transactions::take(&state, &mark).await, Lookup::Unknown));
    assert!(transactions::store(&state, &Body::new("record")).await);
    assert!(
        matches!(transactions::take(&state, &mark).await, Lookup::Found(record) if record.expose() == "record")
    );
    assert!(matches!(transactions::take(&state, &mark).await, Lookup::Used));
}

#[wasm_bindgen_test]
async fn of_many_at_once_one_gets_the_transaction() {
    let state = State::new(["race-", &js_sys::Math::random().to_string()].concat());
    assert!(transactions::store(&state, &Body::new("record")).await);
    let takers = Array::new();
    for _ in 0..5 {
        let state = state.clone();
        takers.push(&future_to_promise(async move {
            let lookup = transactions::take(&state, &state.digest()).await;
            Ok(JsValue::from(matches!(lookup, Lookup::Found(_))))
        }));
    }
    let taken = JsFuture::from(Promise::all(&takers)).await.unwrap();
    assert_eq!(Array::from(&taken).iter().filter(JsValue::is_truthy).count(), 1);
}

#[wasm_bindgen_test]
async fn storing_one_transaction_keeps_another() {
    let states =
        ["keep-a", "keep-b"].map(|name| State::new([name, &js_sys::Math::random().to_string()].concat()));
    for state in &states {
        assert!(transactions::store(state, &Body::new("record")).await);
    }
    for state in &states {
        assert!(matches!(transactions::take(state, &state.digest()).await, Lookup::Found(_)));
    }
}

fn here() -> Url {
    Url::parse(&web_sys::window().unwrap().location().origin().unwrap()).unwrap()
}

#[wasm_bindgen_test]
async fn an_answer_is_read_whole_and_a_large_one_refused() {
    let response = fetch::send(Request::get(here(), 1 << 20)).await.unwrap();
    assert_eq!(response.status, 200);
    assert_eq!(response.content_type, "text/html");
    let length = response.body.expose().len();
    assert!(length > 0);
    assert!(fetch::send(Request::get(here(), length)).await.is_ok());
    assert_eq!(fetch::send(Request::get(here(), length - 1)).await.unwrap_err(), FetchError::TooLarge);
}

#[wasm_bindgen_test]
async fn no_answer_has_a_name() {
    let closed = Url::parse("http://127.0.0.1:1/").unwrap();
    let result = fetch::send(Request::get(closed, 10)).await;
    assert!(matches!(result, Err(FetchError::Unreachable | FetchError::Offline)), "{result:?}");
    let hurried = Request { timeout: 0, ..Request::get(here(), 1 << 20) };
    assert_eq!(fetch::send(hurried).await.unwrap_err(), FetchError::TimedOut);
}

#[wasm_bindgen_test]
async fn a_timer_waits() {
    let before = js_sys::Date::now();
    let sleeping = pin!(timer::sleep(60));
    sleeping.await;
    assert!(js_sys::Date::now() - before >= 55.0);
}

#[wasm_bindgen_test]
fn the_page_has_an_address_a_clock_and_random_bytes() {
    assert_eq!(location::page(here().as_str()).unwrap().origin(), here().origin());
    assert!(clock::now() > 1_700_000_000);
    let (first, second) = (random::entropy().unwrap().split(), random::entropy().unwrap().split());
    assert_ne!(first.0.expose(), second.0.expose());
    assert_ne!(first.2.expose(), second.2.expose());
}

#[wasm_bindgen_test]
fn a_tab_remembers_one_attempt_by_itself_and_gives_it_out_once() {
    let state = random::entropy().unwrap().split().0;
    let mark = state.digest();
    assert!(web_storage::take_transaction(&state, &mark).is_none());
    assert!(web_storage::keep_transaction(&state, &Body::new("of\nseveral lines")));
    let another = random::entropy().unwrap().split().0;
    assert!(web_storage::take_transaction(&another, &another.digest()).is_none());
    assert!(matches!(
        web_storage::take_transaction(&state, &mark),
        Some(Lookup::Found(record)) if record.expose() == "of\nseveral lines"
    ));
    assert!(matches!(web_storage::take_transaction(&state, &mark), Some(Lookup::Used)));
}

#[wasm_bindgen_test]
fn signing_out_is_remembered_until_it_is_read() {
    assert_eq!(web_storage::take_signing_out(), None);
    web_storage::remember_signing_out("acme");
    assert_eq!(web_storage::take_signing_out().as_deref(), Some("acme"));
    assert_eq!(web_storage::take_signing_out(), None);
    web_storage::remember_active(1_800_000_000);
    assert_eq!(web_storage::active_at(), Some(1_800_000_000));
    web_storage::remember_last_used("acme");
    assert_eq!(web_storage::last_used().as_deref(), Some("acme"));
}

fn text(found: &Found) -> Option<&str> {
    if let Found::Record(record) = found { Some(record.expose()) } else { None }
}

#[wasm_bindgen_test]
async fn a_session_is_written_over_its_own_stamp_only_and_read_again() {
    session_store::wipe(None).await;
    assert!(matches!(session_store::read().await, Found::Nothing));
    let write = async |over, stamp, text| session_store::write(over, stamp, &Body::new(text)).await;
    assert_eq!(write(Some("s.1"), "s.2", "nothing to replace").await, Written::Overtaken);
    assert_eq!(write(None, "s.1", "first").await, Written::Done);
    assert_eq!(write(Some("s.1"), "s.2", "second").await, Written::Done);
    assert_eq!(write(Some("s.1"), "s.2", "too late").await, Written::Overtaken);
    assert_eq!(text(&session_store::read().await), Some("second"));
    // This tab is marked, so it finds its session whatever others are open.
    assert_eq!(text(&session_store::find(false).await.unwrap()), Some("second"));
    session_store::wipe(Some("another")).await;
    assert_eq!(text(&session_store::read().await), Some("second"));
    session_store::wipe(Some("s")).await;
    assert!(matches!(session_store::read().await, Found::Nothing));
}

#[wasm_bindgen_test]
async fn a_session_that_no_tab_shows_is_deleted_unless_the_device_keeps_it() {
    for (outlives_tabs, expected) in [(true, Some("kept")), (false, None)] {
        session_store::wipe(None).await;
        assert_eq!(session_store::write(None, "s.1", &Body::new("kept")).await, Written::Done);
        // As if the browser had been closed and opened again.
        tabs::leave();
        web_storage::unmark();
        timer::sleep(50).await;
        assert_eq!(text(&session_store::find(outlives_tabs).await.unwrap()), expected);
    }
}

#[wasm_bindgen_test]
async fn a_lock_has_one_holder_and_goes_on_when_it_is_dropped() {
    let order = Rc::new(RefCell::new(Vec::new()));
    let take = |name: &'static str| {
        let order = order.clone();
        Lock::take("portico.test", false, move || order.borrow_mut().push(name)).unwrap()
    };
    let (first, second, third) = (take("first"), take("second"), take("third"));
    timer::sleep(50).await;
    assert_eq!(*order.borrow(), ["first"]);
    // Given back before it was granted.
    drop(second);
    drop(first);
    timer::sleep(50).await;
    assert_eq!(*order.borrow(), ["first", "third"]);
    drop(third);
}
