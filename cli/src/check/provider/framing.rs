//! May other sites put the provider's sign-in page into a frame, and make people click there (RFC 6749 §10.13)?

use super::super::answer::Answer;
use super::super::report::Finding;
use super::Subject;
use crate::product::Remedy;

pub(super) const CHECK: &str = "framing";

pub(super) fn judge(page: &Answer, subject: &Subject<'_>) -> Finding {
    if refuses_frames(page) {
        return Finding::ok(CHECK, "its sign-in page can't be framed by other sites");
    }
    let message = "its sign-in page can be put into a frame by any site";
    Finding::warning(CHECK, "framing_allowed", message, subject.product.remedy(Remedy::Framing))
}

/// `frame-ancestors` without a wildcard ([CSP 3 §6.4.2]); where no policy has it, `X-Frame-Options` ([RFC 7034]).
///
/// [CSP 3 §6.4.2]: https://www.w3.org/TR/CSP3/#directive-frame-ancestors
/// [RFC 7034]: https://www.rfc-editor.org/rfc/rfc7034
fn refuses_frames(answer: &Answer) -> bool {
    let texts = |name: &'static str| {
        let values = answer.headers.get_all(name).iter();
        values.filter_map(|value| value.to_str().ok()).map(str::to_ascii_lowercase).collect::<Vec<_>>()
    };
    let policies = texts("content-security-policy");
    let directives = policies.iter().flat_map(|policy| policy.split([';', ',']));
    let mut ancestors = directives.filter_map(|part| {
        let (name, sources) = part.trim().split_once(' ').unwrap_or((part.trim(), ""));
        (name == "frame-ancestors").then_some(sources)
    });
    let is_open = |sources: &str| {
        let everybody = ["*", "*:*", "https:", "http:", "https://*", "http://*", "https://*:*", "http://*:*"];
        sources.split_whitespace().any(|source| everybody.contains(&source))
    };
    match ancestors.next() {
        // All policies are in force.
        Some(first) => !is_open(first) || ancestors.any(|sources| !is_open(sources)),
        None => texts("x-frame-options").iter().any(|value| matches!(value.trim(), "deny" | "sameorigin")),
    }
}

#[cfg(test)]
mod tests {
    use portico::protocol::secret::Body;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    fn refuses(headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        refuses_frames(&Answer { status: 200, headers: map, body: Body::new(""), now: 0 })
    }

    #[test]
    fn a_page_refuses_frames_by_either_header() {
        let policy = "content-security-policy";
        assert!(refuses(&[(policy, "default-src 'self'; frame-ancestors 'none'")]));
        assert!(refuses(&[(policy, "frame-ancestors 'self' https://a.test")]));
        assert!(refuses(&[("x-frame-options", "SAMEORIGIN")]));
        assert!(!refuses(&[(policy, "default-src 'self'")]));
        for everybody in ["frame-ancestors *", "frame-ancestors https:", "frame-ancestors 'self' https://*"] {
            assert!(!refuses(&[(policy, everybody)]), "{everybody}");
        }
        assert!(!refuses(&[("x-frame-options", "ALLOW-FROM https://a.test")]));
    }

    #[test]
    fn a_policy_that_lets_everybody_wins_over_the_older_header() {
        let old = ("x-frame-options", "DENY");
        assert!(!refuses(&[("content-security-policy", "frame-ancestors *"), old]));
        assert!(refuses(&[("content-security-policy", "default-src 'none'"), old]));
        let (open, closed) = ("frame-ancestors *", "frame-ancestors 'self'");
        assert!(refuses(&[("content-security-policy", open), ("content-security-policy", closed)]));
    }
}
