//! Proof Key for Code Exchange ([RFC 7636]); `S256` only, `plain` has no code here.
//!
//! [RFC 7636]: https://www.rfc-editor.org/rfc/rfc7636

use super::secret::{CodeVerifier, sha256};

/// The value of `code_challenge_method`.
pub const METHOD: &str = "S256";

impl CodeVerifier {
    /// The `code_challenge` for this verifier ([RFC 7636 §4.2]): 43 characters of base64url.
    ///
    /// [RFC 7636 §4.2]: https://www.rfc-editor.org/rfc/rfc7636#section-4.2
    pub fn challenge(&self) -> String {
        sha256(self.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, Appendix B.
    #[test]
    fn the_challenge_of_appendix_b() {
        let verifier = CodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
