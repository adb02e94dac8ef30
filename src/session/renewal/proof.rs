//! An ID token beside the access token must hold before that is used (OIDC Core §12.2).

use std::rc::Rc;

use super::due::pause;
use super::post::take;
use super::{Phase, Proof};
use crate::protocol;
use crate::protocol::http::{Fetched, RequestId};
use crate::protocol::id_token::{self, Renewed};
use crate::protocol::jwk::{self, Jwk};
use crate::protocol::jws::{self, Verdict};
use crate::protocol::token::Tokens;
use crate::session::completing::verify;
use crate::session::effect::Effects;
use crate::session::{Flow, Now, Outcome, Purpose, State};

/// An ID token beside the access token must hold before that is used (OIDC Core §12.2). There need not be one.
pub(super) fn prove(state: &mut State, tokens: Tokens, now: &Now) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let Some(id_token) = &tokens.id_token else { return Ok(take(state, tokens, now)) };
    let jws = jws::parse(id_token.expose())?;
    id_token::check_algorithm(&jws, &session.kept.server.algorithms)?;
    session.renewal.phase =
        Phase::Proving(Box::new(Proof { tokens, jws, has_asked: false, verifying: None }));
    if session.keys.is_empty() { Ok(ask_for_keys(state)) } else { Ok(look(state, now)) }
}

pub(super) fn ask_for_keys(state: &mut State) -> Effects {
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    let Phase::Proving(proof) = &mut session.renewal.phase else { return Effects::new() };
    proof.has_asked = true;
    let request = jwk::request(&session.kept.server.jwks_uri);
    vec![state.fetch(Purpose::RenewalKeys, request, 0)]
}

/// The keys have come, or not.
pub(in crate::session) fn keys_came(state: &mut State, fetched: Fetched, now: &Now) -> Effects {
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    match jwk::response(fetched) {
        Ok(keys) => session.keys = keys,
        // The new generation is stored; its access token is not used, and the next renewal brings another.
        Err(_) => return pause(state, None, now),
    }
    look(state, now)
}

/// Checks the signature. An unknown key is worth a look at the keys of today; if it is not among those either, they may
/// be those of yesterday, out of a cache on the way: the same as if they had not come.
pub(super) fn look(state: &mut State, now: &Now) -> Effects {
    let id = state.next_id();
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    let Phase::Proving(proof) = &mut session.renewal.phase else { return Effects::new() };
    let keys: Vec<Rc<Jwk>> = jwk::select(&session.keys, proof.jws.algorithm, proof.jws.key_id.as_deref());
    if !keys.is_empty() {
        proof.verifying = Some(id);
        return vec![verify(id, &proof.jws, keys)];
    }
    if proof.has_asked { pause(state, None, now) } else { ask_for_keys(state) }
}

/// The signature was checked.
pub(in crate::session) fn verified(state: &mut State, id: RequestId, verdict: Verdict, now: &Now) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let Phase::Proving(proof) = &mut session.renewal.phase else { return Ok(Effects::new()) };
    if proof.verifying != Some(id) {
        return Ok(Effects::new());
    }
    let kept = &session.kept;
    let expected = Renewed {
        issuer: &kept.server.issuer,
        client_id: &kept.client_id,
        subject: &kept.subject,
        auth_time: kept.auth_time,
        nonce: &kept.nonce,
        last: kept.id_token.as_ref(),
        clock_skew: kept.clock_skew,
        tokens: &proof.tokens,
    };
    match verdict {
        Verdict::Valid => match id_token::check_renewed(&proof.jws, &expected) {
            Ok(clock_skew) => proof.tokens.clock_skew = clock_skew,
            // The session goes on with what was known of the person.
            Err(error) if error.is_about_time() => {
                (proof.tokens.id_token, proof.tokens.clock_skew) = (None, None);
            }
            Err(error) => return Err(error.into()),
        },
        // Where keys have no names, that of yesterday seems to fit.
        Verdict::Invalid if !proof.has_asked => return Ok(ask_for_keys(state)),
        Verdict::Invalid => return Err(protocol::Error::IdTokenSignature.into()),
        Verdict::Unknown => return Err(protocol::Error::AlgorithmUnavailable.into()),
    }
    match std::mem::take(&mut session.renewal.phase) {
        Phase::Proving(proof) => Ok(take(state, proof.tokens, now)),
        _ => Ok(Effects::new()),
    }
}
