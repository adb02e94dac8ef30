//! A session between pages: the record that the driver seals and stores, and that all tabs share.

use std::rc::Rc;

use super::server_lines::{self, optional};
use super::transaction::Transaction;
use super::{Account, accounts};
use crate::protocol::ClockSkew;
use crate::protocol::jws;
use crate::protocol::metadata::ServerMetadata;
use crate::protocol::secret::{Body, IdToken, Nonce, RefreshToken};
use crate::protocol::token::Tokens;
use crate::url::decimal;

/// Version of the record. One of another version is dropped.
const VERSION: &str = "4";

/// What outlives a page of a session. The access token is not among it: it lives in memory only.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// Names the session among the tabs. Random, and no secret.
    pub(super) id: String,
    /// Counts the renewals: of two copies the higher one is the newer.
    pub(super) generation: u32,
    /// `id` of the provider.
    pub(super) provider: String,
    pub(super) client_id: String,
    pub(super) server: Rc<ServerMetadata>,
    /// RFC 8707
    pub(super) resource: Option<String>,
    /// `sub` of the first ID token; the later ones must have the same (OIDC Core §12.2).
    pub(super) subject: String,
    /// `auth_time` of the first ID token.
    pub(super) auth_time: Option<i64>,
    /// Of the first ID token; some servers repeat it.
    pub(super) nonce: Nonce,
    pub(super) refresh_token: Option<RefreshToken>,
    /// The latest one, for `id_token_hint` and the account.
    pub(super) id_token: Option<IdToken>,
    /// The record of the person, where the token is of one: JSON without line breaks.
    pub(super) profile: Option<Body>,
    /// Seconds since 1970.
    pub(super) renewed_at: i64,
    /// Written ahead of a renewal: when somebody set out to use the refresh token. Still there, they have not
    /// come back, and nobody knows whether the provider has seen it.
    pub(super) claimed_at: Option<i64>,
    /// As far as it is known: a new tab has seen no answer yet that would tell.
    pub(super) clock_skew: ClockSkew,
}

impl Kept {
    /// The first copy. What it keeps of the tokens is taken out of them.
    pub(super) fn new(transaction: Transaction, tokens: &mut Tokens, subject: String) -> Self {
        Self {
            id: transaction.state.digest(),
            generation: 1,
            provider: transaction.provider,
            client_id: transaction.client_id,
            server: transaction.server,
            resource: transaction.resource,
            subject,
            auth_time: None,
            nonce: transaction.nonce,
            refresh_token: tokens.refresh_token.take(),
            id_token: tokens.id_token.take(),
            profile: None,
            renewed_at: tokens.received_at,
            claimed_at: None,
            clock_skew: ClockSkew::default(),
        }
    }

    /// The person; `None` if the record does not say who it is.
    pub(super) fn account(&self) -> Option<Account> {
        if let (Some(accounts), Some(profile)) = (&self.server.accounts, &self.profile) {
            return Some(accounts::account(accounts, &self.subject, profile));
        }
        let claims = jws::parse(self.id_token.as_ref()?.expose()).ok()?.claims;
        Some(Account::from_claims(&self.subject, &claims))
    }

    /// Names this copy of the session: what a write must find to replace it.
    pub(super) fn stamp(&self) -> String {
        [self.id.as_str(), ".", &decimal(self.generation)].concat()
    }

    /// The record: one value a line.
    pub(super) fn to_record(&self) -> Body {
        let time = |time: i64| decimal(u64::try_from(time).unwrap_or(0));
        let mut lines = vec![
            VERSION.to_owned(),
            self.id.clone(),
            decimal(self.generation),
            self.provider.clone(),
            self.client_id.clone(),
            self.resource.clone().unwrap_or_default(),
            self.subject.clone(),
            self.auth_time.map_or(String::new(), time),
            self.nonce.expose().to_owned(),
            self.refresh_token.as_ref().map_or("", RefreshToken::expose).to_owned(),
            self.id_token.as_ref().map_or("", IdToken::expose).to_owned(),
            self.profile.as_ref().map_or("", Body::expose).to_owned(),
            time(self.renewed_at),
            self.claimed_at.map_or(String::new(), time),
            // By the clock of the provider.
            time(self.clock_skew.server_time(self.renewed_at)),
        ];
        lines.extend(server_lines::write(&self.server));
        Body::new(lines.join("\n"))
    }

    /// Reads a record; `None` if it is of another version or damaged.
    pub(super) fn from_record(record: &Body) -> Option<Self> {
        let lines: Vec<&str> = record.expose().split('\n').collect();
        let [
            VERSION,
            id,
            generation,
            provider,
            client_id,
            resource,
            subject,
            auth_time,
            nonce,
            refresh_token,
            id_token,
            profile,
            renewed_at,
            claimed_at,
            renewed_at_server,
            server @ ..,
        ] = lines.as_slice()
        else {
            return None;
        };
        let time = |line: &str| optional(line).map(|text| text.parse()).transpose().ok();
        let renewed_at = time(renewed_at)??;
        Some(Self {
            id: (*id).to_owned(),
            generation: generation.parse().ok()?,
            provider: (*provider).to_owned(),
            client_id: (*client_id).to_owned(),
            server: Rc::new(server_lines::read(server)?),
            resource: optional(resource),
            subject: (*subject).to_owned(),
            auth_time: time(auth_time)?,
            nonce: Nonce::new(*nonce),
            refresh_token: optional(refresh_token).map(RefreshToken::new),
            id_token: optional(id_token).map(IdToken::new),
            profile: optional(profile).map(Body::new),
            renewed_at,
            claimed_at: time(claimed_at)?,
            clock_skew: ClockSkew::between(time(renewed_at_server)??, renewed_at)?,
        })
    }
}
