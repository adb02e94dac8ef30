//! Passwords and one-time passwords of a PocketBase, and two factors in all their orders.

use super::pocketbase::{CONFIG, METHODS, leave_for, parameter, record_auth, world};
use super::world::{Page, World, answer};
use crate::backend::pocketbase::Password;
use crate::protocol::http::FetchError;
use crate::session::screen::{Form, Forms, Picker};
use crate::session::{Input, Screen};

const ALL: [(&str, &str); 2] = [
    (r#""otp":{"enabled":false,"duration":0}"#, r#""otp":{"enabled":true,"duration":180}"#),
    (r#""mfa":{"enabled":false,"duration":0}"#, r#""mfa":{"enabled":true,"duration":600}"#),
];

/// A collection that takes passwords and one-time passwords.
pub(super) fn with_all() -> World {
    let mut world = world();
    let methods = ALL.iter().fold(METHODS.to_owned(), |text, (from, to)| text.replace(from, to));
    world.answers[0].1 = answer(200, &methods);
    let body = record_auth(&world, "Alice");
    world.answers.push(("/auth-with-password", answer(200, &body)));
    world.answers.push(("/request-otp", answer(200, r#"{"otpId":"otp-1"}"#)));
    world.answers.push(("/auth-with-otp", answer(200, &body)));
    world
}

fn picker(page: &Page) -> Picker {
    match page.screen() {
        Screen::Picker(picker) => picker,
        other => panic!("{other:?}"),
    }
}

fn forms(page: &Page) -> Forms {
    picker(page).forms
}

fn password(world: &mut World, page: &mut Page) {
    let input = Input::PasswordEntered {
        identity: "alice@example.test".into(),
        password: Password::new("canary-pw"),
    };
    world.send(page, input);
}

fn one_time(world: &mut World, page: &mut Page) {
    world.send(page, Input::CodeRequested { email: "alice@example.test".into() });
    assert_eq!((page.name().as_str(), forms(page).sent_to.as_deref()), ("code", Some("alice@example.test")));
    world.send(page, Input::CodeEntered { code: Password::new("12345678") });
}

/// The answer to a first factor.
fn wants_second(world: &mut World, part: &'static str) {
    let answers = world.answers.iter_mut();
    answers.filter(|(found, _)| *found == part).for_each(|(_, it)| *it = answer(401, r#"{"mfaId":"mfa-1"}"#));
}

fn wants_no_second(world: &mut World, part: &'static str) {
    let body = record_auth(world, "Alice");
    let answers = world.answers.iter_mut();
    answers.filter(|(found, _)| *found == part).for_each(|(_, it)| *it = answer(200, &body));
}

#[test]
fn what_the_collection_takes_can_be_typed() {
    let mut world = with_all();
    let page = world.open("");
    assert_eq!(forms(&page), Forms { identity: vec!["email".into()], otp: true, ..Forms::default() });
    assert_eq!(picker(&page).choices.len(), 2);
    // Not where it takes neither.
    let mut world = super::world::World::new();
    assert_eq!(forms(&world.open("")), Forms::default());
}

#[test]
fn a_password_signs_in_and_the_session_is_kept_like_any_other() {
    let mut world = with_all();
    world.shares = true;
    let mut page = world.open_as("", |opening| opening.can_share = true);
    password(&mut world, &mut page);
    assert_eq!(page.name(), "signed_in");
    let Screen::SignedIn(it) = page.screen() else { panic!() };
    // No provider took part: where the accounts are is what people know.
    assert_eq!((it.via.id.as_str(), it.via.title.as_str()), ("#password", "pb.example"));
    assert_eq!(parameter(&world, 0, "identity").as_deref(), Some("alice@example.test"));
    assert_eq!(parameter(&world, 0, "password").as_deref(), Some("canary-pw"));
    let kept = world.kept.clone().unwrap().1;
    assert!(!kept.contains("canary-pw"), "{kept}");
    let again = world.open_as("", |opening| opening.can_share = true);
    assert_eq!(again.name(), "signed_in");
}

#[test]
fn a_wrong_password_is_said_beside_the_form_and_nothing_is_held() {
    let mut world = with_all();
    let mut page = world.open("");
    for (status, body, code) in [
        (400, r#"{"data":{},"message":"Failed to authenticate.","status":400}"#, "pocketbase_credentials"),
        (429, r#"{"message":"Too Many Requests.","status":429}"#, "pocketbase_rate_limited"),
        (500, "", "pocketbase_http"),
    ] {
        world.answers.iter_mut().filter(|(part, _)| *part == "/auth-with-password").for_each(|(_, it)| {
            *it = answer(status, body);
        });
        password(&mut world, &mut page);
        assert_eq!((page.name().as_str(), forms(&page).refused), ("picker", Some(code)));
        assert_eq!(forms(&page).busy, None);
        assert!(!format!("{:?}", page.state).contains("canary-pw"));
    }
    // What only an administrator can mend has a screen of its own.
    world.answers.iter_mut().filter(|(part, _)| *part == "/auth-with-password").for_each(|(_, it)| {
        *it = answer(403, r#"{"message":"The collection is not configured to allow password authentication.","status":403}"#);
    });
    password(&mut world, &mut page);
    assert_eq!(page.name(), "pocketbase_password_off");
}

#[test]
fn one_form_at_a_time_and_a_late_answer_changes_nothing() {
    let mut world = with_all();
    let mut page = world.open("");
    let typed = || Input::PasswordEntered { identity: "a".into(), password: Password::new("b") };
    world.step(&mut page, typed());
    assert_eq!(forms(&page).busy, Some(Form::Password));
    world.step(&mut page, typed());
    world.step(&mut page, Input::CodeRequested { email: "a".into() });
    let asked = page.waiting.iter().filter(|it| matches!(it, crate::session::Effect::Fetch { .. })).count();
    assert_eq!(asked, 1, "{:?}", page.waiting);
    // The person has begun anew meanwhile.
    let id = page.request_to("auth-with-password").unwrap();
    page.waiting.clear();
    world.send(&mut page, Input::PickerRequested);
    let body = record_auth(&world, "Alice");
    world.send(&mut page, Input::Fetched { id, result: answer(200, &body) });
    assert_eq!(page.name(), "picker");
}

#[test]
fn a_one_time_password_signs_in_and_a_wrong_one_may_be_typed_again() {
    let mut world = with_all();
    let mut page = world.open("");
    world.answers.iter_mut().filter(|(part, _)| *part == "/auth-with-otp").for_each(|(_, it)| {
        *it = answer(400, r#"{"data":{},"message":"Invalid or expired OTP.","status":400}"#);
    });
    one_time(&mut world, &mut page);
    assert_eq!((page.name().as_str(), forms(&page).refused), ("code", Some("pocketbase_otp")));
    wants_no_second(&mut world, "/auth-with-otp");
    world.send(&mut page, Input::CodeEntered { code: Password::new("12345678") });
    assert_eq!(page.name(), "signed_in");
    let last = world.forms.len() - 1;
    assert_eq!(parameter(&world, last, "otpId").as_deref(), Some("otp-1"));
    // Another address: the first e-mail is forgotten.
    let mut page = world.open("");
    world.send(&mut page, Input::CodeRequested { email: "a@b.example".into() });
    world.send(&mut page, Input::PickerRequested);
    assert_eq!((page.name().as_str(), forms(&page).sent_to), ("picker", None));
}

#[test]
fn after_a_password_another_factor_is_asked_for_and_gets_the_first_ones_id() {
    let mut world = with_all();
    wants_second(&mut world, "/auth-with-password");
    let mut page = world.open("");
    password(&mut world, &mut page);
    assert_eq!(page.name(), "second_factor");
    // The same kind would be refused.
    assert!(forms(&page).identity.is_empty() && forms(&page).otp && picker(&page).choices.len() == 2);
    world.forms.clear();
    one_time(&mut world, &mut page);
    assert_eq!(page.name(), "signed_in");
    assert_eq!(parameter(&world, 1, "mfaId").as_deref(), Some("mfa-1"));
}

#[test]
fn a_provider_may_be_the_second_factor() {
    let mut world = with_all();
    wants_second(&mut world, "/auth-with-password");
    let mut page = world.open("");
    password(&mut world, &mut page);
    world.send(&mut page, Input::Picked { provider: "oidc".into() });
    let response = World::response_to(&page.left_for.clone().unwrap().replacen('?', "/auth?", 0));
    world.forms.clear();
    let page = world.open(&response.replace("&iss=https%3A%2F%2Fid.example", ""));
    assert_eq!(page.name(), "signed_in");
    assert_eq!(parameter(&world, 0, "mfaId").as_deref(), Some("mfa-1"));
}

#[test]
fn after_a_provider_something_else_is_asked_for() {
    let mut world = with_all();
    wants_second(&mut world, "/auth-with-oauth2");
    let (_, response) = leave_for(&mut world, "oidc");
    let mut page = world.open(&format!("?{response}"));
    assert_eq!(page.name(), "second_factor");
    assert!(picker(&page).choices.is_empty() && !forms(&page).identity.is_empty());
    world.forms.clear();
    password(&mut world, &mut page);
    assert_eq!(page.name(), "signed_in");
    assert_eq!(parameter(&world, 0, "mfaId").as_deref(), Some("mfa-1"));
}

#[test]
fn a_first_factor_that_is_too_old_is_begun_anew() {
    let mut world = with_all();
    wants_second(&mut world, "/auth-with-password");
    world.answers.iter_mut().filter(|(part, _)| *part == "/auth-with-otp").for_each(|(_, it)| {
        *it = answer(400, r#"{"data":{},"message":"Invalid or expired MFA session.","status":400}"#);
    });
    let mut page = world.open("");
    password(&mut world, &mut page);
    one_time(&mut world, &mut page);
    let forms = forms(&page);
    assert_eq!((page.name().as_str(), forms.refused), ("picker", Some("pocketbase_mfa_expired")));
    assert!(!forms.is_second && !forms.identity.is_empty());
}

#[test]
fn a_collection_that_wants_a_second_factor_and_offers_none_says_so() {
    let mut world = world();
    let none = METHODS.replace(
        r#""password":{"identityFields":["email"],"enabled":true}"#,
        r#""password":{"enabled":false}"#,
    );
    world.answers[0].1 = answer(200, &none);
    wants_second(&mut world, "/auth-with-oauth2");
    let (_, response) = leave_for(&mut world, "oidc");
    assert_eq!(world.open(&format!("?{response}")).name(), "pocketbase_second_factor");
}

#[test]
fn data_of_the_configuration_are_for_new_records() {
    let mut world = world();
    world.config = Some(CONFIG.replace(r#""kind""#, r#""create_data": { "plan": "free" }, "kind""#));
    let (_, response) = leave_for(&mut world, "oidc");
    world.open(&format!("?{response}"));
    assert_eq!(parameter(&world, 0, "@jsonPayload").as_deref(), Some(r#"{"createData":{"plan":"free"}}"#));
}

#[test]
fn a_network_that_fails_keeps_what_was_typed_on_the_screen() {
    let mut world = with_all();
    let mut page = world.open("");
    world.answers.iter_mut().filter(|(part, _)| *part == "/request-otp").for_each(|(_, it)| {
        *it = Err(FetchError::Unreachable);
    });
    world.send(&mut page, Input::CodeRequested { email: "a@b.example".into() });
    assert_eq!((page.name().as_str(), forms(&page).refused), ("picker", Some("pocketbase_unreachable")));
}

#[test]
fn a_one_time_password_may_be_the_first_factor() {
    let mut world = with_all();
    wants_second(&mut world, "/auth-with-otp");
    let mut page = world.open("");
    one_time(&mut world, &mut page);
    assert_eq!(page.name(), "second_factor");
    assert!(!forms(&page).otp && !forms(&page).identity.is_empty() && picker(&page).choices.len() == 2);
    world.forms.clear();
    password(&mut world, &mut page);
    assert_eq!(page.name(), "signed_in");
    assert_eq!(parameter(&world, 0, "mfaId").as_deref(), Some("mfa-1"));
}
