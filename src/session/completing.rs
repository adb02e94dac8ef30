//! From the code to a verified ID token: the exchange, the keys, the signature, the claims.
//!
//! Token and keys are asked for at the same time, so that one round trip is all a person waits for.

use super::effect::{Effect, Effects};
use super::picker::{backoff, may_pass};
use super::signed_in::{self, Session};
use super::transaction::Transaction;
use super::{Flow, Now, Purpose, State};
use crate::protocol::Error;
use crate::protocol::http::{Fetched, RequestId};
use crate::protocol::id_token::{self, Expected};
use crate::protocol::jwk::{self, Jwk};
use crate::protocol::jws::{self, Jws};
use crate::protocol::secret::{Body, Code};
use crate::protocol::token::{self, Tokens};

/// The keys are asked for at most so many times in a row.
const TRIES: u8 = 3;

/// An exchange under way.
#[derive(Debug)]
pub(super) struct Completing {
    pub(super) transaction: Transaction,
    tokens: Option<(Tokens, Jws)>,
    keys: Option<Result<Vec<Jwk>, Error>>,
    refetched: bool,
    verifying: Option<RequestId>,
}

/// The transaction is taken, the response is ours: posts the code, which is never done twice.
pub(super) fn start(state: &mut State, transaction: Transaction, code: &Code) -> Effects {
    let server = &transaction.server;
    let exchange = token::request(
        &server.token_endpoint,
        &transaction.client_id,
        &transaction.redirect_uri,
        code,
        &transaction.code_verifier,
        transaction.resource.as_deref(),
    );
    let keys = jwk::request(&server.jwks_uri);
    state.flow = Flow::Completing(Box::new(Completing {
        transaction,
        tokens: None,
        keys: None,
        refetched: false,
        verifying: None,
    }));
    vec![state.fetch(Purpose::Token, exchange, 0), state.fetch(Purpose::Keys { tries: 1 }, keys, 0)]
}

/// The token endpoint has answered, or not.
pub(super) fn token_came(state: &mut State, fetched: Fetched, now: &Now) -> Effects {
    let Flow::Completing(completing) = &mut state.flow else { return Effects::new() };
    let read = token::response(fetched).and_then(|tokens| {
        let id_token = tokens.id_token.as_ref().ok_or(Error::IdTokenMissing)?;
        let jws = jws::parse(id_token.expose())?;
        id_token::check_algorithm(&jws, &completing.transaction.server.algorithms)?;
        Ok((tokens, jws))
    });
    match read {
        Ok(tokens) => completing.tokens = Some(tokens),
        Err(error) => return fail(state, error, now),
    }
    proceed(state, now)
}

/// The keys have come, or not.
pub(super) fn keys_came(state: &mut State, tries: u8, fetched: Fetched, now: &Now) -> Effects {
    let Flow::Completing(completing) = &mut state.flow else { return Effects::new() };
    let passing = may_pass(&fetched);
    let keys = jwk::response(fetched);
    if passing && tries < TRIES {
        let request = jwk::request(&completing.transaction.server.jwks_uri);
        let delay = backoff(tries, now.entropy.as_ref());
        return vec![state.fetch(Purpose::Keys { tries: tries + 1 }, request, delay)];
    }
    completing.keys = Some(keys);
    proceed(state, now)
}

/// With tokens and keys: checks the signature. An unknown key is worth one more look: keys rotate.
fn proceed(state: &mut State, now: &Now) -> Effects {
    let id = state.next_id();
    let Flow::Completing(completing) = &mut state.flow else { return Effects::new() };
    let (Some((_, jws)), Some(keys)) = (&completing.tokens, &completing.keys) else { return Effects::new() };
    let keys = match keys {
        Ok(keys) => jwk::select(keys, jws.algorithm, jws.key_id.as_deref()),
        Err(error) => {
            let error = error.clone();
            return fail(state, error, now);
        }
    };
    if !keys.is_empty() {
        completing.verifying = Some(id);
        return vec![verify(id, jws, keys)];
    }
    if completing.refetched {
        return fail(state, Error::KeyNotFound, now);
    }
    completing.refetched = true;
    completing.keys = None;
    let request = jwk::request(&completing.transaction.server.jwks_uri);
    vec![state.fetch(Purpose::Keys { tries: TRIES }, request, 0)]
}

/// The effect that checks the signature of `jws`.
pub(super) fn verify(id: RequestId, jws: &Jws, keys: Vec<Jwk>) -> Effect {
    Effect::Verify {
        id,
        algorithm: jws.algorithm,
        keys,
        signing_input: Body::new(&*jws.signing_input),
        signature: jws.signature.clone(),
    }
}

/// The signature was checked: then the claims, and the person is signed in.
pub(super) fn verified(state: &mut State, id: RequestId, valid: bool, now: &Now) -> Effects {
    match &state.flow {
        Flow::Completing(completing) if completing.verifying == Some(id) => {}
        _ => return signed_in::verified(state, id, valid, now),
    }
    let Flow::Completing(completing) = std::mem::take(&mut state.flow) else {
        return Effects::new();
    };
    let Completing { transaction, tokens, keys, .. } = *completing;
    let via = state.via(&transaction.provider);
    let Some((tokens, jws)) = tokens else { return Effects::new() };
    if !valid {
        return state.fail(Error::IdTokenSignature.into(), via, now);
    }
    let expected = Expected {
        issuer: &transaction.server.issuer,
        client_id: &transaction.client_id,
        algorithms: &transaction.server.algorithms,
        nonce: &transaction.nonce,
        max_age: transaction.max_age,
        acr_values: transaction.acr_values.as_deref(),
        access_token: &tokens.access_token,
        now: now.time,
    };
    match id_token::check(&jws, expected) {
        Ok(subject) => {
            let keys = keys.and_then(Result::ok).unwrap_or_default();
            let session = Session::new(transaction, tokens, &jws.claims, subject, keys, now.time);
            signed_in::start(state, session)
        }
        Err(error) => state.fail(error.into(), via, now),
    }
}

fn fail(state: &mut State, error: Error, now: &Now) -> Effects {
    let via = match &state.flow {
        Flow::Completing(completing) => state.via(&completing.transaction.provider),
        _ => None,
    };
    state.fail(error.into(), via, now)
}
