//! Servers that don't answer as servers do.

use portico_tests::config;
use portico_tests::proxy::{Answer, Endpoint, Fault, Proxy, on};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{check, complaints};

fn at(issuer: &str) -> Value {
    json!({ "providers": [config::provider_with_userinfo("demo", "Demo", issuer)] })
}

async fn message(issuer: &str) -> String {
    let report = check(&at(issuer)).await;
    assert_eq!(complaints(&report), ["metadata: discovery_unreachable"]);
    let message = &report.sections[1].findings[0].message;
    let address = format!("{issuer}/.well-known/openid-configuration");
    message.strip_prefix(&address).unwrap().trim_start_matches(": ").to_owned()
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_from_one_that_is_silent() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(message(&format!("http://{free}")).await, "the connection is refused");
    assert_eq!(message("https://portico.invalid").await, "there is no host of this name");
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    assert_eq!(message(&format!("http://{address}")).await, "no answer within 2 s");
}

#[tokio::test]
async fn a_server_that_begins_to_answer_and_stops_is_not_waited_for() {
    let proxy = Proxy::start().await.unwrap();
    proxy.play([on(Endpoint::Discovery).with(Fault::Hang)]);
    assert_eq!(message(&proxy.origin()).await, "no answer within 2 s");
}

#[tokio::test]
async fn a_server_that_redirects_is_not_followed() {
    let proxy = Proxy::start().await.unwrap();
    let there = on(Endpoint::Discovery).with(Fault::Answer(Answer::empty(302)));
    let location = on(Endpoint::Discovery)
        .with(Fault::Header("location", Some("/.well-known/openid-configuration?x=1")));
    proxy.play([there, location]);
    let message = message(&proxy.origin()).await;
    assert!(message.starts_with(" redirects to /.well-known/openid-configuration, and"), "{message}");
    assert_eq!(proxy.count(Endpoint::Discovery), 1);
}

#[tokio::test]
async fn a_server_that_answers_without_end_is_cut_off() {
    let proxy = Proxy::start().await.unwrap();
    proxy.play([
        on(Endpoint::Discovery).with(Fault::Answer(Answer::json(200, &json!({})))),
        on(Endpoint::Discovery).with(Fault::Pad(200_000)),
    ]);
    let report = check(&at(&proxy.origin())).await;
    assert_eq!(complaints(&report), ["metadata: discovery_too_large"]);
    assert!(report.sections[1].findings[0].message.ends_with("the answer is larger than 64 KiB"));
}
