//! One attempt to sign in, kept between leaving the page and coming back.
//!
//! A transaction pins everything that the response is checked against and the code is sent to, so that
//! neither a changed configuration nor another provider can take part (RFC 9700 §2.1, §4.4).

use std::rc::Rc;

use super::server_lines::{self, optional};
use super::{Destination, Error};
use crate::backend::pocketbase::{self, MfaId};
use crate::config::Provider;
use crate::later;
use crate::protocol::Entropy;
use crate::protocol::authorization::{self, Binding};
use crate::protocol::metadata::{AccountServer, RecordServer, ServerMetadata};
use crate::protocol::secret::{Body, CodeVerifier, Nonce, SecretUrl, State};
use crate::url::{Url, decimal};

/// Seconds after which a response comes too late, and sign-in starts over.
pub(super) const LIFETIME: i64 = 600;

/// Version of the record. A record of another version fits no response.
pub(super) const VERSION: &str = "6";

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
    /// The session is to leave nothing behind.
    pub(super) forgets: bool,
    /// The destination is another address of the page at the redirect URI.
    pub(super) stays: bool,
    /// Who must come back, where the provider is asked to let nobody see anything (`prompt=none`).
    pub(super) subject: Option<String>,
    /// Name of the session that the identity is to be linked to, where this is no sign-in.
    pub(super) links_to: Option<String>,
    /// PocketBase: the first factor, where this is the second one.
    pub(super) mfa_id: Option<MfaId>,
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
            resource: provider.resources.first().cloned(),
            max_age: provider.max_age,
            acr_values: provider.acr_values.clone(),
            destination: None,
            created_at: now,
            restarts: 0,
            forgets: false,
            stays: false,
            subject: None,
            links_to: None,
            mfa_id: None,
            state,
            nonce,
            code_verifier,
        }
    }

    /// What a session needs of one that no provider took part in; `by` is in place of a provider's `id`.
    pub(super) fn of_form(by: &str, records: RecordServer, page: Url, entropy: Entropy, now: i64) -> Self {
        let url = records.base.clone();
        let provider = Provider::of_backend(by.to_owned(), String::new(), None, url.clone(), None);
        let server = ServerMetadata::of_accounts(String::new(), url, AccountServer::PocketBase(records));
        Self::new(&provider, Rc::new(server), page, entropy, now)
    }

    /// The address to leave for.
    pub(super) fn authorization_request(&self, provider: &Provider) -> Result<SecretUrl, Error> {
        let Some(AccountServer::PocketBase(records)) = &self.server.accounts else {
            let request =
                later::oidc_leave(|| authorization::request(provider, &self.server, self.binding()));
            return Ok(SecretUrl::new(request));
        };
        Ok(SecretUrl::new(later::pocketbase_leave(|| self.of_records(records))?))
    }

    /// The same where PocketBase is the client.
    pub(super) fn of_records(&self, records: &RecordServer) -> Result<String, Error> {
        let provider = pocketbase::Provider {
            name: self.provider.clone(),
            display_name: String::new(),
            logo: None,
            auth_url: Some(self.server.authorization_endpoint.clone()),
            has_pkce: records.has_pkce,
        };
        Ok(pocketbase::authorization::request(&provider, self.binding())?)
    }

    fn binding(&self) -> Binding<'_> {
        Binding {
            state: &self.state,
            nonce: &self.nonce,
            code_verifier: &self.code_verifier,
            redirect_uri: &self.redirect_uri,
            is_silent: self.subject.is_some(),
        }
    }

    /// Is it too old, or from a clock that was ahead?
    pub(super) fn is_expired(&self, now: i64) -> bool {
        // A clock that was set right meanwhile may be behind a little.
        !(-60..=LIFETIME).contains(&(now - self.created_at))
    }

    /// The record to store: one value a line, in the order of [`from_record`](Self::from_record).
    pub(super) fn to_record(&self) -> Body {
        let destination = self.destination.as_ref().map_or("", Destination::as_str);
        let mut lines = vec![
            VERSION.to_owned(),
            self.provider.clone(),
            self.client_id.clone(),
            self.redirect_uri.as_str().to_owned(),
            self.resource.clone().unwrap_or_default(),
            self.max_age.map_or(String::new(), decimal),
            self.acr_values.clone().unwrap_or_default(),
            destination.to_owned(),
            decimal(u64::try_from(self.created_at).unwrap_or(0)),
            decimal(self.restarts),
            decimal(u8::from(self.forgets) + 2 * u8::from(self.stays)),
            self.subject.clone().unwrap_or_default(),
            self.links_to.clone().unwrap_or_default(),
            self.mfa_id.as_ref().map_or("", MfaId::expose).to_owned(),
            self.state.expose().to_owned(),
            self.nonce.expose().to_owned(),
            self.code_verifier.expose().to_owned(),
        ];
        lines.extend(server_lines::write(&self.server));
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
            resource,
            max_age,
            acr_values,
            destination,
            created_at,
            restarts,
            flags,
            subject,
            links_to,
            mfa_id,
            state,
            nonce,
            code_verifier,
            server @ ..,
        ] = lines.as_slice()
        else {
            return None;
        };
        Some(Self {
            provider: (*provider).to_owned(),
            client_id: (*client_id).to_owned(),
            redirect_uri: Url::parse(redirect_uri).ok()?,
            server: Rc::new(server_lines::read(server)?),
            resource: optional(resource),
            max_age: optional(max_age).map(|text| text.parse()).transpose().ok()?,
            acr_values: optional(acr_values),
            destination: Destination::parse(destination, page),
            created_at: created_at.parse().ok()?,
            restarts: restarts.parse().ok()?,
            forgets: matches!(*flags, "1" | "3"),
            stays: matches!(*flags, "2" | "3"),
            subject: optional(subject),
            links_to: optional(links_to),
            mfa_id: optional(mfa_id).map(MfaId::new),
            state: State::new(*state),
            nonce: Nonce::new(*nonce),
            code_verifier: CodeVerifier::new(*code_verifier),
        })
    }
}
