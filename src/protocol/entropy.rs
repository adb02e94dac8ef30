//! The randomness of one sign-in: `state`, `nonce` and `code_verifier`, 32 bytes each.

use super::base64url;
use super::secret::{CodeVerifier, Nonce, State};

/// Bytes of a cryptographic random source, to be used for one sign-in at most.
#[derive(Clone)]
pub struct Entropy([u8; Entropy::SIZE]);

impl Entropy {
    /// How many bytes a sign-in needs.
    pub const SIZE: usize = 96;

    /// Wraps bytes from `crypto.getRandomValues`.
    pub fn new(bytes: [u8; Self::SIZE]) -> Self {
        Self(bytes)
    }

    /// The three values. Consumes the bytes: each is used for one purpose, once.
    pub fn split(self) -> (State, Nonce, CodeVerifier) {
        let text = |from: usize| base64url::encode(self.0.get(from..from + 32).unwrap_or(&[]));
        (State::new(text(0)), Nonce::new(text(32)), CodeVerifier::new(text(64)))
    }

    /// A number from 0 to 255 for jitter, where nothing secret is made in the same step.
    pub fn jitter(&self) -> u8 {
        self.0[0]
    }
}

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entropy(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_values_are_distinct_and_have_43_unreserved_characters() {
        let mut bytes = [0; Entropy::SIZE];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::try_from(index).unwrap();
        }
        let (state, nonce, verifier) = Entropy::new(bytes).split();
        let texts = [state.expose(), nonce.expose(), verifier.expose()];
        for text in texts {
            assert_eq!(text.len(), 43);
            assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
        }
        assert!(texts[0] != texts[1] && texts[1] != texts[2] && texts[0] != texts[2]);
    }
}
