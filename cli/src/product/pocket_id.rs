//! The words of Pocket ID 2.14.

use super::Remedy;

/// What to do there about it; `None`: nothing that is not so everywhere.
pub(super) fn remedy(remedy: Remedy<'_>) -> Option<String> {
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
        Remedy::UnusableEndpoint(name) => format!(
            "INTERNAL_APP_URL of Pocket ID puts an address into its metadata that is for other servers. Name `{name}` in config.json, \
             with the address that browsers reach, or unset INTERNAL_APP_URL."
        ),
        Remedy::ForeignEndpoint { name, origin } => format!(
            "INTERNAL_APP_URL of Pocket ID puts {origin} into its metadata, for other servers. Name `{name}` in \
             config.json, with the address that browsers reach, or unset INTERNAL_APP_URL."
        ),
        Remedy::SigningKey => "In Pocket ID, make a new key: pocket-id key-rotate.".into(),
        _ => return None,
    })
}
