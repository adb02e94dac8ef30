use super::world::{Page, World, answer, id_token};
use crate::protocol::form;
use crate::protocol::http::{FetchError, Fetched, Response};
use crate::protocol::jws::Verdict;
use crate::session::screen::{Backend, Screen};
use crate::session::{Effect, Input};

#[test]
fn a_person_signs_in_and_the_backend_answers() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    world.log.clear();
    let page = world.open(&response);
    let Screen::SignedIn(signed_in) = page.screen() else { panic!("{}", page.name()) };
    assert_eq!(signed_in.account.display_name(), "Alice");
    assert_eq!(signed_in.account.groups, ["Admin"], "from userinfo");
    assert_eq!(signed_in.via.title, "Acme");
    assert_eq!(signed_in.expires_at, Some(world.time + 300));
    assert!(
        matches!(signed_in.backend, Some(Backend::Answered { status: 200, ref body }) if body.contains("alice"))
    );
    let expected = [
        "POST https://a.example/token",
        "https://a.example/jwks",
        "https://a.example/userinfo",
        "https://api.example/me",
    ];
    assert_eq!(world.log, expected, "no metadata: the transaction holds the endpoints");
}

#[test]
fn token_and_keys_are_asked_for_at_once() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let mut page = world.open_as(&response, |_| ());
    assert_eq!(page.name(), "signed_in");
    // Once more by hand, up to the moment when the transaction is taken.
    let (_, response) = world.leave_for("a");
    page = world.open("?unrelated=1");
    page.state = crate::session::State::default();
    let record = world.records.values().next().cloned().unwrap();
    let opening = world.opening(&response);
    world.step(&mut page, Input::Opened(Box::new(opening)));
    page.waiting.clear();
    let lookup = crate::session::Lookup::Found(crate::protocol::secret::Body::new(record));
    world.step(&mut page, Input::Taken { lookup });
    let is_fetch = |effect: &&Effect| matches!(effect, Effect::Fetch { .. });
    assert_eq!(page.waiting.iter().filter(is_fetch).count(), 2);
    assert!(page.request_to("/token").is_some() && page.request_to("/jwks").is_some());
}

#[test]
fn nothing_secret_is_printed_by_the_state_or_the_screen() {
    let mut world = World::new();
    let (mut page, response) = world.leave_for("a");
    world.step(&mut page, Input::Picked { provider: "b".into() });
    let printed = format!("{:?} {:?}", page.state, page.waiting);
    let page = world.open(&response);
    let printed = format!("{printed} {:?} {:?}", page.state, page.screen());
    let state = form::decode(&response).into_iter().find(|(name, _)| name == "state").unwrap().1;
    for secret in ["canary", &state, &world.nonce] {
        assert!(!printed.contains(secret), "{secret}");
    }
}

#[test]
fn a_token_response_that_is_refused_stores_and_asks_nothing() {
    for (part, fetched, code) in [
        ("/token", Err(FetchError::Unreachable), "token_unreachable"),
        ("/token", Err(FetchError::TimedOut), "token_unreachable"),
        ("/token", answer(400, r#"{"error":"invalid_grant"}"#), "token_rejected"),
        ("/token", answer(500, ""), "token_http"),
        ("/token", answer(200, "<html>"), "token_malformed"),
        ("/token", answer(200, r#"{"access_token":"a","token_type":"Bearer"}"#), "id_token_missing"),
        (
            "/token",
            answer(200, r#"{"access_token":"a","token_type":"Bearer","id_token":"a.b.c.d.e"}"#),
            "id_token_encrypted",
        ),
        ("/jwks", Err(FetchError::Unreachable), "keys_unreachable"),
        ("/jwks", Err(FetchError::TooLarge), "keys_too_large"),
        ("/jwks", answer(200, "<html>"), "keys_malformed"),
        ("/jwks", answer(200, "{}"), "key_not_found"),
    ] {
        let mut world = World::new();
        let (_, response) = world.leave_for("a");
        world.answers.push((part, fetched));
        let page = world.open(&response);
        assert_eq!(page.name(), code);
        assert!(world.records.is_empty());
        assert_eq!(world.count("/token"), 1, "{code}: a code is posted once");
        assert_eq!(world.count("/userinfo") + world.count("api.example"), 0, "{code}");
    }
}

#[test]
fn keys_may_come_before_the_token() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let mut page = world.open("");
    page.state = crate::session::State::default();
    let opening = world.opening(&response);
    world.step(&mut page, Input::Opened(Box::new(opening)));
    // Taken, then token and keys are asked for.
    while page.request_to("/jwks").is_none() {
        let effect = page.waiting.remove(0);
        world.perform(&mut page, effect);
    }
    page.waiting.reverse();
    world.settle(&mut page);
    assert_eq!(page.name(), "signed_in");
}

#[test]
fn a_wrong_signature_or_claim_ends_the_attempt_before_any_token_is_used() {
    for (claims, verdict, code) in [
        (r#","sub":"alice""#, Verdict::Invalid, "id_token_signature"),
        (r#","sub":"alice""#, Verdict::Unknown, "algorithm_unavailable"),
        ("", Verdict::Valid, "id_token_subject"),
        (r#","sub":"alice","azp":"other""#, Verdict::Valid, "id_token_azp"),
    ] {
        let mut world = World::new();
        let (_, response) = world.leave_for("a");
        (world.claims, world.verdict) = (claims.into(), verdict);
        let page = world.open(&response);
        assert_eq!(page.name(), code);
        assert_eq!(world.count("/userinfo") + world.count("api.example"), 0);
    }
}

#[test]
fn the_nonce_of_another_attempt_is_refused() {
    let mut world = World::new();
    let (_, first) = world.leave_for("a");
    let (_, _second) = world.leave_for("a");
    // The provider keeps one nonce for both: that of the second.
    assert_eq!(world.open(&first).name(), "id_token_nonce");
}

#[test]
fn an_unknown_key_is_looked_for_once_more() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    world.answers.push((
        "/jwks",
        answer(200, r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA","kid":"old"}]}"#),
    ));
    assert_eq!(world.open(&response).name(), "key_not_found");
    assert_eq!(world.count("/jwks"), 2);
}

#[test]
fn keys_that_do_not_come_are_asked_for_three_times() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    world.answers.push(("/jwks", answer(503, "")));
    assert_eq!(world.open(&response).name(), "keys_unreachable");
    assert_eq!(world.count("/jwks"), 3);
}

#[test]
fn userinfo_of_somebody_else_ends_the_session() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    world.answers.push(("/userinfo", answer(200, r#"{"sub":"mallory"}"#)));
    let page = world.open(&response);
    assert_eq!(page.name(), "userinfo_subject_mismatch");
    assert_eq!(world.count("api.example"), 0);
    assert!(!format!("{:?}", page.state).contains("AccessToken"), "the tokens are gone");
}

#[test]
fn userinfo_that_fails_ends_nothing() {
    for fetched in [Err(FetchError::Unreachable), answer(401, ""), answer(500, "{}")] {
        let mut world = World::new();
        let (_, response) = world.leave_for("a");
        world.answers.push(("/userinfo", fetched));
        assert_eq!(world.open(&response).name(), "signed_in");
        assert_eq!(world.count("api.example"), 1);
    }
}

#[test]
fn a_token_for_an_api_is_not_shown_to_userinfo() {
    let mut world = World::new();
    world.config = Some(
        world
            .config
            .unwrap()
            .replace(r#""client_id": "spa""#, r#""client_id": "spa", "resource": "https://api.example""#),
    );
    let (_, response) = world.leave_for("a");
    assert_eq!(world.open(&response).name(), "signed_in");
    assert_eq!(world.count("/userinfo"), 0);
    assert_eq!(world.count("api.example"), 1);
}

#[test]
fn the_answer_of_the_backend_is_shown_whatever_it_is() {
    for (fetched, expected) in [
        (
            answer(401, r#"{"error":"invalid_token"}"#),
            Backend::Answered { status: 401, body: "{\n  \"error\": \"invalid_token\"\n}".into() },
        ),
        (answer(200, "plain"), Backend::Answered { status: 200, body: "plain".into() }),
        (Err(FetchError::Unreachable), Backend::Failed("backend_unreachable")),
        (Err(FetchError::TooLarge), Backend::Failed("backend_too_large")),
    ] {
        let mut world = World::new();
        let (_, response) = world.leave_for("a");
        world.answers.push(("api.example", fetched));
        let Screen::SignedIn(signed_in) = world.open(&response).screen() else { panic!() };
        assert_eq!(signed_in.backend, Some(expected));
    }
}

#[test]
fn a_backend_that_echoes_the_token_does_not_put_it_on_the_screen() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    world.answers.push(("api.example", answer(200, r#"{"authorization":"Bearer canary-at"}"#)));
    let page = world.open(&response);
    assert!(!format!("{:?}", page.screen()).contains("canary"));
}

#[test]
fn the_destination_survives_the_way_and_only_a_path_of_this_origin_does() {
    for (query, policy, expected, left_for) in [
        ("?destination=%2Fapp%3Fx%3D1", "offer", Some("/app?x=1"), None),
        ("?destination=%2Fapp", "go", Some("/app"), Some("/app")),
        ("?destination=%2Fapp", "ignore", None, None),
        ("?destination=https%3A%2F%2Fevil.example", "go", None, None),
        ("?destination=%2F%5Cevil.example", "go", None, None),
        ("?destination=%2Flogin%2F", "go", None, None),
    ] {
        let mut world = World::new();
        world.config = Some(world.config.unwrap().replace("offer", policy));
        let mut page = world.open(query);
        world.send(&mut page, Input::Picked { provider: "a".into() });
        let response = World::response_to(page.left_for.as_deref().unwrap());
        let page = world.open(&response);
        let Screen::SignedIn(signed_in) = page.screen() else { panic!("{}", page.name()) };
        assert_eq!(
            signed_in.destination.as_ref().map(crate::session::Destination::as_str),
            expected,
            "{query}"
        );
        assert_eq!(page.left_for.as_deref(), left_for, "{query}");
        assert_eq!(signed_in.continuing, left_for.is_some());
    }
}

#[test]
fn a_person_who_does_not_want_to_wait_leaves_for_the_picker_and_a_late_answer_changes_nothing() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let mut page = Page::default();
    let opening = world.opening(&response);
    world.step(&mut page, Input::Opened(Box::new(opening)));
    let lookup = page.waiting.remove(0);
    world.perform(&mut page, lookup);
    assert_eq!(page.name(), "completing");
    let late = std::mem::take(&mut page.waiting);
    world.send(&mut page, Input::PickerRequested);
    assert_eq!(page.name(), "picker");
    page.waiting = late;
    world.settle(&mut page);
    assert_eq!(page.name(), "picker");
}

/// The answer of the token endpoint, with a date.
fn dated(world: &World, date: i64) -> Fetched {
    answer(200, &world.tokens_of("a")).map(|response| Response { date: Some(date), ..response })
}

#[test]
fn the_date_of_the_token_response_decides_what_time_it_is_unless_it_is_far_away() {
    for (date, code) in [
        (0, "signed_in"),
        (300, "signed_in"),
        (400, "id_token_expired"),
        (-100, "signed_in"),
        (3_661, "signed_in"),
        (-3_661, "signed_in"),
        (-1_800_000_000, "signed_in"),
    ] {
        let mut world = World::new();
        let (_, response) = world.leave_for("a");
        let tokens = dated(&world, world.time + date);
        world.answers.push(("/token", tokens));
        assert_eq!(world.open(&response).name(), code, "{date}");
    }
}

#[test]
fn what_comes_in_time_is_judged_by_that_however_long_its_signature_takes() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let mut page = Page::default();
    let opening = world.opening(&response);
    world.step(&mut page, Input::Opened(Box::new(opening)));
    while !page.waiting.iter().any(|effect| matches!(effect, Effect::Verify { .. })) {
        let effect = page.waiting.remove(0);
        world.perform(&mut page, effect);
    }
    let came = world.time;
    world.time += 7_200;
    while page.name() == "completing" {
        let effect = page.waiting.remove(0);
        world.perform(&mut page, effect);
    }
    let Screen::SignedIn(signed_in) = page.screen() else { panic!("{}", page.name()) };
    assert_eq!(signed_in.expires_at, Some(came + 300), "its access token has not waited");
}

#[test]
fn signed_userinfo_is_held_against_the_clock_of_the_provider() {
    for (exp, groups) in [(0, true), (-100, false)] {
        for ahead in [-3_600, 0, 3_600] {
            let mut world = World::new();
            world.ahead = ahead;
            let (_, response) = world.leave_for("a");
            let claims = format!(
                r#"{{"iss":"https://a.example","aud":"spa","sub":"alice","groups":["Admin"],"exp":{}}}"#,
                world.time + exp
            );
            let userinfo = answer(200, &id_token(&claims)).unwrap();
            let userinfo = Response { content_type: "application/jwt".into(), ..userinfo };
            world.answers.push(("/userinfo", Ok(userinfo)));
            let page = world.open(&response);
            let Screen::SignedIn(signed_in) = page.screen() else { panic!("{}", page.name()) };
            assert_eq!(!signed_in.account.groups.is_empty(), groups, "{exp} {ahead}");
        }
    }
}
