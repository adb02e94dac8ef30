//! PocketBase as the backend: its providers in the picker, its tokens in the session.
//!
//! PocketBase is the client of the identity providers. What the page gets is a token of a record, which is access
//! token and refresh token in one: it is sent with calls, and exchanged for a newer one while it is good.

use std::rc::Rc;

use super::effect::{Effect, Effects};
use super::picker::Knowledge;
use super::record::Kept;
use super::signed_in;
use super::transaction::Transaction;
use super::{Account, Error, Flow, Now, Outcome, Purpose, State, retry};
use crate::backend::pocketbase::{
    self, AuthMethods, RecordAuth, RecordToken, Step, auth_methods, auth_refresh, auth_with_oauth2, file,
};
use crate::config::{Discovery, Entry, Icon, Overrides, Provider, Shown};
use crate::json::{self, Value};
use crate::later;
use crate::protocol::http::{FetchError, Fetched, Request};
use crate::protocol::metadata::{RecordServer, ServerMetadata};
use crate::protocol::secret::{Body, Code, RefreshToken};
use crate::protocol::token::Tokens;
use crate::protocol::{self, ClockSkew};
use crate::url::Url;

/// Seconds that a new token is good for, whatever the clock of the device says.
const AT_LEAST: i64 = 600;

/// The field that PocketBase's own `users` have for an image.
const AVATAR: &str = "avatar";

/// Asks for the ways to sign in, if that has to be known first.
pub(super) fn ask(state: &mut State, tries: u8, delay: u32) -> Option<Effect> {
    let config = state.config.as_ref()?;
    let base = config.pocketbase().filter(|_| config.entries.is_empty())?;
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
    let is_off = methods.providers.is_empty();
    let effects = learn(state, methods);
    let has_any = state.config.as_ref().is_some_and(|config| !config.entries.is_empty());
    match state.flow {
        Flow::Picker if is_off => Err(pocketbase::Error::MethodOff(pocketbase::Method::OAuth2).into()),
        Flow::Picker if !has_any => Err(pocketbase::Error::AuthUrl.into()),
        _ => Ok(effects),
    }
}

/// Fills the picker. A provider that can't be used is left out with a note: its settings are PocketBase's.
fn learn(state: &mut State, methods: AuthMethods) -> Effects {
    let Some(config) = &mut state.config else { return Effects::new() };
    let Some(base) = config.pocketbase().cloned() else { return Effects::new() };
    let mut notes = Effects::new();
    for provider in methods.providers {
        let pocketbase::Provider { name, display_name, logo, auth_url, has_pkce } = provider;
        let Some(auth_url) = auth_url else {
            notes.push(Effect::Note(["PocketBase: the address of `", &name, "` can't be used"].concat()));
            continue;
        };
        let shown = base.providers.iter().find(|shown| shown.id == name);
        let issuer = shown.and_then(|shown| shown.issuer.clone()).unwrap_or_default();
        let record = RecordServer { base: base.url.clone(), collection: base.collection.clone(), has_pkce };
        let server = ServerMetadata::of_records(issuer, auth_url.clone(), record);
        let entry = entry(name.clone(), display_name, logo, auth_url, shown);
        config.entries.push(Entry::Provider(Box::new(entry)));
        state.knowledge.push((name, Knowledge::Known(Rc::new(server))));
    }
    notes
}

fn entry(id: String, name: String, logo: Option<String>, auth_url: Url, shown: Option<&Shown>) -> Provider {
    let title = shown.and_then(|shown| shown.title.clone()).unwrap_or(name);
    let icon = shown.and_then(|shown| shown.icon.clone()).or(logo.map(Icon::Image));
    let issuers = shown.and_then(|shown| shown.issuer.clone()).into_iter().collect();
    Provider {
        id,
        icon: icon.unwrap_or_else(|| Icon::Initial(title.chars().take(1).collect())),
        description: shown.and_then(|shown| shown.description.clone()),
        title,
        discovery: Discovery { url: auth_url, issuers },
        overrides: Overrides::default(),
        // These are between PocketBase and the provider.
        client_id: String::new(),
        scope: String::new(),
        redirect_uri: None,
        post_logout_redirect_uri: None,
        id_token_signed_response_alg: None,
        resources: Vec::new(),
        prompt: None,
        max_age: None,
        acr_values: None,
        authorization_parameters: Vec::new(),
    }
}

/// Is this server the one of the configuration? A record may be of a page of before.
pub(super) fn is_ours(state: &State, record: &RecordServer) -> bool {
    let base = state.config.as_ref().and_then(|config| config.pocketbase());
    base.is_some_and(|base| base.url == record.base && base.collection == record.collection)
}

/// The request that hands the code over.
pub(super) fn exchange(
    transaction: &Transaction,
    record: &RecordServer,
    code: &Code,
) -> Result<Request, Error> {
    let exchange = auth_with_oauth2::Exchange {
        provider: &transaction.provider,
        code,
        code_verifier: record.has_pkce.then_some(&transaction.code_verifier),
        redirect_uri: &transaction.redirect_uri,
        create_data: &[],
        mfa_id: None,
    };
    Ok(auth_with_oauth2::request(&record.base, &record.collection, &exchange)?)
}

/// PocketBase has taken the code, or not.
pub(super) fn signed_in(state: &mut State, transaction: Transaction, fetched: Fetched, now: &Now) -> Outcome {
    let skew = clock_skew(&fetched, now);
    match auth_with_oauth2::response(fetched)? {
        Step::SecondFactor(_) => Err(pocketbase::Error::SecondFactor.into()),
        Step::SignedIn(auth) => {
            let subject = auth.token.id().to_owned();
            if transaction.subject.as_ref().is_some_and(|expected| *expected != subject) {
                return Err(Error::SessionEnded);
            }
            let (tokens, profile) = tokens(&auth, skew, now);
            Ok(signed_in::start_with_record(state, transaction, tokens, (subject, profile), now))
        }
    }
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

/// By the `Date`, where it can be read: PocketBase's tokens do not say when they were made.
fn clock_skew(fetched: &Fetched, now: &Now) -> Option<ClockSkew> {
    ClockSkew::between(fetched.as_ref().ok()?.date?, now.time)
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
    let skew = clock_skew(&fetched, now);
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
    state.config.as_ref().is_some_and(|config| config.pocketbase().is_some() && config.entries.is_empty())
}
