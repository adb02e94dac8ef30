//! The identities of an account.

use portico_tests::stage::{Kind, Stage};

use super::steps::{Backend, of, on_its_own_origin};

/// The lines of the list, each with its words.
async fn lines(stage: &Stage) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.linked li')].map((it) => it.innerText)";
    let found = stage.browser.run(script).await;
    found.as_array().into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

/// Runs a journey where better-auth has a social provider too.
fn with_a_social_one(steps: impl AsyncFnOnce(&Stage, &Backend)) {
    of(vec![Kind::default(), Kind::other()], steps);
}

async fn sign_in_and_list(stage: &Stage, backend: &Backend) {
    backend.sign_in(stage, "alice").await;
    stage.browser.press("Ways to sign in").await;
    stage.browser.see("the list", |it| it.text.contains("Your only way to sign in")).await;
}

#[test]
fn the_last_identity_is_shown_and_can_not_be_unlinked() {
    on_its_own_origin(async |stage, backend| {
        sign_in_and_list(stage, backend).await;
        let lines = lines(stage).await;
        assert!(lines.len() == 1 && lines[0].contains("Pocket ID"), "{lines:?}");
        assert!(!stage.browser.has_button("Unlink").await);
        // There is no door for those of sso().
        assert!(!stage.browser.has_button("Link Pocket ID").await);
    });
}

#[test]
fn a_social_identity_is_linked_and_one_of_two_is_unlinked() {
    with_a_social_one(async |stage, backend| {
        let browser = &stage.browser;
        sign_in_and_list(stage, backend).await;
        browser.press("Link Acme Social").await;
        browser.sign_in_at_op("alice", "alice").await;
        browser.consent().await;
        browser.see_text("Linked.").await;
        assert_eq!(browser.url().await, backend.page());
        // Still she, and now by two.
        let look = browser.see("two identities", |it| it.text.matches("Unlink").count() >= 2).await;
        assert!(look.text.contains("Alice Archer"), "{look}");
        assert_eq!((lines(stage).await.len(), backend.asked("link-social")), (2, 1));

        browser.press("Unlink Acme Social").await;
        browser.press("Keep").await;
        assert_eq!(backend.asked("unlink-account"), 0);
        browser.press("Unlink Acme Social").await;
        browser.see_text("You will not be able to sign in with it any more.").await;
        browser.press("Unlink").await;
        browser.see_text("Your only way to sign in").await;
        let lines = lines(stage).await;
        assert!(lines.len() == 1 && lines[0].contains("Pocket ID"), "{lines:?}");
        assert_eq!(backend.asked("unlink-account"), 1);
    });
}

/// A social provider signs in by a door of its own.
#[test]
fn a_social_provider_signs_in_by_the_same_cookie() {
    with_a_social_one(async |stage, backend| {
        backend.open_picker(stage).await;
        stage.browser.sign_in_with("Acme Social", "alice").await;
        let look = stage.browser.see_backend("answered").await;
        assert!(look.text.contains("Alice Archer"), "{look}");
        assert_eq!((backend.asked("sign-in/social"), backend.asked("sign-in/sso")), (1, 0));
    });
}

/// better-auth wants the provider to be trusted by name, or the e-mail address verified there, and bob's is not.
#[test]
fn an_identity_that_better_auth_does_not_link_is_explained_and_the_session_goes_on() {
    with_a_social_one(async |stage, backend| {
        let browser = &stage.browser;
        sign_in_and_list(stage, backend).await;
        browser.press("Link Acme Social").await;
        browser.sign_in_at_op("bob", "bob").await;
        browser.consent().await;
        let look = browser.see_error("better_auth_not_linked").await;
        assert!(look.text.contains("what you have at Acme Social"), "{look}");
        browser.press("Choose another way").await;
        let look = browser.see_state("signed_in").await;
        assert!(look.text.contains("Alice Archer"), "{look}");
    });
}

#[test]
fn a_link_that_is_cancelled_leaves_the_session_as_it_was() {
    with_a_social_one(async |stage, backend| {
        sign_in_and_list(stage, backend).await;
        stage.browser.press("Link Acme Social").await;
        stage.browser.press("Cancel").await;
        stage.browser.see_error("access_denied").await;
        stage.browser.press("Choose another way").await;
        let look = stage.browser.see_state("signed_in").await;
        assert!(look.text.contains("Alice Archer"), "{look}");
    });
}
