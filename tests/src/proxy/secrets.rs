//! The secrets that passed through the proxy, to be searched for where they must not be.

use std::collections::BTreeSet;

use url::Url;

use super::{Endpoint, Exchange};

/// Something that no page may keep in the clear.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Secret {
    /// What it is: `access_token`, `code`, `code_verifier`, …
    pub name: &'static str,
    value: String,
}

impl Secret {
    /// Whether the text holds it, or a good part of it.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        text.contains(&self.value) || self.parts().any(|part| text.contains(part))
    }

    /// Long ones may be stored in pieces: the signature of a JWT, the beginning of its claims.
    fn parts(&self) -> impl Iterator<Item = &str> {
        self.value.split('.').skip(1).filter_map(|part| part.get(..40))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name)
    }
}

const TOKENS: [&str; 3] = ["access_token", "id_token", "refresh_token"];

pub(super) fn of(log: &[Exchange]) -> Vec<Secret> {
    let mut found = BTreeSet::new();
    let mut add = |name: &'static str, value: Option<&str>| {
        // Shorter ones are what a journey made up.
        if let Some(value) = value.filter(|value| value.len() >= 16) {
            found.insert(Secret { name, value: value.to_owned() });
        }
    };
    for it in log {
        match it.endpoint {
            Endpoint::Authorize => {
                for name in ["nonce", "state"] {
                    add(name, it.parameter(name));
                }
                let url = it.location.as_deref().and_then(|location| Url::parse(location).ok());
                for (name, value) in url.iter().flat_map(Url::query_pairs) {
                    if name == "code" {
                        add("code", Some(&value));
                    }
                }
            }
            Endpoint::Token => {
                for name in ["code", "code_verifier", "refresh_token"] {
                    add(name, it.parameter(name));
                }
                for body in it.answer.iter().chain(&it.upstream) {
                    for name in TOKENS {
                        add(name, body[name].as_str());
                    }
                }
            }
            _ => {}
        }
    }
    found.into_iter().collect()
}
