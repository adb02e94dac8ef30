//! Linked identities of a PocketBase record.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::pocketbase::{CONFIG, record_auth, sign_in, world};
use super::world::{Page, World, answer};
use crate::protocol::form;
use crate::protocol::http::FetchError;
use crate::session::screen::{Change, Linked};
use crate::session::{Input, Screen};

pub(super) const TWO: &str = r#"{"items":[{"id":"e1","provider":"oidc"},{"id":"e2","provider":"oidc2"}]}"#;
const ONE: &str = r#"{"items":[{"id":"e1","provider":"oidc"}]}"#;

fn signed_in(list: &str) -> (World, Page) {
    let mut world = world();
    world.shares = true;
    world.answers.insert(0, ("/_externalAuths/records/", answer(204, "")));
    world.answers.insert(1, ("/_externalAuths/records", answer(200, list)));
    let (_, response) = super::pocketbase::leave_for(&mut world, "oidc");
    let page = world.open_as(&format!("?{response}"), |opening| opening.can_share = true);
    assert_eq!(page.name(), "signed_in");
    (world, page)
}

fn linked(page: &Page) -> Linked {
    match page.screen() {
        Screen::SignedIn(it) => it.linked.unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_list_is_asked_for_when_somebody_wants_it_and_the_last_one_stays() {
    let (mut world, mut page) = signed_in(TWO);
    assert_eq!((linked(&page).accounts, world.count("_externalAuths")), (None, 0));
    world.send(&mut page, Input::LinkedRequested);
    let accounts = linked(&page).accounts.unwrap();
    let shown: Vec<_> = accounts.iter().map(|it| (it.title.as_str(), it.may_unlink)).collect();
    assert_eq!(shown, [("Acme ID", true), ("Staff", true)]);
    assert!(linked(&page).choices.is_empty(), "both are linked");

    let (mut world, mut page) = signed_in(ONE);
    world.send(&mut page, Input::LinkedRequested);
    assert!(!linked(&page).accounts.unwrap()[0].may_unlink);
    let choices: Vec<_> = linked(&page).choices.into_iter().map(|it| it.via.id).collect();
    assert_eq!(choices, ["oidc2"]);
    // Whatever a view sends.
    world.send(&mut page, Input::UnlinkRequested { account: "e1".into() });
    assert_eq!(linked(&page).confirming, None);
}

#[test]
fn unlinking_is_confirmed_first() {
    let (mut world, mut page) = signed_in(TWO);
    world.send(&mut page, Input::LinkedRequested);
    world.send(&mut page, Input::UnlinkRequested { account: "e2".into() });
    assert_eq!(linked(&page).confirming.as_deref(), Some("e2"));
    world.send(&mut page, Input::UnlinkAnswered { confirmed: false });
    assert_eq!((linked(&page).confirming, world.count("records/e2")), (None, 0));
    world.send(&mut page, Input::UnlinkRequested { account: "e2".into() });
    world.answers[1].1 = answer(200, ONE);
    world.send(&mut page, Input::UnlinkAnswered { confirmed: true });
    assert_eq!(world.count("records/e2"), 1);
    assert_eq!(linked(&page).outcome, Some(Ok(Change::Unlinked)));
    assert_eq!(linked(&page).accounts.unwrap().len(), 1, "the list is read again");
}

#[test]
fn what_the_configuration_forbids_is_not_offered() {
    let (mut world, _) = signed_in(ONE);
    for (forbidden, has_any) in [
        (r#""allow_linking": false, "kind""#, true),
        (r#""allow_linking": false, "allow_unlinking": false, "kind""#, false),
    ] {
        world.config = Some(CONFIG.replace(r#""kind""#, forbidden));
        let mut page = world.open_as("", |opening| opening.can_share = true);
        let Screen::SignedIn(it) = page.screen() else { panic!() };
        assert_eq!(it.linked.is_some(), has_any, "{forbidden}");
        if has_any {
            world.send(&mut page, Input::LinkedRequested);
            assert!(linked(&page).choices.is_empty());
            world.send(&mut page, Input::LinkRequested { provider: "oidc2".into() });
            assert_eq!(page.left_for, None);
        }
    }
}

#[test]
fn an_identity_is_linked_to_the_session_that_the_person_comes_back_to() {
    let (mut world, mut page) = signed_in(ONE);
    world.send(&mut page, Input::LinkedRequested);
    world.send(&mut page, Input::LinkRequested { provider: "oidc2".into() });
    let left_for = page.left_for.clone().unwrap();
    let query = left_for.split_once('?').unwrap().1;
    let state = form::decode(query).into_iter().find(|(name, _)| name == "state").unwrap().1;
    let back = format!("?{}", form::encode([("code", "canary-code"), ("state", &state)]));
    world.log.clear();
    world.known_by.clear();
    let page = world.open_as(&back, |opening| opening.can_share = true);
    assert_eq!(page.name(), "signed_in");
    let at = world.log.iter().position(|url| url.contains("auth-with-oauth2")).unwrap();
    assert!(
        !world.known_by[at].is_empty(),
        "with the person's token: without one PocketBase would make an account"
    );
    let refreshed = world.log.iter().position(|url| url.contains("auth-refresh")).unwrap();
    assert!(refreshed < at, "a token that is not honoured any more would be none: {:?}", world.log);
    assert_eq!(world.count("auth-with-oauth2"), 1);
    assert_eq!(linked(&page).outcome, Some(Ok(Change::Linked)));
}

#[test]
fn an_identity_of_somebody_else_signs_nobody_in() {
    let (mut world, mut page) = signed_in(ONE);
    world.send(&mut page, Input::LinkRequested { provider: "oidc2".into() });
    let left_for = page.left_for.clone().unwrap();
    let query = left_for.split_once('?').unwrap().1;
    let state = form::decode(query).into_iter().find(|(name, _)| name == "state").unwrap().1;
    let back = format!("?{}", form::encode([("code", "canary-code"), ("state", &state)]));
    let other = record_auth(&world, "Mallory").replace("rec1", "rec2");
    let token = other.split('"').nth(3).unwrap().to_owned();
    let claims = format!(
        r#"{{"collectionId":"_pb_users_auth_","exp":{},"id":"rec2","refreshable":true,"type":"auth"}}"#,
        world.time + 432_000
    );
    let own = ["e30.", &BASE64_URL_SAFE_NO_PAD.encode(claims), ".x"].concat();
    let other = other.replace(&token, &own);
    world.answers.iter_mut().filter(|(part, _)| *part == "/auth-with-oauth2").for_each(|(_, it)| {
        *it = answer(200, &other);
    });
    let page = world.open_as(&back, |opening| opening.can_share = true);
    let Screen::SignedIn(it) = page.screen() else { panic!("{:?}", page.screen()) };
    assert_eq!(it.account.display_name(), "Alice");
    assert_eq!(it.linked.unwrap().outcome, Some(Err("pocketbase_other_record")));
}

/// Whoever's identity it is, PocketBase answers with the wish for a second factor, and nothing else.
#[test]
fn where_two_factors_are_wanted_the_list_says_whether_an_identity_was_linked() {
    for (list, outcome) in [(TWO, Ok(Change::Linked)), (ONE, Err("pocketbase_other_record"))] {
        let (mut world, mut page) = signed_in(ONE);
        world.send(&mut page, Input::LinkedRequested);
        world.send(&mut page, Input::LinkRequested { provider: "oidc2".into() });
        let query = page.left_for.clone().unwrap();
        let state = form::decode(query.split_once('?').unwrap().1);
        let state = state.into_iter().find(|(name, _)| name == "state").unwrap().1;
        let back = format!("?{}", form::encode([("code", "canary-code"), ("state", &state)]));
        world.answers[1].1 = answer(200, list);
        world.answers.iter_mut().filter(|(part, _)| *part == "/auth-with-oauth2").for_each(|(_, it)| {
            *it = answer(401, r#"{"mfaId":"mfa1"}"#);
        });
        let page = world.open_as(&back, |opening| opening.can_share = true);
        assert_eq!(page.name(), "signed_in");
        assert_eq!(linked(&page).outcome, Some(outcome));
        assert!(!linked(&page).is_busy);
    }
}

#[test]
fn without_the_session_nothing_is_linked_and_nobody_is_signed_in() {
    let (mut world, mut page) = signed_in(ONE);
    world.send(&mut page, Input::LinkRequested { provider: "oidc2".into() });
    let query = page.left_for.clone().unwrap();
    let state = form::decode(query.split_once('?').unwrap().1);
    let state = state.into_iter().find(|(name, _)| name == "state").unwrap().1;
    world.kept = None;
    let posts = world.count("auth-with-oauth2");
    let back = format!("?{}", form::encode([("code", "canary-code"), ("state", &state)]));
    let page = world.open_as(&back, |opening| opening.can_share = true);
    assert_eq!(page.name(), "session_ended");
    assert_eq!(world.count("auth-with-oauth2"), posts);
}

#[test]
fn trouble_is_named_and_the_session_stays() {
    let (mut world, mut page) = signed_in(TWO);
    world.answers[1].1 = Err(FetchError::Unreachable);
    world.send(&mut page, Input::LinkedRequested);
    assert_eq!(page.name(), "signed_in");
    assert_eq!(linked(&page).outcome, Some(Err("pocketbase_unreachable")));
    assert!(!linked(&page).is_busy);
}

#[test]
fn a_session_of_one_page_alone_can_not_link() {
    let mut world = world();
    world.answers.insert(0, ("/_externalAuths/records", answer(200, ONE)));
    let mut page = sign_in(&mut world);
    world.send(&mut page, Input::LinkedRequested);
    // Left for the provider, the page would lose it.
    assert!(linked(&page).choices.is_empty());
}

#[test]
fn a_link_that_failed_is_not_tried_again_as_a_sign_in() {
    let (mut world, mut page) = signed_in(ONE);
    world.online = false;
    world.send(&mut page, Input::LinkRequested { provider: "oidc2".into() });
    let Screen::Failed(failure) = page.screen() else { panic!("{:?}", page.screen()) };
    assert!(!failure.can_retry && failure.can_choose);
    world.online = true;
    world.send(&mut page, Input::RetryRequested);
    assert_eq!(page.left_for, None);
    world.send(&mut page, Input::PickerRequested);
    assert_eq!(page.name(), "signed_in");
    // The same where the provider refuses.
    world.send(&mut page, Input::LinkRequested { provider: "oidc2".into() });
    let query = page.left_for.clone().unwrap();
    let state = form::decode(query.split_once('?').unwrap().1);
    let state = state.into_iter().find(|(name, _)| name == "state").unwrap().1;
    let back = format!("?{}", form::encode([("error", "access_denied"), ("state", &state)]));
    let page = world.open_as(&back, |opening| opening.can_share = true);
    let Screen::Failed(failure) = page.screen() else { panic!("{:?}", page.screen()) };
    assert!(!failure.can_retry && failure.can_choose);
}

#[test]
fn whoever_cancels_on_the_way_to_link_is_signed_in_as_before() {
    let (mut world, mut page) = signed_in(ONE);
    world.storage_works = false;
    world.step(&mut page, Input::LinkRequested { provider: "oidc2".into() });
    assert_eq!(page.name(), "completing");
    page.waiting.clear();
    world.send(&mut page, Input::PickerRequested);
    assert_eq!(page.name(), "signed_in");
}

#[test]
fn over_pocketbases_own_page_nothing_can_be_linked() {
    let (mut world, _) = signed_in(ONE);
    world.config = Some(CONFIG.replace(r#""kind""#, r#""realtime": true, "kind""#));
    let mut page = world.open_as("", |opening| opening.can_share = true);
    world.send(&mut page, Input::LinkedRequested);
    assert!(linked(&page).choices.is_empty());
    world.send(&mut page, Input::LinkRequested { provider: "oidc2".into() });
    assert_eq!((page.name().as_str(), page.left_for), ("signed_in", None));
}
