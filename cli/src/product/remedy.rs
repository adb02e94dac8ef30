//! What to do about something that is wrong.

use super::{Product, any, authelia, authentik, keycloak, pocket_id};

/// What is to be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy<'a> {
    /// The address to come back to is not registered.
    RedirectUri(&'a str),
    /// The client is unknown, or has to authenticate itself.
    Client {
        /// `client_id`
        id: &'a str,
    },
    /// A page of this origin may not read the answers.
    Cors(&'a str),
    /// `Authorization` may not be sent to userinfo.
    UserinfoCors(&'a str),
    /// S256 is not offered.
    Pkce,
    /// There is no key that could verify an ID token, or only a shared one.
    SigningKey,
    /// ID tokens are encrypted.
    Encryption,
    /// The metadata name this issuer.
    Issuer {
        /// What they say.
        found: &'a str,
    },
    /// There are no metadata at this address.
    Metadata,
    /// An endpoint of the metadata is on an origin that the configuration does not name.
    ForeignEndpoint {
        /// The member, which is the field of the configuration too.
        name: &'a str,
        /// Its origin.
        origin: &'a str,
    },
    /// An endpoint of the metadata is no https address. Holds the member.
    UnusableEndpoint(&'a str),
    /// A scope is not known.
    Scope,
    /// A resource is not known.
    Resource,
    /// The code flow is not allowed to this client.
    Flow,
    /// The server's pages can be framed by anybody.
    Framing,
    /// A sign-in comes back with an error that says nothing more.
    Refused,
    /// There is nothing at the address of this member of the metadata, or something else.
    Endpoint(&'a str),
    /// The server fails.
    Log,
}

impl Product {
    /// What to do about it, in the words of the product.
    pub fn remedy(self, remedy: Remedy<'_>) -> String {
        match self {
            Self::PocketId => pocket_id::remedy(remedy),
            Self::Authentik => authentik::remedy(remedy),
            Self::Keycloak => keycloak::remedy(remedy),
            Self::Authelia => authelia::remedy(remedy),
            Self::Other => None,
        }
        .unwrap_or_else(|| any::remedy(remedy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_product_says_it_in_its_own_words() {
        let uri = Remedy::RedirectUri("https://login.test/");
        for (product, words) in [
            (Product::PocketId, "Callback URLs"),
            (Product::Authentik, "Redirect URIs/Origins"),
            (Product::Keycloak, "Valid redirect URIs"),
            (Product::Authelia, "redirect_uris"),
            (Product::Other, "redirect URI of this client"),
        ] {
            let text = product.remedy(uri);
            assert!(text.contains(words) && text.contains("https://login.test/"), "{text}");
        }
    }
}
