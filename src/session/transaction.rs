//! One attempt to sign in, kept between leaving the page and coming back.
//!
//! A transaction pins everything that the response is checked against and the code is sent to, so that
//! neither a changed configuration nor another provider can take part (RFC 9700 §2.1, §4.4).

use super::Destination;
use crate::config::{Algorithm, Provider};
use crate::protocol::Entropy;
use crate::protocol::authorization::{self, Binding};
use crate::protocol::form;
use crate::protocol::metadata::ServerMetadata;
use crate::protocol::secret::{Body, CodeVerifier, Nonce, SecretUrl, State};
use crate::url::{Url, decimal};

/// Seconds after which a response comes too late, and sign-in starts over.
pub(super) const LIFETIME: i64 = 600;

/// Version of the record. A record of another version fits no response.
const VERSION: &str = "1";

/// The record of an attempt. Its key is `state`.
#[derive(Debug)]
pub(super) struct Transaction {
    /// `id` of the provider.
    pub(super) provider: String,
    /// As it was when the attempt began.
    pub(super) client_id: String,
    /// As it was sent.
    pub(super) redirect_uri: Url,
    /// Issuer and endpoints as they were when the attempt began.
    pub(super) server: ServerMetadata,
    /// RFC 8707
    pub(super) resource: Option<String>,
    /// As it was asked for.
    pub(super) max_age: Option<u32>,
    /// As it was asked for.
    pub(super) acr_values: Option<String>,
    /// Where the person wanted to go.
    pub(super) destination: Option<Destination>,
    /// Seconds since 1970.
    pub(super) created_at: i64,
    /// How many times the page has started over by itself: 0 or 1.
    pub(super) restarts: u8,
    /// Sent in the request, comes back in the address.
    pub(super) state: State,
    /// Sent in the request, comes back in the ID token.
    pub(super) nonce: Nonce,
    /// Sent with the code.
    pub(super) code_verifier: CodeVerifier,
}

/// What the storage held for a `state`. Looking up takes the record out, in one step.
#[derive(Debug)]
pub enum Lookup {
    /// The record; nobody else has it now.
    Found(Body),
    /// A response with this `state` was already taken, in this tab or another.
    Used,
    /// This browser knows of no such attempt.
    Unknown,
    /// The storage does not answer.
    Unavailable,
}

impl Transaction {
    /// Starts an attempt.
    pub(super) fn new(
        provider: &Provider,
        server: ServerMetadata,
        redirect_uri: Url,
        entropy: Entropy,
        now: i64,
    ) -> Self {
        let (state, nonce, code_verifier) = entropy.split();
        Self {
            provider: provider.id.clone(),
            client_id: provider.client_id.clone(),
            redirect_uri,
            server,
            resource: provider.resource.clone(),
            max_age: provider.max_age,
            acr_values: provider.acr_values.clone(),
            destination: None,
            created_at: now,
            restarts: 0,
            state,
            nonce,
            code_verifier,
        }
    }

    /// The address to leave for.
    pub(super) fn authorization_request(&self, provider: &Provider) -> SecretUrl {
        let binding = Binding {
            state: &self.state,
            nonce: &self.nonce,
            code_verifier: &self.code_verifier,
            redirect_uri: &self.redirect_uri,
        };
        SecretUrl::new(authorization::request(provider, &self.server, binding))
    }

    /// Is it too old, or from a clock that was ahead?
    pub(super) fn is_expired(&self, now: i64) -> bool {
        !(0..=LIFETIME).contains(&(now - self.created_at))
    }

    /// The record to store.
    pub(super) fn to_record(&self) -> Body {
        let server = &self.server;
        let algorithms: Vec<&str> = server.algorithms.iter().map(|algorithm| algorithm.name()).collect();
        let (algorithms, created_at, restarts) =
            (algorithms.join(" "), self.created_at, decimal(self.restarts));
        let created_at = decimal(u64::try_from(created_at).unwrap_or(0));
        let max_age = self.max_age.map(decimal);
        let url = |url: &'static str, value: &Option<Url>| {
            value.as_ref().map(|value| (url, value.as_str().to_owned()))
        };
        let mut members = vec![
            ("version", VERSION),
            ("provider", &self.provider),
            ("client_id", &self.client_id),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("issuer", &server.issuer),
            ("authorization_endpoint", server.authorization_endpoint.as_str()),
            ("token_endpoint", server.token_endpoint.as_str()),
            ("jwks_uri", server.jwks_uri.as_str()),
            ("algorithms", &algorithms),
            ("sends_iss", if server.sends_iss { "1" } else { "0" }),
            ("created_at", &created_at),
            ("restarts", &restarts),
            ("state", self.state.expose()),
            ("nonce", self.nonce.expose()),
            ("code_verifier", self.code_verifier.expose()),
        ];
        let urls = [
            url("userinfo_endpoint", &server.userinfo_endpoint),
            url("end_session_endpoint", &server.end_session_endpoint),
            url("revocation_endpoint", &server.revocation_endpoint),
        ];
        members.extend(urls.iter().flatten().map(|(name, value)| (*name, value.as_str())));
        let optional = [
            ("resource", self.resource.as_deref()),
            ("max_age", max_age.as_deref()),
            ("acr_values", self.acr_values.as_deref()),
            ("destination", self.destination.as_ref().map(Destination::as_str)),
        ];
        members.extend(optional.iter().filter_map(|(name, value)| Some((*name, (*value)?))));
        Body::new(form::encode(members))
    }

    /// Reads a record; `None` if it is of another version or damaged. `page` is the path of this page.
    pub(super) fn from_record(record: &Body, page: &str) -> Option<Self> {
        let members = form::decode(record.expose());
        let get =
            |name: &str| members.iter().find(|(member, _)| member == name).map(|(_, value)| value.as_str());
        let url = |name: &str| Url::parse(get(name)?).ok();
        let algorithms: Option<Vec<Algorithm>> =
            get("algorithms")?.split(' ').map(Algorithm::parse).collect();
        if get("version") != Some(VERSION) {
            return None;
        }
        Some(Self {
            provider: get("provider")?.to_owned(),
            client_id: get("client_id")?.to_owned(),
            redirect_uri: url("redirect_uri")?,
            server: ServerMetadata {
                issuer: get("issuer")?.to_owned(),
                authorization_endpoint: url("authorization_endpoint")?,
                token_endpoint: url("token_endpoint")?,
                jwks_uri: url("jwks_uri")?,
                userinfo_endpoint: url("userinfo_endpoint"),
                end_session_endpoint: url("end_session_endpoint"),
                revocation_endpoint: url("revocation_endpoint"),
                algorithms: algorithms?,
                sends_iss: get("sends_iss")? == "1",
            },
            resource: get("resource").map(str::to_owned),
            max_age: get("max_age").and_then(|text| text.parse().ok()),
            acr_values: get("acr_values").map(str::to_owned),
            destination: get("destination").and_then(|text| Destination::parse(text, page)),
            created_at: get("created_at")?.parse().ok()?,
            restarts: get("restarts")?.parse().ok()?,
            state: State::new(get("state")?),
            nonce: Nonce::new(get("nonce")?),
            code_verifier: CodeVerifier::new(get("code_verifier")?),
        })
    }
}
