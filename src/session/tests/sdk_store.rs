//! The entry of PocketBase's SDK in localStorage.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;

use super::pocketbase::{CONFIG, leave_for, record_auth, sign_in, world};
use super::world::{Page, World, answer};
use crate::backend::pocketbase::Password;
use crate::protocol::secret::Body;
use crate::session::screen::SignedIn;
use crate::session::{Input, Screen};

pub(super) fn sdk_world() -> World {
    let mut world = world();
    let config = CONFIG.replace(r#""kind""#, r#""sdk_auth_store": true, "kind""#);
    world.config = Some(config.replacen('{', r#"{ "session": { "persistence": "device" },"#, 1));
    world.shares = true;
    world
}

/// Opens the page with what is in the storage.
fn open(world: &mut World, entry: Option<&str>) -> Page {
    world.open_as("", |opening| {
        opening.can_share = true;
        opening.sdk_entry = entry.map(Body::new);
    })
}

/// A page that has just signed in, and the entry that it has left.
fn signed_in(world: &mut World) -> (Page, String) {
    let (_, response) = leave_for(world, "oidc");
    let page = world.open_as(&format!("?{response}"), |opening| opening.can_share = true);
    let entry = page.sdk_entries.last().cloned().flatten().unwrap();
    (page, entry)
}

/// The entry of somebody else, whom PocketBase knows as well.
fn entry_of_mallory(world: &mut World, entry: &str) -> String {
    let body = record_auth(world, "Mallory").replace("rec1", "rec2");
    let old = body.split('"').nth(3).unwrap().to_owned();
    let claims = old.split('.').nth(1).unwrap();
    let claims = String::from_utf8(BASE64.decode(claims).unwrap()).unwrap().replace("rec1", "rec2");
    let token = ["e30.", &BASE64.encode(claims), ".x"].concat();
    let body = body.replace(&old, &token);
    world.answers.iter_mut().filter(|(part, _)| *part == "/auth-refresh").for_each(|(_, it)| {
        *it = answer(200, &body);
    });
    assert_ne!(body, entry);
    body
}

fn who(page: &Page) -> String {
    match page.screen() {
        Screen::SignedIn(it) => {
            let SignedIn { account, .. } = *it;
            account.display_name().to_owned()
        }
        other => other.name().to_owned(),
    }
}

#[test]
fn it_is_kept_only_where_it_is_asked_for_and_goes_at_sign_out() {
    assert!(sign_in(&mut world()).sdk_entries.is_empty());
    let mut world = sdk_world();
    let (mut page, entry) = signed_in(&mut world);
    assert!(entry.starts_with(r#"{"token":"ey"#) && entry.contains(r#""record":{"id":"rec1""#), "{entry}");
    world.send(&mut page, Input::SignOutRequested);
    assert_eq!(page.sdk_entries.pop(), Some(None));
}

/// Offline, say: the page has the session's record and the entry, and has not got an access token.
#[test]
fn a_sign_out_without_an_access_token_takes_it_away_too() {
    let mut world = sdk_world();
    let (_, entry) = signed_in(&mut world);
    world.answers.retain(|(part, _)| *part != "/auth-refresh");
    let mut page = open(&mut world, Some(&entry));
    assert_eq!(who(&page), "Alice");
    world.send(&mut page, Input::SignOutRequested);
    assert_eq!(page.sdk_entries.pop(), Some(None));
}

#[test]
fn who_signed_in_by_the_sdk_is_signed_in_here_if_pocketbase_still_says_so() {
    let mut world = sdk_world();
    let (_, entry) = signed_in(&mut world);
    world.kept = None;
    world.log.clear();
    let mut page = open(&mut world, Some(&entry));
    assert_eq!((who(&page).as_str(), world.count("auth-refresh")), ("Alice", 1));
    // A page that uses the SDK has renewed the token; then it signs out.
    world.send(&mut page, Input::SdkEntryChanged(Some(Body::new(&*entry))));
    assert_eq!(who(&page), "Alice");
    world.send(&mut page, Input::SdkEntryChanged(None));
    assert_eq!(who(&page), "signed_out");
    world.kept = None;
    assert_eq!(who(&open(&mut world, Some("{}"))), "picker");
    let refused = r#"{"message":"The request requires valid record authorization token.","status":401}"#;
    world.answers.iter_mut().filter(|(part, _)| *part == "/auth-refresh").for_each(|(_, it)| {
        *it = answer(401, refused);
    });
    assert_eq!(who(&open(&mut world, Some(&entry))), "picker");
    // Not where nobody asked for it.
    world.config = Some(CONFIG.into());
    world.log.clear();
    assert_eq!(who(&open(&mut world, Some(&entry))), "picker");
    assert_eq!(world.count("auth-refresh"), 0);
}

#[test]
fn a_sign_out_by_the_sdk_while_no_page_was_open_is_one_here() {
    let mut world = sdk_world();
    signed_in(&mut world);
    let page = open(&mut world, None);
    assert_eq!(who(&page), "picker");
    assert!(world.kept.is_none());
}

#[test]
fn a_sign_in_by_the_sdk_ends_the_one_here_and_is_the_one_that_counts() {
    let mut world = sdk_world();
    let (mut page, entry) = signed_in(&mut world);
    let other = entry_of_mallory(&mut world, &entry);
    let written = page.sdk_entries.len();
    // A newer version of the SDK may write what this one can't read.
    world.send(&mut page, Input::SdkEntryChanged(Some(Body::new("{}"))));
    assert_eq!(who(&page), "Alice");
    world.send(&mut page, Input::SdkEntryChanged(Some(Body::new(&*other))));
    assert_eq!((who(&page).as_str(), page.sdk_entries.len()), ("signed_out", written), "their entry stays");
    assert!(world.kept.is_none());
    // The same while no page was open.
    let mut world = sdk_world();
    let (_, entry) = signed_in(&mut world);
    let other = entry_of_mallory(&mut world, &entry);
    assert_eq!(who(&open(&mut world, Some(&other))), "Mallory");
}

#[test]
fn after_a_sign_out_what_was_there_at_the_opening_signs_nobody_in() {
    let mut world = sdk_world();
    let (_, entry) = signed_in(&mut world);
    let mut page = open(&mut world, Some(&entry));
    world.send(&mut page, Input::SignOutRequested);
    world.send(&mut page, Input::PickerRequested);
    // Somebody else is refused, and looks on.
    let refused = r#"{"message":"The request doesn't satisfy the collection requirements to authenticate.","status":403}"#;
    world.answers.push(("/auth-with-password", answer(403, refused)));
    let input = Input::PasswordEntered { identity: "b".into(), password: Password::new("b") };
    world.send(&mut page, input);
    assert_eq!(page.name(), "pocketbase_auth_rule");
    world.send(&mut page, Input::PickerRequested);
    assert_eq!(who(&page), "picker");
}

#[test]
fn it_outlives_tabs_and_the_configuration_has_to_know_that() {
    let mut world = sdk_world();
    world.config = Some(CONFIG.replace(r#""kind""#, r#""sdk_auth_store": true, "kind""#));
    assert_eq!(world.open("").name(), "config_invalid");
}
