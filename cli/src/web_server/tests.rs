//! What holds for each server. What a server makes of it is in the journeys.

use clap::ValueEnum as _;
use portico::config;

use super::*;

fn page(text: &str, base: &str, hsts: bool) -> Page {
    let files = [
        "portico-0123456789abcdef.js",
        "portico-0123456789abcdef.js.br",
        "portico.svg",
        "*-0123456789abcdef.a",
        "logo-0123456789abcdef.png",
        "define.js",
        "define.js.gz",
        "config.json",
        "index.html",
        "logo.svg",
    ];
    let config = config::parse(text).unwrap().config;
    Page::new(&config, base.parse().unwrap(), hsts, files.map(Into::into).to_vec()).unwrap()
}

fn with_issuers(issuers: &[String]) -> String {
    let provider =
        |(id, issuer)| format!(r#"{{"id":"p{id}","title":"A","client_id":"c","issuer":{issuer:?}}}"#);
    format!(r#"{{"providers":[{}]}}"#, issuers.iter().enumerate().map(provider).collect::<Vec<_>>().join(","))
}

fn printed(server: Server, issuers: &[&str]) -> String {
    let issuers: Vec<String> = issuers.iter().map(ToString::to_string).collect();
    config(server, &page(&with_issuers(&issuers), "/login/", false)).unwrap()
}

#[test]
fn the_policy_is_that_of_the_configuration() {
    for server in Server::value_variants() {
        let text = printed(*server, &["https://id.example.test/realm", "https://[2001:db8::1]:8443"]);
        let connect =
            "connect-src 'self' https://[2001:db8::1]:8443 https://id.example.test; base-uri 'none';";
        assert!(text.contains(connect), "{text}");
    }
}

#[test]
fn nothing_of_a_hostile_configuration_reaches_a_server() {
    // Each that the page's own reader lets through is one origin; the rest of the address is not in the
    // headers.
    let hostile = [
        r#"https://a.test/"; } location / { root /; } #"#,
        "https://a.test/\n/*\n  X-Evil: 1",
        "https://a.test/${evil}%{evil}e{$evil}{env.evil}",
        "https://a.test;evil",
        "https://a.test\\\"evil",
        "https://$evil.test",
        "https://{env.evil}",
        "https://%{evil}e.test",
        "https://evil*.test",
        "https://a.test\u{2028}evil",
        "https://user:evil@a.test",
    ];
    for server in Server::value_variants() {
        for issuer in hostile {
            let plain = printed(*server, &["https://a.test", "https://b.test"]);
            let escaped = serde_free_escape(issuer);
            let providers = format!(
                r#"{{"providers":[{{"id":"a","title":"A","client_id":"c","issuer":"{escaped}"}},
                    {{"id":"b","title":"B","client_id":"c","issuer":"https://b.test"}}],
                    "page":{{"title":"evil\"; }}"}}}}"#
            );
            let parsed = config::parse(&providers).unwrap();
            let made = Page::new(&parsed.config, "/login/".parse().unwrap(), false, Vec::new()).unwrap();
            let text = config(*server, &made).unwrap();
            assert!(!text.contains("evil"), "{issuer}: {text}");
            assert!(text.lines().count() <= plain.lines().count(), "{issuer}: {text}");
        }
    }
}

/// The text as the inside of a JSON string.
fn serde_free_escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[test]
fn a_value_that_a_server_would_read_is_refused() {
    for plain in
        ["default-src 'none'; img-src data: https:", "camera=(), geolocation=()", "https://[::1]:8443"]
    {
        assert!(quotable("a", plain.into()).is_ok(), "{plain}");
    }
    for hostile in ["\"", "\\", "$a", "{a}", "%a", "a\nb", "a\tb", "a\r", "\0", "ä", "<a>", "`", "#"] {
        assert!(matches!(quotable("a", hostile.into()), Err(Error::Unquotable("a"))), "{hostile:?}");
    }
}

#[test]
fn strict_transport_security_is_sent_on_request_only() {
    for server in Server::value_variants() {
        let sent =
            |hsts| config(*server, &page(&with_issuers(&["https://a.test".into()]), "/", hsts)).unwrap();
        assert!(!sent(false).contains("Strict-Transport-Security"));
        assert!(sent(true).contains("Strict-Transport-Security"));
    }
}

#[test]
fn each_file_has_one_rule_for_each_header() {
    for server in [Server::Netlify, Server::Cloudflare] {
        let text = printed(server, &["https://a.test"]);
        let rules: Vec<&str> = text.lines().filter(|line| line.starts_with('/')).collect();
        assert_eq!(
            rules,
            [
                "/login/*",
                "/login/",
                "/login/index.html",
                "/login/define.js",
                "/login/logo-0123456789abcdef.png",
                "/login/portico-0123456789abcdef.js",
                "/login/portico.svg"
            ],
            "{text}"
        );
        assert_eq!(text.matches("Content-Security-Policy:").count(), 1, "{text}");
        let (all, others) = text.split_once("/login/\n").unwrap();
        assert!(!all.contains("Cache-Control"), "{text}");
        let shared = "  Access-Control-Allow-Origin: *\n  Cross-Origin-Resource-Policy: cross-origin\n";
        let kept = "  Cache-Control: public, max-age=31536000, immutable\n";
        let expected = format!(
            "  Cache-Control: no-store\n/login/index.html\n  Cache-Control: no-store\n/login/define.js\n{shared}\
             /login/logo-0123456789abcdef.png\n{kept}/login/portico-0123456789abcdef.js\n{kept}{shared}\
             /login/portico.svg\n{shared}"
        );
        assert_eq!(others, expected);
    }
}

#[test]
fn other_origins_may_load_what_the_widget_needs() {
    let sent = ["Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy"];
    for (server, lines) in [
        (Server::Nginx, ["add_header {} \"*\";", "add_header {} \"cross-origin\";"]),
        (Server::Caddy, ["{} \"*\"", "{} \"cross-origin\""]),
        (Server::Apache, ["Header set {} \"*\"", "Header set {} \"cross-origin\""]),
    ] {
        let text = printed(server, &["https://a.test"]);
        // nginx says it beside each of two rules of caching.
        let times = if server == Server::Nginx { 2 } else { 1 };
        for (name, line) in sent.into_iter().zip(lines) {
            let line = line.replace("{}", name);
            assert_eq!(text.lines().filter(|it| it.trim() == line).count(), times, "{text}");
            assert_eq!(text.matches(name).count(), times, "{text}");
        }
    }
}

#[test]
fn the_origins_that_may_frame_the_page_are_those_of_the_configuration() {
    let text = with_issuers(&["https://a.test".into()]);
    let listed =
        text.replacen('{', r#"{"frame_ancestors":["https://host.test","http://localhost:3000"],"#, 1);
    for server in Server::value_variants() {
        let sent = |text: &str| config(*server, &page(text, "/login/", false)).unwrap();
        assert!(sent(&text).contains("; frame-ancestors 'none'; "));
        let framed = sent(&listed);
        assert!(framed.contains("; frame-ancestors https://host.test http://localhost:3000; "), "{framed}");
        assert!(!framed.contains("same-origin-allow-popups"), "{framed}");
    }
}

#[test]
fn what_cloudflare_would_not_read_is_refused() {
    let issuers = |host: &str, count| -> Vec<String> {
        (0..count).map(|it| format!("https://{host}{it}.example.test")).collect()
    };
    let made = |host: &str| config(Server::Cloudflare, &page(&with_issuers(&issuers(host, 20)), "/", false));
    assert!(made("a").unwrap().lines().all(|line| line.len() <= 2000));
    let error = made(&["a".repeat(60), "a".repeat(60)].join(".")).map(|text| text.len()).unwrap_err();
    assert!(
        matches!(&error, Error::LineTooLong { name, .. } if name == "Content-Security-Policy"),
        "{error}"
    );

    let hashed = (0..98).map(|it| format!("a-{it:016x}.js")).collect();
    let parsed = config::parse(&with_issuers(&issuers("a", 1))).unwrap();
    let many = Page::new(&parsed.config, "/".parse().unwrap(), false, hashed).unwrap();
    assert!(matches!(super::config(Server::Cloudflare, &many), Err(Error::TooManyRules(101))));
    assert!(super::config(Server::Netlify, &many).is_ok());
}

#[test]
fn names_are_written_as_people_do() {
    assert_eq!(capitalized("x-content-type-options"), "X-Content-Type-Options");
}
