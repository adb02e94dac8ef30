//! The words of Keycloak 26.

use super::Remedy;

/// What to do there about it; `None`: nothing that is not so everywhere.
pub(super) fn remedy(remedy: Remedy<'_>) -> Option<String> {
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
