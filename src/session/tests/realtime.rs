//! Signing in over PocketBase's own page, by events.

use super::pocketbase::{CONFIG, parameter, world};
use super::world::{Page, World, answer};
use crate::protocol::form;
use crate::protocol::http::RequestId;
use crate::protocol::secret::Body;
use crate::session::effect::Effect;
use crate::session::{Flow, Input};

const CLIENT: &str = "1KBrc43qAOKlOYa16g4BMCBMFV26EEli1OgD9liQ";

fn events_world() -> World {
    let mut world = world();
    world.config = Some(CONFIG.replace(r#""kind""#, r#""realtime": true, "kind""#));
    world.answers.push(("/api/realtime", answer(204, "")));
    world
}

/// A provider was chosen, and the window is there. Answers what names the window and its events.
fn opened(world: &mut World) -> (Page, RequestId) {
    let mut page = world.open("");
    world.step(&mut page, Input::Picked { provider: "oidc".into() });
    let found = page.waiting.iter().find_map(|it| match it {
        Effect::OpenWindow { id, .. } => Some(*id),
        _ => None,
    });
    page.waiting.clear();
    let id = found.unwrap();
    world.step(&mut page, Input::WindowOpened { id, opened: true });
    let events: Vec<_> = page
        .waiting
        .drain(..)
        .filter_map(|it| match it {
            Effect::OpenEvents { url, .. } => Some(url.as_str().to_owned()),
            _ => None,
        })
        .collect();
    assert_eq!(events, ["https://pb.example/api/realtime"]);
    (page, id)
}

fn event(name: &str, id: RequestId, data: &str) -> Input {
    Input::Event { id, name: name.into(), data: Body::new(data) }
}

fn connect(world: &mut World, page: &mut Page, id: RequestId) -> String {
    let data = format!(r#"{{"clientId":"{CLIENT}"}}"#);
    world.step(page, event("PB_CONNECT", id, &data));
    let mut left_for = None;
    while !page.waiting.is_empty() {
        match page.waiting.remove(0) {
            Effect::NavigateWindow(url) => left_for = Some(url.expose().to_owned()),
            other => world.perform(page, other),
        }
    }
    left_for.unwrap()
}

#[test]
fn pocketbase_tells_the_code_and_the_page_exchanges_it_with_its_own_verifier() {
    let mut world = events_world();
    let (mut page, id) = opened(&mut world);
    let left_for = connect(&mut world, &mut page, id);
    let query = form::decode(left_for.split_once('?').unwrap().1);
    let get = |name: &str| query.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
    assert_eq!(get("state"), Some(CLIENT));
    assert_eq!(get("redirect_uri"), Some("https://pb.example/api/oauth2-redirect"));
    assert!(get("code_challenge").is_some_and(|challenge| challenge != "theirs"));
    let subscribed = parameter(&world, 0, "subscriptions");
    assert_eq!(subscribed.as_deref(), Some("@oauth2"));
    world.send(&mut page, event("@oauth2", id, &format!(r#"{{"state":"{CLIENT}","code":"canary-code"}}"#)));
    assert_eq!(page.name(), "signed_in");
    let last = world.forms.iter().rposition(|form| form.iter().any(|(name, _)| name == "code")).unwrap();
    assert_eq!(parameter(&world, last, "redirectURL").as_deref(), get("redirect_uri"));
    assert!(parameter(&world, last, "codeVerifier").is_some());
}

#[test]
fn what_another_connection_says_is_not_believed() {
    for (data, code) in [
        (r#"{"state":"somebodys","code":"c"}"#.to_owned(), "state_missing"),
        (format!(r#"{{"state":"{CLIENT}","code":"","error":"access_denied"}}"#), "access_denied"),
        (format!(r#"{{"state":"{CLIENT}","code":""}}"#), "code_missing"),
    ] {
        let mut world = events_world();
        let (mut page, id) = opened(&mut world);
        connect(&mut world, &mut page, id);
        world.send(&mut page, event("@oauth2", id, &data));
        assert_eq!((page.name().as_str(), world.count("auth-with-oauth2")), (code, 0));
    }
}

#[test]
fn events_of_an_earlier_window_or_before_the_connection_change_nothing() {
    let mut world = events_world();
    let (mut page, first) = opened(&mut world);
    world.send(&mut page, event("@oauth2", first, r#"{"state":"x","code":"c"}"#));
    assert!(matches!(page.state.flow, Flow::Leaving(_)));
    // Pressed once more: another window.
    world.step(&mut page, Input::Picked { provider: "oidc".into() });
    page.waiting.clear();
    world.send(&mut page, event("PB_CONNECT", first, &format!(r#"{{"clientId":"{CLIENT}"}}"#)));
    world.send(&mut page, Input::EventsClosed { id: first });
    assert!(matches!(page.state.flow, Flow::Leaving(_)));
    assert_eq!(world.count("/api/realtime"), 0);
}

#[test]
fn a_connection_that_is_lost_ends_the_attempt_and_its_events() {
    let mut world = events_world();
    let (mut page, id) = opened(&mut world);
    connect(&mut world, &mut page, id);
    // The browser has opened another one by itself: the code would go to the one that is gone.
    let again = format!(r#"{{"clientId":"{CLIENT}"}}"#);
    world.step(&mut page, event("PB_CONNECT", id, &again));
    assert!(page.waiting.iter().any(|it| matches!(it, Effect::CloseEvents)), "{:?}", page.waiting);
    assert_eq!(page.name(), "pocketbase_realtime_closed");
    let (mut page, id) = opened(&mut world);
    world.send(&mut page, Input::EventsClosed { id });
    assert_eq!(page.name(), "pocketbase_realtime_closed");
    world.answers.iter_mut().filter(|(part, _)| *part == "/api/realtime").for_each(|(_, it)| {
        *it = answer(404, r#"{"data":{},"message":"Missing or invalid client id.","status":404}"#);
    });
    let (mut page, id) = opened(&mut world);
    world.send(&mut page, event("PB_CONNECT", id, &again));
    assert_eq!(page.name(), "pocketbase_realtime_closed");
}

#[test]
fn a_window_that_the_browser_does_not_open_is_named() {
    let mut world = events_world();
    let mut page = world.open("");
    world.step(&mut page, Input::Picked { provider: "oidc".into() });
    let Some(Effect::OpenWindow { id, .. }) = page.waiting.pop() else { panic!() };
    world.send(&mut page, Input::WindowOpened { id, opened: false });
    assert_eq!(page.name(), "popup_blocked");
}
