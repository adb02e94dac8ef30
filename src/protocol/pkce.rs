//! Proof Key for Code Exchange ([RFC 7636]); `S256` only, `plain` has no code here.
//!
//! [RFC 7636]: https://www.rfc-editor.org/rfc/rfc7636

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::secret::CodeVerifier;

/// The value of `code_challenge_method`.
pub const METHOD: &str = "S256";

impl CodeVerifier {
    /// The `code_challenge` for this verifier ([RFC 7636 §4.2]): 43 characters of base64url.
    ///
    /// [RFC 7636 §4.2]: https://www.rfc-editor.org/rfc/rfc7636#section-4.2
    pub fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.expose()))
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
