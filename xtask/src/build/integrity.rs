//! Hashes of what is built: the page's integrity attributes, and the names of its assets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

/// The value of an `integrity` attribute ([Subresource Integrity §3.5]).
///
/// [Subresource Integrity §3.5]: https://www.w3.org/TR/SRI/#the-integrity-attribute
pub(crate) fn of(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// Sixteen hexadecimal digits that a file of this content is named by.
pub(crate) fn name_hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().take(8).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_is_the_one_of_the_specification() {
        // The example of SRI §3.2, `alert('Hello, world.');`.
        assert_eq!(
            of(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }

    #[test]
    fn a_name_follows_from_the_content_alone() {
        // SHA-256 of nothing (FIPS 180-4).
        assert_eq!(name_hash(b""), "e3b0c44298fc1c14");
        assert_ne!(name_hash(b"a"), name_hash(b"b"));
    }
}
