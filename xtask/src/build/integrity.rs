//! Hashes of what is built: the page's integrity attributes, and the names of its assets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The value of an `integrity` attribute ([Subresource Integrity §3.5]). SHA-256, which the page is the smaller for: what a
/// longer hash would protect against nobody can do.
///
/// [Subresource Integrity §3.5]: https://www.w3.org/TR/SRI/#the-integrity-attribute
pub(crate) fn of(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

/// Sixteen hexadecimal digits that a file of this content is named by. Servers know by them that it may be kept for ever,
/// and no name that somebody gives a file looks like that.
pub(crate) fn name_hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let first = digest.first_chunk().copied().unwrap_or_default();
    format!("{:016x}", u64::from_be_bytes(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrity_is_the_one_of_the_specification() {
        // SHA-256 of nothing (FIPS 180-4).
        assert_eq!(of(b""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn a_name_follows_from_the_content_alone() {
        assert_eq!(name_hash(b""), "e3b0c44298fc1c14");
        assert_ne!(name_hash(b"a"), name_hash(b"b"));
    }
}
