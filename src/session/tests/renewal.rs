//! What the simulation can't see: requests after an end, and pages that were away.

use super::world::{Page, World, answer};
use crate::protocol::ClockSkew;
use crate::protocol::http::{Fetched, RequestId, Response};
use crate::protocol::jws::Verdict;
use crate::protocol::secret::{AccessToken, Body};
use crate::session::effect::{Found, Timer, Written};
use crate::session::screen::Notice;
use crate::session::{Effect, Flow, Input, Message};

/// A page that shares its session, which is due for renewal.
fn due(world: &mut World) -> (Page, String) {
    let (_, response) = world.leave_for("a");
    let page = world.open_as(&response, |opening| opening.can_share = true);
    assert_eq!(page.name(), "signed_in");
    let (stamp, _) = world.kept.clone().unwrap();
    world.time += 290;
    world.log.clear();
    (page, stamp.split_once('.').unwrap().0.to_owned())
}

/// The id of the waiting effect that looks like this.
fn waiting(page: &mut Page, wanted: impl Fn(&Effect) -> Option<RequestId>) -> RequestId {
    let index = page.waiting.iter().position(|effect| wanted(effect).is_some()).expect("it is waiting");
    wanted(&page.waiting.remove(index)).unwrap()
}

/// Until the refresh token is posted; its answer is still out.
fn posting(world: &mut World, page: &mut Page) -> RequestId {
    world.step(page, Input::Woke);
    let id = waiting(page, |effect| if let Effect::Lock { id } = effect { Some(*id) } else { None });
    world.step(page, Input::Locked { id });
    let id = reading(page);
    let record = Body::new(world.kept.clone().unwrap().1);
    world.step(page, Input::SessionRead { id, found: Found::Record(record) });
    let id = writing(page);
    world.step(page, Input::SessionWritten { id, written: Written::Done });
    let id = page.request_to("a.example/token").expect("the token is posted");
    page.waiting.clear();
    id
}

/// A page that has signed in; the first write of its record waits.
fn storing(world: &mut World) -> Page {
    let (_, response) = world.leave_for("a");
    let mut page = Page::default();
    let opening = crate::session::Opening { can_share: true, ..world.opening(&response) };
    world.step(&mut page, Input::Opened(Box::new(opening)));
    while !page.waiting.iter().any(|effect| matches!(effect, Effect::WriteSession { .. })) {
        let effect = page.waiting.remove(0);
        world.perform(&mut page, effect);
    }
    page
}

/// The id of the waiting write.
fn writing(page: &mut Page) -> RequestId {
    waiting(page, |effect| if let Effect::WriteSession { id, .. } = effect { Some(*id) } else { None })
}

/// The id of the waiting read.
fn reading(page: &mut Page) -> RequestId {
    waiting(page, |effect| if let Effect::ReadSession { id } = effect { Some(*id) } else { None })
}

/// The tokens that were revoked.
fn revoked(world: &World) -> Vec<&str> {
    let all = world.forms.iter().flatten();
    all.filter(|(name, _)| name == "token").map(|(_, value)| value.as_str()).collect()
}

fn renewed() -> String {
    r#"{"access_token":"canary-at-2","token_type":"Bearer","expires_in":300,"refresh_token":"canary-rt-2"}"#
        .into()
}

#[test]
fn what_a_renewal_brings_after_an_end_elsewhere_is_revoked() {
    let mut world = World::new();
    let (mut page, session) = due(&mut world);
    let id = posting(&mut world, &mut page);
    world.send(&mut page, Input::Heard(Message::SignedOut { session }));
    assert_eq!(page.name(), "signed_out");
    world.send(&mut page, Input::Fetched { id, result: answer(200, &renewed()) });
    assert_eq!(revoked(&world), ["canary-rt-2"]);
    assert!(!format!("{:?}", page.state).contains("Token(..)"));
}

#[test]
fn what_a_renewal_brings_after_signing_out_here_is_revoked_too() {
    let mut world = World::new();
    let (mut page, _) = due(&mut world);
    let id = posting(&mut world, &mut page);
    world.send(&mut page, Input::SignOutRequested);
    world.send(&mut page, Input::Fetched { id, result: answer(200, &renewed()) });
    assert_eq!(revoked(&world), ["canary-rt", "canary-at", "canary-rt-2"]);
}

#[test]
fn what_is_being_stored_at_an_end_elsewhere_is_revoked() {
    let mut world = World::new();
    let (mut page, session) = due(&mut world);
    let id = posting(&mut world, &mut page);
    world.step(&mut page, Input::Fetched { id, result: answer(200, &renewed()) });
    let id = writing(&mut page);
    world.send(&mut page, Input::Heard(Message::SignedOut { session }));
    assert_eq!(revoked(&world), ["canary-rt-2"]);
    world.send(&mut page, Input::SessionWritten { id, written: Written::Overtaken });
    assert_eq!(revoked(&world), ["canary-rt-2"], "once");
}

#[test]
fn a_page_that_was_away_while_the_session_ended_shows_nothing_of_it() {
    for (found, name) in [(false, "signed_out"), (true, "signed_in")] {
        let mut world = World::new();
        let (mut page, _) = due(&mut world);
        world.time -= 200;
        world.step(&mut page, Input::Restored);
        let id = reading(&mut page);
        let record = Body::new(world.kept.clone().unwrap().1);
        let found = if found { Found::Record(record) } else { Found::Nothing };
        world.step(&mut page, Input::SessionRead { id, found });
        assert_eq!(page.name(), name);
        assert!(page.request_to("/token").is_none(), "nothing was due");
    }
}

#[test]
fn in_memory_a_page_that_was_away_goes_on() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let mut page = world.open(&response);
    world.send(&mut page, Input::Restored);
    assert_eq!(page.name(), "signed_in");
}

#[test]
fn what_fell_due_without_a_network_is_done_when_it_is_back() {
    let mut world = World::new();
    let (mut page, _) = due(&mut world);
    world.online = false;
    world.step(&mut page, Input::Woke);
    assert!(!page.waiting.iter().any(|effect| matches!(effect, Effect::Lock { .. })));
    assert_eq!(page.state.notice(), Some(Notice::Offline));
    world.online = true;
    world.time += 2;
    world.step(&mut page, Input::Woke);
    assert!(page.waiting.iter().any(|effect| matches!(effect, Effect::Lock { .. })), "{:?}", page.waiting);
}

#[test]
fn the_refresh_token_of_another_tab_is_fetched_when_it_tells_so_that_signing_out_revokes_the_right_one() {
    let mut world = World::new();
    let (mut page, session) = due(&mut world);
    let told = Message::Renewed {
        session,
        generation: 2,
        access_token: crate::protocol::secret::AccessToken::new("canary-at-2"),
        expires_at: Some(world.time + 300),
    };
    world.step(&mut page, Input::Heard(told));
    let id = reading(&mut page);
    // The record as the other tab has left it.
    let (stamp, record) = world.kept.clone().unwrap();
    let record = record.replacen(
        &format!("{}\n1\n", stamp.split_once('.').unwrap().0),
        &format!("{}\n2\n", stamp.split_once('.').unwrap().0),
        1,
    );
    let record = record.replace("canary-rt", "canary-rt-2");
    world.step(&mut page, Input::SessionRead { id, found: Found::Record(Body::new(record)) });
    page.waiting.clear();
    world.send(&mut page, Input::SignOutRequested);
    assert_eq!(revoked(&world), ["canary-rt-2", "canary-at-2"]);
}

#[test]
fn nothing_is_renewed_before_the_session_is_stored_for_the_first_time() {
    let mut world = World::new();
    let mut page = storing(&mut world);
    world.time += 290;
    world.step(&mut page, Input::Woke);
    let locks = |page: &Page| page.waiting.iter().filter(|it| matches!(it, Effect::Lock { .. })).count();
    assert_eq!(locks(&page), 0);
    let id = writing(&mut page);
    world.step(&mut page, Input::SessionWritten { id, written: Written::Done });
    assert_eq!(locks(&page), 1, "now");
}

#[test]
fn a_record_that_is_stored_after_signing_out_is_deleted() {
    let mut world = World::new();
    let mut page = storing(&mut world);
    let id = writing(&mut page);
    world.step(&mut page, Input::SignOutRequested);
    page.waiting.clear();
    world.step(&mut page, Input::SessionWritten { id, written: Written::Done });
    assert!(
        matches!(page.waiting.as_slice(), [Effect::WipeSession { session: Some(_), .. }]),
        "{:?}",
        page.waiting
    );
}

#[test]
fn a_lock_that_is_never_granted_is_not_waited_for_for_ever() {
    let mut world = World::new();
    let (mut page, _) = due(&mut world);
    world.step(&mut page, Input::Woke);
    let id = waiting(&mut page, |effect| if let Effect::Lock { id } = effect { Some(*id) } else { None });
    page.waiting.clear();
    let url = crate::url::Url::parse("https://api.example/").unwrap();
    world.step(&mut page, Input::TokenWanted { id: RequestId(9), url, refused: Some(1) });
    world.step(&mut page, Input::TimerFired(Timer::Lock(id)));
    assert!(page.waiting.iter().any(|effect| matches!(effect, Effect::Unlock)), "{:?}", page.waiting);
    page.waiting.retain(|effect| matches!(effect, Effect::Give { .. }));
    world.settle(&mut page);
    assert_eq!(page.given.pop().unwrap().err(), Some("renewal_failed"), "whoever calls gets an answer");
}

#[test]
fn a_provider_in_trouble_is_not_asked_for_every_call() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let mut page = world.open(&response);
    world.time += 295;
    world.log.clear();
    world.answers.push(("a.example/token", answer(503, "")));
    for id in 0..5 {
        let url = crate::url::Url::parse("https://api.example/").unwrap();
        world.send(&mut page, Input::TokenWanted { id: RequestId(id), url, refused: Some(1) });
    }
    assert_eq!((page.given.len(), world.count("/token")), (5, 1));
}

#[test]
fn a_pause_that_the_provider_asks_for_is_told_and_kept_in_every_tab() {
    let mut world = World::new();
    let (mut page, _) = due(&mut world);
    let id = posting(&mut world, &mut page);
    let mut busy = answer(503, "").unwrap();
    busy.retry_after = Some(60);
    world.send(&mut page, Input::Fetched { id, result: Ok(busy) });
    let Some(Message::Paused { from, until, .. }) = page.told.pop() else { panic!("{:?}", page.told) };
    assert_eq!((from, until), (world.time, world.time + 60));
    let locks = |page: &Page| page.waiting.iter().filter(|it| matches!(it, Effect::Lock { .. })).count();
    for (is_own, seconds, expected) in [(true, 60, 0), (false, 60, 1), (true, 1_000_000, 1)] {
        let (mut other, own) = due(&mut world);
        let session = if is_own { own } else { "another".into() };
        let paused = Message::Paused { session, from: world.time, until: world.time + seconds };
        world.step(&mut other, Input::Heard(paused));
        world.step(&mut other, Input::Woke);
        assert_eq!(locks(&other), expected, "{is_own} {seconds}");
    }
}

#[test]
fn without_a_refresh_token_a_new_page_takes_nothing_from_a_tab_that_sleeps() {
    let mut world = World::new();
    let (_, _) = due(&mut world);
    let (_, record) = world.kept.clone().unwrap();
    let record = record.replace("canary-rt", "");
    let mut page = Page::default();
    let opening = crate::session::Opening { can_share: true, ..world.opening("") };
    world.step(&mut page, Input::Opened(Box::new(opening)));
    let id = waiting(
        &mut page,
        |effect| if let Effect::FindSession { id, .. } = effect { Some(*id) } else { None },
    );
    world.step(&mut page, Input::SessionRead { id, found: Found::Record(Body::new(record)) });
    world.settle(&mut page);
    assert_eq!(page.name(), "session_ended", "nobody has answered");
    assert!(world.kept.is_some() && page.told.iter().all(|it| !matches!(it, Message::SignedOut { .. })));
    world.send(&mut page, Input::RetryRequested);
    assert!(page.left_for.unwrap().contains("prompt=none"), "the provider may still know the person");
}

/// A page that has signed in while the clock was so far ahead, and whose session is due; and what it got then.
fn due_in_memory(ahead: i64) -> (World, Page, Fetched) {
    let mut world = World::new();
    world.ahead = ahead;
    let page = world.sign_in();
    let first = answer(200, &world.tokens_of("a"));
    world.time += 400;
    (world, page, first)
}

/// A renewal that a call asks for, whatever the clock says.
fn renew(world: &mut World, page: &mut Page) -> String {
    world.log.clear();
    let url = crate::url::Url::parse("https://api.example/").unwrap();
    world.send(page, Input::TokenWanted { id: RequestId(1), url, refused: Some(9) });
    assert_eq!(world.count("POST"), 1);
    page.name()
}

/// The ID token that a page knows the person by.
fn id_token(page: &Page) -> String {
    match &page.state.flow {
        Flow::SignedIn(session) => session.kept.id_token.as_ref().unwrap().expose().to_owned(),
        _ => String::new(),
    }
}

/// What it takes for the difference of the clocks.
fn clock_skew(page: &Page) -> ClockSkew {
    match &page.state.flow {
        Flow::SignedIn(session) => session.kept.clock_skew,
        _ => ClockSkew::default(),
    }
}

/// The one in an answer.
fn id_token_of(answer: &Fetched) -> String {
    let body = answer.as_ref().unwrap().body.expose();
    body.split_once("\"id_token\":\"").unwrap().1.split('"').next().unwrap().to_owned()
}

#[test]
fn a_clock_that_is_set_meanwhile_ends_no_session() {
    for ahead in [-86_400, -7_200, -3_600, 3_600, 7_200, 86_400] {
        let (mut world, mut page, _) = due_in_memory(0);
        world.ahead = ahead;
        assert_eq!(renew(&mut world, &mut page), "signed_in", "{ahead}");
    }
}

#[test]
fn an_id_token_that_is_replayed_is_not_believed_and_ends_nothing() {
    for ahead in [-3_600, 0, 3_600] {
        let (mut world, mut page, first) = due_in_memory(ahead);
        assert_eq!(renew(&mut world, &mut page), "signed_in");
        let second = id_token(&page);
        assert_ne!(second, id_token_of(&first));
        world.time += 10;
        world.answers.push(("/token", first));
        assert_eq!(renew(&mut world, &mut page), "signed_in", "{ahead}");
        assert_eq!(id_token(&page), second, "{ahead}");
    }
}

#[test]
fn a_date_that_can_be_read_is_believed_before_a_newer_id_token() {
    for (date, is_believed) in [(300, true), (400, false), (-100, true), (-9_999, true), (9_999, true)] {
        let (mut world, mut page, first) = due_in_memory(3_000);
        let tokens = answer(200, &world.tokens_of("a")).unwrap();
        let second = Ok(Response { date: Some(world.time + date), ..tokens });
        let expected = id_token_of(if is_believed { &second } else { &first });
        world.answers.push(("/token", second));
        assert_eq!(renew(&mut world, &mut page), "signed_in", "{date}");
        assert_eq!(id_token(&page), expected, "{date}");
    }
}

/// The device is set; the estimate of before is then wrong by as much.
#[test]
fn what_a_renewal_tells_of_the_clock_is_what_the_next_one_is_held_against() {
    for by_date in [false, true] {
        let (mut world, mut page, _) = due_in_memory(3_600);
        world.ahead = 0;
        if by_date {
            // Without an ID token, which need not be there.
            let body = Body::new(renewed());
            let tokens = Response { body, date: Some(world.time), ..answer(200, "").unwrap() };
            world.answers.push(("/token", Ok(tokens)));
        }
        assert_eq!(renew(&mut world, &mut page), "signed_in");
        world.answers.clear();
        let known = clock_skew(&page);
        // By the old estimate it would be an hour less.
        assert_eq!(known.server_time(world.time), world.time, "{by_date}");
    }
}

/// The record is written before its ID token is proven, and read again at the next renewal.
#[test]
fn what_an_id_token_tells_of_the_clock_outlives_the_record_of_before() {
    let mut world = World::new();
    world.ahead = -3_600;
    let (mut page, _) = due(&mut world);
    world.ahead = 0;
    let tokens = answer(200, &world.tokens_of("a"));
    for _ in 0..2 {
        let id = posting(&mut world, &mut page);
        world.send(&mut page, Input::Fetched { id, result: tokens.clone() });
        // The second time it is no newer, but alive. By the old estimate it would have expired.
        assert_eq!(page.name(), "signed_in");
        world.time += 290;
    }
}

#[test]
fn a_new_tab_knows_what_the_first_one_has_learned_of_the_clock() {
    for ahead in [-3_600, 0, 3_600] {
        let mut world = World::new();
        world.ahead = ahead;
        let (_, response) = world.leave_for("a");
        world.open_as(&response, |opening| opening.can_share = true);
        let first = answer(200, &world.tokens_of("a"));
        world.time += 400;
        let mut page = Page::default();
        let opening = crate::session::Opening { can_share: true, ..world.opening("") };
        world.step(&mut page, Input::Opened(Box::new(opening)));
        let id =
            waiting(
                &mut page,
                |effect| if let Effect::FindSession { id, .. } = effect { Some(*id) } else { None },
            );
        let record = Body::new(world.kept.clone().unwrap().1);
        world.send(&mut page, Input::SessionRead { id, found: Found::Record(record) });
        let id = posting(&mut world, &mut page);
        world.send(&mut page, Input::Fetched { id, result: first });
        assert_eq!(page.name(), "signed_in", "{ahead}");
        let known = clock_skew(&page);
        assert_eq!(known.server_time(world.time + ahead), world.time, "{ahead}");
    }
}

/// Keys without a name that changed meanwhile: the old one seems to fit.
#[test]
fn a_signature_that_does_not_fit_is_checked_with_the_keys_of_today_before_it_ends_anything() {
    let (mut world, mut page, _) = due_in_memory(0);
    world.verdicts = vec![Verdict::Invalid];
    assert_eq!(renew(&mut world, &mut page), "signed_in");
    assert_eq!(world.count("/jwks"), 1);
    world.time += 400;
    world.verdict = Verdict::Invalid;
    assert_eq!(renew(&mut world, &mut page), "id_token_signature");
    assert_eq!(world.count("/jwks"), 1, "once");
}

#[test]
fn keys_out_of_an_old_cache_end_nothing() {
    let (mut world, mut page, _) = due_in_memory(0);
    if let Flow::SignedIn(session) = &mut page.state.flow {
        session.keys.clear();
    }
    let other = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA","kid":"other"}]}"#;
    world.answers.push(("/jwks", answer(200, other)));
    assert_eq!(renew(&mut world, &mut page), "signed_in");
    assert_eq!(world.count("/jwks"), 1);
    // The token beside it is not used before it holds; the next renewal brings another.
    let is_used = |page: &Page| page.given.iter().any(Result::is_ok);
    assert!(!is_used(&page), "{:?}", page.given);
    world.answers.clear();
    world.time += 4_000;
    world.send(&mut page, Input::Woke);
    let url = crate::url::Url::parse("https://api.example/").unwrap();
    world.send(&mut page, Input::TokenWanted { id: RequestId(2), url, refused: None });
    assert!(is_used(&page), "{:?}", page.given);
}

/// Other tabs, and pages that come later, sign out with what is in the record.
#[test]
fn the_latest_id_token_is_in_the_record() {
    let mut world = World::new();
    let (mut page, _) = due(&mut world);
    let second = answer(200, &world.tokens_of("a"));
    let id = posting(&mut world, &mut page);
    world.send(&mut page, Input::Fetched { id, result: second.clone() });
    assert_eq!(page.name(), "signed_in");
    let (_, record) = world.kept.clone().unwrap();
    assert!(record.contains(&id_token_of(&second)), "{record}");
    // A tab that hears of it reads it, and does not put its own older one in its place.
    let (mut other, session) = due(&mut World::new());
    let (generation, access_token, expires_at) = (2, AccessToken::new("at"), None);
    let told = Message::Renewed { session, generation, access_token, expires_at };
    world.step(&mut other, Input::Heard(told));
    let id = waiting(&mut other, |it| if let Effect::ReadSession { id } = it { Some(*id) } else { None });
    world.send(&mut other, Input::SessionRead { id, found: Found::Record(Body::new(record)) });
    assert_eq!(id_token(&other), id_token_of(&second));
}

#[test]
fn what_is_read_while_the_session_ends_elsewhere_is_not_believed() {
    let mut world = World::new();
    let session = due(&mut world).1;
    let record = world.kept.clone().unwrap().1;
    let mut page = Page::default();
    let opening = crate::session::Opening { can_share: true, ..world.opening("") };
    world.step(&mut page, Input::Opened(Box::new(opening)));
    let finding = |effect: &Effect| match effect {
        Effect::FindSession { id, .. } => Some(*id),
        _ => None,
    };
    let before = waiting(&mut page, finding);
    world.step(&mut page, Input::Heard(Message::SignedOut { session }));
    let after = waiting(&mut page, finding);
    world.step(&mut page, Input::SessionRead { id: before, found: Found::Record(Body::new(record)) });
    assert_eq!(page.name(), "starting");
    world.step(&mut page, Input::SessionRead { id: after, found: Found::Nothing });
    assert_eq!(page.name(), "picker");
}
