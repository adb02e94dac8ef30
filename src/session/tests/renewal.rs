//! What the simulation can't see: requests after an end, and pages that were away.

use super::world::{Page, World, answer};
use crate::protocol::http::RequestId;
use crate::protocol::secret::Body;
use crate::session::effect::{Found, Written};
use crate::session::screen::Notice;
use crate::session::{Effect, Input, Message};

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
    let id = waiting(page, |effect| if let Effect::ReadSession { id } = effect { Some(*id) } else { None });
    let record = Body::new(world.kept.clone().unwrap().1);
    world.step(page, Input::SessionRead { id, found: Found::Record(record) });
    let id =
        waiting(page, |effect| if let Effect::WriteSession { id, .. } = effect { Some(*id) } else { None });
    world.step(page, Input::SessionWritten { id, written: Written::Done });
    let id = page.request_to("a.example/token").expect("the token is posted");
    page.waiting.clear();
    id
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
    let id = waiting(
        &mut page,
        |effect| {
            if let Effect::WriteSession { id, .. } = effect { Some(*id) } else { None }
        },
    );
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
        let id = waiting(
            &mut page,
            |effect| if let Effect::ReadSession { id } = effect { Some(*id) } else { None },
        );
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
