//! Backends with accounts of their own: what a sign-in is exchanged for there, how their sessions are renewed, and the
//! identities that are linked. Each is in a part of the program of its own.

use super::linked::{Answer, Wanted};
use super::record::Kept;
use super::signed_in::{Access, Session};
use super::transaction::Transaction;
use super::{Account, Error, Now, Outcome, State, better_auth, pocketbase};
use crate::backend::pocketbase::AuthMethods;
use crate::later;
use crate::protocol;
use crate::protocol::http::{Fetched, Request};
use crate::protocol::metadata::{AccountServer, ServerMetadata};
use crate::protocol::secret::{Body, Code};
use crate::protocol::token::Tokens;

impl AccountServer {
    /// Is it the client of the provider, so that the code, or what stands for it, is for it?
    pub(super) fn takes_code(&self) -> bool {
        match self {
            Self::PocketBase(_) => true,
            Self::BetterAuth(server) => server.by_cookie,
        }
    }
}

/// The request that a code is handed over with.
pub(super) fn exchange(
    state: &State,
    accounts: &AccountServer,
    transaction: &Transaction,
    code: &Code,
) -> Result<Request, Error> {
    match accounts {
        AccountServer::PocketBase(records) => {
            later::pocketbase_later(|| pocketbase::exchange(state, transaction, records, code))
        }
        AccountServer::BetterAuth(server) => later::better_auth(|| better_auth::who(&server.base)),
    }
}

/// The backend has taken what it was given, or not.
pub(super) fn signed_in(
    state: &mut State,
    transaction: Transaction,
    fetched: Fetched,
    now: &mut Now,
) -> Outcome {
    match transaction.server.accounts {
        Some(AccountServer::PocketBase(_)) => {
            later::pocketbase_later(|| pocketbase::signed_in(state, transaction, fetched, now))
        }
        _ => later::better_auth_later(|| better_auth::signed_in(state, transaction, fetched, now)),
    }
}

/// The request that prolongs a session; `None` if it can't be.
pub(super) fn renewal(accounts: &AccountServer, kept: &Kept) -> Option<Request> {
    match accounts {
        AccountServer::PocketBase(records) => {
            later::pocketbase_later(|| pocketbase::renewal(records, kept.refresh_token.as_ref()?))
        }
        AccountServer::BetterAuth(server) => {
            later::better_auth_later(|| better_auth::renewal(server, kept.refresh_token.as_ref()?))
        }
    }
}

/// The session goes on, or not.
pub(super) fn renewed(kept: &mut Kept, fetched: Fetched, now: &Now) -> Result<Tokens, protocol::Error> {
    match kept.server.accounts {
        Some(AccountServer::PocketBase(_)) => {
            later::pocketbase_later(|| pocketbase::renewed(kept, fetched, now))
        }
        _ => later::better_auth_later(|| better_auth::renewed(kept, fetched, now)),
    }
}

/// The request that ends a session at the backend, where that can be.
pub(super) fn sign_out(accounts: &AccountServer, kept: &Kept) -> Option<Request> {
    match accounts {
        AccountServer::PocketBase(_) => None,
        AccountServer::BetterAuth(server) => {
            later::better_auth_later(|| better_auth::sign_out(server, kept.refresh_token.as_ref()?))
        }
    }
}

/// Who the profile of a session is of, as people know themselves.
pub(super) fn account(accounts: &AccountServer, subject: &str, profile: &Body) -> Account {
    match accounts {
        AccountServer::PocketBase(records) => {
            later::pocketbase_later(|| pocketbase::account(subject, records, profile))
        }
        AccountServer::BetterAuth(_) => later::better_auth_later(|| better_auth::account(subject, profile)),
    }
}

/// Is this backend the one of the configuration? A record may be of a page of before. `None`: it is not about a
/// backend with accounts.
pub(super) fn is_ours(state: &State, server: &ServerMetadata) -> Option<bool> {
    let config = state.config.as_ref();
    match &server.accounts {
        // Its tokens are the provider's, and not for a backend with tokens of its own.
        None => state.has_accounts().then_some(false),
        Some(AccountServer::PocketBase(records)) => {
            let base = config.and_then(|config| config.pocketbase());
            Some(base.is_some_and(|base| base.url == records.base && base.collection == records.collection))
        }
        Some(AccountServer::BetterAuth(server)) => {
            let base = config.and_then(|config| config.better_auth());
            Some(base.is_some_and(|base| base.url == server.base && base.is_by_cookie() == server.by_cookie))
        }
    }
}

/// A request about linked identities, or the code of why there is none.
pub(super) fn linked_request(
    kept: &Kept,
    access: &Access,
    wanted: &Wanted,
    now: &Now,
) -> Result<Request, &'static str> {
    match &kept.server.accounts {
        Some(AccountServer::PocketBase(records)) => later::pocketbase_later(|| {
            pocketbase::linked_request(kept, records, access, wanted, now).map_err(|error| error.code())
        }),
        Some(AccountServer::BetterAuth(server)) => later::better_auth_later(|| {
            better_auth::linked_request(server, access, wanted).map_err(|error| error.code())
        }),
        None => Err("not_signed_in"),
    }
}

/// What it has come to.
pub(super) fn linked_response(
    kept: &Kept,
    access: Option<&Access>,
    methods: Option<&AuthMethods>,
    asked: &Wanted,
    fetched: Fetched,
) -> Answer {
    match kept.server.accounts {
        Some(AccountServer::PocketBase(_)) => later::pocketbase_later(|| {
            let answer = pocketbase::linked_response(kept, access, methods, asked, fetched);
            answer.unwrap_or_else(|error| Answer::Refused(error.code()))
        }),
        _ => later::better_auth_later(|| {
            let answer = better_auth::linked_response(asked, fetched);
            answer.unwrap_or_else(|error| Answer::Refused(error.code()))
        }),
    }
}

/// Can an identity of this provider be linked to the session?
pub(super) fn may_link(state: &State, session: &Session, provider: &str) -> bool {
    match &session.kept.server.accounts {
        // Back from the provider, the page must find the session again; and the provider must know the way back to it.
        Some(AccountServer::PocketBase(_)) => {
            let base = state.config.as_ref().and_then(|config| config.pocketbase());
            state.is_shared() && base.is_some_and(|base| !base.realtime)
        }
        Some(AccountServer::BetterAuth(server)) => {
            // Providers of `sso()` have no door for that.
            let config = state.config.as_ref().and_then(|config| config.better_auth());
            let is_social = |it: &crate::config::Shown| it.id == provider && it.is_social;
            server.by_cookie && config.is_some_and(|config| config.providers.iter().any(is_social))
        }
        None => false,
    }
}
