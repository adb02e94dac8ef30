//! PocketBase as the backend: its providers in the picker, its tokens in the session.
//!
//! PocketBase is the client of the identity providers. What the page gets is a token of a record, which is access
//! token and refresh token in one: it is sent with calls, and exchanged for a newer one while it is good.

use std::rc::Rc;

use super::effect::{Effect, Effects};
use super::factors::{self, Factors};
use super::linked::{Answer, Identity, Wanted};
use super::picker::Knowledge;
use super::record::Kept;
use super::screen::Change;
use super::signed_in;
use super::signed_in::Access;
use super::transaction::Transaction;
use super::{Account, Error, Flow, Now, Outcome, Purpose, State, retry};
use crate::backend::pocketbase::{
    self, AuthMethods, ExternalAuth, RecordAuth, RecordToken, Step, auth_methods, auth_refresh,
    auth_with_oauth2, external_auths, file, unlink,
};
use crate::config::{Entry, Icon, Provider};
use crate::json::{self, Value};
use crate::later;
use crate::protocol::http::{FetchError, Fetched, Request};
use crate::protocol::metadata::{AccountServer, RecordServer, ServerMetadata};
use crate::protocol::secret::{Body, Code, RefreshToken};
use crate::protocol::token::Tokens;
use crate::protocol::{self, ClockSkew};

/// Seconds that a new token is good for, whatever the clock of the device says.
const AT_LEAST: i64 = 600;

/// The field that PocketBase's own `users` have for an image.
const AVATAR: &str = "avatar";

/// Asks for the ways to sign in, if that has to be known first.
pub(super) fn ask(state: &mut State, tries: u8, delay: u32) -> Option<Effect> {
    let base = state.config.as_ref()?.pocketbase().filter(|_| state.methods.is_none())?;
    let is_asked = |(_, purpose): &(_, Purpose)| matches!(purpose, Purpose::AuthMethods { .. });
    if state.pending.iter().any(is_asked) {
        return None;
    }
    let request = later::pocketbase(|| auth_methods::request(&base.url, &base.collection)).ok()?;
    Some(state.fetch(Purpose::AuthMethods { tries }, request, delay))
}

/// The ways to sign in have come, or not.
pub(super) fn methods_came(state: &mut State, tries: u8, fetched: Fetched, now: &Now) -> Outcome {
    if let Some(delay) = retry::delay(tries, &fetched, now) {
        return Ok(ask(state, tries + 1, delay).into_iter().collect());
    }
    later::pocketbase(|| have_come(state, fetched))
}

fn have_come(state: &mut State, fetched: Fetched) -> Outcome {
    let methods = match auth_methods::response(fetched) {
        Ok(methods) => methods,
        // Whoever is signed in needs no picker.
        Err(error) if matches!(state.flow, Flow::Picker) => return Err(error.into()),
        Err(_) => return Ok(Effects::new()),
    };
    let effects = learn(state, methods);
    if matches!(state.flow, Flow::Picker) {
        factors::check(state)?;
    }
    Ok(effects)
}

/// Fills the picker. A provider that can't be used is left out with a note: its settings are PocketBase's.
fn learn(state: &mut State, mut methods: AuthMethods) -> Effects {
    let Some(config) = &mut state.config else { return Effects::new() };
    let Some(base) = config.pocketbase() else { return Effects::new() };
    let (mut notes, mut entries) = (Effects::new(), Vec::new());
    for provider in &mut methods.providers {
        let (name, display_name) = (provider.name.clone(), provider.display_name.clone());
        let (logo, auth_url, has_pkce) = (provider.logo.take(), provider.auth_url.take(), provider.has_pkce);
        let Some(auth_url) = auth_url else {
            notes.push(Effect::Note(["PocketBase: the address of `", &name, "` can't be used"].concat()));
            continue;
        };
        let shown = base.providers.iter().find(|shown| shown.id == name);
        let issuer = shown.and_then(|shown| shown.issuer.clone()).unwrap_or_default();
        let record = RecordServer { base: base.url.clone(), collection: base.collection.clone(), has_pkce };
        let server = ServerMetadata::of_accounts(issuer, auth_url.clone(), AccountServer::PocketBase(record));
        let icon = logo.map(Icon::Image);
        let entry = Provider::of_backend(name.clone(), display_name, icon, auth_url, shown);
        entries.push(Entry::Provider(Box::new(entry)));
        state.knowledge.push((name, Knowledge::Known(Rc::new(server))));
    }
    config.entries.append(&mut entries);
    state.methods = Some(methods);
    notes
}

/// The collection of the configuration, for sign-ins that no provider takes part in.
pub(super) fn records(state: &State) -> Option<RecordServer> {
    let base = state.config.as_ref()?.pocketbase()?;
    Some(RecordServer { base: base.url.clone(), collection: base.collection.clone(), has_pkce: false })
}

/// The request that hands the code over.
pub(super) fn exchange(
    state: &State,
    transaction: &Transaction,
    records: &RecordServer,
    code: &Code,
) -> Result<Request, Error> {
    let base = state.config.as_ref().and_then(|config| config.pocketbase());
    let create_data = base.map_or(&[][..], |base| &base.create_data);
    let exchange = auth_with_oauth2::Exchange { create_data, ..exchange_of(transaction, records, code) };
    Ok(auth_with_oauth2::request(&records.base, &records.collection, &exchange)?)
}

pub(super) fn exchange_of<'a>(
    transaction: &'a Transaction,
    records: &RecordServer,
    code: &'a Code,
) -> auth_with_oauth2::Exchange<'a> {
    auth_with_oauth2::Exchange {
        provider: &transaction.provider,
        code,
        code_verifier: records.has_pkce.then_some(&transaction.code_verifier),
        redirect_uri: &transaction.redirect_uri,
        create_data: &[],
        mfa_id: transaction.mfa_id.as_ref(),
    }
}

/// PocketBase has taken the code, or not.
pub(super) fn signed_in(
    state: &mut State,
    transaction: Transaction,
    fetched: Fetched,
    now: &mut Now,
) -> Outcome {
    let skew = ClockSkew::of(&fetched, now.time);
    let answer = auth_with_oauth2::response(fetched);
    if answer.as_ref().is_err_and(|error| *error == pocketbase::Error::MfaExpired) {
        state.factors = Factors::default();
    }
    match answer? {
        Step::SecondFactor(id) => factors::second(state, id, pocketbase::Method::OAuth2),
        Step::SignedIn(auth) => {
            if transaction.subject.as_ref().is_some_and(|expected| *expected != auth.token.id()) {
                return Err(Error::SessionEnded);
            }
            Ok(start(state, transaction, &auth, skew, now))
        }
    }
}

/// Somebody is signed in.
pub(super) fn start(
    state: &mut State,
    transaction: Transaction,
    auth: &RecordAuth,
    skew: Option<ClockSkew>,
    now: &Now,
) -> Effects {
    state.factors = Factors::default();
    let (tokens, profile) = tokens(auth, skew, now);
    let subject = auth.token.id().to_owned();
    signed_in::start_with_profile(state, transaction, tokens, (subject, profile), now)
}

/// A token of a record as what a session is made of.
fn tokens(auth: &RecordAuth, skew: Option<ClockSkew>, now: &Now) -> (Tokens, Body) {
    let token = auth.token.bearer();
    let left = auth.token.expires_at() - skew.unwrap_or_default().server_time(now.time);
    let tokens = Tokens {
        access_token: token.clone(),
        // It has just been made: where it is over already, a clock is wrong.
        expires_in: Some(if left > 0 { left } else { AT_LEAST }),
        refresh_token: auth.token.is_refreshable().then(|| RefreshToken::new(token.expose())),
        id_token: None,
        received_at: now.time,
        clock_skew: skew,
    };
    // JSON has no line break inside of a text.
    (tokens, Body::new(auth.record_text.replace(['\n', '\r'], " ")))
}

/// The request for a newer token.
pub(super) fn renewal(record: &RecordServer, token: &RefreshToken) -> Option<Request> {
    auth_refresh::request(&record.base, &RecordToken::parse(token.expose()).ok()?).ok()
}

/// A newer token has come, or not: what is refused for good is told from trouble as with any other provider.
pub(super) fn renewed(kept: &mut Kept, fetched: Fetched, now: &Now) -> Result<Tokens, protocol::Error> {
    use pocketbase::Error as E;
    let token = kept.refresh_token.as_ref().and_then(|token| RecordToken::parse(token.expose()).ok());
    let refused = protocol::Error::TokenRejected { code: Some("invalid_grant"), status: 401 };
    let Some(token) = token else { return Err(refused) };
    let skew = ClockSkew::of(&fetched, now.time);
    match auth_refresh::response(fetched, &token) {
        Ok(auth) => {
            let (tokens, profile) = tokens(&auth, skew, now);
            kept.profile = Some(profile);
            Ok(tokens)
        }
        Err(E::TokenRefused | E::TokenCollection | E::OtherRecord | E::AuthRule | E::CollectionMissing) => {
            Err(refused)
        }
        Err(E::Unreachable(error)) => Err(protocol::Error::TokenUnreachable(error)),
        Err(_) => Err(protocol::Error::TokenUnreachable(FetchError::Unreachable)),
    }
}

/// Who a record is, as people know themselves.
pub(super) fn account(subject: &str, record: &RecordServer, profile: &Body) -> Account {
    let value = json::parse(profile.expose()).unwrap_or(Value::Null);
    let mut account = Account::from_claims(subject, &value);
    account.username =
        account.username.or_else(|| value.str("username").map(|name| crate::text::clean(name, 100)));
    if account.email.is_some() {
        account.email_verified = value.get("verified").map(|verified| *verified == Value::Bool(true));
    }
    account.picture = file::avatar(&record.base, &value, AVATAR).map(|url| url.as_str().to_owned());
    account
}

/// For the picker: nothing is shown before the list is there.
pub(super) fn is_waiting(state: &State) -> bool {
    state.methods.is_none() && state.config.as_ref().is_some_and(|config| config.pocketbase().is_some())
}

/// A request about linked identities.
pub(super) fn linked_request(
    kept: &Kept,
    records: &RecordServer,
    access: &Access,
    wanted: &Wanted,
    now: &Now,
) -> Result<Request, pocketbase::Error> {
    let token = RecordToken::parse(access.token.expose())?;
    let now = kept.clock_skew.server_time(now.time);
    match wanted {
        Wanted::List => external_auths::request(&records.base, &token, now),
        Wanted::Unlink(id) => {
            let linked = ExternalAuth { id: id.clone(), provider: String::new() };
            unlink::request(&records.base, &linked, &token, now)
        }
        Wanted::Link(linking) => {
            let (transaction, code) = &**linking;
            let records = match &transaction.server.accounts {
                Some(AccountServer::PocketBase(records)) => records,
                _ => records,
            };
            let exchange = exchange_of(transaction, records, code);
            auth_with_oauth2::link(&records.base, &exchange, &token, now)
        }
    }
}

/// What it has come to.
pub(super) fn linked_response(
    kept: &Kept,
    access: Option<&Access>,
    methods: Option<&AuthMethods>,
    asked: &Wanted,
    fetched: Fetched,
) -> Result<Answer, pocketbase::Error> {
    Ok(match asked {
        Wanted::List => {
            let linked = external_auths::response(fetched)?;
            let profile = kept.profile.as_ref().and_then(|profile| json::parse(profile.expose()).ok());
            let email = profile.as_ref().and_then(|profile| profile.str("email"));
            let known = external_auths::Known {
                has_password: kept.provider == factors::BY_PASSWORD,
                has_email: email.is_some_and(|email| !email.is_empty()),
            };
            let may_unlink = |id: &str| {
                methods.is_some_and(|methods| external_auths::may_unlink(&linked, id, methods, known))
            };
            let identity = |it: &ExternalAuth| Identity {
                id: it.id.clone(),
                provider: it.provider.clone(),
                may_unlink: may_unlink(&it.id),
            };
            Answer::List(linked.iter().map(identity).collect())
        }
        Wanted::Unlink(_) => {
            unlink::response(fetched)?;
            Answer::Done(Change::Unlinked)
        }
        Wanted::Link(_) => {
            let token = access.ok_or(pocketbase::Error::TokenExpired)?;
            match auth_with_oauth2::linked(fetched, &RecordToken::parse(token.token.expose())?)? {
                Some(_) => Answer::Done(Change::Linked),
                None => Answer::Unsure,
            }
        }
    })
}
