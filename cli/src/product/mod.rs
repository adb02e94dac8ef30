//! Which product a provider is, and what things are called in its settings.
//!
//! It is told by the paths of its endpoints. The words are those of Pocket ID 2.14, authentik 2026.8,
//! Keycloak 26 and Authelia 4.39.

mod any;
mod authelia;
mod authentik;
mod keycloak;
mod pocket_id;
mod registration;
mod remedy;

use std::fmt;

pub use registration::THIS_PAGE;
pub use remedy::Remedy;

/// A product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// Pocket ID.
    PocketId,
    /// authentik.
    Authentik,
    /// Keycloak.
    Keycloak,
    /// Authelia.
    Authelia,
    /// Any other one.
    Other,
}

impl Product {
    /// Tells by addresses: that of the metadata, or endpoints of them.
    pub fn of<'a>(addresses: impl IntoIterator<Item = &'a str>) -> Self {
        let addresses: Vec<&str> = addresses.into_iter().collect();
        let has = |part: &str| addresses.iter().any(|address| address.contains(part));
        if has("/application/o/") {
            Self::Authentik
        } else if has("/realms/") {
            Self::Keycloak
        } else if has("/api/oidc/authorization") {
            Self::Authelia
        // Authelia's token endpoint is the same; Pocket ID's authorization endpoint is a page of its own.
        } else if has("/api/oidc/token") && addresses.iter().any(|address| address.ends_with("/authorize")) {
            Self::PocketId
        } else {
            Self::Other
        }
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PocketId => "Pocket ID",
            Self::Authentik => "authentik",
            Self::Keycloak => "Keycloak",
            Self::Authelia => "Authelia",
            Self::Other => "the provider",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_told_by_its_addresses() {
        assert_eq!(Product::of(["https://id.test/application/o/acme/"]), Product::Authentik);
        assert_eq!(
            Product::of(["https://id.test/realms/acme/protocol/openid-connect/token"]),
            Product::Keycloak
        );
        let pocket_id = ["https://id.test/authorize", "http://pocketid:1411/api/oidc/token"];
        assert_eq!(Product::of(pocket_id), Product::PocketId);
        let authelia = ["https://id.test/api/oidc/authorization", "https://id.test/api/oidc/token"];
        assert_eq!(Product::of(authelia), Product::Authelia);
        assert_eq!(Product::of(["https://id.test/token"]), Product::Other);
    }
}
