//! The provider's page in a window of its own, for an element of somebody else's page.

use super::world::{Page, World};
use crate::protocol::form;
use crate::protocol::http::RequestId;
use crate::protocol::secret::Body;
use crate::session::{Asked, Effect, Ended, Guest, Input};

/// A page of somebody else with an element, as it is opened.
pub(super) fn host(world: &mut World, query: &str, guest: Guest) -> Page {
    world.open_as(query, |opening| opening.guest = guest)
}

fn asks(world: &mut World, page: &mut Page, asked: Asked) {
    world.send(page, Input::Asked(Box::new(asked)));
}

fn popup() -> Asked {
    Asked { popup: true, ..Asked::default() }
}

/// A window that has gone to provider `a`: its id, its address, until when it counts.
fn opened(world: &mut World, page: &mut Page) -> (RequestId, String, i64) {
    world.step(page, Input::Picked { provider: "a".into() });
    let id = window(page).expect("a window is opened in the same step");
    world.step(page, Input::WindowOpened { id, opened: true });
    loop {
        match page.waiting.remove(0) {
            Effect::WatchWindow { id: watched, url, state, until } => {
                assert_eq!(watched, id);
                let url = url.expose().to_owned();
                assert!(url.contains(&form::encode([("state", state.expose())])));
                return (id, url, until);
            }
            other => world.perform(page, other),
        }
    }
}

fn window(page: &Page) -> Option<RequestId> {
    page.waiting.iter().find_map(|effect| match effect {
        Effect::OpenWindow { id, speaks: true } => Some(*id),
        _ => None,
    })
}

fn closes(page: &mut Page) -> bool {
    page.waiting.drain(..).any(|effect| matches!(effect, Effect::CloseWindow))
}

fn answers(world: &mut World, page: &mut Page, id: RequestId, query: &str) {
    world.send(page, Input::PopupAnswered { id, query: Body::new(query.trim_start_matches('?')) });
}

fn nonce_of(url: &str) -> String {
    let query = form::decode(url.split_once('?').unwrap().1);
    query.into_iter().find(|(name, _)| name == "nonce").unwrap().1
}

#[test]
fn the_page_stays_and_nothing_is_stored() {
    let mut world = World::new();
    let mut page = host(&mut world, "", Guest::Element);
    asks(&mut world, &mut page, popup());
    let (id, url, until) = opened(&mut world, &mut page);
    assert_eq!(page.screen().name(), "leaving");
    assert!(url.contains("state=portico-popup.") && url.contains("code_challenge_method=S256"));
    assert_eq!(until, world.time + 600);
    assert!(world.records.is_empty(), "the verifier is in memory only");
    world.nonce = nonce_of(&url);
    answers(&mut world, &mut page, id, &World::response_to(&url));
    assert_eq!(page.name(), "signed_in");
    assert_eq!(page.left_for, None);
    // Once more is nothing.
    answers(&mut world, &mut page, id, &World::response_to(&url));
    assert_eq!((page.name().as_str(), world.count("POST https://a.example/token")), ("signed_in", 1));
}

#[test]
fn only_the_own_state_is_heard_and_only_of_the_last_window() {
    let mut world = World::new();
    let mut page = host(&mut world, "", Guest::Element);
    asks(&mut world, &mut page, popup());
    let (first, old, _) = opened(&mut world, &mut page);
    let (second, url, _) = opened(&mut world, &mut page);
    for (id, query) in [
        (first, World::response_to(&old)),
        (second, World::response_to(&old)),
        (first, World::response_to(&url)),
        (second, "?code=x&state=portico-popup.x".into()),
        (second, "?code=x".into()),
        (second, "?code=x&code=y&state=z".into()),
    ] {
        answers(&mut world, &mut page, id, &query);
        assert_eq!(page.screen().name(), "leaving", "{query}");
    }
    world.nonce = nonce_of(&url);
    answers(&mut world, &mut page, second, &World::response_to(&url));
    assert_eq!(page.name(), "signed_in");
}

#[test]
fn the_response_may_come_to_another_address_of_this_origin() {
    let mut world = World::new();
    let config = world.config.take().unwrap();
    let from = r#""client_id": "spa""#;
    assert!(config.contains(from));
    let to = r#""client_id": "spa", "redirect_uri":"https://acme.example/callback""#;
    world.config = Some(config.replacen(from, to, 1));
    let mut page = host(&mut world, "", Guest::Element);
    asks(&mut world, &mut page, popup());
    let (id, url, _) = opened(&mut world, &mut page);
    world.nonce = nonce_of(&url);
    answers(&mut world, &mut page, id, &World::response_to(&url));
    assert_eq!(page.name(), "signed_in");
}

#[test]
fn a_window_that_is_not_opened_is_no_dead_end() {
    let mut world = World::new();
    let mut page = host(&mut world, "", Guest::Element);
    asks(&mut world, &mut page, popup());
    world.step(&mut page, Input::Picked { provider: "a".into() });
    let id = window(&page).unwrap();
    world.send(&mut page, Input::WindowOpened { id, opened: false });
    assert_eq!(page.name(), "popup_blocked");
    world.send(&mut page, Input::RetryRequested);
    assert!(page.left_for.unwrap().contains("state=portico."), "the page is left instead");
}

#[test]
fn closed_too_late_and_cancelled_are_different() {
    for (why, name) in
        [(Some(Ended::Closed), "picker"), (Some(Ended::TimedOut), "popup_timeout"), (None, "picker")]
    {
        let mut world = World::new();
        let mut page = host(&mut world, "", Guest::Element);
        asks(&mut world, &mut page, popup());
        let (id, url, _) = opened(&mut world, &mut page);
        match why {
            Some(why) => world.step(&mut page, Input::PopupEnded { id, why }),
            None => world.step(&mut page, Input::PickerRequested),
        }
        assert!(closes(&mut page), "{why:?}");
        assert_eq!(page.name(), name, "{why:?}");
        let was_closed = matches!(page.screen(), crate::session::Screen::Picker(it) if it.was_closed);
        assert_eq!(was_closed, why == Some(Ended::Closed));
        // What comes now has nobody who waits for it.
        answers(&mut world, &mut page, id, &World::response_to(&url));
        assert_eq!((page.name().as_str(), world.count("/token")), (name, 0), "{why:?}");
    }
}

#[test]
fn a_provider_that_is_down_closes_the_window() {
    let mut world = World::new();
    world.answers.push(("a.example/.well-known", super::world::answer(404, "")));
    let mut page = host(&mut world, "", Guest::Element);
    asks(&mut world, &mut page, popup());
    world.step(&mut page, Input::Picked { provider: "a".into() });
    let id = window(&page).unwrap();
    world.step(&mut page, Input::WindowOpened { id, opened: true });
    let fetched = page.waiting.iter().position(|effect| matches!(effect, Effect::Fetch { .. })).unwrap();
    let effect = page.waiting.remove(fetched);
    world.perform(&mut page, effect);
    assert_eq!(page.name(), "discovery_http");
    assert!(closes(&mut page));
}

#[test]
fn a_frame_is_never_left() {
    let mut world = World::new();
    let mut page = host(&mut world, "", Guest::Frame);
    // Whatever is asked for, and if nothing is.
    for asked in [None, Some(Asked::default())] {
        if let Some(asked) = asked {
            asks(&mut world, &mut page, asked);
        }
        let (id, url, _) = opened(&mut world, &mut page);
        world.nonce = nonce_of(&url);
        answers(&mut world, &mut page, id, &World::response_to(&url));
        assert_eq!(page.name(), "signed_in");
        world.send(&mut page, Input::SignOutRequested);
        assert_eq!((page.name().as_str(), &page.left_for), ("signed_out", &None), "nor to sign out");
        world.send(&mut page, Input::PickerRequested);
    }
}
