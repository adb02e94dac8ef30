//! One attempt to sign in, kept between leaving the page and coming back.
//!
//! A transaction pins everything that the response is checked against and the code is sent to, so that
//! neither a changed configuration nor another provider can take part (RFC 9700 §2.1, §4.4).

use std::rc::Rc;

use super::Destination;
use crate::config::{Algorithm, Provider};
use crate::protocol::Entropy;
use crate::protocol::authorization::{self, Binding};
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
    pub(super) server: Rc<ServerMetadata>,
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
        server: Rc<ServerMetadata>,
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

    /// The record to store: one value a line, in the order of [`from_record`](Self::from_record). No value can
    /// hold a line break, since each was checked to be printable.
    pub(super) fn to_record(&self) -> Body {
        let server = &self.server;
        let algorithms: Vec<&str> = server.algorithms.iter().map(|algorithm| algorithm.name()).collect();
        let url = |url: &Option<Url>| url.as_ref().map_or(String::new(), |url| url.as_str().to_owned());
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let lines = [
            VERSION.to_owned(),
            self.provider.clone(),
            self.client_id.clone(),
            self.redirect_uri.as_str().to_owned(),
            server.issuer.clone(),
            server.authorization_endpoint.as_str().to_owned(),
            server.token_endpoint.as_str().to_owned(),
            server.jwks_uri.as_str().to_owned(),
            url(&server.userinfo_endpoint),
            url(&server.end_session_endpoint),
            url(&server.revocation_endpoint),
            algorithms.join(" "),
            decimal(u8::from(server.sends_iss)),
            text(&self.resource),
            self.max_age.map_or(String::new(), decimal),
            text(&self.acr_values),
            self.destination.as_ref().map_or(String::new(), |destination| destination.as_str().to_owned()),
            decimal(u64::try_from(self.created_at).unwrap_or(0)),
            decimal(self.restarts),
            self.state.expose().to_owned(),
            self.nonce.expose().to_owned(),
            self.code_verifier.expose().to_owned(),
        ];
        Body::new(lines.join("\n"))
    }

    /// Reads a record; `None` if it is of another version or damaged. `page` is the path of this page.
    pub(super) fn from_record(record: &Body, page: &str) -> Option<Self> {
        let lines: Vec<&str> = record.expose().split('\n').collect();
        let [
            VERSION,
            provider,
            client_id,
            redirect_uri,
            issuer,
            authorization_endpoint,
            token_endpoint,
            jwks_uri,
            userinfo_endpoint,
            end_session_endpoint,
            revocation_endpoint,
            algorithms,
            sends_iss,
            resource,
            max_age,
            acr_values,
            destination,
            created_at,
            restarts,
            state,
            nonce,
            code_verifier,
        ] = lines.as_slice()
        else {
            return None;
        };
        let url = |text: &str| Url::parse(text).ok();
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let ((Some(redirect_uri), Some(authorization_endpoint)), (Some(token_endpoint), Some(jwks_uri))) =
            ((url(redirect_uri), url(authorization_endpoint)), (url(token_endpoint), url(jwks_uri)))
        else {
            return None;
        };
        Some(Self {
            provider: (*provider).to_owned(),
            client_id: (*client_id).to_owned(),
            redirect_uri,
            server: Rc::new(ServerMetadata {
                issuer: (*issuer).to_owned(),
                authorization_endpoint,
                token_endpoint,
                jwks_uri,
                userinfo_endpoint: url(userinfo_endpoint),
                end_session_endpoint: url(end_session_endpoint),
                revocation_endpoint: url(revocation_endpoint),
                algorithms: algorithms.split(' ').map(Algorithm::parse).collect::<Option<_>>()?,
                sends_iss: *sends_iss == "1",
            }),
            resource: text(resource),
            max_age: text(max_age).map(|text| text.parse()).transpose().ok()?,
            acr_values: text(acr_values),
            destination: Destination::parse(destination, page),
            created_at: created_at.parse().ok()?,
            restarts: restarts.parse().ok()?,
            state: State::new(*state),
            nonce: Nonce::new(*nonce),
            code_verifier: CodeVerifier::new(*code_verifier),
        })
    }
}
