//! The response headers that the page is deployed with.
//!
//! The policy of `index.html` is the same but for two directives: `frame-ancestors` works as a header only
//! ([CSP 3 §6.4.2]), and it and `connect-src` depend on the configuration. There is no `X-Frame-Options`: it can't name origins, and
//! browsers do not look at it beside `frame-ancestors`. `Strict-Transport-Security` is left to whoever terminates TLS: a server of
//! plain http must not send it ([RFC 6797 §7.2]).
//!
//! [CSP 3 §6.4.2]: https://www.w3.org/TR/CSP3/#directive-frame-ancestors
//! [RFC 6797 §7.2]: https://www.rfc-editor.org/rfc/rfc6797#section-7.2

use portico::config::{self, Config};
use portico::url::Origin;

/// The headers of every response of the page with this configuration.
#[must_use]
pub fn production(config: &Config) -> Vec<(&'static str, String)> {
    let ancestors: Vec<&str> = config.frame_ancestors.iter().map(Origin::as_str).collect();
    for_origins(&config.connect_origins(), &ancestors)
}

/// The headers of every response of the page with this text as its `config.json`.
///
/// A text that is no configuration gives the headers of a page that connects to itself only and that nobody frames: it
/// must still be served, because it is the page that says what is wrong.
#[must_use]
pub fn for_text(text: &str) -> Vec<(&'static str, String)> {
    config::parse(text).map_or_else(|_| for_origins(&[], &[]), |parsed| production(&parsed.config))
}

/// The headers of every response of a page that may connect to these origins besides its own, and be framed by the
/// `ancestors`.
///
/// # Security
/// An entry that is not a plain `scheme://host[:port]` is left out: it could otherwise end the
/// directive and start another one.
fn for_origins(connect: &[String], ancestors: &[&str]) -> Vec<(&'static str, String)> {
    // Whoever opens this page from another origin gets no hold of its window. But a page in a frame of another site hears from
    // the popup of its sign-in through that window only, for channels and storage are partitioned there, and a page of ours that
    // comes back to the popup with a policy of its own would cut it off.
    let opener = if ancestors.is_empty() { "same-origin-allow-popups" } else { "unsafe-none" };
    vec![
        ("content-security-policy", content_security_policy(connect, ancestors)),
        ("referrer-policy", "no-referrer".into()),
        ("x-content-type-options", "nosniff".into()),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()".into()),
        ("cross-origin-opener-policy", opener.into()),
    ]
}

fn content_security_policy(connect: &[String], ancestors: &[&str]) -> String {
    let connect = sources(connect.iter().map(String::as_str));
    let ancestors = sources(ancestors.iter().copied());
    let ancestors = if ancestors.is_empty() { "'none'" } else { &ancestors.join(" ") };
    [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' data: https:",
        &["connect-src 'self'"].into_iter().chain(connect).collect::<Vec<_>>().join(" "),
        "base-uri 'none'",
        "form-action 'none'",
        &format!("frame-ancestors {ancestors}"),
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    .join("; ")
}

/// The host sources of these origins, each once.
pub(crate) fn sources<'a>(origins: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut sources = Vec::new();
    for origin in origins.filter(|origin| is_origin(origin)) {
        if !sources.contains(&origin) {
            sources.push(origin);
        }
    }
    sources
}

/// Whether the text is a serialized http(s) origin, and so a single CSP host source.
fn is_origin(text: &str) -> bool {
    let Some(authority) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return false;
    };
    // Brackets are those of an IPv6 address. CSP has no source for one, and browsers say so in the
    // console; leaving it in makes the reason of the refused connection visible there.
    !authority.is_empty()
        && authority.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directive(origins: &[&str], name: &str) -> String {
        let origins: Vec<String> = origins.iter().map(ToString::to_string).collect();
        let headers = for_origins(&origins, &[]);
        let (_, policy) = headers.iter().find(|(name, _)| *name == "content-security-policy").unwrap();
        policy.split("; ").find_map(|part| part.strip_prefix(name)).unwrap().trim().to_owned()
    }

    #[test]
    fn policy_is_the_one_of_the_design() {
        let headers = for_origins(&["https://id.example.test".into()], &[]);
        assert_eq!(
            headers[0].1,
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data: https:; connect-src 'self' https://id.example.test; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
             trusted-types 'none'"
        );
    }

    #[test]
    fn the_policy_of_the_page_itself_is_the_same_where_it_can_be() {
        let page = include_str!("../../index.html");
        let (_, meta) = page.split_once("http-equiv=\"Content-Security-Policy\" content=\"").unwrap();
        let (meta, _) = meta.split_once('"').unwrap();
        let policy = content_security_policy(&[], &[]);
        let by_header_only =
            |part: &&str| !part.starts_with("connect-src") && !part.starts_with("frame-ancestors");
        let header: Vec<&str> = policy.split("; ").filter(by_header_only).collect();
        let page: Vec<&str> = meta.split("; ").filter(|part| *part != "connect-src *").collect();
        assert_eq!(page, header);
    }

    #[test]
    fn the_page_may_ask_the_servers_of_its_configuration() {
        let text = r#"{
            "providers": [
                { "id": "a", "title": "A", "issuer": "https://id.example.test/realm", "client_id": "c" },
                { "id": "b", "title": "B", "issuer": "http://127.0.0.1:9000", "client_id": "c" }
            ]
        }"#;
        let headers = for_text(text);
        let connect = "; connect-src 'self' http://127.0.0.1:9000 https://id.example.test; ";
        assert!(headers[0].1.contains(connect), "{}", headers[0].1);
        assert_eq!(for_text(&text[1..]), for_origins(&[], &[]));
    }

    #[test]
    fn only_listed_origins_may_frame_the_page() {
        let sent = |list: &str| {
            let provider = r#"{ "id": "a", "title": "A", "issuer": "https://id.test", "client_id": "c" }"#;
            let headers = for_text(&format!(r#"{{ "frame_ancestors": {list}, "providers": [{provider}] }}"#));
            let (_, rest) = headers[0].1.split_once("; frame-ancestors ").unwrap();
            assert_eq!(headers[4].0, "cross-origin-opener-policy");
            (rest.split(';').next().unwrap().to_owned(), headers[4].1.clone())
        };
        let of = |sources: &str, opener: &str| (sources.to_owned(), opener.to_owned());
        assert_eq!(sent("[]"), of("'none'", "same-origin-allow-popups"));
        assert_eq!(
            sent(r#"["https://b.test", "http://localhost:3000/", "https://B.test:443"]"#),
            of("https://b.test http://localhost:3000", "unsafe-none")
        );
        // No configuration at all.
        assert_eq!(sent(r#"["https://*.test"]"#), of("'none'", "same-origin-allow-popups"));
    }

    #[test]
    fn without_a_configuration_the_page_connects_to_itself_only() {
        assert_eq!(directive(&[], "connect-src"), "'self'");
    }

    #[test]
    fn an_origin_named_twice_stands_once() {
        let twice = ["https://a.test:8443", "http://127.0.0.1:9000", "https://a.test:8443"];
        assert_eq!(directive(&twice, "connect-src"), "'self' https://a.test:8443 http://127.0.0.1:9000");
    }

    #[test]
    fn an_entry_that_would_end_the_directive_is_left_out() {
        let hostile = [
            "https://a.test; script-src *",
            "https://a.test,https://b.test",
            "https://a.test *",
            "https://a.test/path",
            "https://*",
            "https://",
            "*",
            "data:",
            "'unsafe-inline'",
            "https://a.test\r\nset-cookie: a=b",
        ];
        assert_eq!(directive(&hostile, "connect-src"), "'self'");
        assert!(content_security_policy(&[], &hostile).contains("; frame-ancestors 'none'; "));
    }

    #[test]
    fn no_header_of_the_page_is_left_to_chance() {
        let headers = for_origins(&[], &[]);
        let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            [
                "content-security-policy",
                "referrer-policy",
                "x-content-type-options",
                "permissions-policy",
                "cross-origin-opener-policy"
            ]
        );
    }
}
