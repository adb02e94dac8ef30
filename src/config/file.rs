//! `config.json` as it is written: the types that the JSON Schema is generated from.
//!
//! The page reads the file without them, see `reader`; `agreement` fails if only one of the two knows a member.
#![expect(dead_code, reason = "nobody reads their fields: they are a description")]

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{DestinationPolicy, Method, Persistence};

/// Configuration of a Portico page. Everyone who opens the page can read it: it holds no secret.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(super) struct ConfigFile {
    /// Address of this schema, for editors.
    #[serde(default, rename = "$schema")]
    schema: Option<String>,
    /// What the page says and where it leads.
    #[serde(default)]
    page: PageFile,
    /// How long a session lasts.
    #[serde(default)]
    session: SessionFile,
    /// The identity providers, in the order of the picker: at least one, but for a backend that has its own.
    #[serde(default)]
    #[schemars(length(min = 1, max = 100))]
    providers: Vec<ProviderFile>,
    /// The API that gets the access token as a bearer token.
    #[serde(default)]
    backend: Option<BackendFile>,
    /// The only origins that may put the page into a frame, such as `https://host.example`: exact ones, without a path or a wildcard. The header of the web server must say the same (`portico headers`). Default: none.
    #[serde(default)]
    frame_ancestors: Option<Vec<String>>,
}

/// How long a session lasts.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct SessionFile {
    /// Where the refresh token may live.
    #[serde(default)]
    persistence: Persistence,
    /// Seconds without a key or a pointer in any tab, after which the person is signed out: 180 or more. Default: never.
    #[serde(default)]
    #[schemars(range(min = 180))]
    idle_timeout: Option<u32>,
}

/// What the page says and where it leads.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct PageFile {
    /// Heading of the picker and title of the window. Default: "Sign in".
    #[serde(default)]
    title: Option<String>,
    /// Image above the heading: an https URL, a path of this site, or a data: URL.
    #[serde(default)]
    logo: Option<String>,
    /// Links at the foot of the page.
    #[serde(default)]
    links: LinksFile,
    /// Whom to ask when sign-in fails.
    #[serde(default)]
    support: SupportFile,
    /// Where people go after sign-in.
    #[serde(default)]
    destination: DestinationFile,
}

/// Links at the foot of the page: https URLs or paths of this site.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct LinksFile {
    /// Help.
    #[serde(default)]
    help: Option<String>,
    /// Privacy statement.
    #[serde(default)]
    privacy: Option<String>,
    /// Terms of use.
    #[serde(default)]
    terms: Option<String>,
}

/// Whom to ask when sign-in fails.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct SupportFile {
    /// E-mail address.
    #[serde(default)]
    email: Option<String>,
    /// Address of a help page: an https URL or a path of this site.
    #[serde(default)]
    url: Option<String>,
}

/// Where people go after sign-in.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct DestinationFile {
    /// What to do with `?destination=/path` in the address of the page, and with `default`.
    #[serde(default)]
    policy: DestinationPolicy,
    /// Where to go when the address of the page names no destination: a path of this site.
    #[serde(default)]
    default: Option<String>,
}

/// An identity provider: an OpenID Provider at which this page is registered as a public client.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct ProviderFile {
    /// Short name of the entry, unique in the file: letters, digits, `-`, `_`, `.`.
    id: String,
    /// What the button says.
    title: String,
    /// Second line of the button.
    #[serde(default)]
    description: Option<String>,
    /// Image on the button: an https URL, a path of this site, or a data: URL. Default: the first letter of the title.
    #[serde(default)]
    icon: Option<String>,
    /// Issuer identifier, exactly as the provider's metadata spells it (a trailing slash counts).
    #[serde(default)]
    issuer: Option<String>,
    /// Address of the metadata, where it is not `issuer` + `/.well-known/openid-configuration`.
    #[serde(default)]
    discovery_url: Option<String>,
    /// Issuer identifier that the metadata at `discovery_url` must have.
    #[serde(default)]
    expected_issuer: Option<String>,
    /// Replaces the endpoint of the metadata.
    #[serde(default)]
    authorization_endpoint: Option<String>,
    /// Replaces the endpoint of the metadata.
    #[serde(default)]
    token_endpoint: Option<String>,
    /// Replaces the endpoint of the metadata.
    #[serde(default)]
    userinfo_endpoint: Option<String>,
    /// Replaces the address of the keys of the metadata.
    #[serde(default)]
    jwks_uri: Option<String>,
    /// Replaces the endpoint of the metadata.
    #[serde(default)]
    end_session_endpoint: Option<String>,
    /// Replaces the endpoint of the metadata.
    #[serde(default)]
    revocation_endpoint: Option<String>,
    /// Identifier of this page at the provider. There is no client secret: this is a public client.
    client_id: String,
    /// Scopes to ask for, separated by spaces; must contain `openid`. Default: `openid profile email`.
    #[serde(default)]
    scope: Option<String>,
    /// Return address. Default: the address of the page itself.
    #[serde(default)]
    redirect_uri: Option<String>,
    /// Return address after sign-out. Default: the address of the page itself.
    #[serde(default)]
    post_logout_redirect_uri: Option<String>,
    /// The only accepted signature algorithm of ID tokens. Default: those of the metadata.
    #[serde(default)]
    id_token_signed_response_alg: Option<String>,
    /// The APIs that access tokens are for (RFC 8707), separated by spaces. The sign-in brings a token for the first one; a call to
    /// the origin of another one gets a token for that.
    #[serde(default)]
    resource: Option<String>,
    /// `login`, `consent`, `select_account` or `create`, separated by spaces.
    #[serde(default)]
    prompt: Option<String>,
    /// Longest time since the last real sign-in at the provider, in seconds.
    #[serde(default)]
    max_age: Option<u32>,
    /// Authentication context classes to ask for, best first, separated by spaces. Who gets none of them is not signed in.
    #[serde(default)]
    acr_values: Option<String>,
    /// Further parameters of the authorization request.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    authorization_parameters: Parameters,
    /// Which role people get by their groups, for display only: a backend decides for itself.
    #[serde(default)]
    roles: Option<RolesFile>,
}

/// A type of its own, because the schema would list `{}` as the default of a map.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
struct Parameters(BTreeMap<String, String>);

/// The API that gets the access token as a bearer token.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct BackendFile {
    /// Whose accounts and tokens these are. Default: `api`.
    #[serde(default)]
    kind: BackendKind,
    /// What paths are relative to. For `pocketbase`: where it is, such as `https://pb.example.com/`.
    base_url: String,
    /// `pocketbase`: name or id of the auth collection. Default: `users`.
    #[serde(default)]
    collection: Option<String>,
    /// `pocketbase`: what the page shows of its providers instead of what PocketBase says. `better-auth`: its providers, which sign people in by a cookie of the backend's own origin, where this page must be; without them, `providers` of the file are used, and their ID tokens are handed over.
    #[serde(default)]
    #[schemars(length(max = 100))]
    providers: Option<Vec<ShownFile>>,
    /// `better-auth`: where it is below `base_url`. Default: `api/auth/`.
    #[serde(default)]
    auth_path: Option<String>,
    /// May people link further identities to their account? Default: true.
    #[serde(default)]
    allow_linking: Option<bool>,
    /// May people unlink identities from their account? The last way to sign in always stays. Default: true.
    #[serde(default)]
    allow_unlinking: Option<bool>,
    /// `pocketbase`: fields of a record that is made at a first sign-in, with their values (`createData`).
    #[serde(default)]
    create_data: Option<BTreeMap<String, String>>,
    /// `pocketbase`: keep the token in `localStorage.pocketbase_auth` as well, where the JavaScript SDK looks for it. Every script of the origin can read it there, and it outlives every tab: `session.persistence` has to be `device`. Default: false.
    #[serde(default)]
    sdk_auth_store: Option<bool>,
    /// `pocketbase`: providers come back to PocketBase's own page `/api/oauth2-redirect`, in a window of its own. For providers that know no other address. Default: false.
    #[serde(default)]
    realtime: Option<bool>,
    /// The only origins that ever get the token. Default: the origin of `base_url`.
    #[serde(default)]
    allowed_origins: Option<Vec<String>>,
    /// The request whose answer the account screen shows.
    #[serde(default)]
    request: Option<BackendRequestFile>,
}

/// The role rule of Portabase, in the words of its environment variables.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct RolesFile {
    /// `ROLE_MAP`: `group:role,group:role`. The first group that the person is in counts. Groups are made lower case before they are compared, and what stands here is not. `default` is a group like any other; `*` is everyone else, which Portabase does not know.
    #[serde(default)]
    map: Option<String>,
    /// `ALLOWED_GROUP`: who is in it and in no group of the map is `admin`, if its name contains that, else `pending`.
    #[serde(default)]
    allowed_group: Option<String>,
    /// `DEFAULT_ROLE`: the role of everybody else. Without it they are refused.
    #[serde(default)]
    default_role: Option<String>,
}

/// Whose accounts and tokens a backend has.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum BackendKind {
    /// Those of the identity providers: it gets their access tokens.
    #[default]
    Api,
    /// PocketBase's own; it is the client of the identity providers, and the picker shows those that it has.
    #[serde(rename = "pocketbase")]
    PocketBase,
    /// Those of a better-auth, such as Portabase's.
    #[serde(rename = "better-auth")]
    BetterAuth,
}

/// How a provider is known to better-auth.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum DoorFile {
    /// By the plugin `sso()`.
    #[default]
    Sso,
    /// By `socialProviders`, or the plugin `genericOAuth()`.
    Social,
}

/// A provider of the backend: what the page shows of it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct ShownFile {
    /// What the backend calls it: `oidc`, `google`, …
    id: String,
    /// `better-auth`: how it is known there. Default: `sso`.
    #[serde(default, rename = "type")]
    door: DoorFile,
    /// What the button says.
    #[serde(default)]
    title: Option<String>,
    /// Second line of the button.
    #[serde(default)]
    description: Option<String>,
    /// Image on the button: an https URL, a path of this site, or a data: URL.
    #[serde(default)]
    icon: Option<String>,
    /// Issuer identifier of the provider. PocketBase does not tell it; where it is given, the response must be from there (RFC 9207).
    #[serde(default)]
    issuer: Option<String>,
}

/// A request to the backend.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct BackendRequestFile {
    /// Default: GET.
    #[serde(default)]
    method: Method,
    /// Path below `base_url`, or from the root if it starts with `/`.
    path: String,
}
