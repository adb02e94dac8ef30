//! The redirect with which a provider sends the browser back to the page.

use hyper::header::{HeaderMap, HeaderValue, LOCATION};
use url::Url;

/// Changes the parameters of an authorization response; other redirects stay as they are.
pub(super) fn edit(headers: &mut HeaderMap, proxy: &str, edit: impl FnOnce(&mut Vec<(String, String)>)) {
    let Some(mut url) = target(headers, proxy) else { return };
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    edit(&mut pairs);
    if pairs.is_empty() {
        url.set_query(None);
    } else {
        url.query_pairs_mut().clear().extend_pairs(&pairs);
    }
    if let Ok(value) = HeaderValue::from_str(url.as_str()) {
        headers.insert(LOCATION, value);
    }
}

/// Where the browser is sent, if that is away from the provider.
pub(super) fn target(headers: &HeaderMap, proxy: &str) -> Option<Url> {
    let url = Url::parse(headers.get(LOCATION)?.to_str().ok()?).ok()?;
    (url.origin().ascii_serialization() != proxy).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_way_back_to_the_page_is_changed() {
        let edited = |location: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(LOCATION, HeaderValue::from_static(location));
            edit(&mut headers, "http://127.0.0.1:1", |pairs| pairs.push(("more".into(), "a b".into())));
            headers[LOCATION].to_str().map(str::to_owned).unwrap()
        };
        assert_eq!(edited("http://127.0.0.1:2/?code=c"), "http://127.0.0.1:2/?code=c&more=a+b");
        assert_eq!(edited("http://127.0.0.1:1/auth/x"), "http://127.0.0.1:1/auth/x");
        assert_eq!(edited("/auth/x"), "/auth/x");
    }
}
