//! The page on nginx, Caddy and Apache, with exactly what `portico headers` prints for them.
#![allow(clippy::unwrap_used, reason = "a helper of a test that cannot go on ends it")]

use std::collections::BTreeMap;
use std::fs;

use portico_tests::http::{Answer, Ask};
use portico_tests::servers::{ResourceServer, ResourceServerOptions};
use portico_tests::stage::{Setup, Stage, journey_with};
use portico_tests::web_server::{Place, Server, WebServer};
use serde_json::json;

/// Files that are put beside those of the build: what is kept, or shared with other origins, by its name must be so by
/// nothing else.
const BESIDE: [&str; 8] = [
    "a.b-0123456789abcdef.js",
    "a-0123456789abcdef.js",
    "portico-a-0123456789abcdef.js",
    "portico-0123456789abcdef.png",
    "portico-0123456789abcdef.min.js",
    "portico-0123456789abcdef0.css",
    "define.js.txt",
    "undefine.js",
];

/// What an answer is compared by: the headers of the page, and how it may be kept and read.
const COMPARED: [&str; 13] = [
    "content-security-policy",
    "referrer-policy",
    "x-content-type-options",
    "permissions-policy",
    "cross-origin-opener-policy",
    "strict-transport-security",
    "access-control-allow-origin",
    "cross-origin-resource-policy",
    "cache-control",
    "content-type",
    "content-encoding",
    "content-language",
    "vary",
];

#[test]
fn nginx_serves_the_page_as_this_program_does() {
    // Without a module it knows no Brotli.
    serves_the_page(Server::Nginx, &["", "gzip", "deflate, gzip;q=0.5", "gzip;q=0"]);
}

#[test]
fn caddy_serves_the_page_as_this_program_does() {
    serves_the_page(Server::Caddy, ACCEPTED);
}

#[test]
fn apache_serves_the_page_as_this_program_does() {
    serves_the_page(Server::Apache, ACCEPTED);
}

const ACCEPTED: &[&str] = &["", "gzip", "gzip, deflate, br", "br", "gzip, br;q=0", "br;q=0.0,gzip;q=0"];

fn serves_the_page(server: Server, accepted: &[&str]) {
    let places = ["/", "/login/"].map(|base| Place::new(base).unwrap());
    let urls = places.each_ref().map(Place::url);
    let setup = Setup { op: json!({ "redirect_uris": urls }), ..Setup::default() };
    journey_with(&setup, async |stage| {
        for place in places {
            let web = WebServer::start(server, place, &stage.configuration()).await.unwrap();
            for name in BESIDE {
                fs::write(web.page().join(name), "").unwrap();
                stage.site.add(name, "");
            }
            no_folder_is_listed(&web).await;
            answers_are_the_same(stage, &web, accepted).await;
            a_person_signs_in(stage, &web).await;
        }
    });
}

async fn a_person_signs_in(stage: &Stage, web: &WebServer) {
    stage.is_also_at(web.origin());
    let api = ResourceServer::start(&ResourceServerOptions {
        issuer: stage.provider().issuer().to_owned(),
        jwks_uri: Some(format!("http://127.0.0.1:{}/jwks", stage.provider().op.port())),
        origins: vec![web.origin()],
        ..ResourceServerOptions::default()
    });
    let api = api.unwrap();
    stage.backend.forward_to(api.port(), "");
    stage.browser.open(&web.url()).await;
    stage.browser.see_state("picker").await;
    stage.browser.sign_in_with("Demo", "alice").await;
    stage.browser.see_backend("answered").await;
    let answer = stage.browser.read_backend_answer().await;
    assert!(answer.contains("\"hello\": \"alice\""), "{answer}");
    assert_eq!(stage.browser.url().await, web.url());
    assert_eq!(stage.console_problems().await, Vec::<String>::new());
    assert_eq!(stage.leaks().await, Vec::<String>::new());
    // The next one signs in at the provider again.
    assert!(stage.browser.forget(&web.url()).await);
}

async fn answers_are_the_same(stage: &Stage, web: &WebServer, accepted: &[&str]) {
    let names: Vec<String> = fs::read_dir(web.page())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        // What the page asks for: the other JSON is for who writes a configuration, and is compressed here
        // and not there.
        .filter(|name| {
            name == "config.json"
                || ![".br", ".gz", ".htaccess", ".json"].iter().any(|end| name.ends_with(end))
        })
        .collect();
    assert!(names.iter().any(|name| name.contains(".wasm")), "{names:?}");
    let more = [
        "",
        "",
        "?code=c&state=s",
        "no-0123456789abcdef.js",
        "portico-fedcba9876543210.js",
        "no.txt",
        "config.json/",
    ];
    for name in names.iter().map(String::as_str).chain(more) {
        for accept in accepted {
            let ask = |page: String| Ask::get(page + name).header("accept-encoding", *accept).send();
            let ours = ask(stage.site.url()).await.unwrap();
            let theirs = ask(web.url()).await.unwrap();
            let varies = name.is_empty() || web.page().join(format!("{name}.gz")).exists();
            let what = format!("{name:?} for who accepts {accept:?}: {}", web.said());
            assert_eq!(compared(&theirs, varies), compared(&ours, varies), "{what}");
            if ours.status == 200 {
                assert_eq!(theirs.text, ours.text, "{what}");
                has_not_changed(&web.url(), name, accept, &theirs).await;
            }
        }
    }
}

async fn no_folder_is_listed(web: &WebServer) {
    let folder = web.page().join("icons");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("logo.svg"), "<svg/>").unwrap();
    let answer = Ask::get(format!("{}icons/", web.url())).send().await.unwrap();
    assert!(matches!(answer.status, 403 | 404), "{answer:?}");
    assert!(!answer.text.contains("logo.svg"), "{answer:?}");
    assert!(answer.header("content-security-policy").is_some(), "{answer:?}");
    fs::remove_dir_all(&folder).unwrap();
}

/// An answer that says that nothing has changed has the headers as well.
async fn has_not_changed(page: &str, name: &str, accept: &str, before: &Answer) {
    let since = before.header("last-modified").unwrap();
    let ask = Ask::get(format!("{page}{name}")).header("accept-encoding", accept);
    let again = ask.header("if-modified-since", since).send().await.unwrap();
    assert_eq!(again.status, 304, "{name:?}");
    for header in ["content-security-policy", "cache-control", "access-control-allow-origin"] {
        assert_eq!(again.header(header), before.header(header), "{name:?}");
    }
}

/// The status, and each line of the headers that are compared.
fn compared(answer: &Answer, varies: bool) -> (u16, BTreeMap<&'static str, Vec<String>>) {
    let lines = |name| {
        let values = answer.headers.get_all(name).iter().map(|value| value.to_str().unwrap());
        match name {
            // The text of an error is the server's own.
            "content-type" if answer.status != 200 => Vec::new(),
            // Of what is UTF-8 anyway.
            "content-type" => values.map(|value| value.replace("; charset=utf-8", "")).collect(),
            // Ours says it of files that are there in one form only, too.
            "vary" if !varies => Vec::new(),
            "vary" => values.map(str::to_ascii_lowercase).collect(),
            _ => values.map(str::to_owned).collect(),
        }
    };
    (answer.status, COMPARED.into_iter().map(|name| (name, lines(name))).collect())
}
