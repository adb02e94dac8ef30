//! better-auth as the backend: by a cookie of the page's own origin, or by a bearer token for an ID token.
//!
//! In place of a cookie, which no script sees, the session has an empty token: [`AccessToken::in_cookie`].

use super::linked::{Answer, Identity, Wanted};
use super::record::Kept;
use super::screen::Change;
use super::signed_in::{self, Access};
use super::transaction::Transaction;
use super::{Account, Error, Flow, Now, Outcome, Purpose, State, retry};
use crate::backend::better_auth::{
    self as messages, Credential, LinkedAccount, Session, SessionToken, Start, callback_error, get_session,
    link_social, list_accounts, sign_in_id_token, sign_in_social, sign_in_sso, sign_out as sign_out_message,
    unlink_account,
};
use crate::config::{Provider, Shown};
use crate::json::{self, Value};
use crate::later;
use crate::protocol::http::{FetchError, Fetched, Request, RequestId, Response};
use crate::protocol::metadata::{AccountServer, BetterAuthServer, ServerMetadata};
use crate::protocol::secret::{AccessToken, Body, IdToken, RefreshToken, SecretUrl, State as OAuthState};
use crate::protocol::token::Tokens;
use crate::protocol::{self, ClockSkew, form};
use crate::session::effect::{Effect, Effects};
use crate::url::Url;

/// What better-auth puts behind the address that it comes back to is for people; this says that somebody did.
const CAME_BACK: &str = "session";

/// What is known of the backend where it is the client of the providers.
pub(super) fn server(state: &State) -> Option<ServerMetadata> {
    let base = state.config.as_ref()?.better_auth().filter(|base| base.is_by_cookie())?;
    let server = BetterAuthServer { base: base.url.clone(), by_cookie: true };
    Some(ServerMetadata::of_accounts(String::new(), base.url.clone(), AccountServer::BetterAuth(server)))
}

/// A provider's metadata, where the backend takes its ID tokens. Its access token is of no more use then.
pub(super) fn behind(state: &State, server: ServerMetadata) -> ServerMetadata {
    let Some(base) = state.config.as_ref().and_then(|config| config.better_auth()) else { return server };
    let accounts = AccountServer::BetterAuth(BetterAuthServer { base: base.url.clone(), by_cookie: false });
    ServerMetadata { accounts: Some(accounts), userinfo_endpoint: None, revocation_endpoint: None, ..server }
}

/// Asks who is signed in by cookie.
pub(super) fn who(base: &Url) -> Result<Request, Error> {
    Ok(get_session::request(base, Credential::Cookie)?)
}

/// Why a sign-in at the backend's pages has failed: the query of the address is from there.
pub(super) fn callback_error(query: &str) -> Option<Error> {
    callback_error::find(query).map(Error::from)
}

/// Asks the backend for the address to leave for. It comes back to this page with our own `state`, so nothing that a
/// link claims is believed.
pub(super) fn start(
    state: &State,
    server: &BetterAuthServer,
    transaction: &Transaction,
) -> Result<Request, Error> {
    let config = state.config.as_ref().and_then(|config| config.better_auth());
    let mut providers = config.iter().flat_map(|config| &config.providers);
    let is_social = providers.any(|it: &Shown| it.id == transaction.provider && it.is_social);
    let back = |more: Option<(&str, &str)>| {
        let parameters = [("state", transaction.state.expose())].into_iter().chain(more);
        let url = [transaction.redirect_uri.as_str(), "?", &form::encode(parameters)].concat();
        Url::parse(&url).map_err(|_| messages::Error::Address)
    };
    let start = Start {
        provider: &transaction.provider,
        callback_url: &back(Some(("code", CAME_BACK)))?,
        error_callback_url: &back(None)?,
    };
    Ok(match (transaction.links_to.is_some(), is_social) {
        (true, _) => link_social::request(&server.base, &start)?,
        (false, true) => sign_in_social::request(&server.base, &start)?,
        (false, false) => sign_in_sso::request(&server.base, &start)?,
    })
}

/// Where to go.
pub(super) fn address(fetched: Fetched) -> Result<SecretUrl, Error> {
    // The answers of all three are the same.
    Ok(SecretUrl::new(sign_in_sso::response(fetched)?.as_str()))
}

/// The ID token has passed: hands it over.
pub(super) fn exchange(
    server: &BetterAuthServer,
    transaction: &Transaction,
    tokens: &Tokens,
    id_token: &IdToken,
) -> Result<Request, Error> {
    Ok(sign_in_id_token::request(
        &server.base,
        &sign_in_id_token::Exchange {
            provider: &transaction.provider,
            id_token,
            access_token: &tokens.access_token,
            nonce: &transaction.nonce,
        },
    )?)
}

/// The backend has taken the ID token, or not: asks how long its session lasts, which also tells whether it is honoured.
pub(super) fn exchanged(
    server: &BetterAuthServer,
    fetched: Fetched,
) -> Result<(SessionToken, Request), Error> {
    let token = sign_in_id_token::response(fetched)?.token;
    let request = get_session::request(&server.base, Credential::Bearer(&token))?;
    Ok((token, request))
}

/// The backend has told of its session, or not.
pub(super) fn signed_in(
    state: &mut State,
    transaction: Transaction,
    fetched: Fetched,
    now: &mut Now,
) -> Outcome {
    began(state, transaction, None, fetched, now)
}

/// The same for a session by bearer token.
pub(super) fn began(
    state: &mut State,
    transaction: Transaction,
    bearer: Option<(SessionToken, Option<IdToken>)>,
    fetched: Fetched,
    now: &Now,
) -> Outcome {
    let skew = ClockSkew::of(&fetched, now.time);
    let session = get_session::response(fetched)?.ok_or(messages::Error::NotSignedIn)?;
    let (token, id_token) = match bearer {
        Some((token, id_token)) => (token.bearer(), id_token),
        None => (AccessToken::in_cookie(), None),
    };
    let is_cookie = token.is_in_cookie();
    let (tokens, profile) = tokens(&session, token, id_token, skew, now);
    let of = (session.user.id.clone(), profile);
    let effects = signed_in::start_with_profile(state, transaction, tokens, of, now);
    if is_cookie {
        name_after(state, session.id);
    }
    Ok(effects)
}

/// All tabs call a session by cookie the same.
fn name_after(state: &mut State, id: String) {
    if let Flow::SignedIn(session) = &mut state.flow {
        session.kept.id = OAuthState::new(id).digest();
    }
}

/// The page is opened, and may have a session by cookie.
pub(super) fn found(state: &mut State, tries: u8, fetched: Fetched, now: &mut Now) -> Outcome {
    if let Some(delay) = retry::delay(tries, &fetched, now) {
        return Ok(look_again(state, tries + 1, delay).into_iter().collect());
    }
    match fetched {
        Err(error) => Err(messages::Error::Unreachable(error).into()),
        Ok(answer) if is_nobody(&answer) => signed_in::nobody(state),
        Ok(answer) => later::run(|| later::better_auth_later(|| resume(state, Ok(answer), now))),
    }
}

/// Is nobody signed in?
pub(super) fn is_nobody(answer: &Response) -> bool {
    answer.is_success() && answer.body.expose().trim() == "null"
}

/// Goes on with the session that was found.
fn resume(state: &mut State, fetched: Fetched, now: &mut Now) -> Outcome {
    let (Some(server), Some(page)) = (server(state), state.page.clone()) else { return Ok(Effects::new()) };
    let skew = ClockSkew::of(&fetched, now.time);
    let Some(session) = get_session::response(fetched)? else { return signed_in::nobody(state) };
    let entropy = now.entropy.take().ok_or(Error::CryptoUnavailable)?;
    // Which provider it was, or whether it was a password, the backend does not tell.
    let at = Provider::of_backend(String::new(), String::new(), None, page.clone(), None);
    let transaction = Transaction::new(&at, server.into(), page, entropy, now.time);
    state.provider = None;
    let (tokens, profile) = tokens(&session, AccessToken::in_cookie(), None, skew, now);
    let effects =
        signed_in::resume_with_profile(state, transaction, tokens, (session.user.id.clone(), profile), now);
    name_after(state, session.id);
    Ok(effects)
}

fn tokens(
    session: &Session,
    token: AccessToken,
    id_token: Option<IdToken>,
    skew: Option<ClockSkew>,
    now: &Now,
) -> (Tokens, Body) {
    let left = session.expires_at - skew.unwrap_or_default().server_time(now.time);
    let tokens = Tokens {
        refresh_token: Some(RefreshToken::new(token.expose())),
        access_token: token,
        // It was good just now: where it is over already, a clock is wrong.
        expires_in: Some(left.max(AT_LEAST)),
        id_token,
        received_at: now.time,
        clock_skew: skew,
    };
    // JSON has no line break inside of a text.
    (tokens, Body::new(session.user.text.replace(['\n', '\r'], " ")))
}

/// Seconds that a session is good for, whatever the clock of the device says.
const AT_LEAST: i64 = 600;

/// Runs with what better-auth knows the session by.
fn with<T>(token: &str, run: impl FnOnce(Credential<'_>) -> T) -> T {
    if token.is_empty() {
        run(Credential::Cookie)
    } else {
        run(Credential::Bearer(&SessionToken::new(token)))
    }
}

/// The request that moves the end of the session, now and then.
pub(super) fn renewal(server: &BetterAuthServer, token: &RefreshToken) -> Option<Request> {
    with(token.expose(), |credential| get_session::request(&server.base, credential)).ok()
}

/// The request that ends the session.
pub(super) fn sign_out(server: &BetterAuthServer, token: &RefreshToken) -> Option<Request> {
    with(token.expose(), |credential| sign_out_message::request(&server.base, credential)).ok()
}

/// Has the backend ended the session?
pub(super) fn signed_out(fetched: Fetched) -> Result<(), Error> {
    sign_out_message::response(fetched).map_err(|_| Error::SignOutFailed)
}

/// The session goes on, or not.
pub(super) fn renewed(kept: &mut Kept, fetched: Fetched, now: &Now) -> Result<Tokens, protocol::Error> {
    let refused = protocol::Error::TokenRejected { code: Some("invalid_grant"), status: 401 };
    let Some(token) = kept.refresh_token.as_ref().map(|token| AccessToken::new(token.expose())) else {
        return Err(refused);
    };
    let skew = ClockSkew::of(&fetched, now.time);
    match get_session::response(fetched) {
        // Somebody else may have signed in by the same cookie.
        Ok(Some(session)) if session.user.id == kept.subject => {
            let (tokens, profile) = tokens(&session, token, None, skew, now);
            kept.profile = Some(profile);
            Ok(tokens)
        }
        Ok(_) => Err(refused),
        Err(messages::Error::Unreachable(error)) => Err(protocol::Error::TokenUnreachable(error)),
        Err(_) => Err(protocol::Error::TokenUnreachable(FetchError::Unreachable)),
    }
}

/// Who a user is, as people know themselves.
pub(super) fn account(subject: &str, profile: &Body) -> Account {
    let value = json::parse(profile.expose()).unwrap_or(Value::Null);
    let mut account = Account::from_claims(subject, &value);
    if account.email.is_some() {
        account.email_verified = value.get("emailVerified").map(|verified| *verified == Value::Bool(true));
    }
    let image = value.str("image").and_then(|text| Url::parse(text).ok());
    account.picture = image.filter(|url| url.origin().is_secure()).map(|url| url.as_str().to_owned());
    account.role =
        value.str("role").map(|role| crate::text::clean(role, 100)).filter(|role| !role.is_empty());
    account
}

/// A request about linked identities.
pub(super) fn linked_request(
    server: &BetterAuthServer,
    access: &Access,
    wanted: &Wanted,
) -> Result<Request, messages::Error> {
    with(access.token.expose(), |credential| match wanted {
        Wanted::Unlink(id) => {
            let linked =
                LinkedAccount { id: id.clone(), provider_id: String::new(), account_id: String::new() };
            unlink_account::request(&server.base, &linked, credential)
        }
        // Linking is a way through the provider's pages, and done when the person comes back.
        Wanted::List | Wanted::Link(_) => list_accounts::request(&server.base, credential),
    })
}

/// What it has come to.
pub(super) fn linked_response(asked: &Wanted, fetched: Fetched) -> Result<Answer, messages::Error> {
    Ok(match asked {
        Wanted::Unlink(_) => {
            unlink_account::response(fetched)?;
            Answer::Done(Change::Unlinked)
        }
        // The person has come back with our `state`, and from no failure.
        Wanted::Link(_) => {
            list_accounts::response(fetched)?;
            Answer::Done(Change::Linked)
        }
        Wanted::List => {
            let linked = list_accounts::response(fetched)?;
            let identity = |it: &LinkedAccount| Identity {
                id: it.id.clone(),
                provider: it.provider_id.clone(),
                may_unlink: list_accounts::may_unlink(&linked, &it.id),
            };
            Answer::List(linked.iter().map(identity).collect())
        }
    })
}

/// Asks who is signed in, if that is by a cookie.
pub(super) fn look(state: &mut State) -> Option<Effect> {
    look_again(state, 1, 0)
}

fn look_again(state: &mut State, tries: u8, delay: u32) -> Option<Effect> {
    let base = state.config.as_ref()?.better_auth().filter(|base| base.is_by_cookie())?.url.clone();
    let request = later::better_auth(|| who(&base)).ok()?;
    let effect = state.fetch(Purpose::Session { tries }, request, delay);
    state.flow = Flow::Restoring(RequestId(state.last_id));
    Some(effect)
}
