//! Which product a provider is, and what things are called in its settings.
//!
//! It is told by the paths of its endpoints. The words are those of Pocket ID 2.14, authentik 2026.8 and Keycloak 26.

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
    /// Any other one.
    Other,
}

impl Product {
    /// Tells by an address: that of the metadata, or an endpoint of them.
    pub fn of<'a>(addresses: impl IntoIterator<Item = &'a str>) -> Self {
        let mut found = Self::Other;
        for address in addresses {
            found = match address {
                it if it.contains("/application/o/") => Self::Authentik,
                it if it.contains("/realms/") => Self::Keycloak,
                it if it.contains("/api/oidc/") => Self::PocketId,
                _ => continue,
            };
        }
        found
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PocketId => "Pocket ID",
            Self::Authentik => "authentik",
            Self::Keycloak => "Keycloak",
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
        assert_eq!(
            Product::of(["https://id.test", "http://pocketid:1411/api/oidc/token"]),
            Product::PocketId
        );
        assert_eq!(Product::of(["https://id.test/token"]), Product::Other);
    }
}
