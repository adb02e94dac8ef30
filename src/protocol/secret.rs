//! Values that must never be shown: tokens, codes, verifiers. Their `Debug` prints the type's name only, and
//! they have neither `Display` nor `PartialEq`.

use sha2::{Digest as _, Sha256};

use super::base64url;

/// Declares newtypes over a text that refuse to be printed.
macro_rules! secret {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text itself, for the one place that needs it.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

pub(crate) use secret;

secret! {
    /// `code_verifier` (RFC 7636 §4.1): 43 characters.
    CodeVerifier;
    /// `state` (RFC 6749 §4.1.1): ties a response to the request of this browser.
    State;
    /// `nonce` (OIDC Core §3.1.2.1): ties an ID token to the request.
    Nonce;
    /// `code` (RFC 6749 §4.1.2).
    Code;
    /// Access token (RFC 6749 §1.4).
    AccessToken;
    /// Refresh token (RFC 6749 §1.5).
    RefreshToken;
    /// ID token as it was sent (OIDC Core §2), for `id_token_hint`.
    IdToken;
    /// The body of a request or a response: may hold any of the others.
    Body;
    /// An address with a secret in its query, such as `id_token_hint`.
    SecretUrl;
}

impl AccessToken {
    /// Stands for a session that the browser has in a cookie: nothing of it can be read, and calls of the page's own
    /// origin have it along.
    pub fn in_cookie() -> Self {
        Self::new("")
    }

    /// Is it in a cookie?
    pub fn is_in_cookie(&self) -> bool {
        self.0.is_empty()
    }
}

impl State {
    /// SHA-256 as base64url: tells that a value was used without keeping the value.
    pub fn digest(&self) -> String {
        sha256(&self.0)
    }

    /// Are both the same? The only comparison of secrets that the protocol asks for, with [`Nonce::is`].
    pub fn is(&self, other: &str) -> bool {
        constant_time_eq(&self.0, other)
    }
}

impl Nonce {
    /// Are both the same?
    pub fn is(&self, other: &str) -> bool {
        constant_time_eq(&self.0, other)
    }
}

/// SHA-256 of the text's bytes, as base64url without padding: 43 characters.
pub(super) fn sha256(text: &str) -> String {
    base64url::encode(&Sha256::digest(text))
}

/// Compares without telling by its time how far the texts agree.
fn constant_time_eq(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let (token, verifier) = (AccessToken::new("canary-1"), CodeVerifier::new("canary-2"));
        let printed = format!("{token:?} {verifier:?} {:?}", Body::new("canary-3"));
        assert_eq!(printed, "AccessToken(..) CodeVerifier(..) Body(..)");
    }

    #[test]
    fn only_equal_texts_are_equal() {
        assert!(State::new("abc").is("abc"));
        assert!(!State::new("abc").is("abd"));
        assert!(!State::new("abc").is("abcd"));
        assert!(!Nonce::new("").is("a"));
    }
}
