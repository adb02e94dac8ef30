//! A sign-in at the provider by authorization code, as a page does it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portico_tests::visitor::{Visitor, parameter};
use sha2::{Digest as _, Sha256};
use url::Url;

/// Where the provider sends back to. Nothing listens there: no test opens it.
pub(crate) const PAGE: &str = "http://127.0.0.1:1/";

pub(crate) const VERIFIER: &str = "a-verifier-of-43-characters-or-more-for-a-test";

pub(crate) fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// The URL with these parameters in place of its own.
pub(crate) fn with(url: &str, changes: &[(&str, &str)]) -> String {
    let mut url = Url::parse(url).unwrap();
    let kept: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let kept = kept.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let kept: Vec<_> = kept.collect();
    url.query_pairs_mut().clear().extend_pairs(kept).extend_pairs(changes);
    url.into()
}

/// The code that the provider sends back with.
pub(crate) async fn code(url: &str, name: &str) -> String {
    let back = Visitor::default().sign_in_at_op(url, name, PAGE).await.unwrap();
    parameter(&back, "code").unwrap_or_else(|| panic!("no code in {back}"))
}
