//! What to do about something that is wrong.

use super::Product;

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
            Self::PocketId => pocket_id(remedy),
            Self::Authentik => authentik(remedy),
            Self::Keycloak => keycloak(remedy),
            Self::Authelia => authelia(remedy),
            Self::Other => None,
        }
        .unwrap_or_else(|| any(remedy))
    }
}

fn pocket_id(remedy: Remedy<'_>) -> Option<String> {
    Some(match remedy {
        Remedy::RedirectUri(uri) => {
            format!("In Pocket ID, OIDC Clients, this client: add {uri} to Callback URLs.")
        }
        Remedy::Client { id } => format!(
            "In Pocket ID, OIDC Clients: switch on Public Client, which brings PKCE, for the client whose Client ID is {id:?}."
        ),
        Remedy::Cors(_) => {
            "Pocket ID allows every origin by itself: look at the reverse proxy before it, and whether \
             the version is 1.1 or newer."
                .into()
        }
        Remedy::UserinfoCors(_) => {
            "Pocket ID allows the header Authorization from version 1.1 on: update it, or look at \
             the reverse proxy before it."
                .into()
        }
        Remedy::Issuer { found } => format!(
            "Pocket ID's issuer is its APP_URL, in lower case and without a final slash: set `issuer` to {found:?}, or mend APP_URL."
        ),
        Remedy::Metadata => "Pocket ID's issuer is its APP_URL, without a path.".into(),
        Remedy::ForeignEndpoint { name, origin } => format!(
            "INTERNAL_APP_URL of Pocket ID puts {origin} into its metadata, for other servers. Name `{name}` in \
             config.json, with the address that browsers reach, or unset INTERNAL_APP_URL."
        ),
        Remedy::SigningKey => "In Pocket ID, make a new key: pocket-id key-rotate.".into(),
        _ => return None,
    })
}

fn authentik(remedy: Remedy<'_>) -> Option<String> {
    Some(match remedy {
        Remedy::RedirectUri(uri) => format!(
            "In authentik, Applications, Providers, this provider: add {uri} to Redirect URIs/Origins, as Strict. Its Client \
             ID has to be `client_id`."
        ),
        Remedy::Client { id } => format!(
            "In authentik, Applications, Providers: the provider whose Client ID is {id:?} must have Client type Public. \
             authentik hides its answer from pages (no CORS) where the Client ID is wrong."
        ),
        Remedy::Cors(origin) => format!(
            "authentik allows the origins of a provider's Redirect URIs: one has to begin with {origin}, without :443 or \
             :80. The same happens where `client_id` is not the provider's Client ID."
        ),
        Remedy::SigningKey => "In authentik, Applications, Providers, this provider: select a Signing Key. Without one, ID \
             tokens are signed with the client secret, which a page must not have."
            .into(),
        Remedy::Encryption => "In authentik, Applications, Providers, this provider: leave Encryption Key empty. A page has \
             no key to open tokens with."
            .into(),
        Remedy::Issuer { found } => format!(
            "authentik's Issuer mode decides. Each provider has a different issuer: `issuer` is {found:?}, with the slash. \
             Same identifier for all providers: set `discovery_url` to the metadata of the application, and \
             `expected_issuer` to {found:?}."
        ),
        Remedy::Metadata => "authentik's issuer is https://HOST/application/o/SLUG/, with the slug of the application and the \
             slash; the application needs a provider."
            .into(),
        Remedy::Scope => "In authentik, Applications, Providers, this provider: add the Scope Mapping, under Advanced protocol \
             settings."
            .into(),
        Remedy::Flow | Remedy::Refused => "In authentik, Applications, Providers, this provider: Grant types has to hold Authorization Code and \
             Refresh Token."
            .into(),
        _ => return None,
    })
}

fn keycloak(remedy: Remedy<'_>) -> Option<String> {
    Some(match remedy {
        Remedy::RedirectUri(uri) => {
            format!("In Keycloak, Clients, this client, Settings: add {uri} to Valid redirect URIs.")
        }
        Remedy::Client { id } => format!(
            "In Keycloak, Clients: the client with Client ID {id:?} must have Client authentication off, and Standard flow on."
        ),
        Remedy::Cors(origin) | Remedy::UserinfoCors(origin) => format!(
            "In Keycloak, Clients, this client, Settings: add {origin} to Web origins (+ stands for those of the Valid \
             redirect URIs)."
        ),
        Remedy::Issuer { found } => format!(
            "Keycloak's issuer follows from its hostname and the realm: set `issuer` to {found:?}, or start it with --hostname."
        ),
        Remedy::Metadata => {
            "Keycloak's issuer is https://HOST/realms/REALM, in old versions with /auth before it.".into()
        }
        Remedy::Scope => "In Keycloak, Clients, this client, Client scopes: add it, as Optional.".into(),
        Remedy::Flow => "In Keycloak, Clients, this client, Settings: switch on Standard flow.".into(),
        Remedy::Framing => {
            "In Keycloak, Realm settings, Security defenses, Headers: X-Frame-Options SAMEORIGIN, and \
             frame-ancestors 'self' in Content-Security-Policy."
                .into()
        }
        _ => return None,
    })
}

fn authelia(remedy: Remedy<'_>) -> Option<String> {
    Some(match remedy {
        Remedy::RedirectUri(uri) => {
            format!(
                "In Authelia's configuration, identity_providers.oidc.clients, this client: add {uri} to redirect_uris."
            )
        }
        Remedy::Client { id } => format!(
            "In Authelia's configuration, identity_providers.oidc.clients: the client with client_id {id:?} must have \
             public: true, and token_endpoint_auth_method: 'none'."
        ),
        Remedy::Cors(origin) | Remedy::UserinfoCors(origin) => format!(
            "In Authelia's configuration, identity_providers.oidc.cors: name token, userinfo and revocation in endpoints, and \
             {origin} in allowed_origins (or set allowed_origins_from_client_redirect_uris: true)."
        ),
        Remedy::Scope => {
            "In Authelia's configuration, identity_providers.oidc.clients, this client: add it to scopes."
                .into()
        }
        _ => return None,
    })
}

fn any(remedy: Remedy<'_>) -> String {
    match remedy {
        Remedy::RedirectUri(uri) => {
            format!("Register {uri} as a redirect URI of this client, character by character.")
        }
        Remedy::Client { id } => format!(
            "Register the client {id:?} as a public client: code flow, PKCE, no client authentication \
             (token_endpoint_auth_method none)."
        ),
        Remedy::Cors(origin) => format!(
            "Let the server answer with Access-Control-Allow-Origin: {origin}. Often it is called allowed or web origins of \
             the client."
        ),
        Remedy::UserinfoCors(origin) => format!(
            "Let the server allow the header Authorization (Access-Control-Allow-Headers) to {origin} at this endpoint."
        ),
        Remedy::Pkce => "Allow PKCE with S256 (RFC 7636): the metadata list other methods only.".into(),
        Remedy::SigningKey => "Let the server sign ID tokens with a key pair (RS256, ES256, …), and publish the public key at \
             jwks_uri. A secret that is shared is none in a page."
            .into(),
        Remedy::Encryption => "Switch the encryption of ID tokens off: a page has no key to open them with.".into(),
        Remedy::Issuer { found } => format!(
            "If the server is the right one, set `issuer` to {found:?}. Where it is found at another address, set \
             `discovery_url`, and `expected_issuer` to {found:?}."
        ),
        Remedy::Metadata => "Set `issuer` to what the provider calls its issuer, or `discovery_url` to the address that ends in \
             /.well-known/openid-configuration."
            .into(),
        Remedy::ForeignEndpoint { name, origin } => format!(
            "The page's Content-Security-Policy allows the origins in config.json only. Name `{name}` there, and it will \
             allow {origin}."
        ),
        Remedy::Scope => "Take the scope out of `scope`, or let the provider know it.".into(),
        Remedy::Resource => "Take it out of `resource`, or let the provider know this API.".into(),
        Remedy::Flow => "Allow the authorization code flow to this client.".into(),
        Remedy::Refused => "Look at the provider's log; the client has to allow the code flow, PKCE with S256, and the \
                            scopes."
            .into(),
        Remedy::Endpoint(name) => {
            format!("Is `{name}` of the provider's metadata, or of config.json, the right address?")
        }
        Remedy::Log => "Look at the server's log, and at the reverse proxy before it.".into(),
        Remedy::Framing => "Let the server send Content-Security-Policy: frame-ancestors 'self' with its pages: whoever frames \
             them can make people click there."
            .into(),
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
