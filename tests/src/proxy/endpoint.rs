//! Which endpoint of a provider a request is for, by its path.

/// An endpoint of the certified provider, or of the backend if the proxy stands before that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Endpoint {
    /// OpenID Connect Discovery, RFC 8414.
    Discovery,
    /// The JSON Web Key Set.
    Jwks,
    /// The authorization endpoint, and its continuation after the sign-in form.
    Authorize,
    /// The provider's own pages.
    Interaction,
    /// The token endpoint.
    Token,
    /// The userinfo endpoint.
    Userinfo,
    /// The end-session endpoint and its confirmation.
    EndSession,
    /// Token revocation, RFC 7009.
    Revocation,
    /// What the resource server answers.
    Backend,
    /// PocketBase's renewal of a token.
    AuthRefresh,
    /// The records of a collection of PocketBase.
    Records,
    /// Anything else.
    Other,
}

impl Endpoint {
    pub(super) fn of(path: &str) -> Self {
        let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        match (first, path) {
            // Pocket ID's and authentik's own.
            (_, "/.well-known/jwks.json" | "/jwks/") => Self::Jwks,
            (_, "/authorize" | "/application/o/authorize/") => Self::Authorize,
            (_, "/api/oidc/token" | "/application/o/token/") => Self::Token,
            (_, "/api/oidc/userinfo" | "/application/o/userinfo/") => Self::Userinfo,
            (_, "/application/o/revoke/") => Self::Revocation,
            (_, "/api/oidc/end-session" | "/end-session/") => Self::EndSession,
            (".well-known", _) => Self::Discovery,
            (_, "/token/revocation") => Self::Revocation,
            ("jwks", _) => Self::Jwks,
            ("auth", _) => Self::Authorize,
            ("interaction", _) => Self::Interaction,
            ("token", _) => Self::Token,
            ("userinfo", _) => Self::Userinfo,
            ("session", _) => Self::EndSession,
            ("me", _) => Self::Backend,
            ("api", path) if path.ends_with("/auth-refresh") => Self::AuthRefresh,
            ("api", path) if path.ends_with("/records") => Self::Records,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_its_endpoint() {
        for (path, endpoint) in [
            ("/.well-known/openid-configuration", Endpoint::Discovery),
            ("/.well-known/jwks.json", Endpoint::Jwks),
            ("/api/oidc/token", Endpoint::Token),
            ("/application/o/userinfo/", Endpoint::Userinfo),
            ("/auth", Endpoint::Authorize),
            ("/auth/abc", Endpoint::Authorize),
            ("/token", Endpoint::Token),
            ("/token/revocation", Endpoint::Revocation),
            ("/session/end/confirm", Endpoint::EndSession),
            ("/api/collections/users/auth-refresh", Endpoint::AuthRefresh),
            ("/api/collections/things/records", Endpoint::Records),
            ("/api/collections/users/auth-methods", Endpoint::Other),
            ("/favicon.ico", Endpoint::Other),
        ] {
            assert_eq!(Endpoint::of(path), endpoint, "{path}");
        }
    }
}
