use super::world::{Page, World, answer};
use crate::protocol::form;
use crate::protocol::http::FetchError;
use crate::session::screen::Status;
use crate::session::{Effect, Input, Screen};

fn statuses(page: &Page) -> Vec<Status> {
    match page.screen() {
        Screen::Picker(picker) => picker.choices.into_iter().map(|choice| choice.status).collect(),
        other => panic!("{}", other.name()),
    }
}

fn pick(world: &mut World, page: &mut Page, provider: &str) {
    world.send(page, Input::Picked { provider: provider.into() });
}

#[test]
fn with_prefetched_metadata_nothing_is_asked_between_click_and_leaving() {
    let mut world = World::new();
    let mut page = world.open("");
    assert_eq!(world.count(".well-known"), 2, "both usable providers");
    world.log.clear();
    world.step(&mut page, Input::Picked { provider: "a".into() });
    assert!(
        matches!(page.waiting.as_slice(), [Effect::StoreTransaction { .. }]),
        "only the transaction is stored"
    );
    assert_eq!(page.screen().name(), "leaving");
    world.settle(&mut page);
    assert!(page.left_for.unwrap().starts_with("https://a.example/auth?response_type=code&client_id=spa&"));
    assert!(world.log.is_empty());
}

#[test]
fn a_click_before_the_metadata_is_there_waits_for_it() {
    let mut world = World::new();
    let mut page = world.open("");
    // As if it had not come yet.
    page = Page { state: crate::session::State::default(), ..page };
    let mut opening = world.opening("");
    opening.last_used = Some("b".into());
    world.step(&mut page, Input::Opened(Box::new(opening)));
    world.step(&mut page, Input::Picked { provider: "b".into() });
    assert_eq!(statuses(&page)[1], Status::Leaving);
    let asked = page.waiting.iter().filter(|effect| matches!(effect, Effect::Fetch { .. })).count();
    assert_eq!(asked, 2, "one for each provider, not one more for the click");
    world.settle(&mut page);
    assert!(page.left_for.unwrap().starts_with("https://b.example/auth?"));
}

#[test]
fn one_provider_down_leaves_the_other_usable() {
    for fetched in [Err(FetchError::Unreachable), Err(FetchError::TimedOut), answer(503, ""), answer(404, "")]
    {
        let mut world = World::new();
        world.answers.push(("a.example/.well-known", fetched));
        let mut page = world.open("");
        assert_eq!(statuses(&page)[..2], [Status::Unreachable, Status::Ready]);
        pick(&mut world, &mut page, "b");
        assert!(page.left_for.is_some());
    }
}

#[test]
fn a_provider_that_was_down_is_asked_again_when_chosen() {
    let mut world = World::new();
    world.answers.push(("a.example/.well-known", Err(FetchError::TimedOut)));
    let mut page = world.open("");
    pick(&mut world, &mut page, "a");
    assert_eq!(page.name(), "discovery_unreachable");
    world.answers.clear();
    world.send(&mut page, Input::RetryRequested);
    assert!(page.left_for.is_some());
}

#[test]
fn metadata_is_asked_for_three_times_where_the_trouble_may_pass() {
    for (fetched, tries) in [
        (answer(500, ""), 3),
        (Err(FetchError::Unreachable), 3),
        (Err(FetchError::TimedOut), 1),
        (answer(404, ""), 1),
        (answer(200, "[]"), 1),
    ] {
        let mut world = World::new();
        world.answers.push(("a.example/.well-known", fetched));
        world.open("");
        assert_eq!(world.count("a.example/.well-known"), tries);
    }
}

#[test]
fn metadata_that_can_not_be_trusted_leads_nowhere() {
    let good = World::metadata("https://a.example");
    for (body, code) in [
        (
            good.replace(r#""issuer":"https://a.example""#, r#""issuer":"https://a.example/""#),
            "discovery_issuer_mismatch",
        ),
        (good.replace("https://a.example/auth", "javascript:alert(1)"), "endpoint_invalid"),
        (good.replace('{', r#"{"code_challenge_methods_supported":["plain"],"#), "pkce_unsupported"),
        ("<html>".into(), "discovery_malformed"),
    ] {
        let mut world = World::new();
        world.answers.push(("a.example/.well-known", answer(200, &body)));
        let mut page = world.open("");
        assert!(matches!(statuses(&page)[0], Status::Unusable(found) if found == code), "{code}");
        pick(&mut world, &mut page, "a");
        assert_eq!(page.name(), code);
        assert_eq!((page.left_for, world.records.len()), (None, 0));
    }
}

#[test]
fn an_entry_with_an_error_says_which_when_it_is_chosen() {
    let mut world = World::new();
    let mut page = world.open("");
    assert_eq!(statuses(&page)[2], Status::Unusable("config_invalid"));
    pick(&mut world, &mut page, "#3");
    let Screen::Failed(failure) = page.screen() else { panic!() };
    assert!(format!("{:?}", failure.error).contains("providers[2].issuer"));
    assert!(failure.can_choose && !failure.can_retry);
}

#[test]
fn without_storage_or_network_nobody_leaves() {
    let mut world = World::new();
    world.storage_works = false;
    let mut page = world.open("");
    pick(&mut world, &mut page, "a");
    assert_eq!((page.name().as_str(), &page.left_for), ("storage_unavailable", &None));

    let mut world = World::new();
    let mut page = world.open("");
    world.online = false;
    pick(&mut world, &mut page, "a");
    assert_eq!((page.name().as_str(), world.records.len()), ("offline", 0));
    world.online = true;
    world.send(&mut page, Input::RetryRequested);
    assert!(page.left_for.is_some());
}

#[test]
fn a_page_that_was_left_and_comes_back_can_be_used_again() {
    let mut world = World::new();
    let (mut page, _) = world.leave_for("a");
    assert_eq!(page.name(), "leaving");
    world.send(&mut page, Input::Restored);
    assert_eq!(page.name(), "picker");
    page.left_for = None;
    pick(&mut world, &mut page, "b");
    assert!(page.left_for.is_some());
}

#[test]
fn an_answer_that_comes_after_the_choice_was_changed_changes_nothing() {
    let mut world = World::new();
    let mut page = world.open("");
    world.step(&mut page, Input::Picked { provider: "a".into() });
    page.waiting.clear();
    world.send(&mut page, Input::PickerRequested);
    world.send(&mut page, Input::Stored { id: crate::protocol::http::RequestId(3), stored: true });
    assert_eq!((page.name().as_str(), &page.left_for), ("picker", &None));
}

#[test]
fn the_stored_attempt_of_an_earlier_choice_does_not_send_the_person_to_a_later_one() {
    let mut world = World::new();
    let mut page = world.open("");
    world.step(&mut page, Input::Picked { provider: "a".into() });
    let first = page.waiting.pop().unwrap();
    world.step(&mut page, Input::Picked { provider: "b".into() });
    page.waiting.clear();
    let Effect::StoreTransaction { id, .. } = first else { panic!("{first:?}") };
    world.send(&mut page, Input::Stored { id, stored: true });
    assert_eq!(page.left_for, None);
    world.send(&mut page, Input::Stored { id, stored: false });
    assert_eq!(page.name(), "leaving", "its failure is not that of the later one either");
}

#[test]
fn a_redirect_uri_of_another_origin_is_told_before_anyone_leaves() {
    let mut world = World::new();
    let client = r#""client_id": "spa", "redirect_uri": "https://www.acme.example/login/""#;
    world.config = Some(world.config.unwrap().replace(r#""client_id": "spa""#, client));
    let mut page = world.open("");
    pick(&mut world, &mut page, "a");
    assert_eq!((page.name().as_str(), &page.left_for), ("redirect_uri_mismatch", &None));
    let own = r#""redirect_uri": "https://acme.example/login/index.html""#;
    let config = world.config.as_ref().unwrap();
    world.config = Some(config.replace(r#""redirect_uri": "https://www.acme.example/login/""#, own));
    let (_, response) = world.leave_for("a");
    assert_eq!(world.open(&response).name(), "signed_in", "`index.html` and its folder are one page");
}

#[test]
fn the_page_does_not_start_where_it_would_not_be_safe() {
    let mut world = World::new();
    assert_eq!(world.open_as("", |opening| opening.secure = false).name(), "insecure_context");
    assert_eq!(world.open_as("", |opening| opening.page = None).name(), "insecure_context");
    assert_eq!(world.open_as("", |opening| opening.crypto = false).name(), "crypto_unavailable");
    assert!(world.log.is_empty());
    world.config = None;
    let mut page = world.open("");
    assert_eq!(page.name(), "config_unreachable");
    world.send(&mut page, Input::RetryRequested);
    assert!(page.reloaded);
    world.config =
        Some(r#"{"providers":[{"id":"a","title":"A","client_id":"x","client_secret":"canary"}]}"#.into());
    let page = world.open("");
    assert_eq!(page.name(), "config_secret_present");
    assert!(!format!("{:?}", page.screen()).contains("canary"));
}

#[test]
fn the_request_carries_what_the_response_is_checked_against() {
    let mut world = World::new();
    let (page, _) = world.leave_for("a");
    let query = page.left_for.unwrap();
    let query = form::decode(query.split_once('?').unwrap().1);
    let get =
        |name: &str| query.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str()).unwrap();
    let record = world.records.get(get("state")).unwrap();
    let [state, nonce, verifier] = record.split('\n').skip(14).take(3).collect::<Vec<_>>()[..] else {
        panic!("{record}")
    };
    assert_eq!((get("state"), get("nonce")), (state, nonce));
    assert_eq!(get("redirect_uri"), "https://acme.example/login/");
    assert_eq!(get("code_challenge_method"), "S256");
    assert!(!query.iter().any(|(_, value)| value == verifier), "the verifier stays here");
}
