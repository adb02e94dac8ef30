//! What is about the whole of a site: its base path, what is hidden in its folder, what is remembered of it.

use std::fs;

use crate::{WASM, folder, send, serve};

#[tokio::test]
async fn the_base_path_without_its_slash_leads_to_the_page() {
    let dir = folder();
    let server = serve(&dir, "/a/b/", None).await;
    let moved = send(&server, "GET /a/b?destination=%2Fx", "").await;
    assert_eq!((moved.status, moved.header("location")), (308, Some("/a/b/?destination=%2Fx")));
    assert_eq!(moved.header("cache-control"), Some("no-store"));
    assert!(moved.header("content-security-policy").is_some());
    assert_eq!(send(&server, "HEAD /a/b", "").await.header("location"), Some("/a/b/"));
    for path in ["/a", "/a/b/icons", "/a/bc", "//a/b", "/A/b"] {
        let answer = send(&server, &format!("GET {path}"), "").await;
        assert_eq!((answer.status, answer.header("location")), (404, None), "{path}");
    }
    assert_eq!(send(&server, "POST /a/b", "Content-Length: 0\r\n").await.status, 405);
}

#[tokio::test]
async fn hidden_files_are_not_served() {
    let dir = folder();
    let dist = dir.path().join("dist");
    for (name, text) in
        [(".env", "secret"), (".git/config", "secret"), (".well-known/security.txt", "Contact: us")]
    {
        fs::create_dir_all(dist.join(name).parent().unwrap()).unwrap();
        fs::write(dist.join(name), text).unwrap();
    }
    let server = serve(&dir, "/", None).await;
    for path in ["/.env", "/%2eenv", "/.git/config", "/%2Egit%2Fconfig", "/icons/../.env"] {
        let answer = send(&server, &format!("GET {path}"), "").await;
        assert_eq!((answer.status, answer.body.as_str()), (404, "not found\n"), "{path}");
    }
    assert_eq!(send(&server, "GET /.well-known/security.txt", "").await.body, "Contact: us");
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_is_followed_only_within_the_folder() {
    use std::os::unix::fs::symlink;
    let dir = folder();
    let dist = dir.path().join("dist");
    symlink("../secret.txt", dist.join("out.txt")).unwrap();
    symlink("..", dist.join("up")).unwrap();
    symlink("icons/a.svg", dist.join("in.svg")).unwrap();
    fs::write(dist.join("b.txt"), "plain").unwrap();
    symlink("../../secret.txt", dist.join("b.txt.br")).unwrap();
    symlink("../secret.txt", dist.join("b.txt.gz")).unwrap();
    let server = serve(&dir, "/", None).await;
    for path in ["/out.txt", "/up/secret.txt", "/b.txt"] {
        let answer = send(&server, &format!("GET {path}"), "Accept-Encoding: br, gzip\r\n").await;
        assert_eq!((answer.status, answer.body.as_str()), (404, "not found\n"), "{path}");
    }
    assert_eq!(send(&server, "GET /in.svg", "").await.body, "<svg/>");

    // As a deployment does it that changes one link.
    let current = dir.path().join("current");
    symlink("dist", &current).unwrap();
    let site = portico_cli::serve::Site::new(&current);
    let server = portico_cli::serve::start(site, crate::LOOPBACK).await.unwrap();
    assert_eq!(send(&server, "GET /icons/a.svg", "").await.status, 200);
    fs::create_dir(dir.path().join("next")).unwrap();
    fs::write(dir.path().join("next/index.html"), "next").unwrap();
    fs::remove_file(&current).unwrap();
    symlink("next", &current).unwrap();
    assert_eq!(send(&server, "GET /", "").await.body, "next");
}

#[tokio::test]
async fn the_page_by_any_spelling_is_never_stored() {
    let dir = folder();
    let server = serve(&dir, "/", Some("{}")).await;
    for path in ["/", "/index.html", "/%69ndex.html"] {
        let page = send(&server, &format!("GET {path}"), "").await;
        assert_eq!((page.status, page.header("cache-control")), (200, Some("no-store")), "{path}");
    }
    assert_eq!(send(&server, "GET /%63onfig.json", "").await.body, "{}");
}

#[tokio::test]
async fn an_unchanged_file_is_known_by_its_tag_with_all_headers() {
    let dir = folder();
    let server = serve(&dir, "/", None).await;
    let brotli = "Accept-Encoding: br\r\n";
    let first = send(&server, &format!("GET /{WASM}"), brotli).await;
    let tag = format!("{brotli}If-None-Match: {}\r\n", first.header("etag").unwrap());
    let second = send(&server, &format!("GET /{WASM}"), &tag).await;
    assert_eq!((second.status, second.body.as_str()), (304, ""));
    for name in ["etag", "cache-control", "vary", "content-security-policy", "x-content-type-options"] {
        assert!(first.header(name).is_some(), "{name}");
        assert_eq!(first.header(name), second.header(name), "{name}");
    }
    let other = format!("{brotli}If-None-Match: \"other\"\r\n");
    assert_eq!(send(&server, &format!("GET /{WASM}"), &other).await.status, 200);
}

#[tokio::test]
async fn a_part_is_sent_unless_it_could_be_one_of_another_file() {
    let dir = folder();
    let server = serve(&dir, "/", None).await;
    let part = send(&server, &format!("GET /{WASM}"), "Range: bytes=1-2\r\n").await;
    assert_eq!((part.status, part.body.as_str()), (206, "la"));
    assert_eq!(part.header("content-range"), Some("bytes 1-2/5"));
    let beyond = send(&server, &format!("GET /{WASM}"), "Range: bytes=9-\r\n").await;
    assert_eq!(beyond.status, 416);
    let whole = send(&server, &format!("GET /{WASM}"), "Range: bytes=1-2\r\nIf-Range: \"old\"\r\n").await;
    assert_eq!((whole.status, whole.body.as_str()), (200, "plain"));
}

#[tokio::test]
async fn what_is_said_in_place_of_a_file_is_not_kept_for_ever() {
    let dir = folder();
    let server = serve(&dir, "/", None).await;
    let part = send(&server, &format!("GET /{WASM}"), "Range: bytes=1-2\r\n").await;
    let known = format!("If-Modified-Since: {}\r\n", part.header("last-modified").unwrap());
    for (headers, status, caching) in [
        ("Range: bytes=1-2\r\n", 206, "public, max-age=31536000, immutable"),
        (&known, 304, "public, max-age=31536000, immutable"),
        ("Range: bytes=9-\r\n", 416, "no-store"),
        ("If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\n", 412, "no-store"),
    ] {
        let answer = send(&server, &format!("GET /{WASM}"), headers).await;
        assert_eq!((answer.status, answer.header("cache-control")), (status, Some(caching)), "{headers}");
    }
}
