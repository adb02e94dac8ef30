//! What has to be registered at a provider, in its own words.

use portico::url::Url;

use super::Product;

/// Stands for the address of a page that nobody has told.
pub const THIS_PAGE: &str = "the address of this page, with the final slash";

impl Product {
    /// What to do there, so that the page at this address is a client of it; a line each. `page` is an address, or
    /// [`THIS_PAGE`].
    pub fn registration(self, page: &str) -> Vec<String> {
        let url = Url::parse(page).ok();
        let origin =
            url.map_or_else(|| "the origin of this page".to_owned(), |url| url.origin().as_str().to_owned());
        match self {
            Self::Authentik => vec![
                "authentik → Applications → Providers → the OAuth2/OpenID provider".to_owned(),
                "Client type: Public".to_owned(),
                format!("Redirect URIs/Origins: Strict, Authorization: {page}"),
                format!("Redirect URIs/Origins: Strict, Logout: {page}"),
                "Signing Key: any, so that a browser can verify ID tokens; Encryption Key: none".to_owned(),
            ],
            Self::Keycloak => vec![
                "Keycloak → Clients → the client".to_owned(),
                "Client authentication: Off; Authentication flow: Standard flow; PKCE Method: S256"
                    .to_owned(),
                format!("Valid redirect URIs: {page}"),
                format!("Valid post logout redirect URIs: {page}"),
                format!("Web origins: {origin}"),
            ],
            // From an issuer alone, these can't be told.
            Self::PocketId | Self::Authelia | Self::Other => vec![
                "a public client: without a secret, with PKCE (S256) (Pocket ID: Public Client; PKCE)"
                    .to_owned(),
                format!("redirect URI (Pocket ID: Callback URLs): {page}"),
                format!("redirect URI after sign-out (Pocket ID: Logout Callback URLs): {page}"),
                format!("where it asks for origins (CORS): {origin}"),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_product_is_told_in_its_own_words() {
        let page = "https://login.acme.test/";
        for (issuer, words) in [
            ("https://id.acme.test/application/o/portal/", "Client type: Public"),
            ("https://id.acme.test/realms/acme", "Web origins: https://login.acme.test"),
            ("https://id.acme.test/auth/realms/acme", "Client authentication: Off"),
            ("https://id.acme.test", "Logout Callback URLs): https://login.acme.test/"),
        ] {
            let lines = Product::of([issuer]).registration(page);
            assert!(lines.iter().any(|line| line.contains(words)), "{lines:?}");
            assert!(lines.iter().filter(|line| line.ends_with(page)).count() == 2, "{lines:?}");
        }
    }

    #[test]
    fn without_an_address_it_is_that_of_the_page() {
        let lines = Product::Other.registration(THIS_PAGE);
        assert!(
            lines.iter().any(|line| line.ends_with("URLs): the address of this page, with the final slash"))
        );
        assert!(lines.iter().any(|line| line.ends_with("(CORS): the origin of this page")));
    }
}
