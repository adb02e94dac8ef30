//! An entry of the picker: an OpenID Provider, and how this page is registered there.

use super::{Algorithm, Icon, RoleRule, Shown};
use crate::url::{Origin, Url};

/// An identity provider, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Unique in the configuration; letters, digits, `-`, `_`, `.`.
    pub id: String,
    /// What the button says.
    pub title: String,
    /// Second line of the button.
    pub description: Option<String>,
    /// What stands before the title.
    pub icon: Icon,
    /// Where the metadata is, and whose it must be.
    pub discovery: Discovery,
    /// Endpoints that replace those of the metadata.
    pub overrides: Overrides,
    /// Identifier of this page at the provider.
    pub client_id: String,
    /// Separated by spaces; contains `openid`.
    pub scope: String,
    /// `None`: the address of the page.
    pub redirect_uri: Option<Url>,
    /// `None`: the address of the page.
    pub post_logout_redirect_uri: Option<Url>,
    /// The only accepted algorithm; `None`: those of the metadata.
    pub id_token_signed_response_alg: Option<Algorithm>,
    /// What access tokens are asked for ([RFC 8707 §2]): the first one by the sign-in, the others when they are
    /// needed. None: one token that says nothing of it.
    ///
    /// [RFC 8707 §2]: https://www.rfc-editor.org/rfc/rfc8707#section-2
    pub resources: Vec<String>,
    /// OIDC Core §3.1.2.1; never `none`.
    pub prompt: Option<String>,
    /// Seconds.
    pub max_age: Option<u32>,
    /// OIDC Core §3.1.2.1.
    pub acr_values: Option<String>,
    /// Further parameters of the authorization request.
    pub authorization_parameters: Vec<(String, String)>,
    /// What groups people get which role by, for display.
    pub roles: Option<RoleRule>,
}

/// Where the metadata of a provider is ([OIDC Discovery §4], [RFC 8414 §3]).
///
/// [OIDC Discovery §4]: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
/// [RFC 8414 §3]: https://www.rfc-editor.org/rfc/rfc8414#section-3
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovery {
    /// Address of the document.
    pub url: Url,
    /// The issuers it may name: one, or the same with and without the trailing slash where only
    /// `discovery_url` is configured (both give that URL by the rule of the specification).
    pub issuers: Vec<String>,
}

/// Endpoints of the configuration, which win over those of the metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of RFC 8414 §2 and OIDC")]
pub struct Overrides {
    pub authorization_endpoint: Option<Url>,
    pub token_endpoint: Option<Url>,
    pub userinfo_endpoint: Option<Url>,
    pub jwks_uri: Option<Url>,
    pub end_session_endpoint: Option<Url>,
    pub revocation_endpoint: Option<Url>,
}

impl Overrides {
    /// Enough to sign in without the metadata?
    pub fn suffice(&self) -> bool {
        self.authorization_endpoint.is_some() && self.token_endpoint.is_some() && self.jwks_uri.is_some()
    }

    fn all(&self) -> impl Iterator<Item = &Url> {
        [
            &self.authorization_endpoint,
            &self.token_endpoint,
            &self.userinfo_endpoint,
            &self.jwks_uri,
            &self.end_session_endpoint,
            &self.revocation_endpoint,
        ]
        .into_iter()
        .flatten()
    }
}

impl Provider {
    /// A provider that a backend is the client of: what is between those two is not known here.
    pub fn of_backend(
        id: String,
        title: String,
        icon: Option<Icon>,
        url: Url,
        shown: Option<&Shown>,
    ) -> Self {
        let title = shown.and_then(|shown| shown.title.clone()).unwrap_or(title);
        let icon = shown.and_then(|shown| shown.icon.clone()).or(icon);
        Self {
            id,
            icon: icon.unwrap_or_else(|| Icon::Initial(title.chars().take(1).collect())),
            description: shown.and_then(|shown| shown.description.clone()),
            title,
            discovery: Discovery {
                url,
                issuers: shown.and_then(|shown| shown.issuer.clone()).into_iter().collect(),
            },
            overrides: Overrides::default(),
            client_id: String::new(),
            scope: String::new(),
            redirect_uri: None,
            post_logout_redirect_uri: None,
            id_token_signed_response_alg: None,
            resources: Vec::new(),
            prompt: None,
            max_age: None,
            acr_values: None,
            authorization_parameters: Vec::new(),
            roles: None,
        }
    }

    /// The issuer as far as the configuration tells it.
    pub fn issuer(&self) -> &str {
        self.discovery.issuers.first().map_or("", String::as_str)
    }

    /// Host and port of the issuer: what a person recognises.
    pub fn host(&self) -> String {
        let issuer = Url::parse(self.issuer());
        issuer.as_ref().unwrap_or(&self.discovery.url).origin().host_and_port().to_owned()
    }

    /// Every origin that the configuration names for this provider.
    pub fn origins(&self) -> impl Iterator<Item = Origin> {
        let issuer = Url::parse(self.issuer()).ok().map(|url| url.origin().clone());
        let urls = std::iter::once(&self.discovery.url).chain(self.overrides.all());
        issuer.into_iter().chain(urls.map(|url| url.origin().clone()))
    }
}
