use super::world::World;
use crate::session::transaction::VERSION;
use crate::session::{Input, Screen};

#[test]
fn a_response_is_used_once() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    assert_eq!(world.open(&response).name(), "signed_in");
    assert_eq!(world.open(&response).name(), "state_used");
    assert_eq!(world.count("/token"), 1);
    assert!(world.records.is_empty(), "neither state nor nonce nor verifier remain");
}

#[test]
fn two_tabs_may_finish_in_reverse_order() {
    let mut world = World::new();
    let (_, first) = world.leave_for("a");
    let first_nonce = world.nonce.clone();
    let (_, second) = world.leave_for("b");
    assert_eq!(world.open(&second).name(), "signed_in");
    world.nonce = first_nonce;
    assert_eq!(world.open(&first).name(), "signed_in");
}

#[test]
fn a_forged_response_deletes_nothing_and_a_real_one_still_completes() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    for (query, code) in [
        ("?code=x&state=evil", "state_unknown"),
        ("?error=access_denied&error_description=Call+0900&state=evil", "state_unknown"),
        ("?code=x", "state_missing"),
        ("?error=server_error", "state_missing"),
        ("?code=x&code=y&state=evil", "duplicate_parameter"),
    ] {
        let page = world.open(query);
        assert_eq!(page.name(), code, "{query}");
        assert!(!format!("{:?}", page.screen()).contains("0900"));
    }
    assert_eq!(world.count("/token"), 0);
    assert_eq!(world.open(&response).name(), "signed_in");
}

#[test]
fn the_response_of_another_provider_reaches_neither_token_endpoint() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let mixed = response.replace("a.example", "b.example");
    assert_eq!(world.open(&mixed).name(), "issuer_mismatch");
    assert_eq!(world.count("/token"), 0);
    assert_eq!(world.open(&response).name(), "state_used", "the attempt is over");
}

#[test]
fn a_missing_issuer_is_fatal_only_where_it_was_promised() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let (query, _) = response.split_once("&iss").unwrap();
    assert_eq!(world.open(query).name(), "issuer_missing");

    let metadata = World::metadata("https://a.example").replace("true", "false");
    world.answers.push(("a.example/.well-known", super::world::answer(200, &metadata)));
    let (_, response) = world.leave_for("a");
    let (query, _) = response.split_once("&iss").unwrap();
    assert_eq!(world.open(query).name(), "signed_in");
}

#[test]
fn a_refusal_of_the_person_or_the_provider_is_told_apart() {
    for (error, code, oauth) in [
        ("access_denied", "access_denied", "access_denied"),
        ("invalid_scope", "authorization_error", "invalid_scope"),
        ("Something+else", "authorization_error", "unregistered"),
    ] {
        let mut world = World::new();
        let (_, response) = world.leave_for("a");
        let query = response.replace("code=canary-code", &format!("error={error}&error_description=x"));
        let Screen::Failed(failure) = world.open(&query).screen() else { panic!() };
        assert_eq!((failure.code(), failure.error.oauth_code()), (code, Some(oauth)));
        assert!(failure.can_retry && failure.can_choose);
        assert_eq!(failure.via.as_ref().unwrap().title, "Acme");
    }
}

#[test]
fn a_late_response_starts_over_once_and_then_stops() {
    let mut world = World::new();
    let mut page = world.open("?destination=%2Fapp");
    world.send(&mut page, Input::Picked { provider: "a".into() });
    let response = World::response_to(page.left_for.as_deref().unwrap());
    world.time += 601;
    let page = world.open(&response);
    assert_eq!(page.name(), "leaving");
    let again = World::response_to(page.left_for.as_deref().unwrap());
    assert_ne!(response, again);
    assert_eq!(world.count("/token"), 0);

    let late = again.clone();
    let mut other = World { records: world.records.clone(), ..World::new() };
    other.time = world.time + 601;
    let page = other.open(&late);
    assert_eq!(page.name(), "state_expired", "a second time is a loop");
    assert_eq!(page.left_for, None);

    let Screen::SignedIn(signed_in) = world.open(&again).screen() else { panic!() };
    assert_eq!(signed_in.destination.unwrap().as_str(), "/app");
}

#[test]
fn a_late_refusal_is_a_refusal() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    world.time += 601;
    assert_eq!(
        world.open(&response.replace("code=canary-code", "error=access_denied")).name(),
        "access_denied"
    );
}

#[test]
fn a_response_at_another_address_is_refused() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let page = world.open_as(&response, |opening| {
        opening.page = crate::url::Url::parse("https://acme.example/other/").ok();
    });
    assert_eq!(page.name(), "redirect_uri_mismatch");
    assert_eq!(world.count("/token"), 0);
}

#[test]
fn a_token_in_the_fragment_is_refused() {
    let mut world = World::new();
    let page = world.open_as("", |opening| {
        opening.fragment = crate::protocol::secret::Body::new("#access_token=canary&token_type=bearer");
    });
    assert_eq!(page.name(), "unexpected_front_channel_token");
}

#[test]
fn damaged_and_foreign_records_fit_nothing() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    let key = world.records.keys().next().cloned().unwrap();
    let good = world.records[&key].clone();
    for bad in [
        "",
        "garbage",
        VERSION,
        &good.replacen(VERSION, "2", 1),
        &good.replace("https://a.example/token", "//a.example/token"),
        &good.replace("RS256", "HS256"),
        &[&good, "\n"].concat(),
        &good[..good.rfind('\n').unwrap()],
    ] {
        world.records.insert(key.clone(), bad.to_owned());
        assert_eq!(world.open(&response).name(), "state_unknown", "{bad:.30}");
    }
    assert_eq!(world.count("/token"), 0);
}

#[test]
fn a_provider_that_left_the_configuration_is_not_asked() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    world.config = Some(world.config.unwrap().replace(r#""id": "a""#, r#""id": "z""#));
    assert_eq!(world.open(&response).name(), "provider_unknown");
    assert_eq!(world.count("/token"), 0);
}

#[test]
fn the_storage_may_be_cleared_or_denied_on_the_way() {
    let mut world = World::new();
    let (_, response) = world.leave_for("a");
    world.records.clear();
    assert_eq!(world.open(&response).name(), "state_unknown");
    world.storage_works = false;
    assert_eq!(world.open(&response).name(), "storage_unavailable");
    assert_eq!(world.count("/token"), 0);
}
