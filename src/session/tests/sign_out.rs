use super::world::{Page, World, answer};
use crate::protocol::form;
use crate::protocol::http::FetchError;
use crate::protocol::jws::Verdict;
use crate::session::effect::Timer;
use crate::session::{Effect, Input, Screen};

fn signed_in(world: &mut World) -> Page {
    let (_, response) = world.leave_for("a");
    let page = world.open(&response);
    assert_eq!(page.name(), "signed_in");
    world.log.clear();
    page
}

#[test]
fn tokens_are_dropped_first_then_revoked_then_the_provider_is_told() {
    let mut world = World::new();
    let mut page = signed_in(&mut world);
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
        let mut page = signed_in(&mut world);
        world.answers.push(("/revoke", fetched));
        world.send(&mut page, Input::SignOutRequested);
        assert!(page.left_for.is_some());
    }
    let mut world = World::new();
    let mut page = signed_in(&mut world);
    world.step(&mut page, Input::SignOutRequested);
    page.waiting.retain(|effect| matches!(effect, Effect::SetTimer { .. }));
    world.settle(&mut page);
    assert!(page.left_for.is_some(), "the timer ends the wait");
}

#[test]
fn a_late_timer_or_answer_does_not_end_a_sign_out_that_is_on_its_way() {
    let mut world = World::new();
    let mut page = signed_in(&mut world);
    world.send(&mut page, Input::SignOutRequested);
    for timer in [Timer::SignOut, Timer::SignOut] {
        world.step(&mut page, Input::TimerFired(timer));
        let Screen::SignedOut(signed_out) = page.screen() else { panic!() };
        assert!(signed_out.leaving && !signed_out.local_only);
    }
    // The provider's page never comes.
    world.step(&mut page, Input::TimerFired(Timer::Stalled));
    let Screen::SignedOut(signed_out) = page.screen() else { panic!() };
    assert!(!signed_out.leaving);
    world.send(&mut page, Input::PickerRequested);
    assert_eq!(page.name(), "picker");
}

#[test]
fn a_provider_without_an_end_session_endpoint_is_said_to_know_the_person_still() {
    let mut world = World::new();
    let metadata = World::metadata("https://a.example").replace(r#""end_session_endpoint""#, r#""x""#);
    world.answers.push(("a.example/.well-known", answer(200, &metadata)));
    let mut page = signed_in(&mut world);
    world.send(&mut page, Input::SignOutRequested);
    let Screen::SignedOut(signed_out) = page.screen() else { panic!("{}", page.name()) };
    assert!(signed_out.local_only && !signed_out.leaving);
    assert_eq!(signed_out.via.unwrap().title, "Acme");
    world.send(&mut page, Input::PickerRequested);
    assert_eq!(page.name(), "picker");
}

#[test]
fn landing_back_is_calm_with_any_state() {
    for query in ["", "?state=x", "?state=x&state=y", "?session_state=z"] {
        let mut world = World::new();
        let page = world.open_as(query, |opening| opening.signing_out = Some("a".into()));
        let Screen::SignedOut(signed_out) = page.screen() else { panic!("{}", page.name()) };
        assert!(!signed_out.local_only);
        assert_eq!(World::new().open(query).name(), "picker", "nobody was signing out");
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
