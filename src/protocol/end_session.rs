//! Signing out at the provider ([OIDC RP-Initiated Logout §2]).
//!
//! [OIDC RP-Initiated Logout §2]: https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout

use super::form;
use super::secret::{IdToken, SecretUrl, State};
use crate::url::Url;

/// The address to go to. All four parameters, because some servers need the one and some the other to come back.
pub fn request(
    end_session_endpoint: &Url,
    id_token_hint: &IdToken,
    client_id: &str,
    post_logout_redirect_uri: &Url,
    state: &State,
) -> SecretUrl {
    SecretUrl::new(end_session_endpoint.with_query(&form::encode([
        ("id_token_hint", id_token_hint.expose()),
        ("client_id", client_id),
        ("post_logout_redirect_uri", post_logout_redirect_uri.as_str()),
        ("state", state.expose()),
    ])))
}
