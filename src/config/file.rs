//! `config.json` as it is written: the types that the JSON Schema is generated from.
//!
//! Nothing is checked here but JSON types; [`parse`](super::parse) turns these into [`Config`](super::Config).

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

/// Configuration of a Portico page. Everyone who opens the page can read it: it holds no secret.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ConfigFile {
    /// Address of this schema, for editors.
    #[serde(default, rename = "$schema")]
    pub(super) _schema: Option<String>,
    /// What the page says and where it leads.
    #[serde(default)]
    pub(super) page: PageFile,
    /// The identity providers, in the order of the picker.
    // Read one by one, so that a wrong entry does not take the others with it.
    #[serde(rename = "providers", deserialize_with = "unread")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    pub(super) _providers: Vec<ProviderFile>,
    /// The API that gets the access token as a bearer token.
    #[serde(default)]
    pub(super) backend: Option<BackendFile>,
}

/// Leaves a member to others.
fn unread<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ProviderFile>, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| Vec::new())
}

/// What the page says and where it leads.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct PageFile {
    /// Heading of the picker and title of the window. Default: "Sign in".
    #[serde(default)]
    pub(super) title: Option<String>,
    /// Image above the heading: an https URL, a path of this site, or a data: URL.
    #[serde(default)]
    pub(super) logo: Option<String>,
    /// Links at the foot of the page.
    #[serde(default)]
    pub(super) links: LinksFile,
    /// Whom to ask when sign-in fails.
    #[serde(default)]
    pub(super) support: SupportFile,
    /// Where people go after sign-in.
    #[serde(default)]
    pub(super) destination: DestinationFile,
}

/// Links at the foot of the page: https URLs or paths of this site.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct LinksFile {
    /// Help.
    #[serde(default)]
    pub(super) help: Option<String>,
    /// Privacy statement.
    #[serde(default)]
    pub(super) privacy: Option<String>,
    /// Terms of use.
    #[serde(default)]
    pub(super) terms: Option<String>,
}

/// Whom to ask when sign-in fails.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct SupportFile {
    /// E-mail address.
    #[serde(default)]
    pub(super) email: Option<String>,
    /// Address of a help page: an https URL or a path of this site.
    #[serde(default)]
    pub(super) url: Option<String>,
}

/// Where people go after sign-in.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct DestinationFile {
    /// What to do with `?destination=/path` in the address of the page, and with `default`.
    #[serde(default)]
    pub(super) policy: DestinationPolicy,
    /// Where to go when the address of the page names no destination: a path of this site.
    #[serde(default)]
    pub(super) default: Option<String>,
}

/// What to do with the destination after sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DestinationPolicy {
    /// Show the account and a "Continue" button.
    #[default]
    Offer,
    /// Go there at once.
    Go,
    /// Take no destination from the address of the page, and show no button.
    Ignore,
}

/// An identity provider: an OpenID Provider at which this page is registered as a public client.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ProviderFile {
    /// Short name of the entry, unique in the file: letters, digits, `-`, `_`, `.`.
    pub(super) id: String,
    /// What the button says.
    pub(super) title: String,
    /// Second line of the button.
    #[serde(default)]
    pub(super) description: Option<String>,
    /// Image on the button: an https URL, a path of this site, or a data: URL. Default: the first letter of the title.
    #[serde(default)]
    pub(super) icon: Option<String>,
    /// Issuer identifier, exactly as the provider's metadata spells it (a trailing slash counts).
    #[serde(default)]
    pub(super) issuer: Option<String>,
    /// Address of the metadata, where it is not `issuer` + `/.well-known/openid-configuration`.
    #[serde(default)]
    pub(super) discovery_url: Option<String>,
    /// Issuer identifier that the metadata at `discovery_url` must have.
    #[serde(default)]
    pub(super) expected_issuer: Option<String>,
    /// Replaces the endpoint of the metadata.
    #[serde(default)]
    pub(super) authorization_endpoint: Option<String>,
    /// Replaces the endpoint of the metadata.
    #[serde(default)]
    pub(super) token_endpoint: Option<String>,
    /// Replaces the endpoint of the metadata.
    #[serde(default)]
    pub(super) userinfo_endpoint: Option<String>,
    /// Replaces the address of the keys of the metadata.
    #[serde(default)]
    pub(super) jwks_uri: Option<String>,
    /// Replaces the endpoint of the metadata.
    #[serde(default)]
    pub(super) end_session_endpoint: Option<String>,
    /// Replaces the endpoint of the metadata.
    #[serde(default)]
    pub(super) revocation_endpoint: Option<String>,
    /// Identifier of this page at the provider. There is no client secret: this is a public client.
    pub(super) client_id: String,
    /// Scopes to ask for, separated by spaces; must contain `openid`. Default: `openid profile email`.
    #[serde(default)]
    pub(super) scope: Option<String>,
    /// Return address. Default: the address of the page itself.
    #[serde(default)]
    pub(super) redirect_uri: Option<String>,
    /// Return address after sign-out. Default: the address of the page itself.
    #[serde(default)]
    pub(super) post_logout_redirect_uri: Option<String>,
    /// The only accepted signature algorithm of ID tokens. Default: those of the metadata.
    #[serde(default)]
    pub(super) id_token_signed_response_alg: Option<String>,
    /// The API that the access token is for (RFC 8707).
    #[serde(default)]
    pub(super) resource: Option<String>,
    /// `login`, `consent`, `select_account` or `create`, separated by spaces.
    #[serde(default)]
    pub(super) prompt: Option<String>,
    /// Longest time since the last real sign-in at the provider, in seconds.
    #[serde(default)]
    pub(super) max_age: Option<u32>,
    /// Authentication context classes to ask for, best first, separated by spaces. Who gets none of them is not signed in.
    #[serde(default)]
    pub(super) acr_values: Option<String>,
    /// Further parameters of the authorization request.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub(super) authorization_parameters: Parameters,
}

/// Names and values in their order. A `BTreeMap` would cost 1 kB and lose the order.
#[derive(Debug, Default)]
pub(super) struct Parameters(pub(super) Vec<(String, String)>);

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'de> Visitor<'de> for Entries {
            type Value = Parameters;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of strings")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parameters, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Parameters(entries))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}

/// The API that gets the access token as a bearer token.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct BackendFile {
    /// What paths are relative to.
    pub(super) base_url: String,
    /// The only origins that ever get the token. Default: the origin of `base_url`.
    #[serde(default)]
    pub(super) allowed_origins: Option<Vec<String>>,
    /// The request whose answer the account screen shows.
    #[serde(default)]
    pub(super) request: Option<BackendRequestFile>,
}

/// A request to the backend.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct BackendRequestFile {
    /// Default: GET.
    #[serde(default)]
    pub(super) method: Method,
    /// Path below `base_url`, or from the root if it starts with `/`.
    pub(super) path: String,
}

/// Method of the request to the backend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// GET
    #[default]
    Get,
    /// POST without a body
    Post,
}
