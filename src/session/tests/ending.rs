use super::world::{Page, World, answer};
use crate::protocol::form;
use crate::session::effect::Timer;
use crate::session::screen::{Ending, Notice, Screen, Step, Why};
use crate::session::{Effect, Guest, Input, Message, Opening};

fn ending(page: &Page) -> Option<Ending> {
    let Screen::SignedIn(signed_in) = page.screen() else { panic!("{}", page.name()) };
    signed_in.ending
}

fn idle(timeout: u32) -> World {
    let mut world = World::new();
    let config = world.config.take().unwrap();
    let session = format!(r#""session": {{ "idle_timeout": {timeout} }}, "providers""#);
    world.config = Some(config.replacen(r#""providers""#, &session, 1));
    world
}

fn signed_in(world: &mut World) -> Page {
    let (_, response) = world.leave_for("a");
    let page = world.open_as(&response, |opening| opening.can_share = true);
    assert_eq!(page.name(), "signed_in");
    page
}

/// A provider that gives no refresh token.
fn without_refresh_token(world: &mut World) -> Page {
    without_refresh_token_in(world, Guest::No)
}

fn without_refresh_token_in(world: &mut World, guest: Guest) -> Page {
    let (_, response) = world.leave_for("a");
    let mut page = Page::default();
    let opening = Opening { guest, ..world.opening(&response) };
    world.step(&mut page, Input::Opened(Box::new(opening)));
    while let Some(effect) = page.waiting.first() {
        let is_token = format!("{effect:?}").contains("https://a.example/token");
        let effect = page.waiting.remove(0);
        if is_token {
            let tokens = world.tokens_of("a").replace(r#""refresh_token":"canary-rt","#, "");
            world.answers.push(("a.example/token", answer(200, &tokens)));
        }
        world.perform(&mut page, effect);
    }
    assert_eq!(page.name(), "signed_in");
    page
}

/// Time passes, and the timer fires.
fn later(world: &mut World, page: &mut Page, seconds: i64) {
    world.time += seconds;
    world.send(page, Input::TimerFired(Timer::Ending));
}

#[test]
fn somebody_who_is_gone_is_warned_for_more_than_a_minute_and_then_signed_out() {
    let mut world = idle(600);
    let mut page = signed_in(&mut world);
    assert_eq!(page.ending_timers, [510_000]);
    later(&mut world, &mut page, 509);
    assert_eq!(ending(&page), None);
    later(&mut world, &mut page, 1);
    assert_eq!(ending(&page), Some(Ending { at: world.time + 90, why: Why::Idle }));
    assert_eq!(page.ending_timers.last(), Some(&90_000));
    world.log.clear();
    later(&mut world, &mut page, 90);
    let Screen::SignedOut(signed_out) = page.screen() else { panic!("{}", page.name()) };
    let report = signed_out.report.unwrap();
    assert!(report.is_idle && page.left_for.is_none(), "nobody is there to confirm anything");
    assert_eq!((report.tokens, world.count("/revoke")), (Step::Done, 2));
}

#[test]
fn a_sign_of_life_in_any_tab_is_one_in_all() {
    let mut world = idle(600);
    let mut page = signed_in(&mut world);
    world.time += 500;
    world.send(&mut page, Input::Active);
    assert_eq!(world.active_at, Some(world.time), "for the pages that come after");
    let Some(Message::Active { session, at }) = page.told.pop() else { panic!("{:?}", page.told) };
    assert_eq!(at, world.time);
    // Not at every key.
    world.time += 5;
    world.send(&mut page, Input::Active);
    assert!(page.told.is_empty() || !matches!(page.told.last(), Some(Message::Active { .. })));
    // Another tab, much later.
    world.time += 500;
    world.send(&mut page, Input::Heard(Message::Active { session, at: world.time }));
    later(&mut world, &mut page, 500);
    assert_eq!(ending(&page), None);
    world.send(&mut page, Input::Heard(Message::Active { session: "another".into(), at: world.time }));
    later(&mut world, &mut page, 20);
    assert!(ending(&page).is_some(), "a sign of life of another session is none");
}

#[test]
fn once_warned_only_the_button_counts() {
    let mut world = idle(600);
    let mut page = signed_in(&mut world);
    later(&mut world, &mut page, 520);
    world.send(&mut page, Input::Active);
    assert!(ending(&page).is_some());
    world.send(&mut page, Input::StayRequested);
    assert_eq!(ending(&page), None);
    later(&mut world, &mut page, 300);
    assert_eq!(page.name(), "signed_in");
}

#[test]
fn whoever_was_away_while_the_device_slept_is_signed_out_at_once() {
    let mut world = idle(600);
    let mut page = signed_in(&mut world);
    world.time += 36_000;
    world.log.clear();
    world.send(&mut page, Input::Woke);
    assert_eq!((page.name().as_str(), world.count("/token")), ("signed_out", 0));
}

#[test]
fn a_session_that_was_left_alone_for_too_long_is_not_taken_up_again() {
    for (age, name) in [(599, "signed_in"), (600, "signed_out")] {
        let mut world = idle(600);
        drop(signed_in(&mut world));
        world.time += age;
        let record = world.kept.clone().unwrap().1;
        let mut page = Page::default();
        let opening = world.opening("");
        let opening = crate::session::Opening { can_share: true, ..opening };
        world.step(&mut page, Input::Opened(Box::new(opening)));
        let found = crate::session::effect::Found::Record(crate::protocol::secret::Body::new(record));
        let id = crate::protocol::http::RequestId(1);
        world.step(&mut page, Input::SessionRead { id, found });
        assert_eq!(page.name(), name, "after {age} s");
    }
}

#[test]
fn without_a_timeout_nobody_counts() {
    let mut world = World::new();
    let mut page = signed_in(&mut world);
    world.time += 200;
    world.send(&mut page, Input::Active);
    assert!(page.ending_timers.is_empty() && world.active_at.is_none());
    assert_eq!(ending(&page), None);
}

#[test]
fn without_a_refresh_token_staying_is_a_sign_in_that_nobody_sees() {
    let mut world = World::new();
    let mut page = without_refresh_token(&mut world);
    assert_eq!(page.ending_timers, [210_000], "the token lives for 300 s");
    later(&mut world, &mut page, 215);
    assert_eq!(ending(&page), Some(Ending { at: world.time + 85, why: Why::Expired }));
    world.send(&mut page, Input::StayRequested);
    assert_eq!(page.name(), "completing", "there is nothing to choose");
    let left_for = page.left_for.clone().unwrap();
    let prompts: Vec<String> = form::decode(left_for.split_once('?').unwrap().1)
        .into_iter()
        .filter(|(name, _)| name == "prompt")
        .map(|(_, value)| value)
        .collect();
    assert_eq!(prompts, ["none"]);
    world.answers.clear();
    assert_eq!(world.open(&World::response_to(&left_for)).name(), "signed_in");
}

/// On somebody else's page, which has more addresses than its redirect URI.
#[test]
fn who_stays_comes_back_to_where_they_were() {
    for (address, shown) in
        [("/login/?of=7#x", Some("/login/?of=7#x")), ("//evil.example/", None), ("/login/", None)]
    {
        let mut world = World::new();
        let mut page = without_refresh_token_in(&mut world, Guest::Element);
        later(&mut world, &mut page, 215);
        world.send(&mut page, Input::Remains { address: address.into() });
        world.send(&mut page, Input::StayRequested);
        world.answers.clear();
        let response = World::response_to(&page.left_for.unwrap());
        let opening = Opening { guest: Guest::Element, ..world.opening(&response) };
        let mut page = Page::default();
        world.step(&mut page, Input::Opened(Box::new(opening)));
        let mut seen = None;
        while !page.waiting.is_empty() {
            match page.waiting.remove(0) {
                Effect::ShowAddress(address) => seen = Some(address.as_str().to_owned()),
                other => world.perform(&mut page, other),
            }
        }
        assert_eq!((page.name().as_str(), seen.as_deref()), ("signed_in", shown), "{address}");
    }
}

#[test]
fn a_provider_that_would_have_to_ask_ends_the_session_and_nothing_is_tried_again() {
    for error in ["login_required", "consent_required", "interaction_required", "access_denied"] {
        let mut world = World::new();
        let mut page = without_refresh_token(&mut world);
        later(&mut world, &mut page, 215);
        world.send(&mut page, Input::StayRequested);
        let response = World::response_to(&page.left_for.unwrap())
            .replace("code=canary-code", &format!("error={error}"));
        let page = world.open(&response);
        assert_eq!(page.name(), "session_ended", "{error}");
        assert!(page.left_for.is_none());
    }
}

#[test]
fn another_person_does_not_take_the_session_over() {
    let mut world = World::new();
    let mut page = without_refresh_token(&mut world);
    later(&mut world, &mut page, 215);
    world.send(&mut page, Input::StayRequested);
    world.answers.clear();
    world.claims = r#","sub":"mallory""#.into();
    assert_eq!(world.open(&World::response_to(&page.left_for.unwrap())).name(), "session_ended");
}

#[test]
fn a_token_that_expires_without_an_answer_ends_the_session() {
    let mut world = World::new();
    let mut page = without_refresh_token(&mut world);
    later(&mut world, &mut page, 215);
    later(&mut world, &mut page, 85);
    assert_eq!(page.name(), "session_ended");
}

#[test]
fn being_offline_is_said_on_every_screen() {
    let mut world = World::new();
    let mut page = world.open("");
    world.online = false;
    world.send(&mut page, Input::Woke);
    assert_eq!(page.state.notice(), Some(Notice::Offline));
    world.online = true;
    world.send(&mut page, Input::Woke);
    assert_eq!(page.state.notice(), None);
}

#[test]
fn a_tab_that_has_seen_nothing_for_long_believes_the_others() {
    let mut world = idle(600);
    let mut page = signed_in(&mut world);
    world.time += 700;
    // Written by the tab that is in use.
    world.active_at = Some(world.time - 5);
    world.send(&mut page, Input::Woke);
    assert_eq!((page.name().as_str(), ending(&page)), ("signed_in", None));
    // Of a time to come: a clock that was set back, or somebody else's.
    world.active_at = Some(world.time + 100_000);
    later(&mut world, &mut page, 600);
    assert_eq!(page.name(), "signed_out");
}

#[test]
fn a_clock_that_jumps_is_no_end_without_a_warning() {
    let mut world = World::new();
    let mut page = without_refresh_token(&mut world);
    world.time += 3_600;
    world.send(&mut page, Input::Woke);
    assert_eq!(ending(&page), Some(Ending { at: world.time + 90, why: Why::Expired }));
    later(&mut world, &mut page, 90);
    assert_eq!(page.name(), "session_ended");
}

#[test]
fn an_earlier_end_gets_an_earlier_timer() {
    let mut world = idle(28_800);
    drop(signed_in(&mut world));
    let (stamp, record) = world.kept.clone().unwrap();
    let record = record.replace("canary-rt", "");
    let mut page = Page::default();
    let opening = crate::session::Opening { can_share: true, ..world.opening("") };
    world.step(&mut page, Input::Opened(Box::new(opening)));
    let found = crate::session::effect::Found::Record(crate::protocol::secret::Body::new(record));
    let id = crate::protocol::http::RequestId(1);
    world.step(&mut page, Input::SessionRead { id, found });
    let access_token = crate::protocol::secret::AccessToken::new("canary-at");
    let session = stamp.split_once('.').unwrap().0.to_owned();
    let expires_at = Some(world.time + 3_600);
    world
        .send(&mut page, Input::Heard(Message::Renewed { session, generation: 1, access_token, expires_at }));
    assert_eq!(page.ending_timers, [28_710_000, 3_510_000]);
}
