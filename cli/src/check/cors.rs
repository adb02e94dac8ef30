//! What a browser lets the page see of an answer ([Fetch §4.10], [§4.8]), where it asks without cookies.
//!
//! [Fetch §4.10]: https://fetch.spec.whatwg.org/#concept-cors-check
//! [§4.8]: https://fetch.spec.whatwg.org/#cors-preflight-fetch

use reqwest::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, AsHeaderName, HeaderMap,
};

use super::answer::Answer;

/// Why a browser keeps an answer from the page, or does not even ask.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Blocked {
    /// No `Access-Control-Allow-Origin`.
    #[error("it has no Access-Control-Allow-Origin")]
    NoOrigin,
    /// It is for another origin, or there are several.
    #[error("Access-Control-Allow-Origin is {0:?}")]
    OtherOrigin(String),
    /// The preflight is answered with a status that is no success.
    #[error("the preflight (OPTIONS) is answered with HTTP {0}")]
    PreflightStatus(u16),
    /// The method is not allowed.
    #[error("the preflight allows no {0}")]
    Method(String),
    /// The header is not allowed; `*` does not allow `Authorization`.
    #[error("the preflight does not allow the header {0}")]
    Header(String),
}

impl Blocked {
    /// Is it the answer to the preflight that is not as it should be?
    pub fn is_of_preflight(&self) -> bool {
        matches!(self, Self::PreflightStatus(_) | Self::Method(_) | Self::Header(_))
    }
}

/// May a page of this origin read the answer?
pub fn readable(answer: &Answer, origin: &str) -> Result<(), Blocked> {
    let values: Vec<String> = texts(&answer.headers, ACCESS_CONTROL_ALLOW_ORIGIN).collect();
    match values.join(", ") {
        all if all == "*" || all == origin => Ok(()),
        all if all.is_empty() => Err(Blocked::NoOrigin),
        all => Err(Blocked::OtherOrigin(portico::text::clean(&all, 200))),
    }
}

/// After this answer to a preflight, may a page of this origin send the method and the header?
pub fn allows(answer: &Answer, origin: &str, method: &str, header: &str) -> Result<(), Blocked> {
    readable(answer, origin)?;
    if !answer.is_success() {
        return Err(Blocked::PreflightStatus(answer.status));
    }
    // GET and POST need no permission, by whatever name.
    let methods = words(&answer.headers, ACCESS_CONTROL_ALLOW_METHODS);
    if !["GET", "HEAD", "POST"].contains(&method) && !methods.iter().any(|word| word == method || word == "*")
    {
        return Err(Blocked::Method(method.to_owned()));
    }
    let headers = words(&answer.headers, ACCESS_CONTROL_ALLOW_HEADERS);
    let by_star = !header.eq_ignore_ascii_case("authorization") && headers.iter().any(|word| word == "*");
    if by_star || headers.iter().any(|word| word.eq_ignore_ascii_case(header)) {
        Ok(())
    } else {
        Err(Blocked::Header(header.to_owned()))
    }
}

/// May the page read this header of the answer?
pub fn exposes(answer: &Answer, header: &str) -> bool {
    let exposed = words(&answer.headers, ACCESS_CONTROL_EXPOSE_HEADERS);
    exposed.iter().any(|word| word == "*" || word.eq_ignore_ascii_case(header))
}

fn texts(headers: &HeaderMap, name: impl AsHeaderName) -> impl Iterator<Item = String> {
    headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
}

fn words(headers: &HeaderMap, name: impl AsHeaderName) -> Vec<String> {
    texts(headers, name)
        .flat_map(|text| text.split(',').map(|word| word.trim().to_owned()).collect::<Vec<_>>())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use portico::protocol::secret::Body;
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    const ORIGIN: &str = "https://login.example.test";

    fn answer(status: u16, headers: &[(&'static str, &str)]) -> Answer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        Answer { status, headers: map, body: Body::new(""), now: 0 }
    }

    #[test]
    fn an_answer_is_readable_for_all_or_for_this_origin_alone() {
        let read = |values: &[&str]| {
            let headers: Vec<_> =
                values.iter().map(|value| ("access-control-allow-origin", *value)).collect();
            readable(&answer(400, &headers), ORIGIN)
        };
        assert_eq!(read(&["*"]), Ok(()));
        assert_eq!(read(&[ORIGIN]), Ok(()));
        assert_eq!(read(&[]), Err(Blocked::NoOrigin));
        for other in
            ["https://login.example.test/", "https://LOGIN.example.test", "null", "http://login.example.test"]
        {
            assert_eq!(read(&[other]), Err(Blocked::OtherOrigin(other.into())));
        }
        assert_eq!(read(&["*", ORIGIN]), Err(Blocked::OtherOrigin(format!("*, {ORIGIN}"))));
    }

    #[test]
    fn a_star_does_not_allow_authorization() {
        let allowed = |header: &str, asked: &str| {
            let headers = [("access-control-allow-origin", "*"), ("access-control-allow-headers", header)];
            allows(&answer(204, &headers), ORIGIN, "GET", asked)
        };
        assert_eq!(allowed("X, authorization", "Authorization"), Ok(()));
        assert_eq!(allowed("*", "content-type"), Ok(()));
        assert_eq!(allowed("*", "authorization"), Err(Blocked::Header("authorization".into())));
        assert_eq!(allowed("", "authorization"), Err(Blocked::Header("authorization".into())));
    }

    #[test]
    fn a_preflight_has_to_succeed_and_to_allow_the_method() {
        let star = ("access-control-allow-origin", "*");
        let headers = ("access-control-allow-headers", "authorization");
        let ask = |status, all: &[_], method| allows(&answer(status, all), ORIGIN, method, "authorization");
        assert_eq!(ask(405, &[star, headers], "GET"), Err(Blocked::PreflightStatus(405)));
        assert_eq!(ask(404, &[], "GET"), Err(Blocked::NoOrigin));
        assert_eq!(ask(200, &[star, headers], "DELETE"), Err(Blocked::Method("DELETE".into())));
        let methods = ("access-control-allow-methods", "GET,DELETE");
        assert_eq!(ask(200, &[star, headers, methods], "DELETE"), Ok(()));
    }

    #[test]
    fn a_header_is_exposed_by_name_or_by_star() {
        let expose = |value| answer(200, &[("access-control-expose-headers", value)]);
        assert!(exposes(&expose("a, Set-Auth-Token"), "set-auth-token"));
        assert!(exposes(&expose("*"), "set-auth-token"));
        assert!(!exposes(&expose("set-auth"), "set-auth-token"));
    }
}
