//! An ID token beside the access token must hold before that is used (OIDC Core §12.2).

use std::rc::Rc;

use super::Phase;
use super::due::pause;
use super::post::take;
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
pub(super) fn prove(state: &mut State, tokens: Box<Tokens>, now: &Now) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let Some(id_token) = &tokens.id_token else { return Ok(take(state, *tokens, now)) };
    let jws = jws::parse(id_token.expose())?;
    id_token::check_algorithm(&jws, &session.kept.server.algorithms)?;
    session.renewal.phase = Phase::Proving(tokens, Box::new(jws), None);
    if session.keys.is_empty() { Ok(ask_for_keys(state)) } else { look(state) }
}

pub(super) fn ask_for_keys(state: &mut State) -> Effects {
    let Flow::SignedIn(session) = &state.flow else { return Effects::new() };
    let request = jwk::request(&session.kept.server.jwks_uri);
    vec![state.fetch(Purpose::RenewalKeys, request, 0)]
}

/// The keys have come, or not.
pub(in crate::session) fn keys_came(state: &mut State, fetched: Fetched, now: &Now) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    match jwk::response(fetched) {
        Ok(keys) => session.keys = keys,
        // The new generation is stored; its access token is not used, and the next renewal brings another.
        Err(_) => return Ok(pause(state, None, now)),
    }
    look(state)
}

/// Checks the signature; an unknown key is worth a look at the keys of today.
pub(super) fn look(state: &mut State) -> Outcome {
    let id = state.next_id();
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let Phase::Proving(_, jws, verifying) = &mut session.renewal.phase else { return Ok(Effects::new()) };
    let keys: Vec<Rc<Jwk>> = jwk::select(&session.keys, jws.algorithm, jws.key_id.as_deref());
    if !keys.is_empty() {
        *verifying = Some(id);
        return Ok(vec![verify(id, jws, keys)]);
    }
    if verifying.replace(id).is_some() {
        return Err(protocol::Error::KeyNotFound.into());
    }
    Ok(ask_for_keys(state))
}

/// The signature was checked.
pub(in crate::session) fn verified(state: &mut State, id: RequestId, verdict: Verdict, now: &Now) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let (mut tokens, jws) = match std::mem::take(&mut session.renewal.phase) {
        Phase::Proving(tokens, jws, Some(verifying)) if verifying == id => (tokens, jws),
        phase => {
            session.renewal.phase = phase;
            return Ok(Effects::new());
        }
    };
    let kept = &session.kept;
    let expected = Renewed {
        issuer: &kept.server.issuer,
        client_id: &kept.client_id,
        subject: &kept.subject,
        auth_time: kept.auth_time,
        nonce: &kept.nonce,
        last: kept.id_token.as_ref(),
        clock_skew: kept.clock_skew,
        tokens: &tokens,
    };
    tokens.clock_skew = match verdict {
        Verdict::Valid => id_token::check_renewed(&jws, &expected)?,
        Verdict::Invalid => return Err(protocol::Error::IdTokenSignature.into()),
        Verdict::Unknown => return Err(protocol::Error::AlgorithmUnavailable.into()),
    };
    Ok(take(state, *tokens, now))
}
