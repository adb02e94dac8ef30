//! The words of Authelia 4.39.

use super::Remedy;

/// What to do there about it; `None`: nothing that is not so everywhere.
pub(super) fn remedy(remedy: Remedy<'_>) -> Option<String> {
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
