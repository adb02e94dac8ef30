use super::world::{Page, World, answer};
use crate::protocol::form;
use crate::protocol::http::{RequestId, Response};
use crate::session::screen::{Backend, Screen};
use crate::session::{Grant, Input};
use crate::url::Url;

/// What a call to an address gets; `None` while it waits.
fn call(
    world: &mut World,
    page: &mut Page,
    url: &str,
    refused: Option<u32>,
) -> Option<Result<Grant, &'static str>> {
    page.given.clear();
    let url = Url::parse(url).unwrap();
    world.send(page, Input::TokenWanted { id: RequestId(7), url, refused });
    page.given.pop()
}

fn backend(page: &Page) -> Option<Backend> {
    let Screen::SignedIn(signed_in) = page.screen() else { panic!("{:?}", page.screen()) };
    signed_in.backend
}

fn resources(world: &mut World, resources: &str) {
    let config = world.config.take().unwrap();
    let client = r#""client_id": "spa""#;
    world.config = Some(config.replace(client, &format!(r#"{client}, "resource": "{resources}""#)));
}

#[test]
fn a_call_to_an_allowed_origin_gets_the_token_and_no_other_does() {
    let mut world = World::new();
    let mut page = world.sign_in();
    let grant = call(&mut world, &mut page, "https://api.example/things?x=1", None).unwrap().unwrap();
    assert_eq!(grant.token.expose(), "canary-at");
    for url in [
        "http://api.example/things",
        "https://api.example:8443/things",
        "https://api.example.evil.example/",
        "https://evil.example/?https://api.example/",
        "https://a.example/userinfo",
    ] {
        let refused = call(&mut world, &mut page, url, None).unwrap();
        assert_eq!(refused.err(), Some("origin_not_allowed"), "{url}");
    }
    assert_eq!(world.count("/token"), 0);
}

#[test]
fn nobody_who_is_not_signed_in_gets_one() {
    let mut world = World::new();
    let mut page = world.open("");
    let refused = call(&mut world, &mut page, "https://api.example/", None).unwrap();
    assert_eq!(refused.err(), Some("not_signed_in"));
    let mut page = world.sign_in();
    world.send(&mut page, Input::SignOutRequested);
    let refused = call(&mut world, &mut page, "https://api.example/", None).unwrap();
    assert_eq!(refused.err(), Some("not_signed_in"));
}

#[test]
fn a_call_before_the_page_knows_who_is_signed_in_waits_for_that() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let mut page = Page::default();
    let url = Url::parse("https://api.example/").unwrap();
    let opening = world.opening(&response);
    world.config = opening.config.clone();
    world.step(&mut page, Input::Opened(Box::new(opening)));
    world.step(&mut page, Input::TokenWanted { id: RequestId(7), url, refused: None });
    assert!(page.given.is_empty());
    world.settle(&mut page);
    assert!(page.given[0].is_ok());
}

#[test]
fn calls_that_are_refused_share_one_renewal() {
    let mut world = World::new();
    let mut page = world.sign_in();
    world.time += 100;
    for id in 0..3 {
        let url = Url::parse("https://api.example/").unwrap();
        world.step(&mut page, Input::TokenWanted { id: RequestId(id), url, refused: Some(1) });
    }
    assert!(page.given.is_empty());
    world.settle(&mut page);
    assert_eq!(world.count("/token"), 1);
    let generations: Vec<u32> = page.given.iter().map(|grant| grant.as_ref().unwrap().generation).collect();
    assert_eq!(generations, [2, 2, 2]);
}

#[test]
fn a_token_that_has_just_come_is_not_renewed_because_it_is_refused() {
    let mut world = World::new();
    let mut page = world.sign_in();
    world.time += 5;
    let refused = call(&mut world, &mut page, "https://api.example/", Some(1)).unwrap();
    assert_eq!(refused.err(), Some("renewal_failed"));
    assert_eq!(world.count("/token"), 0);
}

#[test]
fn a_token_that_is_about_to_expire_is_renewed_before_a_call() {
    let mut world = World::new();
    let mut page = world.sign_in();
    world.time += 295;
    let grant = call(&mut world, &mut page, "https://api.example/", None).unwrap().unwrap();
    assert_eq!((grant.generation, world.count("/token")), (2, 1));
}

#[test]
fn where_no_renewal_is_possible_the_backend_decides_about_an_old_token() {
    let mut world = World::new();
    let mut page = world.sign_in();
    world.time += 3_600;
    world.online = false;
    let grant = call(&mut world, &mut page, "https://api.example/", None).unwrap().unwrap();
    assert_eq!((grant.generation, world.count("/token")), (1, 0));
    let refused = call(&mut world, &mut page, "https://api.example/", Some(1)).unwrap();
    assert_eq!(refused.err(), Some("renewal_failed"));
}

#[test]
fn the_configured_request_is_made_again_with_a_new_token_and_only_once() {
    for (header, status, token_requests) in
        [(None, 200, 1), (None, 401, 1), (Some("Bearer error=insufficient_scope"), 401, 0)]
    {
        let mut world = World::new();
        let (_, response) = world.leave_for("a");
        let mut page = Page::default();
        let opening = world.opening(&response);
        world.step(&mut page, Input::Opened(Box::new(opening)));
        // Userinfo takes its time.
        while page.request_to("/userinfo").is_none() {
            let effect = page.waiting.remove(0);
            world.perform(&mut page, effect);
        }
        world.time += 100;
        world.log.clear();
        let refusal = Response { www_authenticate: header.map(str::to_owned), ..answer(401, "{}").unwrap() };
        world.answers.push(("api.example", Ok(refusal)));
        while world.count("api.example") == 0 {
            let effect = page.waiting.remove(0);
            world.perform(&mut page, effect);
        }
        world.answers.clear();
        world.answers.push(("api.example", answer(status, "{}")));
        world.settle(&mut page);
        let body = "{}".to_owned();
        assert_eq!(backend(&page), Some(Backend::Answered { status, body }), "{header:?}");
        assert_eq!(world.count("/token"), token_requests, "{header:?}");
        assert_eq!(world.count("api.example"), 1 + token_requests, "{header:?}");
    }
}

#[test]
fn another_resource_gets_a_token_of_its_own_once() {
    let mut world = World::new();
    resources(&mut world, "https://api.example/ https://files.example/v1");
    let config = world.config.take().unwrap();
    let origins = r#""allowed_origins": ["https://api.example", "https://files.example"], "request""#;
    world.config = Some(config.replace(r#""request""#, origins));
    let (page, response) = world.leave_for("a");
    let asked = form::decode(page.left_for.unwrap().split_once('?').unwrap().1);
    let asked: Vec<&str> =
        asked.iter().filter(|(name, _)| name == "resource").map(|(_, value)| value.as_str()).collect();
    assert_eq!(asked, ["https://api.example/", "https://files.example/v1"]);
    let mut page = world.open(&response);
    world.log.clear();
    for _ in 0..2 {
        let grant = call(&mut world, &mut page, "https://files.example/v1/a", None).unwrap().unwrap();
        assert_eq!(grant.generation, 2);
    }
    assert_eq!(
        world.forms.last().unwrap().iter().find(|(name, _)| name == "resource").unwrap().1,
        "https://files.example/v1"
    );
    for url in ["https://api.example/", "https://files.example/v10", "https://files.example/"] {
        let grant = call(&mut world, &mut page, url, None).unwrap().unwrap();
        assert_eq!((grant.generation, world.count("/token")), (1, 1), "the first token is as good as before");
    }
}

#[test]
fn a_resource_that_the_server_does_not_know_costs_the_call_and_not_the_session() {
    let mut world = World::new();
    resources(&mut world, "urn:first https://api.example/");
    let (_, response) = world.leave_for("a");
    let mut page = world.open_as(&response, |_| ());
    world.answers.push(("a.example/token", answer(400, r#"{"error":"invalid_target"}"#)));
    world.time += 60;
    let refused = call(&mut world, &mut page, "https://api.example/", Some(9)).unwrap();
    assert_eq!((refused.err(), page.name().as_str()), (Some("renewal_failed"), "signed_in"));
}
