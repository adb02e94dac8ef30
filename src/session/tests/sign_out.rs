use super::world::{World, answer};
use crate::protocol::form;
use crate::protocol::http::FetchError;
use crate::protocol::jws::Verdict;
use crate::session::effect::Timer;
use crate::session::screen::{Report, Step};
use crate::session::{Effect, Input, Screen};

#[test]
fn tokens_are_dropped_first_then_revoked_then_the_provider_is_told() {
    let mut world = World::new();
    let mut page = world.sign_in();
    world.step(&mut page, Input::SignOutRequested);
    assert_eq!(page.name(), "signed_out");
    assert!(!format!("{:?}", page.state).contains("AccessToken"), "gone before any answer");
    assert!(matches!(
        page.waiting.as_slice(),
        [Effect::Fetch { .. }, Effect::Fetch { .. }, Effect::SetTimer { .. }]
    ));
    world.settle(&mut page);
    assert_eq!(world.log, ["POST https://a.example/revoke", "POST https://a.example/revoke"]);
    let left_for = page.left_for.unwrap();
    let (endpoint, query) = left_for.split_once('?').unwrap();
    assert_eq!(endpoint, "https://a.example/end");
    let names: Vec<String> = form::decode(query).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["id_token_hint", "client_id", "post_logout_redirect_uri", "state"]);
}

#[test]
fn revocation_that_is_refused_or_hangs_does_not_hold_sign_out_up() {
    for fetched in [answer(401, ""), answer(503, ""), Err(FetchError::Unreachable), Err(FetchError::TimedOut)]
    {
        let mut world = World::new();
        let mut page = world.sign_in();
        world.answers.push(("/revoke", fetched));
        world.send(&mut page, Input::SignOutRequested);
        assert!(page.left_for.is_some());
    }
    let mut world = World::new();
    let mut page = world.sign_in();
    world.step(&mut page, Input::SignOutRequested);
    page.waiting.retain(|effect| matches!(effect, Effect::SetTimer { .. }));
    world.settle(&mut page);
    assert!(page.left_for.is_some(), "the timer ends the wait");
}

#[test]
fn a_late_timer_or_answer_does_not_end_a_sign_out_that_is_on_its_way() {
    let mut world = World::new();
    let mut page = world.sign_in();
    world.send(&mut page, Input::SignOutRequested);
    for timer in [Timer::SignOut, Timer::SignOut] {
        world.step(&mut page, Input::TimerFired(timer));
        let Screen::SignedOut(signed_out) = page.screen() else { panic!() };
        assert!(signed_out.leaving);
    }
    // The provider's page never comes.
    world.step(&mut page, Input::TimerFired(Timer::Stalled));
    let Screen::SignedOut(signed_out) = page.screen() else { panic!() };
    assert!(!signed_out.leaving);
    let report = signed_out.report.unwrap();
    assert_eq!((report.tokens, report.provider), (Step::Done, Step::Failed));
    world.send(&mut page, Input::PickerRequested);
    assert_eq!(page.name(), "picker");
}

#[test]
fn a_provider_without_an_end_session_endpoint_is_said_to_know_the_person_still() {
    let mut world = World::new();
    let metadata = World::metadata("https://a.example").replace(r#""end_session_endpoint""#, r#""x""#);
    world.answers.push(("a.example/.well-known", answer(200, &metadata)));
    let mut page = world.sign_in();
    world.send(&mut page, Input::SignOutRequested);
    let Screen::SignedOut(signed_out) = page.screen() else { panic!("{}", page.name()) };
    assert!(!signed_out.leaving);
    let report = signed_out.report.unwrap();
    assert_eq!((report.tokens, report.provider), (Step::Done, Step::NotOffered));
    assert_eq!(signed_out.via.unwrap().title, "Acme");
    world.send(&mut page, Input::PickerRequested);
    assert_eq!(page.name(), "picker");
}

/// Signs out and comes back from the provider with this query, where `{}` is the `state` of the request.
fn landed(world: &mut World, query: &str) -> Report {
    let mut page = world.sign_in();
    world.send(&mut page, Input::SignOutRequested);
    let left_for = page.left_for.unwrap();
    let state = form::decode(left_for.split_once('?').unwrap().1);
    let state = &state.iter().find(|(name, _)| name == "state").unwrap().1;
    let mark = page.mark.unwrap();
    assert!(!mark.contains(state.as_str()) && !mark.contains("canary"), "no secret is remembered: {mark}");
    let page = world.open_as(&query.replace("{}", state), |opening| opening.signing_out = Some(mark.clone()));
    let Screen::SignedOut(signed_out) = page.screen() else { panic!("{}", page.name()) };
    assert_eq!(signed_out.via.unwrap().title, "Acme");
    signed_out.report.unwrap()
}

#[test]
fn landing_back_says_what_was_done() {
    let report = landed(&mut World::new(), "?state={}");
    assert_eq!((report.tokens, report.provider), (Step::Done, Step::Done));
}

#[test]
fn landing_back_with_any_other_state_is_calm_and_leaves_open_who_answered() {
    for query in
        ["", "?state=", "?state=forged", "?state={}&state=x", "?state=x&state={}", "?session_state=z"]
    {
        let report = landed(&mut World::new(), query);
        assert_eq!((report.tokens, report.provider), (Step::Done, Step::Unconfirmed), "{query}");
        assert_eq!(World::new().open(query).name(), "picker", "nobody was signing out");
    }
}

#[test]
fn tokens_that_were_not_revoked_are_said_to_live_on() {
    for fetched in [answer(401, ""), answer(503, ""), Err(FetchError::Unreachable), Err(FetchError::TimedOut)]
    {
        let mut world = World::new();
        world.answers.push(("/revoke", fetched));
        assert_eq!(landed(&mut world, "?state={}").tokens, Step::Failed);
    }
    let mut world = World::new();
    let metadata = World::metadata("https://a.example").replace(r#""revocation_endpoint""#, r#""x""#);
    world.answers.push(("a.example/.well-known", answer(200, &metadata)));
    assert_eq!(landed(&mut world, "?state={}").tokens, Step::NotOffered);
}

#[test]
fn whatever_is_remembered_of_a_sign_out_is_read() {
    for mark in ["", "a", "a\nx\n", "\n\n\n\n", "gone\nd"] {
        let page = World::new().open_as("?state=", |opening| opening.signing_out = Some(mark.into()));
        assert_eq!(page.name(), "signed_out", "{mark:?}");
    }
}

#[test]
fn an_answer_that_comes_after_sign_out_changes_nothing() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let mut page = world.open(&response);
    // As if the backend had been slow.
    world.step(&mut page, Input::SignOutRequested);
    for number in 0..40 {
        let id = crate::protocol::http::RequestId(number);
        if page.request_to("/revoke") != Some(id) {
            world.step(&mut page, Input::Verified { id, verdict: Verdict::Valid });
        }
    }
    assert_eq!(page.name(), "signed_out");
}

#[test]
fn the_page_is_not_left_before_the_record_is_deleted() {
    let mut world = World::new();
    let metadata = World::metadata("https://a.example").replace(r#""revocation_endpoint""#, r#""x""#);
    world.answers.push(("a.example/.well-known", answer(200, &metadata)));
    let (_, response) = world.leave_for("a");
    let mut page = world.open_as(&response, |opening| opening.can_share = true);
    world.step(&mut page, Input::SignOutRequested);
    assert!(!page.waiting.iter().any(|effect| matches!(effect, Effect::Navigate(_))), "{:?}", page.waiting);
    world.settle(&mut page);
    assert!(page.left_for.is_some() && world.kept.is_none());
}

#[test]
fn without_a_network_the_page_stays_and_says_what_was_not_done() {
    let mut world = World::new();
    let mut page = world.sign_in();
    world.online = false;
    world.answers.push(("/revoke", Err(FetchError::Offline)));
    world.send(&mut page, Input::SignOutRequested);
    let Screen::SignedOut(signed_out) = page.screen() else { panic!("{}", page.name()) };
    let report = signed_out.report.unwrap();
    assert_eq!((page.left_for, report.tokens, report.provider), (None, Step::Failed, Step::Failed));
}
