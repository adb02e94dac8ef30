//! The words of authentik 2026.8.

use super::Remedy;

/// What to do there about it; `None`: nothing that is not so everywhere.
pub(super) fn remedy(remedy: Remedy<'_>) -> Option<String> {
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
