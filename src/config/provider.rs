//! An entry of the picker: an OpenID Provider, and how this page is registered there.

use super::backend::secure;
use super::file::{Parameters, ProviderFile};
use super::page::image;
use super::{Algorithm, Icon, Issues, Problem};
use crate::text::clean;
use crate::url::{Origin, Url};

const WELL_KNOWN: &str = ".well-known/openid-configuration";

/// Parameters of the authorization request that decide about its safety: never taken from `authorization_parameters`.
const RESERVED: [&str; 20] = [
    "response_type",
    "response_mode",
    "client_id",
    "client_secret",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "request",
    "request_uri",
    "resource",
    "max_age",
    "prompt",
    "acr_values",
    "client_assertion",
    "client_assertion_type",
];

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
    /// RFC 8707 §2.
    pub resource: Option<String>,
    /// OIDC Core §3.1.2.1; never `none`.
    pub prompt: Option<String>,
    /// Seconds.
    pub max_age: Option<u32>,
    /// OIDC Core §3.1.2.1.
    pub acr_values: Option<String>,
    /// Further parameters of the authorization request.
    pub authorization_parameters: Vec<(String, String)>,
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
    /// Checks an entry; every problem goes to `issues`, `None` if the entry can't be used.
    pub(super) fn parse(file: ProviderFile, at: &str, issues: &mut Issues) -> Option<Self> {
        let field = |name: &str| [at, ".", name].concat();
        let before = issues.errors.len();
        let title = clean(&file.title, 60);
        let icon = issues
            .optional(&field("icon"), file.icon, image)
            .map_or_else(|| Icon::Initial(initial(&title)), Icon::Image);

        issues.check(&field("id"), is_id(&file.id), Problem::Text);
        issues.check(&field("title"), !title.is_empty(), Problem::Text);
        issues.check(&field("client_id"), is_text(&file.client_id, 512), Problem::Text);
        let scope = file.scope.unwrap_or_else(|| "openid profile email".into());
        issues.check(&field("scope"), is_scope(&scope), Problem::Text);
        issues.check(
            &field("scope"),
            scope.split(' ').any(|one| one == "openid"),
            Problem::ScopeWithoutOpenid,
        );

        let discovery = discovery(file.issuer, file.discovery_url, file.expected_issuer);
        let discovery = match discovery {
            Ok(discovery) => Some(discovery),
            Err((name, problem)) => issues.required(&field(name), Err(problem)),
        };
        let mut endpoint = |name: &str, text: Option<String>| {
            let text = text?;
            let https = discovery.as_ref().is_some_and(|discovery| discovery.url.origin().is_https());
            let url = secure(&text);
            let downgrade = url.as_ref().is_ok_and(|url| https && !url.origin().is_https());
            issues.required(&field(name), if downgrade { Err(Problem::Insecure) } else { url })
        };
        let overrides = Overrides {
            authorization_endpoint: endpoint("authorization_endpoint", file.authorization_endpoint),
            token_endpoint: endpoint("token_endpoint", file.token_endpoint),
            userinfo_endpoint: endpoint("userinfo_endpoint", file.userinfo_endpoint),
            jwks_uri: endpoint("jwks_uri", file.jwks_uri),
            end_session_endpoint: endpoint("end_session_endpoint", file.end_session_endpoint),
            revocation_endpoint: endpoint("revocation_endpoint", file.revocation_endpoint),
        };
        let mut address = |name: &str, text: Option<String>| issues.required(&field(name), secure(&text?));
        let redirect_uri = address("redirect_uri", file.redirect_uri);
        let post_logout_redirect_uri = address("post_logout_redirect_uri", file.post_logout_redirect_uri);
        let algorithm = file.id_token_signed_response_alg.and_then(|name| {
            issues.required(
                &field("id_token_signed_response_alg"),
                Algorithm::parse(&name).ok_or(Problem::Algorithm),
            )
        });
        if let Some(resource) = &file.resource {
            // An absolute URI without a fragment (RFC 8707 §2); it need not be an address.
            let fits = is_text(resource, 1024) && resource.contains(':') && !resource.contains('#');
            issues.check(&field("resource"), fits, Problem::Text);
        }
        if let Some(prompt) = &file.prompt {
            let known =
                prompt.split(' ').all(|one| matches!(one, "login" | "consent" | "select_account" | "create"));
            issues.check(&field("prompt"), known, Problem::Word);
        }
        if let Some(acr_values) = &file.acr_values {
            issues.check(&field("acr_values"), is_scope(acr_values), Problem::Text);
        }
        let authorization_parameters =
            parameters(file.authorization_parameters, &field("authorization_parameters"), issues);

        if issues.errors.len() > before {
            return None;
        }
        Some(Self {
            id: file.id,
            title,
            description: file.description.map(|text| clean(&text, 140)).filter(|text| !text.is_empty()),
            icon,
            discovery: discovery?,
            overrides,
            client_id: file.client_id,
            scope,
            redirect_uri,
            post_logout_redirect_uri,
            id_token_signed_response_alg: algorithm,
            resource: file.resource,
            prompt: file.prompt,
            max_age: file.max_age,
            acr_values: file.acr_values,
            authorization_parameters,
        })
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

/// Finds out where the metadata is; the error names the field.
fn discovery(
    issuer: Option<String>,
    discovery_url: Option<String>,
    expected_issuer: Option<String>,
) -> Result<Discovery, (&'static str, Problem)> {
    for (name, text) in [("issuer", &issuer), ("expected_issuer", &expected_issuer)] {
        let Some(text) = text else { continue };
        let url = secure(text).map_err(|problem| (name, problem))?;
        if url.path_and_rest().contains(['?', '#']) {
            return Err((name, Problem::Issuer));
        }
    }
    let Some(url) = discovery_url else {
        let issuer = issuer.ok_or(("issuer", Problem::NoIssuer))?;
        let slash = if issuer.ends_with('/') { "" } else { "/" };
        let url = secure(&[&issuer, slash, WELL_KNOWN].concat()).map_err(|problem| ("issuer", problem))?;
        return Ok(Discovery { url, issuers: vec![expected_issuer.unwrap_or(issuer)] });
    };
    let parsed = secure(&url).map_err(|problem| ("discovery_url", problem))?;
    let issuers = if let Some(issuer) = expected_issuer.or(issuer) {
        vec![issuer]
    } else {
        let issuer = url.strip_suffix(WELL_KNOWN).and_then(|rest| rest.strip_suffix('/'));
        let issuer = issuer.ok_or(("expected_issuer", Problem::NoExpectedIssuer))?;
        vec![issuer.to_owned(), [issuer, "/"].concat()]
    };
    Ok(Discovery { url: parsed, issuers })
}

fn parameters(given: Parameters, at: &str, issues: &mut Issues) -> Vec<(String, String)> {
    for (name, value) in &given.0 {
        let field = [at, ".", &clean(name, 40)].concat();
        issues.check(&field, !RESERVED.contains(&name.as_str()), Problem::ReservedParameter);
        issues.check(&field, is_text(name, 64) && value.len() <= 1024, Problem::Text);
    }
    given.0
}

fn initial(title: &str) -> String {
    title.chars().take(1).collect()
}

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn is_text(text: &str, max: usize) -> bool {
    !text.is_empty() && text.len() <= max && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// `scope` and `acr_values`: words of printable ASCII without `"` and `\`, one space between (RFC 6749 §3.3).
fn is_scope(text: &str) -> bool {
    text.len() <= 1024 && text.split(' ').all(|word| is_text(word, 1024) && !word.contains(['"', '\\']))
}
