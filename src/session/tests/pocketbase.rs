//! PocketBase as the backend: its providers in the picker, its tokens in the session.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::world::{Page, World, answer};
use crate::config::Icon;
use crate::protocol::form;
use crate::protocol::http::{FetchError, RequestId};
use crate::protocol::secret::Body;
use crate::session::effect::{Effect, Found};
use crate::session::{Input, Screen};

pub(super) const CONFIG: &str = r#"{ "backend": { "kind": "pocketbase", "base_url": "https://pb.example/",
    "providers": [{ "id": "oidc2", "title": "Staff", "issuer": "https://staff.example",
                    "icon": "/staff.svg", "description": "Badge needed" }],
    "request": { "path": "api/collections/things/records" } } }"#;

pub(super) const METHODS: &str = r#"{"password":{"identityFields":["email"],"enabled":true},"mfa":{"enabled":false,"duration":0},
    "otp":{"enabled":false,"duration":0},"oauth2":{"enabled":true,"providers":[
    {"name":"oidc","displayName":"Acme ID","logo":"<svg></svg>","codeChallengeMethod":"S256",
     "authURL":"https://id.example/auth?client_id=pb&response_type=code&scope=openid+email&state=theirs&code_challenge=theirs&code_challenge_method=S256&redirect_uri="},
    {"name":"oidc2","displayName":"Other","logo":"","codeChallengeMethod":"",
     "authURL":"https://staff.example/auth?client_id=pb&response_type=code&scope=openid&state=theirs&redirect_uri="},
    {"name":"broken","displayName":"Broken","logo":"","codeChallengeMethod":"","authURL":"javascript:alert(1)"}]}}"#;

/// What PocketBase answers to a sign-in or a renewal, for five days.
pub(super) fn record_auth(world: &World, name: &str) -> String {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let claims = format!(
        r#"{{"collectionId":"_pb_users_auth_","exp":{},"id":"rec1","refreshable":true,"type":"auth"}}"#,
        world.time + 432_000
    );
    let token = [&part(r#"{"alg":"HS256"}"#), ".", &part(&claims), ".canary"].concat();
    format!(
        r#"{{"token":"{token}","record":{{"id":"rec1","collectionId":"_pb_users_auth_","collectionName":"users",
        "email":"alice@example.test","verified":true,"name":"{name}","avatar":""}}}}"#
    )
}

pub(super) fn world() -> World {
    let mut world = World::new();
    world.config = Some(CONFIG.into());
    world.answers.push(("/auth-methods", answer(200, METHODS)));
    let body = record_auth(&world, "Alice");
    world.answers.push(("/auth-with-oauth2", answer(200, &body)));
    world.answers.push(("/auth-refresh", answer(200, &body)));
    world.answers.push(("/records", answer(200, r#"{"items":[]}"#)));
    world
}

/// The query that the provider answers with.
pub(super) fn leave_for(world: &mut World, provider: &str) -> (String, String) {
    let mut page = world.open("");
    world.send(&mut page, Input::Picked { provider: provider.into() });
    let left_for = page.left_for.clone().expect("the page was left");
    let query = left_for.split_once('?').unwrap().1;
    let state = form::decode(query).into_iter().find(|(name, _)| name == "state").unwrap().1;
    (left_for, form::encode([("code", "canary-code"), ("state", &state)]))
}

pub(super) fn sign_in(world: &mut World) -> Page {
    let (_, response) = leave_for(world, "oidc");
    world.open(&format!("?{response}"))
}

pub(super) fn parameter(world: &World, form: usize, name: &str) -> Option<String> {
    world.forms[form].iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
}

#[test]
fn the_picker_shows_the_providers_of_the_collection() {
    let mut world = world();
    let page = world.open("");
    let Screen::Picker(picker) = page.screen() else { panic!("{:?}", page.screen()) };
    let titles: Vec<_> =
        picker.choices.iter().map(|it| (it.via.title.as_str(), it.via.host.as_str())).collect();
    assert_eq!(titles, [("Acme ID", "id.example"), ("Staff", "staff.example")]);
    // PocketBase's own logo, and what the configuration says instead.
    let shown: Vec<_> =
        picker.choices.iter().map(|it| (it.icon.clone(), it.description.as_deref())).collect();
    let own = Icon::Image("data:image/svg+xml,%3Csvg%3E%3C%2Fsvg%3E".into());
    assert_eq!(shown, [(own, None), (Icon::Image("/staff.svg".into()), Some("Badge needed"))]);
    assert_eq!(page.notes, ["PocketBase: the address of `broken` can't be used"]);
    assert_eq!(
        world.log,
        ["https://pb.example/api/collections/users/auth-methods".to_owned()
            + world.log[0].split_once("auth-methods").unwrap().1]
    );
}

#[test]
fn before_the_list_is_there_nothing_is_shown_and_without_it_the_page_says_why() {
    let mut world = world();
    let mut page = Page::default();
    let opening = world.opening("");
    world.step(&mut page, Input::Opened(Box::new(opening)));
    assert_eq!(page.name(), "starting");
    world.settle(&mut page);
    assert_eq!(page.name(), "picker");
    for (fetched, code) in [
        (Err(FetchError::Unreachable), "pocketbase_unreachable"),
        (
            answer(404, r#"{"message":"Missing or invalid collection context.","status":404}"#),
            "pocketbase_collection_missing",
        ),
        (answer(200, "{}"), "pocketbase_malformed"),
        (
            answer(
                200,
                &METHODS.replace(r#""oauth2":{"enabled":true"#, r#""oauth2":{"enabled":false"#).replace(
                    r#""password":{"identityFields":["email"],"enabled":true}"#,
                    r#""password":{"enabled":false}"#,
                ),
            ),
            "pocketbase_oauth2_off",
        ),
    ] {
        world.answers[0].1 = fetched;
        let mut page = world.open("");
        assert_eq!(page.name(), code);
        world.send(&mut page, Input::RetryRequested);
        assert!(page.reloaded, "{code}");
    }
}

#[test]
fn a_person_signs_in_with_our_own_verifier_and_the_provider_gets_none_of_pocketbases_values() {
    let mut world = world();
    let (left_for, response) = leave_for(&mut world, "oidc");
    assert!(
        left_for.starts_with("https://id.example/auth?client_id=pb&") && !left_for.contains("theirs"),
        "{left_for}"
    );
    assert!(left_for.contains("code_challenge=") && left_for.contains("nonce="), "{left_for}");
    world.log.clear();
    let page = world.open(&format!("?{response}"));
    let Screen::SignedIn(signed_in) = page.screen() else { panic!("{:?}", page.screen()) };
    assert_eq!(signed_in.account.display_name(), "Alice");
    assert_eq!(
        (signed_in.account.email.as_deref(), signed_in.account.email_verified),
        (Some("alice@example.test"), Some(true))
    );
    assert_eq!(signed_in.via.title, "Acme ID", "the list has come meanwhile");
    let verifier = parameter(&world, 0, "codeVerifier").unwrap();
    assert_eq!(verifier.len(), 43);
    assert_eq!(parameter(&world, 0, "redirectURL").as_deref(), Some("https://acme.example/login/"));
    assert_eq!(world.count("/records"), 1, "{:?}", world.log);
    assert_eq!(world.count("/jwks") + world.count("openid-configuration"), 0);
    // PKCE is off there: PocketBase would not pass a verifier on.
    let (left_for, response) = leave_for(&mut world, "oidc2");
    assert!(!left_for.contains("code_challenge"), "{left_for}");
    world.forms.clear();
    assert_eq!(world.open(&format!("?{response}")).name(), "signed_in");
    assert_eq!(parameter(&world, 0, "codeVerifier"), None);
}

#[test]
fn a_response_of_another_issuer_than_the_configured_one_is_refused() {
    let mut world = world();
    for (issuer, name) in
        [("https://staff.example", "signed_in"), ("https://evil.example", "issuer_mismatch")]
    {
        let (_, response) = leave_for(&mut world, "oidc2");
        let iss = form::encode([("iss", issuer)]);
        assert_eq!(world.open(&format!("?{response}&{iss}")).name(), name);
    }
}

#[test]
fn what_pocketbase_refuses_has_its_own_name_and_holds_nothing() {
    let mut world = world();
    for (status, body, code) in [
        (
            400,
            r#"{"data":{},"message":"Failed to fetch OAuth2 token.","status":400}"#,
            "pocketbase_code_refused",
        ),
        (
            400,
            r#"{"data":{"email":{"code":"validation_required","message":"Cannot be blank."}},"message":"Failed to create record.","status":400}"#,
            "pocketbase_email_unverified",
        ),
        (
            403,
            r#"{"data":{},"message":"Only superusers can perform this action.","status":403}"#,
            "pocketbase_create_rule",
        ),
        (429, r#"{"message":"Too Many Requests.","status":429}"#, "pocketbase_rate_limited"),
    ] {
        let (_, response) = leave_for(&mut world, "oidc");
        world.answers[1].1 = answer(status, body);
        let page = world.open_as(&format!("?{response}"), |opening| opening.can_share = true);
        assert_eq!(page.name(), code);
        assert!(world.kept.is_none());
    }
}

#[test]
fn a_code_goes_only_to_the_pocketbase_that_it_was_asked_for() {
    let mut world = world();
    let (_, response) = leave_for(&mut world, "oidc");
    world.config = Some(CONFIG.replace("pb.example", "other.example"));
    world.log.clear();
    assert_eq!(world.open(&format!("?{response}")).name(), "provider_unknown");
    assert_eq!(world.count("POST"), 0);
}

#[test]
fn the_token_is_renewed_by_itself_and_a_refusal_ends_the_session() {
    let mut world = world();
    let mut page = sign_in(&mut world);
    world.time += 400_000;
    let body = record_auth(&world, "Alice Archer");
    world.answers[2].1 = answer(200, &body);
    world.log.clear();
    world.send(&mut page, Input::Woke);
    assert_eq!(
        world.log,
        ["POST https://pb.example/api/collections/_pb_users_auth_/auth-refresh?fields=token,record"]
    );
    let Screen::SignedIn(signed_in) = page.screen() else { panic!("{:?}", page.screen()) };
    assert_eq!(signed_in.account.display_name(), "Alice Archer");
    // Trouble is waited out.
    world.time += 400_000;
    world.answers[2].1 = answer(503, "");
    world.send(&mut page, Input::Woke);
    assert_eq!(page.name(), "signed_in");
    world.time += 4_000;
    let refused =
        r#"{"data":{},"message":"The request requires valid record authorization token.","status":401}"#;
    world.answers[2].1 = answer(401, refused);
    world.send(&mut page, Input::Woke);
    assert_eq!(page.name(), "session_ended");
}

#[test]
fn a_new_tab_goes_on_with_the_record() {
    let mut world = world();
    let (_, response) = leave_for(&mut world, "oidc");
    world.open_as(&format!("?{response}"), |opening| opening.can_share = true);
    let record = world.kept.clone().unwrap().1;
    let mut page = Page::default();
    let opening = crate::session::Opening { can_share: true, ..world.opening("") };
    world.step(&mut page, Input::Opened(Box::new(opening)));
    let id = page
        .waiting
        .iter()
        .find_map(|effect| if let Effect::FindSession { id, .. } = effect { Some(*id) } else { None })
        .unwrap();
    page.waiting.clear();
    world.send(&mut page, Input::SessionRead { id, found: Found::Record(Body::new(record.clone())) });
    let Screen::SignedIn(signed_in) = page.screen() else { panic!("{:?}", page.screen()) };
    assert_eq!(signed_in.account.display_name(), "Alice");
    // Of another PocketBase it is not believed.
    world.config = Some(CONFIG.replace("pb.example", "other.example"));
    let mut page = Page::default();
    let opening = crate::session::Opening { can_share: true, ..world.opening("") };
    world.step(&mut page, Input::Opened(Box::new(opening)));
    page.waiting.clear();
    world.step(&mut page, Input::SessionRead { id, found: Found::Record(Body::new(record)) });
    assert_ne!(page.name(), "signed_in");
}

#[test]
fn signing_out_drops_what_is_here_and_says_that_nobody_was_told() {
    let mut world = world();
    let mut page = sign_in(&mut world);
    world.log.clear();
    world.send(&mut page, Input::SignOutRequested);
    assert_eq!(page.name(), "signed_out");
    assert!(world.log.is_empty(), "{:?}", world.log);
    assert!(!format!("{:?}", page.state).contains("canary"));
}

/// PocketBase takes a call with a token that is over for a guest's: an empty list and status 200.
#[test]
fn a_token_that_is_over_is_never_sent() {
    let mut world = world();
    let mut page = sign_in(&mut world);
    world.answers[2].1 = answer(503, "");
    world.time += 500_000;
    for number in 1..4 {
        let url = crate::url::Url::parse("https://pb.example/api/x").unwrap();
        world.send(&mut page, Input::TokenWanted { id: RequestId(number), url, refused: None });
    }
    assert_eq!(
        page.given.iter().map(|it| it.as_ref().err().copied()).collect::<Vec<_>>(),
        [Some("renewal_failed"); 3]
    );
    assert_eq!(page.name(), "signed_in");
}

/// By its clock the token is over before it comes.
#[test]
fn a_device_whose_clock_is_ahead_does_not_ask_again_and_again() {
    let mut world = world();
    world.ahead = 500_000;
    let mut page = sign_in(&mut world);
    assert_eq!(page.name(), "signed_in");
    for _ in 0..5 {
        world.time += 20;
        world.send(&mut page, Input::Woke);
    }
    assert_eq!(world.count("/auth-refresh"), 0, "{:?}", world.log);
}

#[test]
fn an_avatar_of_the_record_is_shown_by_its_address() {
    let mut world = world();
    let body = record_auth(&world, "Alice").replace(r#""avatar":"""#, r#""avatar":"me_1.png""#);
    world.answers[1].1 = answer(200, &body);
    let page = sign_in(&mut world);
    let Screen::SignedIn(it) = page.screen() else { panic!("{:?}", page.screen()) };
    let picture = it.account.picture.unwrap();
    assert!(picture.starts_with("https://pb.example/api/files/_pb_users_auth_/rec1/me_1.png"), "{picture}");
}
