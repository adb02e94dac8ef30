//! Calls to the backend: each gets an access token for where it goes, waits for a renewal under way, and may come
//! back once with a token that was refused.

use super::effect::{Effect, Effects};
use super::renewal::Renewal;
use super::signed_in::{Access, Session};
use super::{Flow, Now, State, backend, renewal};
use crate::protocol::http::RequestId;
use crate::protocol::secret::AccessToken;
use crate::url::Url;

/// A token that has fewer seconds to live is renewed before a call: the call takes time too.
const MARGIN: i64 = 10;

/// So many renewals may be begun for one call: another tab's result, which may be for something else, ends the
/// first one.
const TRIES: u8 = 2;

/// An access token for one call.
#[derive(Clone, Debug)]
pub struct Grant {
    /// For the `Authorization` header.
    pub token: AccessToken,
    /// Names the token when it is refused.
    pub generation: u32,
}

/// A call that waits for an access token.
#[derive(Debug)]
pub(super) struct Call {
    /// `None`: the request of the configuration.
    id: Option<RequestId>,
    /// RFC 8707; `None`: what the sign-in asked for.
    resource: Option<String>,
    /// The generation of the token that the backend has refused.
    refused: Option<u32>,
    tries: u8,
}

/// A call needs a token: one of the page's scripts, or (`None`) the request of the configuration.
pub(super) fn wanted(state: &mut State, id: Option<RequestId>, url: &Url, refused: Option<u32>) -> Effects {
    let backend = state.config.as_ref().and_then(|config| config.backend.as_ref());
    if !backend.is_some_and(|backend| backend.allowed_origins.contains(url.origin())) {
        return give(state, id, Err("origin_not_allowed"), refused.is_some());
    }
    let resource = resource(state, url);
    state.calls.push(Call { id, resource, refused, tries: 0 });
    Effects::new()
}

/// What a call of a script is told where nobody is signed in.
pub(super) fn refusal(call: &Call) -> Option<Effect> {
    Some(Effect::Give { id: call.id?, grant: Err("not_signed_in") })
}

fn give(
    state: &mut State,
    id: Option<RequestId>,
    grant: Result<Grant, &'static str>,
    is_second: bool,
) -> Effects {
    match id {
        Some(id) => vec![Effect::Give { id, grant }],
        None => backend::granted(state, grant, is_second),
    }
}

/// What an access token for this address is asked for, if it is another than the sign-in's own.
fn resource(state: &State, url: &Url) -> Option<String> {
    let provider = state.provider(state.provider.as_deref()?)?;
    let is_there = |resource: &&String| {
        Url::parse(resource).is_ok_and(|it| it.origin() == url.origin() && is_below(url.path(), it.path()))
    };
    let found = provider.resources.iter().find(is_there)?;
    (provider.resources.first() != Some(found)).then(|| found.clone())
}

/// Is the path `base`, or below it? `/v10` is not below `/v1`.
fn is_below(path: &str, base: &str) -> bool {
    path.strip_prefix(base)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || base.ends_with('/'))
}

impl Session {
    /// The access token for a resource.
    pub(super) fn access_for(&self, resource: Option<&String>) -> Option<&Access> {
        match resource {
            None => self.access.as_ref(),
            Some(resource) => self.others.iter().find(|(name, _)| name == resource).map(|(_, access)| access),
        }
    }
}

/// After every step: gives tokens to the calls that can have one, renews for those that can't, and tells those for
/// which there will be none.
pub(super) fn answer(state: &mut State, now: &Now) -> Effects {
    let mut effects = Effects::new();
    for mut call in std::mem::take(&mut state.calls) {
        let mut grant = look(state, &call, now);
        if grant.is_none()
            && let Some(renewal) = at_rest(state)
        {
            let is_waiting = renewal.is_waiting(now.time);
            if !is_waiting {
                effects.extend(renewal::begin(state, call.resource.clone(), now));
            }
            // Offline, in trouble, or told to wait: a call is not what waits for that.
            call.tries = if at_rest(state).is_some() { TRIES } else { call.tries + 1 };
            grant = look(state, &call, now);
        }
        match grant {
            Some(grant) => effects.extend(give(state, call.id, grant, call.refused.is_some())),
            None => state.calls.push(call),
        }
    }
    effects
}

/// The renewal, if one could be begun.
fn at_rest(state: &State) -> Option<&Renewal> {
    match &state.flow {
        Flow::SignedIn(session) if session.renewal.is_idle() && !state.is_storing() => Some(&session.renewal),
        _ => None,
    }
}

/// `None`: there may be one soon.
fn look(state: &State, call: &Call, now: &Now) -> Option<Result<Grant, &'static str>> {
    let session = match &state.flow {
        Flow::SignedIn(session) => session,
        Flow::Starting | Flow::Restoring(_) | Flow::LookingUp(_) | Flow::Completing(_) => return None,
        _ => return Some(Err("not_signed_in")),
    };
    let access = session.access_for(call.resource.as_ref());
    // A token as new as that has not expired: another one would be refused as well.
    let is_new = |it: &&Access| it.is_new && (0..MARGIN).contains(&(now.time - it.received_at));
    if call.refused.is_some_and(|refused| access.filter(is_new).is_some_and(|it| it.generation <= refused)) {
        return Some(Err("renewal_failed"));
    }
    let access = access.filter(|access| call.refused.is_none_or(|refused| access.generation > refused));
    let is_fresh =
        |access: &&Access| access.expires_at.is_none_or(|expires_at| expires_at - now.time > MARGIN);
    let give = |access: &Access| Ok(Grant { token: access.token.clone(), generation: access.generation });
    if let Some(access) = access.filter(is_fresh) {
        return Some(give(access));
    }
    let is_unknown = call.resource.as_ref().is_some_and(|it| session.unknown_resources.contains(it));
    let is_over = session.kept.refresh_token.is_none() || call.tries == TRIES || is_unknown;
    // By a clock that may be wrong: the backend decides. But PocketBase would take the call for a guest's.
    let is_alive = |access: &&Access| access.expires_at.is_none_or(|expires_at| expires_at > now.time);
    let access = access.filter(|access| session.kept.server.accounts.is_none() || is_alive(access));
    (at_rest(state).is_some() && is_over).then(|| access.map_or(Err("renewal_failed"), give))
}
