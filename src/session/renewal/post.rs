//! The refresh token is posted, and new tokens taken.

use super::Phase;
use super::due::{pause, schedule};
use super::others::announcement;
use super::proof::prove;
use crate::protocol;
use crate::protocol::http::Fetched;
use crate::protocol::token::{self, Tokens};
use crate::session::effect::{Effect, Effects};
use crate::session::signed_in::{self, Access, Session};
use crate::session::{Error, Flow, Now, Outcome, Persistence, Purpose, State, accounts};

pub(super) fn post(state: &mut State, now: &Now) -> Effects {
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    let Some(refresh_token) = &session.kept.refresh_token else { return pause(state, None, now) };
    let endpoint = &session.kept.server.token_endpoint;
    let resource = session.renewal.resource.as_deref().or(session.kept.resource.as_deref());
    let request = match &session.kept.server.accounts {
        Some(accounts) => accounts::renewal(accounts, &session.kept),
        None => Some(token::renewal(endpoint, &session.kept.client_id, refresh_token, resource)),
    };
    let Some(request) = request else { return pause(state, None, now) };
    session.renewal.phase = Phase::Posting;
    vec![state.fetch(Purpose::Renewal, request, 0)]
}

/// The server does not know the resource of a call (RFC 8707 §2): nothing is wrong with the session.
pub(super) fn is_about_resource(error: &protocol::Error, session: &Session) -> bool {
    let is_unknown = matches!(error, protocol::Error::TokenRejected { code: Some("invalid_target"), .. });
    is_unknown && session.renewal.resource.is_some()
}

/// The token endpoint has answered, or not.
pub(in crate::session) fn posted(state: &mut State, fetched: Fetched, now: &Now) -> Outcome {
    let id = state.next_id();
    let persistence = state.persistence;
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    if !matches!(session.renewal.phase, Phase::Posting) {
        return Ok(Effects::new());
    }
    let has_answer = fetched.is_ok();
    let retry_after = fetched.as_ref().ok().and_then(|response| response.retry_after);
    let tokens = if session.kept.server.accounts.is_some() {
        accounts::renewed(&mut session.kept, fetched, now)
    } else {
        token::response(fetched, now.time)
    };
    let mut tokens = match tokens {
        Ok(tokens) => tokens,
        Err(error) if is_about_resource(&error, session) => {
            session.renewal.answered = session.kept.claimed_at;
            let resource = session.renewal.rest();
            session.unknown_resources.extend(resource);
            let mut effects = schedule(session, now);
            effects.push(Effect::Unlock);
            return Ok(effects);
        }
        Err(error) if !error.ends_grant() => {
            session.renewal.answered = session.kept.claimed_at.filter(|_| has_answer);
            return Ok(pause(state, retry_after, now));
        }
        Err(_) if persistence == Persistence::Memory => return Err(Error::SessionEnded),
        Err(_) => {
            session.renewal.phase = Phase::Rereading(id);
            return Ok(vec![Effect::ReadSession { id }]);
        }
    };
    let over = session.kept.stamp();
    session.kept.generation = session.kept.generation.wrapping_add(1);
    session.token_of = session.kept.generation;
    session.kept.claimed_at = None;
    session.kept.renewed_at = tokens.received_at;
    session.show_record();
    // A server that does not rotate sends none: the old one goes on (RFC 6749 §6).
    if let Some(refresh_token) = tokens.refresh_token.take() {
        session.kept.refresh_token = Some(refresh_token);
    }
    if persistence == Persistence::Memory {
        return prove(state, tokens, now);
    }
    // Stored before anything else: it can't be had a second time.
    session.renewal.phase = Phase::Writing(id, Box::new(tokens));
    let (stamp, record) = (session.kept.stamp(), session.kept.to_record());
    Ok(vec![Effect::WriteSession { id, over: Some(over), stamp, record }])
}

/// The session goes on with new tokens, here and in the other tabs.
pub(super) fn take(state: &mut State, tokens: Tokens, now: &Now) -> Effects {
    let shared = state.persistence != Persistence::Memory;
    let id = state.next_id();
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    let resource = session.renewal.rest();
    let has_id_token = tokens.id_token.is_some();
    if has_id_token {
        session.kept.id_token = tokens.id_token;
    }
    if let Some(clock_skew) = tokens.clock_skew {
        session.kept.clock_skew = clock_skew;
    }
    let access = Access::new(&session.kept, tokens.access_token, tokens.expires_in);
    match resource {
        Some(resource) => {
            session.others.retain(|(name, _)| *name != resource);
            session.others.push((resource, access));
        }
        None => session.access = Some(access),
    }
    let mut effects = Effects::new();
    if shared {
        if has_id_token {
            // It is known only now that it holds. Sign-out in another tab, or after a reload, needs the latest one; the
            // others are told when it can be read.
            session.renewal.phase = Phase::Keeping(id);
            let (stamp, record) = (session.kept.stamp(), session.kept.to_record());
            effects.push(Effect::WriteSession { id, over: Some(stamp.clone()), stamp, record });
        } else {
            effects.extend(announcement(session));
            effects.push(Effect::Unlock);
        }
    }
    effects.extend(schedule(session, now));
    effects.extend(signed_in::has_access(state));
    effects
}
