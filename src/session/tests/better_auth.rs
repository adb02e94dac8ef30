//! better-auth as the backend: by cookie, and by bearer token for an ID token.

use super::world::{Page, World, answer};
use crate::protocol::form;
use crate::protocol::http::{FetchError, Fetched};
use crate::session::screen::{Backend, Change, Role};
use crate::session::{Input, Message, Screen};

const COOKIE: &str = r#"{ "backend": { "kind": "better-auth", "base_url": "https://acme.example/",
    "providers": [{ "id": "pocketid", "title": "Pocket ID" }, { "id": "github", "type": "social", "title": "GitHub" }],
    "request": { "path": "api/things" } } }"#;

const BEARER: &str = r#"{ "backend": { "kind": "better-auth", "base_url": "https://app.example/" },
    "providers": [{ "id": "a", "title": "Acme", "issuer": "https://a.example", "client_id": "spa" }] }"#;

fn session(world: &World, role: &str) -> String {
    let end = world.time + 604_800;
    format!(
        r#"{{"session":{{"id":"s-1","token":"canary-session","userId":"u-1","expiresAt":{end}000}},
        "user":{{"id":"u-1","name":"Alice","email":"alice@example.test","emailVerified":false,"role":"{role}"}}}}"#
    )
}

pub(super) fn by_cookie() -> World {
    let mut world = World::new();
    world.config = Some(COOKIE.into());
    world.answers.push(("/get-session", answer(200, "null")));
    let url = r#"{"url":"https://id.example/auth?client_id=backend&state=theirs","redirect":true}"#;
    world.answers.push(("/sign-in/sso", answer(200, url)));
    world.answers.push(("/sign-in/social", answer(200, url)));
    world.answers.push(("/link-social", answer(200, url)));
    world.answers.push(("/sign-out", answer(200, r#"{"success":true}"#)));
    world.answers.push(("/api/things", answer(200, r#"{"things":1}"#)));
    world
}

fn set(world: &mut World, part: &str, to: Fetched) {
    if let Some((_, it)) = world.answers.iter_mut().find(|(found, _)| *found == part) {
        *it = to;
    }
}

fn let_in(world: &mut World) {
    let body = session(world, "admin");
    set(world, "/get-session", answer(200, &body));
}

fn signed_in(page: &Page) -> crate::session::screen::SignedIn {
    match page.screen() {
        Screen::SignedIn(it) => *it,
        other => panic!("{other:?}"),
    }
}

/// Where better-auth was asked to come back to.
fn callback(world: &World, name: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(world.jsons.last().unwrap()).unwrap();
    json[name].as_str().unwrap().to_owned()
}

/// The query of it.
fn query(url: &str) -> String {
    let url = url.strip_prefix("https://acme.example").unwrap_or(url);
    url.strip_prefix("/login/").unwrap().to_owned()
}

#[test]
fn a_person_signs_in_by_the_backends_own_cookie() {
    let mut world = by_cookie();
    let mut page = world.open("");
    assert_eq!(page.name(), "picker");
    world.send(&mut page, Input::Picked { provider: "pocketid".into() });
    assert_eq!(page.left_for.as_deref(), Some("https://id.example/auth?client_id=backend&state=theirs"));
    assert_eq!((world.count("sign-in/sso"), world.known_by.last().map(String::as_str)), (1, Some("cookie")));
    let back = query(&callback(&world, "callbackURL"));
    let_in(&mut world);
    let page = world.open(&back);
    let it = signed_in(&page);
    assert_eq!((it.account.display_name(), it.role), ("Alice", Some(Role::Is("admin".into()))));
    assert_eq!(it.via.title, "Pocket ID");
    // The configured request goes with the cookie, and no token anywhere.
    let at = world.log.iter().position(|url| url.contains("/api/things")).unwrap();
    assert_eq!(world.known_by[at], "cookie");
    assert!(!format!("{:?}", page.state).contains("canary"));
    assert!(world.kept.is_none());
    // The answer of a link that was opened before.
    assert_eq!(world.open(&back).name(), "state_used");
}

#[test]
fn the_token_of_the_session_is_not_put_on_the_screen() {
    let mut world = by_cookie();
    world.config = Some(COOKIE.replace("api/things", "api/auth/get-session"));
    let_in(&mut world);
    let page = world.open("");
    let Some(Backend::Answered { body, .. }) = signed_in(&page).backend else { panic!() };
    assert!(body.contains("Alice") && !body.contains("canary-session"), "{body}");
}

#[test]
fn who_has_the_cookie_is_signed_in_when_the_page_opens() {
    let mut world = by_cookie();
    let_in(&mut world);
    let page = world.open("");
    assert_eq!(signed_in(&page).account.email.as_deref(), Some("alice@example.test"));
    set(&mut world, "/get-session", Err(FetchError::Unreachable));
    assert_eq!(world.open("").name(), "better_auth_unreachable");
}

#[test]
fn a_social_provider_has_its_own_door() {
    let mut world = by_cookie();
    let mut page = world.open("");
    world.send(&mut page, Input::Picked { provider: "github".into() });
    assert_eq!((world.count("sign-in/social"), world.count("sign-in/sso")), (1, 0));
}

#[test]
fn a_failure_is_believed_only_with_our_own_state() {
    let mut world = by_cookie();
    let mut page = world.open("");
    world.send(&mut page, Input::Picked { provider: "pocketid".into() });
    let back = query(&callback(&world, "errorCallbackURL"));
    let forged = world.open("?error=banned&state=somebodys");
    assert_eq!(forged.name(), "state_unknown");
    assert_eq!(world.open("?error=banned").name(), "state_missing");
    let page = world.open(&format!("{back}&error=account+not+linked&error_description=canary"));
    assert_eq!(page.name(), "better_auth_not_linked");
    assert!(!format!("{:?}", page.screen()).contains("canary"));
}

#[test]
fn a_cancelled_sign_in_is_no_fault() {
    let mut world = by_cookie();
    let mut page = world.open("");
    world.send(&mut page, Input::Picked { provider: "pocketid".into() });
    let back = query(&callback(&world, "errorCallbackURL"));
    assert_eq!(world.open(&format!("{back}&error=access_denied")).name(), "access_denied");
}

#[test]
fn what_the_backend_refuses_is_named_before_the_page_is_left() {
    let mut world = by_cookie();
    for (status, body, code) in [
        (403, r#"{"message":"Invalid origin","code":"INVALID_ORIGIN"}"#, "better_auth_origin"),
        (
            400,
            r#"{"message":"Untrusted OIDC discovery URL","code":"discovery_untrusted_origin"}"#,
            "better_auth_discovery_untrusted",
        ),
        (200, r#"{"url":"javascript:alert(1)","redirect":true}"#, "better_auth_authorization_url"),
    ] {
        set(&mut world, "/sign-in/sso", answer(status, body));
        let mut page = world.open("");
        world.send(&mut page, Input::Picked { provider: "pocketid".into() });
        assert_eq!((page.name().as_str(), page.left_for), (code, None));
        assert!(world.records.is_empty(), "there is nothing to come back with");
    }
}

#[test]
fn whoever_changes_their_mind_goes_where_they_said_last() {
    let mut world = by_cookie();
    let url = r#"{"url":"https://github.example/authorize","redirect":true}"#;
    set(&mut world, "/sign-in/social", answer(200, url));
    let mut page = world.open("");
    world.step(&mut page, Input::Picked { provider: "pocketid".into() });
    // Before the first address has come.
    world.send(&mut page, Input::Picked { provider: "github".into() });
    assert_eq!((world.count("sign-in/sso"), world.count("sign-in/social")), (1, 1));
    assert_eq!(page.left_for.as_deref(), Some("https://github.example/authorize"));
    assert_eq!(world.records.len(), 1);
}

#[test]
fn a_page_of_another_origin_can_have_no_cookie() {
    let mut world = by_cookie();
    world.config = Some(COOKIE.replace("https://acme.example/", "https://app.example/"));
    assert_eq!(world.open("").name(), "backend_of_another_origin");
}

#[test]
fn signing_out_is_done_when_the_backend_has_done_it() {
    let mut world = by_cookie();
    let_in(&mut world);
    let mut page = world.open("");
    let mut other = world.open("");
    world.send(&mut page, Input::SignOutRequested);
    assert_eq!(page.name(), "signed_out");
    let told = page.told.pop().unwrap();
    assert!(matches!(told, Message::SignedOut { .. }));
    world.send(&mut other, Input::Heard(told));
    assert_eq!(other.name(), "signed_out");
    // Else the person would be told so, and would not be.
    let mut page = world.open("");
    set(&mut world, "/sign-out", Err(FetchError::Unreachable));
    world.send(&mut page, Input::SignOutRequested);
    assert_eq!(page.name(), "sign_out_failed");
    let Screen::Failed(failure) = page.screen() else { panic!() };
    assert!(!failure.can_choose, "nobody signs in who is signed in");
    assert!(page.told.is_empty());
    // Not to the provider: that would sign in.
    world.send(&mut page, Input::RetryRequested);
    assert!(page.reloaded && page.left_for.is_none());
}

#[test]
fn a_session_that_the_backend_has_ended_is_over() {
    let mut world = by_cookie();
    let_in(&mut world);
    let mut page = world.open("");
    set(&mut world, "/get-session", answer(200, "null"));
    set(&mut world, "/api/things", answer(401, ""));
    let url = crate::url::Url::parse("https://acme.example/api/things").unwrap();
    let id = crate::protocol::http::RequestId(900);
    world.time += 60;
    world.send(&mut page, Input::TokenWanted { id, url, refused: Some(1) });
    assert_eq!(page.name(), "session_ended");
}

#[test]
fn identities_are_listed_and_unlinked_and_social_ones_are_linked() {
    let mut world = by_cookie();
    let_in(&mut world);
    let row =
        |id: &str, provider: &str| format!(r#"{{"id":"{id}","providerId":"{provider}","accountId":"x"}}"#);
    let two = format!("[{},{}]", row("r1", "pocketid"), row("r2", "github"));
    world.answers.push(("/list-accounts", answer(200, &two)));
    world.answers.push(("/unlink-account", answer(200, r#"{"status":true}"#)));
    let mut page = world.open("");
    world.send(&mut page, Input::LinkedRequested);
    let linked = signed_in(&page).linked.unwrap();
    let shown: Vec<_> = linked.accounts.unwrap().into_iter().map(|it| (it.title, it.may_unlink)).collect();
    assert_eq!(shown, [("Pocket ID".to_owned(), true), ("GitHub".to_owned(), true)]);
    world.send(&mut page, Input::UnlinkRequested { account: "r2".into() });
    set(&mut world, "/list-accounts", answer(200, &format!("[{}]", row("r1", "pocketid"))));
    world.send(&mut page, Input::UnlinkAnswered { confirmed: true });
    assert!(world.jsons.last().unwrap().contains(r#""accountId":"r2""#), "{:?}", world.jsons);
    let linked = signed_in(&page).linked.unwrap();
    assert_eq!(linked.outcome, Some(Ok(Change::Unlinked)));
    assert!(!linked.accounts.unwrap()[0].may_unlink);
    let choices: Vec<_> = linked.choices.into_iter().map(|it| it.via.id).collect();
    assert_eq!(choices, ["github"], "there is no door for those of sso()");
    world.send(&mut page, Input::LinkRequested { provider: "github".into() });
    assert_eq!((world.count("link-social"), page.left_for.is_some()), (1, true));
    let back = query(&callback(&world, "callbackURL"));
    set(&mut world, "/list-accounts", answer(200, &two));
    let linked = signed_in(&world.open(&back)).linked.unwrap();
    assert_eq!((linked.outcome, linked.accounts.map(|it| it.len())), (Some(Ok(Change::Linked)), Some(2)));
}

pub(super) fn bearer() -> World {
    let mut world = World::new();
    world.config = Some(BEARER.into());
    let body = r#"{"redirect":false,"token":"canary-session","user":{"id":"u-1","name":"Alice"}}"#;
    world.answers.push(("/sign-in/social", answer(200, body)));
    let body = session(&world, "user");
    world.answers.push(("/get-session", answer(200, &body)));
    world.answers.push(("/sign-out", answer(200, r#"{"success":true}"#)));
    world
}

#[test]
fn a_verified_id_token_is_exchanged_for_a_session() {
    let mut world = bearer();
    let (_, response) = world.leave_for("a");
    let page = world.open(&response);
    let it = signed_in(&page);
    assert_eq!((it.account.display_name(), it.role), ("Alice", Some(Role::Is("user".into()))));
    let exchange = &world.jsons[0];
    for part in [r#""provider":"a""#, r#""nonce":""#, r#""accessToken":"canary-at""#, r#""token":""#] {
        assert!(exchange.contains(part), "{part}");
    }
    let at = world.log.iter().position(|url| url.contains("get-session")).unwrap();
    assert_eq!(world.known_by[at], "canary-session");
    assert!(world.known_by.iter().all(|by| by != "cookie"));
    // The provider's userinfo is the backend's to ask.
    assert_eq!(world.count("/userinfo"), 0);
}

#[test]
fn an_id_token_that_does_not_hold_reaches_no_backend() {
    let mut world = bearer();
    world.claims = r#","sub":"alice","azp":"other""#.into();
    let (_, response) = world.leave_for("a");
    assert!(world.open(&response).name().starts_with("id_token_"));
    assert!(world.jsons.is_empty());
}

#[test]
fn what_the_exchange_comes_to_is_named() {
    let mut world = bearer();
    for (part, fetched, code) in [
        (
            "/sign-in/social",
            answer(401, r#"{"message":"Invalid token","code":"INVALID_TOKEN"}"#),
            "better_auth_id_token_refused",
        ),
        ("/sign-in/social", Err(FetchError::Unreachable), "better_auth_unreachable"),
        ("/get-session", answer(200, "null"), "better_auth_not_signed_in"),
    ] {
        let mut world = World { answers: world.answers.clone(), ..bearer() };
        set(&mut world, part, fetched);
        let (_, response) = world.leave_for("a");
        assert_eq!(world.open(&response).name(), code);
        assert!(world.kept.is_none());
    }
    world.answers.clear();
}

#[test]
fn the_session_is_kept_and_ended_at_the_backend_and_at_the_provider() {
    let mut world = bearer();
    world.shares = true;
    let (_, response) = world.leave_for("a");
    let mut page = world.open_as(&response, |opening| opening.can_share = true);
    assert_eq!(page.name(), "signed_in");
    let again = world.open_as("", |opening| opening.can_share = true);
    assert_eq!(signed_in(&again).account.display_name(), "Alice");
    world.send(&mut page, Input::SignOutRequested);
    let at = world.log.iter().position(|url| url.contains("sign-out")).unwrap();
    assert_eq!(world.known_by[at], "canary-session");
    // The backend's token is not the provider's to revoke.
    assert_eq!(world.count("/revoke"), 0);
    let left_for = page.left_for.unwrap();
    assert!(left_for.starts_with("https://a.example/end?"), "{left_for}");
    assert!(form::decode(&left_for).iter().all(|(_, value)| !value.contains("canary-session")));
    assert!(world.kept.is_none());
}

/// As boot.js loads the parts of the program: better-auth's own comes after a first visit there.
#[test]
fn a_first_visit_of_a_page_with_its_own_providers_needs_nothing_of_better_auth() {
    let used = crate::later::tests::used_by(|| {
        let mut world = bearer();
        world.leave_for("a");
    });
    assert_eq!(used.into_iter().collect::<Vec<_>>(), ["oidc"]);
    let used = crate::later::tests::used_by(|| {
        let mut world = by_cookie();
        let mut page = world.open("");
        world.send(&mut page, Input::Picked { provider: "pocketid".into() });
    });
    assert_eq!(used.into_iter().collect::<Vec<_>>(), ["betterAuth"]);
}

/// The provider's access token is not for a backend with tokens of its own.
#[test]
fn a_session_of_the_time_before_the_backend_is_not_gone_on_with() {
    let mut world = World::new();
    world.shares = true;
    let (_, response) = world.leave_for("a");
    let page = world.open_as(&response, |opening| opening.can_share = true);
    assert_eq!(page.name(), "signed_in");
    let kept = world.kept.clone();
    let mut world = World { kept, shares: true, ..bearer() };
    assert_eq!(world.open_as("", |opening| opening.can_share = true).name(), "picker");
}
