//! The entry of PocketBase's JavaScript SDK: pages that use it are signed in with this one, and this one with them.

use portico_tests::http::Ask;
use portico_tests::servers::{PocketBase, PocketBaseOptions};
use portico_tests::stage::{Stage, journey};
use serde_json::{Value, json};

use super::{EMAIL, PASSWORD, assert_signed_in, base_with};

const ENTRY: &str = "return localStorage.getItem('pocketbase_auth')";

async fn with_account(stage: &Stage, sdk_auth_store: bool) -> PocketBase {
    let more = json!({ "sdk_auth_store": sdk_auth_store });
    let base = base_with(stage, &PocketBaseOptions::default(), &more).await;
    base.create_user(EMAIL, PASSWORD).await.unwrap();
    base
}

async fn sign_in(stage: &Stage) {
    stage.open_picker().await;
    stage.browser.sign_in_by_password(EMAIL, PASSWORD).await;
    stage.browser.see_backend("answered").await;
}

/// What the SDK would find.
async fn entry(stage: &Stage) -> Value {
    let text = stage.browser.run(ENTRY).await;
    text.as_str().map_or(Value::Null, |text| serde_json::from_str(text).unwrap())
}

/// Signs in as a page does that uses the SDK, and leaves what the SDK leaves, on an empty page of the origin.
async fn leave_entry(stage: &Stage, base: &PocketBase) -> Value {
    leave_entry_of(stage, base, EMAIL).await
}

async fn leave_entry_of(stage: &Stage, base: &PocketBase, email: &str) -> Value {
    let url = format!("{}/api/collections/users/auth-with-password", base.origin());
    let answer = Ask::post(url, &json!({ "identity": email, "password": PASSWORD })).send().await.unwrap();
    let answer = answer.ok().unwrap().json();
    let left = json!({ "token": answer["token"], "record": answer["record"] });
    stage.browser.open(&format!("{}app.html", stage.site.url())).await;
    let script = format!("localStorage.setItem('pocketbase_auth', JSON.stringify({left}))");
    stage.browser.run(&script).await;
    left
}

/// A page of the origin that uses the SDK.
fn add_app(stage: &Stage) {
    stage.site.add("app.html", "<!doctype html><link rel=icon href=data:,><title>App</title><p>App</p>");
}

#[test]
fn the_sdk_finds_a_sign_in_of_this_page_until_somebody_signs_out() {
    journey(async |stage| {
        let base = with_account(stage, true).await;
        sign_in(stage).await;
        let left = entry(stage).await;
        assert_eq!(left["record"]["email"], EMAIL);
        assert_eq!(left["record"]["collectionName"], "users");
        // The SDK can use it as it is.
        let url = format!("{}/api/collections/things/records", base.origin());
        let token = left["token"].as_str().unwrap();
        let things = Ask::get(url).header("authorization", token).send().await.unwrap().json();
        assert_eq!(things["totalItems"], 1);
        stage.browser.reload().await;
        stage.browser.see_backend("answered").await;
        assert_eq!(entry(stage).await["record"]["email"], EMAIL);
        stage.browser.press("Sign out").await;
        stage.browser.see_state("signed_out").await;
        assert_eq!(entry(stage).await, Value::Null);
    });
}

#[test]
fn without_the_option_there_is_no_entry_and_one_that_is_there_is_left_alone() {
    journey(async |stage| {
        let base = with_account(stage, false).await;
        sign_in(stage).await;
        assert_eq!(entry(stage).await, Value::Null);
        stage.browser.press("Sign out").await;
        stage.browser.see_state("signed_out").await;
        add_app(stage);
        let left = leave_entry(stage, &base).await;
        stage.open_picker().await;
        assert_eq!(entry(stage).await, left);
    });
}

#[test]
fn a_sign_in_of_the_sdk_is_one_of_this_page_until_it_is_removed_there() {
    journey(async |stage| {
        let base = with_account(stage, true).await;
        add_app(stage);
        leave_entry(stage, &base).await;
        let app = stage.browser.tab().await;
        let page = stage.browser.new_tab().await;
        stage.browser.open(&stage.site.url()).await;
        assert_signed_in(stage).await;
        let look = stage.browser.look().await;
        assert!(look.text.contains(EMAIL), "{look}");

        stage.browser.go_to(&app).await;
        stage.browser.run("localStorage.removeItem('pocketbase_auth')").await;
        stage.browser.go_to(&page).await;
        stage.browser.see_state("signed_out").await;
        stage.browser.reload().await;
        stage.browser.see_state("picker").await;
    });
}

#[test]
fn an_entry_that_pocketbase_does_not_honour_signs_nobody_in() {
    journey(async |stage| {
        stage.excuse("/auth-refresh");
        let base = with_account(stage, true).await;
        add_app(stage);
        let left = leave_entry(stage, &base).await;
        let change = json!({ "password": "another password", "passwordConfirm": "another password" });
        base.change_user(left["record"]["id"].as_str().unwrap(), &change).await.unwrap();
        stage.open_picker().await;
        assert!(stage.browser.kept().await.iter().all(|it| !it.contains("indexedDB/portico/session")));
    });
}

/// What another page has written is not this page's to overwrite.
#[test]
fn who_signs_in_as_somebody_else_in_a_page_of_the_sdk_is_signed_out_in_all_tabs_here() {
    journey(async |stage| {
        let base = with_account(stage, true).await;
        base.create_user("bob@example.test", PASSWORD).await.unwrap();
        add_app(stage);
        sign_in(stage).await;
        let first = stage.browser.tab().await;
        let second = stage.browser.new_tab().await;
        stage.browser.open(&stage.site.url()).await;
        stage.browser.see_backend("answered").await;
        let app = stage.browser.new_tab().await;
        let left = leave_entry_of(stage, &base, "bob@example.test").await;
        for tab in [&first, &second] {
            stage.browser.go_to(tab).await;
            stage.browser.see_state("signed_out").await;
        }
        assert_eq!(entry(stage).await, left);
        // The page goes on with whom the SDK has.
        stage.browser.reload().await;
        let look = stage.browser.see_backend("answered").await;
        assert!(look.text.contains("bob@example.test"), "{look}");
        stage.browser.go_to(&app).await;
        assert_eq!(entry(stage).await["record"]["email"], "bob@example.test");
    });
}

/// The way of an application: this page is where people sign in, and it sends them back here when they have signed out.
#[test]
fn who_signs_out_in_a_page_of_the_sdk_is_not_signed_in_by_coming_back() {
    journey(async |stage| {
        let _base = with_account(stage, true).await;
        add_app(stage);
        sign_in(stage).await;
        stage.browser.open(&format!("{}app.html", stage.site.url())).await;
        stage.browser.open(&stage.site.url()).await;
        stage.browser.see_backend("answered").await;
        stage.browser.open(&format!("{}app.html", stage.site.url())).await;
        stage.browser.run("localStorage.removeItem('pocketbase_auth')").await;
        stage.open_picker().await;
        assert_eq!(entry(stage).await, Value::Null);
        assert!(stage.browser.kept().await.iter().all(|it| !it.contains("indexedDB/portico/session")));
    });
}
