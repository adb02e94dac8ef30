//! Names of variables: which provider they are about, and what they say of it.

/// Which kind of provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// OpenID Connect: the plugin `sso()`.
    Oidc,
    /// `socialProviders`.
    Social,
}

/// What a variable says of a provider: the end of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Title,
    Desc,
    Icon,
    Client,
    Secret,
    IssuerUrl,
    Host,
    Scopes,
    DiscoveryEndpoint,
    JwksEndpoint,
    Pkce,
    AllowedGroup,
    RoleMap,
    DefaultRole,
    AllowLinking,
    AllowUnlinking,
}

/// What a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name<'a> {
    /// Says something of a provider: of the default one without a prefix.
    Provider(Family, Option<&'a str>, Field),
    /// Is about sign-in, but is none of the above.
    Other,
    /// Has nothing to do with sign-in.
    Foreign,
}

/// Variables of Portabase that are about sign-in, or that people who import may wonder about.
const OTHERS: [&str; 6] = [
    "ALLOWED_GROUP",
    "TRUSTED_DOMAINS",
    "PROJECT_URL",
    "PROJECT_NAME",
    "PROJECT_DESCRIPTION",
    "PROJECT_SECRET",
];

impl Family {
    /// What names of it begin with.
    pub(super) fn start(self) -> &'static str {
        match self {
            Self::Oidc => "AUTH_OIDC_",
            Self::Social => "AUTH_SOCIAL_",
        }
    }

    /// The name of a variable.
    pub(super) fn name(self, prefix: Option<&str>, field: Field) -> String {
        let (prefix, bar) = prefix.map_or(("", ""), |prefix| (prefix, "_"));
        [self.start(), prefix, bar, field.as_str()].concat()
    }

    /// Does Portabase read such a variable?
    pub(super) fn has(self, is_prefixed: bool, field: Field) -> bool {
        use Field::{AllowedGroup, Client, DefaultRole, Desc, Icon, Id, RoleMap, Secret, Title};
        match (self, is_prefixed) {
            (Self::Oidc, true) => true,
            (Self::Oidc, false) => !field.is_of_accounts(),
            (Self::Social, true) => {
                [Title, Desc, Icon, Client, Secret, AllowedGroup, RoleMap, DefaultRole].contains(&field)
            }
            (Self::Social, false) => [Id, Title, Desc, Icon, Client, Secret].contains(&field),
        }
    }
}

impl Field {
    /// Each of them.
    pub(super) const ALL: [Self; 17] = [
        Self::Id,
        Self::Title,
        Self::Desc,
        Self::Icon,
        Self::Client,
        Self::Secret,
        Self::IssuerUrl,
        Self::Host,
        Self::Scopes,
        Self::DiscoveryEndpoint,
        Self::JwksEndpoint,
        Self::Pkce,
        Self::AllowedGroup,
        Self::RoleMap,
        Self::DefaultRole,
        Self::AllowLinking,
        Self::AllowUnlinking,
    ];

    /// The end of the name.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Id => "ID",
            Self::Title => "TITLE",
            Self::Desc => "DESC",
            Self::Icon => "ICON",
            Self::Client => "CLIENT",
            Self::Secret => "SECRET",
            Self::IssuerUrl => "ISSUER_URL",
            Self::Host => "HOST",
            Self::Scopes => "SCOPES",
            Self::DiscoveryEndpoint => "DISCOVERY_ENDPOINT",
            Self::JwksEndpoint => "JWKS_ENDPOINT",
            Self::Pkce => "PKCE",
            Self::AllowedGroup => "ALLOWED_GROUP",
            Self::RoleMap => "ROLE_MAP",
            Self::DefaultRole => "DEFAULT_ROLE",
            Self::AllowLinking => "ALLOW_LINKING",
            Self::AllowUnlinking => "ALLOW_UNLINKING",
        }
    }

    /// About accounts, not about the provider: the default provider has the ones without `OIDC` in their names.
    pub(super) fn is_of_accounts(self) -> bool {
        self.is_of_roles() || matches!(self, Self::AllowLinking | Self::AllowUnlinking)
    }

    /// About roles?
    pub(super) fn is_of_roles(self) -> bool {
        matches!(self, Self::AllowedGroup | Self::RoleMap | Self::DefaultRole)
    }

    /// The variable that says it of the default provider, and of social ones without another.
    pub(super) fn global(self) -> Option<&'static str> {
        Some(match self {
            Self::AllowedGroup => "ALLOWED_GROUP",
            Self::RoleMap => "AUTH_ROLE_MAP",
            Self::DefaultRole => "AUTH_DEFAULT_ROLE",
            Self::AllowLinking => "AUTH_ALLOW_LINKING",
            Self::AllowUnlinking => "AUTH_ALLOW_UNLINKING",
            _ => return None,
        })
    }
}

/// Takes a name apart. No field ends in another one, so there is one way to do it: `AUTH_OIDC_A_B_CLIENT` is the client
/// of `A_B`.
pub(super) fn parse(name: &str) -> Name<'_> {
    for family in [Family::Oidc, Family::Social] {
        let Some(rest) = name.strip_prefix(family.start()) else { continue };
        for field in Field::ALL {
            let Some(start) = rest.strip_suffix(field.as_str()) else { continue };
            if start.is_empty() {
                return Name::Provider(family, None, field);
            }
            if let Some(prefix) = start.strip_suffix('_').filter(|prefix| !prefix.is_empty()) {
                return Name::Provider(family, Some(prefix), field);
            }
        }
    }
    if name.starts_with("AUTH_") || OTHERS.contains(&name) { Name::Other } else { Name::Foreign }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_apart_in_one_way_and_is_put_together_again() {
        for family in [Family::Oidc, Family::Social] {
            for prefix in [None, Some("A"), Some("A_B"), Some("CLIENT"), Some("A_ID"), Some("a.b"), Some("_")]
            {
                for field in Field::ALL {
                    let name = family.name(prefix, field);
                    assert_eq!(parse(&name), Name::Provider(family, prefix, field), "{name}");
                }
            }
        }
    }

    #[test]
    fn other_names_are_of_sign_in_or_foreign() {
        for name in ["AUTH_ROLE_MAP", "AUTH_OIDC_", "AUTH_OIDC__", "AUTH_OIDC_X", "AUTH_SOCIAL_POCKET_URL"] {
            assert_eq!(parse(name), Name::Other, "{name}");
        }
        for name in ["ALLOWED_GROUP", "TRUSTED_DOMAINS", "PROJECT_URL"] {
            assert_eq!(parse(name), Name::Other, "{name}");
        }
        for name in ["PATH", "SMTP_HOST", "auth_oidc_client", "XAUTH_OIDC_CLIENT", ""] {
            assert_eq!(parse(name), Name::Foreign, "{name}");
        }
    }
}
