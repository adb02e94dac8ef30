//! Being signed in: the session in this page, and what it is first used for.

use std::rc::Rc;

use super::completing::verify;
use super::effect::{Effect, Effects, Written};
use super::message::Message;
use super::record::Kept;
use super::renewal::{self, Renewal};
use super::screen;
use super::state::Left;
use super::transaction::Transaction;
use super::{
    Account, Error, Flow, Now, Outcome, Persistence, Purpose, State, accounts, asked, backend, better_auth,
    ending, linked, picker, pocketbase, sdk_store,
};
use crate::config::DestinationPolicy;
use crate::later;
use crate::protocol::http::{Fetched, RequestId};
use crate::protocol::id_token::{self, Checked};
use crate::protocol::jwk::{self, Jwk};
use crate::protocol::jws::{Jws, Verdict};
use crate::protocol::revocation;
use crate::protocol::secret::{AccessToken, Body, SecretUrl};
use crate::protocol::token::Tokens;
use crate::protocol::userinfo::{self, Answer};

/// A verified sign-in, as this page holds it.
#[derive(Debug)]
pub(super) struct Session {
    /// What the tabs share.
    pub(super) kept: Kept,
    /// The generation that the refresh token in `kept` is of: another tab may be ahead.
    pub(super) token_of: u32,
    /// `None` until another tab or a renewal gives one.
    pub(super) access: Option<Access>,
    /// Access tokens for other resources than the sign-in's own (RFC 8707).
    pub(super) others: Vec<(String, Access)>,
    /// Resources that the server has refused to give a token for.
    pub(super) unknown_resources: Vec<String>,
    pub(super) renewal: Renewal,
    pub(super) account: Account,
    pub(super) backend: Option<screen::Backend>,
    pub(super) linked: linked::List,
    pub(super) continuing: bool,
    /// Seconds since 1970 of the last sign of life in any tab.
    pub(super) active_at: i64,
    /// The warning that is shown.
    pub(super) ending: Option<screen::Ending>,
    /// Seconds since 1970: when a timer for it fires.
    pub(super) ending_timer: Option<i64>,
    /// Seconds since 1970 until which an access token that has expired is not the end.
    pub(super) grace_until: i64,
    pub(super) keys: Vec<Rc<Jwk>>,
    /// Userinfo and the backend were asked.
    has_asked: bool,
    signed_userinfo: Option<(RequestId, Jws)>,
}

/// An access token. Lives in memory only.
#[derive(Debug)]
pub(super) struct Access {
    /// That it came with. An older one serves until a newer one is there.
    pub(super) generation: u32,
    pub(super) token: AccessToken,
    /// Seconds since 1970, by the clock of the device.
    pub(super) received_at: i64,
    /// It came from the provider, and not from another tab, which may have had it for long.
    pub(super) is_new: bool,
    /// Seconds since 1970, by the clock of the device; `None` if the server does not say.
    pub(super) expires_at: Option<i64>,
}

impl Access {
    /// What the provider has sent with the last renewal, for so many seconds.
    pub(super) fn new(kept: &Kept, token: AccessToken, expires_in: Option<i64>) -> Self {
        Self {
            generation: kept.generation,
            token,
            received_at: kept.renewed_at,
            is_new: true,
            expires_at: expires_in.map(|seconds| kept.renewed_at + seconds),
        }
    }
}

impl Session {
    /// Goes on with what another page has kept.
    pub(super) fn adopt(&mut self, kept: Kept) {
        self.token_of = kept.generation;
        self.kept = kept;
        self.show_record();
    }

    /// A backend's session says who it is of in its record: that record is shown.
    pub(super) fn show_record(&mut self) {
        if self.kept.profile.is_some() {
            self.account = self.kept.account().unwrap_or_default();
        }
    }

    fn new(kept: Kept) -> Self {
        Self {
            account: kept.account().unwrap_or_default(),
            token_of: kept.generation,
            kept,
            access: None,
            others: Vec::new(),
            unknown_resources: Vec::new(),
            renewal: Renewal::default(),
            backend: None,
            linked: linked::List::default(),
            continuing: false,
            active_at: 0,
            ending: None,
            ending_timer: None,
            grace_until: 0,
            keys: Vec::new(),
            has_asked: false,
            signed_userinfo: None,
        }
    }
}

/// The ID token has passed: keeps the session, tells the other tabs, shows the account.
pub(super) fn start(
    state: &mut State,
    transaction: Transaction,
    mut tokens: Tokens,
    jws: &Jws,
    checked: Checked,
    keys: Vec<Rc<Jwk>>,
    now: &Now,
) -> Effects {
    let Checked { subject, clock_skew } = checked;
    let kept = Kept::new(transaction, &mut tokens, subject);
    let kept = Kept { auth_time: id_token::auth_time(jws), clock_skew, ..kept };
    begin(state, Session { keys, ..Session::new(kept) }, tokens, now)
}

/// The same with the session of a backend: its subject is that of its own accounts.
pub(super) fn start_with_profile(
    state: &mut State,
    transaction: Transaction,
    mut tokens: Tokens,
    (subject, profile): (String, Body),
    now: &Now,
) -> Effects {
    let kept = Kept { profile: Some(profile), ..Kept::new(transaction, &mut tokens, subject) };
    let mut effects = begin(state, Session::new(kept), tokens, now);
    // For the name of the provider.
    effects.extend(pocketbase::ask(state, 1, 0));
    effects
}

/// Goes on with the session that a backend keeps in a cookie.
pub(super) fn resume_with_profile(
    state: &mut State,
    transaction: Transaction,
    mut tokens: Tokens,
    (subject, profile): (String, Body),
    now: &Now,
) -> Effects {
    let kept = Kept { profile: Some(profile), ..Kept::new(transaction, &mut tokens, subject) };
    let mut session = Session::new(kept);
    session.active_at = now.active_at.unwrap_or(now.time);
    session.access = Some(Access::new(&session.kept, tokens.access_token, tokens.expires_in));
    let mut effects = renewal::schedule(&mut session, now);
    state.flow = Flow::SignedIn(Box::new(session));
    effects.extend(has_access(state));
    effects
}

fn begin(state: &mut State, mut session: Session, tokens: Tokens, now: &Now) -> Effects {
    state.links = false;
    state.sdk_entry.opened_with = Left::Settled;
    session.active_at = now.time;
    session.access = Some(Access::new(&session.kept, tokens.access_token, tokens.expires_in));
    state.last_used.clone_from(&state.provider);
    let used = state.provider.clone().filter(|_| !state.asked.forgets);
    let mut effects: Effects = used.map(Effect::RememberProvider).into_iter().collect();
    if state.persistence != Persistence::Memory {
        let id = state.next_id();
        state.storing = Some((id, session.kept.id.clone()));
        let (stamp, record) = (session.kept.stamp(), session.kept.to_record());
        effects.push(Effect::WriteSession { id, over: None, stamp, record });
    } else if state.is_shared() {
        effects.push(Effect::Tell(Message::SignedIn { session: session.kept.id.clone() }));
    }
    effects.extend(renewal::schedule(&mut session, now));
    state.flow = Flow::SignedIn(Box::new(session));
    effects.extend(ending::somebody_is_here(state, now));
    effects.extend(has_access(state));
    // A page that goes on by itself waits until the session is stored.
    if !state.is_storing() {
        effects.extend(go_on_by_itself(state));
    }
    effects
}

/// The first write of the record has come to an end. It may have failed: then the session is this page's only.
pub(super) fn stored(state: &mut State, id: RequestId, written: Written, now: &Now) -> Option<Effects> {
    let (_, name) = state.storing.take_if(|(storing, _)| *storing == id)?;
    if !matches!(&state.flow, Flow::SignedIn(session) if session.kept.id == name) {
        // It was ended before it was stored.
        return Some(vec![state.wipe_record(name)]);
    }
    let told = Message::SignedIn { session: name.clone() };
    let mut effects = Effects::new();
    match written {
        Written::Done => effects.push(Effect::Tell(told)),
        Written::Overtaken | Written::Unavailable => {
            state.fall_back();
            // It may be stored after all, by a storage that is slow.
            effects.push(state.wipe_record(name));
        }
    }
    // What fell due meanwhile has waited for this.
    effects.extend(renewal::woke(state, now));
    effects.extend(go_on_by_itself(state));
    Some(effects)
}

/// There is no session. One of PocketBase's SDK is as good.
pub(super) fn nobody(state: &mut State) -> Outcome {
    if state.linking.take().is_some() {
        // Nobody is there any more to link an identity to.
        return Err(Error::SessionEnded);
    }
    if matches!(state.sdk_entry.opened_with, Left::Entry(_)) {
        return Ok(later::run(|| later::pocketbase_later(|| sdk_store::adopt(state))));
    }
    state.sdk_entry.opened_with = Left::Settled;
    Ok(picker::show(state))
}

/// Looks for a session that another page has kept.
pub(super) fn look(state: &mut State) -> Effects {
    state.abandon();
    if let Some(look) = better_auth::look(state) {
        return vec![look];
    }
    let id = state.next_id();
    state.flow = Flow::Restoring(id);
    // Of a session that another one replaces.
    vec![Effect::Unlock, Effect::FindSession { id, outlives_tabs: state.persistence == Persistence::Device }]
}

/// Goes on with the session that was kept, if this page can.
pub(super) fn resume(state: &mut State, record: &Body, now: &Now) -> Outcome {
    let Some(kept) = Kept::from_record(record) else {
        // Of another version of this page: nobody will read it any more.
        let mut effects = vec![state.wipe_any()];
        effects.extend(nobody(state)?);
        return Ok(effects);
    };
    // Of this page's configuration: another page of the same origin may have other providers.
    let ours = accounts::is_ours(state, &kept.server).unwrap_or_else(|| {
        state.provider(&kept.provider).is_some_and(|it| {
            it.client_id == kept.client_id && it.discovery.issuers.contains(&kept.server.issuer)
        })
    });
    if !ours || kept.account().is_none() {
        return nobody(state);
    }
    if !matches!(state.sdk_entry.opened_with, Left::Settled)
        && !later::pocketbase_later(|| sdk_store::agrees(state, &kept))
    {
        let mut effects = state.wipe(&kept.id);
        effects.extend(nobody(state)?);
        return Ok(effects);
    }
    let mut session = Session::new(kept);
    if state.linking.take_if(|it| it.0.links_to.as_ref() != Some(&session.kept.id)).is_some() {
        session.linked.refuse("session_ended");
    }
    session.backend = backend::expected(state);
    session.active_at = now.active_at.unwrap_or(now.time);
    state.provider = Some(session.kept.provider.clone());
    state.links = false;
    state.flow = Flow::SignedIn(Box::new(session));
    let mut effects = renewal::ask(state);
    effects.extend(pocketbase::ask(state, 1, 0));
    Ok(effects)
}

/// There is an access token: asks userinfo, then the backend, once.
pub(super) fn has_access(state: &mut State) -> Effects {
    let expected = backend::expected(state);
    let Flow::SignedIn(session) = &mut state.flow else { return Effects::new() };
    let (Some(access), false) = (&session.access, session.has_asked) else { return Effects::new() };
    session.has_asked = true;
    session.backend = expected;
    // A token for an API (RFC 8707) would be refused.
    let userinfo = session.kept.server.userinfo_endpoint.as_ref().filter(|_| session.kept.resource.is_none());
    match userinfo.map(|endpoint| userinfo::request(endpoint, &access.token)) {
        Some(request) => vec![state.fetch(Purpose::Userinfo, request, 0)],
        None => backend::ask(state),
    }
}

/// Revokes what a renewal has brought after the session was ended elsewhere.
pub(super) fn revoke(state: &mut State) -> Effects {
    let Flow::SignedIn(session) = &state.flow else { return Effects::new() };
    let (Some(endpoint), Some(token)) =
        (&session.kept.server.revocation_endpoint, session.kept.refresh_token.as_ref())
    else {
        return Effects::new();
    };
    let request = revocation::refresh_token(endpoint, &session.kept.client_id, token);
    vec![state.fetch(Purpose::Revocation, request, 0)]
}

fn go_on_by_itself(state: &mut State) -> Effects {
    if state.is_guest() {
        return later::element_leave(|| asked::go_on(state));
    }
    let go =
        state.config.as_ref().is_some_and(|config| config.page.destination_policy == DestinationPolicy::Go);
    if go { go_on(state) } else { Effects::new() }
}

/// Leaves for the destination, if there is one.
pub(super) fn go_on(state: &mut State) -> Effects {
    let (Flow::SignedIn(session), Some(destination)) = (&mut state.flow, &state.destination) else {
        return Effects::new();
    };
    session.continuing = true;
    vec![Effect::Navigate(SecretUrl::new(destination.as_str()))]
}

/// Userinfo has answered, or not. Only a wrong subject ends the session.
pub(super) fn userinfo_came(state: &mut State, fetched: Fetched) -> Outcome {
    let id = state.next_id();
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    match userinfo::response(fetched, &session.kept.subject)? {
        Answer::Signed(jws) => {
            let keys = jwk::select(&session.keys, jws.algorithm, jws.key_id.as_deref());
            if session.kept.server.algorithms.contains(&jws.algorithm) && !keys.is_empty() {
                let effect = verify(id, &jws, keys);
                session.signed_userinfo = Some((id, jws));
                return Ok(vec![effect]);
            }
        }
        Answer::Claims(claims) => session.account.add(&claims),
        Answer::Nothing => {}
    }
    Ok(backend::ask(state))
}

/// The signature of a userinfo answer was checked.
pub(super) fn verified(state: &mut State, id: RequestId, verdict: Verdict, now: &Now) -> Outcome {
    let Flow::SignedIn(session) = &mut state.flow else { return Ok(Effects::new()) };
    let Some((_, jws)) = session.signed_userinfo.take_if(|(expected, _)| *expected == id) else {
        return renewal::verified(state, id, verdict, now);
    };
    if verdict == Verdict::Valid {
        let kept = &session.kept;
        let now = kept.clock_skew.server_time(now.time);
        let claims = userinfo::signed(jws, &kept.server.issuer, &kept.client_id, &kept.subject, now)?;
        if let Some(claims) = claims {
            session.account.add(&claims);
        }
    }
    Ok(backend::ask(state))
}
