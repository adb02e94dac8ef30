//! May other sites put the provider's sign-in page into a frame, and make people click there (RFC 6749 §10.13)?

use portico::protocol::metadata::ServerMetadata;

use super::super::ask::Answer;
use super::super::redirect_uri::{self, Visited};
use super::super::report::Finding;
use super::Subject;
use crate::product::Remedy;

const CHECK: &str = "framing";

pub(super) async fn check(subject: &mut Subject<'_>, server: &ServerMetadata) {
    let Some(redirect_uri) = subject.redirect_uri.clone() else { return };
    let address = redirect_uri::request_with_pages(subject.provider, server, &redirect_uri);
    match redirect_uri::visit(subject.asker, &address, &redirect_uri).await {
        Visited::Page { answer, .. } if answer.is_success() => {
            if refuses_frames(&answer) {
                subject.add(Finding::ok(CHECK, "its sign-in page can't be framed by other sites"));
            } else {
                let message = "its sign-in page can be put into a frame by any site".into();
                subject.warning(CHECK, "framing_allowed", message, Remedy::Framing);
            }
        }
        _ => subject.add(Finding::skipped(CHECK, "it showed no page to look at")),
    }
}

/// `frame-ancestors` with anything but a wildcard, or `X-Frame-Options` with one of its two values.
fn refuses_frames(answer: &Answer) -> bool {
    let texts = |name: &'static str| {
        answer
            .headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .map(str::to_ascii_lowercase)
    };
    let by_policy = texts("content-security-policy").any(|policy| {
        let ancestors = policy.split([';', ',']).find_map(|part| part.trim().strip_prefix("frame-ancestors"));
        ancestors.is_some_and(|sources| {
            !sources.split_whitespace().any(|source| matches!(source, "*" | "https:" | "http:"))
        })
    });
    by_policy || texts("x-frame-options").any(|value| matches!(value.trim(), "deny" | "sameorigin"))
}

#[cfg(test)]
mod tests {
    use portico::protocol::secret::Body;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    fn refuses(name: &'static str, value: &'static str) -> bool {
        let headers = [(HeaderName::from_static(name), HeaderValue::from_static(value))];
        refuses_frames(&Answer {
            status: 200,
            headers: HeaderMap::from_iter(headers),
            body: Body::new(""),
            now: 0,
        })
    }

    #[test]
    fn a_page_refuses_frames_by_either_header() {
        assert!(refuses("content-security-policy", "default-src 'self'; frame-ancestors 'none'"));
        assert!(refuses("content-security-policy", "frame-ancestors 'self' https://a.test"));
        assert!(refuses("x-frame-options", "SAMEORIGIN"));
        assert!(!refuses("content-security-policy", "default-src 'self'"));
        assert!(!refuses("content-security-policy", "frame-ancestors *"));
        assert!(!refuses("content-security-policy", "frame-ancestors https:"));
        assert!(!refuses("x-frame-options", "ALLOW-FROM https://a.test"));
    }
}
