//! What a name that nobody knows was meant to be.

use super::environment::Environment;
use super::name::{Family, Field};

/// Variables that are not about one provider.
pub(super) const GLOBALS: [&str; 14] = [
    "AUTH_ROLE_MAP",
    "AUTH_DEFAULT_ROLE",
    "AUTH_ALLOW_LINKING",
    "AUTH_ALLOW_UNLINKING",
    "AUTH_SYNC_OIDC_ROLES_ON_LOGIN",
    "AUTH_GOOGLE_ID",
    "AUTH_GOOGLE_SECRET",
    "AUTH_GITHUB_ID",
    "AUTH_GITHUB_SECRET",
    "AUTH_EMAIL_PASSWORD_ENABLED",
    "AUTH_SIGNUP_ENABLED",
    "AUTH_PASSKEY_ENABLED",
    APPLE,
    "ALLOWED_GROUP",
];

/// Belongs to no provider by its name.
pub(super) const APPLE: &str = "AUTH_SOCIAL_APPLE_APP_BUNDLE_IDENTIFIER";

/// What other programs call it.
const OTHER_WORDS: [(&str, Field); 11] = [
    ("CLIENT_ID", Field::Client),
    ("CLIENT_SECRET", Field::Secret),
    ("NAME", Field::Title),
    ("DESCRIPTION", Field::Desc),
    ("ISSUER", Field::IssuerUrl),
    ("URL", Field::IssuerUrl),
    ("SCOPE", Field::Scopes),
    ("DISCOVERY_URL", Field::DiscoveryEndpoint),
    ("JWKS_URI", Field::JwksEndpoint),
    ("JWKS_URL", Field::JwksEndpoint),
    ("DOMAIN", Field::Host),
];

/// Most letters that are wrong in a misspelt name.
const MISTAKES: usize = 2;
/// Longest name that is compared: the work grows with its square.
const LONGEST: usize = 100;

/// The name of Portabase for what other programs call otherwise: `AUTH_OIDC_CLIENT` for `AUTH_OIDC_CLIENT_ID`. Of a name
/// that ends in a `field` the word has to be longer: that of `AUTH_OIDC_ISSUER_URL` is not `URL`.
pub(super) fn other_word(name: &str, field: Option<Field>) -> Option<String> {
    let known = field.map_or(0, |field| field.as_str().len());
    let family =
        [Family::Oidc, Family::Social].into_iter().find(|family| name.starts_with(family.start()))?;
    let rest = name.strip_prefix(family.start())?;
    let words = OTHER_WORDS.into_iter().filter(|(word, _)| word.len() > known && rest.ends_with(word));
    // The longest says most: `DISCOVERY_URL` ends in `URL` too.
    let (word, meant) = words.max_by_key(|(word, _)| word.len())?;
    let prefix = rest.strip_suffix(word)?;
    let prefix = if prefix.is_empty() { None } else { Some(prefix.strip_suffix('_')?) };
    let is_name = prefix != Some("") && family.has(prefix.is_some(), meant);
    is_name.then(|| family.name(prefix, meant))
}

/// A name that Portabase reads, and that is like this one.
pub(super) fn nearest(name: &str, env: &Environment<'_>) -> Option<String> {
    if name.len() > LONGEST {
        return None;
    }
    let mut best = (MISTAKES + 1, None);
    let mut consider = |other: String| {
        let distance = distance(name.as_bytes(), other.as_bytes());
        if distance < best.0 {
            best = (distance, Some(other));
        }
    };
    for other in GLOBALS {
        consider(other.to_owned());
    }
    for family in [Family::Oidc, Family::Social] {
        for prefix in [None].into_iter().chain(env.prefixes(family).take(100).map(Some)) {
            for field in Field::ALL.into_iter().filter(|field| family.has(prefix.is_some(), *field)) {
                consider(family.name(prefix, field));
            }
        }
    }
    best.1.or_else(|| other_word(name, None))
}

/// How many letters have to be added, taken out or replaced (Levenshtein).
fn distance(one: &[u8], other: &[u8]) -> usize {
    if one.len().abs_diff(other.len()) > MISTAKES {
        return MISTAKES + 1;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        for (cell, found) in row.iter_mut().skip(1).zip(other) {
            let replaced = diagonal + usize::from(letter != found);
            diagonal = *cell;
            left = replaced.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        for (one, other, expected) in [("a", "a", 0), ("abc", "abd", 1), ("abc", "ac", 1), ("ab", "ba", 2)] {
            assert_eq!(distance(one.as_bytes(), other.as_bytes()), expected, "{one} {other}");
        }
    }

    #[test]
    fn what_was_meant_is_found() {
        let env = Environment::new([("AUTH_OIDC_POCKET_CLIENT", "c")]);
        for (name, meant) in [
            ("AUTH_OIDC_POCKET_ISUER_URL", Some("AUTH_OIDC_POCKET_ISSUER_URL")),
            ("AUTH_OIDC_POCKET_ISSUER", Some("AUTH_OIDC_POCKET_ISSUER_URL")),
            ("AUTH_OIDC_KC_CLIENT_ID", Some("AUTH_OIDC_KC_CLIENT")),
            ("AUTH_OIDC_CLIENT_SECRET", Some("AUTH_OIDC_SECRET")),
            ("AUTH_OIDC_SCOPE", Some("AUTH_OIDC_SCOPES")),
            ("AUTH_OIDC_KC_URL", Some("AUTH_OIDC_KC_ISSUER_URL")),
            ("AUTH_OIDC_KC_DISCOVERY_URL", Some("AUTH_OIDC_KC_DISCOVERY_ENDPOINT")),
            ("AUTH_OIDC_JWKS_URL", Some("AUTH_OIDC_JWKS_ENDPOINT")),
            ("AUTH_ROLES_MAP", Some("AUTH_ROLE_MAP")),
            ("AUTH_ALLOWED_LINKING", Some("AUTH_ALLOW_LINKING")),
            ("AUTH_SOCIAL_URL", None),
            ("AUTH_URL", None),
            ("AUTH_OIDC__NAME", None),
        ] {
            assert_eq!(nearest(name, &env).as_deref(), meant, "{name}");
        }
        assert_eq!(nearest(&["AUTH_", &"A".repeat(1000)].concat(), &env), None);
    }
}
