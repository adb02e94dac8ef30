//! What a browser, a cache and an attacker would ask for.

use std::fs;

use portico_cli::serve::{Site, start};

use crate::{LOOPBACK, WASM, folder, send, serve};

#[tokio::test]
async fn a_configuration_in_the_page_decides_about_the_headers() {
    let dir = folder();
    let config = |host: &str| {
        format!(r#"{{"providers":[{{"id":"a","title":"A","issuer":"https://{host}","client_id":"c"}}]}}"#)
    };
    let page = format!(
        "<!doctype html><script type=\"application/json\" id=\"portico-config\">{}</script>",
        config("inline.example")
    );
    fs::write(dir.path().join("dist/index.html"), page).unwrap();
    let server = serve(&dir, "/", Some(&config("file.example"))).await;
    let answer = send(&server, "GET /", "").await;
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("connect-src 'self' https://inline.example;"), "{policy}");
}

#[tokio::test]
async fn the_page_is_never_stored_and_has_its_headers() {
    let dir = folder();
    let server = serve(&dir, "/", None).await;
    let page = send(&server, "GET /?code=c&state=s", "").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'; "));
    assert!(page.body.contains("<title>page</title>"));
}

#[tokio::test]
async fn an_asset_named_by_its_content_is_kept_for_ever() {
    let dir = folder();
    let server = serve(&dir, "/", None).await;
    let wasm = send(&server, &format!("GET /{WASM}"), "").await;
    assert_eq!(wasm.header("content-type"), Some("application/wasm"));
    assert_eq!(wasm.header("cache-control"), Some("public, max-age=31536000, immutable"));
    let icon = send(&server, "GET /icons/a.svg", "").await;
    assert_eq!(icon.header("cache-control"), Some("no-cache"));
}

#[tokio::test]
async fn other_origins_may_load_the_files_of_the_widget_and_no_others() {
    let dir = folder();
    let dist = dir.path().join("dist");
    for name in ["define.js", "element.js", "portico.svg", "logo.svg"] {
        fs::write(dist.join(name), "file").unwrap();
    }
    let server = serve(&dir, "/", Some("{}")).await;
    let sent = async |request: &str, headers: &str| {
        let answer = send(&server, request, headers).await;
        let value = |name: &str| answer.header(name).unwrap_or_default().to_owned();
        (answer.status, value("access-control-allow-origin"), value("cross-origin-resource-policy"))
    };
    let shared = |status| (status, "*".to_owned(), "cross-origin".to_owned());
    for name in ["define.js", "element.js", "portico.svg", WASM, "%64efine.js"] {
        assert_eq!(sent(&format!("GET /{name}"), "").await, shared(200), "{name}");
        assert_eq!(sent(&format!("HEAD /{name}"), "").await, shared(200), "{name}");
    }
    assert_eq!(sent(&format!("GET /{WASM}"), "Range: bytes=1-2\r\n").await, shared(206));
    assert_eq!(sent("GET /define.js", "If-None-Match: *\r\n").await, shared(304));
    let own = |status| (status, String::new(), String::new());
    for (path, status) in [
        ("/", 200),
        ("/index.html", 200),
        ("/config.json", 200),
        ("/logo.svg", 200),
        ("/portico-fedcba9876543210.js", 404),
        ("/icons/define.js", 404),
    ] {
        assert_eq!(sent(&format!("GET {path}"), "Origin: https://a.test\r\n").await, own(status), "{path}");
    }
    assert_eq!(sent("GET /define.js", "Range: bytes=99-\r\n").await, own(416));
    assert_eq!(sent("POST /define.js", "Content-Length: 0\r\n").await, own(405));
    assert_eq!(send(&server, "GET /define.js", "").await.header("cache-control"), Some("no-cache"));
}

#[tokio::test]
async fn the_smallest_accepted_encoding_is_sent() {
    let dir = folder();
    let server = serve(&dir, "/", None).await;
    for (accept, encoding, body) in [
        ("Accept-Encoding: gzip, deflate, br\r\n", Some("br"), "brotli"),
        ("Accept-Encoding: gzip\r\n", Some("gzip"), "gzip"),
        ("Accept-Encoding: br;q=0\r\n", None, "plain"),
        ("", None, "plain"),
    ] {
        let wasm = send(&server, &format!("GET /{WASM}"), accept).await;
        assert_eq!(wasm.header("content-encoding"), encoding, "{accept:?}");
        assert_eq!(wasm.header("content-type"), Some("application/wasm"), "{accept:?}");
        assert_eq!(wasm.header("vary"), Some("accept-encoding"), "{accept:?}");
        assert_eq!(wasm.body, body, "{accept:?}");
    }
}

#[tokio::test]
async fn a_file_that_did_not_change_is_not_sent_again() {
    let dir = folder();
    let server = serve(&dir, "/", None).await;
    let first = send(&server, "GET /icons/a.svg", "").await;
    let since = format!("If-Modified-Since: {}\r\n", first.header("last-modified").unwrap());
    let second = send(&server, "GET /icons/a.svg", &since).await;
    assert_eq!((second.status, second.body.as_str()), (304, ""));
    assert!(second.header("content-security-policy").is_some());
}

#[tokio::test]
async fn head_has_the_headers_and_no_body() {
    let dir = folder();
    let server = serve(&dir, "/", None).await;
    for path in ["/", "/config.json", "/icons/a.svg"] {
        let answer = send(&server, &format!("HEAD {path}"), "").await;
        assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{path}");
        assert!(answer.header("content-length").is_some_and(|length| length != "0"), "{path}");
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let dir = folder();
    let server = serve(&dir, "/", None).await;
    let answer = send(&server, "POST /", "Content-Length: 0\r\n").await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")));
}

#[tokio::test]
async fn nothing_outside_the_folder_and_no_listing_is_served() {
    let dir = folder();
    let server = serve(&dir, "/", None).await;
    for path in [
        "/callback",
        "/icons",
        "/icons/",
        "//",
        "//example.test",
        "/./",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/icons/../../secret.txt",
        "/icons/%2e%2e/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "/%2fetc/passwd",
        "/index.html%00",
        "/a%ff",
    ] {
        let answer = send(&server, &format!("GET {path}"), "").await;
        assert_eq!((answer.status, answer.body.as_str()), (404, "not found\n"), "{path}");
        assert_eq!(answer.header("location"), None, "{path}");
        assert!(answer.header("content-security-policy").is_some(), "{path}");
    }
}

#[tokio::test]
async fn the_configuration_can_stand_in_for_the_file_and_change() {
    let dir = folder();
    let from_file = serve(&dir, "/", None).await;
    assert_eq!(send(&from_file, "GET /config.json", "").await.body, r#"{"from":"file"}"#);

    let server = serve(&dir, "/", Some(r#"{"from":"site"}"#)).await;
    let first = send(&server, "GET /config.json", "").await;
    assert_eq!(first.body, r#"{"from":"site"}"#);
    assert_eq!(first.header("content-type"), Some("application/json"));
    assert_eq!(first.header("cache-control"), Some("no-cache"));
    server.set_config(r#"{"from":"later"}"#);
    assert_eq!(send(&server, "GET /config.json", "").await.body, r#"{"from":"later"}"#);
}

#[tokio::test]
async fn a_configuration_that_cannot_be_read_does_not_keep_the_page_away() {
    let dir = folder();
    let server = serve(&dir, "/", Some("{ not json")).await;
    let page = send(&server, "GET /", "").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").unwrap().contains("connect-src 'self'; "));
}

#[tokio::test]
async fn under_a_sub_path_nothing_answers_outside_it() {
    let dir = folder();
    let server = serve(&dir, "/a/b/", None).await;
    assert!(server.url().ends_with("/a/b/"));
    for (path, status) in [
        ("/a/b/", 200),
        ("/a/b/index.html", 200),
        ("/a/b/config.json", 200),
        ("/a/b/icons/a.svg", 200),
        ("/a/b/icons", 404),
        ("/", 404),
        ("/a/", 404),
        ("/config.json", 404),
        ("/a/b/../../secret.txt", 404),
    ] {
        assert_eq!(send(&server, &format!("GET {path}"), "").await.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_base_path_without_its_slashes_is_refused() {
    let dir = folder();
    for base_path in ["", "a/", "/a"] {
        let site = Site { base_path: base_path.into(), ..Site::new(dir.path()) };
        let error = start(site, LOOPBACK).await.unwrap_err();
        assert!(error.to_string().contains("must begin and end with a slash"), "{error}");
    }
}

#[tokio::test]
async fn a_taken_port_is_named_and_a_stopped_server_frees_it() {
    let dir = folder();
    let first = serve(&dir, "/", None).await;
    let addr = first.addr();
    let error = start(Site::new(dir.path()), addr).await.unwrap_err();
    assert!(error.to_string().contains(&format!("{addr}: the port is taken")), "{error}");
    first.stop().await;
    let second = start(Site::new(dir.path()), addr).await.unwrap();
    assert_eq!(second.addr(), addr);
}
