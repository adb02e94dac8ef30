//! What an element asks for is for one sign-in.

use super::popup::host;
use super::world::{Page, World};
use crate::config::Persistence;
use crate::protocol::form;
use crate::session::{Asked, Effect, Guest, Input, Place, Screen};

/// Leaves by redirect, as this is asked for; answers the request's parameters and the response.
fn leave(world: &mut World, asked: Asked) -> (Vec<(String, String)>, String) {
    let mut page = host(world, "", Guest::Element);
    world.send(&mut page, Input::Asked(Box::new(asked)));
    world.send(&mut page, Input::Picked { provider: "a".into() });
    let url = page.left_for.expect("the page is left");
    (form::decode(url.split_once('?').unwrap().1), World::response_to(&url))
}

fn back(world: &mut World, response: &str) -> (Page, Option<String>) {
    let mut page = Page::default();
    let mut opening = world.opening(response);
    (opening.guest, opening.can_share) = (Guest::Element, true);
    world.step(&mut page, Input::Opened(Box::new(opening)));
    let mut shown = None;
    while !page.waiting.is_empty() {
        match page.waiting.remove(0) {
            Effect::ShowAddress(address) => shown = Some(address.as_str().to_owned()),
            other => world.perform(&mut page, other),
        }
    }
    (page, shown)
}

#[test]
fn nothing_is_asked_of_providers_before_somebody_wants_it() {
    let mut world = World::new();
    let mut page = host(&mut world, "", Guest::Element);
    assert_eq!((page.screen().name(), world.count(".well-known")), ("picker", 0));
    world.send(&mut page, Input::Hinted { provider: "a".into() });
    assert_eq!(world.count("a.example/.well-known"), 1);
}

#[test]
fn parameters_go_out_with_the_request_that_they_are_for() {
    let mut world = World::new();
    let text = |text: &str| Some(text.to_owned());
    let asked =
        Asked { login_hint: text("bob"), ui_locales: text("de"), prompt: text("login"), ..Asked::default() };
    let (sent, _) = leave(&mut world, asked);
    for (name, value) in [("login_hint", "bob"), ("ui_locales", "de"), ("prompt", "login")] {
        assert!(sent.contains(&(name.into(), value.into())), "{name}");
    }
    assert!(sent.iter().any(|(name, value)| name == "state" && value.starts_with("portico.")));
    // Nobody is to be signed in without being asked; and the next one asks for nothing.
    for asked in [Asked { prompt: text("none"), ..Asked::default() }, Asked::default()] {
        let (sent, _) = leave(&mut world, asked);
        assert!(
            !sent.iter().any(|(name, _)| ["login_hint", "ui_locales", "prompt"].contains(&name.as_str()))
        );
    }
}

#[test]
fn who_comes_back_is_where_they_were() {
    use Place::{Elsewhere, Here};
    for (destination, place, shown, left) in [
        // Another address of the page that the redirect URI is.
        ("/login/?tab=2#x", Elsewhere, Some("/login/?tab=2#x"), None),
        // Made by the router of the host.
        ("/items/5", Here, Some("/items/5"), None),
        // Another page.
        ("/items/5", Elsewhere, None, Some("/items/5")),
        ("/login/", Here, None, None),
        ("//evil.example/", Elsewhere, None, None),
        ("https://evil.example/", Here, None, None),
    ] {
        let mut world = World::new();
        let asked = Asked { destination: Some(destination.into()), place, ..Asked::default() };
        let (_, response) = leave(&mut world, asked);
        let (page, address) = back(&mut world, &response);
        assert_eq!(page.name(), "signed_in");
        assert_eq!((address.as_deref(), page.left_for.as_deref()), (shown, left), "{destination}");
    }
}

#[test]
fn a_session_that_is_to_be_forgotten_is_kept_nowhere() {
    let mut world = World::new();
    let (_, response) = leave(&mut world, Asked { forgets: true, ..Asked::default() });
    let (page, _) = back(&mut world, &response);
    assert!(matches!(page.screen(), Screen::SignedIn(it) if it.persistence == Persistence::Memory));
    assert!(world.kept.is_none());
    let (_, response) = leave(&mut world, Asked::default());
    back(&mut world, &response);
    assert!(world.kept.is_some(), "the next one is kept");
}

/// Not their whole page is loaded, which may be known to the router alone; and nothing has to come for it first.
#[test]
fn who_tries_again_after_a_failure_comes_back_to_where_they_were() {
    let mut world = World::new();
    let asked = Asked { destination: Some("/items/5".into()), place: Place::Here, ..Asked::default() };
    let (_, response) = leave(&mut world, asked);
    let (mut page, _) = back(&mut world, &response.replace("code=canary-code", "error=access_denied"));
    assert_eq!(page.name(), "access_denied");
    for input in [Input::Remains { address: "/login/".into() }, Input::RetryRequested] {
        assert!(!page.state.needs_later(&input), "{input:?}");
        world.send(&mut page, input);
    }
    let (page, shown) = back(&mut world, &World::response_to(&page.left_for.unwrap()));
    assert_eq!((page.name().as_str(), shown.as_deref()), ("signed_in", Some("/items/5")));
    assert_eq!(page.left_for, None);
    assert!(matches!(page.screen(), Screen::SignedIn(it) if it.destination.is_none()));
}
