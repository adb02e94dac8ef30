//! From the code to a verified ID token: the exchange, the keys, the signature, the claims.
//!
//! Token and keys are asked for at the same time, so that one round trip is all a person waits for.

use std::rc::Rc;

use super::effect::{Effect, Effects};
use super::signed_in;
use super::transaction::Transaction;
use super::{Flow, Now, Outcome, Purpose, State, accounts, better_auth, retry};
use crate::backend::better_auth::SessionToken;
use crate::later;
use crate::protocol::Error;
use crate::protocol::http::{Fetched, RequestId};
use crate::protocol::id_token::{self, Expected};
use crate::protocol::jwk::{self, Jwk};
use crate::protocol::jws::{self, Jws, Verdict};
use crate::protocol::metadata::AccountServer;
use crate::protocol::secret::{Body, Code};
use crate::protocol::token::{self, Tokens};

/// An exchange under way.
#[derive(Debug)]
pub(super) struct Completing {
    transaction: Transaction,
    tokens: Option<(Tokens, Jws)>,
    keys: Option<Result<Vec<Rc<Jwk>>, Error>>,
    refetched: bool,
    verifying: Option<RequestId>,
    /// The session that a backend has given for the ID token.
    given: Option<SessionToken>,
}

/// The transaction is taken, the response is ours: posts the code, which is never done twice.
pub(super) fn start(state: &mut State, transaction: Transaction, code: &Code) -> Outcome {
    let accounts = transaction.server.accounts.as_ref().filter(|accounts| accounts.takes_code());
    let exchange = match accounts {
        Some(accounts) => accounts::exchange(state, accounts, &transaction, code)?,
        None => token::request(
            &transaction.server.token_endpoint,
            &transaction.client_id,
            &transaction.redirect_uri,
            code,
            &transaction.code_verifier,
            transaction.resource.as_deref(),
        ),
    };
    // A backend that takes the code checks the ID token itself.
    let keys = accounts.is_none().then(|| jwk::request(&transaction.server.jwks_uri));
    state.flow = Flow::Completing(Box::new(Completing {
        transaction,
        tokens: None,
        keys: None,
        refetched: false,
        verifying: None,
        given: None,
    }));
    let mut effects = vec![state.fetch(Purpose::Token, exchange, 0)];
    effects.extend(keys.map(|keys| state.fetch(Purpose::Keys { tries: 1 }, keys, 0)));
    Ok(effects)
}

/// The token endpoint has answered, or not.
pub(super) fn token_came(state: &mut State, fetched: Fetched, now: &mut Now) -> Outcome {
    let Flow::Completing(completing) = &mut state.flow else { return Ok(Effects::new()) };
    if completing.transaction.server.accounts.as_ref().is_some_and(AccountServer::takes_code) {
        return match std::mem::take(&mut state.flow) {
            Flow::Completing(completing) => accounts::signed_in(state, completing.transaction, fetched, now),
            _ => Ok(Effects::new()),
        };
    }
    let tokens = token::response(fetched, now.time)?;
    let id_token = tokens.id_token.as_ref().ok_or(Error::IdTokenMissing)?;
    let jws = jws::parse(id_token.expose())?;
    id_token::check_algorithm(&jws, &completing.transaction.server.algorithms)?;
    completing.tokens = Some((tokens, jws));
    proceed(state)
}

/// The keys have come, or not.
pub(super) fn keys_came(state: &mut State, tries: u8, fetched: Fetched, now: &Now) -> Outcome {
    let Flow::Completing(completing) = &mut state.flow else { return Ok(Effects::new()) };
    if let Some(delay) = retry::delay(tries, &fetched, now) {
        let request = jwk::request(&completing.transaction.server.jwks_uri);
        return Ok(vec![state.fetch(Purpose::Keys { tries: tries + 1 }, request, delay)]);
    }
    completing.keys = Some(jwk::response(fetched));
    proceed(state)
}

/// With tokens and keys: checks the signature. An unknown key is worth one more look: keys rotate.
fn proceed(state: &mut State) -> Outcome {
    let id = state.next_id();
    let Flow::Completing(completing) = &mut state.flow else { return Ok(Effects::new()) };
    let Some((_, jws)) = &completing.tokens else { return Ok(Effects::new()) };
    let Some(keys) = completing.keys.take() else { return Ok(Effects::new()) };
    let keys = keys?;
    let fitting = jwk::select(&keys, jws.algorithm, jws.key_id.as_deref());
    if !fitting.is_empty() {
        let effect = verify(id, jws, fitting);
        completing.verifying = Some(id);
        completing.keys = Some(Ok(keys));
        return Ok(vec![effect]);
    }
    if completing.refetched {
        return Err(Error::KeyNotFound.into());
    }
    completing.refetched = true;
    let request = jwk::request(&completing.transaction.server.jwks_uri);
    Ok(vec![state.fetch(Purpose::Keys { tries: retry::TRIES }, request, 0)])
}

/// The effect that checks the signature of `jws`.
pub(super) fn verify(id: RequestId, jws: &Jws, keys: Vec<Rc<Jwk>>) -> Effect {
    Effect::Verify {
        id,
        algorithm: jws.algorithm,
        keys,
        signing_input: Body::new(&*jws.signing_input),
        signature: jws.signature.clone(),
    }
}

/// The signature was checked: then the claims, and the person is signed in.
pub(super) fn verified(state: &mut State, id: RequestId, verdict: Verdict, now: &Now) -> Outcome {
    match &state.flow {
        Flow::Completing(completing) if completing.verifying == Some(id) => {}
        _ => return signed_in::verified(state, id, verdict, now),
    }
    let Flow::Completing(mut completing) = std::mem::take(&mut state.flow) else { return Ok(Effects::new()) };
    let Some((tokens, jws)) = completing.tokens.take() else { return Ok(Effects::new()) };
    let transaction = &completing.transaction;
    match verdict {
        Verdict::Valid => {}
        Verdict::Invalid => return Err(Error::IdTokenSignature.into()),
        Verdict::Unknown => return Err(Error::AlgorithmUnavailable.into()),
    }
    let checked = id_token::check(
        &jws,
        Expected {
            issuer: &transaction.server.issuer,
            client_id: &transaction.client_id,
            algorithms: &transaction.server.algorithms,
            nonce: &transaction.nonce,
            max_age: transaction.max_age,
            acr_values: transaction.acr_values.as_deref(),
            tokens: &tokens,
        },
    )?;
    if transaction.subject.as_ref().is_some_and(|expected| *expected != checked.subject) {
        return Err(super::Error::SessionEnded);
    }
    if let (Some(AccountServer::BetterAuth(server)), Some(id_token)) =
        (&transaction.server.accounts, &tokens.id_token)
    {
        let request =
            later::better_auth_later(|| better_auth::exchange(server, transaction, &tokens, id_token))?;
        completing.tokens = Some((tokens, jws));
        state.flow = Flow::Completing(completing);
        return Ok(vec![state.fetch(Purpose::Exchange, request, 0)]);
    }
    let Completing { transaction, keys, .. } = *completing;
    let keys = keys.and_then(Result::ok).unwrap_or_default();
    Ok(signed_in::start(state, transaction, tokens, &jws, checked, keys, now))
}

/// A backend has taken the ID token, or not; then it tells of its session.
pub(super) fn exchanged(state: &mut State, fetched: Fetched, now: &Now) -> Outcome {
    let Flow::Completing(completing) = &mut state.flow else { return Ok(Effects::new()) };
    let Some(AccountServer::BetterAuth(server)) = &completing.transaction.server.accounts else {
        return Ok(Effects::new());
    };
    if completing.given.is_none() {
        let (token, request) = later::better_auth_later(|| better_auth::exchanged(server, fetched))?;
        completing.given = Some(token);
        return Ok(vec![state.fetch(Purpose::Exchange, request, 0)]);
    }
    let Flow::Completing(completing) = std::mem::take(&mut state.flow) else { return Ok(Effects::new()) };
    let Completing { transaction, tokens, given, .. } = *completing;
    let id_token = tokens.and_then(|(tokens, _)| tokens.id_token);
    let given = given.map(|token| (token, id_token));
    later::better_auth_later(|| better_auth::began(state, transaction, given, fetched, now))
}
