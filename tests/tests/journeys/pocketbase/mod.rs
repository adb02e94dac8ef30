//! A real PocketBase keeps the accounts, and the certified provider says who somebody is.
#![allow(clippy::unwrap_used, reason = "a test")]

mod expiry;
mod factors;
mod forms;
mod identities;
mod limits;
mod linking;
mod public;
mod realtime;
mod sdk;
mod sign_in;
mod sign_up;
mod tabs;

use portico_tests::servers::{OAuth2Provider, PocketBase, PocketBaseOptions};
use portico_tests::stage::Stage;
use serde_json::{Value, json};

/// Who has an account with a password, where a journey makes one. The provider knows her as well.
const EMAIL: &str = "alice@example.test";
const PASSWORD: &str = "a long password";

/// The provider of the stage, as PocketBase is told about it.
fn acme(stage: &Stage) -> OAuth2Provider {
    OAuth2Provider::at(stage.provider().issuer(), "Acme ID")
}

/// A PocketBase with a collection that only members may read, as the backend of the page.
async fn base(stage: &Stage, users: Value) -> PocketBase {
    let options = PocketBaseOptions { providers: vec![acme(stage)], users, ..Default::default() };
    base_with(stage, &options, &json!({})).await
}

/// The same, set up in another way; `more` are further members of `backend`.
async fn base_with(stage: &Stage, options: &PocketBaseOptions, more: &Value) -> PocketBase {
    let base = PocketBase::start(options).await.unwrap();
    base.create_things("A thing for members").await.unwrap();
    stage.site.configure(&configuration(&base.origin(), more));
    base
}

/// A configuration with the PocketBase at this address as its backend.
fn configuration(origin: &str, more: &Value) -> Value {
    let mut backend = json!({
        "kind": "pocketbase",
        "base_url": origin,
        "request": { "path": "api/collections/things/records" },
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        backend[name] = value.clone();
    }
    // What the SDK keeps outlives every tab.
    let persistence = if backend["sdk_auth_store"] == true { "device" } else { "tabs" };
    json!({ "page": { "title": "Acme" }, "session": { "persistence": persistence }, "backend": backend })
}

async fn sign_in(stage: &Stage) {
    stage.open_picker().await;
    stage.browser.sign_in_with("Acme ID", "alice").await;
}

/// The page has a session, and what members may read.
async fn assert_signed_in(stage: &Stage) {
    stage.browser.see_backend("answered").await;
    let answer = stage.browser.read_backend_answer().await;
    assert!(answer.contains("A thing for members"), "{answer}");
}

/// How often PocketBase has handed a code to the provider.
fn exchanges(stage: &Stage) -> usize {
    stage.provider().op.token_requests("authorization_code")
}

/// The ids of the records of the collection `users`.
async fn users(base: &PocketBase) -> Vec<Value> {
    base.records("users").await.unwrap()
}
