//! The words of a provider of which nothing more is known.

use super::Remedy;

/// What to do there about it.
pub(super) fn remedy(remedy: Remedy<'_>) -> String {
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
        Remedy::UnusableEndpoint(name) => format!(
            "Let the server know its own https address (its settings, or X-Forwarded-Proto from the reverse proxy), or name `{name}` \
             in config.json."
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
